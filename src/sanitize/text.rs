//! A growing text of an output format: literal markup of this program, and escaped input. Nothing
//! else can be appended.

use std::fmt::{self, Write as _};
use std::io;
use std::marker::PhantomData;

use super::terminal::{escape_into, guarded};
use super::{Sanitized, Terminal, Untrusted};

/// Escaping for the readers of one sink.
pub trait Escape {
    /// Appends `text` to `to`, escaped.
    fn push(to: &mut String, text: &str);
}

/// A value that can be appended to a [`Text`]. It is always escaped.
pub trait Input {
    /// Appends the value to `to`, escaped by the sink `S`.
    fn push_to<S: Escape>(&self, to: &mut String);
}

impl Input for str {
    fn push_to<S: Escape>(&self, to: &mut String) {
        S::push(to, self);
    }
}

impl Input for String {
    fn push_to<S: Escape>(&self, to: &mut String) {
        S::push(to, self);
    }
}

impl Input for Untrusted {
    fn push_to<S: Escape>(&self, to: &mut String) {
        self.push_through::<S>(to);
    }
}

impl Input for Sanitized {
    fn push_to<S: Escape>(&self, to: &mut String) {
        S::push(to, self.as_str());
    }
}

/// A text whose input is escaped by `E`.
#[derive(Debug)]
pub struct Text<E> {
    text: String,
    escape: PhantomData<E>,
}

impl<E> Default for Text<E> {
    fn default() -> Self {
        Self { text: String::new(), escape: PhantomData }
    }
}

impl<E: Escape> Text<E> {
    /// Creates an empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends literal markup of this program.
    pub fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Appends input, which may come from a file.
    pub fn input<I: Input + ?Sized>(&mut self, input: &I) -> &mut Self {
        input.push_to::<E>(&mut self.text);
        self
    }

    /// Appends input, which may come from a file, escaped for another context of the format.
    pub(crate) fn input_as<Other: Escape>(&mut self, input: &(impl Input + ?Sized)) -> &mut Self {
        input.push_to::<Other>(&mut self.text);
        self
    }

    /// Appends a number.
    pub fn number(&mut self, number: usize) -> &mut Self {
        let _: fmt::Result = write!(self.text, "{number}");
        self
    }

    /// Appends spaces that pad `text` to `width` characters.
    pub fn pad(&mut self, text: &Sanitized, width: usize) -> &mut Self {
        let count = width.saturating_sub(text.as_str().chars().count());
        self.text.extend(std::iter::repeat_n(' ', count));
        self
    }

    /// Appends another text of the same kind.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.text.push_str(&other.text);
        self
    }

    /// Returns the length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns the text, for a reader that takes no commands.
    pub(crate) fn into_string(self) -> String {
        self.text
    }

    /// Writes the text, with lines and `##[` neutralized that a CI runner would take as commands.
    pub(crate) fn write_guarded(&self, to: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        to.write_all(guarded(&self.text).as_bytes())
    }

    /// Writes the text, which contains intended commands.
    pub(crate) fn write(&self, to: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        to.write_all(self.text.as_bytes())
    }
}

impl Text<Terminal> {
    /// Returns the text, with lines and `##[` neutralized that a CI runner would take as commands.
    #[must_use]
    pub fn end(&self) -> Sanitized {
        Sanitized::rendered(&self.text)
    }
}

/// Appends `text`, sanitized, with each of its characters as `escaped` writes it.
pub(crate) fn push_escaped(
    to: &mut String,
    text: &str,
    escaped: impl Fn(char) -> Option<&'static str>,
) {
    let mut sanitized = String::with_capacity(text.len());
    escape_into(&mut sanitized, text);
    for character in sanitized.chars() {
        match escaped(character) {
            Some(written) => to.push_str(written),
            None => to.push(character),
        }
    }
}
