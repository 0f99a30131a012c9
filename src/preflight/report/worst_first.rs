//! Reports for people begin with what needs them: refused, unreadable, to be looked at, ready; what
//! was left out comes last, in one line.
//!
//! What is written of each picture waits until the end, a temporary file a verdict, so that memory
//! doesn't grow with the number of pictures and a report that was cut off never looks whole.

use std::io::{self, BufRead as _, BufReader, Seek as _, Write};

use crate::discover::{SkipReason, sanitize_for_terminal as sanitize};
use crate::messages::Lang;
use crate::outcome::Standing;

/// What waits stays in memory up to this size, for each verdict and report.
const SPOOL_BYTES: usize = 512 << 10;

/// The order of reports for people.
const ORDER: [Standing; 4] = [
    Standing::Fail,
    Standing::Unreadable,
    Standing::Warn,
    Standing::Pass,
];

/// What a report says of each picture; within a verdict in the order in which it came.
#[derive(Debug)]
pub(super) struct WorstFirst {
    waiting: [tempfile::SpooledTempFile; ORDER.len()],
    lines: usize,
}

impl WorstFirst {
    pub(super) fn new() -> Self {
        Self {
            waiting: ORDER.map(|_| tempfile::spooled_tempfile(SPOOL_BYTES)),
            lines: 0,
        }
    }

    /// Adds what is said of a picture that stands like this.
    pub(super) fn add(&mut self, standing: Standing, said: &[u8]) -> io::Result<()> {
        self.lines += said.split(|byte| *byte == b'\n').skip(1).count();
        let place = ORDER.iter().position(|known| *known == standing);
        self.waiting[place.unwrap_or(0)].write_all(said)
    }

    /// How many lines there are.
    pub(super) const fn lines(&self) -> usize {
        self.lines
    }

    /// Writes everything, worst first.
    pub(super) fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for waiting in &mut self.waiting {
            waiting.rewind()?;
            io::copy(waiting, out)?;
        }
        Ok(())
    }

    /// Writes whole lines, worst first, for which so many bytes have room; how many are left out.
    pub(super) fn write_at_most(&mut self, bytes: usize, out: &mut dyn Write) -> io::Result<usize> {
        let (mut room, mut left_out) = (bytes, 0);
        for waiting in &mut self.waiting {
            waiting.rewind()?;
            for line in BufReader::new(waiting).split(b'\n') {
                let line = [line?, b"\n".to_vec()].concat();
                // Behind a line that is left out, none is written: it would look worse than that.
                if left_out == 0 && line.len() <= room {
                    room -= line.len();
                    out.write_all(&line)?;
                } else {
                    left_out += 1;
                }
            }
        }
        Ok(left_out)
    }
}

/// Names in the line of what was left out. Machine formats and the HTML report have them all.
const MOST_NAMED: usize = 10;

/// What was left out, by reason.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    by_reason: Vec<(SkipReason, Vec<String>)>,
    named: usize,
    unnamed: usize,
}

impl LeftOut {
    pub(super) fn add(&mut self, shown: &str, reason: &SkipReason) {
        if self.named == MOST_NAMED {
            self.unnamed += 1;
            return;
        }
        self.named += 1;
        let name = sanitize(shown).into_owned();
        match self.by_reason.iter_mut().find(|(known, _)| known == reason) {
            Some((_, names)) => names.push(name),
            None => self.by_reason.push((reason.clone(), vec![name])),
        }
    }

    /// One line; `None` if nothing was left out.
    pub(super) fn line(&self, lang: Lang) -> Option<String> {
        let count = self.named + self.unnamed;
        if count == 0 {
            return None;
        }
        let reasons = self.by_reason.iter().map(|(reason, names)| {
            let reason = reason.says(lang);
            match lang {
                Lang::En => format!("{} ({reason})", names.join(", ")),
                Lang::Zh => format!("{}（{reason}）", names.join("、")),
            }
        });
        let reasons: Vec<_> = reasons.collect();
        let more = self.unnamed;
        Some(match (lang, more) {
            (Lang::En, 0) => format!("{count} left out: {}", reasons.join("; ")),
            (Lang::En, _) => format!("{count} left out: {}; and {more} more", reasons.join("; ")),
            (Lang::Zh, 0) => format!("未检查 {count} 个：{}", reasons.join("；")),
            (Lang::Zh, _) => format!("未检查 {count} 个：{}；另有 {more} 个", reasons.join("；")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_comes_first_and_equals_keep_their_order() {
        let mut said = WorstFirst::new();
        for (standing, name) in [
            (Standing::Pass, "p\n"),
            (Standing::Unreadable, "u\n"),
            (Standing::Fail, "f1\n"),
            (Standing::Warn, "w\n"),
            (Standing::Fail, "f2\n"),
        ] {
            said.add(standing, name.as_bytes()).unwrap_or_default();
        }
        let mut written = Vec::new();
        assert!(said.write(&mut written).is_ok());
        assert_eq!(String::from_utf8_lossy(&written), "f1\nf2\nu\nw\np\n");
        assert_eq!(said.lines(), 5);
    }

    #[test]
    fn a_reason_is_told_once_and_many_names_are_counted() {
        let mut left = LeftOut::default();
        assert_eq!(left.line(Lang::En), None);
        left.add("a.txt", &SkipReason::NotAPicture);
        left.add("Thumbs.db", &SkipReason::SystemFile);
        left.add("b.txt", &SkipReason::NotAPicture);
        let line = left.line(Lang::En).unwrap_or_default();
        assert_eq!(
            line,
            "3 left out: a.txt, b.txt (not a picture); Thumbs.db (system file)"
        );
        for number in 0..MOST_NAMED {
            left.add(&format!("{number}.txt"), &SkipReason::NotAPicture);
        }
        let line = left.line(Lang::Zh).unwrap_or_default();
        assert!(
            line.starts_with("未检查 13 个：a.txt、b.txt、0.txt、"),
            "{line}"
        );
        assert!(line.ends_with("；另有 3 个"), "{line}");
    }
}
