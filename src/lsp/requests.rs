//! Hovers and completions in a deployment request.

use std::ops::Range;
use std::sync::LazyLock;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, Hover, MarkupContent, MarkupKind, Position,
};
use serde_json::{Value as Json, json};

use crate::json::{self, Kind as JsonKind, Value};
use crate::model::find_hosts;
use crate::sanitize::{Markdown, Terminal, Text, Untrusted};
use crate::spec::names::interner;
use crate::spec::requests::REQUEST_SCHEMA;

use super::checked::Checked;
use super::document::Document;
use super::items::{is_replaceable, item};
use super::outline::{REQUEST_REFERENCES, SubjectKind};
use super::symbols::verdict;

static SCHEMA: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(REQUEST_SCHEMA).unwrap_or_default());

/// Where an offset is in a host of a request.
struct HostContext<'a> {
    /// The host, or one of the objects in it.
    object: Value<'a>,
    /// Its attributes in the schema.
    attributes: &'static serde_json::Map<String, Json>,
    /// The member at the offset.
    member: Option<Value<'a>>,
}

/// Passes the context at an offset to `visit`.
fn at<R>(
    document: &Document,
    at: usize,
    visit: impl FnOnce(HostContext<'_>) -> Option<R>,
) -> Option<R> {
    let holds = |value: &Value<'_>| {
        let start = value.key_span().unwrap_or_else(|| value.span());
        start.range().start <= at && at <= value.span().range().end
    };
    let tree = json::read(document.text(), interner()).ok()?;
    let host = find_hosts(tree.root()?).hosts.into_iter().find(holds)?;
    let (mut object, mut member) = (host, host.members().find(holds));
    let mut definition = "host".to_owned();
    if let Some(inner) = member.filter(|member| member.kind() == JsonKind::Object) {
        definition = inner.key()?.into_owned();
        (object, member) = (inner, inner.members().find(holds));
    }
    let definition = SCHEMA.get("$defs")?.get(&definition)?;
    let attributes = definition.get("properties")?.as_object()?;
    visit(HostContext { object, attributes, member })
}

/// Returns the kind of what the attribute `key` names.
fn kind_of(key: &str) -> Option<SubjectKind> {
    REQUEST_REFERENCES.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind)
}

/// Returns what is known about the value at a position: its attribute, and the verdict of a profile.
pub(super) fn hover(
    document: &Document,
    snapshot: Option<&Checked>,
    position: Position,
) -> Option<Hover> {
    let offset = document.offset(position);
    at(document, offset, |context| {
        let member = context.member?;
        let key = member.key()?;
        let mut text = Text::<Markdown>::new();
        let about = context.attributes.get(&*key).and_then(|of| of.get("description")?.as_str());
        text.markup("**").input(&*key).markup("**: ").input(about?).markup("\n\n");
        if let (Some(checked), Some(SubjectKind::Profile)) = (snapshot, kind_of(&key)) {
            let id = member.as_str()?;
            let found = checked.outline.subjects.iter().position(|subject| {
                subject.kind == SubjectKind::Profile && subject.id.as_deref() == Some(&*id)
            });
            if let Some(row) = found.and_then(|position| checked.row(position)) {
                text.markup("In the open snapshot: ").input(&verdict(row)).markup("\n");
            }
        }
        let contents = MarkupContent { kind: MarkupKind::Markdown, value: text.into_string() };
        let range = Some(document.range(&member.span().range()));
        Some(Hover { contents: contents.into(), range })
    })
}

/// Returns the completions at a position: attributes, listed values, and ids in the open snapshot.
pub(super) fn completions(
    document: &Document,
    snapshot: Option<&Checked>,
    position: Position,
) -> Vec<CompletionItem> {
    let offset = document.offset(position);
    let items = at(document, offset, |context| {
        let key = context.member.and_then(Value::key_span);
        let key = key.filter(|key| offset <= key.range().end);
        Some(match context.member {
            Some(member) if key.is_none() => {
                let bytes = member.span().range();
                match is_replaceable(document, member, &bytes, offset) {
                    true => values(document, &context, member, snapshot),
                    false => Vec::new(),
                }
            }
            _ => {
                let bytes = key.map_or(offset..offset, json::Span::range);
                attributes(document, &context, key.is_some(), &bytes)
            }
        })
    });
    items.unwrap_or_default()
}

fn attributes(
    document: &Document,
    context: &HostContext<'_>,
    is_key: bool,
    bytes: &Range<usize>,
) -> Vec<CompletionItem> {
    let lacks = |name: &&String| context.object.get_key(name).is_none() || is_key;
    let names = context.attributes.keys().filter(lacks);
    let items = names.map(|name| {
        let written = if is_key { json!(name).to_string() } else { format!("{}: ", json!(name)) };
        let mut item = item(document, name, written, bytes, CompletionItemKind::Property);
        let about = context.attributes[name].get("description").and_then(Json::as_str);
        item.documentation = about.map(|about| about.to_owned().into());
        item
    });
    items.collect()
}

fn values(
    document: &Document,
    context: &HostContext<'_>,
    member: Value<'_>,
    snapshot: Option<&Checked>,
) -> Vec<CompletionItem> {
    let Some(key) = member.key() else { return Vec::new() };
    let bytes = member.span().range();
    let listed = context.attributes.get(&*key).and_then(|of| of.get("enum")?.as_array());
    let words = listed.into_iter().flatten().filter_map(Json::as_str).map(|word| {
        item(document, word, json!(word).to_string(), &bytes, CompletionItemKind::EnumMember)
    });
    let mut items: Vec<CompletionItem> = words.collect();
    let (Some(checked), Some(kind)) = (snapshot, kind_of(&key)) else { return items };
    let subjects = checked.outline.subjects.iter().enumerate();
    for (position, subject) in subjects.filter(|(_, subject)| subject.kind == kind) {
        let Some(id) = subject.id.as_deref() else { continue };
        let label = Untrusted::from(id).through::<Terminal>();
        let written = json!(id).to_string();
        let mut found = item(document, &label, written, &bytes, CompletionItemKind::Reference);
        found.detail = checked.row(position).map(verdict);
        items.push(found);
    }
    items
}
