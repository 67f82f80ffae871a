//! Evidence from the status and the flags of an image or a profile.

use crate::json::Value;

use super::super::{Assessment, DeployStatus, EvidenceKind, ReadyCheck};
use super::readable::{FlagReading, Readability};

/// Adds the evidence of a `deployStatus`.
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
        Some(DeployStatus::Ready) => found.allow(),
    }
}

/// Adds evidence if the object of flags cannot be read: because of its shape, its end, or the text
/// between its members.
pub(super) fn ready_check<'a>(
    value: Value<'a>,
    check: &ReadyCheck<'a>,
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    let fault = text.fault_or_misspelled(value).or_else(|| {
        let Some(flags) = check.value() else { return Some(EvidenceKind::Unreadable) };
        // In the older form, the flags are the only object in an array.
        text.fault(flags)
    });
    if let Some(fault) = fault {
        found.add(fault, value);
    }
}

/// Adds `evidence` if the value of a flag is `against`. If `applies` is `None`, the flag only
/// makes the verdict unknown; if it is `Some(false)`, the flag is ignored.
pub(super) fn flag<'a>(
    value: Option<Value<'a>>,
    against: bool,
    evidence: EvidenceKind,
    applies: Option<bool>,
    text: &Readability,
    found: &mut Assessment<'a>,
) {
    let (Some(location), Some(is_certain)) = (value, applies_or_unknown(applies)) else { return };
    let evidence = if is_certain { evidence } else { EvidenceKind::Unreadable };
    match text.flag(value) {
        FlagReading::Absent => {}
        FlagReading::Clear(flag) if flag != against => {}
        FlagReading::Misspelled(flag) if flag != against || evidence != EvidenceKind::Forbids => {
            found.add(EvidenceKind::Unreadable, location);
        }
        FlagReading::Clear(_) | FlagReading::Misspelled(_) => found.add(evidence, location),
        FlagReading::Unclear(kind) => found.add(kind, location),
    }
}

/// Adds the evidence of the kISO flags. `requires` blocks deployment unless `missing` says that the
/// kISO is there; `missing` alone is a contradiction. `has_twin`: the image also has the profile with
/// the kISO.
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
    let Some(location) = missing else { return };
    match is_missing {
        FlagReading::Unclear(kind) => found.add(kind, location),
        FlagReading::Misspelled(_) => found.add(EvidenceKind::Unreadable, location),
        FlagReading::Clear(true)
            if matches!(is_required, FlagReading::Absent | FlagReading::Clear(false)) =>
        {
            let kind =
                if is_certain { EvidenceKind::Contradictory } else { EvidenceKind::Unreadable };
            found.add(kind, location);
        }
        FlagReading::Clear(_) | FlagReading::Absent => {}
    }
}

/// Adds the evidence of the security-mode flags. Newer flags say that the mode forbids deployment,
/// older flags that it allows it. The newer ones count; an older one that forbids what a newer one
/// allows is a contradiction.
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
    let evidence = if is_allowed { EvidenceKind::Contradictory } else { EvidenceKind::Forbids };
    for value in older {
        flag(*value, false, evidence, Some(true), text, found);
    }
}

/// Returns whether it is certain that something applies. `None` if it does not apply.
fn applies_or_unknown(applies: Option<bool>) -> Option<bool> {
    match applies {
        Some(false) => None,
        known => Some(known.is_some()),
    }
}

/// Adds evidence if a flag is not readable.
pub(super) fn readable<'a>(value: Value<'a>, text: &Readability, found: &mut Assessment<'a>) {
    match text.flag(Some(value)) {
        FlagReading::Absent | FlagReading::Clear(_) => {}
        FlagReading::Misspelled(_) => found.add(EvidenceKind::Unreadable, value),
        FlagReading::Unclear(kind) => found.add(kind, value),
    }
}
