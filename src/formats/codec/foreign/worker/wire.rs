//! What goes between a program and its worker: a head of a few fields, whose lengths are checked before memory is taken
//! for what they announce, and then the bytes. Both ends are the same program, but what comes from a worker may be
//! what a file has made of it, and is trusted no more than the file.

use std::io::{self, Read, Write};

use super::super::opened::Foreign;
use super::super::pdf::PdfPage;
use super::fields::{Fields, Head, nonsense, read_bytes};
use crate::codec::limits::{DecodeError, Limits};
use crate::codec::reduce::plane;
use crate::format::Format;
use crate::metadata::{ColorSpace, ExifOrientation};

/// The largest block of metadata or color profile that is taken back. Chosen, not fitted: real ones have kilobytes.
const LARGEST_BLOCK: u64 = 64 << 20;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The picture of a file in this format.
    Picture(Format),
    /// The pages of a PDF.
    Document,
    /// One page of the PDF that was opened last.
    Page(u32),
}

/// The formats in which there are pictures to ask for; their places are their numbers on the wire.
const PICTURES: [Format; 3] = [Format::Heic, Format::JpegXl, Format::Jpeg2000];
const DOCUMENT: u8 = 3;
const PAGE: u8 = 4;

impl Subject {
    pub(super) fn of_picture(format: Format) -> Option<Self> {
        PICTURES.contains(&format).then_some(Self::Picture(format))
    }

    pub(super) const fn is_file(self) -> bool {
        !matches!(self, Self::Page(_))
    }
}

/// What is asked for, and the file.
#[derive(Debug)]
pub(super) struct Request<'a> {
    head: RequestHead,
    file: &'a [u8],
}

/// A request but for the file.
#[derive(Debug)]
pub(super) struct RequestHead {
    pub(super) subject: Subject,
    pub(super) limits: Limits,
    pub(super) file_bytes: u64,
}

impl RequestHead {
    /// Memory that the file and what is made of it may take.
    pub(super) const fn bytes(&self) -> u64 {
        self.file_bytes.saturating_add(self.limits.decode_bytes)
    }
}

impl<'a> Request<'a> {
    pub(super) const fn file(subject: Subject, file: &'a [u8], limits: &Limits) -> Self {
        Self {
            head: RequestHead {
                subject,
                limits: *limits,
                file_bytes: file.len() as u64,
            },
            file,
        }
    }

    pub(super) const fn page(index: u32, limits: &Limits) -> Self {
        Self::file(Subject::Page(index), &[], limits)
    }

    pub(super) const fn head(&self) -> &RequestHead {
        &self.head
    }

    pub(super) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        let mut head = Fields::default();
        let (number, page) = match self.head.subject {
            Subject::Picture(format) => {
                let place = PICTURES.iter().position(|known| *known == format);
                (u8::try_from(place.unwrap_or(0)).unwrap_or(0), 0)
            }
            Subject::Document => (DOCUMENT, 0),
            Subject::Page(index) => (PAGE, index),
        };
        head.u8(number);
        head.u64(page.into());
        let limits = &self.head.limits;
        for number in [
            limits.file_bytes,
            limits.pixels,
            limits.decode_bytes,
            self.head.file_bytes,
        ] {
            head.u64(number);
        }
        head.write(output)?;
        output.write_all(self.file)
    }
}

impl RequestHead {
    /// The next one; `None` if there is none.
    pub(super) fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some(head) = Head::read(input)? else {
            return Ok(None);
        };
        let mut fields = head.fields();
        let (number, page) = (fields.u8()?, fields.u64()?);
        let subject = match number {
            DOCUMENT => Subject::Document,
            PAGE => Subject::Page(u32::try_from(page).map_err(|_beyond| nonsense())?),
            number => Subject::Picture(*PICTURES.get(usize::from(number)).ok_or_else(nonsense)?),
        };
        let limits = Limits {
            file_bytes: fields.u64()?,
            pixels: fields.u64()?,
            decode_bytes: fields.u64()?,
        };
        Ok(Some(Self {
            subject,
            limits,
            file_bytes: fields.u64()?,
        }))
    }

    /// The file that follows.
    pub(super) fn read_file(&self, input: &mut impl Read) -> io::Result<Vec<u8>> {
        read_bytes(input, self.file_bytes)
    }
}

/// What comes back.
#[derive(Debug)]
pub(super) enum Reply {
    Refused(DecodeError),
    Picture(Foreign),
    /// How many pages a document has.
    Pages(u32),
    Page(PdfPage),
}

const REFUSED: u8 = 0;
const PICTURE: u8 = 1;
const PAGES: u8 = 2;
const SCAN: u8 = 3;
const DRAWN: u8 = 4;

impl Reply {
    pub(super) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        let mut head = Fields::default();
        match self {
            Self::Refused(error) => {
                head.u8(REFUSED);
                head.error(error);
                head.write(output)
            }
            Self::Picture(opened) => {
                head.u8(PICTURE);
                head.size(opened.rgb.dimensions());
                head.u8(opened.alpha.into());
                let (width, height) = opened.reduced_from.unwrap_or((0, 0));
                head.size((width, height));
                head.color_space(opened.color_space.as_ref());
                let profile = opened.color_space.as_ref().and_then(ColorSpace::profile);
                let blocks = [profile, opened.exif.as_deref(), opened.xmp.as_deref()];
                for block in blocks {
                    head.length(block);
                }
                head.write(output)?;
                for block in blocks.into_iter().flatten() {
                    output.write_all(block)?;
                }
                output.write_all(opened.rgb.as_raw())
            }
            Self::Pages(pages) => {
                head.u8(PAGES);
                head.u64((*pages).into());
                head.write(output)
            }
            Self::Page(PdfPage::Scan {
                jpeg,
                turn,
                profile,
            }) => {
                head.u8(SCAN);
                head.u8(turn.exif());
                head.length(profile.as_deref());
                head.length(Some(jpeg));
                head.write(output)?;
                output.write_all(profile.as_deref().unwrap_or_default())?;
                output.write_all(jpeg)
            }
            Self::Page(PdfPage::Drawn { rgb, dpi }) => {
                head.u8(DRAWN);
                head.size(rgb.dimensions());
                head.u64(dpi.to_bits());
                head.write(output)?;
                output.write_all(rgb.as_raw())
            }
        }
    }

    /// Reads an answer; one that is more than the limits allow is nonsense.
    pub(super) fn read(input: &mut impl Read, limits: &Limits) -> io::Result<Self> {
        let head = Head::read(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut fields = head.fields();
        Ok(match fields.u8()? {
            REFUSED => Self::Refused(fields.error()?),
            PICTURE => {
                let size = fields.size()?;
                let alpha = fields.u8()? != 0;
                let reduced_from = Some(fields.size()?).filter(|stored| *stored != (0, 0));
                let color_space = fields.color_space()?;
                let [profile, exif, xmp] = [fields.length()?, fields.length()?, fields.length()?];
                let profile = read_block(input, profile, LARGEST_BLOCK)?;
                let exif = read_block(input, exif, LARGEST_BLOCK)?;
                let xmp = read_block(input, xmp, LARGEST_BLOCK)?;
                Self::Picture(Foreign {
                    rgb: plane(size, read_rgb(input, size, limits)?),
                    color_space: color_space.map(|(name, difference, is_convertible)| {
                        ColorSpace::of_parts(name, difference, profile, is_convertible)
                    }),
                    alpha,
                    exif,
                    xmp,
                    reduced_from,
                })
            }
            PAGES => Self::Pages(u32::try_from(fields.u64()?).map_err(|_beyond| nonsense())?),
            SCAN => {
                let turn = ExifOrientation::from_exif(fields.u8()?.into()).ok_or_else(nonsense)?;
                let [profile, jpeg] = [fields.length()?, fields.length()?];
                Self::Page(PdfPage::Scan {
                    profile: read_block(input, profile, LARGEST_BLOCK)?,
                    jpeg: read_block(input, jpeg, limits.file_bytes)?.ok_or_else(nonsense)?,
                    turn,
                })
            }
            DRAWN => {
                let size = fields.size()?;
                let dpi = f64::from_bits(fields.u64()?);
                if !(dpi.is_finite() && dpi > 0.0) {
                    return Err(nonsense());
                }
                let rgb = plane(size, read_rgb(input, size, limits)?);
                Self::Page(PdfPage::Drawn { rgb, dpi })
            }
            _ => return Err(nonsense()),
        })
    }
}

/// The samples of a picture of this size, if that is within the limits.
fn read_rgb(input: &mut impl Read, size: (u32, u32), limits: &Limits) -> io::Result<Vec<u8>> {
    let pixels = u64::from(size.0) * u64::from(size.1);
    let bytes = pixels.checked_mul(3).ok_or_else(nonsense)?;
    if pixels == 0 || pixels > limits.pixels || bytes > limits.decode_bytes {
        return Err(nonsense());
    }
    read_bytes(input, bytes)
}

/// A block of this length, if there is one and it is no longer than it may be.
fn read_block(
    input: &mut impl Read,
    length: Option<u64>,
    longest: u64,
) -> io::Result<Option<Vec<u8>>> {
    if length.is_some_and(|length| length > longest) {
        return Err(nonsense());
    }
    length.map(|length| read_bytes(input, length)).transpose()
}

#[cfg(test)]
mod tests {
    use super::super::fields::{BREACHES, FORMS, damage_of_number};
    use super::*;
    use crate::codec::limits::Form;
    use image::{Rgb, RgbImage};

    fn there_and_back(reply: &Reply, limits: &Limits) -> io::Result<Reply> {
        let mut sent = Vec::new();
        reply.write(&mut sent)?;
        let mut rest = &sent[..];
        let back = Reply::read(&mut rest, limits)?;
        assert!(rest.is_empty());
        Ok(back)
    }

    fn picture() -> Foreign {
        let rgb = RgbImage::from_fn(31, 17, |x, y| Rgb([x, y, 7].map(|n| n.to_le_bytes()[0])));
        Foreign {
            rgb,
            color_space: ColorSpace::of_codes(12, 13),
            alpha: true,
            exif: Some(vec![1; 300]),
            xmp: Some(Vec::new()),
            reduced_from: Some((310, 170)),
        }
    }

    #[test]
    fn a_picture_comes_back_as_it_went() {
        let sent = picture();
        let back = there_and_back(&Reply::Picture(picture()), &Limits::default());
        let Ok(Reply::Picture(back)) = back else {
            panic!("{back:?}");
        };
        assert_eq!(format!("{sent:?}"), format!("{back:?}"));
        assert!(sent.color_space.is_some() && sent.color_space == back.color_space);
    }

    #[test]
    fn every_refusal_comes_back_as_it_went() {
        let damages = (0..=u8::MAX).filter_map(|number| damage_of_number(number, 37));
        let corrupt: Vec<_> = damages
            .map(|cause| DecodeError::Corrupt { cause })
            .collect();
        assert_eq!(corrupt.len(), 12);
        let unsupported = FORMS.map(|cause| DecodeError::Unsupported { cause });
        let stopped = BREACHES.map(DecodeError::TooCostly);
        let others = [
            DecodeError::CutShort,
            DecodeError::TooLarge {
                pixels: u64::MAX,
                limit: 3,
            },
            DecodeError::Unsupported {
                cause: Form::SampleCount(5),
            },
            DecodeError::Unsupported {
                cause: Form::ColorNumber(8),
            },
        ];
        let all = [&corrupt[..], &unsupported, &stopped, &others].concat();
        for error in &all {
            let back = there_and_back(&Reply::Refused(error.clone()), &Limits::default());
            let Ok(Reply::Refused(back)) = back else {
                panic!("{back:?}");
            };
            assert_eq!(*error, back);
        }
        assert_eq!(all.len(), 29);
    }

    /// What a worker that was taken over may send: nothing is taken for more than the limits allow, and no cut or
    /// changed answer does more than fail.
    #[test]
    fn an_answer_beyond_the_limits_is_none() {
        let few_pixels = Limits {
            pixels: 31 * 17 - 1,
            ..Limits::default()
        };
        let few_bytes = Limits {
            decode_bytes: 3 * 31 * 17 - 1,
            ..Limits::default()
        };
        for limits in [few_pixels, few_bytes] {
            assert!(there_and_back(&Reply::Picture(picture()), &limits).is_err());
        }
        let mut sent = Vec::new();
        let reply = Reply::Picture(picture());
        reply.write(&mut sent).expect("memory");
        let mut failed = 0;
        for cut in 0..sent.len() {
            failed += usize::from(Reply::read(&mut &sent[..cut], &Limits::default()).is_err());
        }
        assert_eq!(failed, sent.len());
        for at in 0..120 {
            let mut changed = sent.clone();
            changed[at] ^= 0xFF;
            let _ = Reply::read(&mut &changed[..], &Limits::default());
        }
    }

    #[test]
    fn a_request_comes_as_it_went() {
        let limits = Limits {
            pixels: 5,
            ..Limits::default()
        };
        let subjects = [
            Subject::Picture(Format::Heic),
            Subject::Picture(Format::JpegXl),
            Subject::Picture(Format::Jpeg2000),
            Subject::Document,
            Subject::Page(31),
        ];
        for subject in subjects {
            let mut sent = Vec::new();
            let request = Request::file(subject, b"file", &limits);
            request.write(&mut sent).expect("memory");
            let mut rest = &sent[..];
            let head = RequestHead::read(&mut rest).expect("sound").expect("one");
            assert_eq!((head.subject, head.limits), (subject, limits));
            assert_eq!(head.read_file(&mut rest).expect("whole"), b"file");
            assert!(RequestHead::read(&mut rest).expect("sound").is_none());
        }
    }
}
