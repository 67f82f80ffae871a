//! `--format F[=FILE]`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf, absolute};

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Args, Command, Error, ValueEnum};
use osready::input::{Named, Source, read};
use osready::lint::Linter;
use osready::policy::Baseline;
use same_file::is_same_file;

#[derive(Debug, Args)]
pub(super) struct Formats {
    /// How to report, and where to: to standard output, or to FILE, which is written whole at the
    /// end; repeatable. A FILE that `GITHUB_STEP_SUMMARY` names is appended to.
    #[arg(long = "format", value_parser = TargetParser, value_name = "FORMAT[=FILE]")]
    pub(super) targets: Vec<Target>,

    /// Show at most so many findings; each report says how many more there are, and all of them count.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_findings: Option<u32>,
}

/// A format, and where a report in it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    /// None for standard output.
    pub(super) file: Option<PathBuf>,
}

impl Target {
    /// The file in one spelling, so that `./a` and `a` are the same.
    fn place(&self) -> Option<PathBuf> {
        self.file.as_ref().map(|file| absolute(file).unwrap_or_else(|_| file.clone()))
    }

    /// Whether the report would take the place of `input`.
    pub(super) fn replaces(&self, input: &Path) -> bool {
        let Some(file) = &self.file else { return false };
        // To open a pipe may take for ever.
        if file.is_file() && input.is_file() && is_same_file(file, input).unwrap_or(false) {
            return true;
        }
        // Both are there where they are the same.
        file.canonicalize().is_ok_and(|file| input.canonicalize().is_ok_and(|input| file == input))
    }

    /// What the report would take the place of that is no report of an earlier run, wherever it is: a walk may
    /// reach it by another name. `None` if there is nothing to lose.
    pub(super) fn replaced(&self) -> Option<&'static str> {
        let file = self.file.as_ref().filter(|file| file.is_file())?;
        // Reports are texts.
        let Ok(file) = read(&Source::file(file, Named::ByWalk)) else {
            return Some("is no report of an earlier run");
        };
        if Baseline::is_one(&file.text) {
            return Some("holds a baseline");
        }
        let judged = Linter::new(false).only(&[]).judge(&file).ok()?;
        (judged.responses > 0).then_some("holds a saved response")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: each finding on the text that it is about, then what can be deployed.
    Human,
    /// For people: a line for each finding, which editors make a link of.
    Concise,
    /// For programs: one document (osready's README says where its schema is).
    Json,
    /// For programs: a finding a line, as soon as it is found.
    Ndjson,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub's annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML: a test case for each profile and each finding.
    Junit,
    /// Reviewdog's Diagnostic Format.
    Rdjson,
    /// For job summaries and tickets: what can be deployed, and what was found, as tables.
    Markdown,
    /// One page with all of it, for a browser.
    Html,
}

impl Formats {
    /// The formats that are asked for: the report for people where none is.
    ///
    /// # Errors
    /// What is wrong: two reports that would go to one place.
    pub(super) fn targets(&self) -> Result<Vec<Target>, String> {
        for (index, target) in self.targets.iter().enumerate() {
            if self.targets[..index].iter().any(|other| other.place() == target.place()) {
                return Err(match &target.file {
                    None => "only one --format can go to standard output; give the others a file, \
                             as in --format sarif=osready.sarif"
                        .to_owned(),
                    Some(file) => format!("two formats would be written to {}", file.display()),
                });
            }
        }
        if self.targets.is_empty() {
            return Ok(vec![Target { format: Format::Human, file: None }]);
        }
        Ok(self.targets.clone())
    }
}

/// Reads `sarif=osready.sarif`.
#[derive(Clone, Copy, Debug)]
struct TargetParser;

impl TypedValueParser for TargetParser {
    type Value = Target;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Target, Error> {
        let text =
            value.to_str().ok_or_else(|| Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let parser = EnumValueParser::<Format>::new();
        let format = parser.parse_ref(command, argument, OsStr::new(name))?;
        if file == Some("") {
            let message = format!("--format {name}= names no file\n");
            return Err(Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        Ok(Target { format, file: file.filter(|file| *file != "-").map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}
