//! The evidence of one object of status and flags: an image's or a profile's own.

use crate::json::Value;

use super::super::{Assessment, DeployStatus, EvidenceKind, ReadyCheck};
use super::readable::{FlagReading, Readability};

/// What a deployStatus says.
pub(super) fn status<'a>(
    object: Value<'a>,
    value: Option<Value<'a>>,
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    let Some(value) = value else {
        found.add(EvidenceKind::Absent, object);
        return;
    };
    if let Some(fault) = text.fault(value) {
        found.add(fault, value);
        return;
    }
    match DeployStatus::of(value) {
        Some(DeployStatus::NotReady) => found.add(EvidenceKind::Forbids, value),
        None => found.add(EvidenceKind::Unreadable, value),
        Some(_) if value.is_renamed() => found.add(EvidenceKind::Unreadable, value),
        Some(DeployStatus::Warning) => found.add(EvidenceKind::PotentialIssue, value),
        Some(DeployStatus::Ready) => {}
    }
}

/// Whether the object of flags can be read at all: its shape, its end, and what stands between its
/// members.
pub(super) fn ready_check<'a>(
    value: Value<'a>,
    check: &ReadyCheck<'a>,
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    let fault = text.fault_or_misspelled(value).or_else(|| {
        let Some(flags) = check.value() else { return Some(EvidenceKind::Unreadable) };
        // In the older shape, an array of one, the flags are an object within it.
        text.fault(flags)
    });
    if let Some(fault) = fault {
        found.add(fault, value);
    }
}

/// A flag that speaks against deployment where it is `against`. Where it is not known whether it
/// `applies`, it is believed and the verdict is unknown; where it does not, it says nothing.
pub(super) fn flag<'a>(
    value: Option<Value<'a>>,
    against: bool,
    says: EvidenceKind,
    applies: Option<bool>,
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    let (Some(place), Some(is_certain)) = (value, applies_or_unknown(applies)) else { return };
    let says = if is_certain { says } else { EvidenceKind::Unreadable };
    match text.flag(value) {
        FlagReading::Absent => {}
        FlagReading::Clear(flag) if flag != against => {}
        FlagReading::Misspelled(flag) if flag != against || says != EvidenceKind::Forbids => {
            found.add(EvidenceKind::Unreadable, place);
        }
        FlagReading::Clear(_) | FlagReading::Misspelled(_) => found.add(says, place),
        FlagReading::Unclear(kind) => found.add(kind, place),
    }
}

/// The flags on the kISO: `requires` forbids, unless `missing` says that the kISO is there;
/// `missing` alone contradicts it. `has_twin`: the profile that has the kISO stands beside it.
pub(super) fn kiso<'a>(
    requires: Option<Value<'a>>,
    missing: Option<Value<'a>>,
    (applies, has_twin): (Option<bool>, bool),
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    let Some(is_certain) = applies_or_unknown(applies) else { return };
    let is_required = text.flag(requires);
    let is_missing = text.flag(missing);
    let is_there = is_missing == FlagReading::Clear(false);
    let is_met = is_there || has_twin && is_required == FlagReading::Clear(true);
    if !is_met {
        flag(requires, true, EvidenceKind::Forbids, applies, text, found);
    } else if !matches!(is_required, FlagReading::Clear(_) | FlagReading::Absent) {
        flag(requires, true, EvidenceKind::Unreadable, applies, text, found);
    }
    let Some(place) = missing else { return };
    match is_missing {
        FlagReading::Unclear(kind) => found.add(kind, place),
        FlagReading::Misspelled(_) => found.add(EvidenceKind::Unreadable, place),
        FlagReading::Clear(true)
            if matches!(is_required, FlagReading::Absent | FlagReading::Clear(false)) =>
        {
            let kind =
                if is_certain { EvidenceKind::Contradictory } else { EvidenceKind::Unreadable };
            found.add(kind, place);
        }
        FlagReading::Clear(_) | FlagReading::Absent => {}
    }
}

/// The flags on the security mode: the newer ones say that it forbids, the older ones that it
/// allows. The newer count; an older one that forbids where they allow contradicts them.
pub(super) fn security_mode<'a>(
    newer: &[Option<Value<'a>>],
    older: &[Option<Value<'a>>],
    is_allowed_elsewhere: bool,
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    for value in newer {
        flag(*value, true, EvidenceKind::Forbids, Some(true), text, found);
    }
    let allows = |value: &Option<Value<'a>>| text.flag(*value) == FlagReading::Clear(false);
    let is_allowed = is_allowed_elsewhere || newer.iter().any(allows);
    let says = if is_allowed { EvidenceKind::Contradictory } else { EvidenceKind::Forbids };
    for value in older {
        flag(*value, false, says, Some(true), text, found);
    }
}

/// Whether it is certain that something applies; none where it does not.
fn applies_or_unknown(applies: Option<bool>) -> Option<bool> {
    match applies {
        Some(false) => None,
        known => Some(known.is_some()),
    }
}

/// A flag that is evidence whatever it says: it has to be readable.
pub(super) fn readable<'a>(value: Value<'a>, text: &Readability, found: &mut Assessment<'a>) {
    match text.flag(Some(value)) {
        FlagReading::Absent | FlagReading::Clear(_) => {}
        FlagReading::Misspelled(_) => found.add(EvidenceKind::Unreadable, value),
        FlagReading::Unclear(kind) => found.add(kind, value),
    }
}
