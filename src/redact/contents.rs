//! Redaction of settings and unattend files. Words are masked. The documented names of tags,
//! settings, commands, options and macros are kept, and others get pseudonyms, so that the findings
//! remain the same.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use crate::json::{Kind, Value, read};
use crate::model::{Secret, Writing};
use crate::source::Span;
use crate::spec::names as attributes;
use regex::Regex;

use super::names::{Keep, Names};
use super::replacements::Sink;
use super::{inside, key, number, words};

/// The XML declarations that only describe how a text is encoded.
static DECLARATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi-u) ^ <\?xml \s+ version \s*=\s* ["']1\.[01]["']
        (?: \s+ encoding \s*=\s* ["'] (?: utf-?(?:8|16) | us-ascii | iso-8859-1 | windows-1252 ) ["'] )?
        (?: \s+ standalone \s*=\s* ["'] (?: yes | no ) ["'] )? \s* \?>"#,
    )
    .ok()
});

/// Redacts a content.
pub(super) fn of(text: &str, secrets: &[Secret], names: &mut Names, to: &mut dyn Sink) {
    for secret in secrets {
        to.replace_first(secret.span, password_replacement(text, secret));
    }
    // Passwords get a replacement of their own instead of pseudonyms, so they are blanked before
    // the text around them is redacted.
    let text = without(text, secrets);
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    match begin.as_bytes().first() {
        Some(b'<') => in_xml(&text, names, to),
        Some(b'{' | b'[') => in_json(&text, names, to),
        _ => in_commands(&text, names, to),
    }
}

/// Returns `text` with each secret replaced by stars, or by ones.
fn without<'t>(text: &'t str, secrets: &[Secret]) -> Cow<'t, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut rest = String::with_capacity(text.len());
    for secret in secrets {
        let Range { start, end } = secret.span.range();
        if end > rest.len() {
            rest.push_str(&text[rest.len()..start.max(rest.len())]);
            let filling = if is_number(text, secret) { '1' } else { '*' };
            rest.extend(std::iter::repeat_n(filling, end - rest.len()));
        }
    }
    rest.push_str(&text[rest.len()..]);
    Cow::Owned(rest)
}

/// Returns the replacement for a password: written in the same way, so that it is still found, and
/// of a fixed length.
fn password_replacement(text: &str, secret: &Secret) -> &'static str {
    match secret.writing {
        _ if is_number(text, secret) => "0",
        Writing::Clear => "hidden-password",
        Writing::Encoded => "aGlkZGVuLXBhc3N3b3Jk",
        Writing::Hashed => "$6$hidden$hiddenhiddenhidden",
    }
}

/// Returns whether a secret is an unquoted JSON number.
fn is_number(text: &str, secret: &Secret) -> bool {
    let before = text[..secret.span.start as usize].chars().next_back();
    !matches!(before, Some('"' | '\''))
        && text.trim_start().starts_with(['{', '['])
        && text[secret.span.range()].parse::<f64>().is_ok()
}

/// Masks texts and comments; tags, declarations and instructions are structure.
fn in_xml(text: &str, names: &mut Names, to: &mut dyn Sink) {
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        in_xml_text(text, at..start, names, to);
        let rest = &text[start..];
        at = if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(text.len(), |len| start + len);
            words::with_macros(text, start + 4..end.max(start + 4), names, to);
            end
        } else if rest.starts_with("<![CDATA[") {
            let begin = start + "<![CDATA[".len();
            let end = rest.find("]]>").map_or(text.len(), |len| start + len);
            words::with_macros(text, begin..end.max(begin), names, to);
            end.max(begin)
        } else {
            let is_first = text[..start].trim_start_matches('\u{feff}').is_empty();
            let pattern = DECLARATION.as_ref().filter(|_| is_first);
            match pattern.and_then(|pattern| pattern.find(rest)) {
                Some(found) => start + found.end(),
                None => {
                    let end = start + tag_len(rest);
                    in_tag(text, start..end, names, to);
                    end
                }
            }
        };
    }
    in_xml_text(text, at..text.len(), names, to);
}

/// Returns the length of a tag up to its `>`, ignoring any within quotes. A tag with an unclosed
/// quote extends to the end, since nothing in it is certainly text.
fn tag_len(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Masks the values of attributes, except those that describe the kind of an element.
fn in_tag(text: &str, tag: Range<usize>, names: &mut Names, to: &mut dyn Sink) {
    let mut at = tag.start;
    while let Some(found) = memchr::memchr2(b'"', b'\'', &text.as_bytes()[at..tag.end]) {
        let open = at + found;
        in_xml_structure(text, at..open, names, to);
        let value = &text[open + 1..tag.end];
        let len = value.find(char::from(text.as_bytes()[open])).unwrap_or(value.len());
        let value = open + 1..open + 1 + len;
        let name = text[at..open].trim_end().trim_end_matches('=').trim_end();
        let name = name.rsplit(char::is_whitespace).next().unwrap_or(name);
        let local = name.rsplit(':').next().unwrap_or(name);
        match name.starts_with("xmlns") || ["type", "pass", "action"].contains(&local) {
            true => in_xml_structure(text, value.clone(), names, to),
            false => in_xml_text(text, value.clone(), names, to),
        }
        at = (value.end + 1).min(tag.end);
    }
    in_xml_structure(text, at..tag.end, names, to);
}

fn in_xml_structure(text: &str, within: Range<usize>, names: &mut Names, to: &mut dyn Sink) {
    outside_entities(text, within, to, |part, to| {
        words::in_structure(text, part, names, to);
    });
}

fn in_xml_text(text: &str, within: Range<usize>, names: &mut Names, to: &mut dyn Sink) {
    outside_entities(text, within, to, |part, to| {
        words::with_macros(text, part, names, to);
    });
}

/// Calls `replace` for the text outside of entities. A character entity becomes another one.
fn outside_entities(
    text: &str,
    within: Range<usize>,
    to: &mut dyn Sink,
    mut replace: impl FnMut(Range<usize>, &mut dyn Sink),
) {
    let mut at = within.start;
    while let Some(start) =
        memchr::memchr(b'&', &text.as_bytes()[at..within.end]).map(|found| at + found)
    {
        replace(at..start, to);
        let rest = &text[start + 1..within.end];
        let len =
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let name = &rest[..len];
        at = start + 1;
        if rest[len..].starts_with(';') && ["lt", "gt", "amp", "quot", "apos"].contains(&name) {
            at += len;
        } else if let Some(number) = name.strip_prefix('#').filter(|_| rest[len..].starts_with(';'))
        {
            // An entity that XML does not define is an error, and is kept as one.
            let code = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            let is_character = code.ok().and_then(char::from_u32).is_some_and(is_character);
            let at_number = Span::new(at as u32 + 1, (at + len) as u32);
            let replacement = if is_character { "120" } else { "0" };
            to.replace(at_number, replacement);
            at += len;
        }
    }
    replace(at..within.end, to);
}

fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Masks strings, except names and types: names define macros.
fn in_json(text: &str, names: &mut Names, to: &mut dyn Sink) {
    let Ok(tree) = read(text, attributes::interner()) else {
        return words::of(text, 0..text.len(), to);
    };
    for gap in words::gaps(&tree) {
        words::of_escaped(text, gap, to);
    }
    for value in words::values(&tree) {
        key(value, to, |key, to| names.of(key, Keep::Documented, 0, to));
        match value.kind() {
            Kind::String => in_json_string(value, names, to),
            Kind::Number => number(value, to),
            _ => {}
        }
    }
}

fn in_json_string(value: Value<'_>, names: &mut Names, to: &mut dyn Sink) {
    let is_name = [attributes::NAME, attributes::TYPE].contains(&value.name());
    inside(value, to, |text, to| match is_name {
        true => words::in_structure(text, 0..text.len(), names, to),
        false => words::with_macros(text, 0..text.len(), names, to),
    });
}

/// Masks everything but commands and options; in scripts, everything.
fn in_commands(text: &str, names: &mut Names, to: &mut dyn Sink) {
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
            words::with_macros(text, here, names, to);
            continue;
        }
        let name = word.find('=').unwrap_or(word.len());
        words::in_structure(text, begin..begin + name, names, to);
        in_arguments(text, begin + name..here.end, names, to);
    }
}

/// Keeps the names of options as structure. A macro may begin in one argument and end in the next,
/// so it is handled separately.
fn in_arguments(text: &str, within: Range<usize>, names: &mut Names, to: &mut dyn Sink) {
    let mut at = within.start;
    for word in text[within].split_inclusive(char::is_whitespace) {
        let name = match word.starts_with("--") {
            true => word.find('=').unwrap_or(word.len()),
            false => 0,
        };
        words::in_structure(text, at..at + name, names, to);
        words::with_macros(text, at + name..at + word.len(), names, to);
        at += word.len();
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::redact::replacements::applied;

    fn hidden(text: &str) -> String {
        applied(text, |to| of(text, &[], &mut super::Names::default(), to))
    }

    #[test]
    fn keeps_markup_names_commands_and_macros() {
        for (text, expected) in [
            (
                "<?xml version=\"1.0\"?><!-- by Joe --><a xmlns=\"urn:a\" b='Acme' c:type=\"boolean\">#m.a# Acme &amp; true</a>",
                "<?xml version=\"1.0\"?><!-- xx Xxx --><xb xmlns=\"xc:xb\" xf='Xxxx' xg:type=\"boolean\">#xh.xb# Xxxx &amp; true</xb>",
            ),
            (
                r#"{"name": "site", "label": "Acme\nRack 7", "content": [{"name": "zone", "value": 5}]}"#,
                r#"{"name": "xb", "label": "Xxxx\nXxxx 0", "content": [{"name": "xc", "value": 0}]}"#,
            ),
            (
                "# by Joe\nnetwork --hostname=web1.acme.com --device eth0\n%post\necho Acme #m.b#\n%end\n",
                "# xx Xxx\nnetwork --hostname=xxx0.xxxx.xxx --device xxx0\n%post\nxxxx Xxxx #xb.xc#\n%end\n",
            ),
            (
                "<a b=\"x > y\" c=\"&#x53;&lt;&e;\">&#83;<![CDATA[a]]></a><?pi don't?>",
                "<xb xc=\"x > x\" xf=\"&#120;&lt;&x;\">&#120;<![CDATA[x]]></xb><?xg xh'x?>",
            ),
            ("PW=secret\nHunter2\nreboot\n", "PW=xxxxxx\nXb900\nreboot\n"),
        ] {
            assert_eq!(hidden(text), expected);
        }
    }
}
