//! The evidence in a response that an image or a profile can or cannot be deployed.

use crate::json::{Kind, Value};
use crate::source::Span;

use super::Verdict;

/// The kind of a piece of evidence against deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A well-typed value that forbids deployment.
    Forbids,
    /// A well-typed value that names a potential issue.
    PotentialIssue,
    /// A value of the wrong type, an unknown keyword, or a value that is damaged, cut or under a
    /// misspelled key.
    Unreadable,
    /// Values that contradict each other.
    Contradictory,
    /// An attribute that the GET /osImages reference requires is absent.
    Absent,
}

impl EvidenceKind {
    /// Returns the verdict that this kind of evidence contributes.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Forbids => Verdict::Blocked,
            Self::PotentialIssue => Verdict::Warning,
            Self::Unreadable | Self::Contradictory | Self::Absent => Verdict::Unknown,
        }
    }
}

/// A piece of evidence that does not allow deployment, with its location.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The kind.
    pub kind: EvidenceKind,
    /// The value; for [`EvidenceKind::Absent`] the object that lacks the attribute.
    pub value: Value<'a>,
}

impl<'a> Evidence<'a> {
    /// Creates a piece of evidence.
    #[must_use]
    pub const fn new(kind: EvidenceKind, value: Value<'a>) -> Self {
        Self { kind, value }
    }

    /// Returns the byte span of the evidence: the value with its key; for an absent attribute, the id or
    /// the opening bracket of the object that lacks it.
    #[must_use]
    pub fn span(&self) -> Span {
        let span = self.value.span();
        let start = self.value.key_span().map_or(span.start, |key| key.start);
        let is_container = matches!(self.value.kind(), Kind::Array | Kind::Object);
        match self.kind {
            EvidenceKind::Unreadable | EvidenceKind::Contradictory => Span::new(start, span.end),
            // For a readable container, the opening bracket is enough.
            _ if is_container => Span::new(start, span.start + 1),
            _ => Span::new(start, span.end),
        }
    }
}

/// The verdict on an image or profile, with all evidence against its deployment.
#[derive(Clone, Debug, Default)]
pub struct Assessment<'a> {
    /// The worst verdict that the evidence contributes. `None` before any evidence is read.
    verdict: Option<Verdict>,
    /// The evidence that does not allow deployment; for an image without that of its profiles.
    pub evidence: Vec<Evidence<'a>>,
}

impl<'a> Assessment<'a> {
    /// Returns the worst verdict that the evidence contributes: unknown if no evidence was read.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict.unwrap_or(Verdict::Unknown)
    }

    /// Records a readable status that allows deployment.
    pub(super) fn allow(&mut self) {
        self.worsen_to(Verdict::Ready);
    }

    /// Lowers the verdict to `verdict` if it is better.
    pub(super) fn worsen_to(&mut self, verdict: Verdict) {
        self.verdict = self.verdict.max(Some(verdict));
    }

    pub(super) fn add(&mut self, kind: EvidenceKind, value: Value<'a>) {
        self.worsen_to(kind.verdict());
        self.evidence.push(Evidence::new(kind, value));
    }

    pub(super) fn extend(&mut self, evidence: &[Evidence<'a>]) {
        for one in evidence {
            self.add(one.kind, one.value);
        }
    }

    /// Returns the evidence that decides the verdict.
    pub fn decisive(&self) -> impl Iterator<Item = &Evidence<'a>> {
        self.evidence.iter().filter(|one| one.kind.verdict() == self.verdict())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ready_without_evidence() {
        assert_eq!(Assessment::default().verdict(), Verdict::Unknown);
        let mut assessment = Assessment::default();
        assessment.allow();
        assert_eq!(assessment.verdict(), Verdict::Ready);
        assessment.worsen_to(Verdict::Warning);
        assessment.allow();
        assert_eq!(assessment.verdict(), Verdict::Warning);
    }
}
