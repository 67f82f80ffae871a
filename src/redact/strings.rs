//! Which strings of a text are private, by what they are.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::finding::Inside;
use crate::input::{File, Origin, base64_text, string_text};
use crate::json::{Kind, Name, Span, TooLong, Tree, Unwrapped, Value, read};
use crate::model::{Content, FileKind, Found, find, is_odata, names, restore_response};

use super::addresses::Addresses;
use super::children::Children;
use super::{Inner, Outer, Stand, contents, redact_text, words};

/// How deep texts within texts are looked through.
pub(super) const BODY_DEPTH: usize = 1;

/// Attributes that hold versions and dates, which can look like addresses.
const VERSIONS: [Name; 7] = [
    names::VERSION,
    names::OSRELEASE,
    names::RELEASES,
    names::RELEASEDATE,
    names::MINLXCARELEASE,
    names::SUPPORTED_OS_RELEASE,
    names::LAST_REFRESHED,
];

/// Attributes around a response by which it is found.
const NEEDED: [Name; 5] =
    [names::METHOD, names::ENCODING, names::MIME_TYPE, names::RESULT, names::STATUS];

/// Hides what is private in one text of a file.
pub(super) struct Job<'j> {
    pub(super) file: &'j File,
    /// Where in the file the text stands.
    pub(super) origin: &'j Origin,
    pub(super) extent: Extent,
    pub(super) addresses: &'j mut Addresses,
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
    /// An attribute that the document does not know: it can hold anything.
    Unknown,
}

impl Job<'_> {
    /// Hides what is private in `content`; `depth` more texts may lie within it.
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
        let Self { file, extent, .. } = *self;
        let (addresses, stands) = (&mut *self.addresses, &mut *self.stands);
        let mut inner = Job { file, origin: &origin, extent, addresses, stands };
        inner.tree(unwrapped.read(names::vocabulary())?, depth)
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
        let mut secrets = HashMap::new();
        let mut bodies = HashMap::new();
        for found in &found {
            match found {
                Found::Response(response) => {
                    responses.insert(response.value.id());
                    for kind in [FileKind::Config, FileKind::Unattend] {
                        let files = response.repository.contents(kind).iter();
                        secrets.extend(files.map(|content| (content.text.value.id(), content)));
                    }
                }
                Found::Body { text, is_base64 } => {
                    bodies.insert(text.id(), *is_base64);
                }
                Found::Foreign { .. } => {}
            }
        }
        let children = Children::new(&tree);
        let mut open = vec![(root, Part::Around)];
        while let Some((value, part)) = open.pop() {
            let part = part_of(value, part, responses.contains(&value.id()));
            if let Some(is_base64) = bodies.get(&value.id()).filter(|_| depth > 0) {
                self.body(value, *is_base64, depth)?;
                continue;
            }
            self.key(&tree, value);
            if value.kind() == Kind::String {
                self.string(value, part, secrets.get(&value.id()).copied());
            }
            open.extend(children.of(value).map(|child| (child, part)));
        }
        Ok(())
    }

    /// A key that is no name of the document can be an address: answers are listed by host.
    fn key(&mut self, tree: &Tree<'_>, value: Value<'_>) {
        if value.name() != Name::OTHER {
            return;
        }
        if let Some(span) = value.key_span() {
            let key = &tree.text()[span.range()];
            // Where quotes are out of step, a content can be taken for a key.
            let inner = key.trim_matches(['"', '\'']);
            // They look like addresses, and an answer is known by them.
            if is_odata(inner) {
                return;
            }
            let is_content = inner.contains(' ') || looks_like_content(inner);
            let stands = if is_content && !tree.defects().is_empty() {
                words::of_escaped(key, 0..key.len())
            } else if self.extent == Extent::All {
                self.addresses.of(key)
            } else {
                Vec::new()
            };
            let moved = stands.into_iter().map(|stand| Stand {
                at: Span::new(span.start + stand.at.start, span.start + stand.at.end),
                text: stand.text,
            });
            let moved: Vec<Inner> = moved.collect();
            self.add(moved);
        }
    }

    fn string(&mut self, value: Value<'_>, part: Part, content: Option<&Content<'_>>) {
        let Some(text) = value.as_str() else { return };
        let name = value.name();
        let all = || words::of(&text, 0..text.len());
        let is_damaged = !value.tree().defects().is_empty();
        let stands = match part {
            _ if content.is_some() => {
                content.map(|found| contents::of(&found.text, found.secrets())).unwrap_or_default()
            }
            _ if is_damaged && looks_like_content(&text) => all(),
            // A content can stand where none belongs.
            Part::Response | Part::Unknown if name == names::CONTENT => contents::of(&text, &[]),
            Part::Around if name == names::HAR_URL => self.addresses.of(&text),
            Part::Around if NEEDED.contains(&name) => return,
            Part::Around => all(),
            _ if self.extent == Extent::Contents => return,
            Part::Unknown => all(),
            Part::Response if name == names::DESCRIPTION => all(),
            Part::Response if is_version(value) => return,
            Part::Response => self.addresses.of(&text),
        };
        if stands.is_empty() {
            return;
        }
        let inside = Inside::of(value);
        let written = stands.into_iter();
        let written =
            written.map(|stand| Stand { at: inside.place(stand.at).span(), text: stand.text });
        let written: Vec<Inner> = written.collect();
        self.add(written);
    }

    fn body(&mut self, value: Value<'_>, is_base64: bool, depth: usize) -> Result<(), TooLong> {
        if is_base64 {
            let Some((text, _)) = base64_text(value, self.origin) else { return Ok(()) };
            let inner = File { name: "body.json".to_owned(), named: self.file.named, text };
            let text = redact_text(&inner, self.extent, self.addresses, depth - 1)?;
            let text = format!("\"{}\"", STANDARD.encode(text));
            self.add(vec![Stand { at: value.span(), text }]);
            return Ok(());
        }
        let Some((text, origin)) = string_text(value, self.origin) else { return Ok(()) };
        let mut inner = Job {
            file: self.file,
            origin: &origin,
            extent: self.extent,
            addresses: self.addresses,
            stands: self.stands,
        };
        inner.text(&text, depth - 1)
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

/// Whether a string, or the list that it stands in, is a version.
fn is_version(value: Value<'_>) -> bool {
    let parent = value.parent().map(Value::name);
    VERSIONS.contains(&value.name()) || parent.is_some_and(|name| VERSIONS.contains(&name))
}

/// Whether a string of a damaged text looks as if quotes were out of step, so that it can be anything.
fn looks_like_content(text: &str) -> bool {
    /// No id or name is as long, in bytes.
    const LONG: usize = 200;
    text.len() > LONG || text.contains(['\n', '\\', '"', '<', '='])
}
