//! The readiness tables on the page: by server, the newest file first, the worst verdict first.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::super::shown_id;
use super::locations::Server;
use super::{MAX_SHOWN, Page, rules};
use crate::finding::ReadinessRow;
use crate::lint::{ServerNow, Since};
use crate::model::Verdict;
use crate::sanitize::{Html, Text, Untrusted};

/// The maximum length of a displayed label, in characters.
const MAX_LABEL_CHARS: usize = 160;

/// Since when images and profiles are blocked or unknown.
type CurrentVerdicts<'r> = HashMap<(Option<&'r Untrusted>, Option<&'r Untrusted>), Since>;

/// Adds the tables.
pub(super) fn push(text: &mut Text<Html>, page: &Page<'_>) {
    text.markup("<section id=\"readiness\" aria-labelledby=\"deployable\">");
    text.markup("<h2 id=\"deployable\">Readiness</h2>");
    if page.rows.is_empty() {
        text.markup("<p>No image or profile was checked.</p></section>\n");
        return;
    }
    if page.all.1 > MAX_SHOWN {
        text.markup("<p>The worst ").number(MAX_SHOWN).markup(" of ").number(page.all.1);
        text.markup(" rows are shown.</p>");
    }
    let mut by_file: Vec<Vec<&ReadinessRow>> = vec![Vec::new(); page.locations.files.len()];
    for row in &page.rows {
        if let Some((_, file)) = page.locations.of(&row.file) {
            by_file[file].push(row);
        }
    }
    for rows in &mut by_file {
        rows.sort_by_key(|row| Reverse(row.verdict));
    }
    let now: HashMap<Untrusted, &ServerNow> =
        page.now.iter().map(|server| (server.name.as_str().into(), server)).collect();
    let mut servers: Vec<&Server> = page.locations.servers.iter().collect();
    servers.retain(|server| by_file[server.files.clone()].iter().any(|rows| !rows.is_empty()));
    servers.sort_by_key(|server| {
        let newest = by_file[server.files.clone()].iter().find(|rows| !rows.is_empty());
        let lacks = now.get(&server.name).is_some_and(|now| now.lack.is_some());
        let worst = newest.map(|rows| rows[0].verdict);
        Reverse(worst.max(lacks.then_some(Verdict::Unknown)))
    });
    for server in servers {
        push_server(text, page, server, now.get(&server.name).copied(), &by_file);
    }
    text.markup("</section>\n");
}

fn push_server(
    text: &mut Text<Html>,
    page: &Page<'_>,
    server: &Server,
    now: Option<&ServerNow>,
    by_file: &[Vec<&ReadinessRow>],
) {
    let files: Vec<usize> =
        server.files.clone().filter(|file| !by_file[*file].is_empty()).collect();
    text.markup("<div class=\"part\">");
    if page.locations.files.len() > 1 {
        text.markup("<h3>");
        match files.as_slice() {
            [file] => text.input(page.locations.files[*file]),
            _ => text.input(&server.name),
        };
        text.markup("</h3>");
    }
    if let Some((now, lack)) = now.and_then(|now| Some((now, now.lack.as_ref()?))) {
        text.markup("<p>").input(&now.file).markup(": ").input(lack).markup("</p>");
    }
    for (index, file) in files.iter().enumerate() {
        let rows = &by_file[*file];
        if files.len() == 1 {
            push_rows(text, page, rows, now);
            continue;
        }
        text.markup("<details class=\"part\"").markup(if index == 0 { " open>" } else { ">" });
        text.markup("<summary>").input(page.locations.files[*file]).markup(": ");
        push_counts(text, rows);
        text.markup("</summary>");
        push_rows(text, page, rows, now.filter(|_| index == 0));
        text.markup("</details>\n");
    }
    text.markup("</div>\n");
}

fn push_counts(text: &mut Text<Html>, rows: &[&ReadinessRow]) {
    for (index, same) in rows.chunk_by(|one, next| one.verdict == next.verdict).enumerate() {
        text.markup(if index > 0 { ", " } else { "" }).number(same.len()).markup(" ");
        text.markup(same[0].verdict.as_str());
    }
}

/// Adds the rows of a file; ready ones open on demand.
fn push_rows(
    text: &mut Text<Html>,
    page: &Page<'_>,
    rows: &[&ReadinessRow],
    now: Option<&ServerNow>,
) {
    let verdicts = now.iter().flat_map(|now| &now.verdicts);
    let verdicts: CurrentVerdicts<'_> = verdicts
        .map(|current| ((current.image.as_ref(), current.profile.as_ref()), current.since))
        .collect();
    let (bad, ready) = rows.split_at(rows.partition_point(|row| row.verdict != Verdict::Ready));
    push_table(text, page, bad, &verdicts);
    if !ready.is_empty() {
        text.markup("<details class=\"part\"><summary>").number(ready.len());
        text.markup(" ready</summary>");
        push_table(text, page, ready, &verdicts);
        text.markup("</details>");
    }
}

fn push_table(
    text: &mut Text<Html>,
    page: &Page<'_>,
    rows: &[&ReadinessRow],
    verdicts: &CurrentVerdicts<'_>,
) {
    if rows.is_empty() {
        return;
    }
    let hosts = rows.iter().any(|row| row.host.is_some());
    text.markup("<table><thead><tr><th scope=\"col\">");
    text.markup(if hosts { "Host and profile</th>" } else { "Image or profile</th>" });
    text.markup("<th scope=\"col\">Verdict</th><th scope=\"col\">Why</th></tr></thead><tbody>\n");
    for row in rows {
        let since = verdicts.get(&(row.image.as_ref(), row.profile.as_ref())).copied();
        push_row(text, page, row, since);
    }
    text.markup("</tbody></table>");
}

fn push_row(text: &mut Text<Html>, page: &Page<'_>, row: &ReadinessRow, since: Option<Since>) {
    text.markup("<tr");
    page.push_about(text, &row.file, row.image.as_ref(), Some(row.verdict));
    text.markup("><td>");
    match &row.host {
        Some(host) => text.input(&host.title()).markup(": "),
        None => text.markup(if row.profile.is_some() { "" } else { "image " }),
    };
    text.input(&shown_id(row.profile.as_ref().or(row.image.as_ref())));
    text.markup(if row.required == Some(true) { " <b>required</b>" } else { "" });
    text.markup("</td><td>");
    push_badge(text, row.verdict);
    match since {
        Some(Since::Day(day)) => {
            text.markup("<div class=\"place\">since ").input(&day.to_string()).markup("</div>")
        }
        Some(Since::Always) => text.markup("<div class=\"place\">in all snapshots</div>"),
        Some(Since::Unknown) | None => text,
    };
    text.markup("</td><td>");
    let mut named: Vec<&Untrusted> = Vec::new();
    for reason in &row.reasons {
        if named.contains(&&reason.rule) {
            continue;
        }
        named.push(&reason.rule);
        text.markup("<div>");
        rules::push_link(text, page, &reason.rule);
        let shown = reason.finding.filter(|at| page.is_shown.get(*at) == Some(&true));
        if let Some(finding) = shown {
            let label = page.report.findings[finding].label.cropped(MAX_LABEL_CHARS);
            let label = if label.is_empty() { "finding".into() } else { label };
            text.markup(": <a href=\"#f").number(finding).markup("\">").input(&label);
            text.markup("</a>");
        }
        text.markup("</div>");
    }
    text.markup("</td></tr>\n");
}

/// Adds a verdict as a word, a symbol and a color.
fn push_badge(text: &mut Text<Html>, verdict: Verdict) {
    text.markup("<span class=\"badge ")
        .markup(verdict.as_str())
        .markup("\"><span aria-hidden=\"true\">");
    text.markup(match verdict {
        Verdict::Ready => "✓",
        Verdict::Warning => "!",
        Verdict::Unknown => "?",
        Verdict::Blocked => "✕",
    });
    text.markup("</span> ").markup(verdict.as_str()).markup("</span>");
}
