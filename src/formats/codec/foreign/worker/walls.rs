//! What a worker gives up before it reads a file, and what one file may take.
//!
//! - Processor time and the size of the address space are limited; no file is opened or written, no process started
//!   and no core dumped (`setrlimit`, wherever there is one; macOS doesn't hold the size of the address space).
//! - Linux: no path can be opened and no connection made (Landlock), and of the system calls only those are left that
//!   move bytes between memory and what is open already (seccomp). A kernel without one of them goes without it.
//! - The process dies with its parent.
//!
//! On Windows the parent puts a job object around the process (`job`) instead, and its deadline is all that limits time.

use std::io;

use super::wire::RequestHead;
#[cfg(unix)]
use super::wire::Subject;

/// Processor time for one file, in seconds, to half a second. Chosen, not fitted: what a hostile one of a few kilobytes
/// may cost in all (5 s) less what its parent takes.
#[cfg(unix)]
const FILE_SECONDS: u64 = 4;
/// Bytes of a picture that get one second more, which is little for a small file. A sound HEIC of 48 megapixels and 7 MB took
/// 5 s on a slow server's core; this allows three times that. Chosen, not fitted.
#[cfg(unix)]
const PICTURE_BYTES_A_SECOND: u64 = 512 << 10;
/// Pages of a document that get one second more. Chosen, not fitted.
#[cfg(unix)]
const PAGES_A_SECOND: u64 = 2;

/// What a program of a few megabytes needs besides its pictures: heap that is in pieces, stacks.
#[cfg(unix)]
const SLACK_BYTES: u64 = 12 << 20;

/// The walls around this process.
pub(super) struct Walls {
    /// The address space that is taken before the first file; `None` if the system doesn't tell.
    #[cfg(unix)]
    taken_bytes: Option<u64>,
}

#[cfg(not(unix))]
impl Walls {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    pub(super) const fn close() -> io::Result<Self> {
        Ok(Self {})
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "elsewhere it does something"
    )]
    pub(super) const fn allow(&self, _: &RequestHead) -> io::Result<()> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "elsewhere it does something")]
    pub(super) const fn allow_pages(&self, _: u32) {}
}

#[cfg(unix)]
impl Walls {
    /// Puts them up, from the outermost to the innermost. They can't be taken down.
    pub(super) fn close() -> io::Result<Self> {
        use rustix::process::Resource;
        let taken_bytes = taken_bytes();
        #[cfg(target_os = "linux")]
        {
            use rustix::process::{Signal, set_parent_process_death_signal};
            // A parent that is gone already has closed the pipe, which ends the process too.
            set_parent_process_death_signal(Some(Signal::KILL))?;
            linux::forbid_paths();
        }
        for forbidden in [
            Resource::Core,
            Resource::Fsize,
            Resource::Nofile,
            #[cfg(not(target_os = "solaris"))]
            Resource::Nproc,
        ] {
            limit(forbidden, 0, true)?;
        }
        #[cfg(target_os = "linux")]
        linux::forbid_calls();
        Ok(Self { taken_bytes })
    }

    /// Sets what the next file may take, counted from now.
    pub(super) fn allow(&self, head: &RequestHead) -> io::Result<()> {
        limit_seconds(file_seconds(head))?;
        let Some(taken) = self.taken_bytes else {
            return Ok(());
        };
        let most = taken
            .saturating_add(SLACK_BYTES)
            .saturating_add(head.bytes());
        limit(rustix::process::Resource::As, most, false)
    }

    /// Gives a document more time for its pages, counted from now.
    #[expect(
        clippy::unused_self,
        reason = "there is no time to give before the walls stand"
    )]
    pub(super) fn allow_pages(&self, pages: u32) {
        // If it fails, the file has to do with what it had.
        let more = u64::from(pages.saturating_sub(1)) / PAGES_A_SECOND;
        let _ = limit_seconds(FILE_SECONDS + more);
    }
}

/// Processor time for a file, in seconds. What a document costs depends on its pages, and not on its bytes.
#[cfg(unix)]
const fn file_seconds(head: &RequestHead) -> u64 {
    match head.subject {
        Subject::Picture(_) => FILE_SECONDS + head.file_bytes / PICTURE_BYTES_A_SECOND,
        Subject::Document | Subject::Page(_) => FILE_SECONDS,
    }
}

/// Sets a limit, for good or until the next.
#[cfg(unix)]
fn limit(what: rustix::process::Resource, most: u64, is_final: bool) -> io::Result<()> {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let maximum = if is_final {
        Some(most)
    } else {
        getrlimit(what).maximum
    };
    let current = maximum.map_or(most, |maximum| most.min(maximum));
    setrlimit(
        what,
        Rlimit {
            current: Some(current),
            maximum,
        },
    )?;
    Ok(())
}

/// Limits processor time to so many seconds from now. The system counts whole seconds from the start.
#[cfg(unix)]
fn limit_seconds(seconds: u64) -> io::Result<()> {
    use rustix::time::{ClockId, clock_gettime};
    let used = clock_gettime(ClockId::ProcessCPUTime);
    let used_seconds =
        u64::try_from(used.tv_sec).unwrap_or(0) + u64::from(used.tv_nsec >= 500_000_000);
    limit(
        rustix::process::Resource::Cpu,
        used_seconds + seconds,
        false,
    )
}

/// How large the address space of this process is now.
#[cfg(target_os = "linux")]
fn taken_bytes() -> Option<u64> {
    let sizes = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = sizes.split_ascii_whitespace().next()?.parse().ok()?;
    Some(pages * u64::try_from(rustix::param::page_size()).ok()?)
}

/// Elsewhere the address space begins with more than anybody wants to limit it to (macOS), or nobody tells.
#[cfg(all(unix, not(target_os = "linux")))]
const fn taken_bytes() -> Option<u64> {
    None
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetError, Scope,
    };
    use rustix::process::getpid;
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch, apply_filter_all_threads,
    };

    /// Forbids every path, connection and signal to others, as far as the kernel knows how.
    pub(super) fn forbid_paths() {
        let forbid = || -> Result<(), RulesetError> {
            let newest = ABI::V6;
            Ruleset::default()
                .handle_access(AccessFs::from_all(newest))?
                .handle_access(AccessNet::from_all(newest))?
                .scope(Scope::from_all(newest))?
                .create()?
                .restrict_self()?;
            Ok(())
        };
        // An older kernel, or one that was built without it: the other walls hold.
        let _ = forbid();
    }

    /// Leaves the system calls that a decoder needs. Any other one fails as if there were no right to it, so that a
    /// C library which tries a new one first goes on with the old one.
    pub(super) fn forbid_calls() {
        let Ok(machine) = TargetArch::try_from(std::env::consts::ARCH) else {
            return; // the filter is not written for this processor
        };
        let no_right = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let filter = allowed().and_then(|allowed| {
            SeccompFilter::new(allowed, no_right, SeccompAction::Allow, machine)
        });
        if let Ok(filter) = filter
            && let Ok(program) = BpfProgram::try_from(filter)
        {
            // An older kernel, or one that was built without it: the other walls hold.
            let _ = apply_filter_all_threads(&program);
        }
    }

    type Rules = std::collections::BTreeMap<i64, Vec<SeccompRule>>;

    fn allowed() -> Result<Rules, seccompiler::BackendError> {
        const ANY: &[i64] = &[
            // bytes in and out
            libc::SYS_read,
            libc::SYS_readv,
            libc::SYS_write,
            libc::SYS_writev,
            libc::SYS_close,
            // memory; what becomes executable is looked at below
            libc::SYS_brk,
            libc::SYS_munmap,
            libc::SYS_mremap,
            libc::SYS_madvise,
            // time
            libc::SYS_clock_gettime,
            libc::SYS_clock_nanosleep,
            libc::SYS_nanosleep,
            libc::SYS_gettimeofday,
            libc::SYS_sched_yield,
            // the end, and what the standard library does on the way there
            libc::SYS_futex,
            libc::SYS_exit,
            libc::SYS_exit_group,
            libc::SYS_restart_syscall,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sigaltstack,
            libc::SYS_getpid,
            libc::SYS_gettid,
            // the seed of a hash table
            libc::SYS_getrandom,
        ];
        let mut allowed: Rules = ANY.iter().map(|call| (*call, Vec::new())).collect();
        let is = |argument, value| {
            SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
        };
        let not_executable = |argument| {
            let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
            let masked = SeccompCmpOp::MaskedEq(executable);
            SeccompCondition::new(argument, SeccompCmpArgLen::Dword, masked, 0)
        };
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            allowed.insert(call, vec![SeccompRule::new(vec![not_executable(2)?])?]);
        }
        // Its own end by a signal.
        let itself = u64::from(getpid().as_raw_nonzero().get().unsigned_abs());
        allowed.insert(
            libc::SYS_tgkill,
            vec![SeccompRule::new(vec![is(0, itself)?])?],
        );
        // What the next file may take of time and memory.
        // C libraries don't agree on whether these numbers have a sign.
        let of_itself =
            |resource: i64| SeccompRule::new(vec![is(0, 0)?, is(1, resource.unsigned_abs())?]);
        allowed.insert(
            libc::SYS_prlimit64,
            vec![
                of_itself(libc::RLIMIT_CPU.into())?,
                of_itself(libc::RLIMIT_AS.into())?,
            ],
        );
        Ok(allowed)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::codec::limits::Limits;
    use crate::format::Format;

    #[test]
    fn time_grows_with_the_bytes_of_a_picture_and_with_nothing_of_a_document() {
        let seconds = |subject, file_bytes| {
            file_seconds(&RequestHead {
                subject,
                limits: Limits::default(),
                file_bytes,
            })
        };
        let picture = Subject::Picture(Format::Heic);
        assert_eq!(seconds(picture, 20 << 10), FILE_SECONDS);
        assert!(seconds(picture, 7 << 20) >= 3 * 5);
        let largest = Limits::default().file_bytes;
        assert_eq!(seconds(Subject::Document, largest), FILE_SECONDS);
    }
}
