//! Reports, configs and profiles are what the JSON Schemas in `packaging/schema` say. That these are
//! what the types say is tested beside the types.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Workspace, testdata};

fn schema(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/schema");
    let text = fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What in `value` is not as `schema` says, with the place. Knows the keywords that our schemas use
/// and stops at others; a key that the schema doesn't name is a fault, too.
fn faults(value: &Value, schema: &Value, root: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(keywords) = schema.as_object() else {
        assert!(schema.is_boolean(), "{at}: {schema}");
        return if schema == true {
            found
        } else {
            vec![format!("{at}: not allowed")]
        };
    };
    for (keyword, demand) in keywords {
        let holds = match keyword.as_str() {
            "$schema"
            | "$defs"
            | "title"
            | "description"
            | "default"
            | "format"
            | "properties"
            | "additionalProperties" => true, // the last two together, below
            "$ref" => {
                let place = demand.as_str().unwrap().strip_prefix('#').unwrap();
                found.extend(faults(value, root.pointer(place).unwrap(), root, at));
                true
            }
            "type" => match demand {
                Value::Array(types) => types.iter().any(|one| is_of_type(value, one)),
                one => is_of_type(value, one),
            },
            "enum" => demand.as_array().unwrap().contains(value),
            "const" => demand == value,
            "anyOf" | "oneOf" => {
                let choices = demand.as_array().unwrap().iter();
                let mut fitting = choices.filter(|one| faults(value, one, root, at).is_empty());
                fitting.next().is_some()
            }
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= demand.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= demand.as_f64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= demand.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 <= demand.as_u64().unwrap()),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(item, demand, root, &format!("{at}/{index}")));
                }
                true
            }
            "required" => {
                let mut names = demand.as_array().unwrap().iter();
                value.is_null() || names.all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "propertyNames" => {
                for name in value
                    .as_object()
                    .into_iter()
                    .flat_map(|object| object.keys())
                {
                    found.extend(faults(&json!(name), demand, root, &format!("{at}/{name}")));
                }
                true
            }
            _ => panic!("{at}: teach this test the keyword `{keyword}`"),
        };
        if !holds {
            found.push(format!("{at}: {value} breaks {keyword} {demand}"));
        }
    }
    let (named, others) = (
        keywords.get("properties"),
        keywords.get("additionalProperties"),
    );
    if named.is_some() || others.is_some() {
        for (name, value) in value.as_object().into_iter().flatten() {
            let demand = named.and_then(|named| named.get(name)).or(others);
            let at = format!("{at}/{name}");
            found.extend(faults(value, demand.unwrap_or(&json!(false)), root, &at));
        }
    }
    found
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("a type called {other}"),
    }
}

#[track_caller]
fn assert_valid(value: &Value, name: &str) {
    let schema = schema(name);
    assert_eq!(faults(value, &schema, &schema, ""), [""; 0]);
}

/// The samples, and what is not a picture.
fn samples() -> Workspace {
    let workspace = Workspace::new();
    let mut count = 0;
    for entry in fs::read_dir(testdata("samples")).unwrap() {
        let path = entry.unwrap().path();
        let name = Path::new("in").join(path.file_name().unwrap());
        workspace.write(name, fs::read(&path).unwrap());
        count += 1;
    }
    assert_eq!(count, 8);
    workspace.write("in/notes.txt", "no picture");
    workspace.write("in/half.jpg", b"\xFF\xD8\xFF\xE0");
    workspace
}

/// Makes a report wrong.
type Spoil = fn(&mut Value);

#[test]
fn a_check_and_a_repair_write_what_the_schema_says() {
    let workspace = samples();
    let check = workspace.run(["in", "--format", "json"]).json();
    let fix = workspace
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    for report in [&check, &fix] {
        assert_valid(report, "report");
        assert_eq!(report["images"].as_array().unwrap().len(), 9);
        assert_eq!(report["skipped"].as_array().unwrap().len(), 1);
    }
    let fixes = fix["images"].as_array().unwrap().iter();
    assert!(
        fixes
            .filter(|image| image["fix"]["after"].is_object())
            .count()
            > 2
    );

    // The schema says something: what is wrong is found.
    let schema = schema("report");
    let spoiled: [(&str, Spoil); 5] = [
        ("/images/0/verdict", |report| {
            report["images"][0]["verdict"] = json!("good");
        }),
        ("/images/0/more", |report| {
            report["images"][0]["more"] = json!(1);
        }),
        ("/images/0/width", |report| {
            report["images"][0]["width"] = json!("wide");
        }),
        ("/summary/fixed", |report| {
            report["summary"]["fixed"] = json!(-1);
        }),
        ("", |report| {
            drop(report.as_object_mut().unwrap().remove("tool"));
        }),
    ];
    for (place, spoil) in spoiled {
        let mut report = fix.clone();
        spoil(&mut report);
        let found = faults(&report, &schema, &schema, "");
        assert!(
            found[0].starts_with(&format!("{place}: ")),
            "{place}: {found:?}"
        );
    }
}

/// What was written by a version stays readable: each has left a report, the one in work the newest.
#[test]
fn a_report_of_every_version_so_far_is_what_the_schema_says() {
    let folder = testdata("reports");
    let own = folder.join(concat!(env!("CARGO_PKG_VERSION"), ".json"));
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        let workspace = samples();
        let today = ["--today", "2026-11-28", "--lang", "en"];
        let arguments = ["fix", "in", "--out", "out", "--format", "json"];
        let report = workspace.run(arguments.into_iter().chain(today)).stdout;
        fs::write(&own, report).unwrap();
    }
    assert!(
        own.exists(),
        "`UPDATE_SCHEMAS=1 cargo test a_report_of_every_version` writes this version's"
    );
    let schema = schema("report");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let found = faults(&report, &schema, &schema, "");
        assert_eq!(found, [""; 0], "{}", path.display());
        assert_eq!(report["schema"], 1, "a new shape needs a schema of its own");
        assert!(report["images"].as_array().unwrap().len() > 8);
    }
}

#[test]
fn the_command_prints_the_schema_of_its_report() {
    let workspace = Workspace::new();
    for arguments in [&["--schema"][..], &["check", "--schema"]] {
        let printed: Value = workspace.run(arguments).json();
        assert_eq!(printed, schema("report"));
    }
}

#[test]
fn built_in_profiles_and_a_config_are_what_the_schemas_say() {
    let read = |text: &str| serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/preflight/profiles");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        assert_valid(
            &read(&fs::read_to_string(entry.unwrap().path()).unwrap()),
            "profile",
        );
        count += 1;
    }
    assert_eq!(count, 9);
    let workspace = Workspace::new();
    workspace.write(
        "certpreflight.toml",
        "jobs = 2\nlang = \"en\"\nexclude = [\"*.bak\"]\n",
    );
    let config = workspace.run(["--show-config"]).stdout;
    assert_valid(&read(&config), "config");

    let (profile, config) = (schema("profile"), schema("config"));
    for (text, schema) in [
        ("platform = \"tencnt\"", &profile),
        ("[levels]\ngrayscal = \"off\"", &profile),
        ("[limits]\nmax-contrast = 0.5", &profile),
        ("jobs = 0", &config),
        ("profil = \"cnnic\"", &config),
    ] {
        assert_eq!(faults(&read(text), schema, schema, "").len(), 1, "{text}");
    }
}
