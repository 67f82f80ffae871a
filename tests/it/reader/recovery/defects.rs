//! Small responses with everything in place, and a defect put into one of them.

use std::ops::{Range, RangeInclusive};

use fastrand::Rng;
use osready::sanitize::Untrusted;
use serde_json::Value;

use crate::targets::samples::generator::{Layout, Options, Size, generate};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Open,
    Close,
    Comma,
    Colon,
    Key,
    Text,
    Number,
    Literal,
}

/// A token of a text, and the pointer of the value that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) is: Is,
    pub(super) place: Range<usize>,
    pub(super) pointer: String,
    /// How many containers stand around it; its own bracket is not counted.
    pub(super) depth: usize,
}

/// A response that is JSON, and what the rules find in it.
pub(super) struct Base {
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
    pub(super) findings: Vec<(Untrusted, Untrusted)>,
}

/// A text with one defect.
pub(super) struct Injected {
    pub(super) text: String,
    /// The lines at which it may be reported: those from the token before to the token after it, where
    /// something is missing.
    pub(super) lines: RangeInclusive<usize>,
    /// What hides behind it, as a pointer.
    pub(super) hidden: Option<String>,
    /// The text without the defect, where that is another than the base: an escape where a raw
    /// character stands.
    pub(super) meant: Option<String>,
    /// A text in which what the defect hides is hidden for sure.
    pub(super) as_if: Option<String>,
    /// Whether the rest of the text is gone.
    pub(super) is_cut: bool,
    /// Where it stands, in bytes.
    pub(super) at: usize,
}

impl Injected {
    /// `base` with other characters in a place.
    pub(super) fn new(base: &Base, place: Range<usize>, with: &str) -> Self {
        let mut text = base.text.clone();
        text.replace_range(place.clone(), with);
        let before = base.tokens.iter().rev().find(|token| token.place.end <= place.start);
        let after = base.tokens.iter().find(|token| token.place.start >= place.end);
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let lines = if with.is_empty() {
            let after = after.map_or(text.len(), |token| token.place.start - place.len());
            line(before.map_or(0, |token| token.place.end))..=line(after)
        } else {
            line(place.start)..=line(place.start + with.trim_end().len())
        };
        let (hidden, meant, as_if, is_cut) = (None, None, None, false);
        Self { text, lines, hidden, meant, as_if, is_cut, at: place.start }
    }

    /// The value is a guess: nothing is compared that is about it, or hangs on it.
    pub(super) fn hides(self, base: &Base, token: &Token) -> Self {
        let hidden = Some(token.pointer.clone());
        Self { hidden, ..self }.hiding(base, token.place.clone(), "null")
    }

    /// What is not found with `with` in this place of `base` either hangs on what the defect hides.
    pub(super) fn hiding(self, base: &Base, place: Range<usize>, with: &str) -> Self {
        let mut text = base.text.clone();
        text.replace_range(place, with);
        Self { as_if: Some(text), ..self }
    }

    /// The same with what was meant: `with` in the same place of `base`.
    pub(super) fn meaning(mut self, base: &Base, place: Range<usize>, with: &str) -> Self {
        let mut meant = base.text.clone();
        meant.replace_range(place, with);
        self.meant = Some(meant);
        self
    }

    /// The characters around the defect.
    pub(super) fn around(&self) -> String {
        let start = self.text.floor_char_boundary(self.at.saturating_sub(120));
        let end = self.text.ceil_char_boundary((self.at + 120).min(self.text.len()));
        format!("{:?}", &self.text[start..end])
    }
}

impl Base {
    /// A token that fits, by chance.
    pub(super) fn pick(&self, rng: &mut Rng, fits: impl Fn(&Token) -> bool) -> Option<&Token> {
        let fitting: Vec<&Token> = self.tokens.iter().filter(|token| fits(token)).collect();
        rng.choice(fitting)
    }

    /// The content of a string's token.
    pub(super) fn content(&self, token: &Token) -> &str {
        &self.text[token.place.start + 1..token.place.end - 1]
    }

    /// Where the token before this one ends.
    pub(super) fn end_before(&self, token: &Token) -> usize {
        let before = self.tokens.iter().rev().find(|other| other.place.end <= token.place.start);
        before.map_or(0, |before| before.place.end)
    }
}

/// Small responses in both layouts.
pub(super) fn bases(lint: impl Fn(&str) -> Vec<(Untrusted, Untrusted)>) -> Vec<Base> {
    let mut bases = Vec::new();
    for seed in 0..12 {
        let options =
            Options { seed, size: Size::Bytes(1), defect_share: 0.03, layout: Layout::OneLine };
        let mut response = serde_json::from_str(&generate(&options).text).expect("it is JSON");
        shorten(&mut response);
        for text in [response.to_string(), format!("{response:#}\n")] {
            let tokens = tokens(&text);
            let findings = lint(&text);
            bases.push(Base { text, tokens, findings });
        }
    }
    bases
}

/// One image of two profiles, and one entry of each other list.
fn shorten(response: &mut Value) {
    let Some(members) = response.as_object_mut() else { return };
    for list in members.values_mut().filter_map(Value::as_array_mut) {
        list.truncate(1);
        for profiles in list.iter_mut().filter_map(|entry| entry.get_mut("profiles")) {
            profiles.as_array_mut().into_iter().for_each(|profiles| profiles.truncate(2));
        }
    }
}

/// The tokens of a text that is JSON.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    // Of each open container its pointer, and the key or the position of what comes next in it.
    let mut open: Vec<(String, Option<String>, usize)> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let is = match bytes[at] {
            b'{' | b'[' => Is::Open,
            b'}' | b']' => Is::Close,
            b',' => Is::Comma,
            b':' => Is::Colon,
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
                let next = text[at + 1..].trim_start();
                if next.starts_with(':') { Is::Key } else { Is::Text }
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            byte => {
                while !matches!(bytes[at + 1], b',' | b']' | b'}')
                    && !bytes[at + 1].is_ascii_whitespace()
                {
                    at += 1;
                }
                if byte.is_ascii_alphabetic() { Is::Literal } else { Is::Number }
            }
        };
        at += 1;
        let place = start..at;
        if is == Is::Close {
            let (pointer, ..) = open.pop().expect("it was opened");
            tokens.push(Token { is, place, pointer, depth: open.len() });
            continue;
        }
        if is == Is::Comma
            && let Some((_, None, position)) = open.last_mut()
        {
            *position += 1;
        }
        if is == Is::Key
            && let Some((_, key, _)) = open.last_mut()
        {
            *key = Some(text[start + 1..at - 1].replace('~', "~0").replace('/', "~1"));
        }
        let pointer = match open.last() {
            Some((parent, Some(key), _)) => format!("{parent}/{key}"),
            Some((parent, None, position)) => format!("{parent}/{position}"),
            None => String::new(),
        };
        tokens.push(Token { is, place, pointer: pointer.clone(), depth: open.len() });
        if is == Is::Open {
            let key = (bytes[start] == b'{').then(String::new);
            open.push((pointer, key, 0));
        }
    }
    tokens
}
