use image::{Rgb, RgbImage};

use super::*;
use crate::container::ColorModel;
use crate::metadata::{Header, Orientation};

/// A header that says no more than the size of an RGB picture.
pub(super) fn header(width: u32, height: u32) -> Header {
    Header {
        stored_width: width,
        stored_height: height,
        color: ColorModel::Rgb,
        bits_per_channel: 8,
        alpha: false,
        frames: 1,
        jpeg: None,
        dpi: None,
        orientation: Orientation::Upright,
        invalid_orientation: None,
        gps: false,
        personal: Vec::new(),
        software: None,
        edited: false,
        icc: None,
    }
}

/// A picture that has no two corners alike and survives compression well: each channel grows
/// evenly, one to the right, one upward, one with both.
pub(super) fn scene(width: u32, height: u32) -> RgbImage {
    let share = |at: u32, of: u32| at * 160 / of.max(1);
    RgbImage::from_fn(width, height, |x, y| {
        let right = 40 + share(x, width);
        let up = 220 - share(y, height);
        let both = 60 + share(x + y, width + height);
        Rgb([right, up, both].map(|channel| channel.to_le_bytes()[0]))
    })
}

/// Asserts that luma and color show `stored`, whatever they were reduced to.
pub(super) fn assert_near(picture: &Picture, stored: &RgbImage, what: &str) {
    let (width, height) = stored.dimensions();
    let (across, down) = picture.luma.dimensions();
    for (x, y, luma) in picture.luma.enumerate_pixels() {
        let rgb = middle(stored, (x, across), (y, down), (width, height));
        let expected = (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000;
        let off = expected.abs_diff(u32::from(luma[0]));
        assert!(off <= 6, "{what}: luma at {x},{y} is off by {off}");
    }
    let (across, down) = picture.color.dimensions();
    for (x, y, color) in picture.color.enumerate_pixels() {
        let rgb = middle(stored, (x, across), (y, down), (width, height));
        for (channel, expected) in color.0.iter().zip(rgb) {
            let off = expected.abs_diff(u32::from(*channel));
            assert!(off <= 9, "{what}: color at {x},{y} is off by {off}");
        }
    }
}

/// The pixel in the middle of one cell.
fn middle(stored: &RgbImage, x: (u32, u32), y: (u32, u32), size: (u32, u32)) -> [u32; 3] {
    let at = |(cell, cells): (u32, u32), pixels: u32| {
        ((2 * cell + 1) * pixels / (2 * cells)).min(pixels - 1)
    };
    let pixel = stored.get_pixel(at(x, size.0), at(y, size.1));
    pixel.0.map(u32::from)
}
