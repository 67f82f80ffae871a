//! A self-contained HTML page: readiness at a glance, then each finding with its excerpt and help, and an
//! explanation of each rule. Everything works without its script, which only filters and groups.

mod excerpt;
mod finding;
mod head;
mod locations;
mod readiness;
mod rules;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::Rule;
use crate::finding::{Finding, ReadinessRow};
use crate::lint::{Report, ServerNow};
use crate::model::Verdict;
use crate::report::rule_of;
use crate::sanitize::{Html, Text, Untrusted};

use locations::Places;

/// The maximum number of findings, and of rows, on a page, to keep browsers fast. The least severe
/// ones are omitted.
const MAX_SHOWN: usize = 10_000;

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
            "head" => head::push(&mut text, &page),
            "places" => page.push_place_filters(&mut text),
            "groups" if page.locations.files.len() > 1 => {
                text.markup("<option value=\"server\">server</option>");
                text.markup("<option value=\"file\">file</option>");
            }
            "images" => push_options(&mut text, page.image_names.iter().copied()),
            "rules" => {
                for rule in &page.rules {
                    text.markup("<option>").input(*rule).markup("</option>");
                }
            }
            "body" => {
                head::push_failures(&mut text, report);
                head::push_incomplete(&mut text, report);
                readiness::push(&mut text, &page);
                finding::push_all(&mut text, &page);
                rules::push(&mut text, &page);
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
    rows: Vec<&'r ReadinessRow>,
    /// The total number of findings and rows.
    all: (usize, usize),
    /// The findings on the page, by index.
    is_shown: Vec<bool>,
    /// Images are numbered on the page, since their ids may be long.
    images: HashMap<&'r Untrusted, usize>,
    image_names: Vec<&'r Untrusted>,
    rules: Vec<&'r Untrusted>,
    /// The rules with an explanation on the page.
    explained: BTreeMap<&'r Untrusted, &'static Rule>,
    locations: Places<'r>,
    /// What holds in the newest file of each server; empty if that is not known.
    now: Vec<ServerNow>,
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
        let mut rows: Vec<&ReadinessRow> = report.readiness.iter().collect();
        let all = (findings.len(), rows.len());
        findings.truncate(MAX_SHOWN);
        if rows.len() > MAX_SHOWN {
            rows.sort_by_key(|row| std::cmp::Reverse(row.verdict));
            rows.truncate(MAX_SHOWN);
        }
        let files = rows.iter().map(|row| &row.file);
        let locations = Places::new(files.chain(findings.iter().map(|(_, finding)| &finding.file)));
        let mut page = Self {
            report,
            findings,
            rows,
            all,
            is_shown: vec![false; report.findings.len()],
            images: HashMap::new(),
            image_names: Vec::new(),
            rules: Vec::new(),
            explained: BTreeMap::new(),
            locations,
            now: report.now().unwrap_or_default(),
            verdicts: HashMap::new(),
        };
        for (index, _) in &page.findings {
            page.is_shown[*index] = true;
        }
        page.rules = page.findings.iter().map(|(_, finding)| &finding.rule).collect();
        page.rules.sort_unstable();
        page.rules.dedup();
        let of_rows = page.rows.iter().flat_map(|row| &row.reasons).map(|reason| &reason.rule);
        for id in page.rules.iter().copied().chain(of_rows) {
            if !page.explained.contains_key(id)
                && let Some(rule) = rule_of(id)
            {
                page.explained.insert(id, rule);
            }
        }
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

    /// Adds the filters by server and by file, if there are several.
    fn push_place_filters(&self, text: &mut Text<Html>) {
        let Places { servers, files, .. } = &self.locations;
        if servers.len() > 1 {
            text.markup(
                "<label>Server <select id=\"by-server\"><option value=\"\">all servers</option>",
            );
            push_options(text, servers.iter().map(|server| &server.name));
            text.markup("</select></label>\n");
        }
        if files.len() > 1 {
            text.markup("<label>File <select id=\"by-file\"><option value=\"\">all files</option>");
            push_options(text, files.iter().copied());
            text.markup("</select></label>\n");
        }
    }

    /// Adds the data for the filters.
    fn push_about(
        &self,
        text: &mut Text<Html>,
        file: &Untrusted,
        image: Option<&Untrusted>,
        verdict: Option<Verdict>,
    ) {
        let image = image.and_then(|image| self.images.get(image));
        if let Some((server, file)) = self.locations.of(file) {
            text.markup(" data-server=\"").number(server);
            text.markup("\" data-file=\"").number(file).markup("\"");
        }
        text.markup(" data-image=\"");
        if let Some(image) = image {
            text.number(*image);
        }
        text.markup("\" data-verdict=\"");
        text.markup(verdict.map_or("", Verdict::as_str)).markup("\"");
    }
}

/// Adds options of a filter, numbered from 0.
fn push_options<'n>(text: &mut Text<Html>, names: impl Iterator<Item = &'n Untrusted>) {
    for (number, name) in names.enumerate() {
        text.markup("<option value=\"").number(number).markup("\">");
        text.input(&super::shown_id(Some(name)).cropped(120)).markup("</option>");
    }
}
