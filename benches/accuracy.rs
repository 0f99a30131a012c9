//! How often each check is right, over the generated corpus, by what the whole command says.
//!
//! `cargo bench --bench accuracy` prints the table that `packaging/figures.md` quotes, on the report half of the
//! corpus; `cargo bench --bench accuracy -- tune` prints it for the tuning half. What these are stands
//! in `tests/corpus/README.md`.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]

mod table;

use std::collections::HashMap;

use certpreflight::{Level, Outcome, Policy, Profile, examine_bytes};
use certpreflight_corpus::{Defect, Kind, Specimen, Split, Truth, labels, set};
use rayon::prelude::*;
use table::percentage;

/// One specimen, what is true of it, and what the command says.
struct Judged {
    kind: Kind,
    defect: Defect,
    amount: f64,
    truth: Truth,
    /// Whether the reference reader got the number; `None` where it was not asked.
    readable: Option<bool>,
    outcome: Outcome,
}

impl Judged {
    fn fired(&self, rules: &[&str], least: Level) -> bool {
        let findings = &self.outcome.findings;
        findings
            .iter()
            .any(|finding| finding.level >= least && rules.contains(&finding.rule.id))
    }
}

/// One row of the table: which pictures have the fault, which certainly don't (the rest is not
/// counted), and the rules that should tell.
struct Row {
    check: &'static str,
    target: &'static str,
    rules: &'static [&'static str],
    least: Level,
    faulty: fn(&Judged) -> bool,
    sound: fn(&Judged) -> bool,
}

const ILLEGIBLE: &[&str] = &[
    "blurred",
    "too-small-to-read",
    "upscaled",
    "over-compressed",
    "noisy",
    "illegible",
];

const ROWS: &[Row] = &[
    Row {
        check: "illegible (error)",
        target: "≥ 90 % / ≤ 2 %",
        rules: ILLEGIBLE,
        least: Level::Error,
        faulty: |j| j.readable == Some(false),
        sound: |j| j.readable == Some(true),
    },
    Row {
        check: "upscaled ×3 or more",
        target: "≥ 90 % / ≤ 2 %",
        rules: &["upscaled"],
        least: Level::Note,
        faulty: |j| j.defect == Defect::Upscaled && j.amount >= 3.0,
        sound: |j| j.defect != Defect::Upscaled,
    },
    Row {
        check: "grayscale",
        target: "≥ 99 % / ≤ 0.5 %",
        rules: &["grayscale"],
        least: Level::Note,
        faulty: |j| j.truth.gray,
        sound: |j| !j.truth.gray,
    },
    Row {
        check: "red seal on a gray page called gray",
        target: "– / 0 %",
        rules: &["grayscale"],
        least: Level::Note,
        faulty: |_| false,
        sound: |j| j.defect == Defect::GrayRedSeal,
    },
    Row {
        check: "sideways",
        target: "≥ 98 % / ≤ 1 %",
        rules: &["sideways"],
        least: Level::Note,
        faulty: |j| matches!(j.truth.clockwise_turn_degrees, 90 | 270),
        sound: |j| matches!(j.truth.clockwise_turn_degrees, 0 | 180),
    },
    Row {
        check: "upside down",
        target: "≥ 60 % decided, ≥ 99 % of them right",
        rules: &["upside-down"],
        least: Level::Note,
        faulty: |j| j.truth.clockwise_turn_degrees == 180,
        sound: |j| j.truth.clockwise_turn_degrees == 0,
    },
    Row {
        check: "mirrored",
        target: "no false alarm",
        rules: &["mirrored"],
        least: Level::Note,
        faulty: |j| j.truth.mirrored,
        sound: |j| !j.truth.mirrored,
    },
    Row {
        check: "too dark",
        target: "≥ 95 % / ≤ 2 %",
        rules: &["too-dark"],
        least: Level::Note,
        faulty: |j| j.defect == Defect::Underexposed && j.readable == Some(false),
        sound: |j| j.defect != Defect::Underexposed,
    },
    Row {
        check: "washed out",
        target: "≥ 95 % / ≤ 2 %",
        rules: &["washed-out", "low-contrast"],
        least: Level::Note,
        faulty: |j| {
            matches!(j.defect, Defect::Overexposed | Defect::LowContrast)
                && j.readable == Some(false)
        },
        sound: |j| {
            !matches!(
                j.defect,
                Defect::Overexposed | Defect::LowContrast | Defect::Glare
            )
        },
    },
    Row {
        check: "glare",
        target: "≥ 95 % / ≤ 2 %",
        rules: &["glaring"],
        least: Level::Note,
        faulty: |j| j.defect == Defect::Glare && j.readable == Some(false),
        sound: |j| !matches!(j.defect, Defect::Glare | Defect::Overexposed),
    },
    Row {
        check: "border cut off",
        target: "≥ 90 % / ≤ 3 %",
        rules: &["cut-off"],
        least: Level::Note,
        faulty: |j| !j.truth.cut_sides.is_empty(),
        sound: |j| j.truth.cut_sides.is_empty(),
    },
    Row {
        check: "small in the frame",
        target: "≥ 95 % / ≤ 2 %",
        rules: &["small-in-frame"],
        least: Level::Note,
        faulty: |j| j.defect == Defect::SmallInFrame && j.truth.share_of_frame < 0.12,
        sound: |j| j.truth.share_of_frame > 0.3,
    },
    Row {
        check: "slanted",
        target: "≥ 90 % / ≤ 2 %",
        rules: &["slanted"],
        least: Level::Note,
        faulty: |j| j.defect == Defect::StrongPerspective && j.truth.perspective_ratio > 1.35,
        sound: |j| j.truth.perspective_ratio < 1.2,
    },
    Row {
        check: "two certificates",
        target: "≥ 90 % / ≤ 2 %",
        rules: &["crowded"],
        least: Level::Note,
        faulty: |j| j.truth.companion_px.is_some(),
        sound: |j| j.truth.companion_px.is_none(),
    },
];

fn main() {
    // `cargo test --benches` runs this with `--test`: compiled is enough then.
    let arguments: Vec<_> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    let split = if arguments.iter().any(|argument| argument == "tune") {
        Split::Tune
    } else {
        Split::Report
    };
    let judged = judge_all(split);
    println!("{} pictures, {split:?} seeds\n", judged.len());
    println!("| check | found | false alarms | target |\n|---|---|---|---|");
    for row in ROWS {
        let share = |of: fn(&Judged) -> bool| {
            let all: Vec<_> = judged.iter().filter(|j| of(j)).collect();
            let fired = all.iter().filter(|j| j.fired(row.rules, row.least)).count();
            percentage(fired, all.len())
        };
        println!(
            "| {} | {} | {} | {} |",
            row.check,
            share(row.faulty),
            share(row.sound),
            row.target
        );
    }
    let clean: Vec<_> = judged.iter().filter(|j| j.defect == Defect::None).collect();
    let quiet = clean.iter().filter(|j| is_quiet(&j.outcome)).count();
    println!(
        "| clean pictures without warning or error about the picture | {} | – | ≥ 97 % |",
        percentage(quiet, clean.len())
    );
    println!(
        "\nlegibility against the reference reader: AUC {:.3} (target ≥ 0.95)",
        auc(&judged)
    );
    for (is_readable, word) in [(true, "readable"), (false, "unreadable")] {
        let of = |j: &&Judged| j.readable == Some(is_readable);
        let all: Vec<_> = judged.iter().filter(of).collect();
        let read = all.iter().filter(|j| is_read(&j.outcome)).count();
        println!(
            "numbers of {word} pictures read here, their check digit right: {}",
            percentage(read, all.len())
        );
    }
    println!("\nwarnings and errors on clean pictures, and by defect what fires:");
    tally(&judged);
}

/// Renders and examines every specimen of one half.
fn judge_all(split: Split) -> Vec<Judged> {
    let policy = Policy::new(Profile::load("tencent-domain").unwrap());
    let readable: HashMap<u64, bool> = labels(split)
        .into_iter()
        .map(|label| (label.seed, label.readable))
        .collect();
    let recipes: Vec<_> = set(split).collect();
    recipes
        .par_iter()
        .map(|recipe| {
            let Specimen {
                seed,
                kind,
                defect,
                amount,
                file,
                truth,
            } = recipe.render();
            Judged {
                kind,
                defect,
                amount,
                readable: readable.get(&seed).copied(),
                outcome: examine_bytes("specimen.jpg", &file, &policy),
                truth,
            }
        })
        .collect()
}

/// Whether the command itself has read a number whose check digit is right.
fn is_read(outcome: &Outcome) -> bool {
    let legibility = outcome.measured.as_ref().and_then(|m| m.legibility);
    legibility.is_some_and(|legibility| legibility.is_read)
}

/// Whether nothing but what the size of the file brings about is held against a picture.
fn is_quiet(outcome: &Outcome) -> bool {
    outcome
        .findings
        .iter()
        .map(|finding| (finding.level, finding.rule.id))
        .all(|(level, rule)| level < Level::Warning || is_about_the_file(rule) || is_true(rule))
}

/// The sides and the terms of drawn certificates are drawn by lot: some have ended.
fn is_true(rule: &str) -> bool {
    matches!(rule, "wrong-side" | "expired" | "expiring")
}

/// Some specimens are smaller than 55KB, and scans of bilevel pages are PNGs named .jpg.
fn is_about_the_file(rule: &str) -> bool {
    matches!(rule, "too-small-file" | "near-size-limit" | "mislabeled")
}

/// How often a readable picture has a higher legibility than an unreadable one; ties count half.
/// A picture without legibility counts as the least legible.
fn auc(judged: &[Judged]) -> f64 {
    let scores = |wanted: bool| -> Vec<f64> {
        judged
            .iter()
            .filter(|j| j.readable == Some(wanted))
            .map(|j| {
                j.outcome
                    .measured
                    .as_ref()
                    .and_then(|m| m.value("legibility"))
                    .unwrap_or(0.0)
            })
            .collect()
    };
    let (readable, unreadable) = (scores(true), scores(false));
    let mut wins = 0.0;
    for yes in &readable {
        for no in &unreadable {
            wins += if yes > no {
                1.0
            } else if yes < no {
                0.0
            } else {
                0.5
            };
        }
    }
    wins / (readable.len() * unreadable.len()) as f64
}

/// Which rules fire at warning level or above, defect by defect.
fn tally(judged: &[Judged]) {
    for defect in Defect::all() {
        let of_defect: Vec<_> = judged.iter().filter(|j| j.defect == defect).collect();
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for judged in &of_defect {
            for finding in &judged.outcome.findings {
                if finding.level < Level::Warning || is_about_the_file(finding.rule.id) {
                    continue;
                }
                match counts.iter_mut().find(|(id, _)| *id == finding.rule.id) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((finding.rule.id, 1)),
                }
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let kinds = of_defect
            .iter()
            .filter(|j| j.kind == Kind::IdPortrait)
            .count();
        println!(
            "  {defect:?} ({}, {kinds} ID cards): {counts:?}",
            of_defect.len()
        );
    }
}
