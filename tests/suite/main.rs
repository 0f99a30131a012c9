//! The one integration binary.
//!
//! - `support`: a temporary folder with the command in it, and builders of pictures
//! - `real`: public pictures with known labels
//! - `rules`: every rule has a picture that fires it and one that doesn't
//! - `cli`: what is typed, what is printed, how it exits, in both languages
//! - `config`: certpreflight.toml
//! - `contents`: what is damaged, missing, not read or no picture is called that, with advice that fits
//! - `origin`: which profile and settings a report stands on
//! - `pdf`: documents of a few pages
//! - `reports`: one folder in every format and both languages
//! - `batch`: order, threads, poisoned files, duplicates
//! - `duplicates`: files and shots that are there twice, over the results of several machines
//! - `drop`: what a dragged folder runs
//! - `explain`: what a refusal means, and which cause a picture shows
//! - `fix`: what is delivered passes, originals stay, nothing is half-written
//! - `reading`: what is read on certificates, and that it is masked
//! - `template`: what will be typed, against what the pictures say
//! - `schema`: reports, configs and profiles are what their JSON Schemas say
//! - `hostile`: truncation, limits, bombs, odd names
//! - `walls`: files that are made to be dear, in HEIC, JPEG XL, JPEG 2000 and PDF, and pages that are not all there
//! - `library`: what a program that holds bytes can do
//! - `turned`: the same picture has the same findings, however it lies
//! - `properties`: what holds for any input
//! - `terminal`: what people see on a terminal
//! - `readme`: the README says what the command says

#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]

mod batch;
mod cli;
mod config;
mod contents;
#[cfg(unix)]
mod drop;
mod duplicates;
mod explain;
mod fix;
mod hostile;
mod library;
mod manifests;
mod origin;
mod pdf;
mod properties;
mod reading;
mod readme;
mod real;
mod reports;
mod rules;
mod schema;
mod support;
mod template;
#[cfg(unix)]
mod terminal;
mod turned;
mod walls;
