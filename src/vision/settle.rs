//! What the reading of a certificate proves is no matter of estimates any more.

use super::Measurements;
use super::estimate::{Cause, HIDDEN, Legibility};
use super::geometry::Quad;
use super::orientation::Decision;

impl Measurements {
    /// What has to be read was read, beyond doubt: it can be read, whatever was estimated.
    /// `corners` of its line as shares of the picture.
    pub fn settle_number(&mut self, corners: [(f64, f64); 4]) {
        let [left, top, right, bottom] = Quad(corners).bounds().map(|at| at.clamp(0.0, 1.0));
        let side = |from: usize, to: usize| {
            let (width, height) = (f64::from(self.size.0), f64::from(self.size.1));
            let (x, y) = (
                corners[to].0 - corners[from].0,
                corners[to].1 - corners[from].1,
            );
            (x * width).hypot(y * height)
        };
        // A line's box is higher than its characters; so much that a drawn licence comes out at 18.3 px where
        // the characters themselves measure 18.
        let character_height_px = 0.65 * side(1, 2);
        let estimated = self.legibility.take();
        self.legibility = Some(Legibility {
            probability: 1.0,
            characters_read: 18,
            is_read: true,
            is_found: true,
            character_height_px,
            region: [left, top, right - left, bottom - top],
            cause: None,
            ..estimated.unwrap_or(Legibility {
                probability: 1.0,
                characters_read: 18,
                is_read: true,
                is_found: true,
                character_height_px,
                edge_width_share: 0.0,
                contrast: self.light.contrast,
                noise_share: 0.0,
                block_steps: 1.0,
                enlargement: None,
                region: [0.0; 4],
                cause: None,
            })
        });
    }

    /// A certificate that must show a number was read without it. Where the number was not made out here either, and
    /// something is seen that hides it, it can't be read; nor if nothing else that has to be read was: of 72 drawn
    /// certificates of which neither number nor name was read plainly two other readers read one, and neither read 63.
    pub fn settle_unread(&mut self, is_all_unread: bool) {
        let glare = self.light.glare.map(|_| Cause::Reflection);
        if let Some(estimated) = &mut self.legibility
            && !estimated.is_read
        {
            let cause = estimated.cause.or(glare);
            if is_all_unread || cause.is_some() {
                estimated.probability = estimated.probability.min(HIDDEN);
                estimated.cause = cause;
            }
        }
    }

    /// The page was read as something that bears no certificate's number: that none was made out is no fault of the
    /// picture.
    pub fn settle_other_text(&mut self) {
        if let Some(estimated) = &mut self.legibility {
            estimated.probability = 1.0;
            estimated.cause = None;
        }
    }

    /// The text was read this way up, and not on its head: `turn_degrees` clockwise, a multiple of 90, makes
    /// the picture upright.
    pub fn settle_turn(&mut self, turn_degrees: u16) {
        let sure = |answer| Decision {
            answer: Some(answer),
            confidence: 1.0,
        };
        self.orientation.sideways = sure(!turn_degrees.is_multiple_of(180));
        // Of a page on its side: whether it was turned to the left.
        self.orientation.upside_down = sure(matches!(turn_degrees, 90 | 180));
        self.orientation.turn_to_upright_degrees = Some(turn_degrees.into());
        self.orientation.mirrored = Decision {
            answer: Some(false),
            confidence: 1.0,
        };
    }
}
