//! The extension module `certpreflight._native`: the library's functions, and the command, so that what is read and
//! known (ten megabytes) is in a wheel once.

mod bindings;

/// The command: the same files as the program's, which look for each other from the top.
#[allow(dead_code, reason = "the program's own beginning is not called")]
#[path = "../cli/main.rs"]
mod program;

use program::*;
