//! Items of completions.

use std::ops::Range;

use gen_lsp_types::{CompletionItem, CompletionItemKind, CompletionItemTextEdit, TextEdit};

use crate::json::{Kind, Value};

use super::document::Document;

/// Returns whether a completion at offset `at` can replace a value: it is no object or list, and stands on one line
/// around the offset.
pub(super) fn is_replaceable(
    document: &Document,
    value: Value<'_>,
    bytes: &Range<usize>,
    at: usize,
) -> bool {
    !matches!(value.kind(), Kind::Object | Kind::Array)
        && bytes.start <= at
        && at <= bytes.end
        && !document.text()[bytes.clone()].contains(['\n', '\r'])
}

/// Returns the completion that writes `new_text` over `bytes`.
pub(super) fn item(
    document: &Document,
    label: &str,
    new_text: String,
    bytes: &Range<usize>,
    kind: CompletionItemKind,
) -> CompletionItem {
    let edit = TextEdit { range: document.range(bytes), new_text: new_text.clone() };
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        // What is in front of the cursor begins with a quote, or is nothing.
        filter_text: Some(new_text),
        text_edit: Some(CompletionItemTextEdit::TextEdit(edit)),
        ..CompletionItem::default()
    }
}
