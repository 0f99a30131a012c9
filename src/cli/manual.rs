//! The manual pages, and what a shell can complete: made from the command line's own description, so
//! that neither can say anything else.

use std::io;

use certpreflight::{Lang, Profile, RULES};
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::arguments::Cli;
use crate::examples::examples;
use crate::localize;

/// The manual page of a command, of the whole one if none is named.
pub(crate) fn page(name: Option<&str>, lang: Lang) -> io::Result<Vec<u8>> {
    // Examples and exit codes get sections of their own.
    let bare = |command: Command| command.after_help(None::<&str>);
    let mut command = localize::command(lang).mut_subcommands(bare);
    command = bare(command);
    command.build();
    let own = name.and_then(|name| command.find_subcommand(name));
    let own = own.unwrap_or(&command).clone();
    let mut page = Vec::new();
    Man::new(own.clone()).render(&mut page)?;
    let mut roff = Roff::new();
    let heading = |en, zh| match lang {
        Lang::Zh => zh,
        _ => en,
    };
    roff.control("SH", [heading("EXAMPLES", "示例")]);
    for (typed, does) in examples(own.get_name(), lang) {
        roff.control("TP", []);
        roff.text([bold(typed)]);
        roff.text([roman(does)]);
    }
    roff.control("SH", [heading("EXIT STATUS", "退出码")]);
    for (code, means) in localize::exit_codes(lang) {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(means)]);
    }
    roff.to_writer(&mut page)?;
    Ok(page)
}

/// The completion script of a shell. Ids are completed, which the parser itself can't list: a
/// profile may be a file too.
pub(crate) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut command = with_ids(Cli::command()).mut_subcommands(with_ids);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "certpreflight", &mut script);
    script
}

fn with_ids(command: Command) -> Command {
    let profiles = || PossibleValuesParser::new(Profile::built_in_ids());
    let rules = || PossibleValuesParser::new(RULES.iter().map(|rule| rule.id));
    let name = command.get_name().to_owned();
    command.mut_args(|arg| match (arg.get_id().as_str(), &*name) {
        ("profile" | "explain_profile", _) | ("id", "profiles") => arg.value_parser(profiles()),
        ("id", "rules") => arg.value_parser(rules()),
        _ => arg,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_examples_that_can_be_typed() {
        let command = localize::command(Lang::En);
        let names = command.get_subcommands().map(Command::get_name);
        let names: Vec<_> = names.chain(["certpreflight"]).collect();
        assert_eq!(names.len(), 10);
        for name in names {
            assert!(examples(name, Lang::En).count() > 0, "{name}");
            for (typed, _) in examples(name, Lang::En) {
                let typed = typed.split(['>', '|']).next().unwrap_or_default();
                let parsed = command
                    .clone()
                    .try_get_matches_from(typed.split_whitespace());
                assert!(parsed.is_ok(), "{typed}: {:?}", parsed.err());
            }
            for lang in [Lang::En, Lang::Zh] {
                let page = page(Some(name), lang).unwrap_or_default();
                let page = String::from_utf8_lossy(&page);
                let title = match name {
                    "certpreflight" => ".TH certpreflight 1".to_owned(),
                    name => format!(".TH certpreflight-{name} 1"),
                };
                assert!(page.contains(&title), "{name}: {page}");
            }
        }
    }
}
