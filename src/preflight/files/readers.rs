//! Who may read a file, so that nothing made of it can be read by more people.

#[cfg(unix)]
use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
#[cfg(unix)]
use std::path::PathBuf;

#[cfg(unix)]
use super::folder_of;

/// Who may read something besides its owner. Where files have no such bits, as on Windows, a new file is
/// as readable as its folder lets it be, and this says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readers(Besides);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Besides {
    Everybody,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no groups"))]
    Group(u32),
    Nobody,
}

impl Readers {
    /// Everybody: what is made of nothing hides nothing.
    pub const EVERYBODY: Self = Self(Besides::Everybody);
    /// The owner alone.
    pub const OWNER: Self = Self(Besides::Nobody);

    /// Those who may read both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Besides::Everybody, _) => other,
            (_, Besides::Everybody) => self,
            (one, another) if one == another => self,
            _ => Self::OWNER,
        }
    }
}

#[cfg(unix)]
impl Readers {
    const READ: u32 = 0o044;
    const ENTER: u32 = 0o011;

    /// Who may read a file: by its own bits, and by those of every folder above it, through which its
    /// readers have to come. The owner alone, if it can't be found out.
    pub fn of(path: &Path) -> Self {
        Self::of_all([path])
    }

    /// Who may come into a folder.
    fn through(folder: &Path) -> io::Result<Self> {
        folder
            .ancestors()
            .try_fold(Self::EVERYBODY, |readers, above| {
                Ok(readers.and(Self::by_bits(above, Self::ENTER)?))
            })
    }

    /// Whom these bits of a file or folder let in.
    fn by_bits(path: &Path, bits: u32) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let about = fs::metadata(path)?;
        let mode = about.mode() & bits;
        Ok(Self(if mode & 0o007 != 0 {
            Besides::Everybody
        } else if mode & 0o070 != 0 {
            Besides::Group(about.gid())
        } else {
            Besides::Nobody
        }))
    }

    /// Those who may read all of these files. Folders are asked once.
    pub fn of_all<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let mut folders = HashMap::new();
        let mut all = Self::EVERYBODY;
        for path in paths {
            let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
            let real = if is_link {
                fs::canonicalize(path)
            } else {
                Ok(path.to_owned())
            };
            all = all.and(real.map_or(Self::OWNER, |path| {
                let file = Self::by_bits(&path, Self::READ).unwrap_or(Self::OWNER);
                let folder = folder_of(&path).to_owned();
                let through = folders
                    .entry(folder)
                    .or_insert_with_key(|folder: &PathBuf| {
                        let real = fs::canonicalize(folder);
                        real.and_then(|real| Self::through(&real))
                            .unwrap_or(Self::OWNER)
                    });
                file.and(*through)
            }));
            if all == Self::OWNER {
                break;
            }
        }
        all
    }

    /// Lets these people read a file, as far as new files can usually be read.
    pub(super) fn admit_to(self, file: &File, usual_mode: u32) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let readable = match self.0 {
            Besides::Everybody => 0o044,
            Besides::Group(group) if group == file.metadata()?.gid() => 0o040,
            Besides::Group(_) | Besides::Nobody => 0,
        };
        let mode = 0o600 | (readable & usual_mode);
        file.set_permissions(fs::Permissions::from_mode(mode))
    }
}

#[cfg(not(unix))]
impl Readers {
    /// Who may read a file.
    pub fn of(_: &Path) -> Self {
        Self::EVERYBODY
    }

    /// Those who may read all of these files.
    pub fn of_all<'a>(_: impl IntoIterator<Item = &'a Path>) -> Self {
        Self::EVERYBODY
    }

    #[expect(clippy::unnecessary_wraps, reason = "on unix it can fail")]
    pub(super) fn admit_to(self, _: &File, _: u32) -> io::Result<()> {
        Ok(())
    }
}

/// Makes a folder and those above it that are missing, for the owner alone: who could read the originals
/// was decided by all folders above them, and a new one elsewhere must not let in anybody else. Folders that
/// are there stay as they are.
pub fn make_folders(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

#[cfg(all(test, unix))]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn both_have_to_let_somebody_in() {
        let group = |id| Readers(Besides::Group(id));
        let cases = [
            (Readers::EVERYBODY, Readers::EVERYBODY, Readers::EVERYBODY),
            (Readers::EVERYBODY, group(1), group(1)),
            (group(1), group(1), group(1)),
            (group(1), group(2), Readers::OWNER),
            (group(1), Readers::OWNER, Readers::OWNER),
            (Readers::EVERYBODY, Readers::OWNER, Readers::OWNER),
        ];
        for (one, other, both) in cases {
            assert_eq!(one.and(other), both);
            assert_eq!(other.and(one), both);
        }
        assert_eq!(cases.len(), 6);
    }

    #[test]
    fn folders_decide_as_well_as_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        let file = inner.join("a.jpg");
        make_folders(&inner).unwrap();
        fs::write(&file, "").unwrap();
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let seen = |outer, between, own| {
            mode(folder.path(), outer);
            mode(&inner, between);
            mode(&file, own);
            let readers = Readers::of(&file);
            assert_eq!(Readers::of_all([file.as_path()]), readers);
            readers
        };
        let group = Readers(Besides::Group({
            use std::os::unix::fs::MetadataExt as _;
            fs::metadata(&file).unwrap().gid()
        }));
        assert_eq!(seen(0o755, 0o755, 0o644), Readers::EVERYBODY);
        assert_eq!(seen(0o755, 0o755, 0o640), group);
        assert_eq!(seen(0o755, 0o750, 0o644), group);
        assert_eq!(seen(0o755, 0o755, 0o600), Readers::OWNER);
        assert_eq!(seen(0o700, 0o755, 0o644), Readers::OWNER);
        assert_eq!(Readers::of(Path::new("no/such/file")), Readers::OWNER);
    }
}
