//! Values of which the document lists all that there may be.

use std::borrow::Cow;

use crate::json::{Kind, Value};
use crate::schema::table::{Home, each_member};

use super::{DeployStatus, Response, System, names};

/// How a value stands to the document's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// It is in the list, in another spelling: this one.
    OtherwiseSpelt(&'static str),
    /// It is not in the list.
    Unknown,
}

/// A string that is none of the words of its attribute's list, as it stands.
#[derive(Clone, Debug)]
pub struct OddValue<'a> {
    /// The string.
    pub value: Value<'a>,
    /// Its text.
    pub text: Cow<'a, str>,
    /// The words of the list.
    pub words: &'static [String],
    /// How it stands to them.
    pub listed: Listed,
}

/// What a response holds that the document's table does not list, found in one walk over all of it.
#[derive(Debug, Default)]
pub struct Unlisted<'a> {
    /// Strings that are none of the words of their attribute's list. `""` stands for none, and a damaged
    /// string is a guess: neither is among them.
    pub values: Vec<OddValue<'a>>,
    /// Members of objects that the table does not give that attribute.
    pub members: Vec<(Home, Value<'a>)>,
}

impl<'a> Unlisted<'a> {
    pub(super) fn of(response: &Response<'a>) -> Self {
        let mut unlisted = Self::default();
        each_member(response, |home, member, attribute| match attribute {
            Some(attribute) => {
                let words = attribute.words();
                if !words.is_empty() && member.kind() == Kind::String && !attribute.lists(member) {
                    unlisted.values.extend(odd_value(member, words));
                }
            }
            None if !home.is_open() => unlisted.members.push((home, member)),
            None => {}
        });
        unlisted
    }
}

/// The string `member`, where it is none of `words`.
fn odd_value<'a>(member: Value<'a>, words: &'static [String]) -> Option<OddValue<'a>> {
    let text = member.as_str()?;
    if text.is_empty() || words.iter().any(|word| *word == text) || member.is_damaged() {
        return None;
    }
    let same = words.iter().find(|word| word.eq_ignore_ascii_case(&text));
    // A file's type comes in capitals from every real server.
    if member.name() == names::TYPE && same.is_some() && words.iter().any(|word| word == "Custom") {
        return None;
    }
    let listed = match same.map(String::as_str).or_else(|| other_word(member, &text, words)) {
        Some(word) => Listed::OtherwiseSpelt(word),
        None => Listed::Unknown,
    };
    Some(OddValue { value: member, text, words, listed })
}

/// The word of the list that `text` stands for, though its letters are others: `Not Ready`, and
/// `rhel` where the list has `rhels`.
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
