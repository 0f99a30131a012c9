//! What the reference reader said about each labeled picture (see the corpus' README).

use crate::kind::Kind;
use crate::recipe::{Defect, Split};
use crate::truth::FieldName;

/// One verdict of the reference reader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// The seed of the recipe.
    pub seed: u64,
    /// The kind of certificate.
    pub kind: Kind,
    /// The defect.
    pub defect: Defect,
    /// Its amount.
    pub amount: f64,
    /// CRC-32 of the picture file: a label counts only for the bytes it was given for.
    pub crc32: u32,
    /// Whether the exact number came out.
    pub readable: bool,
}

/// Gives the verdicts for one half, in the order of the set.
pub fn labels(split: Split) -> Vec<Label> {
    let table = match split {
        Split::Tune => include_str!("../labels/tune.csv"),
        Split::Report => include_str!("../labels/report.csv"),
        // The first are asked for again whenever something is trained, the others never; the last have labels
        // of their own.
        Split::Train
        | Split::Spent
        | Split::ReadingTune
        | Split::ReadingReport
        | Split::PassportTune
        | Split::PassportReport => "",
    };
    table
        .lines()
        .skip(1)
        .map(|line| parse(line).expect("the label table is well formed"))
        .collect()
}

fn parse(line: &str) -> Option<Label> {
    let fields: Vec<&str> = line.split(',').collect();
    let [seed, kind, defect, amount, crc32, readable] = fields[..] else {
        return None;
    };
    Some(Label {
        seed: seed.parse().ok()?,
        kind: kind.parse().ok()?,
        defect: defect.parse().ok()?,
        amount: amount.parse().ok()?,
        crc32: u32::from_str_radix(crc32, 16).ok()?,
        readable: readable == "1",
    })
}

/// How many of the two readers got a value of a picture exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// It can't be read.
    None,
    /// Whether it can be read is not told.
    One,
    /// It can be read.
    Both,
}

/// What two readers said of one picture of a set to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingLabel {
    /// The seed of the recipe.
    pub seed: u64,
    /// CRC-32 of the picture file: a label counts only for the bytes it was given for.
    pub crc32: u32,
    /// The number; `None` where the picture has none.
    pub number: Option<Readers>,
    /// The other values that the picture has.
    pub fields: Vec<(FieldName, Readers)>,
}

/// Gives the verdicts for a set to be read, in its order.
pub fn reading_labels(split: Split) -> Vec<ReadingLabel> {
    let table = match split {
        Split::ReadingTune => include_str!("../labels/reading-tune.csv"),
        Split::ReadingReport => include_str!("../labels/reading-report.csv"),
        // What is read on passports is compared with what was drawn, whether anybody could read it or not.
        Split::Tune
        | Split::Report
        | Split::Train
        | Split::Spent
        | Split::PassportTune
        | Split::PassportReport => "",
    };
    table
        .lines()
        .skip(1)
        .map(|line| parse_reading(line).expect("the label table is well formed"))
        .collect()
}

fn parse_reading(line: &str) -> Option<ReadingLabel> {
    let cells: Vec<&str> = line.split(',').collect();
    let [seed, _, _, _, crc32, number, ref fields @ ..] = cells[..] else {
        return None;
    };
    let readers = |cell: &str| match cell {
        "none" => Some(Readers::None),
        "one" => Some(Readers::One),
        "both" => Some(Readers::Both),
        _ => None,
    };
    let named = FieldName::ALL.into_iter().zip(fields);
    Some(ReadingLabel {
        seed: seed.parse().ok()?,
        crc32: u32::from_str_radix(crc32, 16).ok()?,
        number: readers(number),
        fields: named
            .filter_map(|(name, cell)| Some((name, readers(cell)?)))
            .collect(),
    })
}
