//! Takes the picture: sheet, scene, lens, sensor, file, each stage with its own defects.

mod develop;
mod encode;
mod lens;
mod placement;
mod resample;
mod scene;
mod surface;
mod texture;

use crate::draw::{self, Ink, Print, Sheet};
use crate::geometry::{Homography, Point, Quad, Rect, area, distance, visible_area};
use crate::kind::Kind;
use crate::recipe::{Defect, Recipe};
use crate::rng::{Rng, Stream};
use crate::truth::{Field, Side, Specimen, Truth};
use encode::decode;
use image::RgbImage;
use scene::Scene;

impl Recipe {
    /// Draws, photographs, spoils and encodes.
    pub fn render(&self) -> Specimen {
        render(self)
    }
}

impl Specimen {
    /// Decodes the file.
    pub fn decode(&self) -> RgbImage {
        decode(&self.file)
    }
}

fn render(recipe: &Recipe) -> Specimen {
    let mut rng = Rng::new(recipe.seed, Stream::Defect);
    let scene = scene::arrange(recipe, &mut rng);
    let sheet = print(recipe, recipe.kind, recipe.seed, &scene, &scene.quad);
    let companion = scene.companion.map(|quad| {
        let (kind, seed) = companion_of(recipe);
        (print(recipe, kind, seed, &scene, &quad), quad)
    });
    let mut light = lens::expose(&scene, &sheet, companion.as_ref());
    lens::blur(&mut light, &scene);
    let mut picture = develop::develop(&light, &scene, recipe);
    drop(light);
    if recipe.defect == Defect::Upscaled {
        let first = encode::jpeg(&picture, scene.first_quality, scene.subsampled);
        let decoded = decode(&first);
        picture = resample::enlarge(&decoded, recipe.amount, scene.kernel);
    }
    let turn = if recipe.defect == Defect::Turned {
        recipe.amount as u32
    } else {
        0
    };
    let size = (f64::from(picture.width()), f64::from(picture.height()));
    if recipe.defect == Defect::Mirrored {
        image::imageops::flip_horizontal_in_place(&mut picture);
    }
    picture = match turn {
        90 => image::imageops::rotate90(&picture),
        180 => image::imageops::rotate180(&picture),
        270 => image::imageops::rotate270(&picture),
        _ => picture,
    };
    let file = match recipe.defect {
        Defect::GrayBilevel => encode::gray_png(&picture),
        Defect::GrayStored => encode::gray_jpeg(&picture, scene.quality),
        _ => encode::jpeg(&picture, scene.quality, scene.subsampled),
    };
    let truth = truth(recipe, &scene, &sheet, size, turn);
    Specimen {
        seed: recipe.seed,
        kind: recipe.kind,
        defect: recipe.defect,
        amount: recipe.amount,
        file,
        truth,
    }
}

/// Draws a sheet somewhat finer than the picture will show it.
fn print(recipe: &Recipe, kind: Kind, seed: u64, scene: &Scene, quad: &Quad) -> Sheet {
    let (width, height) = draw::size(kind);
    let across = distance(quad[0], quad[1]).max(distance(quad[3], quad[2])) * scene.width as f64;
    let down = distance(quad[0], quad[3]).max(distance(quad[1], quad[2])) * scene.width as f64;
    let scale = (across / width).max(down / height) * 1.35;
    let copy = Ink {
        saturation: 0.0,
        seal_saturation: 0.0,
        copied: true,
        halftone: seed.is_multiple_of(3),
    };
    let ink = match recipe.defect {
        // Half of them are color scans turned gray, half are copies.
        Defect::GrayStored | Defect::GrayAsRgb | Defect::GrayBilevel => Ink {
            copied: seed.is_multiple_of(2),
            ..copy
        },
        Defect::GrayPhotocopy | Defect::GrayChromaNoise | Defect::GrayFringes => copy,
        Defect::GrayRedSeal => Ink {
            seal_saturation: 1.0,
            ..copy
        },
        Defect::PaleColor => Ink {
            saturation: recipe.amount as f32,
            seal_saturation: recipe.amount as f32,
            ..Ink::FULL
        },
        _ => Ink::FULL,
    };
    let print = match recipe.defect {
        Defect::Blank => Print::Blank,
        Defect::Watermark => Print::Watermarked,
        _ => Print::Normal,
    };
    draw::sheet(kind, seed, scale.clamp(0.45, 3.2) as f32, ink, print)
}

/// The second certificate: the other side of an ID card, or another one of the same kind.
fn companion_of(recipe: &Recipe) -> (Kind, u64) {
    match recipe.kind {
        Kind::IdPortrait => (Kind::IdEmblem, recipe.seed),
        Kind::IdEmblem => (Kind::IdPortrait, recipe.seed),
        Kind::CardPortrait => (Kind::CardEmblem, recipe.seed),
        Kind::CardEmblem => (Kind::CardPortrait, recipe.seed),
        kind => (kind, Rng::new(recipe.seed, Stream::Companion).next()),
    }
}

fn truth(recipe: &Recipe, scene: &Scene, sheet: &Sheet, size: (f64, f64), turn: u32) -> Truth {
    let factor = if recipe.defect == Defect::Upscaled {
        recipe.amount
    } else {
        1.0
    };
    let mirrored = recipe.defect == Defect::Mirrored;
    let unit = scene.width as f64 * factor;
    // From scene units (picture width = 1) to pixels of the file.
    let to_file = |(x, y): Point| {
        let (x, y) = (x * unit, y * unit);
        let x = if mirrored { size.0 - x } else { x };
        match turn {
            90 => (size.1 - y, x),
            180 => (size.0 - x, size.1 - y),
            270 => (y, size.0 - x),
            _ => (x, y),
        }
    };
    let project = Homography::from_unit_square(&scene.quad);
    let on_sheet = |rect: Rect| {
        rect.corners()
            .map(|(x, y)| to_file(project.apply((x / sheet.width, y / sheet.height))))
    };
    let box_in_file = |rect: Rect| Rect::around(&rect.corners().map(to_file));
    let number_box_px = sheet.number_box.map(on_sheet);
    let frame_height = scene.height as f64 / scene.width as f64;
    let [a, b, c, d] = scene.quad;
    let (width_px, height_px) = if turn.is_multiple_of(180) {
        size
    } else {
        (size.1, size.0)
    };
    let is_gray = matches!(
        recipe.defect,
        Defect::GrayStored
            | Defect::GrayAsRgb
            | Defect::GrayPhotocopy
            | Defect::GrayBilevel
            | Defect::GrayChromaNoise
            | Defect::GrayFringes
    );
    Truth {
        width_px: width_px as u32,
        height_px: height_px as u32,
        number: sheet.number.clone(),
        number_box_px,
        number_height_px: number_box_px.map_or(0.0, |q| {
            f64::midpoint(distance(q[0], q[3]), distance(q[1], q[2]))
        }),
        fields: sheet
            .fields
            .iter()
            .map(|(name, text, rect)| Field {
                name: *name,
                text: text.clone(),
                box_px: on_sheet(*rect),
            })
            .collect(),
        corners_px: scene.quad.map(to_file),
        companion_px: scene.companion.map(|quad| quad.map(to_file)),
        lines_px: sheet
            .canvas
            .lines
            .iter()
            .map(|line| on_sheet(*line))
            .collect(),
        gray: is_gray,
        has_red_seal: sheet.seal.is_some() && !is_gray,
        seal_px: sheet.seal.map(on_sheet),
        emblem_px: sheet.emblem.map(on_sheet),
        portrait_px: sheet.portrait.map(on_sheet),
        qr_px: sheet.qr.as_ref().map(|(rect, _)| on_sheet(*rect)),
        qr_text: sheet
            .qr
            .as_ref()
            .map_or_else(String::new, |(_, text)| text.clone()),
        clockwise_turn_degrees: turn,
        mirrored,
        skew_degrees: libm::atan2(b.1 - a.1, b.0 - a.0).to_degrees(),
        cut_sides: cut_sides(&scene.quad, frame_height),
        share_of_frame: visible_area(&scene.quad, 1.0, frame_height) / frame_height,
        perspective_ratio: ratio(distance(a, b), distance(d, c))
            .max(ratio(distance(a, d), distance(b, c))),
        upscale_factor: factor,
        glare_px: scene.glare.map(|glare| box_in_file(glare.core())),
        occluder_px: scene
            .finger
            .map(|finger| box_in_file(finger.visible(frame_height))),
        jpeg_quality: if recipe.defect == Defect::GrayBilevel {
            0
        } else {
            scene.quality
        },
    }
}

fn ratio(a: f64, b: f64) -> f64 {
    a.max(b) / a.min(b)
}

/// The sides whose whole length lies outside the frame, or that lose a corner.
fn cut_sides(quad: &Quad, frame_height: f64) -> Vec<Side> {
    let outside = |(x, y): Point| x < 0.0 || y < 0.0 || x > 1.0 || y > frame_height;
    debug_assert!(area(quad) > 0.0);
    [
        (Side::Top, 0, 1),
        (Side::Right, 1, 2),
        (Side::Bottom, 2, 3),
        (Side::Left, 3, 0),
    ]
    .into_iter()
    .filter(|&(_, from, to)| {
        let (from, to) = (quad[from], quad[to]);
        let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        outside(middle)
    })
    .map(|(side, _, _)| side)
    .collect()
}
