//! Masks: which parts of a text a report may show.
//!
//! No list of the places that can contain secrets is complete. So everything is hidden except the
//! structure, the names of attributes, and the values of documented attributes without free text.

use std::ops::Range;

use crate::diagnostic::StringLocation;
use crate::input::Origin;
use crate::json::{KeyId, KeywordId, Kind, Tree, Value};
use crate::model::{FileKind, Found, is_secret_name, passwords_in_addresses};
use crate::source::Span;
use crate::spec::{names, requests};

use super::shows::{Shows, cut_out, merged};

/// Room for the ranges of a line that may be shown.
const USUAL_RANGES: usize = 16;

/// The attributes with texts of the server, which messages quote.
const SENTENCES: [KeyId; 3] = [names::EXPLANATION, names::TEXT, names::URL];

/// The parts of one text that a report may show.
#[derive(Debug)]
pub struct Masks<'a> {
    tree: &'a Tree<'a>,
    origin: &'a Origin,
    /// The spans of the responses in the text, ascending.
    responses: Vec<Span>,
    /// The spans of the hosts in a deployment request, or of a response of GET /hostPlatforms, ascending.
    hosts: Vec<Span>,
    /// The known passwords in the text, ascending, which stay hidden. `None` if contents are hidden.
    passwords: Option<Vec<Range<usize>>>,
}

impl<'a> Masks<'a> {
    /// Creates the masks of a text from `origin` with the responses in `found`. Contents, and text
    /// outside of responses, are shown only if `shows_contents` is set.
    #[must_use]
    pub fn new(
        tree: &'a Tree<'a>,
        found: &[Found<'_>],
        origin: &'a Origin,
        shows_contents: bool,
    ) -> Self {
        let responses = found.iter().filter_map(|found| match found {
            Found::Response(response) => Some(response.value.span()),
            _ => None,
        });
        let mut responses: Vec<Span> = responses.collect();
        responses.sort_unstable();
        Self {
            tree,
            origin,
            responses,
            hosts: Vec::new(),
            passwords: shows_contents.then(|| passwords(tree, found)),
        }
    }

    /// Creates the masks of a deployment request, or of a response of GET /hostPlatforms, with the spans
    /// of the objects whose documented attributes may be shown. `texts` are strings that may contain other
    /// requests, and stay hidden.
    #[must_use]
    pub fn of_hosts(
        tree: &'a Tree<'a>,
        mut hosts: Vec<Span>,
        texts: impl Iterator<Item = Span>,
        origin: &'a Origin,
        shows_contents: bool,
    ) -> Self {
        hosts.sort_unstable();
        let masks = Self::new(tree, &[], origin, shows_contents);
        let hide = |mut hidden: Vec<Range<usize>>| {
            hidden.extend(texts.map(Span::range));
            merged(hidden)
        };
        Self { hosts, passwords: masks.passwords.map(hide), ..masks }
    }

    /// Returns the parts of `stretch` that may be shown. A rule declares the spans in `named` not secret.
    pub(super) fn in_text(&self, stretch: &Range<usize>, named: &[Span]) -> Shows {
        if let Some(passwords) = &self.passwords {
            return all_but(passwords, stretch, Span::range);
        }
        self.known_in_text(stretch, named)
    }

    /// Returns the parts of `stretch` that are known not to be secret, independent of `shows_contents`.
    pub(super) fn known_in_text(&self, stretch: &Range<usize>, named: &[Span]) -> Shows {
        let begin = stretch.start as u32;
        let first = self.tree.values_from(|at| at <= begin);
        self.known(self.tree.text(), stretch, stretch, named, first, Span::range)
    }

    /// Returns the parts of `stretch`, a byte range of the file, that may be shown.
    pub(super) fn in_file(&self, file: &str, stretch: &Range<usize>, named: &[Span]) -> Shows {
        let location = |span: Span| self.origin.location(span);
        if let Some(passwords) = &self.passwords {
            return all_but(passwords, stretch, location);
        }
        if self.origin.is_opaque() {
            return Shows(Vec::new());
        }
        let home = location(Span::new(0, self.tree.text().len() as u32));
        let first = self.tree.values_from(|at| location(Span::at(at)).start <= stretch.start);
        self.known(file, stretch, &home, named, first, location)
    }

    /// Returns the parts of `stretch` of `text` that are known not to be secret. `home` is the range of
    /// the structure in `text`; `location` maps a span of the tree to `text`.
    fn known(
        &self,
        text: &str,
        stretch: &Range<usize>,
        home: &Range<usize>,
        named: &[Span],
        values: impl Iterator<Item = Value<'a>>,
        location: impl Fn(Span) -> Range<usize>,
    ) -> Shows {
        let mut shown = Vec::with_capacity(USUAL_RANGES);
        shown.extend(named.iter().map(|span| location(*span)));
        let mut gap = home.start.max(stretch.start);
        for value in values {
            let key = value.key_span();
            if location(key.unwrap_or_else(|| value.span())).start >= stretch.end {
                break;
            }
            let mut token = |span: Span, is_shown: bool| {
                let written = location(span);
                push_structure(text, gap..written.start, stretch, &mut shown);
                gap = gap.max(written.end);
                match is_shown {
                    true => shown.push(written),
                    false => shown.extend(quotes(self.tree.text(), span).map(&location)),
                }
            };
            if let Some(key) = key {
                token(key, value.has_certain_key());
            }
            if matches!(value.kind(), Kind::Object | Kind::Array) {
                continue;
            }
            let is_shown = self.is_shown(value) && !has_escaped_password(value);
            token(value.span(), is_shown);
            if is_shown && value.kind() == Kind::String {
                let text = &self.tree.text()[value.span().range()];
                let start = value.span().start;
                let hidden = passwords_in_addresses(text);
                let hidden =
                    hidden.map(|span| location(Span::new(start + span.start, start + span.end)));
                hidden.for_each(|hidden| cut_out(&mut shown, &hidden));
            }
        }
        push_structure(text, gap..home.end, stretch, &mut shown);
        Shows(merged(shown))
    }

    /// Returns `true` if a scalar is known not to be secret.
    fn is_shown(&self, value: Value<'a>) -> bool {
        let text = &self.tree.text()[value.span().range()];
        match value.kind() {
            Kind::Null | Kind::True | Kind::False => true,
            Kind::Number => {
                let is_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
                text.bytes().all(is_number) && self.is_of_a_documented_attribute(value)
            }
            Kind::String if self.hosts.is_empty() && value.keyword() != KeywordId::OTHER => true,
            Kind::String => !value.is_damaged() && self.is_of_a_documented_attribute(value),
            Kind::Object | Kind::Array => false,
        }
    }

    fn is_of_a_documented_attribute(&self, value: Value<'a>) -> bool {
        let span = value.span();
        if !self.hosts.is_empty() {
            let after = self.hosts.partition_point(|host| host.start <= span.start);
            let host = after.checked_sub(1).map(|last| self.hosts[last]);
            return host.is_some_and(|host| host.contains(span) && is_shown_of_host(value, host));
        }
        let after = self.responses.partition_point(|response| response.start <= span.start);
        let response = after.checked_sub(1).and_then(|last| self.responses.get(last));
        response.filter(|response| response.contains(span)).is_some_and(|response| {
            attribute(value, *response).is_some_and(|name| match value.kind() {
                Kind::Number => true,
                _ => {
                    names::PLAIN_STRINGS.contains(&name)
                        || SENTENCES.contains(&name) && self.tree.syntax_errors().is_empty()
                }
            })
        })
    }
}

/// Returns whether a string has a password in a URL that is only seen when its escapes are read.
fn has_escaped_password(value: Value<'_>) -> bool {
    value.kind() == Kind::String
        && value.tree().text()[value.span().range()].contains('\\')
        && value.as_str().is_some_and(|text| passwords_in_addresses(&text).next().is_some())
}

/// Returns whether a value of the host at `host` may be shown: all keys on the path to it are documented,
/// and the last one is no secret.
fn is_shown_of_host(value: Value<'_>, host: Span) -> bool {
    let (mut at, mut is_named) = (value, false);
    while at.span() != host {
        if at.is_member() {
            if !at.key().is_some_and(|key| requests::is_shown(&key, at.kind())) {
                return false;
            }
            is_named = true;
        }
        let Some(parent) = at.parent() else { return false };
        at = parent;
    }
    is_named
}

/// Returns `stretch` without passwords. `location` maps a span of the tree to the file.
fn all_but(
    passwords: &[Range<usize>],
    stretch: &Range<usize>,
    location: impl Fn(Span) -> Range<usize>,
) -> Shows {
    let placed = |span: &Range<usize>| location(Span::new(span.start as u32, span.end as u32));
    let first = passwords.partition_point(|hidden| placed(hidden).end <= stretch.start);
    let mut shown = vec![stretch.clone()];
    for hidden in passwords[first..].iter().map(placed) {
        if hidden.start >= stretch.end {
            break;
        }
        cut_out(&mut shown, &hidden);
    }
    Shows(shown)
}

/// Returns the known passwords in a text, ascending.
fn passwords(tree: &Tree<'_>, found: &[Found<'_>]) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    for found in found {
        let Found::Response(response) = found else { continue };
        for kind in [FileKind::Config, FileKind::Unattend] {
            for content in response.repository.contents(kind) {
                let inside = StringLocation::of(content.text.value);
                let secrets = content.secrets().iter();
                hidden.extend(secrets.map(|secret| inside.location(secret.span).span().range()));
            }
        }
    }
    // Undocumented attributes can contain passwords too; their names show it.
    let named = tree.other_members().filter(|member| {
        let is_secret = |key: &str| is_secret_name(key) || requests::is_secret(key) == Some(true);
        matches!(member.kind(), Kind::String | Kind::Number)
            && member.key().is_some_and(|key| is_secret(&key))
    });
    hidden.extend(named.map(|member| member.span().range()));
    merged(hidden)
}

/// Returns the attribute of a value in a response: its own key, or that of the list that contains it.
/// `None` if the path to it has an undocumented key, except for releases, which are keys in `releases`.
fn attribute(value: Value<'_>, response: Span) -> Option<KeyId> {
    let (mut at, mut found) = (value, None);
    while at.span() != response {
        let parent = at.parent()?;
        if at.is_member() {
            match at.name() {
                KeyId::OTHER if attribute_of_list(parent) != Some(names::RELEASES) => return None,
                KeyId::OTHER => {}
                name => found = found.or(Some(name)),
            }
        }
        at = parent;
    }
    found
}

fn attribute_of_list(object: Value<'_>) -> Option<KeyId> {
    object.parent().filter(|parent| parent.kind() == Kind::Array).map(Value::name)
}

/// Returns the spans of the quotes around a key or string.
fn quotes(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let written = &text[span.range()];
    let is_quote = |character: char| matches!(character, '"' | '\'' | '“' | '”' | '„' | '‘' | '’');
    let first = written.chars().next().filter(|character| is_quote(*character));
    let last = written.chars().next_back().filter(|character| is_quote(*character));
    let len = |quote: char| quote.len_utf8() as u32;
    let first = first.map(|quote| Span::new(span.start, span.start + len(quote)));
    let last = last.map(|quote| Span::new(span.end - len(quote), span.end));
    first.into_iter().chain(last)
}

/// Adds the structural characters of `gap`, the text between keys and values.
fn push_structure(
    text: &str,
    gap: Range<usize>,
    stretch: &Range<usize>,
    shown: &mut Vec<Range<usize>>,
) {
    let gap = gap.start.max(stretch.start)..gap.end.min(stretch.end);
    let Some(between) = text.get(gap.clone()).filter(|between| !between.is_empty()) else { return };
    let is_structure = |character: char| {
        character.is_whitespace() || matches!(character, '{' | '}' | '[' | ']' | ',' | ':' | '"')
    };
    // Nearly always, there is nothing else between.
    if between.chars().all(is_structure) {
        return shown.push(gap);
    }
    let mut start = gap.start;
    for line in between.split_inclusive('\n') {
        let end = start + line.len();
        let begun = line.trim_start_matches(is_structure);
        let first = end - begun.len();
        shown.push(start..first + len_of_mark(begun.trim_end_matches(is_structure)));
        // Anything in between is hidden as one run, so that not even its number of words shows.
        shown.push(start + line.trim_end_matches(is_structure).len()..end);
        start = end;
    }
}

/// Returns the length in bytes of the marker in `text`: dots for omitted text, or the seven characters at
/// the start of a merge-conflict line. 0 if there is none.
fn len_of_mark(text: &str) -> usize {
    match text {
        "..." | "…" => text.len(),
        _ if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
            .iter()
            .any(|mark| text.starts_with(mark)) =>
        {
            7
        }
        _ => 0,
    }
}
