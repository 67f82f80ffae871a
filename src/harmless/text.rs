//! Text of a format as it grows: markup as it stands in this code, and input made harmless. There
//! is no way to add a string that is neither.

use std::fmt::{self, Write as _};
use std::io;
use std::marker::PhantomData;

use super::terminal::{guarded, push_harmless};
use super::{Harmless, Terminal, Untrusted};

/// What makes input harmless for the readers of one sink.
pub trait Escape {
    /// Adds `text` to `to`, harmless.
    fn push(to: &mut String, text: &str);
}

/// What can be given to a [`Text`]: whatever it is, it is made harmless.
pub trait Input {
    /// Adds it to `to` by way of a sink.
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

impl Input for Harmless {
    fn push_to<S: Escape>(&self, to: &mut String) {
        S::push(to, self.as_str());
    }
}

/// A text whose input is made harmless by `E`.
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
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what stands in this code.
    pub fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Adds what comes from a file, or may.
    pub fn input<I: Input + ?Sized>(&mut self, input: &I) -> &mut Self {
        input.push_to::<E>(&mut self.text);
        self
    }

    /// Adds what comes from a file, or may, as another place of the format needs it.
    pub(crate) fn input_as<Other: Escape>(&mut self, input: &(impl Input + ?Sized)) -> &mut Self {
        input.push_to::<Other>(&mut self.text);
        self
    }

    /// Adds a number.
    pub fn number(&mut self, number: usize) -> &mut Self {
        let _: fmt::Result = write!(self.text, "{number}");
        self
    }

    /// Adds spaces, so that `text` and they have `width` characters.
    pub fn pad(&mut self, text: &Harmless, width: usize) -> &mut Self {
        let count = width.saturating_sub(text.as_str().chars().count());
        self.text.extend(std::iter::repeat_n(' ', count));
        self
    }

    /// Adds another text of the same kind.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.text.push_str(&other.text);
        self
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Writes the text, in which no line and no `##[` is a command to a runner.
    pub(crate) fn write_guarded(&self, to: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        to.write_all(guarded(&self.text).as_bytes())
    }

    /// Writes the text, which holds commands that are meant.
    pub(crate) fn write(&self, to: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        to.write_all(self.text.as_bytes())
    }
}

impl Text<Terminal> {
    /// The text, in which no line and no `##[` is a command to a runner.
    #[must_use]
    pub fn end(&self) -> Harmless {
        Harmless::rendered(&self.text)
    }
}

/// `text` harmless, then each of its characters as `escaped` writes it.
pub(crate) fn push_escaped(
    to: &mut String,
    text: &str,
    escaped: impl Fn(char) -> Option<&'static str>,
) {
    let mut harmless = String::with_capacity(text.len());
    push_harmless(&mut harmless, text);
    for character in harmless.chars() {
        match escaped(character) {
            Some(written) => to.push_str(written),
            None => to.push(character),
        }
    }
}
