//! The kinds of defects, each with a function that puts one into a text.

use fastrand::Rng;

use super::defects::{Base, Injected, Is, Token};

type Plant = fn(&Base, &mut Rng) -> Option<Injected>;

/// Every kind.
pub(super) const KINDS: [(&str, Plant); 28] = [
    ("a comma is missing", |base, rng| {
        let token = base.pick(rng, is(Is::Comma))?;
        Some(Injected::new(base, token.place.clone(), ""))
    }),
    ("a comma stands twice", |base, rng| {
        let token = base.pick(rng, is(Is::Comma))?;
        let injected = Injected::new(base, token.place.clone(), ",,");
        // Something may have stood between the two.
        Some(injected.hiding(base, token.place.clone(), ", ...,"))
    }),
    ("a comma before a closing bracket", |base, rng| {
        let closes = |token: &Token| {
            token.is == Is::Close && !base.text[..base.end_before(token)].ends_with(['{', '['])
        };
        let end = base.end_before(base.pick(rng, closes)?);
        Some(Injected::new(base, end..end, ","))
    }),
    ("a colon is missing", |base, rng| {
        let token = base.pick(rng, is(Is::Colon))?;
        Some(Injected::new(base, token.place.clone(), ""))
    }),
    ("a colon stands twice", |base, rng| replaced(base, rng, Is::Colon, "::")),
    ("a semicolon for a comma", |base, rng| replaced(base, rng, Is::Comma, ";")),
    ("an equals sign for a colon", |base, rng| replaced(base, rng, Is::Colon, "=")),
    ("a closing brace is missing", |base, rng| unclosed(base, rng, "}")),
    ("a closing bracket is missing", |base, rng| unclosed(base, rng, "]")),
    ("a closing bracket of the other kind", |base, rng| {
        let token = base.pick(rng, |token| token.is == Is::Close && token.depth > 0)?;
        let other = if base.text[token.place.clone()].starts_with('}') { "]" } else { "}" };
        Some(around_bracket(base, token, Injected::new(base, token.place.clone(), other)))
    }),
    ("a closing bracket stands twice", |base, rng| {
        let token = base.pick(rng, is(Is::Close))?;
        let bracket = &base.text[token.place.clone()];
        let end = token.place.end;
        Some(around_bracket(base, token, Injected::new(base, end..end, bracket)))
    }),
    ("a text without its closing quote", |base, rng| {
        let token = base.pick(rng, |token| is_plain(base, token, Is::Text))?;
        Some(Injected::new(base, token.place.end - 1..token.place.end, "").hides(base, token))
    }),
    ("a key without its closing quote", |base, rng| {
        let token = base.pick(rng, is(Is::Key))?;
        let injected = Injected::new(base, token.place.end - 1..token.place.end, "");
        Some(among_others(base, token, injected))
    }),
    ("a key without its opening quote", |base, rng| {
        let token = base.pick(rng, is(Is::Key))?;
        let injected = Injected::new(base, token.place.start..token.place.start + 1, "");
        Some(among_others(base, token, injected))
    }),
    ("a key without quotes", |base, rng| {
        let token = base.pick(rng, |token| is_plain(base, token, Is::Key))?;
        let injected = Injected::new(base, token.place.clone(), base.content(token));
        Some(among_others(base, token, injected))
    }),
    ("a key in single quotes", |base, rng| quoted(base, rng, Is::Key, ["'", "'"])),
    ("a text in single quotes", |base, rng| quoted(base, rng, Is::Text, ["'", "'"])),
    ("a text in typographic quotes", |base, rng| quoted(base, rng, Is::Text, ["“", "”"])),
    ("a text without quotes", |base, rng| {
        let token = base.pick(rng, |token| {
            let content = if token.is == Is::Text { base.content(token) } else { "" };
            let is_word = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
            let is_literal = ["true", "false", "null"].contains(&content);
            let begins = content.starts_with(|c: char| c.is_ascii_alphabetic());
            begins && content.chars().all(is_word) && !is_literal
        })?;
        Some(Injected::new(base, token.place.clone(), base.content(token)).hides(base, token))
    }),
    ("a line end within a text", |base, rng| inserted(base, rng, "\n", "\\n")),
    ("a control character within a text", |base, rng| inserted(base, rng, "\u{1}", "\\u0001")),
    ("a backslash that escapes nothing", |base, rng| inserted(base, rng, "\\q", "\\\\q")),
    ("half a surrogate pair", |base, rng| inserted(base, rng, "\\ud83d", "\\ufffd")),
    ("a quote within a text", |base, rng| inserted(base, rng, " \"x\" ", " \\\"x\\\" ")),
    ("a remark", |base, rng| {
        let token = base.pick(rng, |token| matches!(token.is, Is::Comma | Is::Open))?;
        let end = token.place.end;
        let comments: &[&str] = match base.text[end..].starts_with('\n') {
            true => &[" // see the ticket", " # see the ticket", " /* see the ticket */"],
            false => &[" /* see the ticket */"],
        };
        Some(Injected::new(base, end..end, rng.choice(comments)?))
    }),
    ("a literal of another language", |base, rng| {
        let token = base.pick(rng, is(Is::Literal))?;
        let other = match &base.text[token.place.clone()] {
            "true" => ["True", "TRUE", "$true"],
            "false" => ["False", "FALSE", "$false"],
            _ => ["None", "NULL", "undefined"],
        };
        Some(Injected::new(base, token.place.clone(), rng.choice(other)?))
    }),
    ("a number that JSON has not", |base, rng| {
        let token = base.pick(rng, is(Is::Number))?;
        let number = &base.text[token.place.clone()];
        let other = match rng.u8(..4) {
            0 => "NaN".to_owned(),
            1 => "-Infinity".to_owned(),
            2 => format!("0{}1", number.trim_start_matches('-')),
            _ => format!("+{}", number.trim_start_matches('-')),
        };
        Some(Injected::new(base, token.place.clone(), &other).hides(base, token))
    }),
    ("a text that ends early", |base, rng| {
        let at = base.text.floor_char_boundary(rng.usize(2..base.text.trim_end().len()));
        let injected = Injected::new(base, at..base.text.len(), "");
        Some(Injected { is_cut: true, ..injected })
    }),
];

fn is(kind: Is) -> impl Fn(&Token) -> bool {
    move |token| token.is == kind
}

/// Whether a string has a character at least, and neither quotes nor escapes.
fn is_plain(base: &Base, token: &Token, kind: Is) -> bool {
    token.is == kind && {
        let content = base.content(token);
        !content.is_empty() && !content.contains(['\'', '"', '\\'])
    }
}

/// Other characters in the place of a token.
fn replaced(base: &Base, rng: &mut Rng, kind: Is, with: &str) -> Option<Injected> {
    let token = base.pick(rng, is(kind))?;
    Some(Injected::new(base, token.place.clone(), with))
}

/// Other quotes around a string.
fn quoted(base: &Base, rng: &mut Rng, kind: Is, quotes: [&str; 2]) -> Option<Injected> {
    let token = base.pick(rng, |token| is_plain(base, token, kind))?;
    let with = format!("{}{}{}", quotes[0], base.content(token), quotes[1]);
    let injected = Injected::new(base, token.place.clone(), &with);
    Some(injected)
}

/// Characters within a string that no string may hold, and how JSON writes what they mean.
fn inserted(base: &Base, rng: &mut Rng, raw: &str, escaped: &str) -> Option<Injected> {
    let token = base.pick(rng, |token| is_plain(base, token, Is::Text))?;
    let (start, end) = (token.place.start + 2, token.place.end - 1);
    let at = base.text.ceil_char_boundary(rng.usize(start.min(end)..=end));
    let injected = Injected::new(base, at..at, raw).hides(base, token);
    Some(injected.meaning(base, at..at, escaped))
}

/// A closing bracket that is not there; the outermost one's lack is that of a text that ends early.
fn unclosed(base: &Base, rng: &mut Rng, bracket: &str) -> Option<Injected> {
    let token = base.pick(rng, |token| {
        token.is == Is::Close && token.depth > 0 && &base.text[token.place.clone()] == bracket
    })?;
    Some(around_bracket(base, token, Injected::new(base, token.place.clone(), "")))
}

/// What the container of a wrong bracket lacks, the one around it, and those that are closed right
/// before it, nobody knows.
fn around_bracket(base: &Base, token: &Token, injected: Injected) -> Injected {
    let end = token.place.end;
    let before = base.tokens.iter().rev().skip_while(|other| other.place.end > end);
    let closing: Vec<&Token> = before.take_while(|other| other.is == Is::Close).collect();
    let start = closing.last().map_or(end, |first| first.place.start);
    let mut with = String::new();
    for other in closing.iter().rev() {
        with.push_str(" ... ");
        with.push_str(&base.text[other.place.clone()]);
    }
    if token.depth > 0 {
        with.push_str(" ... ");
    }
    injected.hiding(base, start..end, &with)
}

/// Beside a key that may be another one, the right one may be missing.
fn among_others(base: &Base, key: &Token, injected: Injected) -> Injected {
    injected.hiding(base, key.place.start..key.place.start, "..., ")
}
