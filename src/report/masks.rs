//! What a report may show of a text: what is known to be no secret, and nothing else.
//!
//! A list of the places where secrets stand never ends. So everything is hidden but the structure, the
//! names of attributes, and the values of documented attributes that hold no free text.

use std::ops::Range;

use crate::finding::Inside;
use crate::input::Origin;
use crate::json::{Kind, Name, Span, Tree, Value, Word};
use crate::model::{FileKind, Found, is_secret_name, names, passwords_in_addresses};

use super::shows::{Shows, cut_out, merged};

/// What the server says, which messages quote.
const SENTENCES: [Name; 3] = [names::EXPLANATION, names::TEXT, names::URL];

/// What of one text a report may show.
#[derive(Debug)]
pub struct Masks<'a> {
    tree: &'a Tree<'a>,
    origin: &'a Origin,
    /// Where responses stand in the text, ascending.
    responses: Vec<Span>,
    /// Where contents are shown: known passwords in the text, ascending. They are hidden even then.
    passwords: Option<Vec<Range<usize>>>,
}

impl<'a> Masks<'a> {
    /// Those of a text that comes from `origin`, in which responses were `found`. Contents and what
    /// stands around responses are shown only if it `shows_contents`.
    #[must_use]
    pub fn new(
        tree: &'a Tree<'a>,
        found: &[Found<'_>],
        origin: &'a Origin,
        shows_contents: bool,
    ) -> Self {
        let responses = found.iter().filter_map(|found| match found {
            Found::Response(response) => Some(response.value.span()),
            Found::Body { .. } | Found::Foreign { .. } => None,
        });
        let mut responses: Vec<Span> = responses.collect();
        responses.sort_unstable();
        Self { tree, origin, responses, passwords: shows_contents.then(|| passwords(tree, found)) }
    }

    /// What may be shown of `stretch` of the text, and of `named`, which a rule says is no secret.
    pub(super) fn in_text(&self, stretch: &Range<usize>, named: &[Span]) -> Shows {
        if let Some(passwords) = &self.passwords {
            return all_but(passwords, stretch, Span::range);
        }
        self.known_in_text(stretch, named)
    }

    /// The same, whether contents are shown or not: for what must not depend on it.
    pub(super) fn known_in_text(&self, stretch: &Range<usize>, named: &[Span]) -> Shows {
        let begin = stretch.start as u32;
        let first = self.tree.values_from(|at| at <= begin);
        self.known(self.tree.text(), stretch, stretch, named, first, Span::range)
    }

    /// The same of a stretch of the file.
    pub(super) fn in_file(&self, file: &str, stretch: &Range<usize>, named: &[Span]) -> Shows {
        let place = |span: Span| self.origin.place(span);
        if let Some(passwords) = &self.passwords {
            return all_but(passwords, stretch, place);
        }
        if self.origin.is_opaque() {
            return Shows(Vec::new());
        }
        let home = place(Span::new(0, self.tree.text().len() as u32));
        let first = self.tree.values_from(|at| place(Span::at(at)).start <= stretch.start);
        self.known(file, stretch, &home, named, first, place)
    }

    /// What is known to be no secret in `stretch` of `text`, whose structure stands at `home`; `place` is
    /// where a span of the tree stands in it.
    fn known(
        &self,
        text: &str,
        stretch: &Range<usize>,
        home: &Range<usize>,
        named: &[Span],
        values: impl Iterator<Item = Value<'a>>,
        place: impl Fn(Span) -> Range<usize>,
    ) -> Shows {
        let mut shown: Vec<Range<usize>> = named.iter().map(|span| place(*span)).collect();
        let mut gap = home.start.max(stretch.start);
        for value in values {
            let begin = value.key_span().unwrap_or_else(|| value.span());
            if place(begin).start >= stretch.end {
                break;
            }
            let mut token = |span: Span, is_shown: bool| {
                let written = place(span);
                push_structure(text, gap..written.start, stretch, &mut shown);
                gap = gap.max(written.end);
                match is_shown {
                    true => shown.push(written),
                    false => shown.extend(quotes(self.tree.text(), span).map(&place)),
                }
            };
            if let Some(key) = value.key_span() {
                token(key, value.has_certain_key());
            }
            if matches!(value.kind(), Kind::Object | Kind::Array) {
                continue;
            }
            let is_shown = self.is_shown(value);
            token(value.span(), is_shown);
            if is_shown && value.kind() == Kind::String {
                let text = &self.tree.text()[value.span().range()];
                let start = value.span().start;
                let hidden = passwords_in_addresses(text);
                let hidden =
                    hidden.map(|span| place(Span::new(start + span.start, start + span.end)));
                hidden.for_each(|hidden| cut_out(&mut shown, &hidden));
            }
        }
        push_structure(text, gap..home.end, stretch, &mut shown);
        Shows(merged(shown))
    }

    /// Whether a scalar is known to be no secret.
    fn is_shown(&self, value: Value<'a>) -> bool {
        let text = &self.tree.text()[value.span().range()];
        match value.kind() {
            Kind::Null | Kind::True | Kind::False => true,
            Kind::Number => {
                let is_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
                text.bytes().all(is_number) && self.is_of_a_documented_attribute(value)
            }
            Kind::String if value.word() != Word::OTHER => true,
            Kind::String => !value.is_damaged() && self.is_of_a_documented_attribute(value),
            Kind::Object | Kind::Array => false,
        }
    }

    fn is_of_a_documented_attribute(&self, value: Value<'a>) -> bool {
        let span = value.span();
        let after = self.responses.partition_point(|response| response.start <= span.start);
        let response = after.checked_sub(1).and_then(|last| self.responses.get(last));
        response.filter(|response| response.contains(span)).is_some_and(|response| {
            attribute(value, *response).is_some_and(|name| match value.kind() {
                Kind::Number => true,
                _ => {
                    names::PLAIN_STRINGS.contains(&name)
                        || SENTENCES.contains(&name) && self.tree.defects().is_empty()
                }
            })
        })
    }
}

/// All of `stretch` but passwords, which stand in a file at their `place`.
fn all_but(
    passwords: &[Range<usize>],
    stretch: &Range<usize>,
    place: impl Fn(Span) -> Range<usize>,
) -> Shows {
    let placed = |span: &Range<usize>| place(Span::new(span.start as u32, span.end as u32));
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

/// The known passwords in a text, ascending.
fn passwords(tree: &Tree<'_>, found: &[Found<'_>]) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    for found in found {
        let Found::Response(response) = found else { continue };
        for kind in [FileKind::Config, FileKind::Unattend] {
            for content in response.repository.contents(kind) {
                let inside = Inside::of(content.text.value);
                let secrets = content.secrets().iter();
                hidden.extend(secrets.map(|secret| inside.place(secret.span).span().range()));
            }
        }
    }
    // What no document lists may hold a password too, and say so by its name.
    let named = tree.other_members().filter(|member| {
        matches!(member.kind(), Kind::String | Kind::Number)
            && member.key().is_some_and(|key| is_secret_name(&key))
    });
    hidden.extend(named.map(|member| member.span().range()));
    merged(hidden)
}

/// The attribute that a value of a response belongs to: its own key, or that of the list that it stands
/// in. None where a key that no document lists leads to it; a release is a key in `releases`.
fn attribute(value: Value<'_>, response: Span) -> Option<Name> {
    let (mut at, mut found) = (value, None);
    while at.span() != response {
        let parent = at.parent()?;
        if at.key_span().is_some() {
            match at.name() {
                Name::OTHER if attribute_of_list(parent) != Some(names::RELEASES) => return None,
                Name::OTHER => {}
                name => found = found.or(Some(name)),
            }
        }
        at = parent;
    }
    found
}

fn attribute_of_list(object: Value<'_>) -> Option<Name> {
    object.parent().filter(|parent| parent.kind() == Kind::Array).map(Value::name)
}

/// The places of the quotes around a key or string.
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

/// Adds what of `gap`, which is neither key nor value, is structure.
fn push_structure(
    text: &str,
    gap: Range<usize>,
    stretch: &Range<usize>,
    shown: &mut Vec<Range<usize>>,
) {
    let gap = gap.start.max(stretch.start)..gap.end.min(stretch.end);
    let Some(between) = text.get(gap.clone()) else { return };
    let is_structure = |character: char| {
        character.is_whitespace() || matches!(character, '{' | '}' | '[' | ']' | ',' | ':' | '"')
    };
    let mut start = gap.start;
    for line in between.split_inclusive('\n') {
        let end = start + line.len();
        let begun = line.trim_start_matches(is_structure);
        let first = end - begun.len();
        shown.push(start..first + len_of_mark(begun.trim_end_matches(is_structure)));
        // Not even how many words there are is shown of what stands there.
        shown.push(start + line.trim_end_matches(is_structure).len()..end);
        start = end;
    }
}

/// How long the mark is that `text` is, or begins with: what was left out is written as dots, and sides of
/// a merge conflict begin with seven of a kind.
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
