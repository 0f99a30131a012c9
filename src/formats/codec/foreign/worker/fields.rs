//! The heads of messages: a length, and fields of known kinds. Numbers begin with their lowest byte.

use std::io::{self, Read, Write};

use crate::codec::limits::{Breach, DecodeError, Form};
use crate::container::Damage;
use crate::metadata::{ColorSpace, SrgbDifference};

/// No head is longer, with the name of a color space in it.
const LONGEST_HEAD: u32 = 4096;
/// The most that is kept of that name.
const LONGEST_NAME: usize = 1024;

/// So many bytes, all of them.
pub(super) fn read_bytes(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let count = usize::try_from(length).map_err(|_beyond| nonsense())?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(count)?;
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() != count {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

pub(super) fn nonsense() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// The fields of a head that is written.
#[derive(Default)]
pub(super) struct Fields(Vec<u8>);

impl Fields {
    pub(super) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(super) fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }

    pub(super) fn size(&mut self, (width, height): (u32, u32)) {
        self.u64(width.into());
        self.u64(height.into());
    }

    /// How long a block is, if there is one.
    pub(super) fn length(&mut self, block: Option<&[u8]>) {
        self.u8(block.is_some().into());
        self.u64(block.map_or(0, |block| block.len() as u64));
    }

    /// What is said of colors, but for the profile.
    pub(super) fn color_space(&mut self, space: Option<&ColorSpace>) {
        let difference = space.map_or(0, |space| match space.difference {
            SrgbDifference::None => 1,
            SrgbDifference::Slight => 2,
            SrgbDifference::Visible => 3,
        });
        self.u8(difference);
        self.u8(space.is_some_and(ColorSpace::is_convertible).into());
        let name = space.map_or("", |space| &space.name);
        let name = &name[..name.floor_char_boundary(LONGEST_NAME)];
        self.u64(name.len() as u64);
        self.0.extend(name.bytes());
    }

    pub(super) fn error(&mut self, error: &DecodeError) {
        let (kind, place, numbers) = match *error {
            DecodeError::Corrupt { cause } => {
                let (number, percent) = number_of_damage(cause);
                (0, number, [percent.into(), 0])
            }
            DecodeError::CutShort => (1, 0, [0; 2]),
            DecodeError::TooLarge { pixels, limit } => (2, 0, [pixels, limit]),
            DecodeError::Unsupported { cause } => match cause {
                Form::SampleCount(count) => (4, 0, [count, 0]),
                Form::ColorNumber(number) => (5, 0, [number, 0]),
                form => (3, place_in(&FORMS, &form), [0; 2]),
            },
            DecodeError::TooCostly(breach) => (6, place_in(&BREACHES, &breach), [0; 2]),
        };
        self.u8(kind);
        self.u8(place);
        for number in numbers {
            self.u64(number);
        }
    }

    pub(super) fn write(self, output: &mut impl Write) -> io::Result<()> {
        let length = u32::try_from(self.0.len()).map_err(|_beyond| nonsense())?;
        let head = [&length.to_le_bytes()[..], &self.0].concat();
        output.write_all(&head)
    }
}

/// The number of a damage on the wire, and the share of the height that it states. The compiler asks for every kind of
/// damage here, and a test for its way back in [`damage_of_number`].
const fn number_of_damage(damage: Damage) -> (u8, u8) {
    match damage {
        Damage::Signature => (0, 0),
        Damage::Header => (1, 0),
        Damage::Checksum => (2, 0),
        Damage::Structure => (3, 0),
        Damage::NoPicture => (4, 0),
        Damage::MissingData => (5, 0),
        Damage::PackedData => (6, 0),
        Damage::SurplusData { at_percent } => (7, at_percent),
        Damage::ImpossibleLevels { from_percent } => (8, from_percent),
        Damage::Jump { from_percent } => (9, from_percent),
        Damage::Sizes => (10, 0),
        Damage::PagePart => (11, 0),
    }
}

/// The damage with this number; `None` if there is none, or it lies where no picture is.
pub(super) fn damage_of_number(number: u8, percent: u64) -> Option<Damage> {
    let percent = u8::try_from(percent)
        .ok()
        .filter(|percent| *percent <= 100)?;
    Some(match number {
        0 => Damage::Signature,
        1 => Damage::Header,
        2 => Damage::Checksum,
        3 => Damage::Structure,
        4 => Damage::NoPicture,
        5 => Damage::MissingData,
        6 => Damage::PackedData,
        7 => Damage::SurplusData {
            at_percent: percent,
        },
        8 => Damage::ImpossibleLevels {
            from_percent: percent,
        },
        9 => Damage::Jump {
            from_percent: percent,
        },
        10 => Damage::Sizes,
        11 => Damage::PagePart,
        _ => return None,
    })
}

/// What is unusual about files, and stopped; places are numbers on the wire. What is not among them becomes the last:
/// other forms are those of TIFF, which is opened by its program itself.
pub(super) const FORMS: [Form; 8] = [
    Form::Inks,
    Form::ColorProfile,
    Form::Chroma("4:2:2"),
    Form::Chroma("4:4:4"),
    Form::ShortHeader,
    Form::Locked,
    Form::MissingFont,
    Form::Other,
];
pub(super) const BREACHES: [Breach; 5] = [
    Breach::Memory,
    Breach::Time,
    Breach::Depth,
    Breach::NotStarted,
    Breach::Crash,
];

fn place_in<T: PartialEq>(known: &[T], one: &T) -> u8 {
    let found = known.iter().position(|known| known == one);
    u8::try_from(found.unwrap_or(known.len() - 1)).unwrap_or(0)
}

/// A head as it came.
pub(super) struct Head(Vec<u8>);

impl Head {
    /// The next one; `None` if there is none.
    pub(super) fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut length = [0; 4];
        if input.read(&mut length[..1])? == 0 {
            return Ok(None);
        }
        input.read_exact(&mut length[1..])?;
        let length = u32::from_le_bytes(length);
        if length > LONGEST_HEAD {
            return Err(nonsense());
        }
        read_bytes(input, length.into()).map(|bytes| Some(Self(bytes)))
    }

    pub(super) fn fields(&self) -> ReadFields<'_> {
        ReadFields(&self.0)
    }
}

/// The fields of a head that is read.
pub(super) struct ReadFields<'a>(&'a [u8]);

impl<'a> ReadFields<'a> {
    fn bytes(&mut self, count: usize) -> io::Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or_else(nonsense)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn u8(&mut self) -> io::Result<u8> {
        Ok(self.bytes(1)?[0])
    }

    pub(super) fn u64(&mut self) -> io::Result<u64> {
        let bytes = self.bytes(8)?.try_into().map_err(|_other| nonsense())?;
        Ok(u64::from_le_bytes(bytes))
    }

    pub(super) fn size(&mut self) -> io::Result<(u32, u32)> {
        let side = |number: u64| u32::try_from(number).map_err(|_beyond| nonsense());
        Ok((side(self.u64()?)?, side(self.u64()?)?))
    }

    pub(super) fn length(&mut self) -> io::Result<Option<u64>> {
        let is_there = self.u8()? != 0;
        let length = self.u64()?;
        Ok(is_there.then_some(length))
    }

    pub(super) fn color_space(&mut self) -> io::Result<Option<(String, SrgbDifference, bool)>> {
        let difference = match self.u8()? {
            0 => None,
            1 => Some(SrgbDifference::None),
            2 => Some(SrgbDifference::Slight),
            3 => Some(SrgbDifference::Visible),
            _ => return Err(nonsense()),
        };
        let is_convertible = self.u8()? != 0;
        let length = usize::try_from(self.u64()?).map_err(|_beyond| nonsense())?;
        let name = str::from_utf8(self.bytes(length)?).map_err(|_not_text| nonsense())?;
        Ok(difference.map(|difference| (name.to_owned(), difference, is_convertible)))
    }

    pub(super) fn error(&mut self) -> io::Result<DecodeError> {
        let (kind, number) = (self.u8()?, self.u8()?);
        let place = usize::from(number);
        let numbers = [self.u64()?, self.u64()?];
        Ok(match kind {
            0 => DecodeError::Corrupt {
                cause: damage_of_number(number, numbers[0]).ok_or_else(nonsense)?,
            },
            1 => DecodeError::CutShort,
            2 => DecodeError::TooLarge {
                pixels: numbers[0],
                limit: numbers[1],
            },
            3 => DecodeError::Unsupported {
                cause: *FORMS.get(place).ok_or_else(nonsense)?,
            },
            4 => DecodeError::Unsupported {
                cause: Form::SampleCount(numbers[0]),
            },
            5 => DecodeError::Unsupported {
                cause: Form::ColorNumber(numbers[0]),
            },
            6 => DecodeError::TooCostly(*BREACHES.get(place).ok_or_else(nonsense)?),
            _ => return Err(nonsense()),
        })
    }
}
