//! Whether a text is well-formed XML, and what an answer file in it says that nobody should read.
//!
//! `quick-xml` splits it into tags and texts: it expands no entity and fetches nothing. What it lets
//! pass and XML does not is checked here.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use crate::json::Span;

use super::Secret;
use super::secrets::Answers;

/// How many bytes of a tag are marked.
const MARKED: usize = 60;

/// Up to so many names are a list.
const FEW: usize = 8;

/// How many characters of a name are told.
const TOLD: usize = 40;

/// The first thing that keeps a text from being well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlFault {
    /// Where it is: bytes of the text.
    pub span: Span,
    /// What is wrong, in a few words that quote nothing but names of elements and attributes.
    pub message: String,
}

/// An XML text, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Xml {
    /// The first thing that keeps it from being well-formed; none where nothing does.
    pub(super) fault: Option<XmlFault>,
    /// The secrets in its elements, as far as it was read.
    pub(super) secrets: Vec<Secret>,
}

impl Xml {
    /// Reads `text`.
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

/// The first of `fault` and of the characters that XML does not have.
fn first_fault(text: &str, begin: usize, fault: Option<XmlFault>) -> Option<XmlFault> {
    // Nearly every text has plain characters only, which its bytes tell sooner.
    let is_odd = |byte: u8| !matches!(byte, b' '..0xEF | b'\t' | b'\n' | b'\r');
    // Without a way out of the loop the processor looks at many bytes at once.
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
            message: format!("XML has no character U+{:04X}", character as u32),
        }),
    }
}

fn is_character(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

struct Checker<'t> {
    text: &'t str,
    begin: usize,
    /// Where the tags of the open elements stand.
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
                    return Err(
                        self.fault(start, "text outside of the outermost element".to_owned())
                    );
                }
                Event::GeneralRef(name) => {
                    if self.open.is_empty() {
                        return Err(
                            self.fault(start, "text outside of the outermost element".to_owned())
                        );
                    }
                    self.reference(&name, start)?;
                }
                Event::Decl(_) if start != self.begin => {
                    return Err(self.fault(
                        start,
                        "the XML declaration must be the very first thing".to_owned(),
                    ));
                }
                Event::DocType(_) if self.has_root || self.has_doctype => {
                    return Err(self
                        .fault(start, "a DOCTYPE must come once, before all elements".to_owned()));
                }
                Event::DocType(_) => self.has_doctype = true,
                Event::CData(data) => {
                    let begin = start + "<![CDATA[".len();
                    self.answers.data(begin..begin + data.len(), end);
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => self.answers.remark(end),
            }
        }
    }

    fn end(&self) -> Result<(), XmlFault> {
        match self.open.last() {
            Some(open) => {
                let name = self.text[open.range()].trim_start_matches('<');
                let name = name.split([' ', '\t', '\r', '\n', '>', '/']).next().unwrap_or_default();
                let what = match is_element(self.text, name) {
                    true => format!("<{}> is never closed", told(name)),
                    false => "this element is never closed".to_owned(),
                };
                Err(self.fault(open.start as usize, what))
            }
            None if !self.has_root => {
                Err(self.fault(self.begin, "there is no XML element in it".to_owned()))
            }
            None => Ok(()),
        }
    }

    /// A tag that opens an element at `start`.
    fn tag(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<(), XmlFault> {
        if self.open.is_empty() && self.has_root {
            return Err(self.fault(start, "a second outermost element".to_owned()));
        }
        self.has_root = true;
        if !is_name(tag.name().as_ref()) {
            return Err(self.fault(start, "this is no name of an element".to_owned()));
        }
        if tag.attributes_raw().is_empty() {
            return Ok(());
        }
        let mut names = Names::default();
        // Its own check for repeated names compares each with each.
        for attribute in tag.attributes().with_checks(false) {
            let Ok(attribute) = attribute else {
                return Err(
                    self.fault(start, "an attribute is not written as name=\"value\"".to_owned())
                );
            };
            let name = attribute.key.into_inner();
            if !is_name(name) {
                return Err(self.fault(start, "this is no name of an attribute".to_owned()));
            }
            if names.has(name) {
                return Err(self.fault(start, format!("the attribute {} stands twice", told(name))));
            }
            let value: &str = &attribute.value;
            if value.contains('<') {
                return Err(self.fault(
                    start,
                    format!("the attribute {} holds a <, to be written as &lt;", told(name)),
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
                true => "text after the end of the outermost element",
                false => "text before the outermost element",
            };
            return Err(self.fault(start + at, message.to_owned()));
        }
        // Hardly any text holds a bracket: looking for one byte is cheaper than for three.
        let bracket = memchr::memchr(b']', text.as_bytes());
        match bracket.and_then(|_| memchr::memmem::find(text.as_bytes(), b"]]>")) {
            Some(at) => {
                Err(self.fault(start + at, "]]> must be written as ]]&gt; here".to_owned()))
            }
            None => Ok(()),
        }
    }

    /// `&name;`: without a DOCTYPE, which may define more, only XML's own five and numbers.
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

    /// A fault at `at`: its mark goes to the end of the tag, or one character far.
    fn fault(&self, at: usize, message: String) -> XmlFault {
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let rest = &self.text[at..];
        let near = &rest[..rest.floor_char_boundary(MARKED)];
        let one = rest.chars().next().map_or(0, char::len_utf8);
        let len = match rest.starts_with('<') {
            true => near.find('>').map_or(one, |end| end + 1),
            false => one,
        };
        XmlFault { span: Span::new(at as u32, (at + len) as u32), message }
    }
}

const BARE_AMPERSAND: &str = "an & that begins no known entity, to be written as &amp;";

/// Whether `text` can be the name of an element or attribute. Characters beyond ASCII are let pass.
fn is_name(text: &str) -> bool {
    let is_first =
        |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii();
    let is_next = |byte: u8| is_first(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    text.bytes().next().is_some_and(is_first) && text.bytes().all(is_next)
}

/// The names of the attributes of one tag: a list while they are few, so that no tag costs a set.
#[derive(Default)]
struct Names<'t> {
    few: [&'t str; FEW],
    count: usize,
    many: HashSet<&'t str>,
}

impl<'t> Names<'t> {
    /// Whether `name` was there before; it is from now on.
    fn has(&mut self, name: &'t str) -> bool {
        if self.few[..self.count].contains(&name) {
            return true;
        }
        if self.count < FEW {
            self.few[self.count] = name;
            self.count += 1;
            return false;
        }
        !self.many.insert(name)
    }
}

/// A name in a sentence.
fn told(name: &str) -> String {
    match name.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Whether `name` is certainly that of an element: it is opened and closed somewhere in `text`. What
/// follows a `<` that is not escaped may be a part of a password.
fn is_element(text: &str, name: &str) -> bool {
    let ends = |rest: &str| rest.starts_with([' ', '\t', '\r', '\n', '>', '/']);
    let stands = |before: &str| {
        memchr::memmem::find_iter(text.as_bytes(), format!("{before}{name}").as_bytes())
            .any(|at| ends(&text[at + before.len() + name.len()..]))
    };
    is_name(name) && stands("<") && stands("</")
}

fn words(text: &str, error: &Error) -> String {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            match (is_element(text, expected), is_element(text, found)) {
                (true, true) => {
                    format!("</{}> is expected here, not </{}>", told(expected), told(found))
                }
                (true, false) => format!("</{}> is expected here", told(expected)),
                (false, true) => {
                    format!("another end tag is expected here, not </{}>", told(found))
                }
                (false, false) => "another end tag is expected here".to_owned(),
            }
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            "this end tag closes nothing".to_owned()
        }
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
            "a comment may not hold two hyphens in a row".to_owned()
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
        ) => "an attribute in this tag lacks its closing quote".to_owned(),
        Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => {
            "this instruction lacks its closing ?>".to_owned()
        }
        _ => "this is no XML".to_owned(),
    }
}

#[cfg(test)]
mod tests;
