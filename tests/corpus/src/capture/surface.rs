//! What the certificate lies on: procedural tables, cloths and scanner lids.

use crate::recipe::{Defect, Recipe, Style};
use crate::rng::{Rng, Stream};

/// A kind of surface.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Material {
    Wood,
    Cloth,
    Desk,
    Checks,
    Stripes,
    Marble,
    Lid,
}

/// A surface with its colors (linear light) and its grain.
#[derive(Clone, Debug)]
pub(crate) struct Surface {
    material: Material,
    base: [f32; 3],
    accent: [f32; 3],
    /// Features per picture width.
    pitch: f32,
    turn: (f32, f32),
    grain: Grain,
}

/// Chooses what a recipe's certificate lies on.
pub(crate) fn choose_surface(recipe: &Recipe, rng: &mut Rng) -> Surface {
    let grain = Grain::new(rng);
    let angle = rng.range(0.0, core::f64::consts::TAU);
    let mut surface = Surface {
        material: Material::Lid,
        base: [0.9; 3],
        accent: [0.9; 3],
        pitch: rng.range(14.0, 60.0) as f32,
        turn: (libm::cos(angle) as f32, libm::sin(angle) as f32),
        grain,
    };
    let (material, base, accent) = if recipe.defect == Defect::Moire {
        (Material::Lid, [0.01, 0.01, 0.012], [0.0; 3])
    } else if recipe.style == Style::Scan {
        let lid = rng.pick(&[0.95, 0.9, 0.84, 0.7, 0.5, 0.03]);
        (Material::Lid, [lid, lid, lid * 0.99], [lid; 3])
    } else {
        photo_surface(rng)
    };
    surface.material = material;
    surface.base = base;
    surface.accent = accent;
    surface
}

fn photo_surface(rng: &mut Rng) -> (Material, [f32; 3], [f32; 3]) {
    const WOODS: [([f32; 3], [f32; 3]); 4] = [
        ([0.42, 0.24, 0.12], [0.22, 0.11, 0.05]),
        ([0.62, 0.44, 0.27], [0.45, 0.28, 0.15]),
        ([0.13, 0.07, 0.045], [0.05, 0.027, 0.018]),
        ([0.5, 0.38, 0.28], [0.33, 0.23, 0.16]),
    ];
    const CLOTHS: [[f32; 3]; 6] = [
        [0.04, 0.07, 0.16],
        [0.3, 0.05, 0.06],
        [0.08, 0.14, 0.09],
        [0.55, 0.5, 0.42],
        [0.12, 0.12, 0.13],
        [0.35, 0.42, 0.5],
    ];
    match rng.int(0, 9) {
        0..=3 => {
            let (light, dark) = rng.pick(&WOODS);
            (Material::Wood, light, dark)
        }
        4 | 5 => {
            let base = rng.pick(&CLOTHS);
            (Material::Cloth, base, base.map(|level| level * 0.55))
        }
        6 => {
            let gray = rng.range(0.16, 0.45) as f32;
            (Material::Desk, [gray, gray, gray * 1.03], [gray * 0.92; 3])
        }
        7 => {
            let dark = rng.range(0.012, 0.05) as f32;
            (
                Material::Desk,
                [dark, dark * 0.96, dark * 0.95],
                [dark * 1.5; 3],
            )
        }
        8 => {
            let white = rng.range(0.6, 0.8) as f32;
            (
                Material::Marble,
                [white, white, white * 0.98],
                [white * 0.7; 3],
            )
        }
        _ => {
            let base = rng.pick(&CLOTHS);
            (
                rng.pick(&[Material::Checks, Material::Stripes]),
                [0.7, 0.68, 0.62],
                base,
            )
        }
    }
}

impl Surface {
    /// The color at a place, in scene units (the picture is 1 wide).
    pub(crate) fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let along = x * self.turn.0 + y * self.turn.1;
        let across = y * self.turn.0 - x * self.turn.1;
        let grain = &self.grain;
        let part = match self.material {
            Material::Lid => {
                let level = 1.0 + 0.012 * grain.at(x * 40.0, y * 40.0);
                return self.base.map(|channel| channel * level);
            }
            Material::Wood => {
                let warp = 2.4 * grain.at(along * 1.6, across * 5.0);
                let rings = 0.5 + 0.5 * grain.wave(across * self.pitch * 0.35 + warp);
                let fiber = grain.at(along * 9.0, across * 260.0);
                (0.55 * rings + 0.3 * fiber + 0.22).clamp(0.0, 1.0)
            }
            Material::Cloth => {
                let weave =
                    grain.wave(along * self.pitch * 2.4) * grain.wave(across * self.pitch * 2.4);
                0.5 + 0.3 * weave + 0.25 * grain.at(x * 12.0, y * 12.0)
            }
            Material::Desk => {
                // Two layers askew, so that no lattice shows.
                let speckle =
                    grain.at(x * 170.0, y * 170.0) + grain.at(along * 260.0, across * 260.0);
                0.5 + 0.3 * speckle
                    + 0.12 * (grain.at(along * 4.0, across * 4.0) + grain.at(x * 7.3, y * 7.3))
            }
            Material::Marble => {
                let vein = grain.wave(along * 3.0 + 2.0 * grain.at(x * 5.0, y * 5.0));
                (vein - 0.9).max(0.0) * 6.0 + 0.15 + 0.1 * grain.at(x * 30.0, y * 30.0)
            }
            Material::Checks => {
                let cell =
                    grain.wave(along * self.pitch * 0.3) * grain.wave(across * self.pitch * 0.3);
                (0.5 + cell * 8.0).clamp(0.0, 1.0) * 0.8 + 0.1 * grain.at(x * 60.0, y * 60.0)
            }
            Material::Stripes => {
                (0.5 + grain.wave(along * self.pitch * 0.5) * 6.0).clamp(0.0, 1.0) * 0.8
                    + 0.1 * grain.at(x * 60.0, y * 60.0)
            }
        };
        let part = part.clamp(0.0, 1.0);
        core::array::from_fn(|c| self.base[c] + (self.accent[c] - self.base[c]) * part)
    }
}

/// Smooth noise from -1 to 1 that repeats every 128 cells.
#[derive(Clone, Debug)]
struct Grain {
    cells: Vec<f32>,
    waves: Vec<f32>,
}

impl Grain {
    const SIDE: i32 = 128;

    fn new(rng: &mut Rng) -> Self {
        let mut rng = Rng::new(rng.next(), Stream::Texture);
        let count = Self::SIDE * Self::SIDE;
        let step = core::f32::consts::TAU / 1024.0;
        Self {
            cells: (0..count).map(|_| rng.spread(1.0) as f32).collect(),
            waves: (0..1024_u16)
                .map(|i| libm::cosf(f32::from(i) * step))
                .collect(),
        }
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        // A cast and a comparison: `floor` would be a library call for every pixel.
        let (ix, iy) = (x as i32 - i32::from(x < 0.0), y as i32 - i32::from(y < 0.0));
        let (tx, ty) = (smooth(x - ix as f32), smooth(y - iy as f32));
        let cell = |dx: i32, dy: i32| {
            let (column, row) = ((ix + dx) & (Self::SIDE - 1), (iy + dy) & (Self::SIDE - 1));
            self.cells[(row * Self::SIDE + column) as usize]
        };
        let top = cell(0, 0) + (cell(1, 0) - cell(0, 0)) * tx;
        let bottom = cell(0, 1) + (cell(1, 1) - cell(0, 1)) * tx;
        top + (bottom - top) * ty
    }

    /// A cosine with one period per unit.
    fn wave(&self, turns: f32) -> f32 {
        self.waves[((turns * 1024.0) as i32 & 1023) as usize]
    }
}

fn smooth(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}
