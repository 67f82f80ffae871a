//! Resolves diagnostics to findings: bytes, lines, columns and pointers of the file.

use std::collections::HashMap;

use crate::diagnostic::{self, Applicability, Diagnostic, Location};
use crate::input::Origin;
use crate::json::{self, Tree, Value};
use crate::model::Text;
use crate::sanitize::Untrusted;
use crate::source::{LineIndex, Region, Span};

use super::excerpt::{Around, Shown, document, excerpt};
use super::fingerprint::fingerprint;
use super::{Edit, Finding, Fix, Label, Masks, RepositoryFile, config};

/// The maximum number of secondary labels in a finding.
const MAX_LABELS: usize = 100;

/// Resolves the diagnostics of one text to findings.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'a> {
    /// The name of the file in reports.
    pub file: &'a str,
    /// The lines of the file.
    pub lines: &'a LineIndex<'a>,
    /// The position of the text in the file.
    pub origin: &'a Origin,
    /// The parsed text.
    pub tree: &'a Tree<'a>,
    /// The parts of the text that excerpts may show.
    pub masks: &'a Masks<'a>,
    /// Whether findings get what identifies them for programs: JSON Pointers and a fingerprint.
    pub has_identity: bool,
}

/// The resolvers of several texts, for diagnostics with labels in more than one.
#[derive(Debug, Default)]
pub struct Resolvers<'a> {
    /// The resolvers by the address of their tree.
    by_tree: HashMap<usize, Resolver<'a>>,
}

impl<'a> Resolvers<'a> {
    /// Adds the resolver of a text.
    pub fn add(&mut self, resolver: Resolver<'a>) {
        self.by_tree.insert(address(resolver.tree), resolver);
    }

    /// Resolves a diagnostic in the text of its main location. `None` if the text was not added.
    #[must_use]
    pub fn resolve(&self, found: &Diagnostic<'a>, with_excerpt: bool) -> Option<Finding> {
        let resolver = self.of(&found.primary.location)?;
        Some(resolver.resolve_among(found, with_excerpt, Some(self)))
    }

    /// Returns the resolver of the text that contains a location.
    #[must_use]
    pub fn of(&self, location: &Location<'a>) -> Option<&Resolver<'a>> {
        self.by_tree.get(&address(location.tree()?))
    }
}

/// Returns the address of a tree, which identifies it.
fn address(tree: &Tree<'_>) -> usize {
    std::ptr::from_ref(tree).addr()
}

impl<'a> Resolver<'a> {
    /// Resolves a diagnostic to a finding. Formats for machines need no excerpt.
    #[must_use]
    pub fn resolve(&self, found: &Diagnostic<'a>, with_excerpt: bool) -> Finding {
        self.resolve_among(found, with_excerpt, None)
    }

    /// Resolves a diagnostic whose labels may be in other texts.
    fn resolve_among(
        &self,
        found: &Diagnostic<'a>,
        with_excerpt: bool,
        all: Option<&Resolvers<'a>>,
    ) -> Finding {
        let (pointer, inner_pointer) = self.pointers(&found.primary.location);
        let labels = found.secondary.iter().take(MAX_LABELS).map(|label| {
            let resolver = self.or_of(label, all);
            let (pointer, inner_pointer) = resolver.pointers(&label.location);
            Label {
                message: label.message.as_str().into(),
                file: (resolver.file != self.file).then(|| resolver.file.into()),
                pointer: pointer.into(),
                inner_pointer: inner_pointer.map(Into::into),
                span: resolver.region(label.location.span()),
            }
        });
        let elsewhere = found
            .config_labels
            .iter()
            .map(|(source_span, message)| config::label(source_span, message));
        let id = |text: Option<Text<'_>>| -> Option<Untrusted> {
            text.map(|text| text.quotable().into_owned().into())
        };
        let restored = self.tree.restored_lists().next();
        let restored = restored.filter(|_| self.has_identity);
        let as_arrays =
            restored.and(found.primary.location.value()).map(Value::quotable_pointer_as_arrays);
        let as_arrays = as_arrays.map(|pointer| pointer.to_string());
        let innermost = as_arrays.as_ref().or(inner_pointer.as_ref()).unwrap_or(&pointer);
        let fingerprint = match self.has_identity {
            true => fingerprint(found, self.tree, self.masks, innermost),
            false => String::new(),
        };
        let repository_file = found.file.and_then(|file| {
            Some(RepositoryFile { kind: file.kind.as_str().into(), id: id(file.id())? })
        });
        Finding {
            rule: found.rule.id.into(),
            level: found.level,
            message: found.message.as_str().into(),
            help: found.help.as_str().into(),
            file: self.file.into(),
            pointer: pointer.into(),
            inner_pointer: inner_pointer.map(Into::into),
            span: self.region(found.primary.location.span()),
            label: found.primary.message.as_str().into(),
            labels: labels.chain(elsewhere).collect(),
            image: found.image.and_then(|image| id(image.id())),
            profile: found.profile.and_then(|profile| id(profile.id())),
            repository_file,
            host: found.host.and_then(|host| {
                host.uuid()
                    .or_else(|| host.network_text("hostname"))
                    .and_then(|text| id(Some(text)))
            }),
            fingerprint: fingerprint.into(),
            suppressed: None,
            baseline: None,
            required: found.required,
            lowered_from: found.lowered_from,
            fix: self.fix(found),
            count: found.count,
            excerpt: with_excerpt.then(|| self.excerpt(found, all)),
        }
    }

    /// Returns the pointer from the root of the file and, if the text is the content of a string, the
    /// pointer within the text.
    fn pointers(&self, location: &Location<'a>) -> (String, Option<String>) {
        if !self.has_identity {
            return (String::new(), None);
        }
        let within = match location.value().or_else(|| self.tree.value_around(location.span())) {
            Some(value) => value.quotable_pointer().to_string(),
            None => String::new(),
        };
        match self.origin.outer_pointer() {
            Some(outer) => (outer.to_owned(), Some(within)),
            None => (within, None),
        }
    }

    fn region(&self, span: Span) -> Region {
        self.lines.region(self.origin.location(span))
    }

    /// Returns the fix, if its edits can be applied to the file.
    fn fix(&self, found: &Diagnostic<'a>) -> Option<Fix> {
        let fix = found.fix.as_ref().filter(|_| self.origin.is_editable())?;
        let in_string = self.origin.outer_pointer().is_some();
        let edit = |edit: &json::Edit| {
            let replacement =
                if in_string { escaped(&edit.replacement) } else { edit.replacement.clone() };
            let mut location = self.origin.location(edit.span);
            let mut replacement = replacement.as_str();
            // Keep the text before a line break that is removed: only the break itself is edited.
            let before = self.lines.text().get(location.clone()).unwrap_or_default();
            if self.origin.is_unwrapped() && before.starts_with(replacement) {
                location.start += replacement.len();
                replacement = "";
            }
            Edit { span: self.lines.region(location), replacement: replacement.into() }
        };
        let edits = fix.edits.iter().map(edit).collect();
        // Wrapped lines are detected by their widths, which an edit would change.
        let applicability =
            if self.origin.is_unwrapped() { Applicability::Unsafe } else { fix.applicability };
        Some(Fix { message: fix.message.as_str().into(), applicability, edits })
    }

    /// Returns the resolver of the text that contains `label`: this one, or one of `all`.
    fn or_of<'s>(
        &'s self,
        label: &diagnostic::Label<'a>,
        all: Option<&'s Resolvers<'a>>,
    ) -> &'s Self {
        let is_here = label.location.tree().is_none_or(|tree| std::ptr::eq(tree, self.tree));
        let other = all.filter(|_| !is_here).and_then(|all| all.of(&label.location));
        other.unwrap_or(self)
    }

    fn excerpt(&self, found: &Diagnostic<'a>, all: Option<&Resolvers<'a>>) -> super::Excerpt {
        let mut texts = vec![(self, vec![self.shown(&found.primary, true)])];
        for label in found.secondary.iter().take(MAX_LABELS) {
            let resolver = self.or_of(label, all);
            let shown = resolver.shown(label, false);
            match texts.iter_mut().find(|(other, _)| std::ptr::eq(other.tree, resolver.tree)) {
                Some((_, labels)) => labels.push(shown),
                None => texts.push((resolver, vec![shown])),
            }
        }
        let mut excerpt = super::Excerpt::default();
        for (resolver, shown) in texts {
            let mut parts = resolver.excerpt_of(&shown).parts;
            if resolver.file != self.file {
                for part in &mut parts {
                    part.file = Some(resolver.file.into());
                }
            }
            excerpt.parts.extend(parts);
        }
        let elsewhere = found.config_labels.iter();
        excerpt.parts.extend(
            elsewhere.map(|(source_span, message)| document::part(source_span, message, false)),
        );
        excerpt
    }

    fn shown(&self, label: &diagnostic::Label<'a>, is_primary: bool) -> Shown<'a> {
        let span = label.location.span();
        let message = Untrusted::from(label.message.as_str()).sanitized();
        Shown { location: label.location, span, region: self.region(span), message, is_primary }
    }

    /// Returns the excerpt of locations in this text.
    fn excerpt_of(&self, shown: &[Shown<'a>]) -> super::Excerpt {
        let text_range = self.origin.location(Span::new(0, self.tree.text().len() as u32));
        let around = Around { tree: self.tree, lines: self.lines, masks: self.masks, text_range };
        excerpt(&around, shown)
    }
}

/// Escapes `text` for use in a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
