//! Connected ink: bits in, boxes out.

use super::ink::Ink;

/// A connected piece of ink, or several that make up one character; right and bottom exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) right: i32,
    pub(crate) bottom: i32,
    /// Ink pixels.
    pub(crate) ink: u32,
}

impl Glyph {
    pub(crate) fn width(&self) -> i32 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> i32 {
        self.bottom - self.top
    }

    /// The longer side.
    pub(crate) fn size(&self) -> i32 {
        self.width().max(self.height())
    }

    /// Center, doubled so that it stays whole.
    pub(crate) fn center2(&self) -> (i32, i32) {
        (self.left + self.right, self.top + self.bottom)
    }

    /// The center.
    pub(crate) fn center(&self) -> (f64, f64) {
        let (x, y) = self.center2();
        (f64::from(x) / 2.0, f64::from(y) / 2.0)
    }

    /// Exchanges x and y, so that one piece of code follows rows and columns.
    pub(crate) fn transposed(self) -> Self {
        Self {
            left: self.top,
            top: self.left,
            right: self.bottom,
            bottom: self.right,
            ink: self.ink,
        }
    }

    /// The box around both.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
            ink: self.ink.saturating_add(other.ink),
        }
    }
}

/// A stretch of ink in one row, `end` exclusive, and the piece it belongs to.
#[derive(Clone, Copy)]
struct Run {
    start: i32,
    end: i32,
    piece: usize,
}

/// Pieces under construction: each either stands for itself or points to the one it was joined to.
#[derive(Default)]
struct Pieces {
    parents: Vec<usize>,
    glyphs: Vec<Glyph>,
}

impl Pieces {
    fn add(&mut self, glyph: Glyph) -> usize {
        self.parents.push(self.parents.len());
        self.glyphs.push(glyph);
        self.parents.len() - 1
    }

    fn root(&mut self, mut piece: usize) -> usize {
        while self.parents[piece] != piece {
            self.parents[piece] = self.parents[self.parents[piece]];
            piece = self.parents[piece];
        }
        piece
    }

    /// Joins two pieces and returns the one that stands for both.
    fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents[b] = a;
            self.glyphs[a] = self.glyphs[a].joined(&self.glyphs[b]);
        }
        a
    }
}

/// Finds the connected pieces of ink, corners touching, that `keep` wants.
pub(super) fn glyphs(ink: &Ink, keep: impl Fn(&Glyph) -> bool) -> Vec<Glyph> {
    let mut pieces = Pieces::default();
    let (mut above, mut here): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
    for (y, words) in (0_i32..).zip(ink.rows()) {
        here.clear();
        let mut next_above = 0;
        each_run(words, |start, end| {
            let glyph = Glyph {
                left: start,
                top: y,
                right: end,
                bottom: y + 1,
                ink: end.abs_diff(start),
            };
            while above.get(next_above).is_some_and(|run| run.end < start) {
                next_above += 1;
            }
            let mut piece = None;
            for run in above[next_above..]
                .iter()
                .take_while(|run| run.start <= end)
            {
                piece = Some(piece.map_or(run.piece, |piece| pieces.join(piece, run.piece)));
            }
            let piece = match piece {
                Some(piece) => {
                    let root = pieces.root(piece);
                    pieces.glyphs[root] = pieces.glyphs[root].joined(&glyph);
                    root
                }
                None => pieces.add(glyph),
            };
            here.push(Run { start, end, piece });
        });
        core::mem::swap(&mut above, &mut here);
    }
    (0..pieces.parents.len())
        .filter(|&piece| pieces.parents[piece] == piece)
        .map(|piece| pieces.glyphs[piece])
        .filter(|glyph| keep(glyph))
        .collect()
}

/// Calls `found` with start and end of each run of set bits.
fn each_run(words: &[u64], mut found: impl FnMut(i32, i32)) {
    let mut open = None;
    for (base, &word) in (0_i32..).step_by(64).zip(words) {
        let mut position = 0;
        while position < 64 {
            // Looks for the next change: a one outside a run, a zero inside.
            let wanted = if open.is_some() { !word } else { word } >> position;
            if wanted == 0 {
                break;
            }
            position += wanted.trailing_zeros();
            let x = base + position.cast_signed();
            match open.take() {
                Some(start) => found(start, x),
                None => open = Some(x),
            }
        }
    }
    if let Some(start) = open {
        found(start, i32::try_from(words.len() * 64).unwrap_or(i32::MAX));
    }
}
