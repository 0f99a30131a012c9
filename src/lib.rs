//! certpreflight.
