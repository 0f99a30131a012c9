//! The engine: where lines are, and what they say. Weights and their origin: `weights/README.md`.

mod detect;
mod levels;
mod network;
mod recognize;

pub(crate) use detect::{LineBox, detect};
pub(crate) use recognize::{Care, Glyph, Likelihoods, Text, recognize};
