//! Faint and dark print, made as plain as the networks saw it in training.

use image::GrayImage;

/// Pictures whose levels reach over less than this are spread; what a scan or a good photo shows is left as it is. Chosen,
/// not fitted.
const NARROW: u8 = 150;
/// But not more than so many times: noise is spread, too.
const MOST: f32 = 12.0;

/// Spreads the levels between the darkest and the lightest hundredth over the whole range, if they are narrow.
pub(super) fn spread_levels(picture: &mut GrayImage) {
    let mut counts = [0_usize; 256];
    for level in picture.as_raw() {
        counts[usize::from(*level)] += 1;
    }
    let hundredth = picture.as_raw().len() / 100;
    let Some((dark, light)) = first_above(counts.iter(), hundredth)
        .zip(first_above(counts.iter().rev(), hundredth))
        .map(|(dark, from_end)| (dark, 255 - from_end))
    else {
        return;
    };
    let range = light.saturating_sub(dark);
    if range == 0 || range >= NARROW {
        return;
    }
    let times = (255.0 / f32::from(range)).min(MOST);
    let middle = f32::from(dark) + f32::from(range) / 2.0;
    for level in picture.iter_mut() {
        let spread = (f32::from(*level) - middle) * times + 127.5;
        *level = spread.round().clamp(0.0, 255.0) as u8;
    }
}

/// The first level at which more than so many pixels were counted.
fn first_above<'a>(counts: impl Iterator<Item = &'a usize>, many: usize) -> Option<u8> {
    let mut sum = 0;
    for (level, count) in counts.enumerate() {
        sum += count;
        if sum > many {
            return u8::try_from(level).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn only_a_narrow_range_is_spread() {
        let striped = |dark: u8, light: u8| {
            GrayImage::from_fn(40, 10, |x, _| Luma([if x % 4 == 0 { dark } else { light }]))
        };
        let cases = [
            ((20, 60), (0, 255)),
            ((200, 230), (0, 255)),
            ((0, 255), (0, 255)),
            ((40, 200), (40, 200)),
            // Spread twelvefold at most.
            ((100, 110), (68, 188)),
            ((128, 128), (128, 128)),
        ];
        assert_eq!(cases.len(), 6);
        for ((dark, light), (darkest, lightest)) in cases {
            let mut picture = striped(dark, light);
            spread_levels(&mut picture);
            let levels = (picture.get_pixel(0, 0)[0], picture.get_pixel(1, 0)[0]);
            assert_eq!(levels, (darkest, lightest), "{dark} {light}");
        }
    }
}
