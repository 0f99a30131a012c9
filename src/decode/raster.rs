//! Every accepted format but JPEG, through the `image` crate.
