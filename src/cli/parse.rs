//! Parses the command line. Shell globs and hooks pass file names as arguments, and the author of a
//! pull request chooses file names: none of them may act as an option.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};
use osready::sanitize::sanitize;

use super::args::Osready;
use super::tips;

/// The options that may follow a path: they only change what standard output shows.
const DISPLAY_OPTIONS: [&str; 8] = [
    "verbose",
    "color",
    "format",
    "targets",
    "max_findings",
    "quiet",
    "show_suppressed",
    "statistics",
];

/// Why no command runs.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A usage error, or help or the version.
    Clap(clap::Error),
    /// A file name that acts as an option, as an error message.
    FileName(String),
}

/// Parses the arguments, including the program name. `exists` returns whether a path exists.
///
/// # Errors
/// Returns [`Refusal`] for a usage error, for help and version, and if a file name acts as an
/// option.
pub(super) fn parse(
    arguments: &[OsString],
    exists: impl Fn(&Path) -> bool,
) -> Result<Osready, Refusal> {
    let before_escape = arguments.iter().skip(1).take_while(|argument| *argument != "--");
    let mut options = before_escape.filter(|argument| is_option(argument));
    if let Some(name) = options.find(|argument| exists(Path::new(argument))) {
        return Err(Refusal::FileName(format!(
            "\"{}\" is both an option and a file here: put -- before the paths, or ./ before this one",
            quoted(name)
        )));
    }
    let mut command = Osready::command();
    let matches = command.try_get_matches_from_mut(arguments).map_err(|error| {
        let message = tips::path_as_command(&error, &exists);
        message.map_or_else(|| Refusal::Clap(tips::with_tip(error)), Refusal::FileName)
    })?;
    refuse_option_after_path(&command, &matches)?;
    refuse_url(&command, &matches, &exists)?;
    Osready::from_arg_matches(&matches).map_err(|error| Refusal::Clap(error.format(&mut command)))
}

/// Returns whether an error is a help or version request without other arguments. With other
/// arguments a gate has checked nothing, and must not pass.
pub(super) fn is_help_alone(error: &clap::Error, arguments: &[OsString]) -> bool {
    if !matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return false;
    }
    let Some((last, commands)) = arguments.get(1..).and_then(<[OsString]>::split_last) else {
        return false;
    };
    let mut command = &Osready::command();
    let are_commands = commands
        .iter()
        .all(|name| command.find_subcommand(name).map(|subcommand| command = subcommand).is_some());
    are_commands && ["-h", "--help", "-V", "--version"].iter().any(|flag| last == flag)
}

fn is_option(argument: &OsStr) -> bool {
    argument.as_encoded_bytes().starts_with(b"-") && argument != "-"
}

/// Uses clap's indices to find options, so that every spelling is covered.
fn refuse_option_after_path(command: &Command, matches: &ArgMatches) -> Result<(), Refusal> {
    if let Some((name, matches)) = matches.subcommand()
        && let Some(command) = command.find_subcommand(name)
    {
        refuse_option_after_path(command, matches)?;
    }
    let is_given = |argument: &&Arg| {
        matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine)
    };
    let indices = |argument: &Arg| matches.indices_of(argument.get_id().as_str());
    // A command with a fixed number of paths accepts no further file name.
    let first_path = command
        .get_positionals()
        .filter(|path| matches!(path.get_action(), ArgAction::Append) && is_given(path))
        .filter_map(|path| indices(path)?.min())
        .min();
    let Some(first_path) = first_path else { return Ok(()) };
    let is_late = |argument: &&Arg| indices(argument).and_then(Iterator::max) > Some(first_path);
    let mut late = command.get_arguments().filter(|argument| !argument.is_positional());
    let late = late.find(|argument| {
        is_given(argument) && is_late(argument) && !only_displays(argument, matches)
    });
    match late.and_then(Arg::get_long) {
        None => Ok(()),
        Some(name) => Err(Refusal::FileName(format!(
            "--{name} comes after a path, where it could be a file name: put options before the paths, and -- \
             before paths that begin with -"
        ))),
    }
}

/// Refuses URLs among the paths.
fn refuse_url(
    command: &Command,
    matches: &ArgMatches,
    exists: &impl Fn(&Path) -> bool,
) -> Result<(), Refusal> {
    if let Some((name, matches)) = matches.subcommand()
        && let Some(command) = command.find_subcommand(name)
    {
        refuse_url(command, matches, exists)?;
    }
    let paths = command.get_positionals();
    let paths = paths.filter_map(|path| matches.get_raw(path.get_id().as_str())).flatten();
    tips::url(paths, exists).map_or(Ok(()), |message| Err(Refusal::FileName(message)))
}

/// Returns whether an option only changes what standard output shows: `--format F=FILE` writes a
/// file.
fn only_displays(argument: &Arg, matches: &ArgMatches) -> bool {
    let id = argument.get_id().as_str();
    let mut values = matches.get_raw(id).into_iter().flatten();
    DISPLAY_OPTIONS.contains(&id) && !values.any(|value| value.as_encoded_bytes().contains(&b'='))
}

fn quoted(argument: &OsStr) -> String {
    sanitize(&argument.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command, CommandFactory as _};

    use super::super::args::Osready;
    use super::{DISPLAY_OPTIONS, Refusal, is_help_alone, parse};

    fn parsed(arguments: &[String], file: Option<&str>) -> Result<Osready, Refusal> {
        let arguments: Vec<_> = arguments.iter().map(Into::into).collect();
        parse(&arguments, |path| file.is_some_and(|file| path.as_os_str() == file))
    }

    /// Calls `each` with every command that takes paths, as arguments and as definition.
    fn with_paths(command: &Command, line: &[String], each: &mut dyn FnMut(&[String], &Command)) {
        for subcommand in command.get_subcommands() {
            let line = [line, &[subcommand.get_name().to_owned()]].concat();
            with_paths(subcommand, &line, each);
            if subcommand.get_positionals().next().is_some() {
                each(&line, subcommand);
            }
        }
    }

    /// Returns the spellings of an option, each as a list of arguments.
    fn spellings(option: &Arg) -> Vec<Vec<String>> {
        let takes_value = matches!(option.get_action(), ArgAction::Set | ArgAction::Append);
        let possible = option.get_possible_values();
        let value = match option.get_id().as_str() {
            "targets" => "json=x-osimages.json",
            "max_findings" => "1",
            _ => possible.first().map_or("x", |value| value.get_name()),
        };
        let mut spellings = Vec::new();
        if let Some(long) = option.get_long() {
            match takes_value {
                true => spellings.extend([
                    vec![format!("--{long}={value}")],
                    vec![format!("--{long}"), value.to_owned()],
                ]),
                false => spellings.push(vec![format!("--{long}")]),
            }
        }
        if let Some(short) = option.get_short() {
            match takes_value {
                true => spellings.extend([
                    vec![format!("-{short}{value}")],
                    vec![format!("-{short}={value}")],
                    vec![format!("-{short}"), value.to_owned()],
                ]),
                false => spellings.push(vec![format!("-{short}")]),
            }
        }
        spellings
    }

    #[test]
    fn no_file_name_is_read_as_an_option_in_any_spelling() {
        let mut command = Osready::command();
        command.build();
        let mut refused_late = 0;
        with_paths(&command, &["osready".to_owned()], &mut |line, command| {
            let required = command
                .get_arguments()
                .filter(|argument| !argument.is_positional() && argument.is_required_set());
            let required: Vec<String> =
                required.filter_map(Arg::get_long).map(|long| format!("--{long}=x")).collect();
            let line = [line, &required].concat();
            let line = line.as_slice();
            // As many paths as the command needs.
            let needed = command.get_positionals().filter(|path| path.is_required_set()).count();
            let path = if command.get_name() == "completions" { "bash" } else { "a.json" };
            let paths = vec![path.to_owned(); needed.max(1)];
            assert!(parsed(&[line, &paths].concat(), None).is_ok(), "{line:?}");
            for option in command.get_arguments().filter(|argument| !argument.is_positional()) {
                for spelling in spellings(option) {
                    let late = [line, &paths, &spelling].concat();
                    let is_fixed = command
                        .get_positionals()
                        .all(|path| matches!(path.get_action(), ArgAction::Set));
                    let is_display = DISPLAY_OPTIONS.contains(&option.get_id().as_str());
                    let writes = late.iter().any(|argument| argument.contains("json=x"));
                    match parsed(&late, None) {
                        Ok(_) => assert!(is_fixed || is_display && !writes, "{late:?} is accepted"),
                        Err(Refusal::FileName(message)) => {
                            assert!(message.contains("put options before"), "{message}");
                            refused_late += 1;
                        }
                        Err(Refusal::Clap(error)) => {
                            let late: Vec<_> = late.iter().map(Into::into).collect();
                            assert!(!is_help_alone(&error, &late), "{late:?}: {error}");
                        }
                    }
                    // A file of that name in any position; an option value in its own argument is
                    // not an option.
                    for arguments in [[line, &spelling, &paths].concat(), late] {
                        let refused = parsed(&arguments, Some(&spelling[0]));
                        let Err(Refusal::FileName(message)) = refused else {
                            panic!("{arguments:?} with a file {}", spelling[0]);
                        };
                        assert!(message.contains("both an option and a file"), "{message}");
                    }
                }
            }
        });
        assert!(refused_late > 100, "{refused_late}");
    }

    #[test]
    fn after_an_escape_every_name_is_a_path() {
        for name in ["--fail-on=never", "-h", "-qh", "--config", "--"] {
            let line = ["osready", "check", "--quiet", "--", "a.json", name].map(str::to_owned);
            let parsed = parsed(&line, Some(name)).map(|parsed| format!("{parsed:?}"));
            assert!(parsed.is_ok_and(|parsed| parsed.contains(&format!("\"{name}\"]"))), "{name}");
        }
    }

    #[test]
    fn options_before_paths_and_display_options_after_them_are_accepted() {
        for line in [
            "check --fail-on never --config x.toml -q a.json b.json",
            "check a.json --format json --max-findings 3 -q --color never --statistics",
            "check --newest a.json --show-suppressed --format=sarif",
            "check -",
            "diff --fail-on-regression a.json b.json --format markdown",
            "baseline create -o known.json",
        ] {
            let line: Vec<String> =
                format!("osready {line}").split(' ').map(str::to_owned).collect();
            assert!(parsed(&line, None).is_ok(), "{line:?}");
        }
    }

    #[test]
    fn help_that_stands_beside_other_arguments_fails() {
        let code = |line: &str| {
            let line: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let Err(Refusal::Clap(error)) = parsed(&line, None) else { panic!("{line:?}") };
            is_help_alone(&error, &line.iter().map(Into::into).collect::<Vec<_>>())
        };
        for line in ["osready -h", "osready --version", "osready baseline create --help"] {
            assert!(code(line), "{line}");
        }
        for line in [
            "osready check --help a.json",
            "osready check a.json -h",
            "osready check -hosimages.json",
            "osready check -qh",
            "osready -V check a.json",
            "osready nonsense -h",
            "osready",
        ] {
            assert!(!code(line), "{line}");
        }
    }
}
