//! Places in a text, as rules name them: by the value that they stand in.

use crate::json::{Kind, Span, Tree, Value, Way};
use crate::model::{File, Flag, Image, Profile, SupportedImage, Text};

/// A place in a text, as a rule names it.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A value. An object or array is marked at its key, or else at its opening bracket, so that
    /// no report quotes all of it.
    Value(Value<'a>),
    /// The key that a value stands under.
    Key(Value<'a>),
    /// Characters of the content of a string: bytes of the content, as unescaped.
    Within(Value<'a>, Span),
    /// Characters of the text, as they stand, within a value: see [`Inside`].
    Part(Value<'a>, Span),
    /// The same, where they are no secret: reports show them, though they hide the content around them.
    Named(Value<'a>, Span),
    /// Characters of the text, as they stand.
    Text(&'a Tree<'a>, Span),
}

impl<'a> Place<'a> {
    /// The characters of the text that it marks.
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
            Self::Within(value, inner) => {
                let start = value.content_start();
                let outer = value.unescaped().map_or(inner, |content| content.way.outer(inner));
                Span::new(start + outer.start, start + outer.end)
            }
            Self::Part(_, span) | Self::Named(_, span) | Self::Text(_, span) => span,
        }
    }

    /// The value that it is in; none for characters of the text.
    #[must_use]
    pub fn value(&self) -> Option<Value<'a>> {
        match *self {
            Self::Value(value)
            | Self::Key(value)
            | Self::Within(value, _)
            | Self::Part(value, _)
            | Self::Named(value, _) => Some(value),
            Self::Text(..) => None,
        }
    }
}

/// The content of a string in which many places are told: its escapes are read once for all of
/// them.
#[derive(Clone, Debug)]
pub struct Inside<'a> {
    value: Value<'a>,
    start: u32,
    way: Way,
}

impl<'a> Inside<'a> {
    /// The content of `value`.
    #[must_use]
    pub fn of(value: Value<'a>) -> Self {
        let way = value.unescaped().map(|content| content.way).unwrap_or_default();
        Self { value, start: value.content_start(), way }
    }

    /// The characters at `inner`, bytes of the content as unescaped.
    #[must_use]
    pub fn place(&self, inner: Span) -> Place<'a> {
        Place::Part(self.value, self.outer(inner))
    }

    /// The same, where the characters are no secret.
    #[must_use]
    pub fn named(&self, inner: Span) -> Place<'a> {
        Place::Named(self.value, self.outer(inner))
    }

    fn outer(&self, inner: Span) -> Span {
        let outer = self.way.outer(inner);
        Span::new(self.start + outer.start, self.start + outer.end)
    }
}

impl<'a> From<Value<'a>> for Place<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::Value(value)
    }
}

impl<'a> From<&Text<'a>> for Place<'a> {
    fn from(text: &Text<'a>) -> Self {
        Self::Value(text.value)
    }
}

impl<'a> From<Flag<'a>> for Place<'a> {
    fn from(flag: Flag<'a>) -> Self {
        Self::Value(flag.value)
    }
}

impl<'a> From<&Profile<'a>> for Place<'a> {
    fn from(profile: &Profile<'a>) -> Self {
        profile.id().map_or(Self::Value(profile.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<&Image<'a>> for Place<'a> {
    fn from(image: &Image<'a>) -> Self {
        image.id().map_or(Self::Value(image.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<File<'a>> for Place<'a> {
    fn from(file: File<'a>) -> Self {
        file.id().map_or(Self::Value(file.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<SupportedImage<'a>> for Place<'a> {
    fn from(supported: SupportedImage<'a>) -> Self {
        supported.name().map_or(Self::Value(supported.0), |name| Self::Value(name.value))
    }
}
