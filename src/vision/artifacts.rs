//! What sensors, codecs and image software leave in the pixels: noise, blocks, invented pixels.

use core::ops::Range;

use image::GrayImage;

use super::statistics::{interpolated_quantile, median};

/// Side of the part from the middle of the picture in which blocks are looked for, in pixels.
const SIDE: usize = 1024;
/// The same for the trace of an enlargement: the longer a series, the farther its peaks stand out.
const ENLARGED_SIDE: usize = 2048;

/// Standard deviation of the noise within columns and rows of a picture, in levels of 255.
///
/// The 30th percentile of a second difference that is blind to straight edges (Immerkær, 1996):
/// it comes from the quietest part of the paper, where there is no ink.
pub(super) fn noise(luma: &GrayImage, columns: Range<usize>, rows: Range<usize>) -> f64 {
    // The 30th percentile of the absolute value of a normal variable, times the mask's norm.
    const SCALE: f64 = 1.0 / (0.3853 * 6.0);
    let columns = columns.start..columns.end.min(luma.width() as usize);
    let rows = rows.start..rows.end.min(luma.height() as usize);
    if columns.len() < 3 || rows.len() < 3 {
        return 0.0;
    }
    let lines: Vec<&[u8]> = luma
        .as_raw()
        .chunks_exact(luma.width() as usize)
        .skip(rows.start)
        .take(rows.len())
        .map(|row| &row[columns.clone()])
        .collect();
    let mut counts = [0_u32; 1024];
    // Every other row is sample enough.
    for three in lines.windows(3).step_by(2) {
        let [above, here, below] = [three[0], three[1], three[2]].map(bends);
        for ((above, here), below) in above.zip(here).zip(below) {
            counts[((above - 2 * here + below).unsigned_abs() as usize).min(1023)] += 1;
        }
    }
    interpolated_quantile(&counts, 0.3).max(0.0) * SCALE
}

/// The second differences of a row.
fn bends(row: &[u8]) -> impl Iterator<Item = i32> {
    let level = |v: &u8| i32::from(*v);
    row.windows(3)
        .map(move |w| level(&w[0]) - 2 * level(&w[1]) + level(&w[2]))
}

/// The middle of a picture, at most `side` pixels each way, as rows that begin on a line of JPEG's
/// grid.
fn middle(luma: &GrayImage, side: usize) -> Vec<&[u8]> {
    let start = |length: u32| (length as usize).saturating_sub(side) / 2 / 8 * 8;
    let (left, top) = (start(luma.width()), start(luma.height()));
    let right = (left + side).min(luma.width() as usize);
    luma.as_raw()
        .chunks_exact((luma.width() as usize).max(1))
        .skip(top)
        .take(side)
        .map(|row| &row[left..right])
        .collect()
}

/// Steps at the lines of JPEG's grid over the steps between them: 1 without compression, 1.5 at
/// ordinary qualities, 3 where blocks can be seen. `period` is the grid's, in pixels of `luma`.
pub(super) fn block_steps(luma: &GrayImage, period: usize) -> f64 {
    // Keeps the ratio of two roundings from meaning anything.
    const ROUNDING: f64 = 0.05;
    let rows = middle(luma, SIDE);
    let width = rows.first().map_or(0, |row| row.len());
    if period < 4 || width < 4 * period || rows.len() < 4 * period {
        return 1.0;
    }
    let mut across = vec![0_u32; width];
    for row in rows.iter().step_by(3) {
        for (sum, pair) in across[1..].iter_mut().zip(row.windows(2)) {
            *sum += u32::from(pair[0].abs_diff(pair[1]));
        }
    }
    let down: Vec<u32> = core::iter::once(0)
        .chain(rows.windows(2).map(|pair| {
            let steps = pair[0].iter().zip(pair[1]);
            steps.map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
        }))
        .collect();
    let pixels = [rows.len().div_ceil(3) as f64, width as f64];
    let ratios = [across, down]
        .into_iter()
        .zip(pixels)
        .map(|(sums, pixels)| {
            let whole = &sums[..sums.len() / period * period];
            let total: f64 = whole.iter().map(|&sum| f64::from(sum)).sum();
            let at_grid: f64 = whole
                .iter()
                .skip(period)
                .step_by(period)
                .map(|&sum| f64::from(sum))
                .sum();
            let cells = (whole.len() / period) as f64;
            let between = (total - at_grid) / (cells * (period - 1) as f64 * pixels);
            let at_grid = at_grid / ((cells - 1.0) * pixels);
            (at_grid + ROUNDING) / (between + ROUNDING)
        });
    ratios.sum::<f64>() / 2.0
}

/// The factor by which software has blown the picture up, 1.6 to 8; `None` if there is no trace.
///
/// Invented pixels are smoother than those they were made from, so that the second difference
/// rises and falls with the period of the factor (Gallagher, 2005), and it does so along both
/// axes. What repeats with JPEG's own grid proves nothing and is taken away first, so that exactly
/// doubled and quadrupled pictures are not found.
pub(super) fn enlargement(luma: &GrayImage) -> Option<f64> {
    // Over the median of all frequencies. On `Split::Tune` 55 of the 60 pictures enlarged three
    // times or more rise above, and 20 of the 1438 that were never enlarged.
    const LEAST_PEAK: f64 = 33.0;
    let rows = middle(luma, ENLARGED_SIDE);
    let width = rows.first().map_or(0, |row| row.len());
    if width < 128 || rows.len() < 128 {
        return None;
    }
    let along = spectrum(&bends_by_column(&rows, width));
    let down = spectrum(&bends_by_row(&rows));
    // Two bins of the coarser spectrum around each multiple of the grid's frequency say nothing.
    let least_distance = 2.0 / width.min(rows.len()) as f64;
    let (frequency, peak) = frequencies(along.len().max(down.len()))
        .filter_map(|frequency| {
            let distance = (frequency - (frequency * GRID).round() / GRID).abs();
            let peak = peak_at(&along, frequency).min(peak_at(&down, frequency));
            let trust = if distance < GRID_SPREAD {
                GRID_TRUST
            } else {
                1.0
            };
            (distance > least_distance).then_some((frequency, peak * trust))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    // A pattern of the picture itself has overtones at thirds of any of them; an enlargement has
    // none but the old grid's, at eighths.
    let is_pattern = [1.0, 2.0].iter().any(|thirds| {
        let overtone = frequency * thirds / 3.0;
        peak_at(&along, overtone).max(peak_at(&down, overtone)) > peak * MOST_OVERTONE
    });
    (peak >= LEAST_PEAK && !is_pattern).then_some(1.0 / frequency)
}

/// Strongest overtone of an enlargement, as a share of its peak; a pattern's are about as strong.
const MOST_OVERTONE: f64 = 0.5;

/// Period of JPEG's grid in pixels; reducing by DCT leaves a whole fraction of it.
const GRID: f64 = 8.0;
/// Blocks are stronger in one part of a picture than in another, which spreads the grid's
/// frequencies by this many cycles per pixel; four fifths of all false traces lie there.
const GRID_SPREAD: f64 = 0.006;
/// What a peak counts so close to the grid's.
const GRID_TRUST: f64 = 0.5;

/// Frequencies of the trace in cycles per pixel: factors of 2 to 8, and smaller ones folded back.
fn frequencies(bins: usize) -> impl Iterator<Item = f64> {
    let bin = move |k: usize| k as f64 / bins as f64 / 2.0;
    (0..bins)
        .map(bin)
        .filter(|frequency| (0.12..0.495).contains(frequency))
}

fn peak_at(spectrum: &[f32], frequency: f64) -> f64 {
    let place = (frequency * 2.0 * spectrum.len() as f64).round() as usize;
    let near = place.saturating_sub(1)..(place + 2).min(spectrum.len());
    spectrum[near]
        .iter()
        .map(|&power| f64::from(power))
        .fold(0.0, f64::max)
}

/// Sum of the absolute second differences along the rows, for each column.
fn bends_by_column(rows: &[&[u8]], width: usize) -> Vec<u32> {
    let mut sums = vec![0_u32; width - 2];
    for row in rows {
        for (sum, bend) in sums.iter_mut().zip(bends(row)) {
            *sum += bend.unsigned_abs();
        }
    }
    sums
}

/// Sum of the absolute second differences down the columns, for each row.
fn bends_by_row(rows: &[&[u8]]) -> Vec<u32> {
    let level = |v: &u8| i32::from(*v);
    rows.windows(3)
        .map(|three| {
            let pixels = three[0].iter().zip(three[1]).zip(three[2]);
            pixels
                .map(|((a, b), c)| (level(a) - 2 * level(b) + level(c)).unsigned_abs())
                .sum()
        })
        .collect()
}

/// Power of each frequency up to half a cycle per sample, over the median.
fn spectrum(series: &[u32]) -> Vec<f32> {
    let count = series.len();
    // The logarithm turns what the picture shows into an offset, which a running mean takes away.
    let logs: Vec<f32> = series.iter().map(|&sum| (sum as f32 + 1.0).ln()).collect();
    let mut rest: Vec<f32> = (0..count)
        .map(|at| {
            let near = &logs[at.saturating_sub(7)..(at + 8).min(count)];
            let mean = near.iter().sum::<f32>() / near.len() as f32;
            // A ruled line must not ring through all frequencies.
            (logs[at] - mean).clamp(-0.7, 0.7)
        })
        .collect();
    drop_grid(&mut rest);
    let turn = core::f32::consts::TAU / count as f32;
    for (at, value) in rest.iter_mut().enumerate() {
        *value *= 0.5 - 0.5 * ((at as f32 + 0.5) * turn).cos();
    }
    let mut power: Vec<f32> = (0..count / LANES)
        .flat_map(|group| goertzel(&rest, group))
        .collect();
    // Traces are looked for above the slowest fifth.
    let mut fast = power[power.len() / 5..].to_vec();
    let usual = median(&mut fast, f32::total_cmp).unwrap_or(0.0).max(1e-9);
    for value in &mut power {
        *value /= usual;
    }
    power
}

/// Takes away what repeats with JPEG's grid.
fn drop_grid(series: &mut [f32]) {
    const PERIOD: usize = GRID as usize;
    for phase in 0..PERIOD.min(series.len()) {
        let members = series.iter().skip(phase).step_by(PERIOD);
        let mean = members.clone().sum::<f32>() / members.count() as f32;
        for value in series.iter_mut().skip(phase).step_by(PERIOD) {
            *value -= mean;
        }
    }
}

/// Frequencies computed side by side.
const LANES: usize = 8;

/// Power of [`LANES`] neighboring frequencies (Goertzel, 1958).
fn goertzel(series: &[f32], group: usize) -> [f32; LANES] {
    let factors: [f32; LANES] = core::array::from_fn(|lane| {
        let turn = core::f64::consts::PI * (group * LANES + lane) as f64 / series.len() as f64;
        (2.0 * turn.cos()) as f32
    });
    let (mut last, mut before) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    for &value in series {
        for lane in 0..LANES {
            let next = value + factors[lane] * last[lane] - before[lane];
            before[lane] = last[lane];
            last[lane] = next;
        }
    }
    core::array::from_fn(|lane| {
        let (a, b) = (last[lane], before[lane]);
        (a * a + b * b - factors[lane] * a * b).max(0.0)
    })
}
