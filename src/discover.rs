//! Paths in, sources out: sorted, nothing dropped without a word.
