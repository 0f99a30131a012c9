//! `certpreflight.toml`: where it is found, what it changes, and what wins over it.

use crate::support::{Workspace, certificate, jpeg, textless};

fn desk(config: &str) -> Workspace {
    let workspace = Workspace::new();
    workspace.write("certpreflight.toml", config);
    workspace.write("deep/below/good.jpg", jpeg(&certificate(900, 600, 8), 90));
    workspace.write("deep/below/small.jpg", jpeg(&textless(300, 200), 40));
    workspace
}

#[test]
fn the_file_is_found_upward_and_flags_win() {
    let workspace = desk("format = \"csv\"\nlang = \"zh\"\nexclude = [\"small*\"]\n");
    let below = |arguments: &[&str]| {
        let mut command = workspace.command();
        command
            .current_dir(workspace.path("deep/below"))
            .args(arguments);
        crate::support::Ran::from(command.output().unwrap()).stdout
    };
    let configured = below(&["."]);
    assert!(configured.starts_with("\u{FEFF}\"文件\""), "{configured}");
    let small = configured.lines().find(|line| line.contains("small.jpg"));
    assert!(
        small.is_some_and(|line| line.contains("未检查")),
        "{configured}"
    );
    let typed = below(&[".", "--lang", "en", "--format", "markdown"]);
    assert!(typed.starts_with("1 picture for "), "{typed}");
    let without = below(&[".", "--no-config"]);
    assert!(without.contains("small.jpg") && without.contains("ready"));
}

#[test]
fn a_profile_is_meant_relative_to_the_file_that_names_it() {
    let workspace = desk("profile = \"house.toml\"\nformat = \"json\"\n");
    workspace.write(
        "house.toml",
        "extends = \"tencent-domain\"\nid = \"house\"\n",
    );
    let mut command = workspace.command();
    command.current_dir(workspace.path("deep/below")).arg(".");
    let ran = crate::support::Ran::from(command.output().unwrap());
    assert_eq!(ran.json()["profile"], "house");
}

#[test]
fn a_mistake_is_named_and_help_still_works() {
    let workspace = desk("profil = \"cnnic\"\n");
    let ran = workspace.run(["deep"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("did you mean `profile`?"),
        "{}",
        ran.stderr
    );
    assert_eq!(workspace.run(["--help"]).code, 0);
    assert_eq!(workspace.run(["rules"]).code, 0);
    assert_eq!(
        workspace.run(["deep", "--no-config", "--exit-zero"]).code,
        0
    );
}

#[test]
fn what_is_in_force_is_printed_as_a_config_file_that_says_the_same() {
    let workspace = desk("fail-on = \"note\"\nexclude = [\"a\"]\n");
    let arguments = [
        "--show-config",
        "--exclude",
        "b",
        "--jobs",
        "3",
        "--lang",
        "en",
    ];
    let shown = workspace.run(arguments).stdout;
    let (origin, body) = shown.split_once('\n').unwrap();
    assert!(origin.starts_with("# ") && origin.ends_with("certpreflight.toml"));
    insta::assert_snapshot!("config_in_force", body);
    workspace.write("certpreflight.toml", body);
    let again = workspace.run(["--show-config"]).stdout;
    assert_eq!(again.split_once('\n').unwrap().1, body);
}
