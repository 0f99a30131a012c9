//! The quality setting that a JPEG was written with, estimated from its quantization table.

/// The luma table of ITU-T T.81 annex K.1 in zigzag order: libjpeg's table at quality 50.
const STANDARD_LUMA: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, //
    26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51, //
    56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, //
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/// Quality on the libjpeg scale, 1..=100: the setting whose table lies closest, summed over the
/// entries. Exact for writers that scale the standard table; a fair guess for cameras and
/// editors with tables of their own.
pub(super) fn estimate(luma: &[u16; 64]) -> u8 {
    (1..=100)
        .min_by_key(|&quality| distance(luma, quality))
        .unwrap_or(100)
}

fn distance(luma: &[u16; 64], quality: u8) -> u32 {
    luma.iter()
        .zip(STANDARD_LUMA)
        .map(|(&entry, standard)| u32::from(entry.abs_diff(scaled(standard, quality))))
        .fold(0, u32::saturating_add)
}

/// One entry as libjpeg scales it (`jpeg_quality_scaling`, `jpeg_add_quant_table` with baseline
/// tables forced).
fn scaled(standard: u16, quality: u8) -> u16 {
    let quality = u16::from(quality.clamp(1, 100));
    let percent = if quality < 50 {
        5000_u16.checked_div(quality).unwrap_or(5000)
    } else {
        200_u16.saturating_sub(quality.saturating_mul(2))
    };
    let entry = u32::from(standard)
        .saturating_mul(u32::from(percent))
        .saturating_add(50)
        / 100;
    u16::try_from(entry.clamp(1, 255)).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_found_again() {
        let mut seen = 0;
        for quality in 1..=100 {
            let table = STANDARD_LUMA.map(|entry| scaled(entry, quality));
            let found = estimate(&table);
            // Below 10 nearly every entry is 255, and neighbors write the same table.
            assert_eq!(distance(&table, found), 0, "quality {quality}");
            assert!(found == quality || quality < 10, "{quality} became {found}");
            seen += 1;
        }
        assert_eq!(seen, 100);
    }

    #[test]
    fn a_table_of_another_shape_still_gets_a_plausible_figure() {
        assert_eq!(estimate(&[1; 64]), 100);
        assert!((90..=97).contains(&estimate(&[6; 64])));
        assert!(estimate(&[200; 64]) <= 25);
        assert_eq!(estimate(&[u16::MAX; 64]), 1);
    }
}
