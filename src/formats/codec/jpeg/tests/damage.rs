//! Damage that the library doesn't see.

use super::*;
use crate::container::Damage;

/// One file of each kind whose data is left over in another way, of a picture of 160 pixels each way.
fn forms() -> [(&'static str, u8, Vec<u8>); 3] {
    let rgb = scene(160, 160);
    let source = SampleSource {
        size: rgb.dimensions(),
        channels: 3,
        samples: rgb.as_raw(),
        space: J_COLOR_SPACE::JCS_RGB,
    };
    let restarts = compress(&source, &FINE, |info| {
        set_sampling(info, 2, 2);
        info.restart_in_rows = 1;
    });
    [
        ("sequential", 0xC0, write(&rgb, &FORMS[3])),
        ("progressive", 0xC2, write(&rgb, &FORMS[8])),
        ("restarts", 0xC0, restarts.expect("encodes")),
    ]
}

fn cause(bytes: &[u8], height: u32) -> Damage {
    match fault(bytes, 160, height) {
        DecodeError::Corrupt { cause } => cause,
        other => panic!("{other:?}"),
    }
}

#[test]
fn blocks_that_are_left_over_are_damage() {
    /// Where the height stands in a frame header, from its marker on; its lower byte.
    const HEIGHT: usize = 6;
    let mut seen = 0;
    // Behind a restart marker a whole interval may follow the last one, which nobody misses.
    for (what, frame, whole) in forms().into_iter().take(2) {
        assert_near(&look(&whole, 160, 160), &scene(160, 160), what);
        let shortened = patched(&whole, frame, HEIGHT, 144);
        assert_eq!(
            cause(&shortened, 144),
            Damage::SurplusData { at_percent: 100 },
            "{what}"
        );
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn blocks_that_are_left_over_before_a_restart_marker_are_damage_there() {
    let [.., (_, _, whole)] = forms();
    let place = |marker: u8| {
        let at = whole.windows(2).position(|pair| pair == [0xFF, marker]);
        at.expect("a restart marker")
    };
    let (first, second) = (place(0xD0), place(0xD1));
    // The second of ten rows comes twice.
    let doubled = [
        &whole[..second],
        &whole[first + 2..second],
        &whole[second..],
    ]
    .concat();
    assert_eq!(cause(&doubled, 160), Damage::SurplusData { at_percent: 20 });
}

#[test]
fn what_fills_up_the_data_is_none() {
    let mut seen = 0;
    for (what, _, whole) in forms() {
        let (data, end) = whole.split_at(whole.len() - 2);
        for fill in [&[0][..], &[0, 0, 0], &[0xFF], &[0xFF, 0xFF, 0xFF]] {
            let filled = [data, fill, end].concat();
            assert_near(&look(&filled, 160, 160), &scene(160, 160), what);
            seen += 1;
        }
        for surplus in [&[0x5A][..], &[0, 0x37, 0]] {
            let longer = [data, surplus, end].concat();
            let damage = cause(&longer, 160);
            assert!(matches!(damage, Damage::SurplusData { .. }), "{damage:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 18);
}

/// Two pictures that anybody has, with a bit changed that leaves every code valid.
#[test]
fn a_single_changed_bit_is_noticed() {
    let mut seen = 0;
    for (whole, place, bit) in [
        (
            &include_bytes!("../../../../../testdata/samples/身份证-人像面.jpg")[..],
            221_230,
            0x08,
        ),
        (
            &include_bytes!(
                "../../../../../testdata/real/orientation/RapidOrientation__img_rot0_demo.jpg"
            )[..],
            46_115,
            0x01,
        ),
    ] {
        let mut changed = whole.to_vec();
        changed[place] ^= bit;
        let (width, height) = Reader::open(whole).expect("opens").size();
        look(whole, width, height);
        match fault(&changed, width, height) {
            DecodeError::Corrupt { cause } => {
                assert_eq!(cause, Damage::SurplusData { at_percent: 100 });
            }
            other => panic!("{other:?}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
}
