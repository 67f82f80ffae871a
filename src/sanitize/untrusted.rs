//! Untrusted text, and text that is safe to print.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::terminal::{escape_into, guarded};
use super::{Escape, Terminal};

/// Text from a file, an argument or the file system, or text that contains such text.
///
/// It can be compared, inspected and passed to a sink. It cannot be printed:
///
/// ```compile_fail,E0277
/// let name = osready::sanitize::Untrusted::from("\u{1b}[2J");
/// println!("{name}");
/// ```
///
/// used as a string:
///
/// ```compile_fail,E0308
/// let name = osready::sanitize::Untrusted::from("\u{1b}[2J");
/// let text: &str = &name;
/// ```
///
/// or used as sanitized text:
///
/// ```compile_fail,E0277
/// let name = osready::sanitize::Untrusted::from("\u{1b}[2J");
/// let text: osready::sanitize::Sanitized = name.into();
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Returns the raw text, for comparisons, lookups and opening files. Never write it to an
    /// output: clippy rejects this function unless its use states a reason.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Returns the text sanitized for one line of a terminal or a log.
    #[must_use]
    pub fn sanitized(&self) -> Sanitized {
        Sanitized(self.through::<Terminal>())
    }

    /// Returns the text escaped for the reader of a sink.
    #[must_use]
    pub fn through<S: Escape>(&self) -> String {
        let mut to = String::with_capacity(self.0.len());
        self.push_through::<S>(&mut to);
        to
    }

    /// Appends the text to `to`, escaped for the reader of a sink.
    pub(super) fn push_through<S: Escape>(&self, to: &mut String) {
        S::push(to, &self.0);
    }

    /// Returns the length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether the text contains `part`.
    #[must_use]
    pub fn contains(&self, part: &str) -> bool {
        self.0.contains(part)
    }

    /// Returns whether the text begins with `part`.
    #[must_use]
    pub fn starts_with(&self, part: &str) -> bool {
        self.0.starts_with(part)
    }

    /// Appends text, which becomes untrusted.
    pub fn push_str(&mut self, more: &str) {
        self.0.push_str(more);
    }

    /// Appends other untrusted text.
    pub fn extend(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    /// Returns the text, cut to `most` characters including an ellipsis if it is longer.
    #[must_use]
    pub fn cropped(&self, most: usize) -> Self {
        match self.0.char_indices().nth(most) {
            None => self.clone(),
            Some(_) => Self(self.0.chars().take(most.saturating_sub(1)).chain(['…']).collect()),
        }
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Sanitized> for Untrusted {
    fn from(text: Sanitized) -> Self {
        Self(text.0)
    }
}

impl PartialEq<str> for Untrusted {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Untrusted {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Untrusted {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

/// Formats the text as a Rust string literal without characters that control a terminal.
impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Text that is safe to print: no character moves the cursor, changes the terminal, is invisible or
/// reorders others. It contains an excerpt or a whole report for people, with line ends and colors
/// of this program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Sanitized(String);

impl Sanitized {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Creates sanitized text from a literal of this program.
    #[must_use]
    pub fn fixed(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// Sanitizes each line of `text`. The line ends must be chosen by this program.
    #[must_use]
    pub fn lines(text: &str) -> Self {
        let mut to = String::with_capacity(text.len());
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                to.push('\n');
            }
            escape_into(&mut to, line);
        }
        Self(guarded(&to).into_owned())
    }

    /// Accepts the output of a renderer that was given sanitized text. The renderer adds colors
    /// and line ends, and may break a line so that a runner would take its second part as a
    /// command; such commands are neutralized.
    pub(crate) fn rendered(text: &str) -> Self {
        Self(guarded(text).into_owned())
    }

    /// Appends untrusted text, sanitized.
    pub fn push(&mut self, text: &str) {
        escape_into(&mut self.0, text);
    }

    /// Appends a literal of this program.
    pub fn push_fixed(&mut self, text: &'static str) {
        self.0.push_str(text);
    }

    /// Appends sanitized text.
    pub fn append(&mut self, text: &Self) {
        self.0.push_str(&text.0);
    }

    /// Removes trailing white space.
    pub(crate) fn trim_end(&mut self) {
        self.0.truncate(self.0.trim_end().len());
    }
}

impl Deref for Sanitized {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Sanitizes the text again, since saved text may have been changed.
impl From<String> for Sanitized {
    fn from(text: String) -> Self {
        let mut to = String::with_capacity(text.len());
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                to.push('\n');
            }
            escape_into(&mut to, line);
        }
        Self(to)
    }
}

impl fmt::Display for Sanitized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq<str> for Sanitized {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Sanitized {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}
