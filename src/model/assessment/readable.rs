//! Which values can be taken as evidence: whole, of the right type, and said once.

use std::collections::HashSet;

use crate::json::{Kind, Tree, Value};

use super::super::EvidenceKind;

/// What a flag says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FlagReading {
    /// It is not there.
    Absent,
    /// A boolean that can be relied on.
    Clear(bool),
    /// A boolean under a misspelled key.
    Misspelled(bool),
    /// Anything else, and why.
    Unclear(EvidenceKind),
}

/// What is known of a text as a whole.
#[derive(Debug)]
pub(in crate::model) struct Readability {
    /// Whether no syntax error, repeated key or misspelled key stands in the text.
    is_clean: bool,
    /// The members, by [`Value::id`], whose key stands in the same object with another value.
    contradicted: HashSet<u32>,
}

impl Readability {
    pub(in crate::model) fn new(tree: &Tree<'_>) -> Self {
        let differs = tree.repeated().iter().filter_map(|repeated| {
            let (first, last) = tree.repeated_members(*repeated);
            (repeated.times > 2 || !first.is_same_as(last)).then(|| last.id())
        });
        Self { is_clean: tree.is_clean(), contradicted: differs.collect() }
    }

    pub(in crate::model) fn is_clean(&self) -> bool {
        self.is_clean
    }

    /// Why the value cannot be relied on, whatever its type: it is contradicted, damaged, or, where
    /// it is an array or object, cut or damaged between its members.
    pub(in crate::model) fn fault(&self, value: Value<'_>) -> Option<EvidenceKind> {
        if self.is_clean {
            return None;
        }
        if self.contradicted.contains(&value.id()) {
            return Some(EvidenceKind::Contradictory);
        }
        (value.is_damaged() || value.is_incomplete()).then_some(EvidenceKind::Unreadable)
    }

    /// As [`Self::fault`], and so is a value under a misspelled key.
    pub(in crate::model) fn fault_or_misspelled(&self, value: Value<'_>) -> Option<EvidenceKind> {
        self.fault(value).or_else(|| value.is_renamed().then_some(EvidenceKind::Unreadable))
    }

    /// The first value within `value`, itself included, that cannot be relied on.
    pub(in crate::model) fn fault_within<'a>(
        &self,
        value: Value<'a>,
    ) -> Option<(EvidenceKind, Value<'a>)> {
        if self.is_clean {
            return None;
        }
        value
            .descendants()
            .find_map(|inner| self.fault_or_misspelled(inner).map(|kind| (kind, inner)))
    }

    pub(super) fn flag(&self, value: Option<Value<'_>>) -> FlagReading {
        let Some(value) = value else { return FlagReading::Absent };
        if let Some(fault) = self.fault(value) {
            return FlagReading::Unclear(fault);
        }
        match value.as_bool() {
            None => FlagReading::Unclear(EvidenceKind::Unreadable),
            Some(flag) if value.is_renamed() => FlagReading::Misspelled(flag),
            Some(flag) => FlagReading::Clear(flag),
        }
    }

    /// A member that is a string; none where it is absent or null. Any other type is a fault.
    pub(in crate::model) fn text_fault(&self, value: Option<Value<'_>>) -> Option<EvidenceKind> {
        let value = value?;
        self.fault_or_misspelled(value).or_else(|| {
            (!matches!(value.kind(), Kind::String | Kind::Null)).then_some(EvidenceKind::Unreadable)
        })
    }
}
