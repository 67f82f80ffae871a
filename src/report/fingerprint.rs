//! What tells a finding from every other one, whatever becomes of its place.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::finding::{Finding as Found, Place};
use crate::harmless::Harmless;
use crate::json::{self, Tree};
use crate::model::{File, Text};

use super::{Finding, Masks};

/// How many bytes of the value count: no id or path that people write is longer.
const MOST: usize = 512;

/// How many bytes of the digest are told: enough that nobody can make two that are alike.
const TOLD: usize = 16;

/// The fingerprint of what was `found` in a text: of its rule, of the image, profile or file that it is
/// about, of the names that lead to its place (`pointer`; positions in arrays do not count), and of the
/// value there. What reports hide does not count: a digest of a password lets it be guessed.
pub(super) fn fingerprint(
    found: &Found<'_>,
    tree: &Tree<'_>,
    masks: &Masks<'_>,
    pointer: &str,
) -> String {
    let span = found.primary.place.span().range();
    let end = tree.text().floor_char_boundary(span.end.min(span.start + MOST)).max(span.start);
    let mut value = Harmless::default();
    let named = match found.primary.place {
        Place::Named(_, named) => vec![named],
        _ => Vec::new(),
    };
    let stretch = span.start..end;
    masks.known_in_text(&stretch, &named).push(&mut value, tree.text(), stretch);
    let of = |id: Option<Text<'_>>| id.map(|id| id.to_string()).unwrap_or_default();
    digest(&[
        found.rule.id,
        &of(found.image.and_then(|image| image.id())),
        &of(found.profile.and_then(|profile| profile.id())),
        found.file.map_or("", |file| file.kind.word()),
        &of(found.file.and_then(File::id)),
        &without_positions(pointer),
        // The same value may be written with other escapes.
        &json::unescape(value.as_str()).text,
    ])
}

/// The digest of several texts, as it is told.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    digest[..TOLD].iter().fold(String::with_capacity(2 * TOLD), |mut told, byte| {
        let _ = write!(told, "{byte:02x}");
        told
    })
}

/// A JSON Pointer with `-` for each position in an array.
fn without_positions(pointer: &str) -> String {
    let is_position =
        |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let steps = pointer.split('/').map(|step| if is_position(step) { "-" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// Numbers the findings of one file whose fingerprints are the same: the second is `…-2`.
#[derive(Debug, Default)]
pub struct Numbers {
    /// How often each has been met, as the number that its digits are: a file may have millions.
    times: HashMap<u128, u32>,
}

impl Numbers {
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
