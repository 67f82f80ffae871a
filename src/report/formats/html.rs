//! A self-contained HTML page: readiness at a glance, then each finding with its excerpt and help.
//! Everything works without its script, which only filters.

mod excerpt;
mod finding;
mod readiness;

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::finding::{Finding, Row};
use crate::lint::Report;
use crate::model::Verdict;
use crate::report::human::summary;
use crate::sanitize::{Html, Text, Untrusted};

/// The maximum number of findings, and of rows, on a page, to keep browsers fast. The least severe
/// ones are omitted.
const SHOWN: usize = 10_000;

/// The page template, with `<!-- name -->` placeholders. A checkout on Windows may have CRLF;
/// browsers normalize it to LF, and the hashes refer to the normalized text.
static PAGE: LazyLock<String> =
    LazyLock::new(|| include_str!("../html/page.html").replace('\r', ""));
/// The style of all pages.
pub(crate) static STYLE: LazyLock<String> =
    LazyLock::new(|| include_str!("../html/page.css").replace('\r', ""));
static SCRIPT: LazyLock<String> =
    LazyLock::new(|| include_str!("../html/page.js").replace('\r', ""));

/// Writes the page.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let page = Page::of(report);
    let template: &'static str = &PAGE;
    let mut text = Text::<Html>::new();
    for piece in template.split("<!-- ") {
        let (name, rest) = piece.split_once(" -->").unwrap_or(("", piece));
        match name {
            "policy" => push_policy(&mut text),
            "style" => {
                text.markup(&STYLE);
            }
            "script" => {
                text.markup(&SCRIPT);
            }
            "head" => page.push_head(&mut text),
            "images" => page.push_options(&mut text, &page.image_names),
            "rules" => {
                for rule in &page.rules {
                    text.markup("<option>").input(*rule).markup("</option>");
                }
            }
            "body" => {
                page.push_failures(&mut text);
                page.push_incomplete(&mut text);
                readiness::push(&mut text, &page);
                finding::push_all(&mut text, &page);
            }
            _ => {}
        }
        text.markup(rest);
        // Do not keep text that is already written.
        text.write_guarded(to)?;
        text = Text::new();
    }
    Ok(())
}

/// Allows only the style and the script of this page.
fn push_policy(text: &mut Text<Html>) {
    push_source(text, "script-src 'sha256-", &SCRIPT);
    push_source(text, "'; style-src 'sha256-", &STYLE);
    text.markup("'");
}

/// Allows `content` by its hash.
pub(crate) fn push_source(text: &mut Text<Html>, kind: &'static str, content: &str) {
    let hash = BASE64_STANDARD.encode(Sha256::digest(content.as_bytes()));
    text.markup(kind).input(&hash);
}

/// What a page shows of a report.
struct Page<'r> {
    report: &'r Report,
    /// Worst first, then suppressed ones, with their indices in the report.
    findings: Vec<(usize, &'r Finding)>,
    rows: Vec<&'r Row>,
    /// The total number of findings and rows.
    all: (usize, usize),
    /// The findings on the page, by index.
    is_shown: Vec<bool>,
    /// Images are numbered on the page, since their ids may be long.
    images: HashMap<&'r Untrusted, usize>,
    image_names: Vec<&'r Untrusted>,
    rules: Vec<&'r Untrusted>,
    /// The verdicts by file, image and profile.
    verdicts: HashMap<About<'r>, Verdict>,
}

/// The subject of a finding or a row: a file, an image and a profile.
type About<'r> = (&'r Untrusted, Option<&'r Untrusted>, Option<&'r Untrusted>);

impl<'r> Page<'r> {
    fn of(report: &'r Report) -> Self {
        let mut findings: Vec<(usize, &Finding)> = report.findings.iter().enumerate().collect();
        findings.sort_by_key(|(_, finding)| {
            (finding.suppressed.is_some(), std::cmp::Reverse(finding.level))
        });
        let mut rows: Vec<&Row> = report.readiness.iter().collect();
        let all = (findings.len(), rows.len());
        findings.truncate(SHOWN);
        if rows.len() > SHOWN {
            rows.sort_by_key(|row| std::cmp::Reverse(row.verdict));
            rows.truncate(SHOWN);
        }
        let mut page = Self {
            report,
            findings,
            rows,
            all,
            is_shown: vec![false; report.findings.len()],
            images: HashMap::new(),
            image_names: Vec::new(),
            rules: Vec::new(),
            verdicts: HashMap::new(),
        };
        for (index, _) in &page.findings {
            page.is_shown[*index] = true;
        }
        page.rules = page.findings.iter().map(|(_, finding)| &finding.rule).collect();
        page.rules.sort_unstable();
        page.rules.dedup();
        let of_rows = page.rows.iter().filter_map(|row| row.image.as_ref());
        let of_findings = page.findings.iter().filter_map(|(_, finding)| finding.image.as_ref());
        for image in of_rows.chain(of_findings) {
            let next = page.images.len();
            if *page.images.entry(image).or_insert(next) == next {
                page.image_names.push(image);
            }
        }
        for row in &report.readiness {
            let about = (&row.file, row.image.as_ref(), row.profile.as_ref());
            page.verdicts.insert(about, row.verdict);
        }
        page
    }

    /// Adds the summary, and the number of images and profiles per verdict.
    fn push_head(&self, text: &mut Text<Html>) {
        text.markup("<p>").input(&summary(self.report)).markup("</p>\n<ul class=\"tiles\">");
        let rows = &self.report.readiness;
        for verdict in [Verdict::Blocked, Verdict::Unknown, Verdict::Warning, Verdict::Ready] {
            let count = |of_profiles: bool| {
                let of_kind = rows.iter().filter(|row| row.profile.is_some() == of_profiles);
                of_kind.filter(|row| row.verdict == verdict).count()
            };
            let (images, profiles) = (count(false), count(true));
            if self.report.summary.hosts > 0 {
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
    }

    fn push_options(&self, text: &mut Text<Html>, names: &[&Untrusted]) {
        for name in names {
            text.markup("<option value=\"").number(self.images[name]).markup("\">");
            text.input(&super::shown_id(Some(name)).cropped(120)).markup("</option>");
        }
    }

    fn push_failures(&self, text: &mut Text<Html>) {
        if self.report.failures.is_empty() {
            return;
        }
        text.markup(
            "<section aria-labelledby=\"failures\"><h2 id=\"failures\">Could not be read</h2><ul>",
        );
        for failure in self.report.failures.iter().take(SHOWN) {
            text.markup("<li><code>").input(&failure.file).markup("</code>: ");
            text.input(&failure.message).markup("</li>");
        }
        text.markup("</ul></section>");
    }

    fn push_incomplete(&self, text: &mut Text<Html>) {
        let nothing = super::nothing_found(self.report);
        if self.report.incomplete.is_empty() && nothing.is_none() {
            return;
        }
        text.markup("<section aria-labelledby=\"incomplete\">");
        text.markup("<h2 id=\"incomplete\">Not checked, or not in full</h2><ul>");
        if let Some(why) = nothing {
            text.markup("<li>").markup(why).markup("</li>");
        }
        for check in self.report.incomplete.iter().take(SHOWN) {
            text.markup("<li><code>").input(&check.file).markup("</code>: ");
            text.input(&check.sentence()).markup("</li>");
        }
        text.markup("</ul></section>");
    }

    /// Adds the data for the filters.
    fn push_about(
        &self,
        text: &mut Text<Html>,
        image: Option<&Untrusted>,
        verdict: Option<Verdict>,
    ) {
        let image = image.and_then(|image| self.images.get(image));
        text.markup(" data-image=\"");
        if let Some(image) = image {
            text.number(*image);
        }
        text.markup("\" data-verdict=\"");
        text.markup(verdict.map_or("", Verdict::as_str)).markup("\"");
    }
}
