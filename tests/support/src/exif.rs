//! Writes small EXIF blocks for tests, wrong types and missing values included.

/// Where an entry goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// The 0th IFD.
    Primary,
    /// The Exif IFD.
    Exif,
    /// The IFD of interoperability, below the Exif IFD.
    Interoperability,
    /// The GPS IFD.
    Gps,
    /// The 1st IFD.
    Thumbnail,
}

/// The directories in the order in which they are written: after a directory what it points to.
const ORDER: [Directory; 5] = [
    Directory::Primary,
    Directory::Exif,
    Directory::Interoperability,
    Directory::Gps,
    Directory::Thumbnail,
];

/// The directories that another one points to, and with which tag.
const POINTERS: [(Directory, Directory, u16); 3] = [
    (Directory::Interoperability, Directory::Exif, 0xa005),
    (Directory::Exif, Directory::Primary, 0x8769),
    (Directory::Gps, Directory::Primary, 0x8825),
];

/// The value of an entry.
#[derive(Clone, Copy, Debug)]
pub enum Datum<'a> {
    /// Type 1.
    Byte(&'a [u8]),
    /// Type 2, written with its final NUL.
    Ascii(&'a str),
    /// Type 3.
    Short(&'a [u16]),
    /// Type 4.
    Long(&'a [u32]),
    /// Type 5, numerators and denominators.
    Rational(&'a [(u32, u32)]),
}

/// An EXIF block being put together.
#[derive(Clone, Debug)]
pub struct ExifBlock {
    little_endian: bool,
    entries: Vec<(Directory, DirectoryEntry)>,
}

#[derive(Clone, Debug)]
struct DirectoryEntry {
    tag: u16,
    kind: u16,
    count: usize,
    data: Vec<u8>,
}

impl ExifBlock {
    /// An empty block of Intel's byte order.
    pub fn little_endian() -> Self {
        Self {
            little_endian: true,
            entries: Vec::new(),
        }
    }

    /// An empty block of Motorola's byte order.
    pub fn big_endian() -> Self {
        Self {
            little_endian: false,
            entries: Vec::new(),
        }
    }

    /// Adds an entry.
    #[must_use]
    pub fn with(mut self, directory: Directory, tag: u16, datum: Datum<'_>) -> Self {
        let (kind, count, data) = match datum {
            Datum::Byte(bytes) => (1, bytes.len(), bytes.to_vec()),
            Datum::Ascii(text) => (2, text.len() + 1, [text.as_bytes(), b"\0"].concat()),
            Datum::Short(numbers) => {
                let data = numbers.iter().flat_map(|&number| self.short(number));
                (3, numbers.len(), data.collect())
            }
            Datum::Long(numbers) => {
                let data = numbers.iter().flat_map(|&number| self.long(number));
                (4, numbers.len(), data.collect())
            }
            Datum::Rational(numbers) => {
                let data = numbers
                    .iter()
                    .flat_map(|&(above, below)| [self.long(above), self.long(below)])
                    .flatten();
                (5, numbers.len(), data.collect())
            }
        };
        let entry = DirectoryEntry {
            tag,
            kind,
            count,
            data,
        };
        self.entries.push((directory, entry));
        self
    }

    /// Adds the turn that viewers are asked to make, 1 to 8 if it is to be valid.
    #[must_use]
    pub fn oriented(self, value: u16) -> Self {
        self.with(Directory::Primary, 0x0112, Datum::Short(&[value]))
    }

    /// Adds a place: latitude 1° N, longitude 1° E.
    #[must_use]
    pub fn geotagged(self) -> Self {
        let degrees = Datum::Rational(&[(1, 1), (0, 1), (0, 1)]);
        self.with(Directory::Gps, 1, Datum::Ascii("N"))
            .with(Directory::Gps, 2, degrees)
            .with(Directory::Gps, 3, Datum::Ascii("E"))
            .with(Directory::Gps, 4, degrees)
    }

    /// The block: the header, the directories in the order of declaration, then the long values.
    pub fn build(mut self) -> Vec<u8> {
        for (directory, above, pointer) in POINTERS {
            if self.holds(directory) {
                self = self.with(above, pointer, Datum::Long(&[0]));
            }
        }
        let mut end = 8;
        let places = ORDER.map(|directory| {
            let place = end;
            end += self.size(directory);
            (directory, place)
        });
        let values_at = end;
        let place = |wanted| places.iter().find(|(directory, _)| *directory == wanted);
        let place = |wanted| place(wanted).map_or(0, |(_, place)| *place);

        for (directory, _, pointer) in POINTERS {
            let at = self.offset(place(directory));
            let entries = self.entries.iter_mut().map(|(_, entry)| entry);
            for entry in entries.filter(|entry| entry.tag == pointer) {
                entry.data = at.to_vec();
            }
        }

        let magic: &[u8] = if self.little_endian { b"II" } else { b"MM" };
        let mut block = [
            magic,
            &self.short(42),
            &self.offset(place(Directory::Primary)),
        ]
        .concat();
        let mut values: Vec<u8> = Vec::new();
        for directory in ORDER {
            if !self.holds(directory) && directory != Directory::Primary {
                continue;
            }
            let entries: Vec<_> = self.entries_of(directory).collect();
            block.extend(self.short(u16::try_from(entries.len()).expect("few entries")));
            for entry in entries {
                block.extend(self.short(entry.tag));
                block.extend(self.short(entry.kind));
                block.extend(self.offset(entry.count));
                if entry.data.len() <= 4 {
                    block.extend(entry.data.iter().chain(&[0; 4]).take(4));
                } else {
                    block.extend(self.offset(values_at + values.len()));
                    values.extend(&entry.data);
                }
            }
            let has_next = directory == Directory::Primary && self.holds(Directory::Thumbnail);
            block.extend(self.offset(if has_next {
                place(Directory::Thumbnail)
            } else {
                0
            }));
        }
        block.extend(values);
        block
    }

    fn entries_of(&self, wanted: Directory) -> impl Iterator<Item = &DirectoryEntry> {
        let of = self
            .entries
            .iter()
            .filter(move |(directory, _)| *directory == wanted);
        of.map(|(_, entry)| entry)
    }

    fn holds(&self, directory: Directory) -> bool {
        self.entries_of(directory).next().is_some()
    }

    fn size(&self, directory: Directory) -> usize {
        match self.entries_of(directory).count() {
            0 if directory != Directory::Primary => 0,
            count => 2 + 12 * count + 4,
        }
    }

    fn short(&self, number: u16) -> [u8; 2] {
        if self.little_endian {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        }
    }

    fn long(&self, number: u32) -> [u8; 4] {
        if self.little_endian {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        }
    }

    fn offset(&self, number: usize) -> [u8; 4] {
        self.long(u32::try_from(number).expect("a small block"))
    }
}
