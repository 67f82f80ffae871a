//! Making a finding's places concrete: bytes, lines, columns and pointers of the file.

use crate::finding::{Finding as Found, Place, Safety};
use crate::harmless::Untrusted;
use crate::input::Origin;
use crate::json::{self, Span, Tree, Value};
use crate::model::Text;

use super::excerpt::{Around, Shown, document, excerpt};
use super::fingerprint::fingerprint;
use super::told;
use super::{Edit, Finding, Fix, Label, Lines, Masks, Region, RepositoryFile};

/// How many other places of one finding are reported.
const MAX_LABELS: usize = 100;

/// Makes the findings of one text concrete.
#[derive(Clone, Copy, Debug)]
pub struct Locator<'a> {
    /// The file's name in reports.
    pub file: &'a str,
    /// The file's lines.
    pub lines: &'a Lines<'a>,
    /// Where in the file the text stands.
    pub origin: &'a Origin,
    /// The text.
    pub tree: &'a Tree<'a>,
    /// What its excerpts may not show.
    pub masks: &'a Masks<'a>,
}

impl<'a> Locator<'a> {
    /// The finding as reports tell it, with or without an excerpt: formats for machines need none.
    #[must_use]
    pub fn locate(&self, found: &Found<'a>, with_excerpt: bool) -> Finding {
        let (pointer, inner_pointer) = self.pointers(&found.primary.place);
        let labels = found.others.iter().take(MAX_LABELS).map(|label| {
            let (pointer, inner_pointer) = self.pointers(&label.place);
            Label {
                message: label.message.as_str().into(),
                file: None,
                pointer: pointer.into(),
                inner_pointer: inner_pointer.map(Into::into),
                span: self.region(label.place.span()),
            }
        });
        let elsewhere = found.elsewhere.iter().map(|(spot, message)| told::label(spot, message));
        let id = |text: Option<Text<'_>>| -> Option<Untrusted> {
            text.map(|text| text.quotable().into_owned().into())
        };
        let restored = self.tree.restored_lists().next();
        let as_arrays =
            restored.and(found.primary.place.value()).map(Value::quotable_pointer_as_arrays);
        let as_arrays = as_arrays.map(|pointer| pointer.to_string());
        let innermost = as_arrays.as_ref().or(inner_pointer.as_ref()).unwrap_or(&pointer);
        let fingerprint = fingerprint(found, self.tree, self.masks, innermost);
        let repository_file = found.file.and_then(|file| {
            Some(RepositoryFile { kind: file.kind.word().into(), id: id(file.id())? })
        });
        Finding {
            rule: found.rule.id.into(),
            level: found.level,
            message: found.message.as_str().into(),
            help: found.help.as_str().into(),
            file: self.file.into(),
            pointer: pointer.into(),
            inner_pointer: inner_pointer.map(Into::into),
            span: self.region(found.primary.place.span()),
            label: found.primary.message.as_str().into(),
            labels: labels.chain(elsewhere).collect(),
            image: found.image.and_then(|image| id(image.id())),
            profile: found.profile.and_then(|profile| id(profile.id())),
            repository_file,
            fingerprint: fingerprint.into(),
            suppressed: None,
            baseline: None,
            fix: self.fix(found),
            count: found.count,
            excerpt: with_excerpt.then(|| self.excerpt(found)),
        }
    }

    /// The pointer from the file's root, and the one within the text where that is the content of
    /// a string.
    fn pointers(&self, place: &Place<'a>) -> (String, Option<String>) {
        let within = match place.value().or_else(|| self.tree.value_around(place.span())) {
            Some(value) => value.quotable_pointer().to_string(),
            None => String::new(),
        };
        match self.origin.outer_pointer() {
            Some(outer) => (outer.to_owned(), Some(within)),
            None => (within, None),
        }
    }

    fn region(&self, span: Span) -> Region {
        self.lines.region(self.origin.place(span))
    }

    /// The repair, where its edits can be made in the file.
    fn fix(&self, found: &Found<'a>) -> Option<Fix> {
        let fix = found.fix.as_ref().filter(|_| !self.origin.is_opaque())?;
        let in_string = self.origin.outer_pointer().is_some();
        let edit = |edit: &json::Edit| {
            let replacement =
                if in_string { escaped(&edit.replacement) } else { edit.replacement.clone() };
            let mut place = self.origin.place(edit.span);
            let mut replacement = replacement.as_str();
            // Lines are joined without a character of what stands in them.
            let before = self.lines.text().get(place.clone()).unwrap_or_default();
            if self.origin.is_unwrapped() && before.starts_with(replacement) {
                place.start += replacement.len();
                replacement = "";
            }
            Edit { span: self.lines.region(place), replacement: replacement.into() }
        };
        let edits = fix.edits.iter().map(edit).collect();
        // Lines that were joined are known by their widths, which a change of one would spoil.
        let safety = if self.origin.is_unwrapped() { Safety::Unsafe } else { fix.safety };
        Some(Fix { message: fix.message.as_str().into(), safety, edits })
    }

    fn excerpt(&self, found: &Found<'a>) -> super::Excerpt {
        let labels = std::iter::once((&found.primary, true))
            .chain(found.others.iter().take(MAX_LABELS).map(|label| (label, false)));
        let shown = labels.map(|(label, is_primary)| {
            let span = label.place.span();
            let message = Untrusted::from(label.message.as_str()).harmless();
            Shown { place: label.place, span, region: self.region(span), message, is_primary }
        });
        let home = self.origin.place(Span::new(0, self.tree.text().len() as u32));
        let around = Around { tree: self.tree, lines: self.lines, masks: self.masks, home };
        let mut excerpt = excerpt(&around, &shown.collect::<Vec<_>>());
        let elsewhere = found.elsewhere.iter();
        excerpt.parts.extend(elsewhere.map(|(spot, message)| document::part(spot, message, false)));
        excerpt
    }
}

/// `text` as it stands within a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
