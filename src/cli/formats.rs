//! `--format F[=FILE]`.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use osready::report::Format;

use super::target::{Target, TargetParser};

#[derive(Debug, Args)]
pub(super) struct Formats {
    /// Report in FORMAT, to standard output or to FILE; repeatable. A FILE is written atomically at
    /// the end of the run; the file of `GITHUB_STEP_SUMMARY` is appended to.
    #[arg(
        long = "format",
        value_parser = TargetParser::<FormatArg>::new(),
        value_name = "FORMAT[=FILE]"
    )]
    pub(super) targets: Vec<Target<FormatArg>>,

    /// Show each finding in full, also of several files, and where it is as a JSON Pointer.
    #[arg(short, long)]
    pub(super) verbose: bool,

    /// Write the report that has no FILE of its own to FILE.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Show at most NUMBER findings; each report states how many more there are, and all of them
    /// count.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_findings: Option<u32>,
}

/// A format as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FormatArg(pub(super) Format);

impl ValueEnum for FormatArg {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<FormatArg>> =
            LazyLock::new(|| Format::ALL.map(FormatArg).to_vec());
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.as_str()).help(self.0.summary()))
    }
}

impl Formats {
    /// Returns the formats to write; human-readable text on standard output by default.
    ///
    /// # Errors
    /// Returns an error if two reports have the same destination.
    pub(super) fn targets(&self) -> Result<Vec<Target<FormatArg>>, String> {
        let mut targets = self.targets.clone();
        if targets.is_empty() {
            targets.push(Target { format: FormatArg(Format::Human), file: None });
        }
        if let Some(file) = self.output.as_ref().filter(|file| file.as_os_str() != "-") {
            match targets.iter_mut().find(|target| target.file.is_none()) {
                Some(target) => target.file = Some(file.clone()),
                None => {
                    return Err(
                        "every --format names a file already: remove --output, or add a format"
                            .to_owned(),
                    );
                }
            }
        }
        for (index, target) in targets.iter().enumerate() {
            if targets[..index].iter().any(|other| other.location() == target.location()) {
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
        Ok(targets)
    }
}
