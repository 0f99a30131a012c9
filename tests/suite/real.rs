//! Public pictures with known labels, `testdata/real/labels.csv`.

use std::fs;

use certpreflight::{Format, Group, Level, Standing};

use crate::support::{examine, fired, testdata};

/// File and label of every picture in one folder of `testdata/real`.
fn labeled(folder: &str) -> Vec<(String, String)> {
    let table = fs::read_to_string(testdata("real/labels.csv")).unwrap();
    let rows: Vec<_> = table
        .lines()
        .skip(1)
        .filter(|row| row.starts_with(&format!("{folder}/")))
        .map(|row| {
            let mut cells = row.split(',').map(str::to_owned);
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect();
    let files = fs::read_dir(testdata("real").join(folder)).unwrap();
    assert_eq!(
        rows.len(),
        files.count(),
        "every file in {folder} has its label"
    );
    rows
}

#[test]
fn the_true_format_is_told_and_every_lying_extension_reported() {
    let cases = labeled("formats");
    assert_eq!(cases.len(), 21);
    let mut liars = Vec::new();
    for (file, label) in cases {
        let outcome = examine(&testdata("real").join(&file), "tencent-domain");
        assert_eq!(
            outcome.format.map(Format::id),
            Some(label.as_str()),
            "{file}"
        );
        if fired(&outcome).contains(&"mislabeled") {
            liars.push(file);
        }
    }
    assert_eq!(
        liars,
        [
            "formats/jpeg-decoder__jpg-size-6x6.jpg",
            "formats/TableStructureRec__table6.png"
        ]
    );
}

#[test]
fn the_exif_orientation_is_read_and_reported() {
    let cases = labeled("exif");
    assert_eq!(cases.len(), 11);
    for (file, label) in cases {
        let outcome = examine(&testdata("real").join(&file), "tencent-domain");
        let orientation: u8 = label.parse().unwrap();
        assert_eq!(outcome.exif_orientation, Some(orientation), "{file}");
        assert_eq!(
            fired(&outcome).contains(&"exif-turned"),
            orientation != 1,
            "{file}"
        );
    }
}

#[test]
fn everything_hostile_ends_as_an_error_of_its_file() {
    let cases = labeled("hostile");
    assert_eq!(cases.len(), 12);
    for (file, _) in cases {
        let outcome = examine(&testdata("real").join(&file), "tencent-domain");
        let fired = fired(&outcome);
        assert!(outcome.standing >= Standing::Fail, "{file}: {fired:?}");
        let worst = outcome.findings.first().map(|finding| finding.level);
        assert_eq!(worst, Some(Level::Error), "{file}");
        assert!(!fired.contains(&"crashed"), "{file}");
    }
}

#[test]
fn gray_in_its_disguises_is_told_from_color() {
    let cases = labeled("gray");
    assert_eq!(cases.len(), 7);
    for (file, label) in cases {
        let outcome = examine(&testdata("real").join(&file), "tencent-domain");
        assert_eq!(
            fired(&outcome).contains(&"grayscale"),
            label != "color",
            "{file}"
        );
    }
}

/// Pages whose print is good and that carry no certificate's number: receipts, tables, notebooks.
#[test]
fn good_print_is_not_called_hard_to_read() {
    let cases: Vec<_> = [labeled("docs"), labeled("blur"), labeled("orientation")]
        .concat()
        .into_iter()
        .filter(|(_, label)| !matches!(label.as_str(), "partial" | "blurred_defocus"))
        .collect();
    assert_eq!(cases.len(), 17);
    for (file, _) in cases {
        let outcome = examine(&testdata("real").join(&file), "tencent-domain");
        let about_legibility: Vec<_> = outcome
            .findings
            .iter()
            .filter(|finding| finding.rule.group == Group::Legibility)
            .map(|finding| finding.rule.id)
            .collect();
        assert!(about_legibility.is_empty(), "{file}: {about_legibility:?}");
    }
}
