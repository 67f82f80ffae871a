//! What becomes of the strings, keys and numbers of a text, by what they are.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::input::{File, Origin, base64_text, string_text};
use crate::json::{Kind, Name, Span, TooLong, Tree, Unwrapped, Value, read};
use crate::model::{Content, FileKind, Found, find, names, restore_response};

use super::names::Keep;
use super::{
    Inner, Outer, Stand, State, allowed, contents, inside, key as inner_key, number, redact_text,
    values, words,
};

/// How deep texts within texts are looked through.
pub(super) const BODY_DEPTH: usize = 1;

/// More changed letters than these in a key are no slip of a finger.
const MAX_TYPO_EDITS: usize = 2;

/// Redacts one text of a file.
pub(super) struct Job<'j> {
    pub(super) file: &'j File,
    /// Where in the file the text stands.
    pub(super) origin: &'j Origin,
    pub(super) extent: Extent,
    pub(super) state: &'j mut State,
    pub(super) stands: &'j mut Vec<Outer>,
}

/// How much is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All that is private.
    All,
    /// Contents, and what stands around a response.
    Contents,
}

/// What a string is a part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Something around a response: nobody needs it.
    Around,
    /// A response.
    Response,
    /// An attribute that the reference does not list: it can hold anything.
    Unknown,
}

impl Job<'_> {
    /// Redacts `content`; `depth` more texts may lie within it.
    pub(super) fn text(&mut self, content: &str, depth: usize) -> Result<(), TooLong> {
        let tree = read(content, names::vocabulary())?;
        let Some(unwrapped) = Unwrapped::of(&tree)? else { return self.tree(tree, depth) };
        let (outer, way) = (Box::new(self.origin.clone()), unwrapped.way.clone());
        let origin = Origin::Unwrapped { outer, way };
        if self.extent == Extent::All {
            // What is hidden changes the lengths of lines, by which broken ones are known.
            let line_ends = unwrapped.line_ends().map(|span| self.origin.place(span));
            self.stands.extend(line_ends.map(|at| Stand { at, text: String::new() }));
        }
        self.from(&origin).tree(unwrapped.read(names::vocabulary())?, depth)
    }

    /// The same for a text from `origin`.
    fn from<'s>(&'s mut self, origin: &'s Origin) -> Job<'s> {
        let Self { file, extent, .. } = *self;
        Job { file, origin, extent, state: self.state, stands: self.stands }
    }

    fn tree(&mut self, tree: Tree<'_>, depth: usize) -> Result<(), TooLong> {
        let content = tree.text();
        let tree = restore_response(tree);
        for gap in words::gaps(&tree) {
            if self.extent == Extent::All || looks_like_content(&content[gap.clone()]) {
                self.add(words::of_escaped(content, gap));
            }
        }
        let Some(root) = tree.root() else { return Ok(()) };
        let found = find(root);
        let mut responses = HashSet::new();
        let mut contents = HashMap::new();
        let mut bodies = HashMap::new();
        for found in &found {
            match found {
                Found::Response(response) => {
                    responses.insert(response.value.id());
                    for kind in [FileKind::Config, FileKind::Unattend] {
                        let files = response.repository.contents(kind).iter();
                        contents.extend(files.map(|content| (content.text.value.id(), content)));
                    }
                }
                Found::Body { text, is_base64 } => {
                    bodies.insert(text.id(), *is_base64);
                }
                Found::Foreign { .. } => {}
            }
        }
        let mut parts: Vec<Part> = Vec::with_capacity(tree.len());
        for value in words::values(&tree) {
            let outer = value.parent().map_or(Part::Around, |parent| parts[parent.id() as usize]);
            let part = part_of(value, outer, responses.contains(&value.id()));
            parts.push(part);
            self.key(&tree, value);
            if let Some(is_base64) = bodies.get(&value.id()).filter(|_| depth > 0) {
                self.body(value, *is_base64, depth)?;
                continue;
            }
            match value.kind() {
                Kind::String => self.string(value, part, contents.get(&value.id()).copied()),
                Kind::Number
                    if self.extent == Extent::All
                        && !(part == Part::Response && values::is_number(value)) =>
                {
                    self.add(vec![number(value)]);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A key that is no name of the reference can be anything: answers are listed by host.
    fn key(&mut self, tree: &Tree<'_>, value: Value<'_>) {
        let (Some(span), Some(key)) = (value.key_span(), value.key()) else { return };
        let written = &tree.text()[span.range()];
        let is_damaged = !tree.defects().is_empty();
        if self.extent == Extent::Contents {
            // Where quotes are out of step, a content can be taken for a key.
            let inner = written.trim_matches(['"', '\'']);
            if is_damaged
                && value.name() == Name::OTHER
                && (inner.contains(' ') || looks_like_content(inner))
            {
                self.add(words::of_escaped(tree.text(), span.range()));
            }
            return;
        }
        let right = names::spelling(value.name());
        let is_typo = || {
            let (key, right) = (key.to_ascii_lowercase(), right.to_ascii_lowercase());
            strsim::osa_distance(&key, &right) <= MAX_TYPO_EDITS
        };
        if value.name() != Name::OTHER && (!value.is_renamed() || is_typo())
            || allowed::is_key(&key)
        {
            return;
        }
        // A line end within it must stay.
        let whole = value.written_key().filter(|(_, written)| !written.contains('\n'));
        if let Some((at, _)) = whole.filter(|_| value.name() != Name::OTHER) {
            // As far from it as a misspelling may be, and so farther from any other name.
            let text = right.to_owned() + &"x".repeat(right.len() / 4);
            self.add(vec![Stand { at, text }]);
            return;
        }
        // Releases are compared with those of images, which are values.
        let is_release =
            value.parent().is_some_and(|object| values::attribute(object) == names::RELEASES);
        let pseudonyms = &mut self.state.names;
        let stands = inner_key(value, |key| match is_release {
            true => values::in_structure(names::RELEASES, key, pseudonyms),
            false => pseudonyms.of(key, Keep::Nothing),
        });
        self.add(stands);
    }

    fn string(&mut self, value: Value<'_>, part: Part, content: Option<&Content<'_>>) {
        let name = values::attribute(value);
        let is_damaged = !value.tree().defects().is_empty();
        let is_all = self.extent == Extent::All;
        let state = &mut *self.state;
        let stands = inside(value, |text| {
            let masked = || words::of(text, 0..text.len());
            match part {
                _ if content.is_some() || part != Part::Around && name == names::CONTENT => {
                    // A content can stand where none belongs.
                    let secrets = content.map(Content::secrets).unwrap_or_default();
                    state.passwords += secrets.len();
                    contents::of(text, secrets, &mut state.names)
                }
                _ if !is_all && is_damaged && looks_like_content(text) => masked(),
                Part::Around if values::stays_around(name, text) => Vec::new(),
                Part::Around if name == names::HAR_URL && values::is_request(text) => {
                    let at = Span::new(0, text.len() as u32);
                    vec![Stand { at, text: values::REQUEST_URL.to_owned() }]
                }
                Part::Around => masked(),
                _ if !is_all => Vec::new(),
                Part::Unknown => masked(),
                Part::Response if values::is_free_text(name) => masked(),
                Part::Response => values::in_structure(name, text, &mut state.names),
            }
        });
        self.add(stands);
    }

    fn body(&mut self, value: Value<'_>, is_base64: bool, depth: usize) -> Result<(), TooLong> {
        if is_base64 {
            // What is no base64, or no text, is not read, and must not be afterwards.
            let text = match base64_text(value, self.origin) {
                Some((text, _)) => {
                    let inner = File { name: "body.json".to_owned(), named: self.file.named, text };
                    STANDARD.encode(redact_text(&inner, self.extent, self.state, depth - 1)?)
                }
                None => "!".to_owned(),
            };
            self.add(vec![Stand { at: value.span(), text: format!("\"{text}\"") }]);
            return Ok(());
        }
        let Some((text, origin)) = string_text(value, self.origin) else { return Ok(()) };
        self.from(&origin).text(&text, depth - 1)
    }

    fn add(&mut self, stands: Vec<Inner>) {
        let origin = self.origin;
        self.stands.extend(
            stands.into_iter().map(|stand| Stand { at: origin.place(stand.at), text: stand.text }),
        );
    }
}

fn part_of(value: Value<'_>, part: Part, is_response: bool) -> Part {
    match part {
        Part::Around if is_response => Part::Response,
        Part::Response if value.name() == Name::OTHER && value.key_span().is_some() => {
            Part::Unknown
        }
        part => part,
    }
}

/// Whether a string of a damaged text looks as if quotes were out of step, so that it can be anything.
fn looks_like_content(text: &str) -> bool {
    /// No id or name is as long, in bytes.
    const LONG: usize = 200;
    text.len() > LONG || text.contains(['\n', '\\', '"', '<', '='])
}
