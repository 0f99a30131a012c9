//! What the reference reader said about each labeled picture (see the corpus' README).

use crate::recipe::{Defect, Kind, Split};

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
        // The first are asked for again whenever something is trained, the others never.
        Split::Train | Split::Spent => "",
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
