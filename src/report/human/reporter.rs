//! The reporter of the format `human`.

use std::io::{self, Write};

use crate::finding::Finding;
use crate::lint::Report;
use crate::report::Reporter;

use super::overview::Overview;
use super::{Human, Theme};

/// The maximum number of findings to hold, as those of a single file.
const MAX_HELD: usize = 2_000;

/// How reports for people are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colors and characters.
    pub theme: Theme,
    /// The width, in columns.
    pub width: usize,
    /// Whether each finding of several files is shown in full, instead of each kind once.
    pub is_full: bool,
    /// Whether the report contains findings only, without verdicts and summary.
    pub is_quiet: bool,
    /// Whether each finding is shown with its JSON Pointer.
    pub has_pointers: bool,
}

impl Style {
    /// Returns the style of a text file of `width` columns: without colors, everything in full.
    #[must_use]
    pub const fn plain(width: usize) -> Self {
        let theme = Theme { color: false, unicode: true };
        Self { theme, width, is_full: true, is_quiet: false, has_pointers: false }
    }
}

/// Shows the findings of a single file in full, and those of several files as a summary.
pub(in crate::report) struct HumanReporter {
    human: Human,
    style: Style,
    /// The findings so far, as long as they may be those of a single file.
    held: Option<Vec<Finding>>,
    /// The kinds of findings of several files.
    overview: Overview,
}

impl HumanReporter {
    pub(in crate::report) fn new(style: Style) -> Self {
        let human = Human::new(style.theme, style.width).with_pointers(style.has_pointers);
        Self { human, style, held: Some(Vec::new()), overview: Overview::default() }
    }
}

impl Reporter for HumanReporter {
    fn report_file(&mut self, findings: &[&Finding], to: &mut dyn Write) -> io::Result<()> {
        if self.style.is_full {
            let text = self.human.findings_of(findings).map_err(io::Error::other)?;
            return to.write_all(text.as_str().as_bytes());
        }
        self.overview.add(findings);
        if let Some(held) = &mut self.held {
            held.extend(findings.iter().map(|finding| (*finding).clone()));
        }
        // So many findings are summarized, whether of one file or of several.
        self.held.take_if(|held| held.len() > MAX_HELD);
        Ok(())
    }

    fn finish(&mut self, report: &Report, to: &mut dyn Write) -> io::Result<()> {
        let Style { is_full, is_quiet, .. } = self.style;
        let is_one = is_full || report.summary.files < 2;
        let findings = match &self.held {
            _ if is_full => None,
            Some(held) if is_one => Some(self.human.findings(held)),
            // The table shows the verdicts of a single file, however large.
            _ => Some(self.human.overview(report, &self.overview, is_quiet || is_one)),
        };
        if let Some(findings) = findings {
            to.write_all(findings.map_err(io::Error::other)?.as_str().as_bytes())?;
        }
        if is_one && !is_quiet {
            to.write_all(self.human.end(report).as_str().as_bytes())?;
        }
        Ok(())
    }
}
