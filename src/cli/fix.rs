//! `osready fix`.

use std::path::PathBuf;

use clap::Args;
use osready::fix::{Choice, Mended, difference, mend};
use osready::harmless::{Harmless, Terminal, Text};
use osready::input::{Failure, Source, decoded, is_packed, read_bytes, sources, written_as};
use osready::lint::Linter;
use osready::rules;

use super::judging::{Judging, PolicyArgs};
use super::output::Output;
use super::reading::{PassedBy, is_baseline};
use super::replace::replace;
use super::run::tell_refused;
use super::settings::settings;
use super::{FAILED, FOUND, interrupt};

const EXAMPLES: &str = "\
Exit codes:
  0    done, or nothing to do
  1    with --dry-run or --diff: something would change
  2    bad usage, or a file that could not be read or written, or whose safe fixes would change
       what is read of it (nothing of it is written; the others are still fixed)
  130  interrupted; every file is as it was, or mended

Examples:
  osready fix --diff osimages.json      show what would change
  osready fix osimages.json             make the safe changes
  osready fix --unsafe fixtures/        make the others too
  osready fix - < in.json > out.json";

/// Mend saved responses.
///
/// Makes the changes that findings offer: repairs of the text, misspelt names, spellings. Nothing
/// else in a file is touched, neither its encoding nor its line ends. A safe change leaves nothing
/// out and guesses nothing: before a file is written, its values are read again and compared.
/// `--unsafe` makes the others too, without that check. A file is written whole or not at all.
/// Levels, excludes and suppressions hold as for check: what is off or excused is left as it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // switches, as people give them
pub(super) struct Fix {
    /// Files to mend; folders to walk; - to mend standard input to standard output.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write nothing; say what would change.
    #[arg(long)]
    dry_run: bool,

    /// Write nothing; print what would change as a unified diff, contents of files hidden.
    #[arg(long)]
    diff: bool,

    /// With --diff, show contents of files and what stands around responses, where passwords may stand.
    #[arg(long, requires = "diff")]
    show_contents: bool,

    /// Make unsafe changes too: those that guess, leave something out, or change what programs read.
    #[arg(long = "unsafe")]
    with_unsafe: bool,

    /// Make the changes of this rule only; repeatable.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,

    /// In folders, mend only files that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// In folders, mend no file that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// The configuration, instead of the nearest osready.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration, and no suppressions beside it.
    #[arg(long)]
    no_config: bool,
}

impl Fix {
    /// The arguments of a command that judges, as far as this one has them. A baseline is none of
    /// them: what is known may be mended.
    fn judging(&self) -> Judging {
        Judging {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            policy: PolicyArgs {
                config: self.config.clone(),
                no_config: self.no_config,
                no_baseline: true,
                ..PolicyArgs::default()
            },
            ..Judging::default()
        }
    }
}

/// Mends the files and tells what was done. Gives the exit code.
pub(super) fn fix(arguments: &Fix, output: &Output) -> u8 {
    let settings = match settings(&arguments.judging()) {
        Ok(settings) => settings,
        Err(why) => return tell_refused(why, output),
    };
    if let Some(id) = arguments.rules.iter().find(|id| rules::by_id(id).is_none()) {
        output.complain(&super::explain::no_such_rule(id));
        return FAILED;
    }
    let job = Job {
        linter: Linter::new(false).under(settings.policy),
        choice: Choice { with_unsafe: arguments.with_unsafe, rules: arguments.rules.clone() },
        arguments,
        output,
    };
    let (mut code, mut passed_by) = (0, PassedBy::default());
    // Who waits for standard input is ended by the system, as ever: nothing is half written then.
    if !arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        interrupt::listen();
    }
    let not_yet = |_: &Result<Source, Failure>| !interrupt::is_interrupted();
    let found = sources(&arguments.paths, &settings.filter).take_while(not_yet);
    for source in found.filter(|found| !is_baseline(found)) {
        let done = source.and_then(|source| match source.passed_by {
            // Nothing is wrong with it: it is just not this file that would be mended.
            Some(_) => {
                passed_by.told(&source).iter().for_each(|told| output.complain(told));
                Ok(0)
            }
            None => job.mend(&source),
        });
        code = code.max(done.unwrap_or_else(|failure| {
            output.complain(&failure.to_string());
            FAILED
        }));
    }
    passed_by.rest().iter().for_each(|told| output.complain(told));
    if interrupt::is_interrupted() {
        output.complain("interrupted; no other file was touched");
        return interrupt::CODE;
    }
    if output.has_failed() { FAILED } else { code }
}

struct Job<'a> {
    linter: Linter,
    choice: Choice,
    arguments: &'a Fix,
    output: &'a Output,
}

impl Job<'_> {
    /// Mends one file. Gives the exit code for it.
    fn mend(&self, source: &Source) -> Result<u8, Failure> {
        let fail = |message: String| source.failure(message);
        if source.path().is_some() && source.may_wait() {
            return Err(fail(
                "it is no plain file that could be mended: give - and redirect it".into(),
            ));
        }
        let before = read_bytes(source)?;
        if is_packed(&before) {
            return Err(fail(
                "it is packed with gzip: unpack it, mend it, and pack it again".into(),
            ));
        }
        let file = decoded(source, before.clone())?;
        // What cannot be written back as it was is not touched at all.
        if written_as(&before, &file.text).map_err(fail)? != before {
            return Err(fail("its encoding is mixed: save it as UTF-8 first".into()));
        }
        let mended =
            mend(&self.linter, &file, &self.choice).map_err(|error| fail(error.to_string()))?;
        let is_changed = mended.text != file.text;
        let after = written_as(&before, &mended.text).map_err(fail)?;
        if self.arguments.diff {
            let shown = difference(&file, &mended.text, self.arguments.show_contents)
                .map_err(|error| fail(error.to_string()))?;
            self.output.out(&shown);
        } else if source.path().is_none() && !self.arguments.dry_run {
            self.output.out_bytes(&after);
        } else {
            // It is told only once it is done.
            if let Some(path) = source.path().filter(|_| is_changed && !self.arguments.dry_run) {
                replace(path, &before, &after).map_err(fail)?;
            }
            self.output.out(&told(&file.name, &mended, self.arguments));
        }
        let is_asked_only = self.arguments.diff || self.arguments.dry_run;
        Ok(if is_asked_only && is_changed { FOUND } else { 0 })
    }
}

/// What was done with one file: nothing is said of one that needs nothing.
fn told(name: &str, mended: &Mended, arguments: &Fix) -> Harmless {
    let count: usize = mended.made.values().sum();
    let verb = if arguments.dry_run { ": would mend " } else { ": mended " };
    let mut text = Text::<Terminal>::new();
    if count > 0 {
        text.input(name).markup(verb).number(count);
        for (index, (rule, count)) in mended.made.iter().enumerate() {
            text.markup(if index == 0 { " (" } else { ", " })
                .number(*count)
                .markup(" ")
                .input(rule);
        }
        text.markup(")\n");
    }
    if mended.left > 0 {
        text.input(name).markup(": ").number(mended.left).markup(if !mended.is_settled {
            " more whose changes would make nothing better: look at the text around them\n"
        } else if arguments.with_unsafe {
            " more of other rules\n"
        } else {
            " more that somebody has to look at; --unsafe makes them, with --diff shows them\n"
        });
    }
    text.end()
}
