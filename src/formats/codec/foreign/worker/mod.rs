//! A process with walls for decoders that were written by others.
//!
//! A PDF of a few hundred bytes can ask for terabytes, nest until the stack ends, or keep a processor busy for days;
//! no check of a header sees that. So that such a file costs nothing but itself, it is decoded in a process of its own:
//! the same program, started with [`ARGUMENT`], which gives up its rights and takes its limits before it reads the
//! first byte of a file (`walls`). What comes back is checked before memory is taken for it (`wire`). The process
//! is kept for the files that follow, until one breaks it.

mod fields;
#[cfg(windows)]
mod job;
mod process;
mod serve;
mod walls;
mod wire;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use process::ARGUMENT;
pub use serve::serve;

use super::opened::Foreign;
use super::pdf::{PdfDocument, PdfPage};
use crate::codec::limits::{Breach, DecodeError, Limits};
use crate::format::Format;
use process::Process;
use wire::{Reply, Request, Subject};

/// Where files of other formats are decoded.
///
/// By default that is this process: a hostile file can then take more memory and time than the limits say, or end the
/// process. A program that calls [`serve()`] when it is started with [`ARGUMENT`] can have them decoded in processes with
/// walls.
#[derive(Clone, Debug, Default)]
pub struct Workers(Option<Arc<Pool>>);

impl Workers {
    /// Decodes in processes of this program, which has to call [`serve()`] when it is started with [`ARGUMENT`]. They are
    /// started when they are needed, as many as there are files to be decoded at the same time, and end with the last
    /// clone of this value.
    pub fn of_program(program: impl Into<PathBuf>) -> Self {
        Self::of_interpreter(program, Vec::new())
    }

    /// Like [`of_program`](Self::of_program), for a program that is told by arguments before [`ARGUMENT`] what to run: an
    /// interpreter.
    pub fn of_interpreter(program: impl Into<PathBuf>, arguments: Vec<OsString>) -> Self {
        Self(Some(Arc::new(Pool {
            program: program.into(),
            arguments,
            idle: Mutex::default(),
        })))
    }

    /// Opens the (first) picture of a file; `None` if nothing here opens the format.
    pub fn open(
        &self,
        bytes: &[u8],
        format: Format,
        limits: &Limits,
    ) -> Option<Result<Foreign, DecodeError>> {
        let Some(pool) = &self.0 else {
            return super::open(bytes, format, limits);
        };
        let subject = Subject::of_picture(format)?;
        Some(match pool.ask(&Request::file(subject, bytes, limits)) {
            Answer::Opened(Reply::Picture(opened), process) => {
                pool.keep(process);
                Ok(opened)
            }
            answer => Err(answer.into_error()),
        })
    }

    /// Opens a PDF; one that is locked is unsupported, one without pages corrupt or cut.
    pub fn document(&self, bytes: &[u8], limits: &Limits) -> Result<Document, DecodeError> {
        let Some(pool) = &self.0 else {
            let document = PdfDocument::open(bytes.to_vec())?;
            return Ok(Document {
                pages: document.pages(),
                place: Place::Here(document),
            });
        };
        match pool.ask(&Request::file(Subject::Document, bytes, limits)) {
            Answer::Opened(Reply::Pages(pages), process) => Ok(Document {
                pages: usize::try_from(pages).unwrap_or(usize::MAX),
                place: Place::Worker {
                    pool: Arc::clone(pool),
                    process: Some(process),
                    ended: Breach::Crash,
                },
            }),
            answer => Err(answer.into_error()),
        }
    }
}

/// A PDF file that was opened.
#[derive(Debug)]
pub struct Document {
    pages: usize,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Here(PdfDocument),
    Worker {
        pool: Arc<Pool>,
        /// The one that holds the document; `None` once it has ended.
        process: Option<Process>,
        /// What ended it.
        ended: Breach,
    },
}

impl Document {
    /// How many pages it has.
    pub const fn pages(&self) -> usize {
        self.pages
    }

    /// The page with this index. After one that was stopped, no other is tried: together they would take as many times
    /// what one file may.
    pub fn page(&mut self, index: usize, limits: &Limits) -> Result<PdfPage, DecodeError> {
        let (process, ended) = match &mut self.place {
            Place::Here(document) => return document.page(index, limits),
            Place::Worker { process, ended, .. } => (process, ended),
        };
        let Some(mut worker) = process.take() else {
            return Err(DecodeError::TooCostly(*ended));
        };
        let page = u32::try_from(index).unwrap_or(u32::MAX);
        match worker.exchange(&Request::page(page, limits)) {
            Ok(Reply::Page(page)) => {
                *process = Some(worker);
                Ok(page)
            }
            Ok(Reply::Refused(error)) => {
                *process = Some(worker);
                Err(error)
            }
            Ok(_) => Err(DecodeError::TooCostly(*ended)),
            Err(failure) => {
                *ended = failure.breach;
                Err(DecodeError::TooCostly(failure.breach))
            }
        }
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        if let Place::Worker { pool, process, .. } = &mut self.place
            && let Some(process) = process.take()
        {
            pool.keep(process);
        }
    }
}

/// What comes of a file that is given to a process.
#[derive(Debug)]
#[cfg_attr(
    windows,
    expect(clippy::large_enum_variant, reason = "moved once for each file")
)]
enum Answer {
    /// What was found, and the process that still holds the file.
    Opened(Reply, Process),
    /// The file was looked at and refused; the process waits for the next.
    Refused(DecodeError),
    /// There is no answer, and the process is gone.
    Stopped(Breach),
}

impl Answer {
    /// Why there is nothing of what was asked for. An answer to another question is a mistake of the process, which ends
    /// with it.
    fn into_error(self) -> DecodeError {
        match self {
            Self::Refused(error) => error,
            Self::Stopped(breach) => DecodeError::TooCostly(breach),
            Self::Opened(..) => DecodeError::TooCostly(Breach::Crash),
        }
    }
}

/// The processes of one program.
#[derive(Debug)]
struct Pool {
    program: PathBuf,
    arguments: Vec<OsString>,
    idle: Mutex<Idle>,
}

/// Processes that wait for a file.
#[derive(Debug, Default)]
struct Idle {
    processes: Vec<Process>,
    /// The process that has started them.
    parent: u32,
}

impl Pool {
    /// Has one file opened.
    fn ask(&self, request: &Request<'_>) -> Answer {
        let waiting = self.idle().processes.pop();
        if let Some(mut process) = waiting {
            match process.exchange(request) {
                Ok(reply) => return self.answer(reply, process),
                // It ends with the thread that started it, and says nothing of this file then.
                Err(failure) if failure.is_from_outside => {}
                Err(failure) => return Answer::Stopped(failure.breach),
            }
        }
        let Ok(mut process) = Process::start(&self.program, &self.arguments) else {
            return Answer::Stopped(Breach::NotStarted);
        };
        match process.exchange(request) {
            Ok(reply) => self.answer(reply, process),
            Err(failure) => Answer::Stopped(failure.breach),
        }
    }

    fn answer(&self, reply: Reply, process: Process) -> Answer {
        match reply {
            Reply::Refused(error) => {
                self.keep(process);
                Answer::Refused(error)
            }
            reply => Answer::Opened(reply, process),
        }
    }

    /// Keeps a process for the next file.
    fn keep(&self, process: Process) {
        self.idle().processes.push(process);
    }

    /// The waiting processes of this process. Those that a fork has left here are its parent's, which talks to them too:
    /// they are neither used nor ended.
    fn idle(&self) -> MutexGuard<'_, Idle> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.parent != std::process::id() {
            std::mem::forget(std::mem::take(&mut idle.processes));
            idle.parent = std::process::id();
        }
        idle
    }
}
