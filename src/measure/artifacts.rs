//! What cameras, codecs and image software leave in the pixels: noise, blocks, invented pixels.

use image::GrayImage;

/// Traces found at one place, or in a whole picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Blocks {
    /// Steps at the grid lines of JPEG's blocks over the steps between them; 1 is none.
    pub(super) excess: f64,
    /// Share of the grid's cells that are flat inside.
    pub(super) flat: f64,
}

/// Standard deviation of the noise between `top left` and `bottom right`, in levels of 255.
///
/// The 30th percentile of a second difference that is blind to straight edges: it looks at the
/// quietest part of the paper, where there is no ink (after Immerkær, 1996).
pub(super) fn noise(luma: &GrayImage, bounds: [u32; 4]) -> f64 {
    // The 30th percentile of the absolute value of a normal variable, times the mask's norm.
    const SCALE: f64 = 1.0 / (0.3853 * 6.0);
    let [left, top, right, bottom] = bounds;
    let (right, bottom) = (right.min(luma.width()) as usize, bottom.min(luma.height()) as usize);
    let (left, top) = (left as usize, top as usize);
    if right < left + 3 || bottom < top + 3 {
        return 0.0;
    }
    let width = luma.width() as usize;
    let rows: Vec<&[u8]> = luma.as_raw().chunks_exact(width).collect();
    let mut counts = [0_u32; 1024];
    // Every other row is sample enough.
    for three in rows[top..bottom].windows(3).step_by(2) {
        let line = |i: usize| three[i][left..right].windows(3).map(|w| {
            i32::from(w[0]) - 2 * i32::from(w[1]) + i32::from(w[2])
        });
        for ((above, here), below) in line(0).zip(line(1)).zip(line(2)) {
            let bend = (above - 2 * here + below).unsigned_abs() as usize;
            counts[bend.min(1023)] += 1;
        }
    }
    quantile(&counts, 0.3) * SCALE
}

/// The value below which a share of the counted values lies, interpolated within its slot.
fn quantile(counts: &[u32], share: f64) -> f64 {
    let total: u32 = counts.iter().sum();
    let wanted = f64::from(total) * share;
    let mut seen = 0.0;
    for (slot, &count) in counts.iter().enumerate() {
        let count = f64::from(count);
        if seen + count >= wanted && count > 0.0 {
            return slot as f64 - 0.5 + (wanted - seen) / count;
        }
        seen += count;
    }
    0.0
}

/// Measures the grid of JPEG's blocks, `period` pixels apart.
pub(super) fn blocks(luma: &GrayImage, bounds: [u32; 4], period: usize) -> Blocks {
    let [left, top, right, bottom] = bounds.map(|v| v as usize);
    let (right, bottom) = (right.min(luma.width() as usize), bottom.min(luma.height() as usize));
    let width = luma.width() as usize;
    let mut steps = [[0.0_f64; 8]; 2];
    let mut counts = [[0.0_f64; 8]; 2];
    let mut flat = 0_u32;
    let mut seen = 0_u32;
    if period < 4 || right < left + 2 * period || bottom < top + 2 * period {
        return Blocks { excess: 1.0, flat: 0.0 };
    }
    let rows: Vec<&[u8]> = luma.as_raw().chunks_exact(width).collect();
    for y in (top..bottom - 1).step_by(3) {
        for x in left..right - 1 {
            let here = rows[y][x];
            steps[0][(x + 1) % period] += f64::from(here.abs_diff(rows[y][x + 1]));
            counts[0][(x + 1) % period] += 1.0;
            steps[1][(y + 1) % period] += f64::from(here.abs_diff(rows[y + 1][x]));
            counts[1][(y + 1) % period] += 1.0;
        }
    }
    for y in (top.next_multiple_of(period)..bottom.saturating_sub(period)).step_by(period) {
        for x in (left.next_multiple_of(period)..right.saturating_sub(period)).step_by(period) {
            let cell = rows[y..y + period].iter().flat_map(|row| &row[x..x + period]);
            let (low, high) = cell.fold((255, 0), |(low, high), &v| (v.min(low), v.max(high)));
            seen += 1;
            flat += u32::from(high - low <= 1);
        }
    }
    let excess = |axis: usize| {
        let mean = |phase: usize| steps[axis][phase] / counts[axis][phase].max(1.0);
        let between = (1..period).map(mean).sum::<f64>() / (period - 1) as f64;
        (mean(0) + 0.05) / (between + 0.05)
    };
    Blocks {
        excess: f64::midpoint(excess(0), excess(1)),
        flat: f64::from(flat) / f64::from(seen.max(1)),
    }
}

/// Frequencies of the trace of interpolation, in cycles per pixel: factors from 1.6 to 8.
const LEAST_FREQUENCY: f64 = 0.11;

/// A factor by which a picture seems blown up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Enlarged {
    /// The factor; 1 if no trace of interpolation was found.
    pub(super) factor: f64,
    /// Height of the trace over the other frequencies' median; both axes.
    pub(super) peak: f64,
    /// Share of the gradient's energy above a quarter of the sampling rate.
    pub(super) fine: f64,
}

/// Finds the period that interpolation leaves in the second difference (after Gallagher, 2005):
/// invented pixels are smoother than those they were made from.
pub(super) fn enlarged(luma: &GrayImage) -> Enlarged {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    if width < 64 || height < 64 {
        return Enlarged { factor: 1.0, peak: 0.0, fine: 1.0 };
    }
    let (columns, rows) = bends(luma);
    let (a, b) = (periodogram(&columns), periodogram(&rows));
    let bins = 400;
    let mut best = (0.0, 0.0);
    for i in 0..bins {
        let f = LEAST_FREQUENCY + (0.49 - LEAST_FREQUENCY) * i as f64 / bins as f64;
        // JPEG's own period of 8 pixels and its harmonics prove nothing.
        if (f * 8.0 - (f * 8.0).round()).abs() < 0.04 { continue; }
        let p = at(&a, f).min(at(&b, f));
        if p > best.1 { best = (f, p); }
    }
    Enlarged { factor: 1.0 / best.0.max(0.01), peak: best.1, fine: 0.0 }
}

fn at(p: &[f64], f: f64) -> f64 {
    let i = (f * 2.0 * p.len() as f64).round() as usize;
    p[i.saturating_sub(1)..(i + 2).min(p.len())].iter().copied().fold(0.0, f64::max)
}

/// Mean absolute second difference of each column (along the rows) and of each row.
fn bends(luma: &GrayImage) -> (Vec<f32>, Vec<f32>) {
    let width = luma.width() as usize;
    let rows: Vec<&[u8]> = luma.as_raw().chunks_exact(width).collect();
    let mut columns = vec![0_u32; width - 2];
    let mut down = Vec::with_capacity(rows.len() - 2);
    for (y, three) in rows.windows(3).enumerate() {
        if y % 2 == 0 {
            for (sum, w) in columns.iter_mut().zip(three[1].windows(3)) {
                *sum += (i32::from(w[0]) - 2 * i32::from(w[1]) + i32::from(w[2])).unsigned_abs();
            }
        }
        let sum: u32 = three[0].iter().zip(three[1]).zip(three[2])
            .map(|((a, b), c)| (i32::from(*a) - 2 * i32::from(*b) + i32::from(*c)).unsigned_abs()).sum();
        down.push(sum as f32);
    }
    (columns.into_iter().map(|v| v as f32).collect(), down)
}

/// Power by frequency over its median, up to half a cycle per sample.
fn periodogram(series: &[f32]) -> Vec<f64> {
    let n = series.len().min(1024);
    let start = (series.len() - n) / 2;
    let series = &series[start..start + n];
    // The logarithm turns the picture's content into an offset; a running median would be slower.
    let logs: Vec<f32> = series.iter().map(|v| (v + 1.0).ln()).collect();
    let smooth = |i: usize| {
        let (from, to) = (i.saturating_sub(7), (i + 8).min(n));
        logs[from..to].iter().sum::<f32>() / (to - from) as f32
    };
    let rest: Vec<f32> = (0..n).map(|i| (logs[i] - smooth(i)).clamp(-0.7, 0.7)).collect();
    let bins = n / 2;
    let mut power: Vec<f64> = (0..bins).map(|k| {
        let turn = core::f64::consts::TAU * k as f64 / n as f64;
        let (c, mut s1, mut s2) = (2.0 * turn.cos(), 0.0, 0.0);
        for &v in &rest { let s = f64::from(v) + c * s1 - s2; s2 = s1; s1 = s; }
        s1 * s1 + s2 * s2 - c * s1 * s2
    }).collect();
    let mut sorted = power.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[bins / 2].max(1e-9);
    for p in &mut power { *p /= median; }
    power
}
