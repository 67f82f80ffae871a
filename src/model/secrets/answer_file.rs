//! Passwords in AutoYaST profiles and Windows answer files.

use std::ops::Range;

use super::{Secret, Writing, add, is_secret_name, may_be_secret};

/// An element that is open while XML is looked through.
struct Element<'t> {
    name: &'t str,
    /// The secrets of its children that what its other children say may be about.
    secrets: Vec<usize>,
    /// What its other children say of them.
    writing: Option<Writing>,
}

/// In an AutoYaST profile or a Windows answer file: the text of an element whose name, or whose
/// parent's where it is a `Value`, names a secret.
pub(super) fn in_xml(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut open: Vec<Element<'_>> = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let rest = &text[start + 1..];
        if let Some(data) = rest.strip_prefix("![CDATA[") {
            let begin = text.len() - data.len();
            let end =
                memchr::memmem::find(data.as_bytes(), b"]]>").map_or(text.len(), |len| begin + len);
            element_text(text, begin..end, &mut open, &mut found);
            at = end;
            text_start = (end + 3).min(text.len());
            continue;
        }
        let Some(end) = memchr::memchr2(b'>', b'<', rest.as_bytes()).map(|len| start + 1 + len)
        else {
            break;
        };
        if text.as_bytes()[end] == b'<' {
            // No tag: a text that holds a `<`.
            at = end;
            continue;
        }
        let tag = &text[start + 1..end];
        if !tag.starts_with(|first: char| first == '/' || first.is_alphabetic() || first == '_') {
            at = end + 1;
            if open.last().is_none_or(|element| !is_secret_name(element.name)) {
                text_start = at;
            }
            continue;
        }
        element_text(text, text_start..start, &mut open, &mut found);
        if tag.starts_with('/') {
            if let Some(element) = open.pop() {
                settle(&element, &mut found);
            }
        } else if !tag.ends_with('/') {
            let name = tag.bytes().position(|byte| byte.is_ascii_whitespace());
            let name = name.map_or(tag, |end| &tag[..end]);
            open.push(Element { name, secrets: Vec::new(), writing: None });
        }
        at = end + 1;
        text_start = at;
    }
    element_text(text, text_start..text.len(), &mut open, &mut found);
    for element in &open {
        settle(element, &mut found);
    }
    found
}

/// The text of the innermost open element.
fn element_text(
    text: &str,
    range: Range<usize>,
    open: &mut [Element<'_>],
    found: &mut Vec<Secret>,
) {
    let [.., element] = open else { return };
    // `Value`, `encrypted` and `PlainText` end with one of these letters too.
    if !may_be_secret(element.name) {
        return;
    }
    let name = element.name.rsplit(':').next().unwrap_or(element.name);
    let is_value = name.eq_ignore_ascii_case("value");
    let says_how = name.eq_ignore_ascii_case("encrypted") || name.eq_ignore_ascii_case("plaintext");
    if !is_value && !says_how && !is_secret_name(name) {
        return;
    }
    let is_encrypted = name.eq_ignore_ascii_case("encrypted");
    let parent = open.len().checked_sub(2).map(|index| &mut open[index]);
    if says_how {
        let said = text[range].trim();
        if let Some(parent) = parent {
            parent.writing = match (is_encrypted, said.eq_ignore_ascii_case("true")) {
                (true, true) => Some(Writing::Hashed),
                (false, false) if said.eq_ignore_ascii_case("false") => Some(Writing::Encoded),
                _ => parent.writing,
            };
        }
        return;
    }
    if is_value && !parent.as_ref().is_some_and(|parent| is_secret_name(parent.name)) {
        return;
    }
    let before = found.len();
    add(text, range, None, found);
    if let Some(parent) = parent {
        parent.secrets.extend(before..found.len());
    }
}

/// An element is closed: what its children said of its secrets is known.
fn settle(element: &Element<'_>, found: &mut [Secret]) {
    if let Some(writing) = element.writing {
        for index in &element.secrets {
            if let Some(secret) =
                found.get_mut(*index).filter(|secret| secret.writing == Writing::Clear)
            {
                secret.writing = writing;
            }
        }
    }
}
