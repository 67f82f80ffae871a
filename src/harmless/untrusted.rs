//! The two kinds of text: what may hold anything, and what may be printed.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::terminal::{guarded, push_harmless};
use super::{Escape, Terminal};

/// Text that comes from a file, an argument or the file system, or that holds such text.
///
/// It can be compared and looked at, and given to a sink. It cannot be printed:
///
/// ```compile_fail,E0277
/// let name = osready::harmless::Untrusted::from("\u{1b}[2J");
/// println!("{name}");
/// ```
///
/// nor taken for a string:
///
/// ```compile_fail,E0308
/// let name = osready::harmless::Untrusted::from("\u{1b}[2J");
/// let text: &str = &name;
/// ```
///
/// nor for a text that is harmless already:
///
/// ```compile_fail,E0277
/// let name = osready::harmless::Untrusted::from("\u{1b}[2J");
/// let text: osready::harmless::Harmless = name.into();
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// The text as it came: to compare it, to look something up with it, to open the file of that
    /// name. Never to write it: clippy refuses this function wherever its use gives no reason.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The text for one line of a terminal or a log.
    #[must_use]
    pub fn harmless(&self) -> Harmless {
        Harmless(self.through::<Terminal>())
    }

    /// The text as the reader of a sink may have it.
    #[must_use]
    pub fn through<S: Escape>(&self) -> String {
        let mut to = String::with_capacity(self.0.len());
        self.push_through::<S>(&mut to);
        to
    }

    /// Adds the text to `to` as the reader of a sink may have it there.
    pub(super) fn push_through<S: Escape>(&self, to: &mut String) {
        S::push(to, &self.0);
    }

    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `part` stands in it.
    #[must_use]
    pub fn contains(&self, part: &str) -> bool {
        self.0.contains(part)
    }

    /// Whether it begins with `part`.
    #[must_use]
    pub fn starts_with(&self, part: &str) -> bool {
        self.0.starts_with(part)
    }

    /// Adds text of the same kind.
    pub fn push_str(&mut self, more: &str) {
        self.0.push_str(more);
    }

    /// Adds other text of others.
    pub fn extend(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    /// The text cut to `most` characters, the last of which says so.
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

impl From<Harmless> for Untrusted {
    fn from(text: Harmless) -> Self {
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

/// As a string in Rust's code, in which nothing stands that steers a terminal.
impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Text that may be printed: no character of it moves the cursor, changes the terminal, hides itself
/// or turns the order of others. It holds what an excerpt shows, or a whole report for people, whose
/// line ends and colours are this program's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Harmless(String);

impl Harmless {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Text that stands in this program's code.
    #[must_use]
    pub fn fixed(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// Lines of which each is made harmless; where they end is known to be this program's choice.
    #[must_use]
    pub fn lines(text: &str) -> Self {
        let mut to = String::with_capacity(text.len());
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                to.push('\n');
            }
            push_harmless(&mut to, line);
        }
        Self(guarded(&to).into_owned())
    }

    /// What a renderer made of harmless text: it adds colours and line ends of its own, and may break
    /// lines so that what is harmless within one would be a command at the beginning of another.
    pub(crate) fn rendered(text: &str) -> Self {
        Self(guarded(text).into_owned())
    }

    /// Adds text of others.
    pub fn push(&mut self, text: &str) {
        push_harmless(&mut self.0, text);
    }

    /// Adds text that stands in this program's code.
    pub fn push_fixed(&mut self, text: &'static str) {
        self.0.push_str(text);
    }

    /// Adds text that is harmless already.
    pub fn append(&mut self, text: &Self) {
        self.0.push_str(&text.0);
    }

    /// Takes the white space at the end off.
    pub(crate) fn trim_end(&mut self) {
        self.0.truncate(self.0.trim_end().len());
    }
}

impl Deref for Harmless {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// What was saved may have been changed since: it is made harmless again.
impl From<String> for Harmless {
    fn from(text: String) -> Self {
        let mut to = String::with_capacity(text.len());
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                to.push('\n');
            }
            push_harmless(&mut to, line);
        }
        Self(to)
    }
}

impl fmt::Display for Harmless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq<str> for Harmless {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Harmless {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}
