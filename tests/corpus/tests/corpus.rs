//! The promises of the corpus: same bytes for the same recipe, truth that fits the picture.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixel positions inside a small picture"
)]

use std::collections::BTreeSet;

use certpreflight_corpus::{
    Defect, Kind, Recipe, Side, Split, Style, credit_check, id_check, labels, master,
    reading_labels, render_small, set,
};

fn recipe(kind: Kind, defect: Defect, amount: f64) -> Recipe {
    Recipe::new(7, kind, Style::Scan, defect, amount).with_width(420)
}

#[test]
fn the_same_recipe_gives_the_same_bytes() {
    for kind in Kind::all() {
        let recipe = recipe(kind, Defect::None, 0.0);
        assert_eq!(recipe.render().file, recipe.render().file, "{kind}");
    }
}

#[test]
fn every_label_belongs_to_the_bytes_that_are_rendered_today() {
    let mut seen = 0;
    for split in [Split::Tune, Split::Report] {
        let recipes: Vec<Recipe> = set(split).filter(Recipe::is_labeled).collect();
        let labels = labels(split);
        assert_eq!(labels.len(), recipes.len());
        for (recipe, label) in recipes.iter().zip(&labels) {
            assert_eq!(
                (recipe.seed, recipe.kind, recipe.defect),
                (label.seed, label.kind, label.defect)
            );
        }
        for (recipe, label) in recipes.iter().zip(&labels).step_by(49) {
            let crc = crc32fast::hash(&recipe.render().file);
            assert_eq!(crc, label.crc32, "{recipe:?}");
            seen += 1;
        }
    }
    assert!(seen >= 24, "{seen}");
}

#[test]
fn no_seed_is_in_two_sets_and_the_halves_are_one_set_each() {
    let mut seen = BTreeSet::new();
    for (split, sets) in [
        (Split::Tune, 1..=1),
        (Split::Report, 1..=1),
        (Split::Train, 12..=12),
        (Split::Spent, 1..=99),
    ] {
        let seeds: Vec<u64> = set(split).map(|recipe| recipe.seed).collect();
        assert_eq!(seeds.len() % 1746, 0, "{split:?}");
        assert!(sets.contains(&(seeds.len() / 1746)), "{split:?}");
        for seed in seeds {
            assert!(seen.insert(seed), "{seed} is in {split:?} and elsewhere");
        }
    }
}

#[test]
fn sets_to_be_read_have_every_kind_eight_times_and_seeds_of_their_own() {
    let mut seen: BTreeSet<u64> = [Split::Tune, Split::Report, Split::Train, Split::Spent]
        .into_iter()
        .flat_map(set)
        .map(|recipe| recipe.seed)
        .collect();
    for split in [Split::ReadingTune, Split::ReadingReport] {
        let recipes: Vec<Recipe> = set(split).collect();
        assert_eq!(recipes.len() % 529, 0, "{split:?}");
        for kind in Kind::CERTIFICATES.into_iter().chain(Kind::OTHERS) {
            let of_kind = recipes.iter().filter(|recipe| recipe.kind == kind).count();
            assert!(of_kind >= 8, "{kind}: {of_kind}");
        }
        for recipe in &recipes {
            assert!(seen.insert(recipe.seed), "{} is elsewhere", recipe.seed);
        }
        let labels = reading_labels(split);
        assert_eq!(labels.len(), recipes.len());
        for (recipe, label) in recipes.iter().zip(&labels).step_by(97) {
            let crc = crc32fast::hash(&recipe.render().file);
            assert_eq!((recipe.seed, crc), (label.seed, label.crc32), "{recipe:?}");
        }
    }
}

#[test]
fn what_is_to_be_read_stands_on_the_certificate() {
    let mut seen = 0;
    for kind in Kind::CERTIFICATES {
        for seed in 0..12 {
            let truth = render_small(kind, seed, 64, Defect::None, 0.0).truth;
            assert!(kind.certificate().is_some(), "{kind}");
            assert_eq!(truth.number_box_px.is_some(), !truth.number.is_empty());
            for field in &truth.fields {
                assert!(!field.text.is_empty(), "{kind} {seed}");
                let [(left, top), _, (right, bottom), _] = field.box_px;
                assert!(left < right && top < bottom, "{kind} {seed}: {field:?}");
                assert!(
                    right <= f64::from(truth.width_px),
                    "{kind} {seed}: {field:?}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 19 * 12, "{seen}");
}

#[test]
fn every_seed_draws_text_the_font_has_and_a_number_that_checks() {
    for kind in Kind::NUMBERED {
        for seed in 0..40 {
            let truth = render_small(kind, seed, 64, Defect::None, 0.0).truth;
            let (stem, check) = truth.number.split_at(17);
            let expected = if kind == Kind::IdPortrait {
                id_check(stem)
            } else {
                credit_check(stem)
            };
            assert_eq!(check, expected.to_string(), "{kind} {seed}");
        }
    }
}

#[test]
fn the_number_lies_on_the_certificate_and_is_dark() {
    for kind in Kind::NUMBERED {
        let specimen = recipe(kind, Defect::None, 0.0).with_width(1000).render();
        let truth = &specimen.truth;
        let number = truth.number_box_px.expect("a numbered kind has a number");
        let picture = specimen.decode();
        let [left, top] = [number[0].0, number[0].1].map(|v| v as u32);
        let [right, bottom] = [number[2].0, number[2].1].map(|v| v as u32);
        let darkest = (top..=bottom)
            .flat_map(|y| (left..=right).map(move |x| (x, y)))
            .map(|(x, y)| picture.get_pixel(x, y).0[1])
            .min();
        assert!(darkest < Some(140), "{kind}: {darkest:?}");
        assert!(
            truth.share_of_frame > 0.5 && truth.cut_sides.is_empty(),
            "{kind}"
        );
    }
}

#[test]
fn a_turned_picture_carries_its_truth_along() {
    let upright = recipe(Kind::IdPortrait, Defect::None, 0.0).render().truth;
    let turned = recipe(Kind::IdPortrait, Defect::Turned, 90.0)
        .render()
        .truth;
    assert_eq!(
        (turned.width_px, turned.height_px),
        (upright.height_px, upright.width_px)
    );
    let (from, to) = (upright.corners_px[0], turned.corners_px[0]);
    assert!((f64::from(upright.height_px) - from.1 - to.0).abs() < 0.01);
    assert!((from.0 - to.1).abs() < 0.01);
}

#[test]
fn a_cut_border_names_one_side() {
    let truth = recipe(Kind::LicenseLandscape, Defect::CutBorder, 0.1)
        .render()
        .truth;
    assert_eq!(truth.cut_sides.len(), 1);
    assert!([Side::Top, Side::Right, Side::Bottom, Side::Left].contains(&truth.cut_sides[0]));
}

#[test]
fn gray_is_gray_and_a_red_seal_is_not() {
    let spread = |defect| {
        let picture = recipe(Kind::LicenseLandscape, defect, 0.5)
            .render()
            .decode();
        picture
            .pixels()
            .map(|p| p.0[0].abs_diff(p.0[1]).max(p.0[1].abs_diff(p.0[2])))
            .max()
    };
    for defect in [Defect::GrayStored, Defect::GrayBilevel] {
        assert_eq!(spread(defect), Some(0), "{defect}");
    }
    assert!(spread(Defect::GrayAsRgb) <= Some(2));
    assert!(spread(Defect::GrayRedSeal) > Some(80));
}

#[test]
fn a_master_is_as_large_as_its_sheet() {
    assert_eq!(master(Kind::IdPortrait, 1).dimensions(), (1011, 638));
    assert_eq!(master(Kind::LicensePortrait, 1).dimensions(), (1556, 2200));
}

#[test]
fn every_defect_renders_at_any_size() {
    let mut seen = 0;
    for defect in Defect::all() {
        for width in [16, 90] {
            let specimen = render_small(Kind::IdPortrait, 3, width, defect, 0.4);
            assert!(specimen.truth.width_px > 0 && !specimen.file.is_empty());
            seen += 1;
        }
    }
    assert!(seen >= 58);
}
