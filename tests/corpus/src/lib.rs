//! Fictitious certificates with known defects.
