//! Where reports go: several at once, each in its own format. A file appears under its name only
//! when it is whole.

use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use certpreflight::report::{
    Brief, Checklist, Context, Csv, GitHub, Html, Json, JsonLines, Junit, Markdown, Plain, Report,
    RowsJson, RowsJsonLines, RowsText, Sarif, Summary,
};
use certpreflight::template::CheckedManifest;
use certpreflight::{Entry, Error, Readers, Unfinished, folder_of, sweep};

use crate::arguments::FormatArg;
use crate::options::{self, Layout};
use crate::terminal;

/// Every report of one run.
pub(crate) struct Outputs(Vec<Output>);

/// One report and where it goes.
struct Output {
    report: Box<dyn Report>,
    target: Target,
    /// Whether it writes while the run goes on, rather than at the end.
    scrolls: bool,
    /// How writing went so far; after a failure nothing more is tried.
    written: io::Result<()>,
}

impl Outputs {
    /// Opens every target before the first picture is looked at: a long run must not fail on its
    /// last line.
    pub(crate) fn open(
        outputs: &[options::Output],
        layout: &Layout,
        context: &Context,
    ) -> Result<Self, Error> {
        let outputs = outputs.iter().map(|output| {
            let format = output.format;
            Ok(Output {
                scrolls: !is_for_people(format),
                report: report(output, layout, context.clone()),
                target: Target::open(&output.target, format)?,
                written: Ok(()),
            })
        });
        outputs.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn begin(&mut self) -> bool {
        self.each(|report, out| report.begin(out))
    }

    /// The files that get their names at the end.
    pub(crate) fn files(&self) -> Vec<String> {
        let files = self.0.iter().filter_map(|output| match &output.target {
            Target::File { name, .. } => Some(name.display().to_string()),
            Target::Standard(_) | Target::Special { .. } => None,
        });
        files.collect()
    }

    /// Writes one entry to every report; `false` if nobody takes any more.
    pub(crate) fn entry(&mut self, entry: &Entry) -> bool {
        self.each(|report, out| report.entry(entry, out))
    }

    /// Writes a manifest to every report; `false` if nobody takes any more.
    pub(crate) fn manifest(&mut self, manifest: &CheckedManifest) -> bool {
        self.each(|report, out| report.manifest(manifest, out))
    }

    /// Ends every report and puts it in its place, for these people to read. One that can't be written doesn't keep the
    /// others from being finished; the first reason is told.
    pub(crate) fn finish(mut self, summary: &Summary, readers: Readers) -> Result<(), Error> {
        self.each(|report, out| report.end(summary, out));
        let results = self.0.into_iter().map(|output| {
            let Output {
                target, written, ..
            } = output;
            target.finish(written, readers)
        });
        results.collect::<Vec<_>>().into_iter().collect()
    }

    /// Whether a report scrolls by on the terminal that would show the progress bar.
    pub(crate) fn share_terminal(&self) -> bool {
        io::stdout().is_terminal()
            && self
                .0
                .iter()
                .any(|output| output.scrolls && matches!(output.target, Target::Standard(_)))
    }

    fn each(
        &mut self,
        mut act: impl FnMut(&mut dyn Report, &mut dyn Write) -> io::Result<()>,
    ) -> bool {
        let mut anybody = false;
        for output in &mut self.0 {
            if output.written.is_ok() {
                let report = output.report.as_mut();
                output.written = output.target.write(|out| act(report, out));
            }
            anybody |= output.written.is_ok();
        }
        anybody
    }
}

/// Whether a format begins with the worst, and so is written at the end.
const fn is_for_people(format: FormatArg) -> bool {
    match format {
        FormatArg::Text | FormatArg::Html | FormatArg::Github | FormatArg::Markdown => true,
        FormatArg::Json
        | FormatArg::Jsonl
        | FormatArg::Junit
        | FormatArg::Sarif
        | FormatArg::Csv => false,
    }
}

fn report(output: &options::Output, layout: &Layout, context: Context) -> Box<dyn Report> {
    match output.format {
        FormatArg::Text => match layout {
            Layout::Short => Box::new(Plain::new(context, terminal::width())),
            Layout::Quiet => Box::new(Plain::quiet(context, terminal::width())),
            Layout::Checklist => Box::new(Checklist::new(context, terminal::width())),
            Layout::Brief(folder) => Box::new(Brief::new(context, folder)),
            Layout::Rows { lists_what_to_type } => {
                // What to type in full stands nowhere but in front of whoever asked for it.
                let is_seen = output.target == Path::new("-") && io::stdout().is_terminal();
                let lists = *lists_what_to_type && is_seen;
                Box::new(RowsText::new(context, terminal::width(), lists))
            }
        },
        FormatArg::Json if matches!(layout, Layout::Rows { .. }) => {
            Box::new(RowsJson::new(context))
        }
        FormatArg::Jsonl if matches!(layout, Layout::Rows { .. }) => {
            Box::new(RowsJsonLines::new(context))
        }
        FormatArg::Json => Box::new(Json::new(context)),
        FormatArg::Jsonl => Box::new(JsonLines::new(context)),
        FormatArg::Html => Box::new(Html::new(context)),
        FormatArg::Junit => Box::new(Junit::new(context)),
        FormatArg::Sarif => Box::new(Sarif::new(context)),
        FormatArg::Github => Box::new(GitHub::new(context)),
        FormatArg::Csv => Box::new(Csv::new(context)),
        FormatArg::Markdown => Box::new(Markdown::new(context)),
    }
}

/// Standard output, a pipe or device, or a file that gets its name at the end.
enum Target {
    Standard(BufWriter<anstream::AutoStream<io::Stdout>>),
    /// What is there already and is no file, like `/dev/null`: written to, never replaced.
    Special {
        stream: BufWriter<fs::File>,
        colored: bool,
        name: PathBuf,
    },
    File {
        temporary: BufWriter<Unfinished>,
        /// The text report colors its words; a file is not a terminal.
        colored: bool,
        name: PathBuf,
    },
}

impl Target {
    fn open(name: &Path, format: FormatArg) -> Result<Self, Error> {
        if name == Path::new("-") {
            return Ok(Self::Standard(BufWriter::new(anstream::stdout())));
        }
        let colored = matches!(format, FormatArg::Text);
        if fs::metadata(name).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let file = fs::OpenOptions::new().write(true).open(name);
            return Ok(Self::Special {
                stream: BufWriter::new(file.map_err(|cause| Error::unwritable(name, &cause))?),
                colored,
                name: name.to_owned(),
            });
        }
        let folder = folder_of(name);
        sweep(folder);
        let temporary =
            Unfinished::new_in(folder).map_err(|cause| Error::unwritable(name, &cause))?;
        Ok(Self::File {
            temporary: BufWriter::new(temporary),
            colored,
            name: name.to_owned(),
        })
    }

    fn write(&mut self, act: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let (target, colored): (&mut (dyn Write + 'static), bool) = match self {
            Self::Standard(writer) => (writer, false),
            Self::Special {
                stream, colored, ..
            } => (stream, *colored),
            Self::File {
                temporary, colored, ..
            } => (temporary, *colored),
        };
        if colored {
            act(&mut anstream::StripStream::new(target))
        } else {
            act(target)
        }
    }

    /// Puts the finished report in its place, or says why it could not be written.
    fn finish(self, written: io::Result<()>, readers: Readers) -> Result<(), Error> {
        match self {
            Self::Standard(mut writer) => {
                closed_pipe_is_success(written.and_then(|()| writer.flush()))
            }
            Self::Special {
                mut stream, name, ..
            } => written
                .and_then(|()| stream.flush())
                .map_err(|cause| Error::unwritable(&name, &cause)),
            Self::File {
                temporary, name, ..
            } => written
                .and_then(|()| {
                    temporary
                        .into_inner()
                        .map_err(io::IntoInnerError::into_error)
                })
                .and_then(|file| file.finish(&name, readers, true))
                .map(drop)
                .map_err(|cause| Error::unwritable(&name, &cause)),
        }
    }
}

/// Writes a file that is not there yet, whole or not at all. What is typed is for its owner alone to read.
pub(crate) fn write_new(name: &Path, bytes: &[u8]) -> Result<(), Error> {
    let attempt = || {
        let mut file = Unfinished::new_in(folder_of(name))?;
        file.write_all(bytes)?;
        file.finish(name, Readers::OWNER, false)
    };
    attempt()
        .map(drop)
        .map_err(|cause| Error::unwritable(name, &cause))
}

/// Prints a finished text; a closed pipe is success.
pub(crate) fn print(text: &str) -> Result<ExitCode, Error> {
    closed_pipe_is_success(anstream::stdout().write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

/// Whoever closes the pipe has read enough.
pub(crate) fn closed_pipe_is_success(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::unwritable("-", &cause))
        }
        _ => Ok(()),
    }
}
