//! What Windows holds a worker to: a job object, from outside.
//!
//! The process may not commit more memory than a file may take, and start no other. It ends with its parent, because
//! the job does. A system that refuses one of these goes without it.

use std::os::windows::io::AsRawHandle as _;
use std::process::Child;

use win32job::ExtendedLimitInfo;

use super::wire::Request;

/// The numbers that Windows gives to these limits.
const LIMIT_ACTIVE_PROCESS: u32 = 0x8;
const LIMIT_PROCESS_MEMORY: u32 = 0x100;

/// What the program takes besides its pictures. Chosen, not fitted.
const PROGRAM_BYTES: u64 = 64 << 20;

/// The job of one worker.
#[derive(Debug)]
pub(super) struct Job(win32job::Job);

impl Job {
    pub(super) fn around(worker: &Child) -> Option<Self> {
        let job = win32job::Job::create_with_limit_info(&mut limits(PROGRAM_BYTES)).ok()?;
        job.assign_process(worker.as_raw_handle().cast()).ok()?;
        Some(Self(job))
    }

    /// Sets what the next file may take.
    pub(super) fn allow(&self, request: &Request<'_>) {
        let most = PROGRAM_BYTES.saturating_add(request.head().bytes());
        // If it fails, the file has to do with what there was.
        let _ = self.0.set_extended_limit_info(&mut limits(most));
    }
}

fn limits(most_bytes: u64) -> ExtendedLimitInfo {
    let mut limits = ExtendedLimitInfo::new();
    limits.limit_kill_on_job_close();
    let basic = &mut limits.0.BasicLimitInformation;
    basic.ActiveProcessLimit = 1;
    basic.LimitFlags |= LIMIT_ACTIVE_PROCESS | LIMIT_PROCESS_MEMORY;
    limits.0.ProcessMemoryLimit = usize::try_from(most_bytes).unwrap_or(usize::MAX);
    limits
}
