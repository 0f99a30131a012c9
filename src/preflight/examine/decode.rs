//! A picture in one of the formats that are walked, or why there is none.

use std::borrow::Cow;

use crate::facts::Obstacle;
use certpreflight_formats::codec::{self, DecodeError, Limits, Picture, jpeg};
use certpreflight_formats::container::{Damage, Ending};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::Header;
use certpreflight_formats::sniff::Probe;

/// The picture, or why there is none.
pub(super) fn decode(
    bytes: &[u8],
    probe: &Probe,
    header: Option<&Header>,
    limits: &Limits,
) -> Result<Picture, Obstacle> {
    match (probe.format, probe.ending) {
        (Format::Empty, _) => return Err(Obstacle::Empty),
        (Format::Unknown, _) => return Err(Obstacle::UnknownFormat),
        (format, _) if !format.is_decodable() => return Err(Obstacle::NotViewable { format }),
        (_, Some(Ending::CutShort)) => return Err(Obstacle::CutShort),
        (_, Some(Ending::Damaged { what })) => return Err(Obstacle::Corrupt { cause: what }),
        (_, Some(Ending::Proper | Ending::NoEndMark | Ending::Trailing { .. }) | None) => {}
    }
    let file = bytes;
    let bytes = if probe.ending == Some(Ending::NoEndMark) {
        Cow::Owned(jpeg::with_end_mark(file))
    } else {
        Cow::Borrowed(file)
    };
    // Nothing but an end mark was added, so the file stops where the picture doesn't.
    let stops_early = bytes.len() > file.len();
    let header = header.ok_or(Obstacle::Corrupt {
        cause: Damage::Header,
    })?;
    codec::decode(&bytes, probe.format, header, limits).map_err(|error| match error {
        DecodeError::Corrupt { .. } if stops_early => Obstacle::CutShort,
        error => Obstacle::of(&error, probe.format),
    })
}
