//! The list of findings on the page; each opens on demand.

use super::super::shown_id;
use super::{MAX_SHOWN, Page, excerpt, rules};
use crate::finding::{BaselineState, Finding};
use crate::report::why;
use crate::sanitize::{Html, Text};

/// Adds the list.
pub(super) fn push_all(text: &mut Text<Html>, page: &Page<'_>) {
    text.markup("<section aria-labelledby=\"findings\">");
    text.markup("<h2 id=\"findings\" tabindex=\"-1\">Findings</h2>");
    if page.findings.is_empty() {
        text.markup("<p>Nothing.</p></section>\n");
        return;
    }
    if page.all.0 > MAX_SHOWN {
        text.markup("<p>The worst ").number(MAX_SHOWN).markup(" of ").number(page.all.0);
        text.markup(" findings are shown; <code>--format json</code> contains all.</p>");
    }
    text.markup("<div id=\"list\"><div role=\"list\">\n");
    for (index, finding) in &page.findings {
        push(text, page, *index, finding);
    }
    text.markup("</div></div></section>\n");
}

fn push(text: &mut Text<Html>, page: &Page<'_>, index: usize, finding: &Finding) {
    let about = (&finding.file, finding.image.as_ref(), finding.profile.as_ref());
    text.markup("<div class=\"finding\" role=\"listitem\" id=\"f")
        .number(index)
        .markup("\" data-level=\"");
    text.markup(finding.level.as_str()).markup("\" data-rule=\"").input(&finding.rule).markup("\"");
    page.push_about(
        text,
        &finding.file,
        finding.image.as_ref(),
        page.verdicts.get(&about).copied(),
    );
    text.markup(if finding.is_counted() { "><details>" } else { "><details class=\"dim\">" });
    text.markup("<summary><span class=\"badge ").markup(finding.level.as_str());
    text.markup("\">").markup(finding.level.as_str()).markup("</span> ");
    if finding.suppressed.is_some() {
        text.markup("<span class=\"badge aside\">suppressed</span> ");
    }
    text.markup(match finding.baseline {
        Some(BaselineState::Unchanged) => "<span class=\"badge aside\">known</span> ",
        Some(BaselineState::New) => "<span class=\"badge aside\">new</span> ",
        None => "",
    });
    text.markup("<code class=\"rule\">").input(&finding.rule).markup("</code> ");
    text.input(&finding.message).markup(" <span class=\"place\">").input(&finding.file);
    text.markup(":").number(finding.span.line).markup(":").number(finding.span.column);
    text.markup("</span></summary><div class=\"inside\">");
    push_inside(text, page, finding);
    text.markup("</div></details></div>\n");
}

fn push_inside(text: &mut Text<Html>, page: &Page<'_>, finding: &Finding) {
    match &finding.excerpt {
        Some(excerpt) => excerpt::push(text, excerpt),
        None => push_places(text, finding),
    }
    if let Some(why) = why(&finding.rule) {
        text.markup("<p><strong>Why it matters:</strong> ").input(&why).markup("</p>");
    }
    if !finding.help.is_empty() {
        text.markup("<p><strong>What to do:</strong> ").input(&finding.help).markup("</p>");
    }
    if let Some(fix) = &finding.fix {
        text.markup("<p><strong>Fix:</strong> ").input(&fix.message).markup("</p>");
    }
    if let Some(suppressed) = &finding.suppressed {
        text.markup("<p><strong>Suppressed:</strong> ").input(&suppressed.reason);
        if let Some(expires) = &suppressed.expires {
            text.markup(" (until ").input(expires).markup(")");
        }
        text.markup("</p>");
    }
    if let Some(rule) = page.explained.get(&finding.rule) {
        text.markup("<p><strong>The rule:</strong> ");
        rules::push_link(text, page, &finding.rule);
        text.markup(": ");
        rules::push_prose(text, &rule.summary());
        text.markup("</p>");
    }
    text.markup("<p class=\"faint\">");
    if finding.image.is_some() {
        text.markup("image <code>").input(&shown_id(finding.image.as_ref())).markup("</code> ");
    }
    if finding.profile.is_some() {
        text.markup("profile <code>").input(&shown_id(finding.profile.as_ref()));
        text.markup("</code> ");
    }
    text.markup("at <code>");
    text.markup(if finding.pointer.is_empty() { "/" } else { "" }).input(&finding.pointer);
    if let Some(inner) = &finding.inner_pointer {
        text.markup(" → ").input(inner);
    }
    text.markup("</code></p>");
}

/// Adds the locations of a finding without an excerpt.
fn push_places(text: &mut Text<Html>, finding: &Finding) {
    text.markup("<ul><li>").input(&finding.label).markup("</li>");
    for label in &finding.labels {
        text.markup("<li>").input(&label.message).markup(" <span class=\"place\">");
        text.input(label.file.as_ref().unwrap_or(&finding.file)).markup(":");
        text.number(label.span.line).markup(":").number(label.span.column);
        text.markup("</span></li>");
    }
    text.markup("</ul>");
}
