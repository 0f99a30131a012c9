//! What a program that holds bytes can do: the same as the command, without touching the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use certpreflight::report::{Context, Json, json_value, write_report};
use certpreflight::{
    DeliverOptions, Entry, Lang, Policy, Profile, RepairOptions, RepairStatus, Source,
    examine_bytes, examine_path, repair_bytes,
};
use image::ImageFormat;
use serde_json::Value;

use crate::support::{Workspace, certificate, encode, jpeg};

#[path = "../fuzz/fuzz_targets/copies.rs"]
mod copies;
#[path = "../fuzz/fuzz_targets/limits.rs"]
mod limits;

fn desk() -> Workspace {
    let desk = Workspace::new();
    let whole = jpeg(&certificate(960, 640, 8), 90);
    desk.write("in/good.jpg", &whole);
    desk.write("in/named.png", &whole);
    desk.write(
        "in/scan.bmp",
        encode(certificate(900, 700, 8), ImageFormat::Bmp),
    );
    desk.write("in/half.jpg", &whole[..whole.len() / 2]);
    desk.write("in/note.jpg", "no picture");
    desk
}

/// A policy without what only the other pictures of a run can tell.
fn policy(desk: &Workspace) -> Policy {
    let alone = "extends = \"tencent-domain\"\nid = \"alone\"\n[levels]\n\
                 duplicate = \"off\"\nnear-duplicate = \"off\"";
    let profile = desk.write("alone.toml", alone);
    let mut policy = Policy::new(Profile::load(profile.to_str().unwrap()).unwrap());
    policy.reads = false;
    policy
}

/// The images of a JSON report by path.
fn images(report: &Value) -> BTreeMap<String, Value> {
    let images = report["images"].as_array().unwrap().iter();
    images
        .map(|image| (image["path"].as_str().unwrap().to_owned(), image.clone()))
        .collect()
}

#[test]
fn an_outcome_serializes_to_what_the_command_writes() {
    let desk = desk();
    let policy = policy(&desk);
    let context = Context::new(Lang::En, policy.profile.clone());
    let mut report = desk
        .run(["in", "-p", "alone.toml", "--format", "json"])
        .json();
    let mut entries = Vec::new();
    for (path, mut expected) in images(&report) {
        let mut from_path = json_value(&examine_path(desk.path(&path), &policy), &context);
        let bytes = fs::read(desk.path(&path)).unwrap();
        let outcome = examine_bytes(&path, &bytes, &policy);
        assert_eq!(json_value(&outcome, &context), expected);
        expected["path"].take();
        from_path["path"].take();
        assert_eq!(from_path, expected);
        entries.push(Entry::Judged(outcome));
    }
    assert_eq!(entries.len(), 5);
    let mut written = Vec::new();
    let summary = write_report(&mut Json::new(context), &entries, &mut written).unwrap();
    assert_eq!(summary.images, 5);
    let mut written: Value = serde_json::from_slice(&written).unwrap();
    // Each names the profile's file as it was asked for.
    for report in [&mut report, &mut written] {
        let file = report["profile_file"].take();
        assert!(file.as_str().unwrap().ends_with("alone.toml"), "{file}");
    }
    assert_eq!(written, report);
}

#[test]
fn a_repair_in_memory_gives_the_files_that_the_command_writes() {
    let desk = desk();
    let (policy, options) = (policy(&desk), RepairOptions::default());
    let report = desk
        .run([
            "fix",
            "in",
            "-p",
            "alone.toml",
            "--out",
            "out",
            "--format",
            "json",
        ])
        .json();
    let mut delivered = 0;
    for (path, image) in images(&report) {
        let bytes = fs::read(desk.path(&path)).unwrap();
        let repaired = repair_bytes(&path, &bytes, &policy, &options);
        let fix = repaired.outcome.fix.as_ref().unwrap();
        let status = match fix.status {
            RepairStatus::Copied => "copied",
            RepairStatus::Fixed => "fixed",
            RepairStatus::Refused => "refused",
            other => panic!("{path}: {other:?}"),
        };
        assert_eq!(image["fix"]["status"], status, "{path}");
        assert_eq!(fix.outputs.len(), repaired.files.len());
        for file in repaired.files {
            let written = Path::new("out").join(file.name.file_name().unwrap());
            assert_eq!(image["fix"]["output"], written.to_str().unwrap());
            assert!(
                fs::read(desk.path(&written)).unwrap() == file.bytes,
                "{path}"
            );
            delivered += 1;
        }
    }
    assert_eq!(delivered, 3);
}

#[test]
fn bytes_beyond_the_limit_are_refused_as_the_file_is() {
    let desk = desk();
    let path = desk.path("in/good.jpg");
    let bytes = fs::read(&path).unwrap();
    let mut policy = policy(&desk);
    let context = Context::new(Lang::En, policy.profile.clone());
    let options = DeliverOptions::into_folder(desk.path("out"));
    let mut seen = Vec::new();
    for (limit, is_refused) in [(bytes.len() as u64, false), (bytes.len() as u64 - 1, true)] {
        policy.limits.file_bytes = limit;
        let outcome = examine_bytes(&path, &bytes, &policy);
        let from_path = examine_path(&path, &policy);
        assert_eq!(
            json_value(&outcome, &context),
            json_value(&from_path, &context)
        );
        assert_eq!(outcome.digest().is_none(), is_refused);
        let repaired = repair_bytes(&path, &bytes, &policy, &options.repair);
        certpreflight::repair(&[Source::named(&path)], &policy, &options, 1, |entry| {
            let Entry::Judged(delivered) = entry else {
                panic!("{entry:?}");
            };
            let [mut here, mut there] =
                [&repaired.outcome, &delivered].map(|outcome| json_value(outcome, &context));
            assert_eq!(repaired.files.is_empty(), is_refused);
            // In memory a copy has no folder.
            for value in [&mut here, &mut there] {
                value["fix"]["output"].take();
                value["fix"]["outputs"].take();
            }
            assert_eq!(here, there);
            seen.push(here["findings"][0]["rule"] == "too-large-to-read");
            true
        })
        .unwrap();
    }
    assert_eq!(seen, [false, true]);
}

#[test]
fn what_can_not_be_opened_is_a_finding() {
    let desk = desk();
    let policy = policy(&desk);
    let rules = |path: &str| -> Vec<&str> {
        let outcome = examine_path(desk.path(path), &policy);
        outcome.findings.iter().map(|f| f.rule.id).collect()
    };
    assert_eq!(rules("in/nothing.jpg"), ["missing"]);
    assert_eq!(rules("in"), ["unreadable"]);
}

/// A seed of which no copy is made would begin nothing but refusals.
#[test]
fn the_fuzz_target_of_repairs_makes_copies_of_its_seeds() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds/repair");
    let mut seen = 0;
    for file in fs::read_dir(seeds).unwrap() {
        let path = file.unwrap().path();
        let repaired = copies::made_of(&fs::read(&path).unwrap());
        let fix = repaired.outcome.fix.unwrap();
        assert_eq!(
            fix.status,
            RepairStatus::Fixed,
            "{}: {:?}",
            path.display(),
            fix.reason
        );
        seen += 1;
    }
    assert_eq!(seen, 12);
}
