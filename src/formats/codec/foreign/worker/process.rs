//! One worker, as its parent sees it.

use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

#[cfg(windows)]
use super::job::Job;
use super::wire::{Reply, Request};
use crate::codec::limits::Breach;

/// What a program is started with to decode for another, in place of everything else.
pub const ARGUMENT: &str = "--decode-for-parent";

/// How long one answer is waited for. Where processor time is limited, that ends whatever works; this ends what sleeps, and
/// a machine that is busy with other work gets its picture still. Elsewhere it is all that limits time. Chosen, not fitted.
const DEADLINE: Duration = Duration::from_secs(if cfg!(unix) { 300 } else { 60 });

/// What is kept of the last words of a process.
const LAST_WORDS_BYTES: usize = 4096;

/// A process that decodes.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    requests: ChildStdin,
    replies: ChildStdout,
    /// Takes what it says, which would stop it once the pipe is full; its last words, when it has ended.
    listener: Option<JoinHandle<Vec<u8>>>,
    #[cfg(windows)]
    job: Option<Job>,
}

/// Why there is no answer. The process is gone.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) breach: Breach,
    /// Whether somebody else may have ended it.
    pub(super) is_from_outside: bool,
}

impl Process {
    pub(super) fn start(program: &Path, arguments: &[OsString]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Nobody is shown it: it says what a decoder broke on, see `cause_of_death`.
            .stderr(Stdio::piped())
            // glibc gives large blocks back when they are freed, and keeps no second heap, so that what one file took
            // leaves the whole allowance to the next.
            .env("MALLOC_ARENA_MAX", "1")
            .env("MALLOC_MMAP_THRESHOLD_", "1048576")
            .env("MALLOC_TRIM_THRESHOLD_", "1048576");
        apart_from_terminal(&mut command);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(requests), Some(replies), Some(words)) = pipes else {
            return Err(io::ErrorKind::BrokenPipe.into()); // all of them were asked for
        };
        let listener = thread::Builder::new().spawn(|| last_words(words))?;
        Ok(Self {
            #[cfg(windows)]
            job: Job::around(&child),
            child,
            requests,
            replies,
            listener: Some(listener),
        })
    }

    /// Has one request answered, in time or not at all.
    pub(super) fn exchange(&mut self, request: &Request<'_>) -> Result<Reply, Failure> {
        #[cfg(windows)]
        if let Some(job) = &self.job {
            job.allow(request);
        }
        let Self {
            child,
            requests,
            replies,
            ..
        } = self;
        let (answered, is_answered) = mpsc::channel::<()>();
        let answer = thread::scope(|scope| {
            let watch = thread::Builder::new().spawn_scoped(scope, move || {
                let is_late = is_answered.recv_timeout(DEADLINE) == Err(RecvTimeoutError::Timeout);
                if is_late {
                    let _ = child.kill();
                }
                is_late
            })?;
            let reply = request
                .write(requests)
                .and_then(|()| Reply::read(replies, &request.head().limits));
            drop(answered);
            Ok((reply, watch.join().unwrap_or(false)))
        });
        match answer {
            Ok((Ok(reply), _)) => Ok(reply),
            Ok((Err(_), is_late)) => Err(self.failure(is_late)),
            Err::<_, io::Error>(_) => {
                let _ = self.child.kill();
                Err(Failure {
                    breach: Breach::NotStarted,
                    is_from_outside: false,
                })
            }
        }
    }

    /// Ends the process, if it hasn't ended, and finds out why it had to.
    fn failure(&mut self, is_late: bool) -> Failure {
        // One that died is no more to be killed; one that sends nonsense is.
        let died = self.child.try_wait().ok().flatten();
        let died = died.or_else(|| self.ended_soon());
        let _ = self.child.kill();
        let status = died.or_else(|| self.child.wait().ok());
        let last_words = self.listener.take().map(JoinHandle::join);
        let last_words = last_words.and_then(Result::ok).unwrap_or_default();
        if is_late {
            return Failure {
                breach: Breach::Time,
                is_from_outside: false,
            };
        }
        cause_of_death(status, &String::from_utf8_lossy(&last_words))
    }

    /// How a process ended whose pipe is closed: that happens a moment before it has ended.
    fn ended_soon(&mut self) -> Option<ExitStatus> {
        const MOMENT: Duration = Duration::from_millis(5);
        const MOMENTS: u32 = 100;
        for _ in 0..MOMENTS {
            thread::sleep(MOMENT);
            if let Some(status) = self.child.try_wait().ok().flatten() {
                return Some(status);
            }
        }
        None
    }
}

/// Listens until a process has ended.
fn last_words(mut words: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        match words.read(&mut buffer) {
            Ok(0) => return kept,
            Ok(count) => {
                kept.extend_from_slice(&buffer[..count]);
                kept.drain(..kept.len().saturating_sub(LAST_WORDS_BYTES));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return kept,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait(); // nothing is left of it
    }
}

/// Keeps Ctrl-C from the process: the parent decides what it stops.
#[cfg(unix)]
fn apart_from_terminal(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

/// Keeps Ctrl-C from the process, and a window from appearing.
#[cfg(windows)]
fn apart_from_terminal(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

#[cfg(not(any(unix, windows)))]
fn apart_from_terminal(_: &mut Command) {}

/// Which limit a process met. Its standard library says what it stopped at, and the system what it was killed for.
fn cause_of_death(status: Option<ExitStatus>, last_words: &str) -> Failure {
    let ours = |breach| Failure {
        breach,
        is_from_outside: false,
    };
    if last_words.contains("memory allocation of") {
        return ours(Breach::Memory);
    }
    if last_words.contains("overflowed its stack") {
        return ours(Breach::Depth);
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        let signal = status.and_then(|status| status.signal());
        if signal == Some(rustix::process::Signal::XCPU.as_raw()) {
            return ours(Breach::Time);
        }
        if signal == Some(rustix::process::Signal::KILL.as_raw()) {
            return Failure {
                breach: Breach::Memory, // what a system without any left does
                is_from_outside: true,
            };
        }
    }
    #[cfg(not(unix))]
    let _ = status;
    ours(Breach::Crash)
}
