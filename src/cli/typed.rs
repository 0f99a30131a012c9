//! What was typed, set right before it is parsed: options may stand before the command that they
//! are for, and a word that is nearly a command is not taken for a picture.

use std::ffi::OsString;
use std::path::Path;

use certpreflight::Error;
use clap::{Arg, Command};

/// Puts the command in front of options that were typed before it, and turns `help` into the option
/// that does the same. A first word that is neither a command nor a path, and looks like a command,
/// is a mistake.
pub(crate) fn set_right(
    mut arguments: Vec<OsString>,
    known: &Command,
) -> Result<Vec<OsString>, Error> {
    let Some(at) = first_word(&arguments, known) else {
        return Ok(arguments);
    };
    let word = arguments[at].to_string_lossy().into_owned();
    let mut commands = known.get_subcommands().map(Command::get_name);
    if commands.any(|command| command == word) {
        let word = arguments.remove(at);
        arguments.insert(1, word);
    } else if Path::new(&word).symlink_metadata().is_ok() {
        // A path, whatever it looks like.
    } else if word == "help" {
        arguments.remove(at);
        arguments.push("--help".into());
    } else if let Some(command) = nearest_command(&word, known) {
        return Err(Error::UnknownCommand {
            typed: word,
            nearest: command.to_owned(),
        });
    }
    Ok(arguments)
}

/// Where the first argument stands that is neither an option nor an option's value.
fn first_word(arguments: &[OsString], known: &Command) -> Option<usize> {
    let mut is_value = false;
    for (at, argument) in arguments.iter().enumerate().skip(1) {
        let argument = argument.to_string_lossy();
        if is_value {
            is_value = false;
        } else if argument == "--" {
            return None;
        } else if argument == "-" || !argument.starts_with('-') {
            return Some(at);
        } else {
            is_value = wants_value(&argument, known);
        }
    }
    None
}

/// Whether an option's value is the argument behind it.
fn wants_value(option: &str, known: &Command) -> bool {
    let takes_value = |is_meant: &dyn Fn(&Arg) -> bool| {
        let of_all = known.get_subcommands().flat_map(Command::get_arguments);
        let mut all = known.get_arguments().chain(of_all);
        all.any(|arg| is_meant(arg) && arg.get_action().takes_values())
    };
    if let Some(long) = option.strip_prefix("--") {
        return takes_value(&|arg| arg.get_long() == Some(long));
    }
    // `-qp cnnic`: what stands behind the letter of an option with a value is that value.
    let mut letters = option.chars().skip(1);
    let with_value = letters.find(|letter| takes_value(&|arg| arg.get_short() == Some(*letter)));
    with_value.is_some() && letters.next().is_none()
}

/// The command that is one slip of the finger away from a word, two in a long one.
fn nearest_command<'a>(word: &str, known: &'a Command) -> Option<&'a str> {
    let distance = |command: &&str| strsim::osa_distance(word, command);
    let commands = known.get_subcommands().map(Command::get_name);
    let nearest = commands.min_by_key(distance)?;
    (distance(&nearest) <= word.len() / 6 + 1 && word.len() > 2).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::localize;
    use certpreflight::Lang;

    fn read(typed: &str) -> Result<String, String> {
        let arguments = typed.split(' ').map(OsString::from).collect();
        let known = localize::command(Lang::En);
        let read = set_right(arguments, &known).map_err(|error| error.to_string())?;
        let read: Vec<_> = read.iter().map(|word| word.to_string_lossy()).collect();
        Ok(read.join(" "))
    }

    #[test]
    fn options_before_the_command_reach_it() {
        let cases = [
            ("c --lang zh fix s --out u", "c fix --lang zh s --out u"),
            ("c --lang=zh -q fix s", "c fix --lang=zh -q s"),
            ("c -qp cnnic fix s", "c fix -qp cnnic s"),
            ("c -pcnnic fix s", "c fix -pcnnic s"),
            ("c --out u fix s", "c fix --out u s"),
            ("c --out fix s", "c --out fix s"),
            ("c s fix", "c s fix"),
            ("c -- fix", "c -- fix"),
            ("c --no-config rules x", "c rules --no-config x"),
            ("c help", "c --help"),
            ("c help fix", "c fix --help"),
            ("c", "c"),
        ];
        for (typed, meant) in cases {
            assert_eq!(read(typed), Ok(meant.to_owned()), "{typed}");
        }
        assert_eq!(cases.len(), 12);
    }

    #[test]
    fn a_word_that_is_nearly_a_command_is_a_mistake() {
        for word in ["chekc", "chcek", "fxi", "rule", "profile", "completion"] {
            let told = read(&format!("c {word} s")).err().unwrap_or_default();
            assert!(told.contains("did you mean"), "{word}: {told}");
        }
        for word in ["scans", "scan", "a.jpg", "fix.jpg", "pictures", "d", "ma"] {
            assert_eq!(read(&format!("c {word}")), Ok(format!("c {word}")));
        }
    }
}
