//! TOML in, a validated [`Profile`] out.
