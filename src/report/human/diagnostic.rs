//! A finding as a diagnostic of miette, which draws its excerpt.

use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan,
    SpanContents,
};

use crate::diagnostic::Level;
use crate::finding::{Excerpt, Finding, Mark, Snippet};
use crate::sanitize::Sanitized;

use super::{elsewhere, fit, layout, shortened};

/// The distance between the line numbers of parts of a reformatted excerpt: far enough for miette
/// to show each part separately. The numbers are not shown.
const LINE_GAP: usize = 10;
/// The columns next to an excerpt: its line numbers, and the line to a label.
const LABEL_COLUMNS: usize = 11;
/// The columns before the lines of an excerpt: line numbers and a border.
const GUTTER_COLUMNS: usize = 8;
/// The minimum width of a wrapped label, in columns.
const MIN_LABEL_COLUMNS: usize = 20;

/// A finding as a miette diagnostic.
pub(super) struct Shown<'r> {
    pub(super) finding: &'r Finding,
    message: Sanitized,
    source: Source,
    pub(super) labels: Vec<LabeledSpan>,
    /// Whether the lines of the excerpt are not those of the file.
    pub(super) is_laid_out: bool,
    width: usize,
}

impl<'r> Shown<'r> {
    pub(super) fn of(finding: &'r Finding, width: usize) -> Self {
        let mut excerpt = finding.excerpt.clone().unwrap_or_default();
        excerpt.parts.retain(|part| !elsewhere::is_elsewhere(part));
        let room = width.saturating_sub(GUTTER_COLUMNS);
        excerpt.parts = excerpt.parts.into_iter().flat_map(|part| fit::fit(part, room)).collect();
        let source = Source::of(excerpt, finding);
        let labels = source.labels(width);
        let is_laid_out = source.excerpt.parts.iter().any(|part| part.first_line.is_none());
        let message = shortened(&finding.message);
        Self { finding, message, source, labels, is_laid_out, width }
    }
}

impl Shown<'_> {
    /// Returns the image or profile that the finding is about, if it fits beside the rule.
    pub(super) fn subject(&self) -> Option<Sanitized> {
        let subject = self.finding.profile.as_ref().or(self.finding.image.as_ref());
        let subject = subject.filter(|id| !id.is_empty())?.sanitized();
        let head = self.finding.rule.len() + "warning[] in ".len();
        (head + layout::columns(subject.as_str()) <= self.width).then_some(subject)
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_str())
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_str())
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let head = format!("{}[{}]", self.finding.level.as_str(), self.finding.rule.sanitized());
        // In a reformatted excerpt, line and column alone do not lead to the location.
        Some(Box::new(match self.subject() {
            Some(subject) if self.is_laid_out => format!("{head} in {subject}"),
            _ => head,
        }))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// An excerpt as a miette source: its parts in sequence, each with a range of offsets.
struct Source {
    excerpt: Excerpt,
    /// The offset of each part, in bytes.
    starts: Vec<usize>,
    names: Vec<String>,
}

impl Source {
    fn of(excerpt: Excerpt, finding: &Finding) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        for part in &excerpt.parts {
            starts.push(at);
            at += part.text.len() + 1;
        }
        let file = finding.file.sanitized().to_string();
        let name = |part: &Snippet| {
            part.file.as_ref().map_or(file.clone(), |file| file.sanitized().to_string())
        };
        let names = excerpt.parts.iter().map(name).collect();
        Self { excerpt, starts, names }
    }

    fn labels(&self, width: usize) -> Vec<LabeledSpan> {
        let parts = self.excerpt.parts.iter().zip(&self.starts);
        let labels = parts.flat_map(|(part, start)| {
            part.labels.iter().map(move |mark| {
                let location = (start + mark.span.start as usize, mark.span.len() as usize);
                let message = wrapped(mark, part.text.as_str(), width);
                let message = Some(message).filter(|message| !message.is_empty());
                if mark.is_primary {
                    LabeledSpan::new_primary_with_span(message, location)
                } else {
                    LabeledSpan::new_with_span(message, location)
                }
            })
        });
        labels.collect()
    }
}

/// Returns the label of a mark, wrapped if there is not enough room to its right.
fn wrapped(mark: &Mark, text: &str, width: usize) -> String {
    let before = text.get(..mark.span.start as usize).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let marked = text.get(mark.span.range()).unwrap_or_default().chars().count();
    // The line to the label begins below the middle of the marked text.
    let begin = LABEL_COLUMNS + before + marked / 2;
    let room = width.saturating_sub(begin).max(MIN_LABEL_COLUMNS);
    layout::wrapped_at(mark.message.as_str(), "", room)
}

impl SourceCode for Source {
    /// Returns the whole part that contains `span`, whatever context miette requests: parts already
    /// have the right size. Without context miette requests the location of the head.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let index = self.starts.partition_point(|start| *start <= span.offset()).saturating_sub(1);
        let part = self.excerpt.parts.get(index).ok_or(MietteError::OutOfBounds)?;
        let start = self.starts[index];
        if span.offset() + span.len() > start + part.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let (line, column) = part.position;
        let first_line = if context_before == 0 {
            line
        } else {
            part.first_line.unwrap_or(LINE_GAP * index + 1)
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.names[index].clone(),
            part.text.as_str().as_bytes(),
            (start, part.text.len()).into(),
            first_line - 1,
            column - 1,
            part.text.as_str().lines().count(),
        )))
    }
}
