//! The pages of the rules are their tests: each response under *Fails* gives exactly the report
//! printed under it, each under *Passes* gives none.
//!
//! `OSREADY_BLESS=1 cargo test --test it pages` updates the reports.

#![allow(clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use osready::diagnostic::{Group, Level, Rule};
use osready::finding::Finding;
use osready::rules;

use crate::support::deployment;

/// The sections of a page, in their order.
const SECTIONS: [&str; 5] = ["Why", "Fails", "Passes", "Fix", "In the reference"];

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(id.replace('-', "_"))
}

/// What stands before a block: the last `toml` block of the section, and the last `json snapshot` and
/// `json hosts` blocks, which a deployment request is checked against.
#[derive(Clone, Default)]
struct Setting {
    configuration: String,
    snapshot: String,
    hosts: String,
}

impl Setting {
    /// Takes a block of `language`, unless it is an example itself.
    fn take(&mut self, language: &str, text: &str) {
        match language {
            "toml" => text.clone_into(&mut self.configuration),
            "json snapshot" => text.clone_into(&mut self.snapshot),
            "json hosts" => text.clone_into(&mut self.hosts),
            _ => {}
        }
    }

    fn hosts(&self) -> Option<&str> {
        Some(self.hosts.as_str()).filter(|hosts| !hosts.is_empty())
    }

    /// The findings in an example of `rule`: a response, or a deployment request.
    fn findings(&self, rule: &Rule, text: &str) -> Vec<Finding> {
        let report = match rule.group {
            Group::Deployment => {
                deployment::plan_under(&self.configuration, text, &self.snapshot, self.hosts())
            }
            _ => crate::support::lint_under(&self.configuration, text),
        };
        report.findings
    }

    /// The same as people see it.
    fn human(&self, rule: &Rule, text: &str) -> String {
        match rule.group {
            Group::Deployment => {
                deployment::human_plan(&self.configuration, text, &self.snapshot, self.hosts())
            }
            _ => crate::support::human_under(&self.configuration, text),
        }
    }
}

/// A fenced block of a page: its section, its language, its lines, and what stands before it.
struct Block {
    setting: Setting,
    section: String,
    language: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut section = String::new();
    let mut setting = Setting::default();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut section);
            setting = Setting::default();
        } else if let Some(language) = line.strip_prefix("```") {
            let inner = lines.by_ref().take_while(|line| *line != "```");
            let text: String = inner.flat_map(|line| [line, "\n"]).collect();
            setting.take(language, &text);
            blocks.push(Block {
                setting: setting.clone(),
                section: section.clone(),
                language: language.to_owned(),
                text,
            });
        }
    }
    blocks
}

#[test]
fn every_page_has_its_title_its_sections_and_an_example_of_each_kind() {
    for rule in rules::ALL {
        let title = format!("# {}\n", rule.id);
        assert!(rule.page.starts_with(&title), "{}: the title is the id", rule.id);
        let sections: Vec<&str> =
            rule.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(sections, SECTIONS, "{}", rule.id);
        assert!(rule.summary().ends_with('.'), "{}: {}", rule.id, rule.summary());
        let why = rule.why().expect("each page has the section");
        // Reports show it as it is, below each finding.
        assert!(why.ends_with('.') && why.len() <= 180, "{}: {why}", rule.id);
        assert!(!why.contains(['`', '*', '[']), "{}: {why}", rule.id);
        for section in ["Fails", "Passes"] {
            let has = blocks(rule.page)
                .iter()
                .any(|block| block.section == section && block.language == "json");
            assert!(has, "{}: an example under {section}", rule.id);
        }
        let words = rule.page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Since 0."), "{}: since when", rule.id);
    }
}

/// Whether nothing of a page is left to write; [`nothing_is_left_to_write`] fails for others.
fn is_written(rule: &Rule) -> bool {
    !rule.page.contains("TODO:")
}

#[test]
fn nothing_is_left_to_write() {
    let mut left = Vec::new();
    for rule in rules::ALL {
        let module = rule.id.replace('-', "_");
        for file in ["README.md", "mod.rs"] {
            // Some folders hold several rules.
            let text = fs::read_to_string(folder(rule.id).join(file)).unwrap_or_default();
            for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| line.contains("TODO:"))
            {
                left.push(format!("rules/{module}/{file}:{number}: {}", line.trim()));
            }
        }
    }
    let left = left.join("\n");
    assert!(left.is_empty(), "what `cargo run --example new-rule` left to write:\n{left}");
}

/// The ids of the rules whose folders stand in `folder`; a folder without a page holds others.
fn ids_in(folder: &Path, before: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the rules").map(|entry| entry.expect("an entry"));
    let folders = entries.filter(|entry| entry.file_type().expect("a type").is_dir());
    let ids = folders.flat_map(|entry| {
        let name = entry.file_name().to_string_lossy().replace('_', "-");
        match entry.path().join("README.md").exists() {
            true => BTreeSet::from([format!("{before}{name}")]),
            false => ids_in(&entry.path(), &format!("{before}{name}/")),
        }
    });
    ids.collect()
}

#[test]
fn every_folder_is_a_rule_and_every_rule_a_folder() {
    let listed: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(ids_in(&folder(""), ""), listed);
    assert_eq!(listed.len(), rules::ALL.len(), "no rule is listed twice");
}

#[test]
fn what_fails_gives_the_report_that_the_page_prints() {
    let bless = std::env::var_os("OSREADY_BLESS").is_some();
    for rule in rules::ALL.iter().filter(|rule| is_written(rule)) {
        let path = folder(rule.id).join("README.md");
        let page = fs::read_to_string(&path).expect("the page").replace("\r\n", "\n");
        let updated = with_reports(rule, &page);
        if bless && updated != page {
            fs::write(&path, &updated).expect("the page is written");
        } else {
            assert_equal(&page, &updated, rule.id);
        }
        for block in blocks(&page)
            .iter()
            .filter(|block| block.section == "Fails" && block.language == "json")
        {
            let findings = block.setting.findings(rule, &block.text);
            let mut own = findings.iter().filter(|finding| finding.rule == rule.id).peekable();
            assert!(own.peek().is_some(), "{} does not speak of:\n{}", rule.id, block.text);
            // A rule whose notes are off does not run, so it must have nothing else to say.
            let are_notes = own.all(|finding| finding.level == Level::Note);
            assert!(are_notes || !rules::is_pedantic(rule), "{} is pedantic", rule.id);
        }
    }
}

/// Fails with the difference of a file that is made from other files.
fn assert_equal(written: &str, made: &str, name: &str) {
    let diff = similar::TextDiff::from_lines(written, made);
    let diff = diff.unified_diff().header("as it is", "as it would be made").to_string();
    assert!(diff.is_empty(), "{name}: OSREADY_BLESS=1 cargo test --test it pages\n{diff}");
}

/// The page with the report after each of its failing examples.
fn with_reports(rule: &Rule, page: &str) -> String {
    let mut updated = String::new();
    let mut in_fails = false;
    let mut setting = Setting::default();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        updated.push_str(line);
        updated.push('\n');
        if let Some(title) = line.strip_prefix("## ") {
            in_fails = title == "Fails";
            setting = Setting::default();
        }
        if !line.starts_with("```") {
            continue;
        }
        let mut text = String::new();
        for line in lines.by_ref() {
            updated.push_str(line);
            updated.push('\n');
            if line == "```" {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        setting.take(&line[3..], &text);
        if in_fails && line == "```json" {
            // The report that is printed there now goes.
            let mut ahead = lines.clone();
            if ahead.next() == Some("") && ahead.next() == Some("```text") {
                lines.by_ref().take_while(|line| *line != "```").for_each(drop);
            }
            let report = trimmed(&setting.human(rule, &text));
            updated.extend(["\n```text\n", &report, "```\n"]);
        }
    }
    updated
}

/// Without spaces at line ends, which editors take away, and without empty lines at the end.
fn trimmed(report: &str) -> String {
    let lines: Vec<&str> = report.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

#[test]
fn what_passes_gives_no_finding() {
    for rule in rules::ALL {
        for block in blocks(rule.page)
            .iter()
            .filter(|block| block.section == "Passes" && block.language == "json")
        {
            let report = block.setting.human(rule, &block.text);
            assert!(report.is_empty(), "{} passes:\n{}\nbut gives:\n{report}", rule.id, block.text);
        }
    }
}

#[test]
fn the_reference_lists_every_rule_as_its_page_says() {
    if !rules::ALL.iter().all(|rule| is_written(rule)) {
        return;
    }
    let mut reference = "# Rules\n\nMade from the rules' pages by `OSREADY_BLESS=1 cargo test --test it pages`; `osready explain RULE`\nprints a page.\n".to_owned();
    let mut group = None;
    for rule in rules::ALL {
        if group.replace(rule.group) != Some(rule.group) {
            reference.extend([
                "\n## ",
                rule.group.as_str(),
                "\n\n| rule | level | finds | attributes of the reference |\n|---|---|---|---|\n",
            ]);
        }
        let attributes = rules::statements::attributes_of(rule).into_iter();
        let attributes: Vec<String> = attributes.map(|path| format!("`{path}`")).collect();
        let id = rule.id;
        let folder = id.replace('-', "_");
        let row = format!(
            "| [{id}](../rules/{folder}/README.md) | {} | {} | {} |\n",
            rule.level.as_str(),
            rule.summary(),
            attributes.join(", ")
        );
        reference.push_str(&row);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("OSREADY_BLESS").is_some() {
        fs::write(&path, &reference).expect("the reference is written");
    }
    let written = fs::read_to_string(&path).expect("the reference").replace("\r\n", "\n");
    assert_equal(&written, &reference, "docs/rules.md");
}
