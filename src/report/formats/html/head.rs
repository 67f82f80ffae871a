//! The top of the page: the run, the totals, and what was not checked.

use std::collections::HashSet;

use super::super::nothing_found;
use super::{MAX_SHOWN, Page, Places};
use crate::finding::ReadinessRow;
use crate::lint::{Report, RunInfo};
use crate::model::Verdict;
use crate::report::human::summary;
use crate::sanitize::{Html, Text, Untrusted};

/// The maximum number of policy files, and of required globs, to list.
const MAX_LISTED: usize = 50;

/// Adds the summary, the number of images and profiles per verdict, and the run.
pub(super) fn push(text: &mut Text<Html>, page: &Page<'_>) {
    text.markup("<p>").input(&summary(page.report)).markup("</p>\n");
    let rows = &page.report.readiness;
    let locations = Places::new(rows.iter().map(|row| &row.file));
    let newest: HashSet<&Untrusted> =
        locations.servers.iter().map(|server| locations.files[server.files.start]).collect();
    if locations.files.len() > newest.len() {
        text.markup("<p class=\"faint\">In the newest response of each server");
        let lacks = page.now.iter().filter(|server| server.lack.is_some()).count();
        if lacks > 0 {
            text.markup("; the newest file of ").number(lacks);
            text.markup(if lacks == 1 { " server" } else { " servers" });
            text.markup(" was not checked, or not in full");
        }
        text.markup(":</p>");
    }
    let rows: Vec<&ReadinessRow> = rows.iter().filter(|row| newest.contains(&row.file)).collect();
    text.markup("<ul class=\"tiles\">");
    for verdict in [Verdict::Blocked, Verdict::Unknown, Verdict::Warning, Verdict::Ready] {
        let count = |of_profiles: bool| {
            let of_kind = rows.iter().filter(|row| row.profile.is_some() == of_profiles);
            of_kind.filter(|row| row.verdict == verdict).count()
        };
        let (images, profiles) = (count(false), count(true));
        if page.report.summary.hosts > 0 {
            text.markup("<li class=\"").markup(verdict.as_str()).markup("\"><b>");
            text.number(profiles + images);
            text.markup(if profiles + images == 1 { " host " } else { " hosts " });
            text.markup(verdict.as_str()).markup("</b></li>");
            continue;
        }
        text.markup("<li class=\"").markup(verdict.as_str()).markup("\"><b>").number(images);
        text.markup(if images == 1 { " image " } else { " images " });
        text.markup(verdict.as_str()).markup("</b> ").number(profiles);
        text.markup(if profiles == 1 { " profile " } else { " profiles " });
        text.markup(verdict.as_str()).markup("</li>");
    }
    text.markup("</ul>");
    if let Some(run) = &page.report.run {
        push_run(text, run);
    }
}

/// Adds when, by what and under which policy the report was made.
fn push_run(text: &mut Text<Html>, run: &RunInfo) {
    text.markup("\n<dl class=\"run\"><div><dt>Made</dt><dd>").input(&run.time);
    text.markup(" by osready ").input(&run.version).markup("</dd></div>");
    push_listed(text, "Policy", &run.policy, "the defaults, without a configuration");
    push_listed(text, "Must be ready", &run.required, "nothing is required");
    push_listed(text, "Baseline", run.baseline.as_slice(), "none");
    text.markup("</dl>");
}

fn push_listed(
    text: &mut Text<Html>,
    term: &'static str,
    values: &[Untrusted],
    without: &'static str,
) {
    text.markup("<div><dt>").markup(term).markup("</dt><dd>");
    text.markup(if values.is_empty() { without } else { "" });
    for (index, value) in values.iter().take(MAX_LISTED).enumerate() {
        text.markup(if index > 0 { ", " } else { "" });
        text.markup("<code>").input(value).markup("</code>");
    }
    if values.len() > MAX_LISTED {
        text.markup(" and ").number(values.len() - MAX_LISTED).markup(" more");
    }
    text.markup("</dd></div>");
}

/// Adds the files that could not be read.
pub(super) fn push_failures(text: &mut Text<Html>, report: &Report) {
    if report.failures.is_empty() {
        return;
    }
    text.markup(
        "<section aria-labelledby=\"failures\"><h2 id=\"failures\">Could not be read</h2><ul>",
    );
    for failure in report.failures.iter().take(MAX_SHOWN) {
        text.markup("<li><code>").input(&failure.file).markup("</code>: ");
        text.input(&failure.message).markup("</li>");
    }
    text.markup("</ul></section>");
}

/// Adds what was not checked, or not in full.
pub(super) fn push_incomplete(text: &mut Text<Html>, report: &Report) {
    let nothing = nothing_found(report);
    if report.incomplete.is_empty() && nothing.is_none() {
        return;
    }
    text.markup("<section aria-labelledby=\"incomplete\">");
    text.markup("<h2 id=\"incomplete\">Not checked, or not in full</h2><ul>");
    if let Some(why) = nothing {
        text.markup("<li>").markup(why).markup("</li>");
    }
    for check in report.incomplete.iter().take(MAX_SHOWN) {
        text.markup("<li><code>").input(&check.file).markup("</code>: ");
        text.input(&check.sentence()).markup("</li>");
    }
    text.markup("</ul></section>");
}
