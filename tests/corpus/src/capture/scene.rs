//! Decides where everything lies and how it is lit, before anything is drawn.
//!
//! Scene units: the picture is 1 wide, so that its resolution can be chosen last.

use super::resample::Kernel;
use super::surface::{Surface, choose_surface};
use crate::draw;
use crate::geometry::{Point, Quad, Rect};
use crate::kind::Kind;
use crate::recipe::{Defect, Recipe, Size, Style};
use crate::rng::{Rng, Stream};

/// A reflection of a lamp.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glare {
    pub(crate) center: Point,
    pub(crate) rx: f64,
    pub(crate) ry: f64,
    pub(crate) power: f64,
}

impl Glare {
    /// The part that is burnt out.
    pub(crate) fn core(&self) -> Rect {
        let (x, y) = self.center;
        Rect::new(x - self.rx, y - self.ry, x + self.rx, y + self.ry)
    }
}

/// A finger reaching in from an edge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finger {
    pub(crate) root: Point,
    pub(crate) tip: Point,
    pub(crate) radius: f64,
    pub(crate) skin: [f32; 3],
}

impl Finger {
    /// Its bounding box inside the picture.
    pub(crate) fn visible(&self, frame_height: f64) -> Rect {
        let mut rect = Rect::around(&[self.root, self.tip]);
        rect.left = (rect.left - self.radius).max(0.0);
        rect.top = (rect.top - self.radius).max(0.0);
        rect.right = (rect.right + self.radius).min(1.0);
        rect.bottom = (rect.bottom + self.radius).min(frame_height);
        rect
    }
}

/// The edge of a shadow that falls across the scene.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shadow {
    pub(crate) normal: Point,
    pub(crate) offset: f64,
    pub(crate) softness: f64,
    pub(crate) depth: f64,
}

/// How the lens smears, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Smear {
    None,
    Gaussian(f64),
    Disk(f64),
    Line(f64, f64),
}

/// Everything about one shot.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) seed: u64,
    pub(crate) style: Style,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) quad: Quad,
    pub(crate) companion: Option<Quad>,
    pub(crate) surface: Surface,
    pub(crate) gradient: Point,
    pub(crate) vignette: f64,
    pub(crate) shadow: Option<Shadow>,
    pub(crate) cast: [f32; 3],
    pub(crate) exposure: f64,
    pub(crate) flare: f64,
    pub(crate) glare: Option<Glare>,
    pub(crate) finger: Option<Finger>,
    pub(crate) screen_depth: f64,
    pub(crate) screen_pitch_px: f64,
    pub(crate) softness: f64,
    pub(crate) smear: Smear,
    pub(crate) noise: f64,
    pub(crate) chroma_noise: f64,
    pub(crate) sharpening: f32,
    pub(crate) contrast: (f32, f32),
    pub(crate) fringe_px: f32,
    pub(crate) quality: u8,
    pub(crate) first_quality: u8,
    pub(crate) subsampled: bool,
    pub(crate) kernel: Kernel,
}

/// Digit height on the sheet, for choosing a resolution; near enough for every variant.
fn nominal_digit_height(kind: Kind) -> f64 {
    match kind {
        Kind::IdPortrait | Kind::IdEmblem => 35.0,
        Kind::LicenseLandscape => 34.0,
        Kind::LicensePortrait
        | Kind::CardPortrait
        | Kind::CardEmblem
        | Kind::TemporaryCard
        | Kind::ResidencePermit
        | Kind::ResidencePermitBack => 36.0,
        Kind::CreditCode => 32.0,
        Kind::License2019Original
        | Kind::License2019Duplicate
        | Kind::LicenseHousehold
        | Kind::LicenseElectronic => 20.0,
        Kind::License2015Duplicate | Kind::License2014Duplicate => 23.0,
        Kind::Passport => 28.5,
        Kind::HongKongMacaoPermit
        | Kind::Association
        | Kind::Institution
        | Kind::PrivateNonprofit
        | Kind::Foundation
        | Kind::OrganizationCode
        | Kind::LawFirm
        | Kind::Clinic
        | Kind::Trademark
        | Kind::Receipt
        | Kind::Screenshot
        | Kind::BookPage
        | Kind::Handwriting
        | Kind::Scenery => 26.0,
    }
}

/// Digit height in pixels that a clean picture has at least.
fn least_digit_px(kind: Kind) -> f64 {
    // Digits are small on real certificates: on uploads 7 px are read without effort, and half of the
    // scans are no finer.
    if Kind::BASIC.contains(&kind) {
        17.0
    } else {
        8.5
    }
}

/// A place near the number, as parts of the sheet's width and height.
fn number_place(kind: Kind, rng: &mut Rng) -> Point {
    let (left, right, down) = match kind {
        Kind::IdPortrait
        | Kind::IdEmblem
        | Kind::CardPortrait
        | Kind::CardEmblem
        | Kind::ResidencePermit
        | Kind::ResidencePermitBack => (0.38, 0.9, 0.86),
        Kind::LicenseLandscape => (0.1, 0.3, 0.2),
        Kind::LicensePortrait => (0.5, 0.8, 0.35),
        Kind::CreditCode => (0.48, 0.75, 0.3),
        Kind::License2019Original
        | Kind::License2019Duplicate
        | Kind::LicenseHousehold
        | Kind::LicenseElectronic => (0.09, 0.23, 0.33),
        Kind::License2015Duplicate | Kind::License2014Duplicate => (0.65, 0.88, 0.39),
        Kind::TemporaryCard => (0.38, 0.9, 0.71),
        Kind::HongKongMacaoPermit => (0.34, 0.55, 0.88),
        Kind::Passport => (0.05, 0.95, 0.93),
        Kind::Association
        | Kind::Institution
        | Kind::PrivateNonprofit
        | Kind::Foundation
        | Kind::OrganizationCode
        | Kind::LawFirm
        | Kind::Clinic
        | Kind::Trademark => (0.45, 0.65, 0.31),
        Kind::Receipt | Kind::Screenshot | Kind::BookPage | Kind::Handwriting | Kind::Scenery => {
            (0.2, 0.8, 0.5)
        }
    };
    (rng.range(left, right), down + rng.spread(0.04))
}

/// Arranges the scene of a recipe.
pub(crate) fn arrange(recipe: &Recipe, defect_rng: &mut Rng) -> Scene {
    let mut rng = Rng::new(recipe.seed, Stream::Scene);
    let placed = super::placement::place(recipe, &mut rng, defect_rng);
    let digit = nominal_digit_height(recipe.kind) * placed.sheet_width / draw::size(recipe.kind).0;
    let width = width_px(recipe, defect_rng, placed.frame_height, digit);
    let height = libm::round(width * placed.frame_height);
    let digit_px = digit * width;
    let photo = recipe.style == Style::Photo;
    let mut scene = Scene {
        seed: recipe.seed,
        style: recipe.style,
        width: width as usize,
        height: height as usize,
        quad: placed.quad,
        companion: placed.companion,
        surface: choose_surface(recipe, &mut rng),
        gradient: if photo {
            (rng.spread(0.22), rng.spread(0.22))
        } else {
            (0.0, 0.0)
        },
        vignette: if photo { rng.range(0.0, 0.25) } else { 0.0 },
        shadow: None,
        cast: cast(&mut rng, if photo { 0.1 } else { 0.015 }),
        exposure: if photo {
            rng.range(0.68, 0.98)
        } else {
            rng.range(0.9, 1.06)
        },
        flare: if photo { rng.range(0.0, 0.012) } else { 0.0 },
        glare: None,
        finger: None,
        screen_depth: 0.0,
        screen_pitch_px: 0.0,
        softness: if photo {
            rng.range(0.1, 1.0)
        } else {
            rng.range(0.0, 0.6)
        },
        smear: Smear::None,
        noise: if photo {
            rng.range(0.6, 3.0)
        } else {
            rng.range(0.3, 1.5)
        },
        chroma_noise: rng.range(0.2, 1.2),
        sharpening: if rng.chance(0.45) {
            rng.range(0.2, 0.9) as f32
        } else {
            0.0
        },
        contrast: (1.0, 128.0),
        fringe_px: 0.0,
        quality: rng.int(72, 95) as u8,
        first_quality: defect_rng.int(70, 92) as u8,
        subsampled: rng.chance(0.65),
        kernel: defect_rng.pick(&[
            Kernel::Nearest,
            Kernel::Linear,
            Kernel::Cubic,
            Kernel::Cubic,
            Kernel::Lanczos,
        ]),
    };
    if photo && rng.chance(0.35) {
        scene.shadow = Some(shadow(&mut rng, placed.frame_height));
    }
    spoil(&mut scene, recipe, defect_rng, digit_px);
    scene
}

fn width_px(recipe: &Recipe, rng: &mut Rng, frame_height: f64, digit: f64) -> f64 {
    let long_edge = frame_height.max(1.0);
    let by_digit = |pixels: f64| pixels / digit;
    let usual = match recipe.defect {
        Defect::TooFewPixels => by_digit(recipe.amount),
        // The reference reader gives up between 3 and 6 pixels; some originals are fit to read.
        Defect::Upscaled if rng.chance(0.7) => by_digit(rng.range(3.0, 7.0)),
        Defect::Upscaled => by_digit(rng.range(7.0, 18.0)),
        Defect::HeavyCompression => by_digit(rng.range(4.8, 14.0)),
        Defect::Noise => by_digit(rng.range(9.0, 24.0)),
        Defect::LowContrast | Defect::Underexposed => by_digit(rng.range(12.0, 32.0)),
        Defect::Defocus | Defect::Motion => by_digit(rng.range(14.0, 38.0)),
        Defect::SmallInFrame => rng.range(1600.0, 3000.0) / long_edge,
        _ => {
            // Most uploads come from phones and messengers: 900 to 2600 px; some are 12 MP.
            let pixels = if rng.chance(0.15) && Kind::BASIC.contains(&recipe.kind) {
                rng.range(2600.0, 4000.0)
            } else {
                rng.range(900.0, 2600.0)
            };
            (pixels / long_edge).max(by_digit(least_digit_px(recipe.kind)))
        }
    };
    let width = match recipe.size {
        Size::Usual => usual.min(4000.0 / long_edge),
        Size::LongEdge(pixels) => pixels / long_edge,
        Size::Width(pixels) => f64::from(pixels),
    };
    libm::round(width).max(8.0)
}

/// A warm or cold light of at most the given strength.
fn cast(rng: &mut Rng, strength: f64) -> [f32; 3] {
    let warmth = rng.spread(strength);
    let green = rng.spread(strength * 0.25);
    [
        (1.0 + warmth) as f32,
        (1.0 + green) as f32,
        (1.0 - warmth * 1.2) as f32,
    ]
}

fn shadow(rng: &mut Rng, frame_height: f64) -> Shadow {
    let angle = rng.range(0.0, core::f64::consts::TAU);
    let normal = (libm::cos(angle), libm::sin(angle));
    let through = (rng.range(0.1, 0.9), rng.range(0.1, 0.9) * frame_height);
    Shadow {
        normal,
        offset: normal.0 * through.0 + normal.1 * through.1,
        softness: rng.range(0.02, 0.2),
        depth: rng.range(0.1, 0.35),
    }
}

/// Puts the defect into the scene.
fn spoil(scene: &mut Scene, recipe: &Recipe, rng: &mut Rng, digit_px: f64) {
    let amount = recipe.amount;
    let sheet = Rect::around(&scene.quad);
    match recipe.defect {
        Defect::Defocus => {
            let sigma = amount * digit_px;
            // A disk of radius r has a standard deviation of r/2 along each axis.
            scene.smear = if rng.chance(0.5) {
                Smear::Gaussian(sigma)
            } else {
                Smear::Disk(sigma * 2.0)
            };
        }
        Defect::Motion => {
            scene.smear = Smear::Line(amount * digit_px, rng.range(0.0, core::f64::consts::PI));
        }
        Defect::HeavyCompression => scene.quality = amount as u8,
        Defect::Noise => {
            scene.noise = amount;
            scene.chroma_noise = amount * rng.range(0.2, 0.8);
            scene.sharpening = 0.0;
        }
        Defect::Underexposed => {
            scene.exposure *= amount;
            scene.noise = rng.range(1.5, 6.0);
            scene.chroma_noise = rng.range(1.0, 4.0);
        }
        Defect::Overexposed => {
            scene.exposure *= amount;
            scene.flare = rng.range(0.01, 0.05);
        }
        Defect::LowContrast => scene.contrast = (amount as f32, rng.range(90.0, 200.0) as f32),
        Defect::Glare => {
            let radius = amount * sheet.height().min(sheet.width());
            let stretch = rng.range(0.7, 1.5);
            // Every other one over the number, wherever on this kind of sheet that is.
            let (across, down) = if rng.chance(0.5) {
                number_place(recipe.kind, rng)
            } else {
                (rng.range(0.1, 0.9), rng.range(0.1, 0.95))
            };
            scene.glare = Some(Glare {
                center: (
                    sheet.left + sheet.width() * across,
                    sheet.top + sheet.height() * down,
                ),
                rx: radius * stretch / 2.0,
                ry: radius / stretch / 2.0,
                power: rng.range(2.5, 6.0),
            });
        }
        Defect::GrayPhotocopy => {
            scene.cast = [
                (1.0 + amount) as f32,
                (1.0 + amount * 0.18) as f32,
                (1.0 - amount) as f32,
            ];
            scene.exposure *= 0.85;
        }
        Defect::GrayChromaNoise => scene.chroma_noise = amount,
        Defect::GrayFringes => scene.fringe_px = amount as f32,
        Defect::Occluded => scene.finger = Some(finger(rng, &sheet, amount)),
        Defect::Moire => {
            scene.screen_depth = amount;
            // Near a whole number of sensor pixels, where display and sensor beat visibly.
            let whole = rng.pick(&[1.0, 1.0, 2.0, 3.0]);
            scene.screen_pitch_px = whole * (1.0 + rng.pick(&[-1.0, 1.0]) * rng.range(0.015, 0.07));
        }
        Defect::None
        | Defect::TooFewPixels
        | Defect::Upscaled
        | Defect::GrayStored
        | Defect::GrayAsRgb
        | Defect::GrayBilevel
        | Defect::GrayRedSeal
        | Defect::PaleColor
        | Defect::Turned
        | Defect::Mirrored
        | Defect::Skewed
        | Defect::CutBorder
        | Defect::SmallInFrame
        | Defect::StrongPerspective
        | Defect::TwoCertificates
        | Defect::Watermark
        | Defect::Blank => {}
    }
}

fn finger(rng: &mut Rng, sheet: &Rect, amount: f64) -> Finger {
    let reach = amount * sheet.height().min(sheet.width());
    let radius = sheet.height().min(sheet.width()) * rng.range(0.09, 0.15);
    let along = rng.range(0.15, 0.85);
    let slant = rng.spread(0.5) * reach;
    let (x, y) = (
        sheet.left + along * sheet.width(),
        sheet.top + along * sheet.height(),
    );
    // Far outside: the hand belongs to the picture's surroundings.
    let (root, tip) = match rng.int(0, 2) {
        0 => ((x + slant, sheet.bottom + 1.0), (x, sheet.bottom - reach)),
        1 => ((sheet.left - 1.0, y + slant), (sheet.left + reach, y)),
        _ => ((sheet.right + 1.0, y + slant), (sheet.right - reach, y)),
    };
    let tone = rng.range(0.7, 1.0) as f32;
    Finger {
        root,
        tip,
        radius,
        skin: [0.66 * tone, 0.40 * tone, 0.28 * tone],
    }
}
