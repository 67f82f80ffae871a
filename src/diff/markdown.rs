//! What changed, as tables in Markdown: for job summaries, tickets and pull requests.

use std::io::{self, Write};

use crate::harmless::{Markdown, Text, Untrusted};
use crate::report::formats::markdown::marked;

use super::human::sign;
use super::{Diff, FileDiff, ProfileChange, Why, reasons};

/// How many characters of a sentence, or of an id, are shown.
const SENTENCE: usize = 400;
/// How many bytes there are at most: GitHub shows a job summary of up to 1 MiB.
const MOST: usize = 1_000_000;

/// What changed, file by file. Files that do not fit are counted.
///
/// # Errors
/// Those of writing.
pub fn markdown(diff: &Diff, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Markdown>::new();
    text.markup("## What changed for deployment\n\n");
    let summary = &diff.summary;
    text.markup("**Profiles: ").number(summary.regressions).markup(" worse or lost, ");
    text.number(summary.improvements).markup(" better, ").number(summary.came).markup(" new, ");
    text.number(summary.went).markup(" gone. Servers compared: ").number(summary.files);
    text.markup("**\n");
    not_compared(&mut text, diff);
    for (index, file) in diff.files.iter().enumerate() {
        let part = part(file);
        if text.len() + part.len() > MOST {
            let left = diff.files.len() - index;
            text.markup("\n… and ").number(left).markup(" more servers, which do not fit here.\n");
            break;
        }
        text.append(&part);
    }
    text.write_guarded(to)
}

/// The files that could not be compared, or not as a whole.
fn not_compared(text: &mut Text<Markdown>, diff: &Diff) {
    let failures = diff.failures.iter().map(|failure| (&failure.file, failure.message.clone()));
    let incomplete = diff.incomplete.iter().map(|check| (&check.file, check.sentence()));
    for (index, (file, why)) in failures.chain(incomplete).enumerate() {
        if index == 0 {
            text.markup("\n### Not compared, or not in full\n\n| File | Why |\n|---|---|\n");
        }
        if text.len() > MOST / 4 {
            text.markup("\n… and more files, which do not fit here.\n");
            break;
        }
        text.markup("| ").input(&file.cropped(SENTENCE)).markup(" | ");
        text.input(&why.cropped(SENTENCE)).markup(" |\n");
    }
}

fn part(file: &FileDiff) -> Text<Markdown> {
    let mut text = Text::new();
    let name = |name: &Option<Untrusted>| match name {
        Some(name) => name.cropped(SENTENCE),
        None => "no snapshot".into(),
    };
    text.markup("\n### ").input(&name(&file.old)).markup(" → ").input(&name(&file.new));
    text.markup("\n");
    if let Some(told) = file.incomplete() {
        text.markup("\n").markup(told).markup("\n");
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
        text.input(&image.id.cropped(SENTENCE)).markup(" |\n");
    }
    if !file.repository_files.is_empty() {
        text.markup("\n| | File | Id | Before | Now |\n|---|---|---|---|---|\n");
    }
    for change in &file.repository_files {
        text.markup("| `").markup(sign(change.change)).markup("` | ").markup(change.kind);
        text.markup(" | ").input(&change.id.cropped(SENTENCE)).markup(" | ");
        let before = change.old_version.iter().chain(&change.replaces);
        for (index, before) in before.enumerate() {
            text.markup(if index > 0 { ", " } else { "" }).input(&before.cropped(SENTENCE));
        }
        text.markup(" | ");
        if let Some(now) = &change.new_version {
            text.input(&now.cropped(SENTENCE));
        }
        text.markup(" |\n");
    }
    if !file.policies.is_empty() {
        text.markup("\n| System | What may be customised | Before | Now |\n|---|---|---|---|\n");
    }
    for change in &file.policies {
        text.markup("| ").input(&change.system).markup(" | ").input(&change.attribute);
        for value in [&change.old, &change.new] {
            text.markup(" | ");
            if let Some(value) = value {
                text.input(&value.cropped(SENTENCE));
            }
        }
        text.markup(" |\n");
    }
    text
}

fn profile(text: &mut Text<Markdown>, change: &ProfileChange) {
    text.markup("| ").input(&change.id.cropped(SENTENCE));
    for verdict in [change.old, change.new] {
        text.markup(" | ").markup(verdict.map_or("—", marked));
    }
    text.markup(" | ");
    let reasons = reasons(&change.because, &change.no_longer);
    for (index, (before, Why { rule, message })) in reasons.enumerate() {
        text.markup(if index > 0 { "; " } else { "" }).markup(before).input(rule);
        if let Some(message) = message {
            text.markup(": ").input(&message.cropped(SENTENCE));
        }
    }
    text.markup(" |\n");
}
