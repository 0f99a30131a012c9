//! Walks a TIFF's pages (TIFF 6.0, `BigTIFF`) and checks that every directory, value, strip and
//! tile lies inside the file.

mod exif_copy;
mod ifd;
mod page;
mod select;
pub(crate) mod tag;
mod tags;

use std::collections::BTreeSet;

pub use self::select::{pages, select};
pub(crate) use self::tags::{TagValue, TiffTags, place};

use self::ifd::{Ifd, TiffLayout};
use self::page::TiffPage;
use super::walk::{Damage, Ending, MAX_BLOCK, MayFollow, PictureEnd, Walk, Walked, damaged};

/// Most directories, most entries of one, and most entries and strips of all of them together
/// that are looked at: many times what a scanner writes, and still milliseconds.
const MAX_DIRECTORIES: usize = 4096;
const MAX_ENTRIES: usize = 4096;
const MAX_ITEMS: usize = 1_000_000;

pub(super) fn walk(bytes: &[u8]) -> Walked {
    let mut walker = TiffWalker {
        bytes,
        walk: Walk::default(),
        seen: BTreeSet::new(),
        items_left: MAX_ITEMS,
        end: 0,
    };
    let end = walker.run().map(|()| PictureEnd {
        at: walker.end,
        may_follow: MayFollow::Alignment,
    });
    let walk = walker.walk;
    Walked { walk, end }
}

/// Whether a TIFF is a camera's raw file: DNG says so; others are known by the maker together
/// with a first directory that holds only a preview, or sensor data. A picture that was edited
/// and saved as TIFF keeps the maker's name but has its pixels in the first directory.
pub(super) fn is_camera_raw(bytes: &[u8]) -> bool {
    const MAKERS: [&[u8]; 12] = [
        b"NIKON",
        b"SONY",
        b"Canon",
        b"PENTAX",
        b"RICOH",
        b"SAMSUNG",
        b"OLYMPUS",
        b"Panasonic",
        b"Hasselblad",
        b"Leica",
        b"KODAK",
        b"Phase One",
    ];
    /// Cameras write fewer than a hundred.
    const MAX_RAW_ENTRIES: usize = 1000;
    const SENSOR_PHOTOMETRICS: [u64; 2] = [32803, 34892];
    const SENSOR_COMPRESSIONS: [u64; 4] = [32767, 34713, 65535, 65000];

    let Some((layout, first)) = TiffLayout::read(bytes) else {
        return false;
    };
    let Some(directory) = layout.directory(bytes, first) else {
        return false;
    };
    if directory.count > MAX_RAW_ENTRIES {
        return false;
    }
    let find = |tag| {
        layout
            .entries(bytes, directory)
            .find(|entry| entry.tag == tag)
    };
    let number = |tag| layout.number(bytes, find(tag)?, 0);
    let is_camera = find(tag::MAKE)
        .and_then(|make| make.value(bytes))
        .is_some_and(|make| MAKERS.iter().any(|maker| make.starts_with(maker)));
    let is_preview = number(tag::SUBFILE_TYPE).is_some_and(|kind| kind & 1 == 1)
        && find(tag::SUB_DIRECTORIES).is_some();
    let is_sensor = number(tag::PHOTOMETRIC).is_some_and(|p| SENSOR_PHOTOMETRICS.contains(&p))
        || number(tag::COMPRESSION).is_some_and(|c| SENSOR_COMPRESSIONS.contains(&c));
    find(tag::DNG_VERSION).is_some() || is_camera && (is_preview || is_sensor)
}

struct TiffWalker<'a> {
    bytes: &'a [u8],
    walk: Walk,
    /// Offsets of directories that were read, so that a loop is found.
    seen: BTreeSet<usize>,
    items_left: usize,
    /// End of the last byte that anything in the file refers to.
    end: usize,
}

impl TiffWalker<'_> {
    /// Goes through the chain of pages.
    fn run(&mut self) -> Result<(), Ending> {
        let (layout, first) = TiffLayout::read(self.bytes).ok_or(Ending::CutShort)?;
        self.end = if layout.big { 16 } else { 8 };
        let mut at = first;
        while at != 0 || self.seen.is_empty() {
            let directory = self.directory(layout, at)?;
            let page = TiffPage::read(self.bytes, layout, directory);
            if self.seen.len() == 1 {
                page.describe(self.bytes, &mut self.walk);
                self.walk.exif =
                    exif_copy::block(self.bytes, layout, at).filter(|exif| exif.len() <= MAX_BLOCK);
            }
            self.check_values(layout, directory)?;
            if page.is_picture() || self.walk.frames == 0 {
                self.walk.frames = self.walk.frames.saturating_add(1);
            }
            self.check_pixels(&page)?;
            at = directory.next;
        }
        Ok(())
    }

    /// Reads the directory at an offset, once.
    fn directory(&mut self, layout: TiffLayout, at: usize) -> Result<Ifd, Ending> {
        if at < 8 {
            return Err(damaged(Damage::Structure));
        }
        if !self.seen.insert(at) {
            return Err(damaged(Damage::Structure));
        }
        if self.seen.len() > MAX_DIRECTORIES {
            return Err(damaged(Damage::Structure));
        }
        let directory = layout.directory(self.bytes, at).ok_or(Ending::CutShort)?;
        if directory.count > MAX_ENTRIES {
            return Err(damaged(Damage::Structure));
        }
        self.spend(directory.count)?;
        self.reach(directory.end)?;
        Ok(directory)
    }

    /// Takes the cost of looking at so many items from what is left.
    fn spend(&mut self, items: usize) -> Result<(), Ending> {
        self.items_left = self
            .items_left
            .checked_sub(items)
            .ok_or(damaged(Damage::Structure))?;
        Ok(())
    }

    /// Notes that the file has to go on up to `end`.
    fn reach(&mut self, end: usize) -> Result<(), Ending> {
        self.end = self.end.max(end);
        if end > self.bytes.len() {
            return Err(Ending::CutShort);
        }
        Ok(())
    }

    /// Checks that the values of a directory, and of the directories below it, are there.
    fn check_values(&mut self, layout: TiffLayout, directory: Ifd) -> Result<(), Ending> {
        for entry in layout.entries(self.bytes, directory) {
            let Some(size) = entry.size else { continue };
            self.reach(entry.at.saturating_add(size))?;
            if !matches!(entry.tag, tag::EXIF | tag::GPS) {
                continue;
            }
            // A pointer to nothing costs metadata, not the picture.
            if let Some(at) = layout.number(self.bytes, entry, 0)
                && let Ok(at) = usize::try_from(at)
                && at >= 8
                && !self.seen.contains(&at)
            {
                let below = self.directory(layout, at)?;
                for entry in layout.entries(self.bytes, below) {
                    let size = entry.size.unwrap_or(0);
                    self.reach(entry.at.saturating_add(size))?;
                }
            }
        }
        Ok(())
    }

    fn check_pixels(&mut self, page: &TiffPage<'_>) -> Result<(), Ending> {
        if let Some((at, size)) = page.whole_jpeg() {
            return self.reach(at.saturating_add(size));
        }
        let parts = page.parts().ok_or(damaged(Damage::Structure))?;
        self.spend(parts.count)?;
        let mut stored = 0_u64;
        for position in 0..parts.count {
            let (at, size) = page
                .part(parts, position)
                .ok_or(damaged(Damage::Structure))?;
            stored = stored.saturating_add(size);
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            self.reach(at.saturating_add(usize::try_from(size).unwrap_or(usize::MAX)))?;
        }
        if stored == 0 || stored < page.fewest_bytes() {
            return Err(damaged(Damage::MissingData));
        }
        Ok(())
    }
}
