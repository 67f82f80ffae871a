//! Texts, flags and states that know their place.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::LazyLock;

use crate::json::{Kind, Name, Value};

use super::words::Meanings;

/// A string and its place.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    /// Its place.
    pub value: Value<'a>,
    text: Cow<'a, str>,
}

impl<'a> Text<'a> {
    /// The text of `value`; none where it is no string.
    #[must_use]
    pub fn of(value: Value<'a>) -> Option<Self> {
        value.as_str().map(|text| Self { value, text })
    }

    /// The text of the member `name` of `parent`.
    #[must_use]
    pub fn member(parent: Value<'a>, name: Name) -> Option<Self> {
        parent.get(name).and_then(Self::of)
    }

    /// Its characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its characters as a message may quote them: a damaged string may hold what stands behind it, so it
    /// is shown up to the first character that may have ended it.
    #[must_use]
    pub fn quotable(&self) -> Cow<'_, str> {
        let may_end =
            |character: char| character.is_control() || "\"'“”„‘’,:{}[]".contains(character);
        match self.text.find(may_end).filter(|_| self.value.is_damaged()) {
            Some(end) => Cow::Owned(format!("{}…", &self.text[..end])),
            None => Cow::Borrowed(&self.text),
        }
    }

    /// Its characters, for as long as the tree lives where nothing had to be unescaped.
    #[must_use]
    pub fn into_cow(self) -> Cow<'a, str> {
        self.text
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// A flag and its place.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a> {
    /// Its place.
    pub value: Value<'a>,
    /// What it says.
    pub is_true: bool,
}

impl<'a> Flag<'a> {
    /// The boolean member `name` of `parent`, as in readyCheck.
    #[must_use]
    pub fn boolean(parent: Value<'a>, name: Name) -> Option<Self> {
        parent.get(name).and_then(Self::of_boolean)
    }

    /// The boolean `value`; none where it is none.
    #[must_use]
    pub fn of_boolean(value: Value<'a>) -> Option<Self> {
        value.as_bool().map(|is_true| Self { value, is_true })
    }

    /// The member `name` of `parent` that is the string "true" or "false", or a boolean: the
    /// allowCustom… flags of supportedImages.
    #[must_use]
    pub fn written(parent: Value<'a>, name: Name) -> Option<Self> {
        let value = parent.get(name)?;
        let is_true = match value.kind() {
            Kind::True => true,
            Kind::False => false,
            Kind::String => match value.as_str()? {
                text if text.eq_ignore_ascii_case("true") => true,
                text if text.eq_ignore_ascii_case("false") => false,
                _ => return None,
            },
            _ => return None,
        };
        Some(Self { value, is_true })
    }
}

/// What deployStatus says of an image or profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeployStatus {
    /// It can be deployed.
    Ready,
    /// It can be deployed, with a potential issue.
    Warning,
    /// It cannot be deployed.
    NotReady,
}

impl DeployStatus {
    /// The status that `word` stands for, compared without case; `Not Ready` is notReady, as
    /// another endpoint of the same server spells it. None for any other word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let known =
            [("ready", Self::Ready), ("warning", Self::Warning), ("notReady", Self::NotReady)];
        let same = |spelling: &str| word.eq_ignore_ascii_case(spelling);
        let found =
            known.into_iter().find(|(spelling, _)| same(spelling)).map(|(_, status)| status);
        found.or_else(|| same("not ready").then_some(Self::NotReady))
    }

    /// The status that a deployStatus says; none where a defect stands in it.
    pub(super) fn of(value: Value<'_>) -> Option<Self> {
        static MEANINGS: LazyLock<Meanings<Option<DeployStatus>>> =
            LazyLock::new(|| Meanings::new(DeployStatus::of_word));
        if value.is_damaged() { None } else { MEANINGS.of(value)? }
    }
}
