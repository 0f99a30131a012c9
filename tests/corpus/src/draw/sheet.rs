//! What a certificate lying flat is.

use super::Canvas;
use super::Type;
use crate::geometry::Rect;
use crate::holder::Day;
use crate::truth::FieldName;

/// What else is put on, or left off, the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Print {
    Normal,
    /// Paper and ornaments without a single character.
    Blank,
    /// Text laid across the whole sheet.
    Watermarked,
}

/// A certificate lying flat; all positions in sheet units.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) canvas: Canvas,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) corner_radius: f64,
    pub(crate) number: String,
    pub(crate) number_box: Option<Rect>,
    pub(crate) fields: Vec<(FieldName, String, Rect)>,
    pub(crate) seal: Option<Rect>,
    pub(crate) emblem: Option<Rect>,
    pub(crate) portrait: Option<Rect>,
    pub(crate) qr: Option<(Rect, String)>,
}

impl Sheet {
    pub(super) fn new(canvas: Canvas, size: (f64, f64), corner_radius: f64) -> Self {
        Self {
            canvas,
            width: size.0,
            height: size.1,
            corner_radius,
            number: String::new(),
            number_box: None,
            fields: Vec::new(),
            seal: None,
            emblem: None,
            portrait: None,
            qr: None,
        }
    }

    /// Notes what a value says and where it stands.
    pub(super) fn note(&mut self, name: FieldName, text: impl Into<String>, place: Rect) {
        self.fields.push((name, text.into(), place));
    }

    /// Writes a value in one line, and notes it.
    pub(super) fn write(
        &mut self,
        name: FieldName,
        (x, baseline): (f32, f32),
        text: &str,
        style: Type,
    ) -> Rect {
        let place = self.canvas.text(x, baseline, text, style);
        self.note(name, text, place);
        place
    }

    /// Notes a day.
    pub(super) fn note_day(&mut self, name: FieldName, day: Day, place: Rect) {
        self.note(name, iso(day), place);
    }

    /// Notes the end of a term; `None` is never.
    pub(super) fn note_until(&mut self, until: Option<Day>, place: Rect) {
        let text = until.map_or_else(|| "forever".to_owned(), iso);
        self.note(FieldName::Until, text, place);
    }
}

fn iso((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}
