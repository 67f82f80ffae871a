//! The origin of a text in its file.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::Value;
use crate::source::{OffsetMap, Span};

/// The origin of a text, which maps spans of the text to ranges of the file.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A range of the file.
    Slice {
        /// The offset of the first byte in the file's text.
        start: usize,
    },
    /// The content of a string in another text.
    InString {
        /// The text that contains the string.
        outer: Box<Origin>,
        /// The offset, in that text, of the first byte after the opening quote.
        start: u32,
        /// The offset mapping through the string's escapes; `None` for a base64 string, which has
        /// no such mapping.
        offsets: Option<OffsetMap>,
        /// The string with its quotes, in that text.
        string: Span,
        /// The JSON Pointer of the string.
        pointer: String,
    },
    /// A text whose wrapped lines were joined.
    Unwrapped {
        /// The text with the wrapped lines.
        outer: Box<Origin>,
        /// The offset mapping to that text.
        offsets: OffsetMap,
    },
}

impl Origin {
    /// Returns the byte range in the file's text that `span` of this text comes from.
    #[must_use]
    pub fn place(&self, span: Span) -> Range<usize> {
        match self {
            Self::Slice { start } => start + span.start as usize..start + span.end as usize,
            Self::InString { outer, start, offsets: Some(offsets), .. } => {
                let written = offsets.outer(span);
                outer.place(Span::new(start + written.start, start + written.end))
            }
            Self::InString { outer, offsets: None, string, .. } => outer.place(*string),
            Self::Unwrapped { outer, offsets } => outer.place(offsets.outer(span)),
        }
    }

    /// Returns the JSON Pointer of the string that contains the text; `None` if the text is a range
    /// of the file.
    #[must_use]
    pub fn outer_pointer(&self) -> Option<&str> {
        match self {
            Self::Slice { .. } => None,
            Self::InString { pointer, .. } => Some(pointer),
            Self::Unwrapped { outer, .. } => outer.outer_pointer(),
        }
    }

    /// Returns whether spans of this text cannot be mapped to the file, because the text was
    /// base64.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InString { offsets, .. } => offsets.is_none(),
            Self::Unwrapped { outer, .. } => outer.is_opaque(),
        }
    }

    /// Returns whether lines of this text, or of an outer one, were joined, so that an edit of one
    /// line moves the others.
    #[must_use]
    pub fn is_unwrapped(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InString { outer, .. } => outer.is_unwrapped(),
            Self::Unwrapped { .. } => true,
        }
    }
}

/// Returns the content of the string `value` in a text from `outer`, with its origin. `None` if
/// `value` is not a string.
#[must_use]
pub fn string_text<'a>(value: Value<'a>, outer: &Origin) -> Option<(Cow<'a, str>, Origin)> {
    let content = value.unescaped()?;
    Some((content.text, in_string(value, outer, Some(content.offsets))))
}

/// Returns the decoded text of the base64 string `value`, with its origin. `None` if it does not
/// decode to text.
#[must_use]
pub fn base64_text(value: Value<'_>, outer: &Origin) -> Option<(String, Origin)> {
    let bytes = STANDARD.decode(value.as_str()?.as_bytes()).ok()?;
    let text = super::decode::text(bytes).ok()?;
    Some((text, in_string(value, outer, None)))
}

fn in_string(value: Value<'_>, outer: &Origin, offsets: Option<OffsetMap>) -> Origin {
    Origin::InString {
        outer: Box::new(outer.clone()),
        start: value.content_start(),
        offsets,
        string: value.span(),
        pointer: value.quotable_pointer().to_string(),
    }
}
