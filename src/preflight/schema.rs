//! Keeps the JSON Schemas in `packaging/schema` what the types say. Only tests need them, so that no
//! build carries them; the command's tests use this file too.

use std::path::Path;

/// Compares a schema with the committed one, or commits it if `UPDATE_SCHEMAS` is set.
pub(crate) fn assert_committed(name: &str, schema: &schemars::Schema) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("packaging/schema")
        .join(format!("{name}.schema.json"));
    let generated = serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&file, &generated).expect("a folder for schemas");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed.replace('\r', "") == generated,
        "{} is not what the types say; `UPDATE_SCHEMAS=1 cargo test schema` writes it",
        file.display()
    );
}
