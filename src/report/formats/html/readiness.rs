//! The readiness table on the page.

use super::super::shown_id;
use super::{Page, SHOWN};
use crate::finding::Row;
use crate::model::Verdict;
use crate::sanitize::{Html, Text, Untrusted};

/// Adds the table.
pub(super) fn push(text: &mut Text<Html>, page: &Page<'_>) {
    text.markup("<section aria-labelledby=\"deployable\"><h2 id=\"deployable\">Readiness</h2>");
    if page.rows.is_empty() {
        text.markup("<p>No image or profile was checked.</p></section>\n");
        return;
    }
    if page.all.1 > SHOWN {
        text.markup("<p>The worst ").number(SHOWN).markup(" of ").number(page.all.1);
        text.markup(" rows are shown.</p>");
    }
    let hosts = page.rows.iter().any(|row| row.host.is_some());
    text.markup("<table id=\"readiness\"><thead><tr><th scope=\"col\">");
    text.markup(if hosts { "Host and profile</th>" } else { "Image and profile</th>" });
    text.markup("<th scope=\"col\">Verdict</th><th scope=\"col\">Why</th></tr></thead><tbody>\n");
    let several = page.rows.windows(2).any(|pair| pair[0].file != pair[1].file);
    for row in &page.rows {
        push_row(text, page, row, several);
    }
    text.markup("</tbody></table></section>\n");
}

fn push_row(text: &mut Text<Html>, page: &Page<'_>, row: &Row, several: bool) {
    let is_profile = row.profile.is_some();
    text.markup(if is_profile { "<tr class=\"profile\"" } else { "<tr class=\"image\"" });
    page.push_about(text, row.image.as_ref(), Some(row.verdict));
    text.markup("><td>");
    match &row.host {
        Some(host) => text.input(&host.title()).markup(": "),
        None => text.markup(if is_profile { "" } else { "image " }),
    };
    text.input(&shown_id(row.profile.as_ref().or(row.image.as_ref())));
    if several && (!is_profile || row.image.is_none()) {
        text.markup(" <span class=\"place\">").input(&row.file).markup("</span>");
    }
    text.markup("</td><td>");
    push_badge(text, row.verdict);
    text.markup("</td><td>");
    let mut named: Vec<&Untrusted> = Vec::new();
    for reason in &row.reasons {
        if named.contains(&&reason.rule) {
            continue;
        }
        text.markup(if named.is_empty() { "" } else { ", " });
        named.push(&reason.rule);
        let shown = reason.finding.filter(|at| page.is_shown.get(*at) == Some(&true));
        if let Some(finding) = shown {
            text.markup("<a href=\"#f").number(finding).markup("\">");
        }
        text.input(&reason.rule).markup(if shown.is_some() { "</a>" } else { "" });
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
