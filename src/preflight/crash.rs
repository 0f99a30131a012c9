//! A crash in one picture becomes that picture's finding, never the end of the run.
//!
//! A library has no business with the process's panic hook, which by default prints every panic. A
//! program that wants to stay quiet about those that end up in the report asks [`note_crash`] in a
//! hook of its own.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

/// Longest message that is kept: it may quote what it choked on.
const LONGEST_MESSAGE: usize = 200;

/// What happens to a panic of this thread.
#[derive(Default)]
enum Panics {
    /// Nothing is being caught: a panic is everybody's business.
    #[default]
    Loose,
    /// It will be caught.
    Caught,
    /// One came, and a hook has noted its message and place.
    Noted(String),
}

thread_local! {
    static PANICS: RefCell<Panics> = const { RefCell::new(Panics::Loose) };
}

/// Runs `work`; a panic comes back as its message, with its place if a hook has noted it.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let around = PANICS.replace(Panics::Caught);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let noted = PANICS.replace(around);
    result.map_err(|payload| match noted {
        Panics::Noted(message) => message,
        Panics::Loose | Panics::Caught => first_line(message_of(payload.as_ref())),
    })
}

/// For a program's panic hook: notes a panic that becomes a finding, with its place, and returns
/// `true`, so that there is nothing to print; returns `false` for any other.
///
/// ```
/// let usual = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |info| {
///     if !certpreflight::note_crash(info) {
///         usual(info);
///     }
/// }));
/// ```
pub fn note_crash(info: &PanicHookInfo<'_>) -> bool {
    PANICS.with_borrow_mut(|panics| match panics {
        Panics::Loose => false,
        Panics::Caught | Panics::Noted(_) => {
            *panics = Panics::Noted(first_line(&info.to_string()));
            true
        }
    })
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown cause")
}

/// A message on one line of bounded length.
fn first_line(message: &str) -> String {
    let line = message.replace('\n', " ");
    line.chars().take(LONGEST_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_comes_back_as_its_message_and_with_a_hook_as_its_place_too() {
        let message = catch::<()>(|| panic!("no\nluck")).expect_err("a panic");
        assert!(message.contains("no luck"), "{message}");
        assert_eq!(catch(|| 7), Ok(7));

        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !note_crash(info) {
                usual(info);
            }
        }));
        // A catch inside another one doesn't let the later panics of the outer one loose.
        let message = catch::<()>(|| {
            let inner = catch::<()>(|| panic!("inner"));
            assert!(inner.is_err_and(|message| message.contains("inner")));
            panic!("outer {}", "x".repeat(400))
        });
        let message = message.expect_err("a panic");
        assert!(
            message.contains("crash.rs") && message.contains("outer"),
            "{message}"
        );
        assert_eq!(message.chars().count(), LONGEST_MESSAGE);
    }
}
