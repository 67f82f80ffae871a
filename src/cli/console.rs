//! The only writer to standard output and standard error.
#![allow(clippy::disallowed_methods, reason = "the only module that writes to both")]

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal as _, Write};
use std::rc::Rc;

use anstream::ColorChoice;
use clap::ValueEnum;
use osready::report::{Theme, within_width};
use osready::sanitize::{Sanitized, Terminal, Text};

/// The width of human-readable output in a file, in columns.
pub(super) const FILE_COLUMNS: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// If standard output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Standard output and standard error. Once the reader of standard output is gone, nothing more is
/// written to it: a broken pipe is not an error.
pub(super) struct Console {
    color: bool,
    /// The file that takes the place of standard output.
    file: Option<Rc<RefCell<dyn Write>>>,
    is_gone: Cell<bool>,
    has_failed: Cell<bool>,
}

impl Console {
    pub(super) fn new(when: Color) -> Self {
        let color = match when {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        };
        Self { color, file: None, is_gone: Cell::new(false), has_failed: Cell::new(false) }
    }

    /// Creates a console that writes to `file` instead of standard output, without colors.
    pub(super) fn to(file: Rc<RefCell<dyn Write>>) -> Self {
        Self { file: Some(file), ..Self::new(Color::Never) }
    }

    /// Writes raw bytes to the file; `false` if there is none.
    fn wrote_to_file(&self, bytes: &[u8]) -> bool {
        let Some(file) = &self.file else { return false };
        if !self.is_gone.get() {
            self.wrote(&file.borrow_mut().write_all(bytes));
        }
        true
    }

    /// Returns the theme of human-readable reports on standard output.
    pub(super) fn theme(&self) -> Theme {
        Theme { color: self.color, unicode: true }
    }

    /// Returns the width of human-readable output, in columns: that of `COLUMNS`, else of the terminal,
    /// else 80. A file has 100 columns.
    pub(super) fn width(&self) -> usize {
        if self.file.is_some() {
            return FILE_COLUMNS;
        }
        let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let of_terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        given.filter(|columns| *columns > 0).or_else(of_terminal).unwrap_or(80)
    }

    /// Writes to standard output.
    pub(super) fn out(&self, text: &Sanitized) {
        self.out_colored(text.as_str().as_bytes());
    }

    /// Writes sanitized text, which may have colors, to standard output.
    fn out_colored(&self, text: &[u8]) {
        if self.wrote_to_file(text) || self.is_gone.get() {
            return;
        }
        let choice = if self.color { ColorChoice::AlwaysAnsi } else { ColorChoice::Never };
        let choice = if cfg!(windows) && self.color { ColorChoice::Always } else { choice };
        let mut stream = anstream::AutoStream::new(io::stdout().lock(), choice);
        self.wrote(&stream.write_all(text).and_then(|()| stream.flush()));
    }

    /// Writes text for people to standard output, wrapped at its width.
    pub(super) fn out_wrapped(&self, text: &Sanitized) {
        self.out(&within_width(text, self.width()));
    }

    /// Writes a line to standard output.
    pub(super) fn print(&self, line: &str) {
        let mut text = Text::<Terminal>::new();
        self.out_wrapped(&text.input(line).markup("\n").end());
    }

    /// Returns standard output as a writer of raw bytes, without colors.
    pub(super) fn stdout(&self) -> Stdout<'_> {
        Stdout(self)
    }

    /// Returns standard output as a writer of sanitized text, which may have colors.
    pub(super) fn colored(&self) -> Colored<'_> {
        Colored(self)
    }

    /// Records a failed write to standard output.
    fn wrote(&self, written: &io::Result<()>) {
        if let Err(error) = written {
            self.is_gone.set(true);
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.fail(&format!("cannot write the report: {error}"));
            }
        }
    }

    /// Prints an error about a report that could not be written, and makes the exit code reflect
    /// it.
    pub(super) fn fail(&self, line: &str) {
        self.has_failed.set(true);
        self.print_error(line);
    }

    /// Writes raw bytes to standard output; sanitizes them first if it is a terminal.
    pub(super) fn out_bytes(&self, bytes: &[u8]) {
        if self.wrote_to_file(bytes) {
            return;
        }
        if io::stdout().is_terminal() {
            for line in String::from_utf8_lossy(bytes).lines() {
                let mut text = Text::<Terminal>::new();
                self.out(&text.input(line).markup("\n").end());
            }
            return;
        }
        if self.is_gone.get() {
            return;
        }
        let mut stream = io::stdout().lock();
        self.wrote(&stream.write_all(bytes).and_then(|()| stream.flush()));
    }

    /// Returns whether a report could not be written for a reason other than a broken pipe.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    /// Writes to standard error: wrapped on a terminal, and in lines that logs can be searched for elsewhere.
    pub(super) fn err(&self, text: &Sanitized) {
        let mut stderr = io::stderr().lock();
        // There is no channel left to report a failure of standard error.
        let _ = match stderr.is_terminal() {
            true => stderr.write_all(within_width(text, self.width()).as_str().as_bytes()),
            false => stderr.write_all(text.as_str().as_bytes()),
        };
    }

    /// Writes a line to standard error.
    pub(super) fn print_error(&self, line: &str) {
        let mut text = Text::<Terminal>::new();
        self.err(&text.markup("osready: ").input(line).markup("\n").end());
    }
}

/// Standard output as a writer. It never fails: the [`Console`] records errors.
pub(super) struct Stdout<'o>(&'o Console);

impl io::Write for Stdout<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.0.wrote_to_file(bytes) && !self.0.is_gone.get() {
            self.0.wrote(&io::stdout().lock().write_all(bytes));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.0.file.is_none() && !self.0.is_gone.get() {
            self.0.wrote(&io::stdout().lock().flush());
        }
        Ok(())
    }
}

/// Standard output as a writer of sanitized text, which may have colors. It never fails either.
pub(super) struct Colored<'o>(&'o Console);

impl io::Write for Colored<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.out_colored(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
