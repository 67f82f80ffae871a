//! Finds passwords in AutoYaST profiles and Windows answer files.

use std::ops::Range;

use super::{Secret, Writing, add, is_secret_name};

/// An open XML element.
struct Element {
    role: Role,
    /// The secrets of its children whose encoding other children may declare, as indices.
    secrets: Vec<usize>,
    /// The encoding that other children declare.
    writing: Option<Writing>,
}

/// The role of an element's text, by the name of the element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A secret.
    Secret,
    /// A secret if the parent element has the name of a secret.
    Value,
    /// `true` if the sibling secret is a hash.
    Encrypted,
    /// `false` if the sibling secret is encoded.
    PlainText,
    /// Not relevant to secrets.
    Other,
}

impl Role {
    fn of(name: &str) -> Self {
        let last = name.bytes().next_back().unwrap_or(0) | 0x20;
        let is = |word: &str| {
            let local = name.rsplit(':').next().unwrap_or(name);
            local.eq_ignore_ascii_case(word)
        };
        match last {
            b'e' if is("value") => Self::Value,
            b'd' if is("encrypted") => Self::Encrypted,
            b't' if is("plaintext") => Self::PlainText,
            _ if is_secret_name(name) => Self::Secret,
            _ => Self::Other,
        }
    }
}

/// Collects secrets from XML events of a parser: the text of elements with the name of a secret, or of
/// `Value` elements in such elements. All positions are byte offsets in the text.
pub(in crate::model) struct Answers<'t> {
    text: &'t str,
    open: Vec<Element>,
    /// The start of the current text of the innermost element.
    text_start: usize,
    found: Vec<Secret>,
}

impl<'t> Answers<'t> {
    pub(in crate::model) fn of(text: &'t str) -> Self {
        Self { text, open: Vec::new(), text_start: 0, found: Vec::new() }
    }

    /// Handles the start tag of the element `name` at `tag`.
    pub(in crate::model) fn open(&mut self, name: &str, tag: Range<usize>) {
        self.empty(tag);
        self.open.push(Element { role: Role::of(name), secrets: Vec::new(), writing: None });
    }

    /// Handles the empty element at `tag`.
    pub(in crate::model) fn empty(&mut self, tag: Range<usize>) {
        self.element_text(self.text_start..tag.start);
        self.text_start = tag.end;
    }

    /// Handles the end tag of the innermost element at `tag`: the encoding of its secrets is now known.
    pub(in crate::model) fn close(&mut self, tag: Range<usize>) {
        self.empty(tag);
        if let Some(element) = self.open.pop() {
            settle(&element, &mut self.found);
        }
    }

    /// Handles a CDATA section with the content `data` that ends at `end`.
    pub(in crate::model) fn data(&mut self, data: Range<usize>, end: usize) {
        self.element_text(data);
        self.text_start = end;
    }

    /// Handles a comment or a processing instruction that ends at `end`. Within a secret it is hidden too.
    pub(in crate::model) fn comment(&mut self, end: usize) {
        if self.open.last().is_none_or(|element| element.role != Role::Secret) {
            self.text_start = end;
        }
    }

    /// Ends the text and returns the secrets.
    pub(in crate::model) fn into_secrets(mut self) -> Vec<Secret> {
        self.element_text(self.text_start..self.text.len());
        for element in &self.open {
            settle(element, &mut self.found);
        }
        self.found
    }

    /// Handles a text of the innermost element.
    fn element_text(&mut self, range: Range<usize>) {
        let (role, parent) = match self.open.as_mut_slice() {
            [.., parent, element] => (element.role, Some(parent)),
            [element] => (element.role, None),
            [] => return,
        };
        let says = |word: &str| self.text[range.clone()].trim().eq_ignore_ascii_case(word);
        let writing = match role {
            Role::Other => return,
            Role::Value if parent.as_ref().is_none_or(|parent| parent.role != Role::Secret) => {
                return;
            }
            Role::Secret | Role::Value => {
                let before = self.found.len();
                add(self.text, range, None, &mut self.found);
                if let Some(parent) = parent {
                    parent.secrets.extend(before..self.found.len());
                }
                return;
            }
            Role::Encrypted => says("true").then_some(Writing::Hashed),
            Role::PlainText => says("false").then_some(Writing::Encoded),
        };
        if let (Some(parent), Some(writing)) = (parent, writing) {
            parent.writing = Some(writing);
        }
    }
}

fn settle(element: &Element, found: &mut [Secret]) {
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

/// Returns the secrets in an AutoYaST profile or a Windows answer file, even if it is not well-formed.
pub(super) fn in_xml(text: &str) -> Vec<Secret> {
    let mut answers = Answers::of(text);
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let rest = &text[start + 1..];
        if let Some(data) = rest.strip_prefix("![CDATA[") {
            let begin = text.len() - data.len();
            at =
                memchr::memmem::find(data.as_bytes(), b"]]>").map_or(text.len(), |len| begin + len);
            answers.data(begin..at, (at + 3).min(text.len()));
            continue;
        }
        let Some(end) = memchr::memchr2(b'>', b'<', rest.as_bytes()).map(|len| start + 1 + len)
        else {
            break;
        };
        at = end;
        if text.as_bytes()[end] == b'<' {
            // Not a tag, but a `<` within a text.
            continue;
        }
        at += 1;
        let tag = &text[start + 1..end];
        if !tag.starts_with(|first: char| first == '/' || first.is_alphabetic() || first == '_') {
            answers.comment(at);
        } else if tag.starts_with('/') {
            answers.close(start..at);
        } else if tag.ends_with('/') {
            answers.empty(start..at);
        } else {
            let name = tag.bytes().position(|byte| byte.is_ascii_whitespace());
            answers.open(name.map_or(tag, |end| &tag[..end]), start..at);
        }
    }
    answers.into_secrets()
}
