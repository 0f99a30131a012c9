//! Order, threads, poisoned files, duplicates.

use std::fs;
use std::sync::LazyLock;

use crate::support::{Workspace, certificate, jpeg, testdata, textless};

/// A folder with good, bad and odd files.
fn mixed() -> Workspace {
    let workspace = Workspace::new();
    let good = jpeg(&certificate(800, 505, 8), 92);
    for index in 0..12 {
        let picture = jpeg(
            &textless(160 + index * 8, 120),
            60 + u8::try_from(index).unwrap(),
        );
        workspace.write(format!("in/{index:02}.jpg"), picture);
    }
    workspace.write("in/copy-of-good.jpg", &good);
    workspace.write("in/good.jpg", &good);
    workspace.write("in/half.jpg", &good[..good.len() / 2]);
    workspace.write("in/notes.txt", "no picture");
    workspace.write("in/page.jpg", "<!doctype html><title>404</title>");
    for entry in fs::read_dir(testdata("real/hostile")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        workspace.write(format!("in/hostile/{name}"), fs::read(&path).unwrap());
    }
    workspace
}

#[test]
fn any_number_of_threads_writes_the_same_report() {
    let workspace = mixed();
    let names = ["r.txt", "r.json", "r.jsonl"];
    let reports = ["1", "2", "7"].map(|jobs| {
        let outputs = names.iter().flat_map(|name| ["-o", name]);
        workspace.run(["in", "--jobs", jobs].into_iter().chain(outputs));
        names.map(|name| fs::read_to_string(workspace.path(name)).unwrap())
    });
    for (index, name) in names.iter().enumerate() {
        let [one, two, seven] = reports.each_ref().map(|of_jobs| &of_jobs[index]);
        assert!(one.len() > 1000, "{name}: {one}");
        assert_eq!(one, two, "{name}");
        assert_eq!(one, seven, "{name}");
    }
}

/// What is said of the folder, once for all tests that ask about single pictures.
fn report() -> &'static serde_json::Value {
    static REPORT: LazyLock<serde_json::Value> =
        LazyLock::new(|| mixed().run(["in", "--format", "json"]).json());
    &REPORT
}

#[test]
fn one_poisoned_file_leaves_the_others_as_they_are() {
    let report = report();
    let images = report["images"].as_array().unwrap();
    let verdict = |name: &str| {
        let image = images
            .iter()
            .find(|image| image["path"] == format!("in/{name}"));
        image.unwrap_or_else(|| panic!("{name} is missing"))["verdict"].clone()
    };
    assert_eq!(images.len(), 12 + 4 + 12);
    assert_eq!(verdict("half.jpg"), "unreadable");
    assert_eq!(verdict("page.jpg"), "fail");
    assert_ne!(verdict("good.jpg"), "unreadable");
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 1);
    assert_eq!(skipped[0]["path"], "in/notes.txt");
}

#[test]
fn the_second_of_two_equal_files_is_a_duplicate_of_the_first() {
    let report = report();
    let mut duplicates = Vec::new();
    for image in report["images"].as_array().unwrap() {
        for finding in image["findings"].as_array().unwrap() {
            if finding["rule"] == "duplicate" {
                duplicates.push((image["path"].clone(), finding["evidence"]["other"].clone()));
            }
        }
    }
    assert_eq!(
        duplicates,
        [("in/good.jpg".into(), "in/copy-of-good.jpg".into())]
    );
}

#[test]
fn paths_come_back_in_the_order_given_and_each_once() {
    let workspace = mixed();
    let report = workspace
        .run([
            "in/good.jpg",
            "in",
            "in/00.jpg",
            "nowhere.jpg",
            "--format",
            "jsonl",
        ])
        .stdout;
    let mut paths: Vec<String> = report
        .lines()
        .skip(1) // what the report is
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|image| image["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(paths[0], "in/good.jpg");
    assert_eq!(paths.last().unwrap(), "nowhere.jpg");
    let all = paths.len();
    assert_eq!(all, 12 + 4 + 12 + 1 + 1);
    paths.sort();
    paths.dedup();
    assert_eq!(
        paths.len(),
        all,
        "what is both named and found has one line"
    );
}
