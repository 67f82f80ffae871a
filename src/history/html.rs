//! The history of profiles as an HTML page: a strip for each profile, from the oldest snapshot to
//! the newest.

use std::io::{self, Write};
use std::sync::LazyLock;

use crate::diff::reasons;
use crate::model::Verdict;
use crate::report::formats::html::{STYLE as SHARED, push_source};
use crate::sanitize::{Html, Text};

mod axis;
mod now;

use axis::Axis;

use super::{History, Profile, Server, VerdictChange};

/// The maximum number of profiles on a page; more would slow down browsers.
const MAX_SHOWN: usize = 5_000;

static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}{}", *SHARED, include_str!("page.css").replace('\r', "")));

/// Writes the page.
///
/// # Errors
/// Returns an error if writing fails.
pub fn html(history: &History, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Html>::new();
    text.markup("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    text.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    push_source(&mut text, "style-src 'sha256-", &STYLE);
    text.markup("'; base-uri 'none'; form-action 'none'\">\n");
    text.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    text.markup("<meta name=\"referrer\" content=\"no-referrer\">\n");
    text.markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
    text.markup("<meta name=\"generator\" content=\"osready\">\n");
    text.markup("<title>osready: profile history</title>\n<style>").markup(&STYLE);
    text.markup("</style>\n</head>\n<body>\n<main>\n<h1>Profile history</h1>\n");
    now::push(&mut text, history);
    push_legend(&mut text);
    let mut left = MAX_SHOWN;
    for server in &history.servers {
        push_server(&mut text, server, &mut left);
        // Written text is dropped to bound memory.
        text.write_guarded(to)?;
        text = Text::new();
    }
    let all: usize = history.servers.iter().map(|server| server.profiles.len()).sum();
    if all > MAX_SHOWN {
        text.markup("<p>").number(all - MAX_SHOWN).markup(" more profiles are not shown.</p>\n");
    }
    push_not_checked(&mut text, history);
    text.markup("</main>\n</body>\n</html>\n");
    text.write_guarded(to)
}

fn push_legend(text: &mut Text<Html>) {
    text.markup(
        "<p class=\"legend\">Each strip reads from the oldest snapshot to the newest:</p>\n",
    );
    text.markup("<ul class=\"legend\">");
    for (class, words) in [
        ("ready", "ready"),
        ("warning", "warning"),
        ("unknown", "unknown, or not checked in full"),
        ("blocked", "blocked"),
        ("absent", "the server does not have the profile"),
        ("gap", "no snapshot for longer than usual"),
    ] {
        text.markup("<li><svg class=\"strip\" aria-hidden=\"true\" viewBox=\"0 0 1 1\" ");
        text.markup("preserveAspectRatio=\"none\"><rect width=\"1\" height=\"1\" class=\"")
            .markup(class);
        text.markup("\"/></svg> ").markup(words).markup("</li>");
    }
    text.markup("</ul>\n");
}

/// Appends the snapshots that were not read or checked completely.
fn push_not_checked(text: &mut Text<Html>, history: &History) {
    let failures = history.failures.iter().map(|failure| (&failure.file, failure.message.clone()));
    let incomplete = history.incomplete.iter().map(|check| (&check.file, check.sentence()));
    let count = history.failures.len() + history.incomplete.len();
    if count == 0 {
        return;
    }
    text.markup("<section>\n<h2>Not checked completely</h2>\n<ul>");
    for (file, why) in failures.chain(incomplete).take(MAX_SHOWN) {
        text.markup("<li>").input(file).markup(": ").input(&why).markup("</li>\n");
    }
    text.markup("</ul>\n");
    if count > MAX_SHOWN {
        text.markup("<p>").number(count - MAX_SHOWN).markup(" more are not shown.</p>\n");
    }
    text.markup("</section>\n");
}

fn push_server(text: &mut Text<Html>, server: &Server, left: &mut usize) {
    text.markup("<section>\n<h2>").input(&server.name).markup("</h2>\n");
    if let Some(last) = server.snapshots.len().checked_sub(1) {
        text.markup("<p class=\"faint\">")
            .number(server.snapshots.len())
            .markup(" snapshots from ");
        text.input(&server.when(0)).markup(" to ").input(&server.when(last)).markup("</p>\n");
    }
    for (index, snapshot) in server.snapshots.iter().enumerate().take(MAX_SHOWN) {
        if let Some(reason) = &snapshot.reason {
            text.markup("<p>").input(&server.when(index)).markup(": unknown, ").input(reason);
            text.markup("</p>\n");
        }
    }
    text.markup("<table><thead><tr><th scope=\"col\">Profile</th><th scope=\"col\">Over time");
    let axis = Axis::new(server);
    axis.push(text, server);
    text.markup("</th>");
    text.markup("<th scope=\"col\">Last</th></tr></thead><tbody>\n");
    // Profiles with the most changes come first.
    let mut profiles: Vec<&Profile> = server.profiles.iter().collect();
    profiles.sort_by_key(|profile| std::cmp::Reverse(profile.changes.len()));
    profiles.truncate(*left);
    *left -= profiles.len();
    for profile in profiles {
        push_profile(text, server, &axis, profile);
    }
    text.markup("</tbody></table>\n</section>\n");
}

fn push_profile(text: &mut Text<Html>, server: &Server, axis: &Axis, profile: &Profile) {
    text.markup("<tr><td>").input(&profile.id);
    if !profile.changes.is_empty() {
        text.markup("<details><summary>").number(profile.changes.len());
        text.markup(if profile.changes.len() == 1 { " change" } else { " changes" });
        text.markup("</summary><ul>\n");
        for change in &profile.changes {
            push_turn(text, server, change);
        }
        text.markup("</ul></details>");
    }
    text.markup("</td><td>");
    axis.push_strip(text, server, profile);
    let now = profile.now();
    text.markup("</td><td><span class=\"badge ").markup(class(now)).markup("\">");
    text.markup(now.map_or("gone", Verdict::as_str)).markup("</span></td></tr>\n");
}

fn push_turn(text: &mut Text<Html>, server: &Server, change: &VerdictChange) {
    let word = |verdict: Option<Verdict>| verdict.map_or("absent", Verdict::as_str);
    text.markup("<li>").input(&server.when(change.snapshot)).markup(": ").markup(word(change.old));
    text.markup(" → ").markup(word(change.new));
    for (before, why) in reasons(&change.because, &change.no_longer) {
        text.markup("<br>").markup(before).markup("<b>").input(&why.rule).markup("</b>");
        if let Some(message) = &why.message {
            text.markup(": ").input(message);
        }
    }
    text.markup("</li>\n");
}

/// Returns the CSS class of a verdict.
fn class(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("absent", Verdict::as_str)
}
