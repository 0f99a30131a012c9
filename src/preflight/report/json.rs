//! JSON for machines: one document, or one picture a line.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::context::{Context, Report};
use super::summary::Summary;
use super::view::{ImageView, skipped_view};
use crate::outcome::Entry;

/// The version of the shape below; a change that could break a reader raises it.
const SCHEMA: u32 = 1;

/// One JSON document.
#[derive(Debug)]
pub struct Json {
    context: Context,
    images: u64,
    skipped: Vec<Value>,
    /// Whether pictures were to be repaired, which adds counts to the summary.
    repaired: bool,
}

impl Json {
    /// A document in the context's language.
    pub const fn new(context: Context) -> Self {
        Self {
            context,
            images: 0,
            skipped: Vec::new(),
            repaired: false,
        }
    }
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let tool = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
        writeln!(
            out,
            "{{\n\"schema\": {SCHEMA},\n\"tool\": {tool},\n\"profile\": {},\n\"images\": [",
            json!(self.context.profile.id)
        )
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { .. } => self.skipped.push(skipped_view(entry, self.context.lang)),
            Entry::Judged(outcome) => {
                if self.images > 0 {
                    writeln!(out, ",")?;
                }
                self.images += 1;
                self.repaired |= outcome.fix.is_some();
                serde_json::to_writer(&mut *out, &ImageView::of(outcome, &self.context))?;
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut counts = json!({
            "images": summary.images,
            "pass": summary.pass,
            "warn": summary.warn,
            "fail": summary.fail,
            "unreadable": summary.unreadable,
            "skipped": summary.skipped,
        });
        if self.repaired {
            for (name, count) in [
                ("fixed", summary.fixed),
                ("copied", summary.copied),
                ("refused", summary.refused),
                ("unwritten", summary.unwritten),
            ] {
                counts[name] = json!(count);
            }
        }
        writeln!(
            out,
            "\n],\n\"skipped\": {},\n\"summary\": {counts}\n}}",
            Value::from(std::mem::take(&mut self.skipped))
        )
    }
}

/// One JSON object a line, in input order.
#[derive(Debug)]
pub struct JsonLines {
    context: Context,
}

impl JsonLines {
    /// Lines in the context's language.
    pub const fn new(context: Context) -> Self {
        Self { context }
    }
}

impl Report for JsonLines {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { .. } => {
                serde_json::to_writer(&mut *out, &skipped_view(entry, self.context.lang))?;
            }
            Entry::Judged(outcome) => {
                serde_json::to_writer(&mut *out, &ImageView::of(outcome, &self.context))?;
            }
        }
        writeln!(out)
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
