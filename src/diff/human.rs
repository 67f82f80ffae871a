//! The report of changes for people.

use crate::model::Verdict;
use crate::report::{PLAIN, Theme, color, within_width};
use crate::sanitize::{Sanitized, Terminal, Text, Untrusted};

use super::{Change, Diff, FileDiff, PolicyChange, ProfileChange, RepositoryChange, Why, reasons};

/// The maximum length of a displayed message or id, in characters.
const MAX_SENTENCE_CHARS: usize = 200;

/// Returns the changes per file, and their totals, wrapped at `width` columns.
#[must_use]
pub fn human(diff: &Diff, theme: Theme, width: usize) -> Sanitized {
    let mut writer = Writer { text: Text::new(), theme };
    for file in &diff.files {
        writer.file(file);
    }
    writer.summary(diff);
    within_width(&writer.text.end(), width)
}

struct Writer {
    text: Text<Terminal>,
    theme: Theme,
}

impl Writer {
    fn file(&mut self, file: &FileDiff) {
        match (&file.old, &file.new) {
            (Some(old), Some(new)) => self.text.input(old).markup(" -> ").input(new),
            (Some(old), None) => self.text.input(old).markup(" -> no snapshot of this server"),
            (None, Some(new)) => self.text.markup("no snapshot of this server -> ").input(new),
            (None, None) => &mut self.text,
        };
        self.text.markup("\n");
        if let Some(message) = file.incomplete() {
            self.text.markup("  ").markup(message).markup("\n");
        }
        if !file.profiles.is_empty() {
            self.text.markup("\n  PROFILES\n");
        }
        file.profiles.iter().for_each(|change| self.profile(change));
        if !file.images.is_empty() {
            self.text.markup("\n  IMAGES\n");
        }
        for image in &file.images {
            self.text.markup("  ").markup(sign(image.change)).markup(" ");
            self.text.input(&image.id.cropped(MAX_SENTENCE_CHARS)).markup("\n");
        }
        if !file.repository_files.is_empty() {
            self.text.markup("\n  FILES\n");
        }
        file.repository_files.iter().for_each(|change| self.repository_file(change));
        if !file.policies.is_empty() {
            self.text.markup("\n  CUSTOMIZATION OPTIONS\n");
        }
        file.policies.iter().for_each(|change| self.policy(change));
        self.text.markup("\n");
    }

    fn profile(&mut self, change: &ProfileChange) {
        self.text.markup(match (change.old, change.new) {
            (None, _) => "  + ",
            (_, None) => "  - ",
            _ => "  ~ ",
        });
        self.text.input(&change.id.cropped(MAX_SENTENCE_CHARS)).markup(": ");
        match (change.old, change.new) {
            (Some(old), Some(new)) if old == new => {
                self.text.markup("still ");
                self.verdict(new);
            }
            (Some(old), Some(new)) => {
                self.verdict(old);
                self.text.markup(" -> ");
                self.verdict(new);
            }
            (None, Some(new)) => {
                self.text.markup("added, ");
                self.verdict(new);
            }
            (Some(old), None) => {
                self.text.markup("removed, was ");
                self.verdict(old);
            }
            (None, None) => {}
        }
        self.text.markup(if change.is_known { "\n" } else { " (the file is incomplete)\n" });
        push_reasons(&mut self.text, "      ", &change.because, &change.no_longer);
    }

    fn repository_file(&mut self, change: &RepositoryChange) {
        self.text.markup("  ").markup(sign(change.change)).markup(" ").markup(change.kind);
        self.text.markup(" ").input(&change.id.cropped(MAX_SENTENCE_CHARS));
        if let Some(replaces) = &change.replaces {
            self.text.markup(" replaces ").input(&replaces.cropped(MAX_SENTENCE_CHARS));
        }
        let version = |version: &Option<Untrusted>| match version {
            Some(version) => version.cropped(MAX_SENTENCE_CHARS),
            None => "no version".into(),
        };
        match change.change {
            Change::Changed if change.old_version != change.new_version => {
                self.text.markup(": ").input(&version(&change.old_version)).markup(" -> ");
                self.text.input(&version(&change.new_version));
            }
            Change::Added if change.new_version.is_some() => {
                self.text.markup(", ").input(&version(&change.new_version));
            }
            _ => {}
        }
        self.text.markup("\n");
    }

    fn policy(&mut self, change: &PolicyChange) {
        let value = |value: &Option<Untrusted>| match value {
            Some(value) if value.is_empty() => "nothing".into(),
            Some(value) => value.cropped(MAX_SENTENCE_CHARS),
            None => "absent".into(),
        };
        self.text.markup("  ~ ").input(&change.system).markup(" ").input(&change.attribute);
        self.text.markup(": ").input(&value(&change.old)).markup(" -> ");
        self.text.input(&value(&change.new)).markup("\n");
    }

    fn verdict(&mut self, verdict: Verdict) {
        let (begin, end) = if self.theme.color { (color(verdict), PLAIN) } else { ("", "") };
        self.text.markup(begin).markup(verdict.as_str()).markup(end);
    }

    fn summary(&mut self, diff: &Diff) {
        let Diff { summary, failures, incomplete, .. } = diff;
        if diff.files.is_empty() && !(failures.is_empty() && incomplete.is_empty()) {
            self.text.markup("changes are unknown, since files could not be compared; ");
        } else if diff.files.is_empty() {
            self.text.markup("no changes for deployment; ");
        } else {
            self.text.markup("profiles: ");
            for (number, what) in [
                (summary.regressions, " worse or lost, "),
                (summary.improvements, " better, "),
                (summary.added, " new, "),
                (summary.removed, " gone; "),
            ] {
                self.text.number(number).markup(what);
            }
        }
        self.text.number(summary.files).markup(match summary.files {
            1 => " server compared\n",
            _ => " servers compared\n",
        });
    }
}

/// Appends a line, indented by `indent`, for each reason that was added or removed.
pub(crate) fn push_reasons(
    text: &mut Text<Terminal>,
    indent: &'static str,
    because: &[Why],
    no_longer: &[Why],
) {
    for (before, why) in reasons(because, no_longer) {
        text.markup(indent).markup(before).input(&why.rule);
        if let Some(message) = &why.message {
            text.markup(": ").input(&message.cropped(MAX_SENTENCE_CHARS));
        }
        text.markup("\n");
    }
}

pub(super) fn sign(change: Change) -> &'static str {
    match change {
        Change::Added => "+",
        Change::Removed => "-",
        Change::Changed => "~",
    }
}
