//! The history of profiles for people.

use crate::diff::push_reasons;
use crate::model::Verdict;
use crate::report::{PLAIN, Theme, color, within_width};
use crate::sanitize::{Sanitized, Terminal, Text};

use super::{History, Profile, Server, VerdictChange};

/// The maximum length of a displayed message or id, in characters.
const MAX_SENTENCE_CHARS: usize = 200;
/// The maximum number of columns in the strip of a profile.
const MAX_STRIP_COLUMNS: usize = 72;
/// The maximum number of incomplete snapshots to list per server.
const MAX_INCOMPLETE: usize = 10;

/// Returns, for each server, the profiles that changed, with dates and reasons, and the number of
/// other profiles, wrapped at `width` columns.
#[must_use]
pub fn human(history: &History, theme: Theme, width: usize) -> Sanitized {
    let mut text = Text::new();
    for server in &history.servers {
        push_server(&mut text, server, theme);
    }
    if !history.servers.is_empty() {
        text.markup("strips read from the oldest snapshot to the newest: . ready, w warning, ? unknown, x blocked\n");
    }
    within_width(&text.end(), width)
}

fn push_server(text: &mut Text<Terminal>, server: &Server, theme: Theme) {
    text.input(&server.name.cropped(MAX_SENTENCE_CHARS))
        .markup(": ")
        .number(server.snapshots.len());
    text.markup(match server.snapshots.len() {
        1 => " snapshot",
        _ => " snapshots",
    });
    if let Some(last) = server.snapshots.len().checked_sub(1) {
        text.markup(" from ").input(&server.when(0).cropped(MAX_SENTENCE_CHARS));
        text.markup(" to ").input(&server.when(last).cropped(MAX_SENTENCE_CHARS));
    }
    text.markup("\n");
    push_incomplete(text, server);
    let mut constant = [0; 4];
    for profile in &server.profiles {
        match profile.now().filter(|_| profile.changes.is_empty()) {
            Some(verdict) => constant[verdict as usize] += 1,
            None => push_profile(text, server, profile, theme),
        }
    }
    let count: usize = constant.iter().sum();
    if count > 0 {
        text.markup("\n  never changed: ");
        let kinds = [Verdict::Ready, Verdict::Warning, Verdict::Unknown, Verdict::Blocked];
        let shown = kinds.into_iter().filter(|verdict| constant[*verdict as usize] > 0);
        for (index, verdict) in shown.enumerate() {
            text.markup(if index > 0 { ", " } else { "" });
            text.number(constant[verdict as usize]).markup(" ").markup(verdict.as_str());
        }
        text.markup("\n");
    }
    text.markup("\n");
}

/// Appends the snapshots that are incomplete, with the reason.
fn push_incomplete(text: &mut Text<Terminal>, server: &Server) {
    let incomplete = |index: &usize| server.snapshots[*index].is_incomplete;
    let indices: Vec<usize> = (0..server.snapshots.len()).filter(incomplete).collect();
    for index in indices.iter().take(MAX_INCOMPLETE) {
        text.markup("  ")
            .input(&server.when(*index).cropped(MAX_SENTENCE_CHARS))
            .markup("  unknown: ");
        if let Some(reason) = &server.snapshots[*index].reason {
            text.input(&reason.cropped(MAX_SENTENCE_CHARS));
        }
        text.markup("\n");
    }
    if indices.len() > MAX_INCOMPLETE {
        text.markup("  and ").number(indices.len() - MAX_INCOMPLETE);
        text.markup(" more incomplete snapshots (--format json lists them)\n");
    }
}

fn push_profile(text: &mut Text<Terminal>, server: &Server, profile: &Profile, theme: Theme) {
    text.markup("\n  ").input(&profile.id.cropped(MAX_SENTENCE_CHARS)).markup("\n    ");
    push_strip(text, &profile.verdicts, theme);
    text.markup("\n");
    for change in &profile.changes {
        push_turn(text, server, change);
    }
}

/// Appends one character per snapshot, or, if there are too many, one for the worst of several
/// snapshots.
fn push_strip(text: &mut Text<Terminal>, verdicts: &[Option<Verdict>], theme: Theme) {
    for verdicts in verdicts.chunks(verdicts.len().div_ceil(MAX_STRIP_COLUMNS).max(1)) {
        let worst = verdicts.iter().max().copied().flatten();
        let mark = match worst {
            None => " ",
            Some(Verdict::Ready) => ".",
            Some(Verdict::Warning) => "w",
            Some(Verdict::Unknown) => "?",
            Some(Verdict::Blocked) => "x",
        };
        match worst.filter(|_| theme.color) {
            Some(verdict) => text.markup(color(verdict)).markup(mark).markup(PLAIN),
            None => text.markup(mark),
        };
    }
}

fn push_turn(text: &mut Text<Terminal>, server: &Server, change: &VerdictChange) {
    text.markup("    ")
        .input(&server.when(change.snapshot).cropped(MAX_SENTENCE_CHARS))
        .markup("  ");
    match (change.old, change.new) {
        (Some(old), Some(new)) => text.markup(old.as_str()).markup(" -> ").markup(new.as_str()),
        (None, Some(new)) => text.markup("added, ").markup(new.as_str()),
        (_, None) => text.markup("removed"),
    };
    text.markup("\n");
    push_reasons(text, "        ", &change.because, &change.no_longer);
}
