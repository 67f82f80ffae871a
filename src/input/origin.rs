//! Where in its file a text comes from.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::{Span, Value, Way};

/// Where in its file a text comes from, so that its places can be told as places of the file.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A stretch of the file.
    Slice {
        /// Offset of its first byte in the file's text.
        start: usize,
    },
    /// The content of a string of another text.
    InString {
        /// The text that the string stands in.
        outer: Box<Origin>,
        /// Offset, in that text, of the first byte after the opening quote.
        start: u32,
        /// The way back through the string's escapes; none for a base64 string, whose places
        /// cannot be told apart.
        way: Option<Way>,
        /// The string with its quotes, in that text.
        string: Span,
        /// The string's JSON Pointer.
        pointer: String,
    },
    /// Another text, whose lines were broken and have been joined.
    Unwrapped {
        /// The text with the broken lines.
        outer: Box<Origin>,
        /// The way back into it.
        way: Way,
    },
}

impl Origin {
    /// The bytes of the file's text that `span` of this text comes from.
    #[must_use]
    pub fn place(&self, span: Span) -> Range<usize> {
        match self {
            Self::Slice { start } => start + span.start as usize..start + span.end as usize,
            Self::InString { outer, start, way: Some(way), .. } => {
                let written = way.outer(span);
                outer.place(Span::new(start + written.start, start + written.end))
            }
            Self::InString { outer, way: None, string, .. } => outer.place(*string),
            Self::Unwrapped { outer, way } => outer.place(way.outer(span)),
        }
    }

    /// The JSON Pointer of the string that the text is the content of; none where it is a stretch
    /// of the file.
    #[must_use]
    pub fn outer_pointer(&self) -> Option<&str> {
        match self {
            Self::Slice { .. } => None,
            Self::InString { pointer, .. } => Some(pointer),
            Self::Unwrapped { outer, .. } => outer.outer_pointer(),
        }
    }

    /// Whether places in this text cannot be told as places of the file: it was base64.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InString { way, .. } => way.is_none(),
            Self::Unwrapped { outer, .. } => outer.is_opaque(),
        }
    }

    /// Whether lines of the text, or of one around it, were joined: a change of one moves the others.
    #[must_use]
    pub fn is_unwrapped(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InString { outer, .. } => outer.is_unwrapped(),
            Self::Unwrapped { .. } => true,
        }
    }
}

/// The content of the string `value` of a text from `outer`, and where it comes from. None where
/// `value` is no string.
#[must_use]
pub fn string_text<'a>(value: Value<'a>, outer: &Origin) -> Option<(Cow<'a, str>, Origin)> {
    let content = value.unescaped()?;
    Some((content.text, in_string(value, outer, Some(content.way))))
}

/// The text that the base64 string `value` holds, and where it comes from. None where it holds no
/// text.
#[must_use]
pub fn base64_text(value: Value<'_>, outer: &Origin) -> Option<(String, Origin)> {
    let bytes = STANDARD.decode(value.as_str()?.as_bytes()).ok()?;
    let text = super::decode::text(bytes).ok()?;
    Some((text, in_string(value, outer, None)))
}

fn in_string(value: Value<'_>, outer: &Origin, way: Option<Way>) -> Origin {
    Origin::InString {
        outer: Box::new(outer.clone()),
        start: value.content_start(),
        way,
        string: value.span(),
        pointer: value.quotable_pointer().to_string(),
    }
}
