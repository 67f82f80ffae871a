//! Limits per file. Verdicts are at best unknown if one is exceeded.

use crate::diagnostic::Quota;
use crate::finding::{ReadinessRow, Reason};
use crate::model::Verdict;
use crate::rules;

/// The maximum number of findings to keep per file, for small files; larger files may have one per
/// [`BYTES_PER_FINDING`] bytes.
const MAX_FINDINGS: usize = 20_000;
const BYTES_PER_FINDING: usize = 500;

/// The maximum size of the texts of the findings of a file, in bytes, for small files; larger files
/// may have as many bytes as they have themselves.
const MAX_FINDING_BYTES: usize = 32 << 20;

/// The maximum size of the readiness rows of a file, in bytes, or three times the size of the
/// file.
pub(super) const MAX_ROW_BYTES: usize = 64 << 20;

/// The estimated size of a row without its ids, in bytes.
pub(super) const ROW_BYTES: usize = 400;

/// The maximum number of findings to keep per chunk of a file with one response per line, for small
/// chunks.
const MAX_CHUNK_FINDINGS: usize = 4_000;

/// Returns the limits for the findings of a file of `len` bytes.
pub(super) fn quota(len: usize) -> Quota {
    Quota { findings: MAX_FINDINGS.max(len / BYTES_PER_FINDING), bytes: MAX_FINDING_BYTES.max(len) }
}

/// Returns the limits for the findings of a chunk of `len` bytes.
pub(super) fn chunk_quota(len: usize) -> Quota {
    Quota { findings: MAX_CHUNK_FINDINGS.max(len / BYTES_PER_FINDING), ..quota(len) }
}

/// Caps the verdicts of rows at unknown, since findings that could change them were left out.
pub(super) fn downgrade_to_unknown(rows: &mut [ReadinessRow]) {
    for row in rows.iter_mut().filter(|row| row.verdict < Verdict::Unknown) {
        row.verdict = Verdict::Unknown;
        row.reasons = vec![Reason { rule: rules::READINESS_UNKNOWN.id.into(), finding: None }];
    }
}
