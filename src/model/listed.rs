//! Values of which the document lists all that there may be.

use std::borrow::Cow;

use crate::json::{Kind, Value};
use crate::schema::table::{Attribute, each_member};

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

/// All such strings of a response. `""` stands for none, and a damaged string is a guess: neither is
/// among them.
pub(super) fn odd_values<'a>(response: &Response<'a>) -> Vec<OddValue<'a>> {
    let mut odd = Vec::new();
    each_member(response, |_, member, attribute| {
        let words = attribute.map(Attribute::words).unwrap_or_default();
        if words.is_empty() || member.kind() != Kind::String {
            return;
        }
        let Some(text) = member.as_str() else { return };
        if text.is_empty() || words.iter().any(|word| *word == text) || member.is_damaged() {
            return;
        }
        let same = words.iter().find(|word| word.eq_ignore_ascii_case(&text));
        // A file's type comes in capitals from every real server.
        if member.name() == names::TYPE
            && same.is_some()
            && words.iter().any(|word| word == "Custom")
        {
            return;
        }
        let listed = match same.map(String::as_str).or_else(|| other_word(member, &text, words)) {
            Some(word) => Listed::OtherwiseSpelt(word),
            None => Listed::Unknown,
        };
        odd.push(OddValue { value: member, text, words, listed });
    });
    odd
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
