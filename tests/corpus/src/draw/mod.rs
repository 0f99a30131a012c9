//! Draws the certificates flat, as the printing office would.
//!
//! A sheet is drawn in units of 1/300 inch or so and at any scale, so that a large picture never
//! shows a small master blown up: that would be the very defect the corpus has to vary.

mod canvas;
mod card;
mod credit;
mod font;
mod grid;
mod id;
mod licence;
mod licence_2015;
mod licence_2019;
mod ocr_b;
mod organization;
mod other_page;
mod paper;
mod passport;
mod path;
mod sheet;
mod symbols;

use crate::Kind;
use crate::holder::Legal;
use crate::rng::{Rng, Stream};

use card::Card;

pub(crate) use canvas::{Canvas, Ink, Type};
pub(crate) use font::Face;
pub(crate) use path::Path;
pub(crate) use sheet::{Print, Sheet};

/// Width and height of a certificate in sheet units.
pub(crate) fn size(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::IdPortrait
        | Kind::IdEmblem
        | Kind::CardPortrait
        | Kind::CardEmblem
        | Kind::TemporaryCard
        | Kind::ResidencePermit
        | Kind::ResidencePermitBack
        | Kind::HongKongMacaoPermit => (1011.0, 638.0),
        Kind::Passport => (1476.0, 1039.0),
        Kind::LicenseLandscape
        | Kind::License2019Original
        | Kind::License2019Duplicate
        | Kind::LicenseHousehold
        | Kind::LicenseElectronic => (2200.0, 1556.0),
        Kind::LicensePortrait | Kind::License2015Duplicate | Kind::License2014Duplicate => {
            (1556.0, 2200.0)
        }
        Kind::CreditCode
        | Kind::Association
        | Kind::Institution
        | Kind::PrivateNonprofit
        | Kind::Foundation
        | Kind::OrganizationCode
        | Kind::LawFirm
        | Kind::Clinic
        | Kind::Trademark => (1800.0, 1273.0),
        Kind::Receipt => (700.0, 1500.0),
        Kind::Screenshot => (1080.0, 2160.0),
        Kind::BookPage | Kind::Handwriting => (1400.0, 2000.0),
        Kind::Scenery => (1600.0, 1200.0),
    }
}

/// Draws one certificate.
pub(crate) fn sheet(kind: Kind, seed: u64, scale: f32, ink: Ink, print: Print) -> Sheet {
    let mut rng = Rng::new(seed, Stream::Content);
    let (width, height) = size(kind);
    let canvas = Canvas::new(width as f32, height as f32, scale, ink);
    // Cards, and nothing else, are so low.
    let radius = if height < 700.0 { 37.0 } else { 0.0 };
    let mut sheet = Sheet::new(canvas, (width, height), radius);
    let with_text = print != Print::Blank;
    draw(kind, &mut sheet, &mut rng, with_text);
    if sheet.seal.is_none() {
        sheet.canvas.begin_seal();
    }
    if print == Print::Watermarked {
        watermark(&mut sheet, &mut rng);
    }
    sheet
}

fn draw(kind: Kind, sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    use licence_2019::{Edition, licence};
    match kind {
        Kind::IdPortrait => id::portrait_side(sheet, rng, with_text),
        Kind::IdEmblem => id::emblem_side(sheet, rng, with_text),
        Kind::LicenseLandscape => licence::landscape(sheet, rng, with_text),
        Kind::LicensePortrait => licence::portrait(sheet, rng, with_text),
        Kind::CreditCode => credit::certificate(sheet, rng, with_text),
        Kind::License2019Original => licence(sheet, rng, Edition::Original, None, with_text),
        Kind::License2019Duplicate => licence(sheet, rng, Edition::Duplicate, None, with_text),
        Kind::LicenseHousehold => {
            let edition = rng.pick(&[Edition::Original, Edition::Duplicate]);
            licence(sheet, rng, edition, Some(Legal::Household), with_text);
        }
        Kind::LicenseElectronic => licence(sheet, rng, Edition::Electronic, None, with_text),
        Kind::License2015Duplicate => licence_2015::duplicate(sheet, rng, true, with_text),
        Kind::License2014Duplicate => licence_2015::duplicate(sheet, rng, false, with_text),
        Kind::CardPortrait => card::portrait_side(sheet, rng, Card::Resident, with_text),
        Kind::CardEmblem => card::emblem_side(sheet, rng, Card::Resident, with_text),
        Kind::TemporaryCard => card::portrait_side(sheet, rng, Card::Temporary, with_text),
        Kind::ResidencePermit => card::portrait_side(sheet, rng, Card::Permit, with_text),
        Kind::ResidencePermitBack => card::emblem_side(sheet, rng, Card::Permit, with_text),
        Kind::HongKongMacaoPermit => card::border_permit(sheet, rng, with_text),
        Kind::Passport => passport::data_page(sheet, rng, with_text),
        Kind::Association
        | Kind::Institution
        | Kind::PrivateNonprofit
        | Kind::Foundation
        | Kind::OrganizationCode
        | Kind::LawFirm
        | Kind::Clinic
        | Kind::Trademark => organization::certificate(sheet, rng, kind, with_text),
        Kind::Receipt => other_page::receipt(sheet, rng, with_text),
        Kind::Screenshot => other_page::screenshot(sheet, rng, with_text),
        Kind::BookPage => other_page::book_page(sheet, rng, with_text),
        Kind::Handwriting => other_page::handwriting(sheet, rng, with_text),
        Kind::Scenery => other_page::scenery(sheet, rng),
    }
}

/// Lays a use notice across the sheet, as privacy apps do.
fn watermark(sheet: &mut Sheet, rng: &mut Rng) {
    let text = rng.pick(&[
        "仅供域名备案使用",
        "仅供实名认证使用",
        "仅供网站备案使用他用无效",
    ]);
    let size = (sheet.height * rng.range(0.06, 0.10)) as f32;
    let color = rng.pick(&[[90, 90, 90], [200, 40, 40], [60, 80, 160]]);
    let turn = -rng.range(0.3, 0.6) as f32;
    let style = Type::new(Face::Sans, size, color)
        .turned(turn)
        .faint(rng.range(0.25, 0.5) as f32);
    let step = size * 4.0;
    let mut y = size * 2.0;
    while f64::from(y) < sheet.height * 1.35 {
        sheet.canvas.text(sheet.width as f32 * 0.05, y, text, style);
        if rng.chance(0.6) {
            sheet.canvas.text(sheet.width as f32 * 0.55, y, text, style);
        }
        y += step;
    }
}
