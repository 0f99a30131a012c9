//! The worker's side: files in, pictures out, one after the other.

use std::fs::File;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::thread;

use super::walls::Walls;
use super::wire::{Reply, RequestHead, Subject};
use crate::codec::foreign;
use crate::codec::foreign::pdf::PdfDocument;
use crate::codec::limits::{Breach, DecodeError};

/// What decoders may nest in: four times what a thread has by default.
const STACK_BYTES: usize = 8 << 20;

/// Decodes what comes in on standard input until that ends. Not for people: nothing else of the program has to run.
pub fn serve() -> ExitCode {
    // What a decoder stumbles on is the answer to its file.
    panic::set_hook(Box::new(|_| {}));
    let worker = thread::Builder::new().stack_size(STACK_BYTES);
    let served = worker.spawn(files).map(thread::JoinHandle::join);
    match served {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Answers request after request.
fn files() -> io::Result<()> {
    let (mut input, mut output) = pipes()?;
    let walls = Walls::close()?;
    let mut document = None;
    while let Some(head) = RequestHead::read(&mut input)? {
        if head.subject.is_file() {
            document = None; // its memory is the next one's
            walls.allow(&head)?;
        }
        let file = head.read_file(&mut input)?;
        let answer = || answer(&head, file, &mut document, &walls);
        let reply = panic::catch_unwind(AssertUnwindSafe(answer))
            .unwrap_or(Reply::Refused(DecodeError::TooCostly(Breach::Crash)));
        reply.write(&mut output)?;
    }
    Ok(())
}

fn answer(
    head: &RequestHead,
    file: Vec<u8>,
    document: &mut Option<PdfDocument>,
    walls: &Walls,
) -> Reply {
    let answered = match head.subject {
        Subject::Picture(format) => foreign::open(&file, format, &head.limits)
            .unwrap_or(Err(DecodeError::TooCostly(Breach::Crash)))
            .map(Reply::Picture),
        Subject::Document => PdfDocument::open(file).map(|opened| {
            let pages = u32::try_from(opened.pages()).unwrap_or(u32::MAX);
            walls.allow_pages(pages);
            *document = Some(opened);
            Reply::Pages(pages)
        }),
        Subject::Page(index) => document
            .as_ref()
            .ok_or(DecodeError::TooCostly(Breach::Crash))
            .and_then(|document| document.page(index as usize, &head.limits))
            .map(Reply::Page),
    };
    answered.unwrap_or_else(Reply::Refused)
}

/// Standard input and output without the buffers that are made for text.
#[cfg(unix)]
fn pipes() -> io::Result<(File, File)> {
    use std::os::fd::AsFd as _;
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}

/// Standard input and output without the buffers that are made for text.
#[cfg(windows)]
fn pipes() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle as _;
    let input = io::stdin().as_handle().try_clone_to_owned()?;
    let output = io::stdout().as_handle().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}
