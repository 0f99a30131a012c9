//! What the command reads on certificates: which one it is, its number and dates, whichever way up it lies;
//! and that nothing of it is shown in full unless that is asked for.

use std::fs;

use certpreflight::reading::{Date, Face, Until};
use certpreflight::{Outcome, Policy, Profile, examine_bytes};
use certpreflight_corpus::{Defect, FieldName, Kind, Specimen, render_small};
use serde_json::Value;

use crate::support::{Workspace, fired, testdata};

fn examined(bytes: &[u8]) -> Outcome {
    let policy = Policy::new(Profile::load("tencent-domain").unwrap());
    examine_bytes("picture.jpg", bytes, &policy)
}

fn drawn(kind: Kind, seed: u64, defect: Defect, amount: f64) -> Specimen {
    render_small(kind, seed, 1100, defect, amount)
}

#[test]
fn drawn_certificates_say_what_they_are_and_their_numbers_are_proven() {
    let kinds = [
        (Kind::IdPortrait, "identity-card", Some("portrait")),
        (Kind::IdEmblem, "identity-card", Some("emblem")),
        (Kind::LicenseLandscape, "licence", None),
        (Kind::LicensePortrait, "licence", None),
        (Kind::CreditCode, "credit-code-certificate", None),
    ];
    let mut seen = 0;
    for (kind, id, side) in kinds {
        let specimen = drawn(kind, 5, Defect::None, 0.0);
        let outcome = examined(&specimen.file);
        let found = outcome
            .certificate
            .as_ref()
            .unwrap_or_else(|| panic!("{kind:?}"));
        assert_eq!(found.kind.id(), id);
        assert_eq!(found.face.map(Face::id), side, "{kind:?}");
        let number = found
            .number
            .as_ref()
            .map(|number| (number.value.text.as_str(), number.certainty.id()));
        let wanted = Some((specimen.truth.number.as_str(), "confirmed"));
        assert_eq!(
            number,
            wanted.filter(|(number, _)| !number.is_empty()),
            "{kind:?}"
        );
        assert!(found.name.is_some() || side == Some("emblem"), "{kind:?}");
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn a_passport_is_read_by_its_lines_for_machines() {
    let mut ours = 0;
    let mut others = 0;
    for seed in 1..=6 {
        let specimen = drawn(Kind::Passport, seed, Defect::None, 0.0);
        let outcome = examined(&specimen.file);
        let found = outcome.certificate.as_ref().expect("a passport");
        assert_eq!(found.kind.id(), "passport");
        let number = found.number.as_ref().expect("a number");
        assert_eq!(number.value.text, specimen.truth.number);
        assert!(number.is_confirmed(), "{seed}");
        let until = specimen.truth.field(FieldName::Until).expect("a date");
        let read = found.until.as_ref().map(|until| until.value);
        assert_eq!(
            read,
            Some(Until::Date(Date::parse(&until.text).unwrap())),
            "{seed}"
        );
        let name = found.name.as_ref().map(|name| name.value.as_str());
        let nationality = found.nationality.as_ref().expect("a nationality");
        if let Some(printed) = specimen.truth.field(FieldName::Name) {
            ours += 1;
            assert_eq!(name, Some(printed.text.as_str()), "{seed}");
            assert_eq!(nationality.value, "CHN");
            let issued = specimen.truth.field(FieldName::Issued).expect("a date");
            let read = found.issued.as_ref().map(|day| day.value.to_string());
            assert_eq!(read.as_deref(), Some(&*issued.text), "{seed}");
            assert!(!fired(&outcome).contains(&"foreign"), "{seed}");
        } else {
            others += 1;
            assert_ne!(nationality.value, "CHN");
            assert!(fired(&outcome).contains(&"foreign"), "{seed}");
        }
    }
    assert!(ours > 0 && others > 0, "{ours} {others}");
}

#[test]
fn a_card_is_read_whichever_way_up_it_lies() {
    let mut seen = 0;
    for degrees in [90.0, 180.0, 270.0] {
        let specimen = drawn(Kind::IdPortrait, 6, Defect::Turned, degrees);
        let outcome = examined(&specimen.file);
        let number = outcome
            .certificate
            .as_ref()
            .and_then(|found| found.number.as_ref());
        assert_eq!(
            number.map(|number| number.value.text.clone()),
            Some(specimen.truth.number)
        );
        let turn = outcome
            .measured
            .as_ref()
            .unwrap()
            .orientation
            .turn_to_upright_degrees;
        assert_eq!(turn.map(|turn| f64::from(360 - turn)), Some(degrees));
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn what_cannot_be_read_is_not_turned() {
    let blurred = fs::read(testdata("samples/拍虚了.jpg")).unwrap();
    let blank = drawn(Kind::IdPortrait, 3, Defect::Blank, 0.0).file;
    // Upright, in a script that the networks don't know.
    let hebrew = fs::read(testdata("real/orientation/test__hebrew.png")).unwrap();
    let mut seen = 0;
    for picture in [blurred, blank, hebrew] {
        seen += 1;
        let outcome = examined(&picture);
        for rule in ["sideways", "upside-down"] {
            assert!(!fired(&outcome).contains(&rule), "{rule}");
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn a_receipt_is_no_certificate_and_a_blank_sheet_is_not_judged() {
    let receipts = [
        "docs/vision-data__aldi_18042020_11_00883.jpg",
        "docs/vision-data__lidl_30042020_08_01958.jpg",
    ];
    for receipt in receipts {
        let outcome = examined(&fs::read(testdata("real").join(receipt)).unwrap());
        assert!(
            fired(&outcome).contains(&"no-certificate"),
            "{receipt}: {:?}",
            fired(&outcome)
        );
        assert!(outcome.certificate.is_none());
    }
    let blank = examined(&drawn(Kind::IdPortrait, 3, Defect::Blank, 0.0).file);
    let missed: Vec<_> = blank
        .not_assessed
        .iter()
        .map(|missed| missed.rule.id)
        .collect();
    for rule in ["no-certificate", "wrong-side", "expired"] {
        assert!(missed.contains(&rule), "{rule}: {missed:?}");
        assert!(!fired(&blank).contains(&rule));
    }
    assert!(fired(&blank).contains(&"unrecognized"));
}

#[test]
fn what_bears_no_number_is_not_called_illegible_for_that() {
    let mut seen = 0;
    for kind in [Kind::Trademark, Kind::BookPage] {
        for seed in 1..4 {
            let outcome = examined(&drawn(kind, seed, Defect::None, 0.0).file);
            let rules = fired(&outcome);
            assert!(
                rules.contains(&"no-certificate"),
                "{kind:?} {seed}: {rules:?}"
            );
            for rule in [
                "illegible",
                "hardly-legible",
                "blurred",
                "too-small-to-read",
            ] {
                assert!(!rules.contains(&rule), "{kind:?} {seed}: {rules:?}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
}

#[test]
fn numbers_and_names_are_shown_in_full_only_if_that_is_asked_for() {
    let workspace = Workspace::new();
    let specimen = drawn(Kind::IdPortrait, 5, Defect::None, 0.0);
    workspace.write("card.jpg", &specimen.file);
    let outcome = examined(&specimen.file);
    let found = outcome.certificate.unwrap();
    let (number, name) = (specimen.truth.number, found.name.unwrap().value);
    let mut formats = 0;
    for format in [
        "text", "json", "jsonl", "html", "junit", "sarif", "github", "csv", "markdown",
    ] {
        let ran = workspace.run_reading(["card.jpg", "--format", format]);
        for secret in [&number, &name] {
            assert!(
                !ran.stdout.contains(secret) && !ran.stderr.contains(secret),
                "{format}"
            );
        }
        formats += 1;
    }
    assert_eq!(formats, 9);

    let masked = |image: &Value| image["certificate"]["number"]["masked"].clone();
    let plain = workspace
        .run_reading(["card.jpg", "--format", "json"])
        .json();
    let image = &plain["images"][0];
    assert_eq!(
        masked(image),
        format!("{}****{}", &number[..4], &number[14..])
    );
    assert_eq!(image["certificate"]["number"].get("value"), None);
    let shown = workspace
        .run_reading(["card.jpg", "--format", "json", "--show-values"])
        .json();
    assert_eq!(
        shown["images"][0]["certificate"]["number"]["value"],
        *number
    );
    assert_eq!(shown["images"][0]["certificate"]["name"]["value"], *name);
    let text = workspace.run_reading(["card.jpg", "--short"]).stdout;
    assert!(text.contains(masked(image).as_str().unwrap()), "{text}");
}

#[test]
fn without_reading_its_rules_are_not_assessed() {
    let workspace = Workspace::new();
    workspace.write("card.jpg", drawn(Kind::IdEmblem, 5, Defect::None, 0.0).file);
    let read = workspace
        .run_reading(["card.jpg", "--format", "json", "--today", "2026-11-28"])
        .json();
    let unread = workspace
        .run_reading(["card.jpg", "--format", "json", "--no-read"])
        .json();
    let rules = |image: &Value, list: &str| -> Vec<String> {
        let list = image[list].as_array().unwrap().iter();
        list.map(|one| one["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(rules(&read["images"][0], "findings").contains(&"wrong-side".to_owned()));
    assert!(rules(&unread["images"][0], "not_assessed").contains(&"wrong-side".to_owned()));
    assert!(unread["images"][0]["certificate"].is_null());
    let late = workspace
        .run_reading(["card.jpg", "--format", "json", "--today", "2150-01-01"])
        .json();
    assert!(rules(&late["images"][0], "findings").contains(&"expired".to_owned()));
    assert_eq!(
        workspace
            .run_reading(["card.jpg", "--today", "2026-02-30"])
            .code,
        2
    );
}

#[test]
fn certificates_that_say_different_things_are_no_duplicates() {
    let workspace = Workspace::new();
    let mut pictures = 0;
    for (kind, name) in [
        (Kind::LicenseLandscape, "licence"),
        (Kind::IdEmblem, "emblem"),
    ] {
        for seed in [5, 6, 7] {
            workspace.write(
                format!("in/{name}-{seed}.jpg"),
                drawn(kind, seed, Defect::None, 0.0).file,
            );
            pictures += 1;
        }
    }
    // The same paper once more, saved in another way.
    workspace.write(
        "in/licence-again.jpg",
        drawn(Kind::LicenseLandscape, 5, Defect::HeavyCompression, 60.0).file,
    );
    let report = workspace.run_reading(["in", "--format", "json"]).json();
    let images = report["images"].as_array().unwrap();
    assert_eq!(images.len(), pictures + 1);
    let doubled: Vec<_> = images
        .iter()
        .filter(|image| {
            image["findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["rule"] == "near-duplicate")
        })
        .map(|image| image["path"].as_str().unwrap())
        .collect();
    assert_eq!(doubled, ["in/licence-again.jpg"]);
}

#[test]
fn a_wrong_side_is_not_to_be_scanned_again() {
    let workspace = Workspace::new();
    let emblem = |defect, amount| drawn(Kind::IdEmblem, 5, defect, amount).file;
    workspace.write("in/emblem.jpg", emblem(Defect::None, 0.0));
    workspace.write("in/gray.jpg", emblem(Defect::GrayPhotocopy, 0.3));
    for (lang, other, again) in [
        (
            "en",
            "another picture is needed",
            "scan or photograph again",
        ),
        ("zh", "请换用正确的证件图片", "请重新扫描或拍摄"),
    ] {
        let said = |name: &str| {
            let path = format!("in/{name}.jpg");
            let day = ["--today", "2026-11-28", "--lang", lang, "--out", lang];
            workspace
                .run_reading(["fix", &path].into_iter().chain(day))
                .stdout
        };
        assert!(said("emblem").contains(other), "{lang}");
        // A gray copy of it has to be scanned again in any case.
        assert!(said("gray").contains(again), "{lang}");
    }
}

#[test]
fn two_sides_of_two_people_and_two_pictures_of_one_card_are_told() {
    let rules_of = |folder: &str, pictures: &[(&str, Vec<u8>)]| -> Vec<Vec<String>> {
        let workspace = Workspace::new();
        for (name, file) in pictures {
            workspace.write(format!("{folder}/{name}"), file);
        }
        let report = workspace
            .run_reading([folder, "--format", "json", "--today", "2026-11-28"])
            .json();
        let images = report["images"].as_array().unwrap().iter();
        let rules = images.map(|image| {
            let findings = image["findings"].as_array().unwrap().iter();
            findings
                .map(|one| one["rule"].as_str().unwrap().to_owned())
                .collect()
        });
        rules.collect()
    };
    // Born in 1979. The one emblem side is valid for 20 years from 2020 on, the other for 10 from 2011 on.
    let portrait = drawn(Kind::IdPortrait, 9, Defect::None, 0.0);
    let has = |rules: &[Vec<String>], rule: &str| {
        rules
            .iter()
            .any(|of_one| of_one.iter().any(|one| one == rule))
    };
    let emblem = |seed| drawn(Kind::IdEmblem, seed, Defect::None, 0.0).file;
    for (seed, fits) in [(4, true), (3, false)] {
        let rules = rules_of(
            "card",
            &[("1.jpg", portrait.file.clone()), ("2.jpg", emblem(seed))],
        );
        assert_eq!(rules.len(), 2);
        assert_eq!(has(&rules, "unmatched"), !fits, "{seed}: {rules:?}");
    }
    // Among several people's cards nobody knows which sides belong together.
    let many = [
        ("1.jpg", portrait.file.clone()),
        ("2.jpg", emblem(3)),
        ("3.jpg", emblem(4)),
    ];
    assert!(!has(&rules_of("cards", &many), "unmatched"));
    let again = drawn(Kind::IdPortrait, 9, Defect::Turned, 90.0).file;
    let rules = rules_of(
        "twice",
        &[("1.jpg", portrait.file.clone()), ("2.jpg", again)],
    );
    assert!(
        rules[1].contains(&"duplicate-holder".to_owned()),
        "{rules:?}"
    );
    assert!(!rules[0].contains(&"duplicate-holder".to_owned()));
}
