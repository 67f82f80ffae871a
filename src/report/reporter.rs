//! Reporters: what each format has in common, and the table of formats.

use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use crate::finding::Finding;
use crate::lint::Report;

use super::formats;
use super::human::{HumanReporter, Style};

/// Writes the report of a run in one format.
pub trait Reporter {
    /// Streams the findings of one file, once their levels are final. Does nothing by default, for formats that are
    /// written at the end.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn report_file(&mut self, findings: &[&Finding], to: &mut dyn Write) -> io::Result<()> {
        let _ = (findings, to);
        Ok(())
    }

    /// Writes the rest of the report at the end of the run.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn finish(&mut self, report: &Report, to: &mut dyn Write) -> io::Result<()>;
}

/// A format of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: each finding with an excerpt, then a table of verdicts.
    Human,
    /// For people: one line per finding.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON line per finding.
    Ndjson,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub annotations.
    Github,
    /// GitLab code quality report.
    Gitlab,
    /// `JUnit` XML.
    Junit,
    /// Reviewdog's Diagnostic Format.
    Rdjson,
    /// Markdown tables.
    Markdown,
    /// One self-contained page.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 11] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Ndjson,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Rdjson,
        Self::Markdown,
        Self::Html,
    ];

    /// Returns the name in arguments.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.info().name
    }

    /// Returns what the format is for, in a sentence.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        self.info().summary
    }

    /// Returns whether the report is for people, so that it leaves out findings that need no attention.
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        self.info().is_for_people
    }

    /// Returns whether findings are written as soon as a file is checked, and not needed at the end.
    #[must_use]
    pub const fn streams(self) -> bool {
        self.info().streams
    }

    /// Returns whether the report shows excerpts of the files.
    #[must_use]
    pub const fn shows_excerpts(self) -> bool {
        self.info().shows_excerpts
    }

    const fn info(self) -> FormatInfo {
        match self {
            Self::Human => FormatInfo {
                is_for_people: true,
                streams: true,
                shows_excerpts: true,
                ..FormatInfo::new(
                    "human",
                    "For people: each finding with an excerpt, then a table of verdicts",
                )
            },
            Self::Concise => FormatInfo {
                is_for_people: true,
                streams: true,
                ..FormatInfo::new(
                    "concise",
                    "For people: one line per finding, which editors turn into a link",
                )
            },
            Self::Json => FormatInfo {
                shows_excerpts: true,
                ..FormatInfo::new(
                    "json",
                    "For programs: one JSON object (schemas/report.schema.json)",
                )
            },
            Self::Ndjson => FormatInfo {
                streams: true,
                ..FormatInfo::new(
                    "ndjson",
                    "For programs: one JSON line per finding, as soon as it is found",
                )
            },
            Self::Sarif => FormatInfo::new("sarif", "SARIF 2.1.0 for code scanning"),
            Self::Github => FormatInfo::new("github", "GitHub annotations"),
            Self::Gitlab => FormatInfo::new("gitlab", "GitLab code quality report"),
            Self::Junit => {
                FormatInfo::new("junit", "JUnit XML: one test case per profile and per finding")
            }
            Self::Rdjson => FormatInfo::new("rdjson", "Reviewdog's Diagnostic Format"),
            Self::Markdown => FormatInfo::new(
                "markdown",
                "For job summaries and tickets: verdicts and findings as tables",
            ),
            Self::Html => FormatInfo {
                shows_excerpts: true,
                ..FormatInfo::new("html", "For browsers: one self-contained page")
            },
        }
    }

    /// Returns a reporter of this format. `style` is that of the formats for people.
    #[must_use]
    pub fn reporter(self, style: Style) -> Box<dyn Reporter> {
        match self {
            Self::Human => Box::new(HumanReporter::new(style)),
            Self::Concise => Box::new(formats::concise::Concise { is_quiet: style.is_quiet }),
            Self::Ndjson => Box::new(formats::json::Lines),
            Self::Json => buffered(|report, to| formats::json::document(report, to)),
            Self::Sarif => buffered(|report, to| formats::sarif::write(report, to)),
            Self::Github => buffered(|report, to| formats::github::write(report, to)),
            Self::Gitlab => buffered(|report, to| formats::gitlab::write(report, to)),
            Self::Junit => buffered(|report, to| formats::junit::write(report, to)),
            Self::Rdjson => buffered(|report, to| formats::rdjson::write(report, to)),
            Self::Markdown => buffered(|report, to| formats::markdown::write(report, to)),
            Self::Html => buffered(|report, to| formats::html::write(report, to)),
        }
    }
}

impl Format {
    /// Writes a complete report in this format.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn write(self, report: &Report, style: Style, to: &mut dyn Write) -> io::Result<()> {
        let mut reporter = self.reporter(style);
        for of_file in report.findings.chunk_by(|one, next| one.file == next.file) {
            reporter.report_file(&of_file.iter().collect::<Vec<_>>(), to)?;
        }
        reporter.finish(report, to)
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.as_str() == name).ok_or(UnknownFormat)
    }
}

/// The error for a name that is not one of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFormat;

impl std::fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unknown format")
    }
}

impl std::error::Error for UnknownFormat {}

/// What the writer of reports must know about a format.
struct FormatInfo {
    name: &'static str,
    summary: &'static str,
    is_for_people: bool,
    streams: bool,
    shows_excerpts: bool,
}

impl FormatInfo {
    /// Returns those of a format for programs that is written at the end, without excerpts.
    const fn new(name: &'static str, summary: &'static str) -> Self {
        Self { name, summary, is_for_people: false, streams: false, shows_excerpts: false }
    }
}

/// Reports are written in tiny fragments, which a buffer of a known type takes without a call.
type Buffer<'w> = BufWriter<&'w mut dyn Write>;

type WriteAll = fn(&Report, &mut Buffer<'_>) -> io::Result<()>;

/// A format that is written at the end of a run.
struct Buffered(WriteAll);

fn buffered(write: WriteAll) -> Box<dyn Reporter> {
    Box::new(Buffered(write))
}

impl Reporter for Buffered {
    fn finish(&mut self, report: &Report, to: &mut dyn Write) -> io::Result<()> {
        let mut buffer = BufWriter::new(to);
        (self.0)(report, &mut buffer)?;
        buffer.flush()
    }
}
