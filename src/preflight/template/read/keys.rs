//! TOML: a table `[[template]]` or `[[filing]]` for each row, with the fields' keys.

use toml::{Table, Value};

use super::manifest::{Form, MOST_ROWS, Manifest};
use crate::template::field::Field;
use crate::template::problem::ManifestProblem;
use crate::template::row::{Cell, Row};

pub(super) fn read(bytes: &[u8]) -> Result<Manifest, ManifestProblem> {
    let text = std::str::from_utf8(bytes).map_err(ManifestProblem::malformed)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let whole: Table =
        toml::from_str(text).map_err(|cause| ManifestProblem::malformed(located(text, &cause)))?;
    let mut manifest = Manifest {
        rows: Vec::new(),
        columns: Vec::new(),
        unknown: Vec::new(),
        titles: Vec::new(),
        form: Form::Ods,
    };
    let all = ["template", "filing"]
        .iter()
        .filter_map(|key| whole.get(*key)?.as_array());
    let tables: Vec<&Table> = all.flatten().filter_map(Value::as_table).collect();
    if tables.is_empty() {
        return Err(ManifestProblem::NoHeaders);
    }
    if tables.len() > MOST_ROWS {
        return Err(ManifestProblem::TooManyRows { limit: MOST_ROWS });
    }
    for (at, table) in tables.into_iter().enumerate() {
        let mut row = Row::new(at + 1);
        if let Some(platform) = whole.get("platform").and_then(Value::as_str) {
            row = row.with(Field::Platform, platform);
        }
        for (key, value) in table {
            let Some(field) = Field::from_header(key) else {
                if !manifest.unknown.contains(key) {
                    manifest.unknown.push(key.clone());
                }
                continue;
            };
            row.set(field, cell(value));
            if !manifest.columns.contains(&field) {
                manifest.columns.push(field);
            }
        }
        manifest.rows.push(row);
    }
    manifest.form = Form::Toml(whole);
    Ok(manifest)
}

/// What is wrong and in which line, without the line itself: it may hold somebody's number.
fn located(text: &str, cause: &toml::de::Error) -> String {
    let before = cause.span().and_then(|span| text.get(..span.start));
    before.map_or_else(
        || cause.message().to_owned(),
        |before| format!("{}:{}", before.matches('\n').count() + 1, cause.message()),
    )
}

fn cell(value: &Value) -> Cell {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Boolean(value) => (if *value { "是" } else { "否" }).to_owned(),
        Value::Array(several) => {
            let texts = several.iter().filter_map(Value::as_str);
            texts.collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    };
    Cell {
        text,
        is_rounded: value.is_float(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Lang;

    #[test]
    fn a_fault_is_named_by_its_line_and_not_by_what_stands_there() {
        let text = "[[template]]\nowner = \"王小明\"\nnumber = 11010519491231002X\n";
        let problem = read(text.as_bytes()).expect_err("no number ends in X");
        let said = problem.says(Lang::En);
        assert!(said.starts_with("3:"), "{said}");
        assert!(!said.contains("1101051949"), "{said}");
    }
}
