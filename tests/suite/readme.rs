//! The READMEs say what the command says.

use std::fs;
use std::path::Path;

use crate::support::Workspace;

fn readme(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn both_readmes_carry_the_rule_table_as_the_command_prints_it() {
    let workspace = Workspace::new();
    for (name, lang) in [("README.md", "en"), ("README.zh-CN.md", "zh")] {
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
