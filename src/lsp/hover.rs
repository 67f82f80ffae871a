//! Hovers: what the reference says about an attribute, the verdict of a profile, and why a finding matters.

use std::ops::Range;

use gen_lsp_types::{Hover, MarkupContent, MarkupKind, Position};

use crate::diagnostic::Rule;
use crate::finding::Finding;
use crate::json::{Kind as JsonKind, Value};
use crate::rules;
use crate::sanitize::{Markdown, Text};

use super::checked::{Checked, Kind};
use super::cursor::{self, CursorContext};
use super::document::Document;
use super::symbols::verdict;

/// Returns what is known about the value at a position.
pub(super) fn hover(document: &Document, checked: &Checked, position: Position) -> Option<Hover> {
    let at = document.offset(position);
    let mut text = Text::<Markdown>::new();
    let mut value = None;
    let mut range = None;
    if checked.kind == Kind::Snapshot {
        range = push_verdict(&mut text, checked, at);
        value = cursor::at(document, at, |context, _, locator| {
            push_attribute(&mut text, &context);
            let is_plain =
                |value: &Value<'_>| !matches!(value.kind(), JsonKind::Object | JsonKind::Array);
            Some(locator.bytes(context.member.filter(is_plain)?.span()))
        });
    }
    // Findings are at the value, and the key is as good a place to point at.
    for finding in checked.counted() {
        let bytes = finding.span.bytes();
        let is_at_cursor = bytes.start <= at && at <= bytes.end;
        if is_at_cursor || value.as_ref() == Some(&bytes) {
            push_finding(&mut text, finding);
            range = range.or_else(|| is_at_cursor.then_some(bytes));
        }
    }
    let value = text.into_string();
    let contents = MarkupContent { kind: MarkupKind::Markdown, value };
    let range = range.map(|bytes| document.range(&bytes));
    (!contents.value.is_empty()).then(|| Hover { contents: contents.into(), range })
}

/// Adds the verdict of the image or profile whose id is at the offset. Returns where the id is.
fn push_verdict(text: &mut Text<Markdown>, checked: &Checked, at: usize) -> Option<Range<usize>> {
    let mut subjects = checked.outline.subjects.iter().enumerate();
    let (position, subject) =
        subjects.find(|(_, subject)| subject.id_range.start <= at && at <= subject.id_range.end)?;
    let row = checked.row(position)?;
    text.markup("**").input(verdict(row).as_str()).markup("**\n\n");
    let reasons = row.reasons.iter().filter_map(|reason| checked.findings.get(reason.finding?));
    for finding in reasons {
        text.markup("- ").input(&finding.message).markup("\n");
    }
    text.markup("\n");
    Some(subject.id_range.clone())
}

fn push_attribute(text: &mut Text<Markdown>, context: &CursorContext<'_>) {
    let (Some(attribute), Some(key)) = (context.attribute(), context.member.and_then(Value::key))
    else {
        return;
    };
    text.markup("**").input(&*key).markup("**: ").input(attribute.description()).markup("\n");
    for word in attribute.words() {
        text.markup("\n- ").input(&format!("\"{word}\""));
    }
    text.markup("\n\n");
}

fn push_finding(text: &mut Text<Markdown>, finding: &Finding) {
    let rule = rules::by_id(finding.rule.raw());
    text.input(&finding.message).markup("\n\n");
    if let Some(why) = rule.and_then(Rule::why) {
        text.markup("Why: ").input(&why).markup("\n\n");
    }
    text.markup("Help: ").input(&finding.help).markup("\n\n");
}
