//! The values of expressions.

use std::borrow::Cow;
use std::rc::Rc;

use crate::facts::{Fact, Object};

use super::ReleaseNumber;

/// A value.
#[derive(Clone, Debug)]
pub enum Val<'r, 'a> {
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    Text(Cow<'r, str>),
    /// A version.
    Version(Rc<ReleaseNumber>),
    /// An object.
    Object(Object<'r, 'a>),
    /// A list of strings of the response.
    Strings(Rc<[Cow<'a, str>]>),
    /// A list of objects of the response.
    Objects(Rc<[Object<'r, 'a>]>),
    /// Another list.
    List(Rc<[Val<'r, 'a>]>),
    /// A value that may be absent.
    Optional(Option<Rc<Val<'r, 'a>>>),
}

impl<'r, 'a: 'r> Val<'r, 'a> {
    /// Returns the value of a fact; `None` if it has none.
    pub(super) fn of(fact: Fact<'r, 'a>) -> Option<Self> {
        Some(match fact {
            Fact::Absent | Fact::Unreadable(_) => return None,
            Fact::Bool(flag) => Self::Bool(flag),
            Fact::Int(number) => Self::Int(number),
            Fact::Text(text) => Self::Text(text),
            Fact::Strings(list) => Self::Strings(list),
            Fact::Object(object) => Self::Object(object),
            Fact::Objects(list) => Self::Objects(list),
        })
    }

    /// Returns the number of elements of a list, or of characters of a string.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Strings(list) => list.len(),
            Self::Objects(list) => list.len(),
            Self::List(list) => list.len(),
            Self::Text(text) => text.chars().count(),
            _ => 0,
        }
    }

    /// Returns an element of a list.
    pub(super) fn element(&self, at: usize) -> Option<Self> {
        Some(match self {
            Self::Strings(list) => Self::Text(list.get(at)?.clone()),
            Self::Objects(list) => Self::Object(*list.get(at)?),
            Self::List(list) => list.get(at)?.clone(),
            _ => return None,
        })
    }

    pub(super) fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// Returns the value as written in messages.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Bool(flag) => flag.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Text(text) => text.to_string(),
            Self::Version(_) => "a version".to_owned(),
            Self::Object(object) => format!("a {}", object.kind().as_str()),
            Self::Optional(Some(value)) => value.display(),
            Self::Optional(None) => "none".to_owned(),
            Self::Strings(_) | Self::Objects(_) | Self::List(_) => {
                let shown = (0..self.len().min(MAX_SHOWN)).filter_map(|at| self.element(at));
                let mut shown: Vec<String> = shown.map(|element| element.display()).collect();
                if self.len() > MAX_SHOWN {
                    shown.push("…".to_owned());
                }
                format!("[{}]", shown.join(", "))
            }
        }
    }
}

/// The maximum number of elements of a list that are displayed.
const MAX_SHOWN: usize = 8;
