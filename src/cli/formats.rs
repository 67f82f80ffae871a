//! `--format F[=FILE]`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::target::{Target, TargetParser};

#[derive(Debug, Args)]
pub(super) struct Formats {
    /// Report in FORMAT, to standard output or to FILE; repeatable. A FILE is written atomically at
    /// the end of the run; the file of `GITHUB_STEP_SUMMARY` is appended to.
    #[arg(
        long = "format",
        value_parser = TargetParser::<Format>::new(),
        value_name = "FORMAT[=FILE]"
    )]
    pub(super) targets: Vec<Target<Format>>,

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: each finding with an excerpt, then a table of verdicts.
    Human,
    /// For people: one line per finding, which editors turn into a link.
    Concise,
    /// For programs: one JSON object (schemas/report.schema.json).
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

impl Format {
    /// Returns `true` if the report is for people, so that findings below the level of `--quiet` are left out.
    pub(super) const fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Concise)
    }

    /// Returns `true` if findings are written as soon as a file is checked, and not needed at the end.
    pub(super) const fn streams(self) -> bool {
        matches!(self, Self::Human | Self::Concise | Self::Ndjson)
    }

    /// Returns `true` if the report shows excerpts of the files.
    pub(super) const fn shows_excerpts(self) -> bool {
        matches!(self, Self::Human | Self::Json | Self::Html)
    }
}

impl Formats {
    /// Returns the formats to write; human-readable text on standard output by default.
    ///
    /// # Errors
    /// Returns an error if two reports have the same destination.
    pub(super) fn targets(&self) -> Result<Vec<Target<Format>>, String> {
        let mut targets = self.targets.clone();
        if targets.is_empty() {
            targets.push(Target { format: Format::Human, file: None });
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
            if targets[..index].iter().any(|other| other.place() == target.place()) {
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
