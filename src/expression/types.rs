//! The types of expressions.

use crate::facts::{Field, FieldType, Kind};

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A boolean.
    Bool,
    /// An integer.
    Int,
    /// A string.
    String,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// A release or version.
    Version,
    /// A list; `None` for an empty one.
    List(Option<Box<Type>>),
    /// An object.
    Object(Kind),
    /// A value that may be absent.
    Optional(Box<Type>),
}

impl Type {
    /// Returns the type of an attribute.
    pub(super) fn of(field: &Field) -> Self {
        let list = |of: Type| Self::List(Some(Box::new(of)));
        match field.of {
            FieldType::Bool => Self::Bool,
            FieldType::Int => Self::Int,
            FieldType::String => Self::String,
            FieldType::Word(words) => Self::Word(words),
            FieldType::Strings => list(Self::String),
            FieldType::Object(kind) => Self::Object(kind),
            FieldType::Objects(kind) => list(Self::Object(kind)),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Word(_))
    }

    /// Returns whether values of both types can be compared for equality.
    pub(super) fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(one), Self::List(other)) => match (one, other) {
                (Some(one), Some(other)) => one.matches(other),
                _ => true,
            },
            (Self::Optional(one), Self::Optional(other)) => one.matches(other),
            _ => self == other || self.is_text() && other.is_text(),
        }
    }

    /// Returns the type with its article, for messages.
    pub(super) fn a_word(&self) -> String {
        match self {
            Self::Bool => "a boolean".to_owned(),
            Self::Int => "an integer".to_owned(),
            Self::String | Self::Word(_) => "a string".to_owned(),
            Self::Version => "a version".to_owned(),
            Self::List(None) => "an empty list".to_owned(),
            Self::List(Some(of)) => format!("a list of {}", of.plural()),
            Self::Object(Kind::Image) => "an image".to_owned(),
            Self::Object(Kind::Flags) => "the flags".to_owned(),
            Self::Object(Kind::ProfileFiles) => "the files of a profile".to_owned(),
            Self::Object(Kind::DiskUsage) => "the disk usage".to_owned(),
            Self::Object(kind) => format!("a {}", kind.as_str()),
            Self::Optional(of) => format!("an optional value ({})", of.a_word()),
        }
    }

    fn plural(&self) -> String {
        match self {
            Self::Bool => "booleans".to_owned(),
            Self::Int => "integers".to_owned(),
            Self::String | Self::Word(_) => "strings".to_owned(),
            Self::Version => "versions".to_owned(),
            Self::Object(Kind::Supported) => "supported systems".to_owned(),
            Self::Object(kind) => format!("{}s", kind.as_str()),
            other => format!("values, each {}", other.a_word()),
        }
    }
}
