//! No import circle: what a file uses lies below it. Rooms are the modules of a crate; the files of a
//! room are looked at once more among themselves. A room's `mod.rs` and the files below it may know
//! each other, as a house knows its rooms.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Who uses whom.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// Every Rust file below a folder with its modules from there and its text without tests.
fn files(folder: &Path) -> Vec<(Vec<String>, String)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let below = path.strip_prefix(folder).unwrap().with_extension("");
        let mut modules: Vec<String> = below
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        let is_test = modules.last().is_some_and(|name| name == "tests");
        if path.extension().is_none_or(|extension| extension != "rs") || is_test {
            continue;
        }
        modules.retain(|name| name != "mod");
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
        files.push((modules, code));
    }
    files
}

/// The paths that a file of `own` modules names, as modules from the crate's root.
fn named(own: &[String], code: &str) -> Vec<Vec<String>> {
    let separators = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
    let code = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<_> = code.collect();
    let code = code.join("\n");
    let mut paths = Vec::new();
    for path in code.split(separators).filter(|word| word.contains("::")) {
        let mut parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
        let up = parts.iter().take_while(|part| **part == "super").count();
        let base = if parts.first() == Some(&"crate") {
            parts.remove(0);
            &[][..]
        } else if up > 0 && up <= own.len() {
            parts.drain(..up);
            &own[..own.len() - up]
        } else {
            continue;
        };
        let parts = parts.into_iter().map(str::to_owned);
        paths.push(base.iter().cloned().chain(parts).collect());
    }
    paths
}

/// Who uses whom among the modules directly below `room`.
fn uses(files: &[(Vec<String>, String)], room: &[String]) -> Uses {
    let below = |modules: &[String]| -> Option<String> {
        let rest = modules.strip_prefix(room)?;
        rest.first().cloned()
    };
    let known: BTreeSet<_> = files.iter().filter_map(|(own, _)| below(own)).collect();
    let mut graph = Uses::new();
    for (own, code) in files {
        let Some(user) = below(own) else { continue };
        let rooms = named(own, code).into_iter().filter_map(|path| below(&path));
        let others = rooms.filter(|room| known.contains(room) && *room != user);
        graph.entry(user.clone()).or_default().extend(others);
    }
    graph
}

/// What is left when everything that uses nothing is taken away, again and again.
fn circle(mut uses: Uses) -> Uses {
    loop {
        let free: BTreeSet<_> = uses
            .iter()
            .filter(|(_, used)| used.is_empty())
            .map(|(user, _)| user.clone())
            .collect();
        if free.is_empty() {
            return uses;
        }
        uses.retain(|user, _| !free.contains(user));
        for used in uses.values_mut() {
            used.retain(|one| !free.contains(one));
        }
    }
}

#[test]
fn no_room_uses_one_that_uses_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for of_crate in ["preflight"] {
        let mut files = files(&source.join(of_crate));
        files.retain(|(modules, _)| modules != &["lib"] && modules != &["main"]);
        let rooms: BTreeSet<Vec<String>> = files
            .iter()
            .flat_map(|(own, _)| (0..own.len()).map(|depth| own[..depth].to_vec()))
            .collect();
        for room in rooms {
            let uses = uses(&files, &room);
            seen += uses.values().map(BTreeSet::len).sum::<usize>();
            let left = circle(uses);
            assert!(left.is_empty(), "{of_crate} {room:?}: {left:?}");
        }
    }
    assert!(seen > 100, "only {seen} uses");
}

#[test]
fn a_circle_would_be_found() {
    let file = |name: &str, code: &str| {
        let modules = name.split('/').map(str::to_owned).collect();
        (modules, code.to_owned())
    };
    let files = [
        file("report", "use crate::outcome::Outcome;"),
        file("outcome", "// crate::report\nuse crate::rules::Rule;"),
        file("rules", "fn f() { crate::outcome::g() }"),
        file("report/text", "use super::json::view;"),
        file(
            "report/json",
            "use super::super::rules;\nuse crate::report::text;",
        ),
    ];
    let circle = |room: &[&str]| {
        let room: Vec<_> = room.iter().map(|&name| name.to_owned()).collect();
        let left = circle(uses(&files, &room));
        // What only leads into a circle is left too.
        left.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(circle(&[]), ["outcome", "report", "rules"]);
    assert_eq!(circle(&["report"]), ["json", "text"]);
}
