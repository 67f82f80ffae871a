//! The configuration, `osready.toml`: parses it and reports all of its errors.

mod build;
mod consistency;
mod names;
mod reader;
mod sections;
mod site_policy;
mod types;
mod user_rules;
mod values;

use std::sync::Arc;

use toml::de::DeTable;

pub use types::{
    Configuration, Deploy, LevelTable, OverrideTable, Patterns, PlanTable, PreloadedWinpe,
    RequireTable, RuleOptionsTable, SuppressTable,
};

use crate::finding::Finding;
use crate::source::Document;

use reader::Reader;

/// The JSON Schema of the configuration, generated from [`Configuration`].
pub const SCHEMA: &str = include_str!("../../../schemas/config.schema.json");

/// A parsed configuration and its errors.
#[derive(Debug)]
pub struct Parsed {
    /// The configuration, as far as it can be read.
    pub configuration: Configuration,
    /// The errors in the order of the text. A configuration with errors should not be used.
    pub errors: Vec<Finding>,
}

/// Parses a configuration.
#[must_use]
pub fn read(file: &str, text: &str) -> Parsed {
    parse(file, text, &[], 0, sections::configuration)
}

/// Adds the rules of the files that `rule-files` of a configuration names, as pairs of name and text. `own` is
/// what [`read`] returns for the configuration, `text` in `file`.
///
/// The tables of the configuration can name the rules of these files. Errors in the files come first.
#[must_use]
pub fn with_rule_files(
    own: Parsed,
    file: &str,
    text: &str,
    rule_files: &[(String, String)],
) -> Parsed {
    if rule_files.is_empty() {
        return own;
    }
    let mut regex_bytes = own.configuration.regex_bytes();
    let own = own.configuration.user_rule_ids();
    let mut ids = own.clone();
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    for (name, text) in rule_files {
        let parsed = parse(name, text, &ids, regex_bytes, sections::rule_file);
        regex_bytes += parsed.configuration.regex_bytes();
        ids.extend(parsed.configuration.user_rule_ids());
        rules.extend(parsed.configuration.user_rules);
        errors.extend(parsed.errors);
    }
    let mut parsed = parse(file, text, &ids[own.len()..], 0, sections::configuration);
    parsed.configuration.user_rules.extend(rules);
    errors.append(&mut parsed.errors);
    Parsed { errors, ..parsed }
}

/// Parses a file of suppressions, `osready-suppress.toml`.
#[must_use]
pub fn read_suppressions(file: &str, text: &str, user_rules: &[String]) -> Parsed {
    parse(file, text, user_rules, 0, sections::suppressions)
}

type Section = fn(&mut Reader, reader::Node<'_>) -> Configuration;

/// Parses a text. `user_rules` are the ids of rules in other texts, `regex_bytes` is how much memory their regular
/// expressions take.
fn parse(
    file: &str,
    text: &str,
    user_rules: &[String],
    regex_bytes: usize,
    section: Section,
) -> Parsed {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = || Document::new(file.to_owned(), text.to_owned());
    let parse = |document| parse_document(document, user_rules, regex_bytes, section);
    let (parsed, is_doubtful) = parse(document());
    match is_doubtful {
        // It may be the file of another program, and contain secrets.
        true => parse(document().masked(is_key)).0,
        false => parsed,
    }
}

/// Returns whether a configuration has keys of this name.
fn is_key(name: &str) -> bool {
    SCHEMA.contains(&format!("\"{name}\": {{"))
}

/// Returns the parsed document, and whether it may be something else than a policy file.
fn parse_document(
    document: Document,
    user_rules: &[String],
    regex_bytes: usize,
    section: Section,
) -> (Parsed, bool) {
    let document = Arc::new(document);
    let mut reader = Reader::new(Arc::clone(&document), user_rules);
    reader.regex_bytes = regex_bytes;
    let (table, errors) = DeTable::parse_recoverable(&document.text);
    for error in &errors {
        reader.unreadable(error);
    }
    let mut configuration = Configuration::default();
    if errors.is_empty() {
        let root = reader.root(table);
        configuration = section(&mut reader, root);
        consistency::check(&configuration, &mut reader);
    }
    let is_doubtful = !errors.is_empty() || reader.has_unknown_key();
    let mut errors = reader.into_errors();
    errors.sort_by_key(|error| (error.span.start, error.span.end));
    (Parsed { configuration, errors }, is_doubtful)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Generates the schema.
    fn generated() -> String {
        let settings = schemars::generate::SchemaSettings::draft2020_12();
        let schema = settings.into_generator().into_root_schema_for::<Configuration>();
        let mut schema = serde_json::to_value(schema).unwrap();
        without_null(&mut schema);
        schema["$id"] = "urn:osready:config:1".into();
        format!("{schema:#}\n")
    }

    /// Removes null from the schema: TOML has no null, optional keys are absent.
    fn without_null(schema: &mut serde_json::Value) {
        if let Some(object) = schema.as_object_mut() {
            let is_null = |value: &serde_json::Value| *value == "null" || value["type"] == "null";
            if let Some(types) = object.get_mut("type").and_then(serde_json::Value::as_array_mut) {
                types.retain(|name| !is_null(name));
                let only = types.first().filter(|_| types.len() == 1).cloned();
                object.extend(only.map(|only| ("type".to_owned(), only)));
            }
            if let Some(ways) = object.get_mut("anyOf").and_then(serde_json::Value::as_array_mut) {
                ways.retain(|way| !is_null(way));
                if let [only] = &ways[..] {
                    let only = only.as_object().cloned().unwrap_or_default();
                    object.remove("anyOf");
                    object.extend(only);
                }
            }
            object.values_mut().for_each(without_null);
        } else if let Some(list) = schema.as_array_mut() {
            list.iter_mut().for_each(without_null);
        }
    }

    #[test]
    fn the_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/config.schema.json");
        if std::env::var_os("OSREADY_BLESS").is_some() {
            std::fs::write(path, generated()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        assert_eq!(written, generated(), "OSREADY_BLESS=1 cargo test --lib schema");
    }

    /// Returns whether the schema accepts a configuration.
    fn schema_takes(text: &str) -> bool {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        validator.is_valid(&json(&DeTable::parse(text).unwrap().into_inner()))
    }

    fn json(table: &DeTable<'_>) -> serde_json::Value {
        use serde_json::Value;
        use toml::de::DeValue;
        fn of(value: &DeValue<'_>) -> Value {
            match value {
                DeValue::String(text) => text.as_ref().into(),
                DeValue::Integer(number) => number.as_str().parse::<i64>().unwrap().into(),
                DeValue::Float(number) => number.as_str().parse::<f64>().unwrap().into(),
                DeValue::Boolean(truth) => (*truth).into(),
                DeValue::Datetime(date) => date.to_string().into(),
                DeValue::Array(list) => list.iter().map(|one| of(one.get_ref())).collect(),
                DeValue::Table(table) => json(table),
            }
        }
        let members =
            table.iter().map(|(key, value)| (key.get_ref().to_string(), of(value.get_ref())));
        Value::Object(members.collect())
    }

    #[test]
    fn the_schema_and_the_reader_take_and_refuse_the_same() {
        for text in [
            "",
            "fail-on = \"never\"\ninclude = [\"a\"]\nexclude = []\nbaseline = \"b.json\"",
            "docs-url = \"https://docs.example.com/osready\"",
            "[levels]\ndrift = \"off\"\nmissing-winpe = \"error\"\n\"site-policy/images\" = \"note\"",
            "[rules.preloaded-winpe]\nreading = \"values\"",
            "[deploy]\nto = \"thinksystem\"",
            "[require]\nprofiles = [\"a|b\"]\nallow-warning = true",
            "[plan]\nagainst = \"snapshots\"\nhosts = \"h.json\"\nserver = \"lxca1\"\nnewest = true",
            "[site-policy]\nallowed-images = [\"a\"]\ndenied-releases = [\"sles 12.*\"]\nmax-age-days = 7\ndisk-budget = \"2.5 TiB\"",
            "[site-policy]\nminimum-boot-file-version = \"2.1\"\ncustom-profiles-only = true\nrequired-drivers = [\"hba\"]",
            "[site-policy]\nrequired-unattend-file = [\"windows\", \"linux\"]",
            "[[site-policy.minimum-driver-version]]\ndrivers = \"mlnx*\"\ntype = \"nic\"\nsystem = \"sles\"\nversion = \"5.5\"",
            "[site-policy.deploy-path]\nwindows = 'c:\\lxca'",
            "[[override]]\nfiles = [\"a\"]\nlevels = { drift = \"off\" }",
            "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"r\"\nexpires = 2026-12-31",
            "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"r\"\nexpires = \"2026-12-31\"\nrepository-files = [\"x\"]",
        ] {
            let errors = read("osready.toml", text).errors;
            assert!(errors.is_empty(), "{text}\n{errors:#?}");
            assert!(schema_takes(text), "{text}");
        }
        for text in [
            "fail-on = \"off\"",
            "fail_on = \"error\"",
            "docs-url = \"http://docs.example.com\"",
            "docs-url = \"https://user@docs.example.com\"",
            "include = \"a\"",
            "include = [1]",
            "levels = 1",
            "[levels]\nno-such-rule = \"off\"",
            "[levels]\ndrift = \"never\"",
            "[levels]\ndrift = true",
            "[rules.missing-winpe]\nx = 1",
            "[rules.preloaded-winpe]\nreading = true",
            "[deploy]\nto = \"flexsystem\"",
            "[require]\nprofiles = [\"\"]",
            "[require]\nallow-warning = \"yes\"",
            "[plan]\nagainst = [\"a\"]",
            "[plan]\nnewest = \"yes\"",
            "[plan]\nagainst-all = \"a\"",
            "[site-policy]\nmax-age-days = 0",
            "[site-policy]\nmax-age-days = 7.5",
            "[site-policy]\ndisk-budget = 200",
            "[site-policy]\ndisk-budget = \"200\"",
            "[site-policy]\nrequired-drivers = [\"gpu\"]",
            "[site-policy]\nrequired-unattend-file = [\"dos\"]",
            "[site-policy]\ndenied-preloaded-winpe = \"thinksystem\"",
            "[[site-policy.minimum-driver-version]]\ndrivers = \"mlnx*\"",
            "[[site-policy.minimum-driver-version]]\nversion = 5.5",
            "[[override]]\nfiles = [\"a\"]",
            "[override]\nfiles = [\"a\"]",
            "[[suppress]]\nrule = \"missing-winpe\"",
            "[[suppress]]\nreason = \"r\"",
            "[[suppress]]\nrule = \"configuration\"\nreason = \"r\"",
            "[[suppress]]\nrule = \"missing-winpe\"\nreason = \" \"",
            "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"r\"\nexpires = \"tomorrow\"",
            "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"r\"\nexpires = 2026-12-31T10:00:00",
        ] {
            assert!(!read("osready.toml", text).errors.is_empty(), "{text}");
            assert!(!schema_takes(text), "{text}");
        }
    }

    #[test]
    fn whatever_stands_in_a_configuration_is_read_without_harm() {
        for text in [
            "[",
            "[[",
            "=",
            "a = ",
            "a.b.c.d = 1",
            "[a]\n[a]",
            "\u{feff}fail-on = \"error\"",
            "a = \"\\ud800\"",
            "a = 1e999",
            "a = 0xffffffffffffffffffff",
            "\"\" = 1",
            "é = \"日本\"",
            "\r\n\t#",
            "a = 2026-99-99",
            "[[suppress]]\n[[suppress.rule]]\n",
            "levels.drift.x = 1",
            "site-policy = [[]]",
            "[require]\nprofiles = [[\"a\"]]",
            &"[".repeat(100_000),
            &format!("a = {}", "[".repeat(100_000)),
            &"a.".repeat(50_000),
            &format!("include = [\"{}\"]", "{a,".repeat(10_000)),
        ] {
            for error in read("osready.toml", text).errors {
                assert!(error.span.start <= error.span.end, "{text:.40}");
                assert!(error.message.raw().len() < 1000, "{text:.40}");
            }
        }
    }
}
