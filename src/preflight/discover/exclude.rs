//! The globs of `--exclude`.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::Error;

/// Globs for what to leave out, read the way `.gitignore` reads them.
///
/// A glob without a slash (`*.bak`, `drafts`) matches the name of any file or folder. One with a
/// slash (`2023/*.jpg`, `**/old/*`) matches a path below a given folder, or the path as the report
/// shows it; `*` stops at slashes, `**` does not. Upper and lower case differ on every system.
#[derive(Clone, Debug, Default)]
pub struct Globs(GlobSet);

impl Globs {
    /// Reads globs; the error names the first that can't be understood.
    pub fn parse<S: AsRef<str>>(globs: &[S]) -> Result<Self, Error> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let glob = glob.as_ref();
            let bad = |error: &globset::Error| Error::BadGlob {
                glob: glob.to_owned(),
                cause: error.kind().to_string(),
            };
            let path = glob.trim_start_matches("./").trim_end_matches('/');
            let anchored = if path.contains('/') {
                path.to_owned()
            } else {
                format!("**/{path}")
            };
            let built = GlobBuilder::new(&anchored)
                .literal_separator(true)
                .build()
                .map_err(|error| bad(&error))?;
            set.add(built);
        }
        let set = set.build().map_err(|error| Error::BadGlob {
            glob: error.glob().unwrap_or_default().to_owned(),
            cause: error.kind().to_string(),
        })?;
        Ok(Self(set))
    }

    /// Whether one of these forms of a path is to be left out.
    pub(super) fn match_any(&self, forms: &[&Path]) -> bool {
        !self.0.is_empty() && forms.iter().any(|form| self.0.is_match(form))
    }
}
