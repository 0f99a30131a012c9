//! How well certificates are read, over the sets of the corpus that are drawn for it, by what the whole command
//! says.
//!
//! `cargo bench --bench reading` prints the table that `packaging/figures.md` quotes, on the report set;
//! `cargo bench --bench reading -- tune` prints it for the tuning set, with every failure. Numbers behind
//! `tune` are seeds of the pictures to examine, or a single one below a million: so many, evenly spread. `-- passports` and
//! `-- passports tune` print the table of passports, which have sets of their own. What the sets
//! are, and who said what can be read on them, stands in `tests/corpus/README.md`.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]

mod table;

use std::collections::HashMap;

use certpreflight::reading::{Certainty, Certificate, Date, Until, Value};
use certpreflight::{Level, Outcome, Policy, Profile, examine_bytes};
use certpreflight_corpus::{
    FieldName, Kind, Readers, ReadingLabel, Recipe, Split, Truth, reading_labels, set,
};
use rayon::prelude::*;
use table::percentage;

/// One picture, what is true of it, what two readers get of it, and what the command says.
struct Judged {
    recipe: Recipe,
    truth: Truth,
    label: ReadingLabel,
    outcome: Outcome,
}

/// What a row of the table asks of a picture: `None` where it is not asked.
type Question = fn(&Judged) -> Vec<Answer>;

/// Whether it is right, and what to say if it isn't.
struct Answer {
    is_right: bool,
    said: String,
}

const ILLEGIBLE: &[&str] = &[
    "blurred",
    "too-small-to-read",
    "upscaled",
    "over-compressed",
    "noisy",
    "illegible",
    "washed-out",
    "too-dark",
    "low-contrast",
];

const ROWS: &[(&str, &str, Question)] = &[
    ("number exact, of the readable", "≥ 97 %", number_exact),
    (
        "confirmed numbers that are right",
        "≥ 99.9 %",
        confirmed_right,
    ),
    ("name exact, of the readable", "≥ 93 %", name_exact),
    ("person exact, of the readable", "–", person_exact),
    ("dates exact, of the readable", "≥ 97 %", dates_exact),
    ("kind and side right", "≥ 98 %", kind_right),
    (
        "no-certificates not called ready",
        "≥ 97 %",
        others_held_back,
    ),
    (
        "certificates not called no-certificate (error)",
        "≥ 99.7 %",
        not_refused,
    ),
    ("illegible found (error)", "≥ 92 %", illegible_found),
    (
        "legible not called illegible (error)",
        "≥ 98.5 %",
        legible_passed,
    ),
    ("orientation right, of all four turns", "≥ 99 %", turn_right),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    let is_tuning = arguments.iter().any(|argument| argument == "tune");
    let split = if is_tuning {
        Split::ReadingTune
    } else {
        Split::ReadingReport
    };
    if arguments.iter().any(|argument| argument == "passports") {
        passports(is_tuning);
        return;
    }
    let numbers: Vec<u64> = arguments
        .iter()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let judged = judge_all(split, &chosen(split, &numbers));
    println!("{} pictures, {split:?} seeds\n", judged.len());
    println!("| | right | must |\n|---|---|---|");
    for (row, target, question) in ROWS {
        let answers: Vec<Answer> = judged.iter().flat_map(question).collect();
        let right = answers.iter().filter(|answer| answer.is_right).count();
        println!(
            "| {row} | {} | {target} |",
            percentage(right, answers.len())
        );
    }
    // Single pictures of the report set are nobody's business.
    if !is_tuning {
        return;
    }
    for (row, _, question) in ROWS {
        println!("\nwrong: {row}");
        for picture in &judged {
            for answer in question(picture).iter().filter(|answer| !answer.is_right) {
                let Recipe {
                    seed,
                    kind,
                    style,
                    defect,
                    amount,
                    ..
                } = picture.recipe;
                println!(
                    "  {seed} {kind} {style:?} {defect} {amount:.3}: {}",
                    answer.said
                );
            }
        }
    }
}

/// Passports have no readers' labels: what is shown is compared with what was drawn, whether it can be read or not.
fn passports(is_tuning: bool) {
    let split = if is_tuning {
        Split::PassportTune
    } else {
        Split::PassportReport
    };
    let recipes: Vec<Recipe> = set(split).collect();
    let policy = policy();
    let all: Vec<(Truth, Outcome)> = recipes
        .into_par_iter()
        .map(|recipe| {
            let specimen = recipe.render();
            let outcome = examine_bytes("specimen.jpg", &specimen.file, &policy);
            (specimen.truth, outcome)
        })
        .collect();
    let count = |is_meant: &dyn Fn(&Truth, &Certificate) -> bool| {
        let read = all.iter().filter_map(|(truth, outcome)| {
            let found = outcome.certificate.as_ref()?;
            is_meant(truth, found).then_some(())
        });
        read.count()
    };
    let number_is_right = |truth: &Truth, found: &Certificate| {
        let number = found.number.as_ref();
        number.is_some_and(|number| number.value.text == truth.number)
    };
    let is_proven = |_: &Truth, found: &Certificate| found.proven_number().is_some();
    let end = |found: &Certificate| match found.until.as_ref()?.value {
        Until::Date(date) => Some(date.to_string()),
        Until::Forever => None,
    };
    let is_dated =
        |_: &Truth, found: &Certificate| found.until.as_ref().is_some_and(Value::is_plain);
    let wanted = |truth: &Truth, name| truth.field(name).map(|field| field.text.clone());
    println!("{} passports, {split:?} seeds\n", all.len());
    println!("| | right |\n|---|---|");
    let rows: [(&str, usize, usize); 5] = [
        (
            "known for a passport, of all pictures",
            count(&|_, found| found.kind.id() == "passport"),
            all.len(),
        ),
        (
            "number exact, of all pictures",
            count(&number_is_right),
            all.len(),
        ),
        (
            "confirmed numbers that are right",
            count(&|truth, found| is_proven(truth, found) && number_is_right(truth, found)),
            count(&is_proven),
        ),
        (
            "plainly read ends of validity that are right",
            count(&|truth, found| {
                is_dated(truth, found) && end(found) == wanted(truth, FieldName::Until)
            }),
            count(&is_dated),
        ),
        (
            "name in Chinese exact, of those whose number is confirmed",
            count(&|truth, found| {
                let name = found.name.as_ref().map(|name| plain(&name.value));
                is_proven(truth, found)
                    && name.is_some()
                    && name == wanted(truth, FieldName::Name).map(|name| plain(&name))
            }),
            count(&|truth, found| {
                is_proven(truth, found) && truth.field(FieldName::Name).is_some()
            }),
        ),
    ];
    for (row, right, of) in rows {
        println!("| {row} | {} |", percentage(right, of));
    }
}

/// The recipes of a set that the numbers of the command line name.
fn chosen(split: Split, numbers: &[u64]) -> Vec<Recipe> {
    let recipes: Vec<Recipe> = set(split).collect();
    let count = match numbers {
        [] => recipes.len(),
        [count] if *count < 1_000_000 => usize::try_from(*count).unwrap().min(recipes.len()),
        _ => {
            let is_named = |recipe: &Recipe| numbers.contains(&recipe.seed);
            return recipes.into_iter().filter(is_named).collect();
        }
    };
    (0..count)
        .map(|index| recipes[index * recipes.len() / count])
        .collect()
}

fn policy() -> Policy {
    let mut policy = Policy::new(Profile::load("tencent-domain").unwrap());
    policy.today = Date::parse("2026-11-28").unwrap();
    policy
}

/// Renders and examines pictures of a set.
fn judge_all(split: Split, recipes: &[Recipe]) -> Vec<Judged> {
    let policy = policy();
    let labels: HashMap<u64, ReadingLabel> = reading_labels(split)
        .into_iter()
        .map(|label| (label.seed, label))
        .collect();
    recipes
        .into_par_iter()
        .map(|&recipe| {
            let specimen = recipe.render();
            Judged {
                recipe,
                truth: specimen.truth,
                label: labels[&recipe.seed].clone(),
                outcome: examine_bytes("specimen.jpg", &specimen.file, &policy),
            }
        })
        .collect()
}

impl Judged {
    fn fired(&self, rules: &[&str], least: Level) -> bool {
        let findings = &self.outcome.findings;
        findings
            .iter()
            .any(|finding| finding.level >= least && rules.contains(&finding.rule.id))
    }

    fn readers(&self, name: FieldName) -> Option<Readers> {
        let mut fields = self.label.fields.iter();
        fields.find(|field| field.0 == name).map(|field| field.1)
    }

    /// How many of the readers get what makes a picture legible: its number, or the dates where there is none.
    fn legible(&self) -> Option<Readers> {
        self.label.number.or_else(|| self.readers(FieldName::Until))
    }
}

/// An answer about a value that can be read: what was read against what stands there.
fn compare(read: Option<String>, wanted: &str) -> Vec<Answer> {
    vec![Answer {
        is_right: read.as_deref() == Some(wanted),
        said: format!(
            "{} for {wanted}",
            read.unwrap_or_else(|| "nothing".to_owned())
        ),
    }]
}

fn number_exact(picture: &Judged) -> Vec<Answer> {
    if picture.label.number != Some(Readers::Both) {
        return Vec::new();
    }
    let certificate = picture.outcome.certificate.as_ref();
    let read = certificate.and_then(|found| Some(found.number.as_ref()?.value.text.clone()));
    compare(read, &picture.truth.number)
}

fn confirmed_right(picture: &Judged) -> Vec<Answer> {
    let certificate = picture.outcome.certificate.as_ref();
    let number = certificate.and_then(|found| found.number.as_ref());
    number
        .filter(|number| number.certainty == Certainty::Confirmed)
        .map_or_else(Vec::new, |number| {
            compare(Some(number.value.text.clone()), &picture.truth.number)
        })
}

fn name_exact(picture: &Judged) -> Vec<Answer> {
    let certificate = picture.outcome.certificate.as_ref();
    let read = certificate.and_then(|found| Some(found.name.as_ref()?.value.as_str()));
    words_exact(picture, FieldName::Name, read)
}

fn person_exact(picture: &Judged) -> Vec<Answer> {
    let certificate = picture.outcome.certificate.as_ref();
    let read = certificate.and_then(|found| Some(found.person.as_ref()?.value.as_str()));
    words_exact(picture, FieldName::Person, read)
}

fn words_exact(picture: &Judged, name: FieldName, read: Option<&str>) -> Vec<Answer> {
    match picture.truth.field(name) {
        // Nobody wants to know what stands on a certificate that no platform takes.
        Some(_) if picture.recipe.kind == Kind::Trademark => Vec::new(),
        Some(field) if picture.readers(name) == Some(Readers::Both) => {
            compare(read.map(plain), &plain(&field.text))
        }
        _ => Vec::new(),
    }
}

/// Without blanks, in half width: brackets are printed and read in both.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap(),
            '•' => '·',
            other => other,
        })
        .collect()
}

fn dates_exact(picture: &Judged) -> Vec<Answer> {
    if picture.recipe.kind == Kind::Trademark {
        return Vec::new();
    }
    let certificate = picture.outcome.certificate.as_ref();
    let day = |name| {
        let found = certificate?;
        let date = match name {
            FieldName::Birth => found.birth.as_ref(),
            FieldName::Established => found.established.as_ref(),
            _ => found.issued.as_ref(),
        };
        Some(date?.value.to_string())
    };
    let until = || {
        Some(match certificate?.until.as_ref()?.value {
            Until::Date(date) => date.to_string(),
            Until::Forever => "forever".to_owned(),
        })
    };
    let readable = |name| picture.readers(name) == Some(Readers::Both);
    let dates = picture
        .truth
        .fields
        .iter()
        .filter(|field| readable(field.name));
    dates
        .flat_map(|field| match field.name {
            FieldName::Name | FieldName::Person => Vec::new(),
            FieldName::Until => compare(until(), &field.text),
            name => compare(day(name), &field.text),
        })
        .map(|answer| Answer {
            said: format!("date {}", answer.said),
            ..answer
        })
        .collect()
}

fn kind_right(picture: &Judged) -> Vec<Answer> {
    let Some(wanted) = picture.recipe.kind.certificate() else {
        return Vec::new();
    };
    if picture.legible() != Some(Readers::Both) {
        return Vec::new();
    }
    let side = |face: Option<&str>| face.map_or_else(String::new, |face| format!(" {face}"));
    let wanted = format!("{wanted}{}", side(picture.recipe.kind.face()));
    let certificate = picture.outcome.certificate.as_ref();
    let read = certificate.map(|found| {
        let face = found.face.map(certpreflight::reading::Face::id);
        format!("{}{}", found.kind.id(), side(face))
    });
    compare(read, &wanted)
}

fn is_other(kind: Kind) -> bool {
    kind.certificate().is_none()
}

fn others_held_back(picture: &Judged) -> Vec<Answer> {
    if !is_other(picture.recipe.kind) {
        return Vec::new();
    }
    // Whatever holds it back, but for the size of the file.
    let findings = picture.outcome.findings.iter();
    let faults: Vec<&str> = findings
        .filter(|finding| finding.level >= Level::Warning)
        .map(|finding| finding.rule.id)
        .filter(|rule| !matches!(*rule, "too-small-file" | "near-size-limit"))
        .collect();
    vec![Answer {
        is_right: !faults.is_empty(),
        said: "called ready".to_owned(),
    }]
}

fn not_refused(picture: &Judged) -> Vec<Answer> {
    if is_other(picture.recipe.kind) {
        return Vec::new();
    }
    let is_refused = picture.fired(&["no-certificate"], Level::Error);
    vec![Answer {
        is_right: !is_refused,
        said: "called no certificate".to_owned(),
    }]
}

fn illegible_found(picture: &Judged) -> Vec<Answer> {
    legibility(picture, Readers::None)
}

fn legible_passed(picture: &Judged) -> Vec<Answer> {
    legibility(picture, Readers::Both)
}

fn legibility(picture: &Judged, asked: Readers) -> Vec<Answer> {
    if is_other(picture.recipe.kind) || picture.legible() != Some(asked) {
        return Vec::new();
    }
    let fired = picture.fired(ILLEGIBLE, Level::Error);
    let findings = picture.outcome.findings.iter();
    let rules: Vec<&str> = findings.map(|finding| finding.rule.id).collect();
    vec![Answer {
        is_right: fired == (asked == Readers::None),
        said: format!("{rules:?}"),
    }]
}

fn turn_right(picture: &Judged) -> Vec<Answer> {
    if is_other(picture.recipe.kind) || picture.legible() != Some(Readers::Both) {
        return Vec::new();
    }
    let measured = picture.outcome.measured.as_ref();
    let turn = measured.and_then(|all| all.value("turn_to_upright_degrees"));
    let wanted = (360 - picture.truth.clockwise_turn_degrees) % 360;
    compare(turn.map(|turn| format!("{turn}")), &wanted.to_string())
}
