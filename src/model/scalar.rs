//! Strings, flags and statuses with their locations.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::LazyLock;

use crate::json::{KeyId, Kind, Value};

use crate::spec::keywords::Meanings;
use crate::spec::{Release, releases};

use super::secrets::without_passwords;

/// A string with its location.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    /// The JSON value.
    pub value: Value<'a>,
    text: Cow<'a, str>,
}

/// The maximum length of a list of releases, in bytes: it is read for each profile.
pub(super) const MAX_RELEASES_BYTES: usize = 1_000;

impl<'a> Text<'a> {
    /// Returns the text of `value`. `None` if it is not a string.
    #[must_use]
    pub fn of(value: Value<'a>) -> Option<Self> {
        value.as_str().map(|text| Self { value, text })
    }

    /// Returns the text of the member `name` of `parent`.
    #[must_use]
    pub fn member(parent: Value<'a>, name: KeyId) -> Option<Self> {
        parent.get(name).and_then(Self::of)
    }

    /// Returns the unescaped characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the characters for quoting in a message, without passwords in URLs. A damaged string may contain the text after it, so
    /// it is cut at the first character that may have ended it.
    #[must_use]
    pub fn quotable(&self) -> Cow<'_, str> {
        let may_end =
            |character: char| character.is_control() || "\"'“”„‘’,:{}[]".contains(character);
        let end = self.value.is_damaged().then(|| self.text.find(may_end)).flatten();
        match end {
            Some(end) => Cow::Owned(format!("{}…", &self.text[..end])),
            None => without_passwords(Cow::Borrowed(&self.text)),
        }
    }

    /// Parses the text as a release. `None` if it is empty.
    #[must_use]
    pub fn release(&self) -> Option<Release<'a>> {
        Release::of(self.text.clone())
    }

    /// Parses the text as a list of releases that names only one. `None` if it names none, or different ones, so that it
    /// is unknown which of them counts, or if it is too long for a list.
    #[must_use]
    pub fn sole_release(&self) -> Option<Release<'a>> {
        if self.len() > MAX_RELEASES_BYTES {
            return None;
        }
        if !self.contains(',') {
            return self.release();
        }
        let mut all = releases(self);
        let first = all.next()?;
        all.all(|other| other == first).then(|| first.into_owned())
    }

    /// Returns the unescaped characters, borrowed from the tree if the string has no escapes.
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

/// A flag with its location.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a> {
    /// The JSON value.
    pub value: Value<'a>,
    /// Whether the flag is `true`.
    pub is_true: bool,
}

impl<'a> Flag<'a> {
    /// Returns the boolean member `name` of `parent`, as in `readyCheck`.
    #[must_use]
    pub fn boolean(parent: Value<'a>, name: KeyId) -> Option<Self> {
        parent.get(name).and_then(Self::of_boolean)
    }

    /// Returns the flag in `value`. `None` if it is not a boolean.
    #[must_use]
    pub fn of_boolean(value: Value<'a>) -> Option<Self> {
        value.as_bool().map(|is_true| Self { value, is_true })
    }

    /// Returns the flag in `value`, a boolean or the string "true" or "false", like the `allowCustom…` flags of
    /// `supportedImages`. `None` if it is neither.
    #[must_use]
    pub fn written(value: Value<'a>) -> Option<Self> {
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

/// The `deployStatus` of an image or profile.
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
    /// Parses a status, compared case-insensitively. Accepts `Not Ready`, the spelling of another endpoint,
    /// for `notReady`. `None` if `word` is not a status.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let known =
            [("ready", Self::Ready), ("warning", Self::Warning), ("notReady", Self::NotReady)];
        let same = |spelling: &str| word.eq_ignore_ascii_case(spelling);
        let found =
            known.into_iter().find(|(spelling, _)| same(spelling)).map(|(_, status)| status);
        found.or_else(|| same("not ready").then_some(Self::NotReady))
    }

    /// Returns the status in `value`. `None` if it is damaged or not a status.
    pub(super) fn of(value: Value<'_>) -> Option<Self> {
        static MEANINGS: LazyLock<Meanings<Option<DeployStatus>>> =
            LazyLock::new(|| Meanings::new(DeployStatus::of_word));
        if value.is_damaged() { None } else { MEANINGS.of(value)? }
    }
}
