//! Decoders of other formats behind their walls: what a file made to be dear costs is itself.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

use certpreflight::worker::{ARGUMENT, Workers};
use certpreflight::{Format, Limits};

use crate::pdf::{Page, pdf};
use crate::support::{Workspace, certificate, jpeg, testdata};

fn workers() -> Workers {
    Workers::of_program(env!("CARGO_BIN_EXE_certpreflight"))
}

/// What each file of `testdata/hostile` must be called; `None` where only that nothing breaks counts.
const FILES: [(&str, &[&str]); 11] = [
    ("abort_ps_nested_20000.pdf", &["too-costly"]),
    ("dct_trunc50.pdf", &["corrupt"]),
    ("flate_garbage.pdf", &["corrupt"]),
    ("heic_100x4096.heic", &["too-costly", "too-large-to-decode"]),
    ("heic_two_sps.heic", &["too-costly", "too-large-to-decode"]),
    ("mb_268435456x842.pdf", &["too-large-to-decode"]),
    ("ok_flate_cut50.pdf", &["cut-short"]),
    ("panic_small_rs_1x1000.png", &["too-small-file"]),
    ("pdf_content_4G.pdf", &["too-costly"]),
    ("pdf_form_exp_1e12.pdf", &["too-costly"]),
    ("pdf_groups_3000.pdf", &["too-costly"]),
];

#[test]
fn hostile_files_end_as_findings_and_are_never_fixed() {
    let workspace = Workspace::new();
    for (name, _) in FILES {
        let file = fs::read(testdata("hostile").join(name)).unwrap();
        workspace.write(format!("in/{name}"), file);
    }
    let checked = workspace.run(["in", "-f", "json"]);
    let fixed = workspace.run(["fix", "in", "--out", "out", "-f", "json"]);
    for ran in [&checked, &fixed] {
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert_eq!(ran.json()["images"].as_array().unwrap().len(), FILES.len());
        assert!(!ran.stdout.contains("\"rule\":\"crashed\""));
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    }
    let report = fixed.json();
    let mut seen = 0;
    for (name, expected) in FILES {
        let images = report["images"].as_array().unwrap();
        let image = images
            .iter()
            .find(|image| image["path"] == format!("in/{name}"));
        let image = image.unwrap();
        let findings = image["findings"].as_array().unwrap();
        let found = findings
            .iter()
            .filter_map(|finding| finding["rule"].as_str());
        let found: Vec<_> = found.collect();
        assert!(
            found.iter().any(|rule| expected.contains(rule)),
            "{name}: {found:?}"
        );
        assert_eq!(image["fix"]["status"], "refused", "{name}");
        seen += 1;
    }
    assert_eq!(seen, FILES.len());
    let copies = fs::read_dir(workspace.path("out")).map(Iterator::count);
    assert!(copies.is_err() || copies.is_ok_and(|count| count == 0));
}

/// One file that breaks its decoder costs the others nothing.
#[test]
fn a_file_that_breaks_its_decoder_costs_nothing_but_itself() {
    let workspace = Workspace::new();
    let good = jpeg(&certificate(900, 600, 8), 90);
    for number in 0..50 {
        workspace.write(format!("in/{number:02}.jpg"), &good);
    }
    let bomb = fs::read(testdata("hostile/pdf_groups_3000.pdf")).unwrap();
    workspace.write("in/24a.pdf", bomb);
    let ran = workspace.run(["fix", "in", "--out", "out", "-f", "json"]);
    let report = ran.json();
    let images = report["images"].as_array().unwrap();
    let stopped = |image: &&serde_json::Value| {
        let findings = image["findings"].as_array().unwrap();
        findings
            .iter()
            .any(|finding| finding["rule"] == "too-costly")
    };
    assert_eq!(images.len(), 51);
    assert_eq!(images.iter().filter(stopped).count(), 1);
    assert_eq!(images[25]["fix"]["status"], "refused");
    let delivered = images
        .iter()
        .filter(|image| image["fix"]["status"] != "refused");
    assert_eq!(delivered.count(), 50);
    let copies = fs::read_dir(workspace.path("out")).unwrap();
    let copies = copies.filter(|copy| {
        copy.as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|e| e == "jpg")
    });
    assert_eq!(copies.count(), 50);
}

/// A worker says of a file what would be said in this process, and serves several.
#[test]
fn a_worker_opens_what_opens_here() {
    let (here, workers) = (Workers::default(), workers());
    let limits = Limits::default();
    let files = [
        ("formats/iphone-like.heic", Format::Heic),
        ("formats/certificate.jxl", Format::JpegXl),
        ("formats/certificate.jp2", Format::Jpeg2000),
        ("forms/monochrome.heic", Format::Heic),
        ("forms/not-read-chroma-422.heic", Format::Heic),
    ];
    for (name, format) in files {
        let whole = fs::read(testdata(name)).unwrap();
        for file in [&whole[..], &whole[..whole.len() / 2], b""] {
            let expected = here.open(file, format, &limits).unwrap();
            let found = workers.open(file, format, &limits).unwrap();
            assert!(
                format!("{expected:?}") == format!("{found:?}"),
                "{name}: {:?} {:?}",
                expected.err(),
                found.err()
            );
        }
    }
    assert!(workers.open(b"", Format::Png, &limits).is_none());
    let picture = jpeg(&certificate(900, 600, 8), 90);
    let shortened = with_other_height(&picture, 512);
    let pages = [
        Page::new("q 720 0 0 480 0 0 cm /Im Do Q", &picture),
        Page::new("q 720 0 0 480 0 0 cm /Im Do Q 9 9 20 20 re f", &picture),
        Page::new("/No Do", &picture),
        Page::new("q 720 0 0 480 0 0 cm /Im Do Q 9 9 20 20 re f", &shortened),
    ];
    let file = pdf(&pages);
    let mut expected = here.document(&file, &limits).unwrap();
    let mut found = workers.document(&file, &limits).unwrap();
    assert_eq!(found.pages(), 4);
    for index in [2, 0, 1, 3, 1, 4] {
        let [expected, found] = [&mut expected, &mut found]
            .map(|document| format!("{:?}", document.page(index, &limits)));
        assert!(expected == found, "page {index}");
        // What only decoding tells comes back with the place where it was seen.
        let damage = "SurplusData { at_percent: 100 }";
        assert_eq!(found.contains(damage), index == 3, "page {index}");
    }
}

/// The JPEG with a frame header that states another height.
fn with_other_height(jpeg: &[u8], height: u16) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]);
    let height_at = frame.unwrap() + 5;
    let mut file = jpeg.to_vec();
    file[height_at..height_at + 2].copy_from_slice(&height.to_be_bytes());
    file
}

/// What is allowed is what the limits say, and what is left by one file is there for the next.
#[test]
fn memory_is_limited_and_the_next_file_opens() {
    let workers = workers();
    let heic = fs::read(testdata("formats/iphone-like.heic")).unwrap();
    let limits = Limits::default();
    let mut stopped = 0;
    for name in ["pdf_groups_3000.pdf", "pdf_form_exp_1e12.pdf"] {
        let bomb = fs::read(testdata("hostile").join(name)).unwrap();
        let refused = workers
            .document(&bomb, &limits)
            .and_then(|mut document| document.page(0, &limits));
        let refused = format!("{:?}", refused.err());
        assert!(refused.contains("TooCostly"), "{name}: {refused}");
        stopped += 1;
        // A worker ends with the thread that started it; the next file doesn't notice.
        thread::scope(|scope| {
            scope.spawn(|| assert!(workers.open(&heic, Format::Heic, &limits).unwrap().is_ok()));
        });
        assert!(workers.open(&heic, Format::Heic, &limits).unwrap().is_ok());
    }
    assert_eq!(stopped, 2);
}

#[test]
fn a_worker_that_cannot_start_is_a_finding() {
    let workers = Workers::of_program("/no/such/program");
    let refused = workers.open(b"", Format::Heic, &Limits::default()).unwrap();
    assert!(format!("{:?}", refused.err()).contains("NotStarted"));
}

#[cfg(unix)]
#[test]
fn an_interpreter_is_told_what_to_run() {
    let command = env!("CARGO_BIN_EXE_certpreflight").into();
    let workers = Workers::of_interpreter("/usr/bin/env", vec![command]);
    let heic = fs::read(testdata("formats").join("iphone-like.heic")).unwrap();
    let opened = workers.open(&heic, Format::Heic, &Limits::default());
    assert!(opened.unwrap().is_ok());
}

/// What is no request ends a worker, and so does the end of its input; neither says a word.
#[test]
fn a_worker_ends_with_its_input_and_at_nonsense() {
    for (input, is_fine) in [
        (&b""[..], true),
        (b"GET / HTTP/1.1\r\n\r\n", false),
        (&[0xFF; 64], false),
        (&[1, 0, 0, 0, 99], false),
    ] {
        let mut worker = Command::new(env!("CARGO_BIN_EXE_certpreflight"))
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = worker.stdin.take().unwrap().write_all(input);
        let ended = worker.wait_with_output().unwrap();
        assert_eq!(ended.status.success(), is_fine, "{input:?}");
        assert!(
            ended.stdout.is_empty() && ended.stderr.is_empty(),
            "{ended:?}"
        );
    }
}

/// The walls stand before the first file is read: the kernel says so.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_has_given_up_its_rights_before_it_reads() {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_certpreflight"))
        .arg(ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let of_worker = format!("/proc/{}", worker.id());
    let stands = || {
        let threads = fs::read_dir(format!("{of_worker}/task")).ok()?;
        let statuses = threads
            .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("status")).ok());
        let is_walled =
            |status: String| status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1");
        let walled: Vec<bool> = statuses.map(is_walled).collect();
        let limits = fs::read_to_string(format!("{of_worker}/limits")).ok()?;
        let has_limits = ["Max open files", "Max file size", "Max core file size"]
            .iter()
            .all(|name| {
                let line = limits.lines().find(|line| line.starts_with(name));
                line.is_some_and(|line| {
                    line[name.len()..].split_ascii_whitespace().next() == Some("0")
                })
            });
        (walled == [true, true] && has_limits).then_some(())
    };
    let mut tries = 0;
    while stands().is_none() {
        tries += 1;
        assert!(tries < 1000, "no walls");
        thread::sleep(std::time::Duration::from_millis(10));
    }
    drop(worker.stdin.take());
    assert!(worker.wait().unwrap().success());
}

/// Pictures of next to no width or height are examined and repaired like any other.
#[test]
fn thin_pictures_are_examined() {
    use certpreflight::{Policy, Profile, RepairOptions, repair_bytes};
    use image::{ImageFormat, Rgb, RgbImage};
    let mut policy = Policy::new(Profile::load("wechat-pay").unwrap());
    policy.reads = false;
    policy.thumbnails = true;
    let mut options = RepairOptions::default();
    options.allow_upscale = true;
    let lengths = [
        1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 255, 439, 440, 441, 1000, 2049, 5000,
    ];
    let mut seen = 0;
    for length in lengths {
        for (width, height) in [
            (1, length),
            (length, 1),
            (2, length),
            (length, 3),
            (17, length),
        ] {
            let picture = RgbImage::from_fn(width, height, |x, y| {
                Rgb([((x * 7 + y * 13) % 3 * 120).to_le_bytes()[0]; 3])
            });
            let file = crate::support::encode(picture, ImageFormat::Png);
            let repaired = repair_bytes("thin.png", &file, &policy, &options);
            let crashed = |id: &str| id == "crashed";
            assert!(
                !repaired
                    .outcome
                    .findings
                    .iter()
                    .any(|finding| crashed(finding.rule.id)),
                "{width}x{height}"
            );
            let reason = repaired
                .outcome
                .fix
                .as_ref()
                .and_then(|fix| fix.reason.as_ref());
            assert!(
                !reason.is_some_and(|reason| crashed(reason.id)),
                "{width}x{height}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 100);
}
