//! How the benches write their tables.

/// A share with its counts; a dash where there is nothing to count.
pub(crate) fn percentage(part: usize, all: usize) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    format!("{:.1} % ({part}/{all})", 100.0 * part as f64 / all as f64)
}
