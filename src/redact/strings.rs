//! Redaction of the strings, keys and numbers of a text, by their meaning.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::input::{File, Origin, embedded_text};
use crate::json::{KeyId, Kind, TooLong, Tree, Unwrapped, Value, read};
use crate::model::{
    Content, FileKind, Found, find, restore_response, retain_useful, values_within,
};
use crate::source::Span;
use crate::spec::names;

use super::names::Keep;
use super::replacements::{Placed, Replacements};
use super::{
    State, allowed, around, contents, inside, key as inner_key, number, redact_text, values, words,
};

/// The maximum edit distance of a misspelled key, in letters.
const MAX_TYPO_EDITS: usize = 2;

/// A redaction of one text of a file.
pub(super) struct Job<'j, 'f> {
    pub(super) file: &'j File,
    /// The origin of the text in its file.
    pub(super) origin: &'j Origin,
    pub(super) state: &'j mut State,
    pub(super) replacements: &'j mut Replacements<'f>,
}

/// The part of a text that a string belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    /// What surrounds a response, which osready does not need.
    Around,
    /// A response.
    Response,
    /// An attribute that the reference does not list, which may contain anything.
    Unknown,
}

impl<'f> Job<'_, 'f> {
    /// Redacts `content`, and texts within it down to `depth` more levels.
    pub(super) fn text(&mut self, content: &str, depth: usize) -> Result<(), TooLong> {
        let tree = read(content, names::interner())?;
        let Some(unwrapped) = Unwrapped::of(&tree)? else { return self.tree(tree, depth) };
        let (outer, offsets) = (Box::new(self.origin.clone()), unwrapped.offsets.clone());
        let origin = Origin::Unwrapped { outer, offsets };
        // Redaction changes the lengths of lines, by which wrapped lines are detected.
        for line_end in unwrapped.line_ends() {
            self.replacements.replace_first(self.origin.location(line_end), "");
        }
        self.from(&origin).tree(unwrapped.read(names::interner())?, depth)
    }

    /// Creates the redaction of a text from `origin`.
    fn from<'s>(&'s mut self, origin: &'s Origin) -> Job<'s, 'f> {
        let Self { file, .. } = *self;
        Job { file, origin, state: self.state, replacements: self.replacements }
    }

    fn tree(&mut self, tree: Tree<'_>, depth: usize) -> Result<(), TooLong> {
        let content = tree.text();
        let tree = restore_response(tree);
        for gap in words::gaps(&tree) {
            words::of_escaped(content, gap, &mut self.sink());
        }
        let Some(root) = tree.root() else { return Ok(()) };
        let mut found = find(root);
        retain_useful(&mut found, self.origin, depth)?;
        let mut responses = HashSet::new();
        let mut contents = HashMap::new();
        let mut bodies = HashSet::new();
        for found in &found {
            match found {
                Found::Response(response) => {
                    responses.insert(response.value.id());
                    for kind in [FileKind::Config, FileKind::Unattend] {
                        let files = response.repository.contents(kind).iter();
                        contents.extend(files.map(|content| (content.text.value.id(), content)));
                    }
                }
                Found::Text { value, .. } => {
                    bodies.insert(value.id());
                }
                Found::NoBody(_) | Found::Foreign { .. } | Found::Others { .. } => {}
            }
        }
        let mut parts: Vec<Region> = Vec::with_capacity(tree.len());
        // The id of the first value after the lines of a text.
        let mut end_of_lines = 0;
        for value in words::values(&tree) {
            let outer = value.parent().map_or(Region::Around, |parent| parts[parent.id() as usize]);
            let part = part_of(value, outer, responses.contains(&value.id()));
            parts.push(part);
            self.key(value);
            if value.id() < end_of_lines {
                continue;
            }
            if depth > 0 && bodies.contains(&value.id()) {
                self.body(value, depth)?;
                end_of_lines = value.id() + value.count() as u32;
                continue;
            }
            match value.kind() {
                Kind::String => self.string(value, part, contents.get(&value.id()).copied()),
                Kind::Number if !(part == Region::Response && values::is_number(value)) => {
                    number(value, &mut self.sink());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Redacts a key that the reference does not list, which may contain anything: some answers are
    /// keyed by host.
    fn key(&mut self, value: Value<'_>) {
        let Some(key) = value.key() else { return };
        let right = names::spelling(value.name());
        let is_typo = || {
            let (key, right) = (key.to_ascii_lowercase(), right.to_ascii_lowercase());
            strsim::osa_distance(&key, &right) <= MAX_TYPO_EDITS
        };
        if value.name() != KeyId::OTHER && (!value.is_renamed() || is_typo())
            || allowed::is_key(&key)
        {
            return;
        }
        // A line end within the key must be kept.
        let whole = value.written_key().filter(|(_, written)| !written.contains('\n'));
        if let Some((at, _)) = whole.filter(|_| value.name() != KeyId::OTHER) {
            // This text is at the maximum distance of a misspelling, and thus farther from any
            // other name.
            let text = right.to_owned() + &"x".repeat(right.len() / 4);
            self.replacements.replace(self.origin.location(at), &text);
            self.replacements.end_passage();
            return;
        }
        // Releases are compared with those of images, which are values.
        let is_release =
            value.parent().is_some_and(|object| values::attribute(object) == names::RELEASES);
        let pseudonyms = &mut self.state.names;
        let to = &mut Placed { origin: self.origin, replacements: self.replacements };
        inner_key(value, to, |key, to| match is_release {
            true => values::in_structure(names::RELEASES, key, pseudonyms, to),
            false => pseudonyms.of(key, Keep::Nothing, 0, to),
        });
    }

    fn string(&mut self, value: Value<'_>, part: Region, content: Option<&Content<'_>>) {
        let name = values::attribute(value);
        let state = &mut *self.state;
        let to = &mut Placed { origin: self.origin, replacements: self.replacements };
        inside(value, to, |text, to| {
            match part {
                _ if content.is_some() || part != Region::Around && name == names::CONTENT => {
                    // Content may occur in an unexpected attribute.
                    let secrets = content.map(Content::secrets).unwrap_or_default();
                    state.passwords += secrets.len();
                    contents::of(text, secrets, &mut state.names, to);
                }
                Region::Around if values::stays_around(name, text) => {}
                Region::Around if name == names::HAR_URL && values::is_request(text) => {
                    to.replace(Span::new(0, text.len() as u32), values::REQUEST_URL);
                }
                Region::Response if !values::is_free_text(name) => {
                    values::in_structure(name, text, &mut state.names, to);
                }
                Region::Around | Region::Unknown | Region::Response => {
                    words::of(text, 0..text.len(), to);
                }
            }
        });
    }

    /// Redacts the text in a string.
    fn body(&mut self, value: Value<'_>, depth: usize) -> Result<(), TooLong> {
        let Some(body) = embedded_text(value, self.origin) else { return Ok(()) };
        if body.origin.is_opaque() {
            let inner = File::new("body.json", self.file.discovery, body.content);
            let text = STANDARD.encode(redact_text(&inner, self.state, depth - 1)?);
            self.replacements.replace(self.origin.location(value.span()), &format!("\"{text}\""));
            self.replacements.end_passage();
            return Ok(());
        }
        let texts = values_within(&body, depth - 1)?;
        around::redact_in_string(self.file, body.location(), &texts, self.replacements);
        for text in &texts {
            self.from(&text.origin).text(&text.content, depth - 1)?;
        }
        Ok(())
    }

    /// Returns the sink for spans of this text.
    fn sink(&mut self) -> Placed<'_, 'f> {
        Placed { origin: self.origin, replacements: self.replacements }
    }
}

fn part_of(value: Value<'_>, part: Region, is_response: bool) -> Region {
    match part {
        Region::Around if is_response => Region::Response,
        Region::Response if value.name() == KeyId::OTHER && value.is_member() => Region::Unknown,
        part => part,
    }
}
