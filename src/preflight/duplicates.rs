//! Which of many pictures have been there before: the same file, or the same shot in another file.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read as _};
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::files::open_file;
use certpreflight_vision::{Fingerprint, FingerprintIndex};

/// What tells a file from every other: files with equal digests have the same bytes.
///
/// As text, and in every format of serde, it is `blake3:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest(blake3::Hash);

impl Digest {
    /// The digest of a file's bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes))
    }

    /// The digest of a file's bytes, of as many as it has when it is opened, so that one that grows comes to an end.
    pub(crate) fn of_file(path: &Path) -> io::Result<Self> {
        let file = open_file(path)?;
        let bytes = file.metadata()?.len();
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(file.take(bytes))?;
        Ok(Self(hasher.finalize()))
    }
}

/// What the text form begins with.
const METHOD: &str = "blake3:";

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{METHOD}{}", self.0)
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let hex = text.strip_prefix(METHOD).ok_or(NotADigest)?;
        let hash = blake3::Hash::from_hex(hex);
        hash.map(Self).map_err(|_not_hex| NotADigest)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

/// The text is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADigest;

impl fmt::Display for NotADigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no digest of the form `{METHOD}` and 64 hexadecimal digits"
        )
    }
}

impl std::error::Error for NotADigest {}

/// The earlier picture that one repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Match {
    /// The same file, byte by byte.
    SameFile {
        /// The name under which it came first.
        first: String,
    },
    /// The same shot in another file: saved again, at another size, brighter or darker.
    SameShot {
        /// The name of the first picture that is near.
        first: String,
    },
}

/// Pictures that have been seen. A further one is found among them without comparing it with each,
/// so that a hundred thousand can be gone through.
///
/// What it needs of a picture, its name, digest and fingerprint, is small and can be stored or sent:
/// several machines may each examine a part of the pictures, and one of them finds what is there
/// twice in all. Given all pictures in the same order, it finds the same, however they were shared
/// out.
///
/// ```
/// use certpreflight::{Digest, Duplicates, Fingerprint, Match, Policy, Profile, examine_bytes};
///
/// type Seen = (String, Digest, Option<Fingerprint>);
///
/// // On each machine: examine a part, and write down what tells one picture from another.
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let examine = |name: &str, bytes: &[u8]| -> Option<Seen> {
///     let outcome = examine_bytes(name, bytes, &policy);
///     Some((name.to_owned(), outcome.digest()?, outcome.fingerprint().cloned()))
/// };
/// let here = serde_json::to_string(&[examine("front.jpg", b"one file")])?;
/// let there = serde_json::to_string(&[examine("copy.jpg", b"one file")])?;
///
/// // On one of them: put the parts together again, in the order of the pictures.
/// let mut duplicates = Duplicates::new();
/// let mut matches = Vec::new();
/// for part in [here, there] {
///     for (name, digest, fingerprint) in serde_json::from_str::<Vec<Seen>>(&part)? {
///         matches.push(duplicates.insert(&name, digest, fingerprint.as_ref()));
///     }
/// }
/// let first = "front.jpg".to_owned();
/// assert_eq!(matches, [None, Some(Match::SameFile { first })]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Duplicates {
    /// Names of the pictures that repeat none before them byte by byte.
    names: Vec<String>,
    /// Digest of each to its place in `names`.
    files: HashMap<Digest, usize>,
    /// Fingerprints of shots that are not near one before them.
    shots: FingerprintIndex,
    /// The place in `names` of each of the shots.
    shot_names: Vec<usize>,
}

impl Duplicates {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compares a picture with those before it, the file first and then the shot, and remembers it.
    /// A shot that is near an earlier one isn't remembered as another: a row of pictures that are
    /// each near the one before doesn't become one shot.
    pub fn insert(
        &mut self,
        name: &str,
        digest: Digest,
        fingerprint: Option<&Fingerprint>,
    ) -> Option<Match> {
        if let Some(first) = self.files.get(&digest) {
            return Some(Match::SameFile {
                first: self.names[*first].clone(),
            });
        }
        self.files.insert(digest, self.names.len());
        self.names.push(name.to_owned());
        let fingerprint = fingerprint?;
        if let Some(first) = self.shots.insert(fingerprint) {
            return Some(Match::SameShot {
                first: self.names[self.shot_names[first]].clone(),
            });
        }
        self.shot_names.push(self.names.len() - 1);
        None
    }
}
