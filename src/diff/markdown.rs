//! The report of changes as Markdown tables, for job summaries, tickets and pull requests.

use std::io::{self, Write};

use crate::report::formats::markdown::marked;
use crate::sanitize::{Markdown, Text, Untrusted};

use super::human::sign;
use super::{Diff, FileDiff, ProfileChange, Why, reasons};

/// The maximum length of a displayed message or id, in characters.
const MAX_SENTENCE_CHARS: usize = 400;
/// The maximum length in bytes: GitHub shows job summaries of up to 1 MiB.
const MAX_BYTES: usize = 1_000_000;

/// Writes the changes per file. Files that do not fit are counted.
///
/// # Errors
/// Returns an error if writing fails.
pub fn markdown(diff: &Diff, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Markdown>::new();
    text.markup("## Changes for deployment\n\n");
    let summary = &diff.summary;
    text.markup("**Profiles: ").number(summary.regressions).markup(" worse or lost, ");
    text.number(summary.improvements).markup(" better, ").number(summary.added).markup(" new, ");
    text.number(summary.removed).markup(" gone. Servers compared: ").number(summary.files);
    text.markup("**\n");
    not_compared(&mut text, diff);
    for (index, file) in diff.files.iter().enumerate() {
        let part = part(file);
        if text.len() + part.len() > MAX_BYTES {
            let left = diff.files.len() - index;
            text.markup("\n… and ").number(left).markup(" more servers (truncated).\n");
            break;
        }
        text.append(&part);
    }
    text.write_guarded(to)
}

/// Appends the files that were not compared completely.
fn not_compared(text: &mut Text<Markdown>, diff: &Diff) {
    let failures = diff.failures.iter().map(|failure| (&failure.file, failure.message.clone()));
    let incomplete = diff.incomplete.iter().map(|check| (&check.file, check.sentence()));
    for (index, (file, why)) in failures.chain(incomplete).enumerate() {
        if index == 0 {
            text.markup("\n### Not compared completely\n\n| File | Why |\n|---|---|\n");
        }
        if text.len() > MAX_BYTES / 4 {
            text.markup("\n… and more files (truncated).\n");
            break;
        }
        text.markup("| ").input(&file.cropped(MAX_SENTENCE_CHARS)).markup(" | ");
        text.input(&why.cropped(MAX_SENTENCE_CHARS)).markup(" |\n");
    }
}

fn part(file: &FileDiff) -> Text<Markdown> {
    let mut text = Text::new();
    let name = |name: &Option<Untrusted>| match name {
        Some(name) => name.cropped(MAX_SENTENCE_CHARS),
        None => "no snapshot".into(),
    };
    text.markup("\n### ").input(&name(&file.old)).markup(" → ").input(&name(&file.new));
    text.markup("\n");
    if let Some(message) = file.incomplete() {
        text.markup("\n").markup(message).markup("\n");
    }
    if !file.profiles.is_empty() {
        text.markup("\n| Profile | Before | Now | Why |\n|---|---|---|---|\n");
    }
    for change in &file.profiles {
        profile(&mut text, change);
    }
    if !file.images.is_empty() {
        text.markup("\n| | Image |\n|---|---|\n");
    }
    for image in &file.images {
        text.markup("| `").markup(sign(image.change)).markup("` | ");
        text.input(&image.id.cropped(MAX_SENTENCE_CHARS)).markup(" |\n");
    }
    if !file.repository_files.is_empty() {
        text.markup("\n| | File | Id | Before | Now |\n|---|---|---|---|---|\n");
    }
    for change in &file.repository_files {
        text.markup("| `").markup(sign(change.change)).markup("` | ").markup(change.kind);
        text.markup(" | ").input(&change.id.cropped(MAX_SENTENCE_CHARS)).markup(" | ");
        let before = change.old_version.iter().chain(&change.replaces);
        for (index, before) in before.enumerate() {
            text.markup(if index > 0 { ", " } else { "" })
                .input(&before.cropped(MAX_SENTENCE_CHARS));
        }
        text.markup(" | ");
        if let Some(now) = &change.new_version {
            text.input(&now.cropped(MAX_SENTENCE_CHARS));
        }
        text.markup(" |\n");
    }
    if !file.policies.is_empty() {
        text.markup("\n| System | Customization option | Before | Now |\n|---|---|---|---|\n");
    }
    for change in &file.policies {
        text.markup("| ").input(&change.system).markup(" | ").input(&change.attribute);
        for value in [&change.old, &change.new] {
            text.markup(" | ");
            if let Some(value) = value {
                text.input(&value.cropped(MAX_SENTENCE_CHARS));
            }
        }
        text.markup(" |\n");
    }
    text
}

fn profile(text: &mut Text<Markdown>, change: &ProfileChange) {
    text.markup("| ").input(&change.id.cropped(MAX_SENTENCE_CHARS));
    for verdict in [change.old, change.new] {
        text.markup(" | ").markup(verdict.map_or("—", marked));
    }
    text.markup(" | ");
    let reasons = reasons(&change.because, &change.no_longer);
    for (index, (before, Why { rule, message })) in reasons.enumerate() {
        text.markup(if index > 0 { "; " } else { "" }).markup(before).input(rule);
        if let Some(message) = message {
            text.markup(": ").input(&message.cropped(MAX_SENTENCE_CHARS));
        }
    }
    text.markup(" |\n");
}
