//! Which values are usable as evidence: complete, of the right type, and without a contradictory
//! duplicate.

use std::collections::HashSet;

use crate::json::{Kind, Tree, Value};

use super::super::EvidenceKind;

/// The reading of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FlagReading {
    /// The flag is absent.
    Absent,
    /// A reliable boolean.
    Clear(bool),
    /// A boolean under a misspelled key.
    Misspelled(bool),
    /// Anything else, with the reason.
    Unclear(EvidenceKind),
}

/// The readability of the values of a text.
#[derive(Debug)]
pub(crate) struct Readability {
    /// Whether the text has no syntax error, duplicate key or misspelled key.
    is_clean: bool,
    /// The members, by [`Value::id`], with a duplicate key of a different value in the same object.
    contradicted: HashSet<u32>,
}

impl Readability {
    pub(crate) fn new(tree: &Tree<'_>) -> Self {
        let differs = tree.contradictions().map(|(_, last)| last.id());
        let doubled = tree
            .doubled()
            .filter(|(known, other)| !known.is_same_as(*other))
            .map(|(known, _)| known.id());
        Self { is_clean: tree.is_clean(), contradicted: differs.chain(doubled).collect() }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.is_clean
    }

    /// Returns why the value is not reliable, independent of its type: it is contradicted or damaged, or
    /// it is an array or object that is cut or damaged between its members. `None` if it is reliable.
    pub(crate) fn fault(&self, value: Value<'_>) -> Option<EvidenceKind> {
        if self.is_clean {
            return None;
        }
        if self.contradicted.contains(&value.id()) {
            return Some(EvidenceKind::Contradictory);
        }
        (value.is_damaged() || value.is_incomplete()).then_some(EvidenceKind::Unreadable)
    }

    /// Returns why the value is not reliable: a [`Self::fault`], or a misspelled key. `None` if it is
    /// reliable.
    pub(crate) fn fault_or_misspelled(&self, value: Value<'_>) -> Option<EvidenceKind> {
        self.fault(value).or_else(|| value.is_renamed().then_some(EvidenceKind::Unreadable))
    }

    /// Returns the first value within `value`, including itself, that is not reliable.
    pub(crate) fn fault_within<'a>(&self, value: Value<'a>) -> Option<(EvidenceKind, Value<'a>)> {
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

    /// Returns why an optional string is not reliable. `None` if it is reliable, absent or null; any other
    /// type is a fault.
    pub(crate) fn text_fault(&self, value: Option<Value<'_>>) -> Option<EvidenceKind> {
        let value = value?;
        self.fault_or_misspelled(value).or_else(|| {
            (!matches!(value.kind(), Kind::String | Kind::Null)).then_some(EvidenceKind::Unreadable)
        })
    }
}
