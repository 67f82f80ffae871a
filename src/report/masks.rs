//! What no report may show: the passwords in the contents of files.

use std::ops::Range;

use crate::finding::Inside;
use crate::harmless::Harmless;
use crate::input::Origin;
use crate::json::{Kind, Tree, Value};
use crate::model::{FileKind, Found, is_secret_name};

/// What stands for each character of a secret.
const MASK: &str = "•";

/// The places of secrets in one text, in the text and in its file.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    /// Bytes of the text, ascending, none overlapping.
    pub(super) in_text: Vec<Range<usize>>,
    /// Bytes of the file, likewise.
    pub(super) in_file: Vec<Range<usize>>,
}

impl Masks {
    /// The secrets of a text that comes from `origin`, and of the responses that were `found` in it.
    #[must_use]
    pub fn of(tree: &Tree<'_>, found: &[Found<'_>], origin: &Origin) -> Self {
        let mut in_text = Vec::new();
        let mut in_file = Vec::new();
        for found in found {
            let Found::Response(response) = found else { continue };
            for kind in [FileKind::Config, FileKind::Unattend] {
                for content in response.repository.contents(kind) {
                    if content.secrets().is_empty() {
                        continue;
                    }
                    let inside = Inside::of(content.text.value);
                    for secret in content.secrets() {
                        let span = inside.place(secret.span).span();
                        in_text.push(span.range());
                        in_file.push(origin.place(span));
                    }
                }
            }
        }
        // What no document lists may hold a password too, and say so by its name.
        let named = tree.other_members().filter(|member| {
            matches!(member.kind(), Kind::String | Kind::Number)
                && member.key().is_some_and(|key| is_secret_name(&key))
        });
        for span in named.map(Value::span) {
            in_text.push(span.range());
            in_file.push(origin.place(span));
        }
        Self { in_text: merged(in_text), in_file: merged(in_file) }
    }
}

/// Ascending, and none overlapping.
fn merged(mut masks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    masks.sort_by_key(|mask| mask.start);
    masks.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    masks
}

/// Adds the stretch `shown` of `text` to `to`, harmless, with `•` for every character that one of
/// `masks` covers.
pub(super) fn push_masked(
    to: &mut Harmless,
    text: &str,
    shown: Range<usize>,
    masks: &[Range<usize>],
) {
    let first = masks.partition_point(|mask| mask.end <= shown.start);
    let mut at = shown.start;
    for mask in masks[first..].iter().take_while(|mask| mask.start < shown.end) {
        let hidden = mask.start.max(at)..mask.end.min(shown.end);
        to.push(&text[at..hidden.start]);
        text[hidden.clone()].chars().for_each(|_| to.push_fixed(MASK));
        at = hidden.end;
    }
    to.push(&text[at..shown.end]);
}
