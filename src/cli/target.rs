//! `--format FORMAT[=FILE]`: a format and its destination.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::path::{Path, PathBuf, absolute};

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error, ValueEnum};
use osready::input::{Discovery, Source, read};
use osready::lint::Linter;
use osready::policy::Baseline;
use osready::rules::SURROUNDING_TEXT;
use same_file::is_same_file;

/// A format and its destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target<F> {
    pub(super) format: F,
    /// The file; `None` for standard output.
    pub(super) file: Option<PathBuf>,
}

impl<F> Target<F> {
    /// Returns the normalized path, so that `./a` and `a` are equal.
    pub(super) fn location(&self) -> Option<PathBuf> {
        self.file.as_ref().map(|file| absolute(file).unwrap_or_else(|_| file.clone()))
    }
}

/// Returns whether a report in `file` would replace `input`.
pub(super) fn replaces(file: &Path, input: &Path) -> bool {
    // Opening a pipe may block forever.
    if file.is_file() && input.is_file() && is_same_file(file, input).unwrap_or(false) {
        return true;
    }
    // If the paths name the same file, both exist.
    file.canonicalize().is_ok_and(|file| input.canonicalize().is_ok_and(|input| file == input))
}

/// Returns why an existing file must not be replaced, or appended to if `is_appended`, such as a saved
/// response that a walk may reach by another name; `None` if it may.
pub(super) fn replaced(file: &Path, is_appended: bool) -> Option<&'static str> {
    if !file.is_file() {
        return None;
    }
    if is_read_by_git(file) {
        return Some("git reads");
    }
    // Reports are text.
    let Ok(file) = read(&Source::file(file, Discovery::Discovered)) else {
        return (!is_appended).then_some("is not an earlier report");
    };
    if Baseline::is_one(&file.text) {
        return Some("contains a baseline");
    }
    let file_report = Linter::new().with_rules(&[]).lint(&file).ok()?;
    // A report for people shows parts of responses between other text.
    let is_report = file_report.findings.iter().any(|finding| finding.rule == SURROUNDING_TEXT.id);
    (file_report.responses > 0 && !is_report).then_some("contains a saved response")
}

/// Returns whether git, or a walk in its place, takes settings from an existing file.
fn is_read_by_git(file: &Path) -> bool {
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let mut steps = file.iter().map(|step| step.to_string_lossy().to_lowercase());
    steps.any(|step| step == ".git")
        || file.file_name().is_some_and(|name| name.eq_ignore_ascii_case(".gitignore"))
}

/// Parses `sarif=osready.sarif`.
#[derive(Clone, Copy, Debug)]
pub(super) struct TargetParser<F>(PhantomData<F>);

impl<F> TargetParser<F> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<F: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for TargetParser<F> {
    type Value = Target<F>;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Target<F>, Error> {
        let text =
            value.to_str().ok_or_else(|| Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let parser = EnumValueParser::<F>::new();
        let format = parser.parse_ref(command, argument, OsStr::new(name))?;
        if file == Some("") {
            let message = format!("--format {name}= has no file name\n");
            return Err(Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        Ok(Target { format, file: file.filter(|file| *file != "-").map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(F::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}
