//! The origin of a text in its file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::Text;
use super::base64::base64_text;
use crate::json::{Kind, Unescaped, Value};
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
        pointer: Arc<str>,
    },
    /// The lines of a text, each in a string of a list in another text.
    InLines {
        /// The text that contains the list.
        outer: Box<Origin>,
        /// The offset mapping to that text.
        offsets: OffsetMap,
        /// The JSON Pointer of the list.
        pointer: Arc<str>,
    },
    /// A text that is joined from pieces of another one.
    Joined {
        /// The text with the pieces.
        outer: Box<Origin>,
        /// The offset mapping to that text.
        offsets: OffsetMap,
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
    pub fn location(&self, span: Span) -> Range<usize> {
        match self {
            Self::Slice { start } => start + span.start as usize..start + span.end as usize,
            Self::InString { outer, start, offsets: Some(offsets), .. } => {
                let written = offsets.outer(span);
                outer.location(Span::new(start + written.start, start + written.end))
            }
            Self::InString { outer, offsets: None, string, .. } => outer.location(*string),
            Self::Joined { outer, offsets } => outer.location(offsets.outer_within_pieces(span)),
            Self::InLines { outer, offsets, .. } | Self::Unwrapped { outer, offsets } => {
                outer.location(offsets.outer(span))
            }
        }
    }

    /// Returns the JSON Pointer of the string that contains the text; `None` if the text is a range
    /// of the file.
    #[must_use]
    pub fn outer_pointer(&self) -> Option<&str> {
        match self {
            Self::Slice { .. } => None,
            Self::InString { pointer, .. } | Self::InLines { pointer, .. } => Some(pointer),
            Self::Joined { outer, .. } | Self::Unwrapped { outer, .. } => outer.outer_pointer(),
        }
    }

    /// Returns whether spans of this text cannot be mapped to the file, because the text was
    /// base64.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InString { offsets, .. } => offsets.is_none(),
            Self::InLines { outer, .. }
            | Self::Joined { outer, .. }
            | Self::Unwrapped { outer, .. } => outer.is_opaque(),
        }
    }

    /// Returns whether lines of this text, or of an outer one, were joined, so that an edit of one
    /// line moves the others.
    #[must_use]
    pub fn is_unwrapped(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InString { outer, .. }
            | Self::InLines { outer, .. }
            | Self::Joined { outer, .. } => outer.is_unwrapped(),
            Self::Unwrapped { .. } => true,
        }
    }

    /// Returns the origin of a part of the text.
    #[must_use]
    pub fn part(&self, part: Range<usize>) -> Self {
        match self {
            Self::Slice { start } => Self::Slice { start: start + part.start },
            Self::Joined { outer, offsets } => Self::Joined {
                outer: outer.clone(),
                offsets: offsets.part(part.start as u32..part.end as u32),
            },
            outer if part.start == 0 => outer.clone(),
            outer => Self::Joined {
                outer: Box::new(outer.clone()),
                offsets: OffsetMap::new(vec![(0, part.start as u32)]),
            },
        }
    }

    /// Returns the ranges of the file that lie between the pieces that `span` of a joined text comes from: the
    /// prefixes of its lines, for example.
    #[must_use]
    pub fn holes(&self, span: Span) -> Vec<Range<usize>> {
        match self {
            Self::Slice { .. } | Self::InString { .. } | Self::InLines { .. } => Vec::new(),
            Self::Unwrapped { outer, offsets } => outer.holes(offsets.outer(span)),
            Self::Joined { outer, offsets } => {
                let pieces = offsets.pieces(span);
                let between = pieces.windows(2).filter(|pair| pair[0].end < pair[1].start);
                let holes = between.map(|pair| Span::new(pair[0].end, pair[1].start));
                let inner = pieces.iter().flat_map(|piece| outer.holes(*piece));
                holes.map(|hole| outer.location(hole)).chain(inner).collect()
            }
        }
    }

    /// Returns whether values of the file lie between the characters of this text: the quotes and commas between
    /// strings that are the lines of a text.
    #[must_use]
    pub fn is_of_strings(&self) -> bool {
        match self {
            Self::Slice { .. } => false,
            Self::InLines { .. } => true,
            Self::InString { outer, .. }
            | Self::Joined { outer, .. }
            | Self::Unwrapped { outer, .. } => outer.is_of_strings(),
        }
    }

    /// Returns whether the text is a part of the file as it is written, so that edits of the text can be made
    /// in the file.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        match self {
            Self::Slice { .. } => true,
            Self::InString { outer, offsets, .. } => offsets.is_some() && outer.is_editable(),
            Self::InLines { .. } | Self::Joined { .. } => false,
            Self::Unwrapped { outer, .. } => outer.is_editable(),
        }
    }
}

/// Returns the text in the string `value` of a text from `outer`: its content, or what its content is base64 of; or
/// the text whose lines are the strings in a list. `None` for other values.
#[must_use]
pub fn embedded_text<'a>(value: Value<'a>, outer: &Origin) -> Option<Text<'a>> {
    if value.kind() == Kind::Array {
        return lines_text(value, outer);
    }
    if let Some(content) = base64_text(&value.as_str()?) {
        return Some(Text { content: Cow::Owned(content), origin: in_string(value, outer, None) });
    }
    let Unescaped { text, offsets } = value.unescaped()?;
    Some(Text { content: text, origin: in_string(value, outer, Some(offsets)) })
}

fn lines_text<'a>(list: Value<'a>, outer: &Origin) -> Option<Text<'a>> {
    let (mut content, mut steps) = (String::new(), Vec::new());
    for element in list.elements() {
        let line = element.unescaped()?;
        let mut at = content.len() as u32;
        for piece in line.offsets.pieces(Span::new(0, line.text.len() as u32)) {
            steps.push((at, element.content_start() + piece.start));
            at += piece.end - piece.start;
        }
        steps.push((at, element.content_end()));
        content.push_str(&line.text);
        content.push('\n');
    }
    if let Some(last) = list.elements().last() {
        steps.push((content.len() as u32, last.span().end));
    }
    let origin = Origin::InLines {
        outer: Box::new(outer.clone()),
        offsets: OffsetMap::new(steps),
        pointer: list.quotable_pointer().to_string().into(),
    };
    Some(Text { content: content.into(), origin })
}

fn in_string(value: Value<'_>, outer: &Origin, offsets: Option<OffsetMap>) -> Origin {
    Origin::InString {
        outer: Box::new(outer.clone()),
        start: value.content_start(),
        offsets,
        string: value.span(),
        pointer: value.quotable_pointer().to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::json::{Interner, read};

    #[test]
    fn lines_map_to_whole_characters_however_their_strings_end() {
        static NO_WORDS: LazyLock<Interner> = LazyLock::new(|| Interner::new(&[], &[]));
        for text in [r#"["a", "þ"]"#, r#"["a"þ]"#, "['þ', “þ”]", r#"["a", "þ"#, r#"["\u00fe", þ"#]
        {
            let tree = read(text, &NO_WORDS).expect("short");
            let lines = embedded_text(tree.root().expect("a list"), &Origin::Slice { start: 0 });
            let lines = lines.expect("each is a string");
            for (at, character) in lines.content.char_indices() {
                let inner = Span::new(at as u32, (at + character.len_utf8()) as u32);
                let outer = lines.origin.location(inner);
                assert!(text.get(outer.clone()).is_some(), "{character:?} at {outer:?} of {text}");
            }
        }
    }
}
