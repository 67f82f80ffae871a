//! Values and members that the GET /osImages reference does not list.

use std::borrow::Cow;

use crate::json::{Kind, Value};
use crate::spec::{ObjectType, each_member};

use super::{DeployStatus, Response, System, names};

/// The relation of an unknown value to the values in the GET /osImages reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The value is a variant spelling of this documented value.
    OtherwiseSpelt(&'static str),
    /// The value is not documented.
    Unknown,
}

/// A string that is not one of the documented values of its attribute.
#[derive(Clone, Debug)]
pub struct UnknownValue<'a> {
    /// The string.
    pub value: Value<'a>,
    /// The text.
    pub text: Cow<'a, str>,
    /// The documented values.
    pub words: &'static [String],
    /// The relation to the documented values.
    pub listed: Listed,
}

/// The values and members of a response that the GET /osImages reference does not list, found in one
/// pass.
#[derive(Debug, Default)]
pub struct Undocumented<'a> {
    /// Strings that are not documented values of their attribute. Does not include `""`, which means that
    /// there is no value, or damaged strings, which are guesses.
    pub values: Vec<UnknownValue<'a>>,
    /// Members that are not documented attributes of their object, with the type of the object.
    pub members: Vec<(ObjectType, Value<'a>)>,
}

impl<'a> Undocumented<'a> {
    pub(super) fn of(response: &Response<'a>) -> Self {
        let mut undocumented = Self::default();
        if response.fit().is_documented {
            return undocumented;
        }
        each_member(
            response.shape,
            response.value,
            |object_type, member, attribute| match attribute {
                Some(attribute) => {
                    let words = attribute.words();
                    if !words.is_empty()
                        && member.kind() == Kind::String
                        && !attribute.lists(member)
                    {
                        undocumented.values.extend(odd_value(member, words));
                    }
                }
                None if !object_type.is_open() => undocumented.members.push((object_type, member)),
                None => {}
            },
        );
        undocumented
    }
}

/// Returns the string `member` if it is not one of `words`.
fn odd_value<'a>(member: Value<'a>, words: &'static [String]) -> Option<UnknownValue<'a>> {
    let text = member.as_str()?;
    if text.is_empty() || words.iter().any(|word| *word == text) || member.is_damaged() {
        return None;
    }
    let same = words.iter().find(|word| word.eq_ignore_ascii_case(&text));
    // Servers send the type of a file in capitals.
    if member.name() == names::TYPE && same.is_some() && words.iter().any(|word| word == "Custom") {
        return None;
    }
    let listed = match same.map(String::as_str).or_else(|| other_word(member, &text, words)) {
        Some(word) => Listed::OtherwiseSpelt(word),
        None => Listed::Unknown,
    };
    Some(UnknownValue { value: member, text, words, listed })
}

/// Returns the documented value that `text` is a variant of, such as `Not Ready`, or `rhel` if the list
/// has `rhels`.
fn other_word(value: Value<'_>, text: &str, words: &'static [String]) -> Option<&'static str> {
    let name = value.name();
    let means = |word: &&String| {
        if name == names::DEPLOY_STATUS {
            DeployStatus::of_word(text)
                .is_some_and(|status| DeployStatus::of_word(word) == Some(status))
        } else {
            matches!(name, names::NAME | names::OS)
                && text.eq_ignore_ascii_case("rhel")
                && System::of_name(word) == Some(System::Rhel)
        }
    };
    words.iter().find(means).map(String::as_str)
}
