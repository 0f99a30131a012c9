//! Which profile and settings a report stands on: said in every format where they are not the usual ones.

use crate::support::{Workspace, jpeg, textless};

const FORMATS: [&str; 9] = [
    "text", "json", "jsonl", "html", "junit", "sarif", "github", "csv", "markdown",
];

fn desk() -> Workspace {
    let desk = Workspace::new();
    desk.write("scans/small.jpg", jpeg(&textless(300, 200), 40));
    desk
}

#[test]
fn the_usual_needs_no_word() {
    let desk = desk();
    for format in FORMATS {
        for profile in ["tencent-domain", "cnnic"] {
            let ran = desk.run(["scans", "--format", format, "-p", profile]);
            assert!(ran.code < 2, "{format}: {}", ran.stderr);
            for word in ["read from", "profile_file", "config_file", "rules_off"] {
                assert!(!ran.stdout.contains(word), "{format}: {}", ran.stdout);
            }
        }
    }
}

#[test]
fn a_profile_that_only_has_a_known_name_is_told_from_it() {
    let desk = desk();
    desk.write(
        "house/lax.toml",
        "extends = \"tencent-domain\"\n[levels]\nno-certificate = \"off\"\ngeotagged = \"off\"\n",
    );
    desk.write("certpreflight.toml", "profile = \"house/lax.toml\"\n");
    for format in FORMATS {
        let ran = desk.run(["scans", "--format", format]);
        let report = ran.stdout;
        for part in ["house/lax.toml", "no-certificate", "certpreflight.toml"] {
            assert!(report.contains(part), "{format}: {part}: {report}");
        }
        assert!(
            !report.contains(desk.path("house").to_str().unwrap()),
            "{format}"
        );
    }
    let ran = desk.run(["scans"]);
    let text = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("it is not the built-in one that is called tencent-domain"),
        "{text}"
    );
    assert!(
        text.contains("it turns off: geotagged, no-certificate."),
        "{text}"
    );
    let quiet = desk.run(["scans", "--quiet"]);
    assert!(quiet.stdout.contains("it turns off"), "{}", quiet.stdout);
    let json = desk.run(["scans", "--format", "json"]).json();
    assert_eq!(json["profile_file"], "house/lax.toml");
    assert_eq!(json["config_file"], "certpreflight.toml");
    assert_eq!(
        json["rules_off"],
        serde_json::json!(["geotagged", "no-certificate"])
    );
    let chinese = desk.run(["scans", "--lang", "zh"]);
    assert!(
        chinese.stdout.contains("并非同名的内置配置"),
        "{}",
        chinese.stdout
    );
}

#[test]
fn a_config_file_above_is_named_without_telling_where_it_is() {
    let desk = desk();
    desk.write("certpreflight.toml", "exclude = [\"*.tif\"]\n");
    let mut command = desk.command();
    command
        .current_dir(desk.path("scans"))
        .args([".", "--format", "json", "--no-read"]);
    let ran = crate::support::Ran::from(command.output().unwrap());
    assert_eq!(ran.json()["config_file"], "../certpreflight.toml");
    assert_eq!(ran.json()["profile_file"], serde_json::Value::Null);
}
