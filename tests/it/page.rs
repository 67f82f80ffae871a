//! The HTML report: what it says of its run, its order, and that its links lead somewhere.
#![allow(clippy::expect_used)]

use html5gum::{Token, Tokenizer};

use crate::binary::{BLOCKED, READY, folder, osready, out, report};
use crate::nights::snapshots;
use crate::support::assert_in_order;

/// The values of an attribute, in the order of the page.
fn values(page: &str, element: &[u8], key: &[u8]) -> Vec<String> {
    let tags = Tokenizer::new(page).filter_map(|token| match token {
        Ok(Token::StartTag(tag)) if element.is_empty() || *tag.name == element => Some(tag),
        _ => None,
    });
    let of = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    tags.filter_map(|tag| tag.attributes.get(key).map(|value| of(value))).collect()
}

fn page(folder: &std::path::Path, arguments: &[&str]) -> String {
    out(&osready(folder, &[&["check", "--format", "html"], arguments].concat()))
}

#[test]
fn the_page_says_when_by_what_and_under_which_policy_it_was_made() {
    let config = "[require]\nprofiles = ['win2016|*']\n";
    let files = folder(&[("a.json", BLOCKED), ("osready.toml", config)]);
    let run = ["baseline", "create", "--fail-on", "never", "--output", "known.txt", "a.json"];
    osready(files.path(), &run);
    let version = env!("CARGO_PKG_VERSION");
    let made = format!("<dt>Made</dt><dd>2026-01-31T04:00:00Z by osready {version}</dd>");
    let under = page(files.path(), &["--baseline", "known.txt", "a.json"]);
    for shown in [
        made.as_str(),
        "<dt>Policy</dt><dd><code>osready.toml</code></dd>",
        "<dt>Must be ready</dt><dd><code>win2016|*</code></dd>",
        "<dt>Baseline</dt><dd><code>known.txt</code></dd>",
    ] {
        assert!(under.contains(shown), "{shown}:\n{under}");
    }
    let without = page(files.path(), &["--no-config", "a.json"]);
    for shown in [
        made.as_str(),
        "<dt>Policy</dt><dd>the defaults, without a configuration</dd>",
        "<dt>Must be ready</dt><dd>nothing is required</dd>",
        "<dt>Baseline</dt><dd>none</dd>",
    ] {
        assert!(without.contains(shown), "{shown}:\n{without}");
    }
}

#[test]
fn the_newest_file_of_a_server_and_its_worst_verdict_come_first() {
    let files = snapshots();
    let page_of = page;
    let page = page_of(files.path(), &["snapshots"]);
    let report = report(files.path(), &["snapshots"]);
    let rows = report["readiness"].as_array().expect("rows");
    let shown = values(&page, b"tr", b"data-verdict");
    assert_eq!(shown.len(), rows.len());
    let order = [
        "<h3>snapshots/rack7-*.json</h3>",
        "open><summary>snapshots/rack7-2026-01-10.json: 4 blocked, 6 ready</summary>",
        "since 2026-01-07",
        "<summary>6 ready</summary>",
        "part\"><summary>snapshots/rack7-2026-01-09.json: 4 blocked, 6 ready</summary>",
        "<h3>snapshots/rack8-*.json</h3>",
        "in all snapshots",
        "<h3>snapshots/rack9-*.json</h3>",
        "<p>snapshots/rack9-2026-01-10.json: this is a login page, not a response</p>",
    ];
    assert_in_order(&page, &order);
    // Within a file, from the worst to the best; each has its own number.
    let files = values(&page, b"tr", b"data-file");
    for of_file in
        (0..rows.len()).collect::<Vec<_>>().chunk_by(|one, two| files[*one] == files[*two])
    {
        let rank = |verdict: &str| {
            ["blocked", "unknown", "warning", "ready"].iter().position(|word| *word == verdict)
        };
        let ranks: Vec<_> = of_file.iter().map(|row| rank(&shown[*row])).collect();
        assert!(ranks.is_sorted(), "{ranks:?}");
    }
    // The tiles count what holds now, not each night.
    assert!(page.contains("<b>1 image blocked</b> 4 profiles blocked"), "{page}");
    let unchecked = "newest response of each server; the newest file of 1 server was not checked";
    assert!(page.contains(unchecked), "{page}");
    // A server and a file for each filter, and nothing to choose if there is only one.
    let options = |page: &str| values(page, b"select", b"id");
    for filter in ["by-server", "by-file"] {
        assert!(options(&page).iter().any(|id| id == filter));
        let one = page_of(folder(&[("a.json", READY)]).path(), &["a.json"]);
        assert!(!options(&one).iter().any(|id| id == filter));
    }
}

#[test]
fn each_link_leads_to_one_place_and_each_rule_is_explained() {
    let files = snapshots();
    let page = page(files.path(), &["--pedantic", "snapshots"]);
    let ids = values(&page, b"", b"id");
    let links = values(&page, b"a", b"href");
    assert!(links.len() > 100, "{}", links.len());
    for link in links {
        let target = link.strip_prefix('#').expect("a link within the page");
        assert_eq!(ids.iter().filter(|id| *id == target).count(), 1, "{target}");
    }
    let report = report(files.path(), &["--pedantic", "snapshots"]);
    for finding in report["findings"].as_array().expect("findings") {
        let rule = finding["rule"].as_str().expect("an id");
        let section = page.split(&format!("id=\"rule-{rule}\"")).nth(1).expect("an explanation");
        let section = section.split("</section>").next().expect("its end");
        for part in ["Why it matters:", "What to do:"] {
            assert!(section.contains(part), "{rule}: {part}");
        }
    }
}
