//! The contents of settings and unattend files: their words are hidden; markup, names of settings,
//! commands and macros stay, so that the same is wrong with them.

use std::ops::Range;

use crate::json::{Kind, Span, read};
use crate::model::{Secret, Writing, names};

use super::children::Children;
use super::{Inner, Stand, words};

/// No name of a command or an option is as long, in bytes.
const LONG: usize = 24;

/// Stands for what is private in a content.
pub(super) fn of(text: &str, secrets: &[Secret]) -> Vec<Inner> {
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    let shown = match begin.as_bytes().first() {
        Some(b'<') => in_xml(text),
        Some(b'{' | b'[') => in_json(text),
        _ => in_commands(text),
    };
    let mut stands: Vec<Inner> = secrets.iter().map(stand_of).collect();
    let is_secret = |at: Span| {
        let next = secrets.partition_point(|secret| secret.span.end <= at.start);
        secrets.get(next).is_some_and(|secret| secret.span.start < at.end)
    };
    stands.extend(shown.into_iter().filter(|stand| !is_secret(stand.at)));
    stands
}

/// What stands for a password: as plain as that was, so that it is found, and always as long.
fn stand_of(secret: &Secret) -> Inner {
    let text = match secret.writing {
        Writing::Clear => "hidden-password",
        Writing::Encoded => "aGlkZGVuLXBhc3N3b3Jk",
        Writing::Hashed => "$6$hidden$hiddenhiddenhidden",
    };
    Stand { at: secret.span, text: text.to_owned() }
}

/// Everything but tags, entities, and values that only say what kind of thing something is.
fn in_xml(text: &str) -> Vec<Inner> {
    let mut stands = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        stands.extend(outside_entities(text, at..start));
        let rest = &text[start..];
        at = if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(text.len(), |len| start + len);
            stands.extend(words::of(text, start + 4..end.max(start + 4)));
            end
        } else if rest.starts_with("<![CDATA[") {
            start + "<![CDATA[".len()
        } else {
            let end = memchr::memchr2(b'<', b'>', &rest.as_bytes()[1..])
                .map_or(text.len(), |len| start + 1 + len);
            let is_declaration = rest.starts_with("<?xml ") || rest.starts_with("<!DOCTYPE");
            if !is_declaration {
                in_tag(text, start..end, &mut stands);
            }
            end
        };
    }
    stands.extend(outside_entities(text, at..text.len()));
    stands
}

/// The words of a text between tags, entities left out.
fn outside_entities(text: &str, within: Range<usize>) -> Vec<Inner> {
    let mut stands = Vec::new();
    let mut at = within.start;
    while let Some(start) =
        memchr::memchr(b'&', &text.as_bytes()[at..within.end]).map(|found| at + found)
    {
        stands.extend(words::of(text, at..start));
        let name = text[start + 1..within.end]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        at = start + 1 + name;
    }
    stands.extend(words::of(text, at..within.end));
    stands
}

/// The values of a tag's attributes.
fn in_tag(text: &str, tag: Range<usize>, stands: &mut Vec<Inner>) {
    let mut at = tag.start;
    while let Some(open) =
        memchr::memchr2(b'"', b'\'', &text.as_bytes()[at..tag.end]).map(|found| at + found)
    {
        let quote = text.as_bytes()[open];
        let close = memchr::memchr(quote, &text.as_bytes()[open + 1..tag.end])
            .map_or(tag.end, |len| open + 1 + len);
        let name = text[at..open].trim_end().trim_end_matches('=').trim_end();
        let name = name.rsplit(|character: char| character.is_whitespace()).next().unwrap_or(name);
        let local = name.rsplit(':').next().unwrap_or(name);
        let says_kind = name.starts_with("xmlns") || ["type", "pass", "action"].contains(&local);
        if !says_kind {
            stands.extend(outside_entities(text, open + 1..close));
        }
        at = (close + 1).min(tag.end);
    }
}

/// The strings, except names and types: names define macros.
fn in_json(text: &str) -> Vec<Inner> {
    let Ok(tree) = read(text, names::vocabulary()) else {
        return words::of(text, 0..text.len());
    };
    let gaps = words::gaps(&tree).into_iter();
    let mut stands: Vec<Inner> = gaps.flat_map(|gap| words::of_escaped(text, gap)).collect();
    let children = Children::new(&tree);
    let mut open: Vec<_> = tree.root().into_iter().collect();
    while let Some(value) = open.pop() {
        open.extend(children.of(value));
        if value.kind() == Kind::String && ![names::NAME, names::TYPE].contains(&value.name()) {
            stands.extend(words::of_escaped(text, value.span().range()));
        }
    }
    stands
}

/// Everything but commands and the names of their options; of scripts everything.
fn in_commands(text: &str) -> Vec<Inner> {
    let mut stands = Vec::new();
    let mut is_in_script = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = start..start + line.len();
        start = here.end;
        let command = line.trim_start();
        let begin = here.start + (line.len() - command.len());
        let word = command.split(char::is_whitespace).next().unwrap_or_default();
        if command.starts_with('%') {
            is_in_script = !["%end", "%include", "%ksappend"].contains(&word);
        } else if is_in_script || command.starts_with('#') {
            stands.extend(words::of(text, here));
            continue;
        }
        let shown = if is_command(word) { word.len() } else { 0 };
        stands.extend(in_arguments(text, begin + shown..here.end));
    }
    stands
}

fn in_arguments(text: &str, within: Range<usize>) -> Vec<Inner> {
    let mut stands = Vec::new();
    let mut at = within.start;
    for word in text[within.clone()].split_inclusive(char::is_whitespace) {
        let name = word.find('=').map_or(word.trim_end().len(), |equals| equals + 1);
        let option = if is_option(&word[..name]) { name } else { 0 };
        stands.extend(words::of(text, at + option..at + word.len()));
        at += word.len();
    }
    stands
}

/// Whether the first word of a line may be the name of a command, or of a section. `PW=secret` is
/// none.
fn is_command(word: &str) -> bool {
    word.len() < LONG
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'%'))
}

/// Whether a word is the name of an option. With a slip of the finger a password can be a part of it.
fn is_option(word: &str) -> bool {
    word.starts_with("--")
        && word.len() < LONG
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'=' | b'5' | b'6'))
}

#[cfg(test)]
mod tests {
    use super::of;

    fn hidden(text: &str) -> String {
        let mut stands = of(text, &[]);
        stands.sort_by_key(|stand| stand.at);
        let mut to = text.to_owned();
        for stand in stands.iter().rev() {
            to.replace_range(stand.at.range(), &stand.text);
        }
        to
    }

    #[test]
    fn markup_names_commands_and_macros_stay() {
        for (text, expected) in [
            (
                "<?xml version=\"1.0\"?><!-- by Joe --><a xmlns=\"urn:a\" b='Acme' c:type=\"boolean\">#m.a# Acme &amp; true</a>",
                "<?xml version=\"1.0\"?><!-- xx Xxx --><a xmlns=\"urn:a\" b='Xxxx' c:type=\"boolean\">#m.a# Xxxx &amp; true</a>",
            ),
            (
                r#"{"name": "site", "label": "Acme\nRack 7", "content": [{"name": "zone", "value": 5}]}"#,
                r#"{"name": "site", "label": "Xxxx\nXxxx 0", "content": [{"name": "zone", "value": 5}]}"#,
            ),
            (
                "# by Joe\nnetwork --hostname=web1.acme.com --device eth0\n%post\necho Acme #m.b#\n%end\n",
                "# xx Xxx\nnetwork --hostname=xxx0.xxxx.xxx --device xxx0\n%post\nxxxx Xxxx #m.b#\n%end\n",
            ),
            ("PW=secret\nHunter2\nreboot\n", "XX=xxxxxx\nXxxxxx0\nreboot\n"),
        ] {
            assert_eq!(hidden(text), expected);
        }
    }
}
