//! How far a long run is, for people who wait for it.
#![allow(clippy::disallowed_methods, reason = "it asks whether standard error is a terminal")]

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use osready::harmless::harmless;

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line on standard error that counts files. It is there only where that is a terminal, and only
/// once a run has taken a second.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    begin: Instant,
    is_shown: bool,
}

impl Progress {
    /// None is shown where `quiet` asks for silence.
    pub(super) fn new(quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template("{pos} files in {elapsed}, now {wide_msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, begin: Instant::now(), is_shown: false }
    }

    /// The next file is judged.
    pub(super) fn next(&mut self, name: &str) {
        self.tell(&harmless(name), 1);
    }

    /// A file is judged further, of which so many lines have been.
    pub(super) fn further(&mut self, name: &str, lines: usize) {
        self.tell(&format!("{} after {lines} lines", harmless(name)), 0);
    }

    fn tell(&mut self, now: &str, more: u64) {
        let Some(bar) = &self.bar else { return };
        if !self.is_shown && self.begin.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            self.is_shown = true;
        }
        bar.set_message(now.to_owned());
        bar.inc(more);
    }

    /// Writes something between: the line makes way for it.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// All files are judged.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
