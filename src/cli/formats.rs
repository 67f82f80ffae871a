//! `--format F[=FILE]`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf, absolute};

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Args, Command, Error, ValueEnum};
use osready::input::{Discovery, Source, read};
use osready::lint::Linter;
use osready::policy::Baseline;
use osready::rules::SURROUNDING_TEXT;
use same_file::is_same_file;

#[derive(Debug, Args)]
pub(super) struct Formats {
    /// Report in FORMAT, to standard output or to FILE; repeatable. A FILE is written atomically at
    /// the end of the run; the file of `GITHUB_STEP_SUMMARY` is appended to.
    #[arg(long = "format", value_parser = TargetParser, value_name = "FORMAT[=FILE]")]
    pub(super) targets: Vec<Target>,

    /// Show at most NUMBER findings; each report states how many more there are, and all of them
    /// count.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_findings: Option<u32>,
}

/// A format and its destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    /// The file; `None` for standard output.
    pub(super) file: Option<PathBuf>,
}

impl Target {
    /// Returns the normalized path, so that `./a` and `a` are equal.
    fn place(&self) -> Option<PathBuf> {
        self.file.as_ref().map(|file| absolute(file).unwrap_or_else(|_| file.clone()))
    }

    /// Returns whether the report would replace `input`.
    pub(super) fn replaces(&self, input: &Path) -> bool {
        let Some(file) = &self.file else { return false };
        // Opening a pipe may block forever.
        if file.is_file() && input.is_file() && is_same_file(file, input).unwrap_or(false) {
            return true;
        }
        // If the paths name the same file, both exist.
        file.canonicalize().is_ok_and(|file| input.canonicalize().is_ok_and(|input| file == input))
    }

    /// Returns why the existing file must not be replaced, such as a saved response that a walk may
    /// reach by another name; `None` if it may.
    pub(super) fn replaced(&self) -> Option<&'static str> {
        let file = self.file.as_ref().filter(|file| file.is_file())?;
        // Reports are text.
        let Ok(file) = read(&Source::file(file, Discovery::Discovered)) else {
            return Some("is not an earlier report");
        };
        if Baseline::is_one(&file.text) {
            return Some("contains a baseline");
        }
        let file_report = Linter::new(false).only(&[]).lint(&file).ok()?;
        // A report for people shows parts of responses between other text.
        let is_report =
            file_report.findings.iter().any(|finding| finding.rule == SURROUNDING_TEXT.id);
        (file_report.responses > 0 && !is_report).then_some("contains a saved response")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: each finding with an excerpt, then a table of verdicts.
    Human,
    /// For people: one line per finding, which editors turn into a link.
    Concise,
    /// For programs: one JSON object (see README for its schema).
    Json,
    /// For programs: one JSON line per finding, as soon as it is found.
    Ndjson,
    /// SARIF 2.1.0 for code scanning.
    Sarif,
    /// GitHub annotations.
    Github,
    /// GitLab code quality report.
    Gitlab,
    /// JUnit XML: one test case per profile and per finding.
    Junit,
    /// Reviewdog's Diagnostic Format.
    Rdjson,
    /// For job summaries and tickets: verdicts and findings as tables.
    Markdown,
    /// For browsers: one self-contained page.
    Html,
}

impl Formats {
    /// Returns the formats to write; human-readable text on standard output by default.
    ///
    /// # Errors
    /// Returns an error if two reports have the same destination.
    pub(super) fn targets(&self) -> Result<Vec<Target>, String> {
        for (index, target) in self.targets.iter().enumerate() {
            if self.targets[..index].iter().any(|other| other.place() == target.place()) {
                return Err(match &target.file {
                    None => {
                        "only one --format can go to standard output; add a file to the others, \
                             as in --format sarif=osready.sarif"
                            .to_owned()
                    }
                    Some(file) => {
                        format!("two reports have the same destination: {}", file.display())
                    }
                });
            }
        }
        if self.targets.is_empty() {
            return Ok(vec![Target { format: Format::Human, file: None }]);
        }
        Ok(self.targets.clone())
    }
}

/// Parses `sarif=osready.sarif`.
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
            let message = format!("--format {name}= has no file name\n");
            return Err(Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        Ok(Target { format, file: file.filter(|file| *file != "-").map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}
