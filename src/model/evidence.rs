//! Evidence for and against deploying an image or a profile, as the response holds it.

use crate::json::{Kind, Span, Value};

use super::Verdict;

/// What a piece of evidence says. What allows deployment is not recorded: it is what remains where
/// nothing else was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A well-typed value that forbids deployment.
    Forbids,
    /// A well-typed value that names a potential issue.
    PotentialIssue,
    /// A value of another type, an unknown word, or one that is damaged, cut or under a misspelled
    /// key.
    Unreadable,
    /// Values that contradict each other.
    Contradictory,
    /// An attribute that the reference always has is not there.
    Absent,
}

impl EvidenceKind {
    /// What it contributes to a verdict.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Forbids => Verdict::Blocked,
            Self::PotentialIssue => Verdict::Warning,
            Self::Unreadable | Self::Contradictory | Self::Absent => Verdict::Unknown,
        }
    }
}

/// A piece of evidence that does not allow deployment, and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What it says.
    pub kind: EvidenceKind,
    /// The value that says so; for [`EvidenceKind::Absent`] the object that lacks it.
    pub value: Value<'a>,
}

impl<'a> Evidence<'a> {
    /// The evidence of `value`.
    #[must_use]
    pub const fn new(kind: EvidenceKind, value: Value<'a>) -> Self {
        Self { kind, value }
    }

    /// The characters that it rests on: the value with its key; where something is absent, the
    /// opening bracket of the object that lacks it, or the characters of its id.
    #[must_use]
    pub fn span(&self) -> Span {
        let span = self.value.span();
        let start = self.value.key_span().map_or(span.start, |key| key.start);
        let is_container = matches!(self.value.kind(), Kind::Array | Kind::Object);
        match self.kind {
            EvidenceKind::Unreadable | EvidenceKind::Contradictory => Span::new(start, span.end),
            // Of what is readable, the place matters and not all that is within it.
            _ if is_container => Span::new(start, span.start + 1),
            _ => Span::new(start, span.end),
        }
    }
}

/// Whether an image or profile can be deployed, with everything that speaks against it.
#[derive(Clone, Debug, Default)]
pub struct Assessment<'a> {
    /// The worst that its evidence contributes.
    pub verdict: Verdict,
    /// The evidence that does not allow deployment; for an image its own only.
    pub evidence: Vec<Evidence<'a>>,
}

impl<'a> Assessment<'a> {
    pub(super) fn add(&mut self, kind: EvidenceKind, value: Value<'a>) {
        self.verdict = self.verdict.max(kind.verdict());
        self.evidence.push(Evidence::new(kind, value));
    }

    pub(super) fn extend(&mut self, evidence: &[Evidence<'a>]) {
        for one in evidence {
            self.add(one.kind, one.value);
        }
    }

    /// The evidence that contributes the verdict.
    pub fn decisive(&self) -> impl Iterator<Item = &Evidence<'a>> {
        self.evidence.iter().filter(|one| one.kind.verdict() == self.verdict)
    }
}
