//! Writing to standard output and standard error, which nothing else does.
#![allow(clippy::disallowed_methods, reason = "this is where both are written to")]

use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write as _};

use anstream::ColorChoice;
use osready::harmless::{Harmless, Terminal, Text, harmless};
use osready::report::Theme;

use super::args::Color;

/// The two streams. Once the reader of standard output is gone, nothing more is written to it: a
/// broken pipe is no error.
#[derive(Debug)]
pub(super) struct Output {
    colour: bool,
    is_gone: Cell<bool>,
    has_failed: Cell<bool>,
}

impl Output {
    pub(super) fn new(when: Color) -> Self {
        let colour = match when {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        };
        Self { colour, is_gone: Cell::new(false), has_failed: Cell::new(false) }
    }

    /// How reports for people look here.
    pub(super) fn theme(&self) -> Theme {
        Theme { colour: self.colour, unicode: true }
    }

    /// How many columns the terminal has; 80 where there is none.
    pub(super) fn width() -> usize {
        terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
    }

    /// Writes to standard output.
    pub(super) fn out(&self, text: &Harmless) {
        if self.is_gone.get() {
            return;
        }
        let choice = if self.colour { ColorChoice::AlwaysAnsi } else { ColorChoice::Never };
        let choice = if cfg!(windows) && self.colour { ColorChoice::Always } else { choice };
        let mut stream = anstream::AutoStream::new(io::stdout().lock(), choice);
        self.wrote(&stream.write_all(text.as_str().as_bytes()).and_then(|()| stream.flush()));
    }

    /// Writes a line to standard output.
    pub(super) fn say(&self, line: &str) {
        let mut text = Text::<Terminal>::new();
        self.out(&text.input(line).markup("\n").end());
    }

    /// Standard output as programs read it: bytes, without colours.
    pub(super) fn stdout(&self) -> Stdout<'_> {
        Stdout(self)
    }

    /// Notes whether standard output is still there.
    fn wrote(&self, written: &io::Result<()>) {
        if let Err(error) = written {
            self.is_gone.set(true);
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.fail(&format!("the report could not be written: {error}"));
            }
        }
    }

    /// Says that a report could not be written, which the exit code tells too.
    pub(super) fn fail(&self, line: &str) {
        self.has_failed.set(true);
        self.complain(line);
    }

    /// Writes a file's bytes to standard output as they are; to a terminal only what is harmless.
    pub(super) fn out_bytes(&self, bytes: &[u8]) {
        if io::stdout().is_terminal() {
            for line in String::from_utf8_lossy(bytes).lines() {
                self.say(line);
            }
            return;
        }
        if self.is_gone.get() {
            return;
        }
        let mut stream = io::stdout().lock();
        self.wrote(&stream.write_all(bytes).and_then(|()| stream.flush()));
    }

    /// Whether a report could not be written, for another reason than that nobody reads it.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    /// Writes to standard error.
    #[allow(clippy::unused_self)]
    pub(super) fn err(&self, text: &Harmless) {
        let _ = io::stderr().lock().write_all(text.as_str().as_bytes());
    }

    /// Writes a line to standard error.
    #[allow(clippy::unused_self)]
    pub(super) fn complain(&self, line: &str) {
        // Nobody can be told that standard error is gone.
        let _ = writeln!(io::stderr().lock(), "osready: {}", harmless(line));
    }
}

/// Standard output as a writer. It never fails: what goes wrong is noted by the [`Output`].
pub(super) struct Stdout<'o>(&'o Output);

impl io::Write for Stdout<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.0.is_gone.get() {
            self.0.wrote(&io::stdout().lock().write_all(bytes));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.0.is_gone.get() {
            self.0.wrote(&io::stdout().lock().flush());
        }
        Ok(())
    }
}
