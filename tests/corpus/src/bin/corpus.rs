//! Writes specimens to disk: `corpus export SPLIT DIR [--kind K] [--defect D] [--labeled] [--limit N]`
//! and `corpus contact-sheet OUT.png [--split tune] [--kind K] [--defect D]`;
//! `corpus master OUT.png --kind K [--seed S]` draws one flat;
//! `corpus samples DIR` writes the few that the README's first command checks.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "thumbnail arithmetic on bounded values"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use certpreflight_corpus::{
    Defect, FieldName, Kind, Quad, Recipe, Specimen, Split, Style, Truth, master, set,
};
use rayon::prelude::*;

const USAGE: &str = "usage: corpus export SPLIT DIR [--kind K] [--defect D] [--labeled] [--limit N]
       corpus contact-sheet OUT.png [--split tune] [--kind K] [--defect D] [--limit N] [--cell PX]
       corpus master OUT.png --kind K [--seed S]
       corpus samples DIR
SPLIT is tune, report, train, spent, reading-tune, reading-report, passport-tune or passport-report";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.remove(at);
        (at < args.len()).then(|| args.remove(at))
    };
    let kind = option("--kind")
        .map(|name| name.parse::<Kind>())
        .transpose()?;
    let defect = option("--defect")
        .map(|name| name.parse::<Defect>())
        .transpose()?;
    let limit = option("--limit")
        .map(|count| count.parse::<usize>())
        .transpose()?;
    let cell = option("--cell")
        .map(|size| size.parse::<u32>())
        .transpose()?;
    let seed = option("--seed")
        .map(|seed| seed.parse::<u64>())
        .transpose()?;
    let split = option("--split")
        .map(|name| name.parse::<Split>())
        .transpose()?;
    let labeled = args
        .iter()
        .position(|arg| arg == "--labeled")
        .map(|at| args.remove(at));
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let select = |split: Split| -> Vec<Recipe> {
        set(split)
            .filter(|recipe| kind.is_none_or(|kind| recipe.kind == kind))
            .filter(|recipe| defect.is_none_or(|defect| recipe.defect == defect))
            .filter(|recipe| labeled.is_none() || recipe.is_labeled())
            .collect()
    };
    match words[..] {
        ["export", split, folder] => {
            let recipes = select(split.parse()?);
            let count = limit.unwrap_or(recipes.len()).min(recipes.len());
            export(&recipes[..count], Path::new(folder))
        }
        ["master", out] => {
            let kind = kind.ok_or("which kind?")?;
            Ok(master(kind, seed.unwrap_or(1)).save_with_format(out, image::ImageFormat::Png)?)
        }
        ["samples", folder] => samples(Path::new(folder)),
        ["contact-sheet", out] => {
            let recipes = select(split.unwrap_or(Split::Tune));
            contact_sheet(
                &recipes,
                limit.unwrap_or(36),
                cell.unwrap_or(300),
                Path::new(out),
            )
        }
        _ => Err(USAGE.into()),
    }
}

/// Writes the pictures and `truth.csv`.
fn export(recipes: &[Recipe], folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let rows: Vec<String> = recipes
        .par_iter()
        .map(|recipe| {
            let specimen = recipe.render();
            let name = file_name(&specimen);
            fs::write(folder.join(&name), &specimen.file)?;
            Ok(row(&name, recipe, &specimen))
        })
        .collect::<Result<_, std::io::Error>>()?;
    let fields = "name,name_box,person,person_box,birth,birth_box,established,established_box,issued,issued_box,\
                  until,until_box";
    let header = "file,seed,kind,style,defect,amount,crc32,width,height,number,number_height,\
                  number_box,corners,gray,red_seal,turn,mirrored,skew,cut_sides,share,\
                  perspective,upscale,quality,number_covered,qr,certificate,face";
    let table = format!("{header},{fields}\n{}", rows.concat());
    fs::write(folder.join("truth.csv"), table)?;
    Ok(())
}

fn file_name(specimen: &Specimen) -> String {
    let extension = if specimen.file.starts_with(b"\x89PNG") {
        "png"
    } else {
        "jpg"
    };
    format!(
        "{}-{}-{}.{extension}",
        specimen.defect, specimen.kind, specimen.seed
    )
}

fn row(name: &str, recipe: &Recipe, specimen: &Specimen) -> String {
    let truth = &specimen.truth;
    let sides: Vec<String> = truth
        .cut_sides
        .iter()
        .map(|side| format!("{side:?}"))
        .collect();
    format!(
        "{name},{},{},{:?},{},{},{:08x},{},{},{},{:.1},{},{},{},{},{},{},{:.2},{},{:.3},{:.3},{:.2},{},{},{},{},{}{}\n",
        recipe.seed,
        recipe.kind,
        recipe.style,
        recipe.defect,
        recipe.amount,
        crc32fast::hash(&specimen.file),
        truth.width_px,
        truth.height_px,
        truth.number,
        truth.number_height_px,
        truth
            .number_box_px
            .map_or_else(String::new, |quad| points(&quad)),
        points(&truth.corners_px),
        u8::from(truth.gray),
        u8::from(truth.has_red_seal),
        truth.clockwise_turn_degrees,
        u8::from(truth.mirrored),
        truth.skew_degrees,
        sides.join("+"),
        truth.share_of_frame,
        truth.perspective_ratio,
        truth.upscale_factor,
        truth.jpeg_quality,
        u8::from(truth.number_is_covered()),
        u8::from(truth.qr_px.is_some()),
        recipe.kind.certificate().unwrap_or_default(),
        recipe.kind.face().unwrap_or_default(),
        fields(truth),
    )
}

/// What else the certificate says, and where.
fn fields(truth: &Truth) -> String {
    let cells = FieldName::ALL.map(|name| {
        let field = truth.field(name);
        field.map_or_else(
            || ",,".to_owned(),
            |field| format!(",{},{}", field.text, points(&field.box_px)),
        )
    });
    cells.concat()
}

fn points(quad: &Quad) -> String {
    let mut text = String::new();
    for (x, y) in quad {
        let gap = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{gap}{x:.1} {y:.1}");
    }
    text
}

/// Lays out thumbnails of evenly spread recipes.
fn contact_sheet(
    recipes: &[Recipe],
    limit: usize,
    cell: u32,
    out: &Path,
) -> Result<(), Box<dyn Error>> {
    let count = limit.min(recipes.len()).max(1);
    let columns = (1..=count).find(|n| n * n >= count).unwrap_or(1) as u32;
    let rows = (count as u32).div_ceil(columns);
    let mut sheet =
        image::RgbImage::from_pixel(columns * cell, rows * cell, image::Rgb([40, 40, 40]));
    let thumbnails: Vec<image::RgbImage> = (0..count)
        .into_par_iter()
        .map(|i| thumbnail(&recipes[i * recipes.len() / count].render(), cell - 4))
        .collect();
    for (i, thumbnail) in thumbnails.iter().enumerate() {
        let (column, row) = (i as u32 % columns, i as u32 / columns);
        image::imageops::replace(
            &mut sheet,
            thumbnail,
            i64::from(column * cell),
            i64::from(row * cell),
        );
    }
    sheet.save_with_format(out, image::ImageFormat::Png)?;
    Ok(())
}

fn thumbnail(specimen: &Specimen, side: u32) -> image::RgbImage {
    let picture = specimen.decode();
    let zoom = (f64::from(side) / f64::from(picture.width().max(picture.height()))).min(1.0);
    let shrunk = |length: u32| ((f64::from(length) * zoom) as u32).max(1);
    image::imageops::thumbnail(&picture, shrunk(picture.width()), shrunk(picture.height()))
}

/// Writes good and bad pictures as people have them in a folder.
fn samples(folder: &Path) -> Result<(), Box<dyn Error>> {
    use Defect as D;
    use Kind::{IdEmblem, IdPortrait, LicenseLandscape, LicensePortrait};
    let pictures = [
        (
            "身份证-人像面.jpg",
            IdPortrait,
            Style::Photo,
            D::None,
            0.0,
            1600,
        ),
        (
            "身份证-国徽面.jpg",
            IdEmblem,
            Style::Scan,
            D::None,
            0.0,
            1600,
        ),
        (
            "营业执照.jpg",
            LicenseLandscape,
            Style::Scan,
            D::None,
            0.0,
            2000,
        ),
        (
            "改了扩展名.png",
            LicensePortrait,
            Style::Photo,
            D::None,
            0.0,
            1600,
        ),
        (
            "黑白复印件.jpg",
            LicenseLandscape,
            Style::Photo,
            D::GrayPhotocopy,
            0.3,
            1600,
        ),
        (
            "拍虚了.jpg",
            IdPortrait,
            Style::Photo,
            D::Defocus,
            0.42,
            1600,
        ),
        (
            "横躺.jpg",
            LicenseLandscape,
            Style::Photo,
            D::Turned,
            90.0,
            1600,
        ),
        ("太小.jpg", IdPortrait, Style::Scan, D::None, 0.0, 420),
    ];
    fs::create_dir_all(folder)?;
    for (index, (name, kind, style, defect, amount, long_edge)) in (77..).zip(pictures) {
        let recipe = Recipe::new(index, kind, style, defect, amount).with_long_edge(long_edge);
        fs::write(folder.join(name), recipe.render().file)?;
    }
    Ok(())
}
