//! Completions in a response: attributes, listed values, and ids of files.

use gen_lsp_types::{CompletionItem, CompletionItemKind, Position};
use serde_json::json;

use crate::json::{KeyId, Kind as JsonKind, Value};
use crate::lint::Locator;
use crate::model::{FileKind, IndexedFile, Profile, Response};
use crate::sanitize::{Terminal, Untrusted};
use crate::spec::Attribute;
use crate::spec::names::interner;

use super::cursor::{self, CursorContext};
use super::document::Document;
use super::items::{is_replaceable, item};

/// Returns the completions at a position.
pub(super) fn completions(document: &Document, position: Position) -> Vec<CompletionItem> {
    let at = document.offset(position);
    let items = cursor::at(document, at, |context, response, locator| {
        // In a string, a base64 text or joined lines, it would have to be written in another way.
        if !locator.is_verbatim() {
            return None;
        }
        let completer = Completer { document, at, locator };
        Some(match context.member {
            Some(member) if !context.is_in_key(locator, at) => {
                completer.values(&context, member, response)
            }
            _ => completer.attributes(&context),
        })
    });
    items.unwrap_or_default()
}

struct Completer<'d> {
    document: &'d Document,
    at: usize,
    locator: Locator<'d, 'd>,
}

impl Completer<'_> {
    /// Returns the attributes that the object at the offset does not have.
    fn attributes(&self, context: &CursorContext<'_>) -> Vec<CompletionItem> {
        let Some(object_type) = context.object_type else { return Vec::new() };
        let current = context.member.map(Value::name);
        let lacks = |name: &&KeyId| context.object.get(**name).is_none() || current == Some(**name);
        let key = context.member.and_then(Value::key_span).map(|key| self.locator.bytes(key));
        let names = object_type.names().iter().filter(lacks);
        let items = names.filter_map(|name| {
            let attribute = object_type.attribute(*name)?;
            let spelling = interner().spelling(*name)?;
            let written = match key {
                Some(_) => json!(spelling).to_string(),
                None => format!("{}: ", json!(spelling)),
            };
            let bytes = key.clone().unwrap_or(self.at..self.at);
            let mut item =
                item(self.document, spelling, written, &bytes, CompletionItemKind::Property);
            item.documentation = Some(attribute.description().to_owned().into());
            Some(item)
        });
        items.collect()
    }

    /// Returns what the member at the offset can contain.
    fn values(
        &self,
        context: &CursorContext<'_>,
        member: Value<'_>,
        response: &Response<'_>,
    ) -> Vec<CompletionItem> {
        let value = context.value;
        let bytes = match value.kind() {
            // An element that is not written yet.
            JsonKind::Array => self.at..self.at,
            _ => self.locator.bytes(value.span()),
        };
        let is_new = value.kind() == JsonKind::Array;
        if !is_new && !is_replaceable(self.document, value, &bytes, self.at) {
            return Vec::new();
        }
        let words = context.attribute().map(Attribute::words).unwrap_or_default();
        let words = words.iter().map(|word| {
            item(
                self.document,
                word,
                json!(word).to_string(),
                &bytes,
                CompletionItemKind::EnumMember,
            )
        });
        let ids = self.files(member, response).into_iter().map(|(id, kind)| {
            let label = Untrusted::from(id.as_str()).through::<Terminal>();
            let written = json!(id).to_string();
            let mut item =
                item(self.document, &label, written, &bytes, CompletionItemKind::Reference);
            item.detail = Some(kind.as_str().to_owned());
            item
        });
        words.chain(ids).collect()
    }

    /// Returns the ids of files that fit the profile whose list of ids is at the offset.
    fn files(&self, member: Value<'_>, response: &Response<'_>) -> Vec<(String, FileKind)> {
        let profile = response.profiles().find(|profile| {
            let bytes = self.locator.bytes(profile.value.span());
            bytes.start <= self.at && self.at <= bytes.end
        });
        let Some(profile) = profile else { return Vec::new() };
        let lists_ids = |kind: &FileKind| kind.ids_name() == member.name();
        let Some(kind) = FileKind::OF_PROFILES.into_iter().find(lists_ids) else {
            return Vec::new();
        };
        let known = response.repository.known(kind);
        let files = known.filter(|file| fits(profile, file, response));
        files.filter_map(|known| Some((known.file.id()?.into_cow().into_owned(), kind))).collect()
    }
}

/// Returns whether a file is for the system and the release of a profile, as far as both say which.
fn fits<'a>(profile: &Profile<'a>, known: &IndexedFile<'a>, response: &Response<'a>) -> bool {
    let is_other_system = match (profile.system(), known.file.system()) {
        (Some(own), Some(of_file)) => own != of_file,
        _ => false,
    };
    let releases = response.repository.releases(known);
    let is_other_release = profile
        .release()
        .is_some_and(|(release, _)| !releases.is_empty() && !releases.contains(&release));
    !is_other_system && !is_other_release
}
