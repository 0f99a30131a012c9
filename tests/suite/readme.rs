//! The READMEs and the guides say what the command says.

use std::fs;
use std::path::Path;

use crate::support::{Workspace, testdata};

fn readme(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn both_guides_carry_the_rule_table_as_the_command_prints_it() {
    let workspace = Workspace::new();
    for (name, lang) in [
        ("packaging/guide.md", "en"),
        ("packaging/guide.zh-CN.md", "zh"),
    ] {
        let table = workspace
            .run(["rules", "--markdown", "--lang", lang])
            .stdout;
        assert!(table.lines().count() > 30, "{table}");
        assert!(
            readme(name).contains(&table),
            "{name} lacks this table:\n{table}"
        );
    }
}

#[test]
fn both_readmes_are_short_and_every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut links = 0;
    for name in [
        "README.md",
        "README.zh-CN.md",
        "packaging/guide.md",
        "packaging/guide.zh-CN.md",
        "packaging/figures.md",
    ] {
        let text = readme(name);
        if name.starts_with("README") {
            assert!(text.lines().count() <= 150, "{name} is too long");
        }
        let folder = root.join(name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1) {
            let (link, _) = link.split_once(')').unwrap();
            if link.starts_with("https://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = folder.join(file);
            assert!(file.exists(), "{name}: {link}");
            if !heading.is_empty() {
                let text = fs::read_to_string(&file).unwrap();
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                let anchor = |line: &str| {
                    let title = line.trim_start_matches('#').trim().to_lowercase();
                    title.replace(' ', "-")
                };
                assert!(
                    headings.any(|line| anchor(line) == heading),
                    "{name}: {link}"
                );
            }
            links += 1;
        }
    }
    assert!(links > 40, "only {links} links were seen");
}

#[test]
fn both_readmes_name_the_same_two_commands() {
    for marker in ["<!-- main-job -->", "<!-- tests -->"] {
        let commands = ["README.md", "README.zh-CN.md"].map(|name| {
            let text = readme(name);
            let (_, after) = text
                .split_once(marker)
                .unwrap_or_else(|| panic!("{name}: {marker}"));
            after.split("```").nth(1).unwrap().to_owned()
        });
        assert_eq!(commands[0], commands[1], "{marker}");
    }
}

/// Whether the lines are what was printed, where `…` stands for lines that are left out.
#[cfg(unix)]
fn is_told(told: &str, printed: &str) -> bool {
    let mut rest = printed;
    let mut parts = told.split("…\n").peekable();
    let mut starts = true;
    while let Some(part) = parts.next() {
        let ends = parts.peek().is_none();
        let found = match (starts, ends) {
            (true, true) => return rest == part,
            (true, false) => rest.starts_with(part).then_some(0),
            (false, true) => return rest.ends_with(part),
            (false, false) => rest.find(part),
        };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
        starts = false;
    }
    true
}

#[cfg(unix)]
#[test]
fn both_readmes_show_what_really_happens() {
    use std::process::Command;
    let mut commands = 0;
    for (name, locale, scans) in [
        ("README.md", "C.UTF-8", "scans"),
        ("README.zh-CN.md", "zh_CN.UTF-8", "扫描件"),
    ] {
        let workspace = Workspace::new();
        let home = workspace.path("").canonicalize().unwrap();
        let tool = env!("CARGO_BIN_EXE_certpreflight");
        fs::create_dir(home.join("bin")).unwrap();
        std::os::unix::fs::symlink(tool, home.join("bin/certpreflight")).unwrap();
        for sample in fs::read_dir(testdata("samples"))
            .unwrap()
            .map(Result::unwrap)
        {
            let below = Path::new(scans).join(sample.file_name());
            workspace.write(below, fs::read(sample.path()).unwrap());
        }
        let text = readme(name);
        for block in text.split("<!-- real run -->\n```console\n").skip(1) {
            let (block, _) = block.split_once("```").unwrap();
            for told in block.trim_start_matches("$ ").split("\n$ ") {
                let (command, told) = told.split_once('\n').unwrap_or((told, ""));
                let ran = Command::new("/bin/sh")
                    .args(["-c", &format!("{{ {command}; }} 2>&1")])
                    .current_dir(&home)
                    .env_clear()
                    .env("LANG", locale)
                    .env("PATH", format!("{}/bin:/usr/bin:/bin", home.display()))
                    .output()
                    .unwrap();
                let printed = String::from_utf8(ran.stdout).unwrap();
                let printed = printed.replace(&home.display().to_string(), "/home/me");
                let told = format!("{}\n", told.trim_end());
                assert!(
                    is_told(told.trim_start_matches('\n'), &printed),
                    "{name}: {command} prints\n{printed}"
                );
                commands += 1;
            }
        }
    }
    assert_eq!(commands, 18);
}
