//! Text of a format as it grows: markup as it stands in this code, and input made harmless. There
//! is no way to add a string that is neither.

use std::fmt::{self, Write as _};
use std::io;
use std::marker::PhantomData;

use crate::report::harmless::{guarded, push_harmless};

/// What makes input harmless in one format.
pub(super) trait Escape {
    /// Adds `text` to `to`, harmless.
    fn push(to: &mut String, text: &str);
}

/// A text whose input is made harmless by `E`.
#[derive(Debug)]
pub(super) struct Text<E> {
    text: String,
    escape: PhantomData<E>,
}

impl<E: Escape> Text<E> {
    pub(super) fn new() -> Self {
        Self { text: String::new(), escape: PhantomData }
    }

    /// Adds what stands in this code.
    pub(super) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Adds what comes from a file, or may.
    pub(super) fn input(&mut self, input: &str) -> &mut Self {
        E::push(&mut self.text, input);
        self
    }

    /// Adds what comes from a file, or may, as another place of the format needs it.
    pub(super) fn input_as<Other: Escape>(&mut self, input: &str) -> &mut Self {
        Other::push(&mut self.text, input);
        self
    }

    /// Adds a number.
    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        let _: fmt::Result = write!(self.text, "{number}");
        self
    }

    /// Adds another text of the same kind.
    pub(super) fn append(&mut self, other: &Self) -> &mut Self {
        self.text.push_str(&other.text);
        self
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Writes the text, in which no line and no `##[` is a command to a runner.
    pub(super) fn write_guarded(&self, to: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        to.write_all(guarded(&self.text).as_bytes())
    }

    /// Writes the text, which holds commands that are meant.
    pub(super) fn write(&self, to: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        to.write_all(self.text.as_bytes())
    }
}

/// For a line of a terminal or a log.
#[derive(Debug)]
pub(super) struct Plain;

impl Escape for Plain {
    fn push(to: &mut String, text: &str) {
        push_harmless(to, text);
    }
}

/// `text` harmless, then each of its characters as `escaped` writes it.
pub(super) fn push_escaped(
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
