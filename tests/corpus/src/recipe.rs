//! Recipes and the sets of them: which specimens there are, before any is rendered.

use core::fmt;
use core::str::FromStr;

use crate::kind::{Kind, UnknownName};
use crate::rng::{Rng, Stream};

/// How the picture came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// By a phone, from a hand.
    Photo,
    /// On a flatbed.
    Scan,
}

/// What is wrong with a picture, and what its amount means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Defect {
    /// Nothing.
    None,
    /// Out of focus; standard deviation of the blur over digit height.
    Defocus,
    /// Moved; length of the blur over digit height.
    Motion,
    /// Too few pixels; digit height in pixels.
    TooFewPixels,
    /// A small original blown up; the factor.
    Upscaled,
    /// Compressed too much; the JPEG quality.
    HeavyCompression,
    /// Grainy; standard deviation in levels of 255.
    Noise,
    /// Too dark; linear exposure relative to a right one.
    Underexposed,
    /// Washed out; linear exposure relative to a right one.
    Overexposed,
    /// Flat; the part of the contrast that is left.
    LowContrast,
    /// A reflection; radius over the certificate's height.
    Glare,
    /// A gray JPEG; amount unused.
    GrayStored,
    /// Gray stored as RGB; amount unused.
    GrayAsRgb,
    /// A photocopy photographed in color; strength of the light's tint, negative for cold.
    GrayPhotocopy,
    /// Black or white only; the threshold, 0 to 1.
    GrayBilevel,
    /// A gray scan with chroma noise; standard deviation in levels.
    GrayChromaNoise,
    /// A gray scan with color fringes; offset of red against blue in pixels.
    GrayFringes,
    /// A black-and-white page with a genuine red seal, which is color; amount unused.
    GrayRedSeal,
    /// Genuine color, but weak; the part of the saturation that is left.
    PaleColor,
    /// Content turned; degrees clockwise (90, 180, 270).
    Turned,
    /// Left and right exchanged; amount unused.
    Mirrored,
    /// Askew; degrees, clockwise positive.
    Skewed,
    /// A side outside the picture; depth over the certificate's extent.
    CutBorder,
    /// Too small; share of the picture's area.
    SmallInFrame,
    /// Taken at a slant; degrees of tilt.
    StrongPerspective,
    /// A second certificate in the picture; amount unused.
    TwoCertificates,
    /// A finger over it; length over the certificate's height.
    Occluded,
    /// Photographed off a screen; depth of the screen's pattern.
    Moire,
    /// Text laid across it; amount unused.
    Watermark,
    /// A page without text; amount unused.
    Blank,
}

/// The kinds of the sets to be read, as often as people have them: a set is dealt over them in turn.
const TO_READ: [Kind; 25] = [
    Kind::License2019Duplicate,
    Kind::CardPortrait,
    Kind::License2015Duplicate,
    Kind::Association,
    Kind::LicenseElectronic,
    Kind::CardEmblem,
    Kind::License2019Original,
    Kind::Institution,
    Kind::LicenseHousehold,
    Kind::CardPortrait,
    Kind::CreditCode,
    Kind::License2014Duplicate,
    Kind::TemporaryCard,
    Kind::PrivateNonprofit,
    Kind::License2019Duplicate,
    Kind::ResidencePermit,
    Kind::OrganizationCode,
    Kind::CardPortrait,
    Kind::License2015Duplicate,
    Kind::ResidencePermitBack,
    Kind::LawFirm,
    Kind::CardEmblem,
    Kind::Foundation,
    Kind::HongKongMacaoPermit,
    Kind::Clinic,
];

/// What decides whether and how a page can be read, and how often a set to be read has it: on certificates,
/// and on pages that are none.
const READING_PLAN: [(Defect, u32, u32); 15] = [
    (Defect::None, 125, 30),
    (Defect::Turned, 75, 9),
    (Defect::Defocus, 40, 6),
    (Defect::Motion, 20, 0),
    (Defect::TooFewPixels, 40, 6),
    (Defect::Upscaled, 20, 0),
    (Defect::HeavyCompression, 25, 3),
    (Defect::Noise, 20, 0),
    (Defect::Underexposed, 15, 0),
    (Defect::LowContrast, 15, 0),
    (Defect::Glare, 30, 0),
    (Defect::StrongPerspective, 15, 0),
    (Defect::Skewed, 15, 0),
    (Defect::Watermark, 10, 0),
    (Defect::GrayPhotocopy, 10, 0),
];

impl Defect {
    /// All defects and how each is dealt out: count in a set, from mild (or first) to strong.
    const PLAN: [(Self, u32, f64, f64); 30] = [
        (Self::None, 260, 0.0, 0.0),
        (Self::Defocus, 80, 0.07, 0.26),
        (Self::Motion, 50, 0.25, 1.0),
        (Self::TooFewPixels, 70, 9.0, 2.5),
        (Self::Upscaled, 80, 2.0, 6.0),
        (Self::HeavyCompression, 60, 16.0, 2.0),
        (Self::Noise, 44, 30.0, 150.0),
        (Self::Underexposed, 40, 0.2, 0.003),
        (Self::Overexposed, 36, 2.0, 8.0),
        (Self::LowContrast, 36, 0.3, 0.015),
        (Self::Glare, 40, 0.12, 0.5),
        (Self::GrayStored, 24, 0.0, 0.0),
        (Self::GrayAsRgb, 30, 0.0, 0.0),
        (Self::GrayPhotocopy, 50, -0.5, 0.5),
        (Self::GrayBilevel, 20, 0.35, 0.6),
        (Self::GrayChromaNoise, 30, 1.0, 8.0),
        (Self::GrayFringes, 30, 0.4, 2.0),
        (Self::GrayRedSeal, 44, 0.0, 0.0),
        (Self::PaleColor, 44, 0.55, 0.25),
        // As many as it takes to tell 98 % from 99.
        (Self::Turned, 288, 90.0, 270.0),
        (Self::Mirrored, 40, 0.0, 0.0),
        (Self::Skewed, 40, -25.0, 25.0),
        (Self::CutBorder, 50, 0.03, 0.25),
        (Self::SmallInFrame, 40, 0.16, 0.03),
        (Self::StrongPerspective, 40, 30.0, 55.0),
        (Self::TwoCertificates, 40, 0.0, 0.0),
        (Self::Occluded, 40, 0.25, 0.8),
        (Self::Moire, 40, 0.08, 0.5),
        (Self::Watermark, 40, 0.0, 0.0),
        (Self::Blank, 20, 0.0, 0.0),
    ];

    /// All defects, in the order of the sets.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::PLAN.iter().map(|plan| plan.0)
    }

    /// From mild to strong, in the defect's own unit.
    fn strength(self) -> (f64, f64) {
        let plan = Self::PLAN.iter().find(|plan| plan.0 == self);
        let &(_, _, from, to) = plan.expect("every defect has a plan");
        (from, to)
    }

    /// Whether a reference reader has said of these pictures if the number can be read.
    pub fn is_labeled(self) -> bool {
        matches!(
            self,
            Self::None
                | Self::Defocus
                | Self::Motion
                | Self::TooFewPixels
                | Self::Upscaled
                | Self::HeavyCompression
                | Self::Noise
                | Self::Underexposed
                | Self::Overexposed
                | Self::LowContrast
                | Self::Glare
        )
    }
}

/// What sets of recipes are for; the corpus' README says what each is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The tuning half, for choosing thresholds.
    Tune,
    /// The report half, for the published figures; never look at it while tuning.
    Report,
    /// The training sets, for training the judge of legibility (`tests/reader`).
    Train,
    /// Former report halves.
    Spent,
    /// The set to be read for tuning: every kind, and what decides whether it can be read.
    ReadingTune,
    /// The set to be read for the published figures; never look at it.
    ReadingReport,
    /// Passports for tuning.
    PassportTune,
    /// Passports for the published figures; never look at them.
    PassportReport,
}

/// How large a picture is to become.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Size {
    /// By the rules of its defect.
    Usual,
    /// Longer edge of the picture, before any upscaling.
    LongEdge(f64),
    /// Width of the picture, before any turn.
    Width(u32),
}

/// Everything that determines one specimen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Determines content, scene and the defect's details.
    pub seed: u64,
    /// What is photographed.
    pub kind: Kind,
    /// How it is taken.
    pub style: Style,
    /// What goes wrong.
    pub defect: Defect,
    /// How much of it; see [`Defect`].
    pub amount: f64,
    pub(crate) size: Size,
}

impl Recipe {
    /// Puts a recipe together; the size follows from seed and defect.
    pub fn new(seed: u64, kind: Kind, style: Style, defect: Defect, amount: f64) -> Self {
        Self {
            seed,
            kind,
            style,
            defect,
            amount,
            size: Size::Usual,
        }
    }

    /// Fixes the width of the picture (before any turn or upscaling).
    #[must_use]
    pub fn with_width(self, width_px: u32) -> Self {
        Self {
            size: Size::Width(width_px),
            ..self
        }
    }

    /// Fixes the longer edge of the picture (before any upscaling).
    #[must_use]
    pub fn with_long_edge(self, long_edge_px: u32) -> Self {
        Self {
            size: Size::LongEdge(f64::from(long_edge_px)),
            ..self
        }
    }

    /// Whether the reference reader's verdict on this picture is stored.
    pub fn is_labeled(&self) -> bool {
        // The first 72 numbered clean ones stand for all: none was ever unreadable.
        let is_sample = self.defect != Defect::None || self.seed % 10_000 < 90;
        self.defect.is_labeled() && self.kind != Kind::IdEmblem && is_sample
    }
}

/// Lists the recipes of one part; cheap, nothing is rendered.
pub fn set(split: Split) -> impl Iterator<Item = Recipe> {
    // Far apart, so that no count ever makes two sets meet.
    sets()
        .filter(move |(_, its)| *its == split)
        .flat_map(|(number, split)| {
            let base = number * 1_000_000;
            let recipes: Box<dyn Iterator<Item = Recipe>> = match split {
                Split::ReadingTune | Split::ReadingReport => Box::new(set_to_read(base)),
                Split::PassportTune | Split::PassportReport => Box::new(passports(base)),
                Split::Tune | Split::Report | Split::Train | Split::Spent => {
                    Box::new(set_from(base))
                }
            };
            recipes
        })
}

/// Every set that was ever drawn, by its number.
fn sets() -> impl Iterator<Item = (u64, Split)> {
    include_str!("../sets.csv").lines().skip(1).map(|line| {
        let (number, split) = line.split_once(',').expect("a set has a purpose");
        let number = number.parse().expect("a set has a number");
        (number, split.parse().expect("the purpose is one of eight"))
    })
}

fn set_from(base: u64) -> impl Iterator<Item = Recipe> {
    Defect::PLAN
        .into_iter()
        .enumerate()
        .flat_map(move |(row, plan)| {
            let (defect, count, from, to) = plan;
            (0..count).map(move |index| {
                let seed = base + row as u64 * 10_000 + u64::from(index);
                let kind = match defect {
                    Defect::GrayRedSeal => Kind::SEALED[index as usize % 3],
                    _ if defect.is_labeled() && defect != Defect::None => {
                        Kind::NUMBERED[index as usize % 4]
                    }
                    _ => Kind::BASIC[index as usize % 5],
                };
                planned(seed, kind, defect, (index, count), (from, to))
            })
        })
}

fn set_to_read(base: u64) -> impl Iterator<Item = Recipe> {
    READING_PLAN
        .into_iter()
        .enumerate()
        .flat_map(move |(row, (defect, certificates, others))| {
            let strength = defect.strength();
            let seed = base + row as u64 * 10_000;
            let of_certificates = (0..certificates).map(move |index| {
                // Each row begins elsewhere, so that every kind meets the strong end of some defect.
                let kind = TO_READ[(index as usize + 7 * row) % TO_READ.len()];
                let seed = seed + u64::from(index);
                planned(seed, kind, defect, (index, certificates), strength)
            });
            let of_others = (0..others).map(move |index| {
                let kind = Kind::OTHERS[index as usize % Kind::OTHERS.len()];
                let seed = seed + 5_000 + u64::from(index);
                planned(seed, kind, defect, (index, others), strength)
            });
            of_certificates.chain(of_others)
        })
}

/// A fifth as many passports as the sets to be read have certificates.
fn passports(base: u64) -> impl Iterator<Item = Recipe> {
    READING_PLAN
        .into_iter()
        .enumerate()
        .flat_map(move |(row, (defect, certificates, _))| {
            let strength = defect.strength();
            let count = certificates / 5;
            (0..count).map(move |index| {
                let seed = base + row as u64 * 10_000 + u64::from(index);
                planned(seed, Kind::Passport, defect, (index, count), strength)
            })
        })
}

/// The recipe at one place of a row that goes from mild to strong.
fn planned(
    seed: u64,
    kind: Kind,
    defect: Defect,
    (index, count): (u32, u32),
    (from, to): (f64, f64),
) -> Recipe {
    let mut rng = Rng::new(seed, Stream::Defect);
    let position = (f64::from(index) + 0.5) / f64::from(count);
    let style = match defect {
        // A flatbed neither shakes nor reflects, and no hand holds a scanner askew in depth.
        Defect::Motion
        | Defect::Glare
        | Defect::StrongPerspective
        | Defect::Moire
        | Defect::Occluded
        | Defect::GrayPhotocopy
        | Defect::Overexposed => Style::Photo,
        Defect::GrayBilevel | Defect::GrayChromaNoise | Defect::GrayFringes => Style::Scan,
        Defect::Underexposed | Defect::SmallInFrame if !rng.chance(0.2) => Style::Photo,
        _ => rng.pick(&[Style::Photo, Style::Scan]),
    };
    let amount = match defect {
        Defect::Turned => f64::from(index % 3 + 1) * 90.0,
        Defect::Skewed if (from + (to - from) * position).abs() < 4.0 => 4.0 + 10.0 * position,
        Defect::HeavyCompression => libm::round(from + (to - from) * position),
        // Light works by ratios.
        Defect::Underexposed | Defect::Overexposed | Defect::LowContrast => {
            from * libm::pow(to / from, position)
        }
        _ => from + (to - from) * position,
    };
    Recipe::new(seed, kind, style, defect, amount)
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for Split {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        match name {
            "tune" => Ok(Self::Tune),
            "report" => Ok(Self::Report),
            "train" => Ok(Self::Train),
            "spent" => Ok(Self::Spent),
            "reading-tune" => Ok(Self::ReadingTune),
            "reading-report" => Ok(Self::ReadingReport),
            "passport-tune" => Ok(Self::PassportTune),
            "passport-report" => Ok(Self::PassportReport),
            _ => Err(UnknownName(name.to_owned())),
        }
    }
}

impl FromStr for Defect {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::all()
            .find(|defect| defect.to_string().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}
