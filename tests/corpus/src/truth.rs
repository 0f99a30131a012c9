//! What is known about a specimen, because it was made that way.

use crate::geometry::{Quad, Rect};
use crate::kind::Kind;
use crate::recipe::Defect;

/// A side of the certificate, as its content names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above the first line.
    Top,
    /// At the end of the lines.
    Right,
    /// Below the last line.
    Bottom,
    /// At the start of the lines.
    Left,
}

/// What a value on a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldName {
    /// The holder.
    Name,
    /// 法定代表人, 负责人, 经营者 …
    Person,
    /// Date of birth.
    Birth,
    /// 成立日期, 注册日期.
    Established,
    /// The start of a term, the date under a seal.
    Issued,
    /// The end of a term.
    Until,
}

impl FieldName {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Person,
        Self::Birth,
        Self::Established,
        Self::Issued,
        Self::Until,
    ];
}

/// A value on the certificate besides its number.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it is.
    pub name: FieldName,
    /// As printed; dates as ISO 8601 writes them, and `forever` for 长期.
    pub text: String,
    /// Where it stands, from its own top left clockwise, in pixels of the file.
    pub box_px: Quad,
}

/// A picture file and the truth about it.
#[derive(Clone, Debug)]
pub struct Specimen {
    /// The seed of the recipe.
    pub seed: u64,
    /// What was photographed.
    pub kind: Kind,
    /// What is wrong with the picture.
    pub defect: Defect,
    /// How much of it, in the unit documented with the defect.
    pub amount: f64,
    /// The encoded picture: JPEG, or PNG for [`Defect::GrayBilevel`].
    pub file: Vec<u8>,
    /// What a perfect reviewer would see.
    pub truth: Truth,
}

/// What a perfect reviewer would see; all positions in pixels of the file.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Width of the picture.
    pub width_px: u32,
    /// Height of the picture.
    pub height_px: u32,
    /// The certificate number that must be readable; empty where the side carries none.
    pub number: String,
    /// The ink of the number, from its own top left clockwise (counterclockwise if mirrored).
    pub number_box_px: Option<Quad>,
    /// Height of the digits; 0 where there is no number.
    pub number_height_px: f64,
    /// What else the certificate says.
    pub fields: Vec<Field>,
    /// The certificate's corners, from its own top left; they may lie outside the picture.
    pub corners_px: Quad,
    /// The corners of the second certificate, if there is one.
    pub companion_px: Option<Quad>,
    /// Every level line of text on the certificate.
    pub lines_px: Vec<Quad>,
    /// Whether the certificate carries no real color (its surroundings may).
    pub gray: bool,
    /// Whether a seal in red ink is on the page.
    pub has_red_seal: bool,
    /// The seal, whatever its color.
    pub seal_px: Option<Quad>,
    /// The national emblem.
    pub emblem_px: Option<Quad>,
    /// The holder's portrait.
    pub portrait_px: Option<Quad>,
    /// The QR code.
    pub qr_px: Option<Quad>,
    /// What the QR code says; empty where there is none.
    pub qr_text: String,
    /// Clockwise turn of the content away from upright: 0, 90, 180 or 270.
    pub clockwise_turn_degrees: u32,
    /// Whether left and right are exchanged (before the turn).
    pub mirrored: bool,
    /// Clockwise slope of the top edge before turn and mirror, perspective included.
    pub skew_degrees: f64,
    /// Sides of the certificate that lie outside the picture.
    pub cut_sides: Vec<Side>,
    /// Part of the picture that the certificate covers, 0 to 1.
    pub share_of_frame: f64,
    /// Longer over shorter of opposite edges, whichever pair differs more; 1 is parallel.
    pub perspective_ratio: f64,
    /// How much the pixels were blown up after the picture was taken; 1 is not at all.
    pub upscale_factor: f64,
    /// Where glare washes the certificate out.
    pub glare_px: Option<Rect>,
    /// What covers part of the certificate.
    pub occluder_px: Option<Rect>,
    /// JPEG quality of the file; 0 for PNG.
    pub jpeg_quality: u8,
}

impl Truth {
    /// The value of this name, if the certificate bears it.
    pub fn field(&self, name: FieldName) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether glare or an occluder touches the number.
    pub fn number_is_covered(&self) -> bool {
        let Some(number) = self.number_box_px.map(|quad| Rect::around(&quad)) else {
            return false;
        };
        [self.glare_px, self.occluder_px]
            .into_iter()
            .flatten()
            .any(|cover| {
                cover.left < number.right
                    && number.left < cover.right
                    && cover.top < number.bottom
                    && number.top < cover.bottom
            })
    }
}
