//! The result of checking one file.

use crate::input::ChunkOffset;

use crate::finding::{Finding, ReadinessRow};
use crate::source::Region;

use super::IncompleteCheck;

/// The result of checking one file, or a chunk of one.
#[derive(Clone, Debug, Default)]
pub struct FileReport {
    /// The findings.
    pub findings: Vec<Finding>,
    /// The verdicts; the indices of their reasons start at the first finding of this file.
    pub readiness: Vec<ReadinessRow>,
    /// The number of checked responses.
    pub responses: usize,
    /// The number of hosts in a deployment request.
    pub hosts: usize,
    /// The incomplete checks.
    pub incomplete: Vec<IncompleteCheck>,
    /// The first text that is not a response. It fails the run only if [`Self::incomplete`]
    /// contains it too.
    pub no_response: Option<IncompleteCheck>,
    /// The number of findings that were counted but not kept, by level.
    pub left_out: [usize; 3],
    /// The positions of the rules of the site that found a subject, in order, perhaps repeated.
    pub rules_with_subject: Vec<usize>,
    /// Whether this chunk continues the file of the previous result.
    pub continues: bool,
}

impl FileReport {
    /// Returns the result for another file with the same text.
    #[must_use]
    pub fn of_file(&self, name: &str) -> Self {
        let mut file_report = self.clone();
        for finding in &mut file_report.findings {
            finding.file = name.into();
        }
        for row in &mut file_report.readiness {
            row.file = name.into();
        }
        for check in file_report.incomplete.iter_mut().chain(&mut file_report.no_response) {
            check.file = name.into();
        }
        file_report
    }

    /// Shifts locations from a chunk to its file.
    pub(crate) fn offset_by(&mut self, part: ChunkOffset) {
        self.continues = !part.is_first();
        let checks = self.incomplete.iter_mut().chain(&mut self.no_response);
        checks.for_each(|check| check.line += part.lines);
        for finding in &mut self.findings {
            finding.span.offset_by(part);
            let labels = finding.labels.iter_mut().filter(|label| label.file.is_none());
            labels.for_each(|label| label.span.offset_by(part));
            let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| edit.span.offset_by(part));
            let parts = finding.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.parts);
            for shown in parts.filter(|shown| shown.file.is_none()) {
                shown.position.0 += part.lines;
                shown.first_line = shown.first_line.map(|line| line + part.lines);
            }
        }
    }
}

impl Region {
    fn offset_by(&mut self, part: ChunkOffset) {
        self.start += part.start;
        self.end += part.start;
        self.line += part.lines;
        self.end_line += part.lines;
    }
}
