//! The progress line of a long run.
#![allow(clippy::disallowed_methods, reason = "checks whether standard error is a terminal")]

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use osready::sanitize::sanitize;

/// The minimum duration of a run that shows progress.
const MIN_DURATION: Duration = Duration::from_secs(1);

/// A line on standard error that counts files; only on a terminal, and only after one second.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    begin: Instant,
    is_shown: bool,
}

impl Progress {
    /// Creates the progress line; `quiet` disables it.
    pub(super) fn new(quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template("{pos} files in {elapsed}, now {wide_msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, begin: Instant::now(), is_shown: false }
    }

    /// Counts the next file.
    pub(super) fn next(&mut self, name: &str) {
        self.update(&sanitize(name), 1);
    }

    /// Updates the current file: `lines` lines are checked.
    pub(super) fn further(&mut self, name: &str, lines: usize) {
        self.update(&format!("{} after {lines} lines", sanitize(name)), 0);
    }

    fn update(&mut self, now: &str, more: u64) {
        let Some(bar) = &self.bar else { return };
        if !self.is_shown && self.begin.elapsed() >= MIN_DURATION {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            self.is_shown = true;
        }
        bar.set_message(now.to_owned());
        bar.inc(more);
    }

    /// Hides the line while `write` writes to the terminal.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Removes the line.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
