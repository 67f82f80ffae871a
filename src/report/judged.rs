//! What was found in one file.

use crate::input::Part;

use super::{Finding, IncompleteCheck, Region, Row};

/// What was found in one file, or in a piece of it.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What can be deployed; reasons count from this file's first finding.
    pub readiness: Vec<Row>,
    /// How many responses were judged.
    pub responses: usize,
    /// What was not checked, and why.
    pub incomplete: Vec<IncompleteCheck>,
    /// The first text in it that is no response, which fails the run only where it is in
    /// [`Self::incomplete`] too.
    pub no_response: Option<IncompleteCheck>,
    /// How many findings were counted and not kept, by level: there was no room for them.
    pub left_out: [usize; 3],
    /// Whether it goes on with the file of what was judged before it.
    pub continues: bool,
}

impl Judged {
    /// The same of another file that holds the same text.
    #[must_use]
    pub fn of_file(&self, name: &str) -> Self {
        let mut judged = self.clone();
        for finding in &mut judged.findings {
            finding.file = name.into();
        }
        for row in &mut judged.readiness {
            row.file = name.into();
        }
        for check in judged.incomplete.iter_mut().chain(&mut judged.no_response) {
            check.file = name.into();
        }
        judged
    }

    /// Tells the places of a piece as places of its file.
    pub(crate) fn put_behind(&mut self, part: Part) {
        self.continues = !part.is_first();
        let checks = self.incomplete.iter_mut().chain(&mut self.no_response);
        checks.for_each(|check| check.line += part.lines);
        for finding in &mut self.findings {
            finding.span.put_behind(part);
            let labels = finding.labels.iter_mut().filter(|label| label.file.is_none());
            labels.for_each(|label| label.span.put_behind(part));
            let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| edit.span.put_behind(part));
            let parts = finding.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.parts);
            for shown in parts.filter(|shown| shown.file.is_none()) {
                shown.position.0 += part.lines;
                shown.first_line = shown.first_line.map(|line| line + part.lines);
            }
        }
    }
}

impl Region {
    fn put_behind(&mut self, part: Part) {
        self.start += part.start;
        self.end += part.start;
        self.line += part.lines;
        self.end_line += part.lines;
    }
}
