//! Locations that diagnostics point at, given by a JSON value.

use crate::json::{Kind, Tree, Value};
use crate::model::{File, Flag, Image, Profile, SupportedImage, Text};
use crate::source::{OffsetMap, Span};

/// A location in a text that a diagnostic points at.
#[derive(Clone, Copy, Debug)]
pub enum Location<'a> {
    /// A value. An object or array is marked at its key, or at its opening bracket if it has none, so
    /// that no report quotes all of it.
    Value(Value<'a>),
    /// The key of a value.
    Key(Value<'a>),
    /// Part of the content of a string, as a byte span of the unescaped content.
    InString(Value<'a>, Span),
    /// Part of a value, as a byte span of the text: see [`StringLocation`].
    Slice(Value<'a>, Span),
    /// Part of a value that is not secret, as a byte span of the text. Reports show it, although they
    /// hide the content around it.
    Named(Value<'a>, Span),
    /// A byte span of the text.
    Text(&'a Tree<'a>, Span),
}

impl<'a> Location<'a> {
    /// Returns the byte span of the text that this location marks.
    #[must_use]
    pub fn span(&self) -> Span {
        match *self {
            Self::Value(value) => match value.kind() {
                Kind::Object | Kind::Array => value.key_span().unwrap_or_else(|| {
                    let start = value.span().start;
                    Span::new(start, start + 1)
                }),
                _ => value.span(),
            },
            Self::Key(value) => value.key_span().unwrap_or_else(|| value.span()),
            Self::InString(value, inner) => {
                let start = value.content_start();
                let outer = value.unescaped().map_or(inner, |content| content.offsets.outer(inner));
                Span::new(start + outer.start, start + outer.end)
            }
            Self::Slice(_, span) | Self::Named(_, span) | Self::Text(_, span) => span,
        }
    }

    /// Returns the parsed text that contains this location.
    #[must_use]
    pub fn tree(&self) -> Option<&'a Tree<'a>> {
        match *self {
            Self::Text(tree, _) => Some(tree),
            _ => self.value().map(Value::tree),
        }
    }

    /// Returns the value that contains this location. `None` for [`Location::Text`].
    #[must_use]
    pub fn value(&self) -> Option<Value<'a>> {
        match *self {
            Self::Value(value)
            | Self::Key(value)
            | Self::InString(value, _)
            | Self::Slice(value, _)
            | Self::Named(value, _) => Some(value),
            Self::Text(..) => None,
        }
    }
}

/// The content of a string with several locations in it. Its escapes are decoded only once.
#[derive(Clone, Debug)]
pub struct StringLocation<'a> {
    value: Value<'a>,
    start: u32,
    offsets: OffsetMap,
}

impl<'a> StringLocation<'a> {
    /// Creates the location of the content of `value`.
    #[must_use]
    pub fn of(value: Value<'a>) -> Self {
        let offsets = value.unescaped().map(|content| content.offsets).unwrap_or_default();
        Self { value, start: value.content_start(), offsets }
    }

    /// Returns the location of `inner`, a byte span of the unescaped content.
    #[must_use]
    pub fn location(&self, inner: Span) -> Location<'a> {
        Location::Slice(self.value, self.outer(inner))
    }

    /// Returns the location of `inner`, a byte span of the unescaped content that is not secret.
    #[must_use]
    pub fn named(&self, inner: Span) -> Location<'a> {
        Location::Named(self.value, self.outer(inner))
    }

    fn outer(&self, inner: Span) -> Span {
        let outer = self.offsets.outer(inner);
        Span::new(self.start + outer.start, self.start + outer.end)
    }
}

impl<'a> From<Value<'a>> for Location<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::Value(value)
    }
}

impl<'a> From<&Text<'a>> for Location<'a> {
    fn from(text: &Text<'a>) -> Self {
        Self::Value(text.value)
    }
}

impl<'a> From<Flag<'a>> for Location<'a> {
    fn from(flag: Flag<'a>) -> Self {
        Self::Value(flag.value)
    }
}

impl<'a> From<&Profile<'a>> for Location<'a> {
    fn from(profile: &Profile<'a>) -> Self {
        profile.id().map_or(Self::Value(profile.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<&Image<'a>> for Location<'a> {
    fn from(image: &Image<'a>) -> Self {
        image.id().map_or(Self::Value(image.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<File<'a>> for Location<'a> {
    fn from(file: File<'a>) -> Self {
        file.id().map_or(Self::Value(file.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<&SupportedImage<'a>> for Location<'a> {
    fn from(supported: &SupportedImage<'a>) -> Self {
        supported.name().map_or(Self::Value(supported.value), |name| Self::Value(name.value))
    }
}
