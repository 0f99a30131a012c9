//! Two networks of one build. The first reads: a straightened line in, probabilities of each
//! character along it out. The second judges: how probably a reader gets the character there right
//! that was made for print of every kind, and doesn't know which characters numbers consist of.
//!
//! Three small convolutions find strokes, a fourth looks at whole columns, a fifth at a column and
//! its neighbors. The judge adds what a wider stretch of the line looks like. How they were trained,
//! and on what: `tests/reader/README.md`.

use std::sync::LazyLock;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

use crate::statistics::log_logistic;

/// Rows of a line that is read.
pub(super) const ROWS: usize = 32;
/// Columns per frame of the result.
pub(super) const COLUMNS_PER_FRAME: usize = 4;
/// Classes of a frame: nothing new, the 31 characters that numbers consist of, anything else.
pub(super) const CLASSES: usize = 33;

/// Eight-bit weights as the training wrote them: for each layer the scale of each output, its
/// bias (both `f32`, little-endian), then its weights (`i8`).
static READER_WEIGHTS: &[u8] = include_bytes!("weights.bin");
/// Those of the network that judges, with a single output.
static JUDGE_WEIGHTS: &[u8] = include_bytes!("judge.bin");

static READER: LazyLock<Net> = LazyLock::new(|| Net::new(READER_WEIGHTS, CLASSES, false));
static JUDGE: LazyLock<Net> = LazyLock::new(|| Net::new(JUDGE_WEIGHTS, 1, true));

/// Outputs that are computed together, and registers of columns for each: what any machine has room for.
const OUTPUTS: usize = 4;
const REGISTERS: usize = 2;
/// The widest tile: such registers of the widest machine, of 512 bits.
const WIDEST_TILE: usize = REGISTERS * 16;

/// Several pictures of one size.
#[derive(Clone, Debug)]
struct FeatureMaps {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
}

/// One convolution.
#[derive(Debug)]
struct Layer {
    inputs: usize,
    outputs: usize,
    /// Rows and columns of its window.
    window: (usize, usize),
    /// Rows and columns of zeros around its input.
    margin: (usize, usize),
    biases: Vec<f32>,
    /// By block of [`OUTPUTS`], input, row and column of the window, and output within the block.
    weights: Vec<[f32; OUTPUTS]>,
}

/// The layers of a network, in their order.
#[derive(Debug)]
struct Net {
    columns: [Layer; 5],
    /// Added to what the columns gave: a character and a half to either side.
    context: Option<Layer>,
    outputs: Layer,
}

/// Natural logarithms of the probabilities of each class, frame by frame. `levels` are [`ROWS`]
/// rows of `columns` samples each, in any unit.
pub(super) fn frames(levels: &[f32], columns: usize) -> Vec<[f32; CLASSES]> {
    let scores = READER.scores(levels, columns);
    (0..scores.columns)
        .map(|frame| {
            log_softmax(core::array::from_fn(|class| {
                scores.values[class * scores.columns + frame]
            }))
        })
        .collect()
}

/// Natural logarithms of the probability that a general reader gets the character at each frame
/// right, from the same levels.
pub(super) fn ease(levels: &[f32], columns: usize) -> Vec<f32> {
    let scores = JUDGE.scores(levels, columns).values;
    scores.into_iter().map(log_logistic).collect()
}

impl Net {
    /// Takes the layers from the weights of a network with so many `outputs` a frame.
    fn new(mut rest: &[u8], outputs: usize, has_context: bool) -> Self {
        let mut next = |inputs, outputs, window, margin| {
            Layer::take(&mut rest, inputs, outputs, window, margin)
        };
        Self {
            columns: [
                next(1, 16, (3, 3), (1, 1)),
                next(16, 32, (3, 3), (1, 1)),
                next(32, 48, (3, 3), (1, 1)),
                next(48, 96, (4, 3), (0, 1)),
                next(96, 96, (1, 5), (0, 2)),
            ],
            context: has_context.then(|| next(96, 96, (1, 9), (0, 4))),
            outputs: next(96, outputs, (1, 1), (0, 0)),
        }
    }

    /// The outputs of each frame, one row for each output.
    fn scores(&self, levels: &[f32], columns: usize) -> FeatureMaps {
        let [strokes, corners, parts, characters, neighbors] = &self.columns;
        let line = FeatureMaps {
            rows: ROWS,
            columns,
            values: normalized(levels),
        };
        let line = strokes.apply(&line).relu().halved(true);
        let line = corners.apply(&line).relu().halved(true);
        let line = parts.apply(&line).relu().halved(false);
        let line = characters.apply(&line).relu();
        let mut line = neighbors.apply(&line).relu();
        if let Some(context) = &self.context {
            let around = context.apply(&line).relu();
            for (value, around) in line.values.iter_mut().zip(around.values) {
                *value += around;
            }
        }
        self.outputs.apply(&line)
    }
}

/// Levels around zero, whatever light and contrast were.
fn normalized(levels: &[f32]) -> Vec<f32> {
    let count = levels.len().max(1) as f32;
    let mean = levels.iter().sum::<f32>() / count;
    let variance = levels.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / count;
    let spread = variance.sqrt() + 1.0;
    levels.iter().map(|v| (v - mean) / spread).collect()
}

fn log_softmax(scores: [f32; CLASSES]) -> [f32; CLASSES] {
    let most = scores.into_iter().fold(f32::MIN, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - most).exp()).sum();
    scores.map(|score| score - most - sum.ln())
}

impl FeatureMaps {
    fn relu(mut self) -> Self {
        for value in &mut self.values {
            *value = value.max(0.0);
        }
        self
    }

    /// The largest of every two rows, and of every two columns if these are halved too.
    fn halved(&self, columns_too: bool) -> Self {
        let columns = self.columns / if columns_too { 2 } else { 1 };
        let mut values = Vec::with_capacity(self.values.len() / self.columns.max(1) / 2 * columns);
        for pair in self.values.chunks_exact(2 * self.columns) {
            let (upper, lower) = pair.split_at(self.columns);
            if columns_too {
                let squares = upper.as_chunks().0.iter().zip(lower.as_chunks().0);
                values.extend(squares.map(|([a, b], [c, d])| a.max(*b).max(c.max(*d))));
            } else {
                values.extend(upper.iter().zip(lower).map(|(a, b)| a.max(*b)));
            }
        }
        Self {
            rows: self.rows / 2,
            columns,
            values,
        }
    }

    /// With zeros around, and as many more to the right as a tile reaches beyond the last column.
    fn padded(&self, (rows, columns): (usize, usize)) -> Self {
        let (high, wide) = (
            self.rows + 2 * rows,
            self.columns + 2 * columns + WIDEST_TILE,
        );
        let planes = self.values.len() / (self.rows * self.columns).max(1);
        let mut values = vec![0.0; planes * high * wide];
        for (index, row) in self.values.chunks_exact(self.columns).enumerate() {
            let (plane, y) = (index / self.rows, index % self.rows);
            let start = (plane * high + y + rows) * wide + columns;
            values[start..start + self.columns].copy_from_slice(row);
        }
        Self {
            rows: high,
            columns: wide,
            values,
        }
    }
}

impl Layer {
    /// Reads a layer from the front of `bytes`.
    fn take(
        bytes: &mut &[u8],
        inputs: usize,
        outputs: usize,
        window: (usize, usize),
        margin: (usize, usize),
    ) -> Self {
        let mut floats = || {
            let (taken, rest) = bytes.split_at(outputs * size_of::<f32>());
            *bytes = rest;
            let numbers = taken.as_chunks().0.iter().copied();
            numbers.map(f32::from_le_bytes).collect::<Vec<f32>>()
        };
        let (scales, biases) = (floats(), floats());
        let per_output = inputs * window.0 * window.1;
        let (taken, rest) = bytes.split_at(outputs * per_output);
        *bytes = rest;
        let weights = (0..outputs.div_ceil(OUTPUTS))
            .flat_map(|block| (0..per_output).map(move |at| (block, at)))
            .map(|(block, at)| {
                core::array::from_fn(|index| {
                    let output = block * OUTPUTS + index;
                    let weight = taken.get(output * per_output + at);
                    weight.map_or(0.0, |&byte| f32::from(byte.cast_signed()) * scales[output])
                })
            })
            .collect();
        Self {
            inputs,
            outputs,
            window,
            margin,
            biases,
            weights,
        }
    }

    fn apply(&self, input: &FeatureMaps) -> FeatureMaps {
        dispatch!(Level::new(), simd => self.apply_with(simd, input))
    }

    /// With the widest registers that this machine has. The sums are the same in any: each adds the same products in
    /// the same order, and none is rounded in another way.
    #[expect(clippy::inline_always, reason = "to be compiled for each machine")]
    #[inline(always)]
    fn apply_with<S: Simd>(&self, simd: S, input: &FeatureMaps) -> FeatureMaps {
        let tile = REGISTERS * S::f32s::LEN;
        let padded = input.padded(self.margin);
        let rows = padded.rows + 1 - self.window.0;
        let columns = input.columns + 2 * self.margin.1 + 1 - self.window.1;
        let mut values = vec![0.0; self.outputs * rows * columns];
        let per_block = self.weights.len() / self.outputs.div_ceil(OUTPUTS);
        for (block, weights) in self.weights.chunks_exact(per_block).enumerate() {
            for row in 0..rows {
                for start in (0..columns).step_by(tile) {
                    let sums = self.tile(simd, weights, &padded, row, start);
                    let outputs = block * OUTPUTS..self.outputs;
                    for (output, sums) in outputs.zip(sums) {
                        let row = &mut values[(output * rows + row) * columns..][..columns];
                        let pieces = row[start..].chunks_mut(S::f32s::LEN);
                        for (piece, sums) in pieces.zip(sums) {
                            let sums = sums + S::f32s::splat(simd, self.biases[output]);
                            piece.copy_from_slice(&sums.as_slice()[..piece.len()]);
                        }
                    }
                }
            }
        }
        FeatureMaps {
            rows,
            columns,
            values,
        }
    }

    /// The sums of one tile: where nearly all the time goes. They stay in registers throughout.
    #[expect(clippy::inline_always, reason = "to be compiled for each machine")]
    #[inline(always)]
    fn tile<S: Simd>(
        &self,
        simd: S,
        weights: &[[f32; OUTPUTS]],
        padded: &FeatureMaps,
        row: usize,
        start: usize,
    ) -> [[S::f32s; REGISTERS]; OUTPUTS] {
        let tile = REGISTERS * S::f32s::LEN;
        let mut sums = [[S::f32s::splat(simd, 0.0); REGISTERS]; OUTPUTS];
        let mut weights = weights.chunks_exact(self.window.1);
        for input in 0..self.inputs {
            for y in 0..self.window.0 {
                let at = (input * padded.rows + row + y) * padded.columns + start;
                let source = &padded.values[at..at + tile + self.window.1 - 1];
                let weights = weights.next().unwrap_or_default();
                for (levels, weights) in source.windows(tile).zip(weights) {
                    let (left, right) = levels.split_at(S::f32s::LEN);
                    let left = S::f32s::from_slice(simd, left);
                    let right = S::f32s::from_slice(simd, right);
                    for (sums, weight) in sums.iter_mut().zip(weights) {
                        let weight = S::f32s::splat(simd, *weight);
                        sums[0] += left * weight;
                        sums[1] += right * weight;
                    }
                }
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_all_of_them() {
        let of = |layer: &Layer| {
            layer.outputs * (2 * size_of::<f32>() + layer.inputs * layer.window.0 * layer.window.1)
        };
        for (weights, net) in [(READER_WEIGHTS, &READER), (JUDGE_WEIGHTS, &JUDGE)] {
            let layers = || net.columns.iter().chain(&net.context).chain([&net.outputs]);
            assert_eq!(weights.len(), layers().map(of).sum::<usize>());
            let all = layers().flat_map(|layer| &layer.weights);
            assert!(all.flatten().all(|weight| weight.is_finite()));
        }
    }

    #[test]
    fn every_frame_is_a_distribution() {
        for columns in [4, 8, 33, 200] {
            let levels: Vec<f32> = (0..ROWS * columns)
                .map(|i| (i * 7919 % 256) as f32)
                .collect();
            let frames = frames(&levels, columns);
            assert_eq!(frames.len(), columns / COLUMNS_PER_FRAME);
            for frame in frames {
                let sum: f32 = frame.iter().map(|log| log.exp()).sum();
                assert!((sum - 1.0).abs() < 1e-4, "{sum}");
            }
            let ease = ease(&levels, columns);
            assert_eq!(ease.len(), columns / COLUMNS_PER_FRAME);
            assert!(ease.iter().all(|log| *log <= 0.0 && log.is_finite()));
        }
    }

    /// So that a report is the same wherever it is made.
    #[test]
    fn every_machine_gives_the_same_sums() {
        let layer = &READER.columns[1];
        let columns = 37;
        let values = 0..layer.inputs * ROWS * columns;
        let input = FeatureMaps {
            rows: ROWS,
            columns,
            values: values.map(|i| (i * 31 % 17) as f32 / 7.0 - 1.0).collect(),
        };
        let narrowest = dispatch!(Level::baseline(), simd => layer.apply_with(simd, &input));
        assert!(narrowest.values.iter().any(|value| *value != 0.0));
        assert_eq!(layer.apply(&input).values, narrowest.values);
    }

    /// A convolution by the book, to compare the tiles with.
    #[test]
    fn tiles_give_the_plain_sums() {
        let layer = &READER.columns[1];
        let (rows, columns) = (5, 11);
        let input = FeatureMaps {
            rows,
            columns,
            values: (0..layer.inputs * rows * columns)
                .map(|i| (i * 31 % 17) as f32 - 8.0)
                .collect(),
        };
        let output = layer.apply(&input);
        assert_eq!((output.rows, output.columns), (rows, columns));
        let mut compared = 0;
        for channel in 0..layer.outputs {
            for row in 0..rows {
                for column in 0..columns {
                    let mut sum = layer.biases[channel];
                    for input_channel in 0..layer.inputs {
                        for (y, x) in (0..9).map(|i| (i / 3, i % 3)) {
                            let (r, c) = ((row + y).wrapping_sub(1), (column + x).wrapping_sub(1));
                            if r < rows && c < columns {
                                let at = (channel / OUTPUTS * layer.inputs + input_channel) * 9;
                                let weight = layer.weights[at + y * 3 + x][channel % OUTPUTS];
                                sum +=
                                    weight * input.values[(input_channel * rows + r) * columns + c];
                            }
                        }
                    }
                    let got = output.values[(channel * rows + row) * columns + column];
                    assert!((got - sum).abs() < 1e-2 * (1.0 + sum.abs()), "{got} {sum}");
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 32 * rows * columns);
    }
}
