//! The inside of the certificate, row by row, for measures that look at pixels.

use core::ops::Range;

use super::Page;

/// For each row of a picture the columns inside the certificate; the whole row if none was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mask {
    rows: Vec<Range<usize>>,
}

impl Mask {
    /// Covers a picture of `width` x `height` pixels that shows the same view as the full one of
    /// `full` pixels. `inset` leaves out that part of the certificate's extent at each side, 0..0.5:
    /// a side is never found to the pixel.
    pub(crate) fn new(
        page: &Page,
        full: (u32, u32),
        (width, height): (u32, u32),
        inset: f64,
    ) -> Self {
        let Some(certificate) = &page.certificate else {
            return Self {
                rows: vec![0..width as usize; height as usize],
            };
        };
        let (across, down) = (
            f64::from(width) / f64::from(full.0.max(1)),
            f64::from(height) / f64::from(full.1.max(1)),
        );
        let quad = certificate
            .quad
            .shrunk(inset)
            .map(|(x, y)| (x * across, y * down));
        let column = |x: f64| x.round().clamp(0.0, f64::from(width)) as usize;
        let rows = (0..height)
            .map(|row| {
                let span = quad.crossed_at(f64::from(row) + 0.5);
                span.map_or(0..0, |(from, to)| column(from)..column(to))
            })
            .collect();
        Self { rows }
    }

    /// The columns inside in one row; empty outside.
    pub(crate) fn columns(&self, row: usize) -> Range<usize> {
        self.rows.get(row).cloned().unwrap_or(0..0)
    }

    /// Pixels inside.
    pub(crate) fn pixels(&self) -> usize {
        self.rows.iter().map(Range::len).sum()
    }
}
