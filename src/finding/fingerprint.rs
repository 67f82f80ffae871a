//! Fingerprints: identify a finding even if its position in the file changes.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, Location};
use crate::json::{self, Tree};
use crate::model::{File, Text};
use crate::sanitize::Sanitized;

use super::{Finding, Masks};

/// The maximum number of bytes of the value that go into the digest. Ids and paths are shorter.
const MAX_VALUE_BYTES: usize = 512;

/// The number of bytes that are kept of the digest: enough to make collisions infeasible.
const DIGEST_BYTES: usize = 16;

/// Computes the fingerprint of a diagnostic from the rule, the affected image, profile or file, the
/// keys of `pointer` (array positions are ignored), and the value at the location. Text that reports
/// hide is left out, because a digest of a password would help to guess it.
pub(super) fn fingerprint(
    found: &Diagnostic<'_>,
    tree: &Tree<'_>,
    masks: &Masks<'_>,
    pointer: &str,
) -> String {
    let span = found.primary.location.span().range();
    let limit = span.end.min(span.start + MAX_VALUE_BYTES);
    let end = tree.text().floor_char_boundary(limit).max(span.start);
    let mut value = Sanitized::default();
    let named = match found.primary.location {
        Location::Named(_, named) => vec![named],
        _ => Vec::new(),
    };
    let stretch = span.start..end;
    masks.known_in_text(&stretch, &named).push(&mut value, tree.text(), stretch);
    let of = |id: Option<Text<'_>>| id.map(|id| id.to_string()).unwrap_or_default();
    // Hosts are part of the digest only if there is one, so that other fingerprints stay the same.
    let host = found.host.map_or_else(String::new, |host| {
        format!("host {} ", of(host.uuid().or_else(|| host.network_text("hostname"))))
    });
    digest(&[
        &(host + found.rule.id),
        &of(found.image.and_then(|image| image.id())),
        &of(found.profile.and_then(|profile| profile.id())),
        found.file.map_or("", |file| file.kind.as_str()),
        &of(found.file.and_then(File::id)),
        &without_positions(pointer),
        // The same value can be written with different escapes.
        &json::unescape(value.as_str()).text,
    ])
}

/// Returns the digest of several texts as hexadecimal digits.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    digest[..DIGEST_BYTES].iter().fold(String::with_capacity(2 * DIGEST_BYTES), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Replaces each array position in a JSON Pointer by `-`.
fn without_positions(pointer: &str) -> String {
    let is_position =
        |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let steps = pointer.split('/').map(|step| if is_position(step) { "-" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// Numbers the findings of one file that have the same fingerprint: the second becomes `…-2`.
#[derive(Debug, Default)]
pub struct FingerprintNumbers {
    /// The number of findings per fingerprint. The key is the parsed fingerprint, which takes less memory:
    /// a file can have millions of findings.
    times: HashMap<u128, u32>,
}

impl FingerprintNumbers {
    /// Numbers the next findings of the file, in the order of its text.
    pub fn number(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            #[allow(clippy::disallowed_methods, reason = "it is counted, not shown")]
            let Ok(digits) = u128::from_str_radix(finding.fingerprint.raw(), 16) else { continue };
            let times = self.times.entry(digits).or_default();
            *times += 1;
            if *times > 1 {
                finding.fingerprint.push_str(&format!("-{times}"));
            }
        }
    }
}
