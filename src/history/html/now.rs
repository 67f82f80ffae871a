//! What is broken now: the profiles that are blocked or unknown, with names, dates and reasons.

use std::cmp::Reverse;

use crate::history::{History, Profile, Server};
use crate::model::Verdict;
use crate::sanitize::{Html, Text};

use super::MAX_SHOWN;

/// Adds the section.
pub(super) fn push(text: &mut Text<Html>, history: &History) {
    let mut broken: Vec<(Verdict, &Server, &Profile)> = Vec::new();
    for server in &history.servers {
        for profile in &server.profiles {
            let verdict = profile.now().filter(|verdict| *verdict >= Verdict::Unknown);
            broken.extend(verdict.map(|verdict| (verdict, server, profile)));
        }
    }
    // Blocked ones first, then by server.
    broken.sort_by_key(|(verdict, ..)| Reverse(*verdict));
    let lacks: Vec<&Server> = history.servers.iter().filter(|server| lack(server)).collect();
    text.markup("<section aria-labelledby=\"now\"><h2 id=\"now\">Broken now</h2>");
    if broken.is_empty() && lacks.is_empty() {
        text.markup("<p>Nothing is blocked or unknown.</p></section>\n");
        return;
    }
    text.markup("<ul class=\"now\">");
    for (verdict, server, profile) in broken.iter().take(MAX_SHOWN) {
        push_profile(text, *verdict, server, profile);
    }
    for server in lacks.iter().take(MAX_SHOWN) {
        let last = server.snapshots.len() - 1;
        text.markup("<li><span class=\"badge unknown\">unknown</span> ").input(&server.name);
        text.markup(" on ").input(&server.when(last));
        if let Some(reason) = &server.snapshots[last].reason {
            text.markup(": ").input(reason);
        }
        text.markup("</li>\n");
    }
    text.markup("</ul>");
    if broken.len() > MAX_SHOWN {
        text.markup("<p>").number(broken.len() - MAX_SHOWN).markup(" more are not shown.</p>");
    }
    text.markup("</section>\n");
}

/// Returns whether the newest snapshot was not checked, or not in full.
fn lack(server: &Server) -> bool {
    server.snapshots.last().is_some_and(|snapshot| snapshot.is_incomplete)
}

fn push_profile(text: &mut Text<Html>, verdict: Verdict, server: &Server, profile: &Profile) {
    text.markup("<li><span class=\"badge ").markup(verdict.as_str()).markup("\">");
    text.markup(verdict.as_str()).markup("</span> <b>").input(&profile.id).markup("</b> ");
    let change = profile.changes.last();
    match change {
        Some(change) => text.markup("since ").input(&server.when(change.snapshot)),
        None => text.markup("in all snapshots"),
    };
    text.markup(" <span class=\"place\">").input(&server.name).markup("</span>");
    for why in change.iter().flat_map(|change| &change.because) {
        text.markup("<br>").input(&why.rule);
        if let Some(message) = &why.message {
            text.markup(": ").input(message);
        }
    }
    text.markup("</li>\n");
}
