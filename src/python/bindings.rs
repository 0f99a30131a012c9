//! What Python calls: strings, bytes and numbers in and out; `certpreflight/*.py` makes of them what people use.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use certpreflight::explain::Answer;
use certpreflight::reading::Date;
use certpreflight::report::{Context, json_value};
use certpreflight::worker::{Workers, serve};
use certpreflight::{
    Digest, Error, Fingerprint, Lang, Match, Outcome, Policy, Profile, RULES, RepairOptions,
    TurnAsSeen, examine_bytes, examine_path, repair_bytes, sniff,
};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Reports as JSON, and what finds a picture again: its digest and, if the pixels were seen, its fingerprint.
type Judged = (String, Option<String>, Option<String>);
/// Name and bytes of a file that can be uploaded.
type File<'py> = (String, Bound<'py, PyBytes>);

/// A profile and everything else that pictures are judged by.
#[pyclass(frozen)]
struct Checker {
    policy: Policy,
    context: Context,
}

#[pymethods]
impl Checker {
    #[new]
    #[pyo3(signature = (profile, lang, today, read, show_values))]
    fn new(
        profile: &str,
        lang: &str,
        today: Option<&str>,
        read: bool,
        show_values: bool,
    ) -> PyResult<Self> {
        let lang = language(lang)?;
        let profile = Profile::load(profile).map_err(|error| value_error(&error, lang))?;
        let mut policy = crate::options::policy(profile);
        policy.reads &= read;
        if let Some(today) = today {
            policy.today = Date::parse(today)
                .map_err(|_no_date| PyValueError::new_err(format!("no date: {today}")))?;
        }
        let mut context = Context::new(lang, policy.profile.clone());
        context.shows_values = show_values;
        Ok(Self { policy, context })
    }

    /// The profile's id.
    #[getter]
    fn profile(&self) -> &str {
        &self.policy.profile.id
    }

    /// How many bytes of a file are looked at.
    #[getter]
    fn file_bytes(&self) -> u64 {
        self.policy.limits.file_bytes
    }

    /// Checks a file that is in memory.
    fn check_bytes(&self, py: Python<'_>, name: PathBuf, data: &[u8]) -> Judged {
        py.detach(|| self.judged(&examine_bytes(name, data, &self.policy)))
    }

    /// Checks a file on the disk.
    fn check_path(&self, py: Python<'_>, path: PathBuf) -> Judged {
        py.detach(|| self.judged(&examine_path(path, &self.policy)))
    }

    /// Repairs a file that is in memory.
    fn fix<'py>(
        &self,
        py: Python<'py>,
        name: PathBuf,
        data: &[u8],
        allow_upscale: bool,
        turn: bool,
    ) -> (Judged, Vec<File<'py>>) {
        let mut policy = self.policy.clone();
        policy.opens_documents = true;
        let mut options = RepairOptions::default();
        options.allow_upscale = allow_upscale;
        if turn {
            options.turn = TurnAsSeen::Always;
        }
        let (judged, files) = py.detach(|| {
            let repaired = repair_bytes(name, data, &policy, &options);
            (self.judged(&repaired.outcome), repaired.files)
        });
        let files = files.iter().map(|file| {
            let name = file.name.to_string_lossy().into_owned();
            (name, PyBytes::new(py, &file.bytes))
        });
        (judged, files.collect())
    }
}

impl Checker {
    fn judged(&self, outcome: &Outcome) -> Judged {
        (
            json_value(outcome, &self.context).to_string(),
            outcome.digest().map(|digest| digest.to_string()),
            outcome.fingerprint().map(ToString::to_string),
        )
    }
}

/// Which of many pictures have been there before.
#[pyclass]
#[derive(Default)]
struct Duplicates(certpreflight::Duplicates);

#[pymethods]
impl Duplicates {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Compares a picture with those before it; whether the file is the same, and the name of the first.
    #[pyo3(signature = (name, digest, fingerprint=None))]
    fn insert(
        &mut self,
        name: &str,
        digest: &str,
        fingerprint: Option<&str>,
    ) -> PyResult<Option<(bool, String)>> {
        let digest: Digest = digest.parse().map_err(described)?;
        let fingerprint: Option<Fingerprint> =
            fingerprint.map(str::parse).transpose().map_err(described)?;
        let found = self.0.insert(name, digest, fingerprint.as_ref());
        Ok(match found {
            Some(Match::SameFile { first }) => Some((true, first)),
            Some(Match::SameShot { first }) => Some((false, first)),
            _ => None,
        })
    }
}

/// What a refusal means, or which ones a rule foresees, as `certpreflight explain -f json` says it.
#[pyfunction]
fn explain(py: Python<'_>, text: &str) -> String {
    py.detach(|| Answer::to(text).to_json())
}

/// The extension of what the bytes are, without the dot; `None` if that is not known.
#[pyfunction]
fn extension(data: &[u8]) -> Option<&'static str> {
    sniff(data).extensions().first().copied()
}

/// The ids of the built-in profiles, the default one first.
#[pyfunction]
fn profiles() -> Vec<&'static str> {
    Profile::built_in_ids().collect()
}

/// The ids of all rules.
#[pyfunction]
fn rules() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.id).collect()
}

/// The command: its arguments, its own name first; its exit code.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| {
        let code = crate::command(arguments);
        // Nobody else does: this is no program whose end Rust sees.
        let _ = std::io::stdout().flush();
        number(code)
    })
}

/// Opens files of other formats for the process that has started this one, behind walls.
#[pyfunction]
fn decode_for_parent(py: Python<'_>) -> u8 {
    py.detach(|| number(serve()))
}

/// Says which program opens HEIC, JPEG XL, JPEG 2000 and PDF: one that calls `decode_for_parent`. Counts once, and before
/// the first `Checker`.
#[pyfunction]
fn open_others_with(program: PathBuf, arguments: Vec<OsString>) -> PyResult<()> {
    let workers = Workers::of_interpreter(program, arguments);
    let first = crate::options::WORKERS.set(workers);
    first.map_err(|_second| PyRuntimeError::new_err("the program has been named already"))
}

/// What an exit code says; there is no other way to ask it.
fn number(code: ExitCode) -> u8 {
    let mut codes = 0..=u8::MAX;
    codes
        .find(|number| ExitCode::from(*number) == code)
        .unwrap_or(u8::MAX)
}

fn language(lang: &str) -> PyResult<Lang> {
    match lang {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        _ => Err(PyValueError::new_err(format!(
            "no language: {lang}; there are en and zh"
        ))),
    }
}

fn value_error(error: &Error, lang: Lang) -> PyErr {
    PyValueError::new_err(error.says(lang))
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn described(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    crate::keep_quiet_about_findings();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Checker>()?;
    module.add_class::<Duplicates>()?;
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    module.add_function(wrap_pyfunction!(extension, module)?)?;
    module.add_function(wrap_pyfunction!(profiles, module)?)?;
    module.add_function(wrap_pyfunction!(rules, module)?)?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(decode_for_parent, module)?)?;
    module.add_function(wrap_pyfunction!(open_others_with, module)?)
}
