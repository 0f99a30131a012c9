//! What a platform says when it refuses, what that means, and what helps.
//!
//! - `notice`: the notices, data compiled in;
//! - `matching`: which notice a text is, typed from memory, cut in half or misread from a screenshot;
//! - `causes`: which of a notice's causes pictures show;
//! - `page`, `answer`: all that for people and for machines.

mod answer;
mod causes;
mod matching;
mod notice;
mod page;

pub use answer::Answer;
pub use causes::{CauseSeen, Seen, causes_seen};
pub use matching::{KNOWN_FROM, Match, Matches, matches};
pub use notice::{Cause, Notice, Sentence, Wait};
pub use page::{list, not_known_page, notice_page, preventing_page, seen_page};
