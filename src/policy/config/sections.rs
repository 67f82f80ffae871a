//! Reads the sections of a configuration.

use toml::de::DeValue;

use crate::config::{DeployTarget, InvalidDocsUrl, Reading};
use crate::date::Date;
use crate::pattern::Pattern;
use crate::policy::{FailOn, LevelOverride};
use crate::rules;
use crate::source::Spanned;
use crate::user_rules::site_rules;

use super::names::names_of_levels;
use super::reader::{Fields, Node, Reader};
use super::site_policy::site_policy;
use super::types::{
    Configuration, Deploy, LevelTable, OverrideTable, Patterns, PlanTable, PreloadedWinpe,
    RequireTable, RuleOptionsTable, SuppressTable,
};
use super::user_rules;
use super::values::{lacks, tables};

/// Reads `osready.toml`.
pub(super) fn configuration(reader: &mut Reader, root: Node<'_>) -> Configuration {
    let mut fields = reader.fields(
        root,
        &[
            "fail-on",
            "max-findings",
            "docs-url",
            "include",
            "exclude",
            "baseline",
            "levels",
            "rules",
            "deploy",
            "require",
            "plan",
            "site-policy",
            "rule-files",
            "rule",
            "override",
            "suppress",
        ],
    );
    // Other tables name these rules.
    let user_rules = user_rules::rules(reader, &mut fields);
    let mut configuration = Configuration {
        rule_files: files(reader, &mut fields, "rule-files"),
        user_rules,
        fail_on: fields
            .take("fail-on")
            .and_then(|node| reader.one_of(node, &FailOn::ALL, FailOn::as_str)),
        max_findings: fields.take("max-findings").and_then(|node| reader.number(node, u32::MAX)),
        docs_url: fields.take("docs-url").and_then(|node| {
            let read = |text: &str| text.parse().map_err(|error: InvalidDocsUrl| error.to_string());
            reader.parsed(node, read, "write it as \"https://docs.example.com/osready\"")
        }),
        include: files(reader, &mut fields, "include"),
        exclude: files(reader, &mut fields, "exclude"),
        baseline: fields.take("baseline").and_then(|node| reader.text(node)),
        levels: fields.take("levels").map(|node| levels(reader, node)),
        rules: fields.take("rules").map(|node| rule_options(reader, node)),
        deploy: fields.take("deploy").map(|node| deploy(reader, node)),
        require: fields.take("require").map(|node| require(reader, node)),
        plan: fields.take("plan").map(|node| plan(reader, node)),
        site_policy: fields.take("site-policy").map(|node| site_policy(reader, node)),
        overrides: tables(reader, &mut fields, "override", over),
        suppressions: tables(reader, &mut fields, "suppress", suppress),
        site_rules: Vec::new(),
    };
    if let Some(site) = &configuration.site_policy {
        match site_rules(site, configuration.reading()) {
            Ok(rules) => configuration.site_rules = rules,
            Err(errors) => user_rules::report(reader, errors),
        }
    }
    configuration
}

/// Reads `osready-suppress.toml`.
pub(super) fn suppressions(reader: &mut Reader, root: Node<'_>) -> Configuration {
    let mut fields = reader.fields(root, &["suppress"]);
    Configuration {
        suppressions: tables(reader, &mut fields, "suppress", suppress),
        ..Configuration::default()
    }
}

/// Reads a file of rules, which `rule-files` names.
pub(super) fn rule_file(reader: &mut Reader, root: Node<'_>) -> Configuration {
    let mut fields = reader.fields(root, &["rule"]);
    Configuration { user_rules: user_rules::rules(reader, &mut fields), ..Configuration::default() }
}

fn files(reader: &mut Reader, fields: &mut Fields<'_>, key: &str) -> Patterns {
    fields.take(key).and_then(|node| reader.globs(node, Pattern::of_files))
}

fn ids(reader: &mut Reader, fields: &mut Fields<'_>, key: &str) -> Patterns {
    fields.take(key).and_then(|node| reader.globs(node, Pattern::of_ids))
}

fn levels(reader: &mut Reader, node: Node<'_>) -> LevelTable {
    let mut table = Vec::new();
    for (mut name, value) in reader.members(node) {
        let setting = reader.one_of(value, &LevelOverride::ALL, LevelOverride::as_str);
        if let Some(rule) = rules::by_id(&name.value) {
            rule.id.clone_into(&mut name.value);
        } else if !reader.is_user_rule(&name.value)
            && !names_of_levels().any(|known| known == name.value)
        {
            reader.unknown_rule(&name, "rule or group", names_of_levels());
            continue;
        }
        table.extend(setting.map(|setting| (name, setting)));
    }
    LevelTable(table)
}

fn rule_options(reader: &mut Reader, node: Node<'_>) -> RuleOptionsTable {
    let mut fields = reader.fields(node, &["preloaded-winpe"]);
    let preloaded_winpe = fields.take("preloaded-winpe").map(|node| {
        let mut fields = reader.fields(node, &["reading"]);
        let reading = fields.take("reading");
        PreloadedWinpe {
            reading: reading.and_then(|node| reader.one_of(node, &Reading::ALL, Reading::as_str)),
        }
    });
    RuleOptionsTable { preloaded_winpe }
}

fn deploy(reader: &mut Reader, node: Node<'_>) -> Deploy {
    let mut fields = reader.fields(node, &["to"]);
    Deploy {
        to: fields
            .take("to")
            .and_then(|node| reader.one_of(node, &DeployTarget::ALL, DeployTarget::as_str)),
    }
}

fn require(reader: &mut Reader, node: Node<'_>) -> RequireTable {
    let mut fields = reader.fields(node, &["profiles", "allow-warning"]);
    RequireTable {
        profiles: ids(reader, &mut fields, "profiles"),
        allow_warning: fields.take("allow-warning").and_then(|node| reader.truth(node)),
    }
}

fn plan(reader: &mut Reader, node: Node<'_>) -> PlanTable {
    let mut fields = reader.fields(node, &["against", "hosts", "server", "newest"]);
    PlanTable {
        against: fields.take("against").and_then(|node| reader.text(node)),
        hosts: fields.take("hosts").and_then(|node| reader.text(node)),
        server: fields.take("server").and_then(|node| reader.text(node)),
        newest: fields.take("newest").and_then(|node| reader.truth(node)),
    }
}

fn over(reader: &mut Reader, node: Node<'_>) -> Option<OverrideTable> {
    let source_span = node.source_span.clone();
    let mut fields = reader.fields(node, &["files", "images", "profiles", "levels"]);
    let over = OverrideTable {
        files: files(reader, &mut fields, "files"),
        images: ids(reader, &mut fields, "images"),
        profiles: ids(reader, &mut fields, "profiles"),
        levels: match fields.take("levels") {
            Some(node) => levels(reader, node),
            None => {
                lacks(
                    reader,
                    &source_span,
                    "override",
                    "levels",
                    "levels = { missing-winpe = \"note\" }",
                );
                return None;
            }
        },
        source_span,
    };
    Some(over)
}

fn suppress(reader: &mut Reader, node: Node<'_>) -> Option<SuppressTable> {
    let source_span = node.source_span.clone();
    let known = ["rule", "files", "images", "profiles", "repository-files", "reason", "expires"];
    let mut fields = reader.fields(node, &known);
    let mut wanted = |reader: &mut Reader, key: &'static str, example: &str| {
        let node = fields.take(key);
        if node.is_none() {
            lacks(reader, &source_span, "suppression", key, example);
        }
        node
    };
    let rule = wanted(reader, "rule", "rule = \"missing-winpe\"");
    let reason =
        wanted(reader, "reason", "reason = \"the new boot files come with the June bundle\"");
    let rule = rule.and_then(|node| reader.rule(node));
    let reason = reason.and_then(|node| {
        let read = |text: &str| {
            let is_blank = text.trim().is_empty();
            if is_blank { Err("empty reason".to_owned()) } else { Ok(text.trim().to_owned()) }
        };
        reader.parsed(node, read, "write why the finding is suppressed")
    });
    let table = SuppressTable {
        files: files(reader, &mut fields, "files"),
        images: ids(reader, &mut fields, "images"),
        profiles: ids(reader, &mut fields, "profiles"),
        repository_files: ids(reader, &mut fields, "repository-files"),
        expires: fields.take("expires").and_then(|node| date(reader, node)),
        rule: rule?,
        reason: reason?,
    };
    Some(table)
}

/// Reads a date, with or without quotes.
fn date(reader: &mut Reader, mut node: Node<'_>) -> Option<Spanned<Date>> {
    if let DeValue::Datetime(date) = &node.value {
        node.value = DeValue::String(date.to_string().into());
    }
    let read = |text: &str| {
        let is_day = text.len() == 10;
        let day = if is_day { text.parse::<Date>().ok() } else { None };
        day.ok_or_else(|| "not a calendar date".to_owned())
    };
    reader.parsed(node, read, "write the last day of the suppression as 2026-12-31")
}
