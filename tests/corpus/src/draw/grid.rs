//! Layouts as they are measured: in shares of the frame that is printed round a form.

use super::canvas::text_width;
use super::symbols::justified;
use super::{Canvas, Face, Path, Sheet, Type};
use crate::content::date;
use crate::geometry::Rect;
use crate::holder::Day;
use crate::truth::FieldName;

/// Left, top, right and bottom of something, in shares of the frame.
pub(super) type Share = [f32; 4];

/// The outer edge of the border, in sheet units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Grid {
    /// The frame that takes these shares of the page.
    pub(super) fn of(sheet: &Sheet, [left, top, right, bottom]: Share) -> Self {
        let (width, height) = (sheet.width as f32, sheet.height as f32);
        Self {
            left: left * width,
            top: top * height,
            width: (right - left) * width,
            height: (bottom - top) * height,
        }
    }

    pub(super) fn x(&self, share: f32) -> f32 {
        self.left + share * self.width
    }

    pub(super) fn y(&self, share: f32) -> f32 {
        self.top + share * self.height
    }

    /// The baseline of a line of this em size whose middle is at `share`.
    pub(super) fn baseline(&self, share: f32, em: f32) -> f32 {
        self.y(share) + 0.38 * em
    }

    /// Spreads a line over a place, as forms do.
    pub(super) fn spread(&self, canvas: &mut Canvas, place: Share, text: &str, style: Type) {
        let [left, top, right, bottom] = place;
        let baseline = self.baseline(f32::midpoint(top, bottom), style.size);
        let start = (self.x(left), baseline);
        justified(canvas, start, (right - left) * self.width, text, style);
    }

    /// A line that starts at a place.
    pub(super) fn start(&self, (x, middle): (f32, f32), em: f32) -> (f32, f32) {
        (self.x(x), self.baseline(middle, em))
    }
}

/// Writes a number so that it is `width` wide; gives back the box of its ink.
pub(super) fn number(
    canvas: &mut Canvas,
    (x, baseline): (f32, f32),
    width: f32,
    text: &str,
    style: Type,
) -> Rect {
    let gaps = text.chars().count().saturating_sub(1).max(1) as f32;
    let free = width - text_width(text, style);
    canvas.text(x, baseline, text, style.tracked(free / gaps / style.size))
}

/// Writes a line in black-face: thrice, hardly apart.
pub(super) fn heavy(canvas: &mut Canvas, place: Share, grid: &Grid, text: &str, style: Type) {
    for shift in [0.0, 0.035, 0.07] {
        let mut shifted = *grid;
        shifted.left += shift * style.size;
        shifted.spread(canvas, place, text, style);
        if shift > 0.0 {
            canvas.lines.pop();
        }
    }
}

/// The date under a seal: 年, 月 and 日 are preprinted, the figures put in, often out of line.
pub(super) fn seal_date(
    sheet: &mut Sheet,
    grid: &Grid,
    [left, top, right, bottom]: Share,
    day: Day,
    em: f32,
    drop: f32,
) {
    let baseline = grid.baseline(f32::midpoint(top, bottom), em);
    let width = (right - left) * grid.width;
    let form = Type::new(Face::Sans, em, [40, 40, 42]);
    let figure = Type::new(Face::Serif, em, [70, 70, 74]);
    let begin = sheet.canvas.lines.len();
    let (year, month, date) = day;
    for (share, text, style) in [
        (0.0, format!("{year}"), figure),
        (0.36, "年".to_owned(), form),
        (0.53, format!("{month:02}"), figure),
        (0.66, "月".to_owned(), form),
        (0.80, format!("{date:02}"), figure),
        (0.92, "日".to_owned(), form),
    ] {
        let lower = if text.is_ascii() { drop * em } else { 0.0 };
        let x = grid.x(left) + share * width;
        sheet.canvas.text(x, baseline + lower, &text, style);
    }
    let place = sheet.canvas.ink_since(begin);
    sheet.note_day(FieldName::Issued, day, place);
}

/// A term as licences print it.
pub(super) fn term(from: Day, until: Option<Day>) -> String {
    let end = until.map_or_else(|| "长期".to_owned(), date);
    format!("{}至{end}", date(from))
}

/// Two rows of scallops along the border, and a thin line round them.
pub(super) fn scalloped_border(canvas: &mut Canvas, grid: &Grid, band: f32, color: [u8; 3]) {
    let (right, bottom) = (grid.left + grid.width, grid.top + grid.height);
    let edge = Path::frame(grid.left, grid.top, right, bottom, 3.0);
    canvas.fill(&edge, color, 1.0);
    let radius = band * 0.3;
    for row in [0.32, 0.7] {
        let inset = band * row;
        let (left, top) = (grid.left + inset, grid.top + inset);
        let (wide, high) = (grid.width - 2.0 * inset, grid.height - 2.0 * inset);
        let across = (wide / (radius * 1.5)) as u16;
        let down = (high / (radius * 1.5)) as u16;
        let ring = |canvas: &mut Canvas, x, y| {
            canvas.fill(&Path::ring(x, y, radius, radius * 0.78), color, 0.9);
        };
        for i in 0..=across {
            let x = left + wide * f32::from(i) / f32::from(across);
            ring(canvas, x, top);
            ring(canvas, x, top + high);
        }
        for i in 1..down {
            let y = top + high * f32::from(i) / f32::from(down);
            ring(canvas, left, y);
            ring(canvas, left + wide, y);
        }
    }
}

/// A Greek key between two double lines.
pub(super) fn greek_border(canvas: &mut Canvas, grid: &Grid, band: f32, color: [u8; 3]) {
    let (right, bottom) = (grid.left + grid.width, grid.top + grid.height);
    for (inset, line) in [
        (0.0, 5.0),
        (9.0, 2.0),
        (band - 12.0, 2.0),
        (band - 5.0, 4.0),
    ] {
        let frame = Path::frame(
            grid.left + inset,
            grid.top + inset,
            right - inset,
            bottom - inset,
            line,
        );
        canvas.fill(&frame, color, 1.0);
    }
    let side = band * 0.42;
    let key = |canvas: &mut Canvas, x: f32, y: f32| {
        let path = Path::stroke(
            &[
                (x - side / 2.0, y + side / 2.0),
                (x - side / 2.0, y - side / 2.0),
                (x + side / 2.0, y - side / 2.0),
                (x + side / 2.0, y + side * 0.25),
                (x, y + side * 0.25),
                (x, y - side * 0.1),
            ],
            3.5,
        );
        canvas.fill(&path, color, 0.95);
    };
    let pitch = side * 1.5;
    let middle = band / 2.0;
    let across = (grid.width / pitch) as u16;
    for i in 0..across {
        let x = grid.left + (f32::from(i) + 0.5) * grid.width / f32::from(across);
        key(canvas, x, grid.top + middle);
        key(canvas, x, bottom - middle);
    }
    let down = (grid.height / pitch) as u16;
    for i in 1..down.saturating_sub(1) {
        let y = grid.top + (f32::from(i) + 0.5) * grid.height / f32::from(down);
        key(canvas, grid.left + middle, y);
        key(canvas, right - middle, y);
    }
}
