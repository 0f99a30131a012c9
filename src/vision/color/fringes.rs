//! How far red and blue lie beside green: scanners with three lines of sensors and cheap lenses
//! draw colored seams along every black stroke.

use std::sync::LazyLock;

use image::RgbImage;

use crate::cells::Cells;
use crate::statistics::LeastSquares;

/// Displacement of one channel against green, in pixels of the color picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Shift {
    pub(super) x: f32,
    pub(super) y: f32,
}

/// Displacements of red and of blue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fringes {
    pub(super) red: Shift,
    pub(super) blue: Shift,
}

/// Logarithms of levels. Black counts as [`DARK`], so that their noise counts little.
static LOGS: LazyLock<[f32; 256]> =
    LazyLock::new(|| core::array::from_fn(|level| (level as f32).max(DARK).ln()));

const DARK: f32 = 20.0;

impl Fringes {
    /// Finds the displacements that best explain the color seams along edges.
    pub(super) fn of(color: &RgbImage) -> Self {
        let edges = Edges::of(color);
        let first = |channel| edges.refine(color, channel, Shift::default());
        let (red, blue) = (first(RED), first(BLUE));
        let least_explained = match (red, blue) {
            (Some((red, _)), Some((blue, _))) if are_opposite(red, blue) => LEAST_OF_OPPOSITE,
            _ => LEAST_EXPLAINED,
        };
        let converge = |channel, first: Option<(Shift, f64)>| {
            let (shift, _) = first.filter(|&(_, explained)| explained >= least_explained)?;
            edges.converge(color, channel, shift)
        };
        Self {
            red: converge(RED, red).unwrap_or_default(),
            blue: converge(BLUE, blue).unwrap_or_default(),
        }
    }

    /// The cells with red and blue moved onto green.
    pub(super) fn aligned(&self, cells: &Cells, color: &RgbImage) -> Cells {
        let mut cells = cells.clone();
        cells.displace(color, RED, (self.red.x, self.red.y));
        cells.displace(color, BLUE, (self.blue.x, self.blue.y));
        cells
    }

    /// The larger of the two displacements, in pixels.
    pub(super) fn reach(&self) -> f32 {
        self.red
            .x
            .hypot(self.red.y)
            .max(self.blue.x.hypot(self.blue.y))
    }

    /// Whether there are any worth undoing.
    pub(super) fn matter(&self) -> bool {
        // A twentieth of a pixel along a stroke of full contrast is 3 levels in a cell of 4 pixels.
        const LEAST: f32 = 0.05;
        [self.red.x, self.red.y, self.blue.x, self.blue.y]
            .iter()
            .any(|shift| shift.abs() > LEAST)
    }
}

/// Places with a strong edge in green, and the log gradient there.
struct Edges(Vec<(u32, u32, [f32; 2])>);

impl Edges {
    fn of(color: &RgbImage) -> Self {
        // A tenth of the brightness per pixel: strokes, not paper.
        const LEAST_SQUARE: f32 = 0.01;
        // Every third row: some ten thousand edges are plenty for two unknowns.
        const ROWS: usize = 3;
        let mut edges = Vec::new();
        for y in (MARGIN..color.height().saturating_sub(MARGIN)).step_by(ROWS) {
            for x in MARGIN..color.width().saturating_sub(MARGIN) {
                let gx = (log(color, x + 1, y, GREEN) - log(color, x - 1, y, GREEN)) / 2.0;
                let gy = (log(color, x, y + 1, GREEN) - log(color, x, y - 1, GREEN)) / 2.0;
                if gx * gx + gy * gy >= LEAST_SQUARE {
                    edges.push((x, y, [gx, gy]));
                }
            }
        }
        Self(edges)
    }

    /// The displacement of a channel, from a first estimate; `None` if it turns out too large.
    fn converge(&self, color: &RgbImage, channel: usize, mut shift: Shift) -> Option<Shift> {
        // Each step undoes what the last one found; three come within a hundredth of a pixel.
        const STEPS: usize = 3;
        for _ in 1..STEPS {
            shift = self.refine(color, channel, shift)?.0;
        }
        (shift.x.hypot(shift.y) <= MOST_SHIFT).then_some(shift)
    }

    /// One step of least squares, color difference = constant + shift · gradient of green, and the
    /// share of the difference's variance that it explains.
    fn refine(&self, color: &RgbImage, channel: usize, from: Shift) -> Option<(Shift, f64)> {
        // Larger differences are colors of the certificate, not seams.
        const MOST_DIFFERENCE: f32 = 1.0;
        const FEWEST_EDGES: f64 = 1000.0;
        let mut squares = LeastSquares::<3, 1>::EMPTY;
        for &(x, y, [gx, gy]) in &self.0 {
            let off = displaced(color, (x, y), channel, from) - log(color, x, y, GREEN);
            if off.abs() <= MOST_DIFFERENCE {
                squares.add(1.0, &[1.0, gx.into(), gy.into()], [off.into()]);
            }
        }
        if squares.weight() < FEWEST_EDGES {
            return None;
        }
        let [coefficients] = squares.solve(0.0)?;
        let [_, dx, dy] = coefficients;
        let stepped =
            |from: f32, step: f64| (from + step as f32).clamp(-2.0 * MOST_SHIFT, 2.0 * MOST_SHIFT);
        let shift = Shift {
            x: stepped(from.x, dx),
            y: stepped(from.y, dy),
        };
        Some((shift, squares.explained(&coefficients)))
    }
}

const RED: usize = 0;
const GREEN: usize = 1;
const BLUE: usize = 2;

/// Largest displacement believed, in pixels of the color picture: three pixels of a 2400 px scan.
const MOST_SHIFT: f32 = 1.0;

/// Share of the color along edges that the displacement must explain. Tuning set: 0.14 to 0.63
/// with seams, below 0.1 without; real scans with seams 0.11 to 0.32, real colors up to 0.06.
const LEAST_EXPLAINED: f64 = 0.1;

/// The same where red lies to one side of green and blue as far to the other, as scanners and lenses
/// have it and real colors by chance only: a seam of nearly two pixels of the full picture explains
/// 0.08, real colors in the tuning set's clean and pale pictures up to 0.024.
const LEAST_OF_OPPOSITE: f64 = 0.06;

/// Pixels along the frame that a displaced look-up could leave.
const MARGIN: u32 = 4;

/// Whether green lies in the middle between red and blue, a noticeable way from both.
fn are_opposite(red: Shift, blue: Shift) -> bool {
    const LEAST_APART: f32 = 0.2;
    const MOST_OFF_CENTER: f32 = 0.3;
    let apart = (red.x - blue.x).hypot(red.y - blue.y);
    let off_center = (red.x + blue.x).hypot(red.y + blue.y);
    apart >= LEAST_APART && off_center <= MOST_OFF_CENTER * apart
}

fn log(color: &RgbImage, x: u32, y: u32, channel: usize) -> f32 {
    let place = (y as usize * color.width() as usize + x as usize) * 3 + channel;
    LOGS[usize::from(color.as_raw()[place])]
}

/// The channel's log where green's pixel finds its counterpart.
fn displaced(color: &RgbImage, (x, y): (u32, u32), channel: usize, shift: Shift) -> f32 {
    let (fx, fy) = (x as f32 - shift.x, y as f32 - shift.y);
    let (tx, ty) = (fx.fract(), fy.fract());
    let (x, y) = (fx as u32, fy as u32);
    let top = log(color, x, y, channel) * (1.0 - tx) + log(color, x + 1, y, channel) * tx;
    let bottom =
        log(color, x, y + 1, channel) * (1.0 - tx) + log(color, x + 1, y + 1, channel) * tx;
    top * (1.0 - ty) + bottom * ty
}
