//! Checks that a text is well-formed XML, and collects the secrets of answer files.
//!
//! `quick-xml` splits the text into events: it expands no entities and fetches nothing. The checks that
//! it does not do are done here.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use crate::source::Span;

use super::Secret;
use super::secrets::Answers;

/// The maximum length of the span of a fault in a tag, in bytes.
const MAX_MARKED_BYTES: usize = 60;

/// The maximum number of attribute names that are searched linearly.
const MAX_LINEAR_NAMES: usize = 8;

/// The maximum length of a name in a message, in characters.
const MAX_NAME_CHARS: usize = 40;

/// The first error that makes a text malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlFault {
    /// The byte span in the text.
    pub span: Span,
    /// A short description that quotes only names of elements and attributes.
    pub message: String,
}

/// The result of reading an XML text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Xml {
    /// The first error. `None` if the text is well-formed.
    pub(super) fault: Option<XmlFault>,
    /// The secrets in the elements up to the first error.
    pub(super) secrets: Vec<Secret>,
}

impl Xml {
    /// Reads `text` up to the first error.
    pub(super) fn of(text: &str) -> Self {
        let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut checker = Checker {
            text,
            begin,
            open: Vec::new(),
            has_root: false,
            has_doctype: false,
            answers: Answers::of(text),
        };
        let fault = checker.check().err();
        Self { fault: first_fault(text, begin, fault), secrets: checker.answers.into_secrets() }
    }
}

/// Returns `fault` or the first character that XML does not allow, whichever comes first.
fn first_fault(text: &str, begin: usize, fault: Option<XmlFault>) -> Option<XmlFault> {
    // Fast path: nearly every text contains only plain bytes.
    let is_odd = |byte: u8| !matches!(byte, b' '..0xEF | b'\t' | b'\n' | b'\r');
    // `fold` without an early exit is vectorized.
    let is_plain = !text.bytes().fold(false, |found, byte| found | is_odd(byte));
    if is_plain {
        return fault;
    }
    let stranger = text[begin..].char_indices().find(|(_, character)| !is_character(*character));
    let Some((at, character)) = stranger.map(|(at, character)| (begin + at, character)) else {
        return fault;
    };
    match fault {
        Some(fault) if (fault.span.start as usize) <= at => Some(fault),
        _ => Some(XmlFault {
            span: Span::new(at as u32, (at + character.len_utf8()) as u32),
            message: format!("character U+{:04X} is not allowed in XML", character as u32),
        }),
    }
}

fn is_character(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

struct Checker<'t> {
    text: &'t str,
    begin: usize,
    /// The spans of the start tags of open elements.
    open: Vec<Span>,
    has_root: bool,
    has_doctype: bool,
    answers: Answers<'t>,
}

impl Checker<'_> {
    fn check(&mut self) -> Result<(), XmlFault> {
        let mut reader = Reader::from_str(&self.text[self.begin..]);
        reader.config_mut().check_comments = true;
        loop {
            let start = self.begin + reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = self.begin + reader.error_position() as usize;
                    return Err(self.fault(at, words(self.text, &error)));
                }
            };
            let end = self.begin + reader.buffer_position() as usize;
            match event {
                Event::Eof => return self.end(),
                Event::Start(tag) => {
                    self.tag(&tag, start)?;
                    self.open.push(Span::new(start as u32, end as u32));
                    self.answers.open(tag.name().as_ref(), start..end);
                }
                Event::Empty(tag) => {
                    self.tag(&tag, start)?;
                    self.answers.empty(start..end);
                }
                Event::End(_) => {
                    self.open.pop();
                    self.answers.close(start..end);
                }
                Event::Text(text) => self.characters(&text, start)?,
                Event::CData(_) if self.open.is_empty() => {
                    return Err(self.fault(start, "text outside the root element".to_owned()));
                }
                Event::GeneralRef(name) => {
                    if self.open.is_empty() {
                        return Err(self.fault(start, "text outside the root element".to_owned()));
                    }
                    self.reference(&name, start)?;
                }
                Event::Decl(_) if start != self.begin => {
                    return Err(self.fault(
                        start,
                        "the XML declaration must be at the start of the text".to_owned(),
                    ));
                }
                Event::DocType(_) if self.has_root || self.has_doctype => {
                    return Err(self.fault(
                        start,
                        "only one DOCTYPE is allowed, before the root element".to_owned(),
                    ));
                }
                Event::DocType(_) => self.has_doctype = true,
                Event::CData(data) => {
                    let begin = start + "<![CDATA[".len();
                    self.answers.data(begin..begin + data.len(), end);
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => self.answers.comment(end),
            }
        }
    }

    fn end(&self) -> Result<(), XmlFault> {
        match self.open.last() {
            Some(open) => {
                let name = self.text[open.range()].trim_start_matches('<');
                let name = name.split([' ', '\t', '\r', '\n', '>', '/']).next().unwrap_or_default();
                let what = match is_element(self.text, name) {
                    true => format!("<{}> is never closed", truncated(name)),
                    false => "this element is never closed".to_owned(),
                };
                Err(self.fault(open.start as usize, what))
            }
            None if !self.has_root => {
                Err(self.fault(self.begin, "no XML element found".to_owned()))
            }
            None => Ok(()),
        }
    }

    /// Checks the start tag at `start`.
    fn tag(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<(), XmlFault> {
        if self.open.is_empty() && self.has_root {
            return Err(self.fault(start, "only one root element is allowed".to_owned()));
        }
        self.has_root = true;
        if !is_name(tag.name().as_ref()) {
            return Err(self.fault(start, "invalid element name".to_owned()));
        }
        if tag.attributes_raw().is_empty() {
            return Ok(());
        }
        let mut names = Names::default();
        // The check of `quick-xml` for duplicate names takes quadratic time.
        for attribute in tag.attributes().with_checks(false) {
            let Ok(attribute) = attribute else {
                return Err(
                    self.fault(start, "an attribute must be written as name=\"value\"".to_owned())
                );
            };
            let name = attribute.key.into_inner();
            if !is_name(name) {
                return Err(self.fault(start, "invalid attribute name".to_owned()));
            }
            if names.has(name) {
                return Err(self.fault(start, format!("duplicate attribute {}", truncated(name))));
            }
            let value: &str = &attribute.value;
            if value.contains('<') {
                return Err(self.fault(
                    start,
                    format!("attribute {} contains a <: write it as &lt;", truncated(name)),
                ));
            }
            for (at, _) in value.match_indices('&') {
                let end = value[at + 1..].find([';', '&']).map(|len| at + 1 + len);
                match end.filter(|end| value[*end..].starts_with(';')) {
                    Some(end) => self.reference(&value[at + 1..end], start)?,
                    None => return Err(self.fault(start, BARE_AMPERSAND.to_owned())),
                }
            }
        }
        Ok(())
    }

    fn characters(&self, text: &str, start: usize) -> Result<(), XmlFault> {
        let is_space = |character: char| matches!(character, ' ' | '\t' | '\r' | '\n');
        if self.open.is_empty()
            && let Some(at) = text.find(|character| !is_space(character))
        {
            let message = match self.has_root {
                true => "text after the root element",
                false => "text before the root element",
            };
            return Err(self.fault(start + at, message.to_owned()));
        }
        // Few texts contain a bracket, and a search for one byte is cheaper than for three.
        let bracket = memchr::memchr(b']', text.as_bytes());
        match bracket.and_then(|_| memchr::memmem::find(text.as_bytes(), b"]]>")) {
            Some(at) => Err(self.fault(start + at, "]]> in a text: write it as ]]&gt;".to_owned())),
            None => Ok(()),
        }
    }

    /// Checks the reference `&name;`. Without a DOCTYPE, which can define more entities, only numbers and
    /// the five predefined entities are valid.
    fn reference(&self, name: &str, start: usize) -> Result<(), XmlFault> {
        let is_known = match name.strip_prefix('#') {
            Some(number) => {
                let code = match number.strip_prefix('x') {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                    None => number.parse(),
                };
                code.ok().and_then(char::from_u32).is_some_and(is_character)
            }
            None => {
                matches!(name, "lt" | "gt" | "amp" | "quot" | "apos")
                    || (self.has_doctype && is_name(name))
            }
        };
        match is_known {
            true => Ok(()),
            false => Err(self.fault(start, BARE_AMPERSAND.to_owned())),
        }
    }

    /// Creates a fault at `at`. Its span ends with the tag, or is one character long.
    fn fault(&self, at: usize, message: String) -> XmlFault {
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let rest = &self.text[at..];
        let near = &rest[..rest.floor_char_boundary(MAX_MARKED_BYTES)];
        let one = rest.chars().next().map_or(0, char::len_utf8);
        let len = match rest.starts_with('<') {
            true => near.find('>').map_or(one, |end| end + 1),
            false => one,
        };
        XmlFault { span: Span::new(at as u32, (at + len) as u32), message }
    }
}

const BARE_AMPERSAND: &str = "& does not begin a known entity: write it as &amp;";

/// Returns `true` if `text` can be the name of an element or attribute. Allows all non-ASCII characters.
fn is_name(text: &str) -> bool {
    let is_first =
        |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii();
    let is_next = |byte: u8| is_first(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    text.bytes().next().is_some_and(is_first) && text.bytes().all(is_next)
}

/// The names of the attributes of one tag. The first ones are in an array, so that most tags need no
/// hash set.
#[derive(Default)]
struct Names<'t> {
    few: [&'t str; MAX_LINEAR_NAMES],
    count: usize,
    many: HashSet<&'t str>,
}

impl<'t> Names<'t> {
    /// Adds `name`. Returns `true` if it was already there.
    fn has(&mut self, name: &'t str) -> bool {
        if self.few[..self.count].contains(&name) {
            return true;
        }
        if self.count < MAX_LINEAR_NAMES {
            self.few[self.count] = name;
            self.count += 1;
            return false;
        }
        !self.many.insert(name)
    }
}

/// Truncates a name for a message.
fn truncated(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Returns `true` if `name` is certainly the name of an element, because `text` has a start tag and an
/// end tag with it. The text after an unescaped `<` could be part of a password.
fn is_element(text: &str, name: &str) -> bool {
    let ends = |rest: &str| rest.starts_with([' ', '\t', '\r', '\n', '>', '/']);
    let occurs_after = |before: &str| {
        memchr::memmem::find_iter(text.as_bytes(), format!("{before}{name}").as_bytes())
            .any(|at| ends(&text[at + before.len() + name.len()..]))
    };
    is_name(name) && occurs_after("<") && occurs_after("</")
}

fn words(text: &str, error: &Error) -> String {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            match (is_element(text, expected), is_element(text, found)) {
                (true, true) => {
                    format!("expected </{}>, found </{}>", truncated(expected), truncated(found))
                }
                (true, false) => format!("expected </{}>", truncated(expected)),
                (false, true) => format!("mismatched end tag </{}>", truncated(found)),
                (false, false) => "mismatched end tag".to_owned(),
            }
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            "end tag without a start tag".to_owned()
        }
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
            "a comment must not contain two consecutive hyphens".to_owned()
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => BARE_AMPERSAND.to_owned(),
        Error::IllFormed(IllFormedError::MissingDoctypeName) => {
            "a DOCTYPE without a name".to_owned()
        }
        Error::Syntax(SyntaxError::UnclosedComment) => "this comment is never closed".to_owned(),
        Error::Syntax(SyntaxError::UnclosedCData) => {
            "this CDATA section is never closed".to_owned()
        }
        Error::Syntax(SyntaxError::UnclosedDoctype) => "this DOCTYPE is never closed".to_owned(),
        Error::Syntax(SyntaxError::UnclosedTag) => "this tag is never closed".to_owned(),
        Error::Syntax(
            SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue,
        ) => "an attribute in this tag has no closing quote".to_owned(),
        Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => {
            "this instruction has no closing ?>".to_owned()
        }
        _ => "this is not XML".to_owned(),
    }
}

#[cfg(test)]
mod tests;
