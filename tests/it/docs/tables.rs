//! The tables of reference pages, generated from the schemas.
//!
//! A comment `<!-- keys: POINTER -->` on a page precedes the table of the keys of that object in the schema, and
//! `<!-- values: POINTER -->` the table of the values of that keyword. Each object and each list of described
//! values has its table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{read, slug, update};
use crate::binary::{code, err, folder, osready, out};

const CONFIG: &str = "schemas/config.schema.json";
const REPORT: &str = "schemas/report.schema.json";

/// What the schema of the configuration does not have: the table, the key, the default, and an example.
/// "none" means that nothing is set.
const CONFIG_KEYS: &[(&str, &str, &str, &str)] = &[
    ("", "baseline", "none", "\"osready-baseline.json\""),
    ("", "docs-url", "none", "\"https://docs.example.com/osready\""),
    ("", "exclude", "[]", "[\"archive/**\"]"),
    ("", "fail-on", "\"error\"", "\"warning\""),
    ("", "include", "[]", "[\"*.json\", \"*.har\"]"),
    ("", "max-findings", "none", "1000"),
    ("", "rule-files", "[]", "[\"rules/*.toml\"]"),
    ("/$defs/Deploy", "to", "any servers", "\"thinksystem\""),
    ("/$defs/DeployPath", "linux", "none", "\"/home/lxca\""),
    ("/$defs/DeployPath", "windows", "none", "'c:\\lxca'"),
    ("/$defs/ExampleTable", "fails", "none", "'{\"items\": []}'"),
    ("/$defs/ExampleTable", "passes", "none", "\"examples/with-unattend.json\""),
    ("/$defs/MinimumDriverVersion", "drivers", "all", "\"mlnx*\""),
    ("/$defs/MinimumDriverVersion", "system", "all", "\"windows\""),
    ("/$defs/MinimumDriverVersion", "type", "all", "\"nic\""),
    ("/$defs/MinimumDriverVersion", "version", "required", "\"5.50\""),
    ("/$defs/OverrideTable", "files", "all", "[\"lab/**\"]"),
    ("/$defs/OverrideTable", "images", "all", "[\"esxi*\"]"),
    ("/$defs/OverrideTable", "levels", "required", "{ deploy-path = \"note\" }"),
    ("/$defs/OverrideTable", "profiles", "all", "[\"*-Core\"]"),
    ("/$defs/PlanTable", "against", "none", "\"snapshots\""),
    ("/$defs/PlanTable", "hosts", "none", "\"hostplatforms.json\""),
    ("/$defs/PlanTable", "newest", "false", "true"),
    ("/$defs/PlanTable", "server", "none", "\"lxca1\""),
    ("/$defs/PreloadedWinpe", "reading", "\"unsure\"", "\"name\""),
    ("/$defs/RequireTable", "allow-warning", "false", "true"),
    ("/$defs/RequireTable", "profiles", "[]", "[\"win2022|*-Standard\"]"),
    ("/$defs/RuleTable", "at", "the id", "\"customizationOptions\""),
    ("/$defs/RuleTable", "description", "none", "\"Finds profiles without unattend files.\""),
    ("/$defs/RuleTable", "each", "required", "\"profile\""),
    ("/$defs/RuleTable", "help", "none", "\"add an unattend file to the profile\""),
    ("/$defs/RuleTable", "id", "required", "\"site/unattend\""),
    ("/$defs/RuleTable", "level", "\"error\"", "\"warning\""),
    ("/$defs/RuleTable", "message", "generated", "\"profile {profile.id} uses no unattend file\""),
    ("/$defs/RuleTable", "require", "required", "\"profile.files.unattend.size() > 0\""),
    ("/$defs/RuleTable", "when", "all", "\"profile.custom\""),
    ("/$defs/RuleTable", "why", "none", "\"Installations must not ask questions.\""),
    ("/$defs/SitePolicy", "allowed-images", "all", "[\"win20*\", \"sles15*\"]"),
    ("/$defs/SitePolicy", "allowed-releases", "all", "[\"windows 20*\", \"sles 15.*\"]"),
    ("/$defs/SitePolicy", "custom-profiles-only", "false", "true"),
    ("/$defs/SitePolicy", "denied-images", "[]", "[\"*-test|\"]"),
    ("/$defs/SitePolicy", "denied-preloaded-winpe", "[]", "[\"thinksystem\"]"),
    ("/$defs/SitePolicy", "denied-releases", "[]", "[\"sles 15.1\"]"),
    ("/$defs/SitePolicy", "disk-budget", "none", "\"200 GB\""),
    ("/$defs/SitePolicy", "max-age-days", "none", "7"),
    ("/$defs/SitePolicy", "minimum-boot-file-version", "none", "\"2.1\""),
    ("/$defs/SitePolicy", "minimum-release", "none", "{ sles = \"15.3\", windows = \"2019\" }"),
    ("/$defs/SitePolicy", "required-drivers", "[]", "[\"nic\", \"storage\"]"),
    ("/$defs/SitePolicy", "required-unattend-file", "[]", "[\"windows\"]"),
    ("/$defs/SuppressTable", "expires", "never", "2999-06-30"),
    ("/$defs/SuppressTable", "files", "all", "[\"racks/**\"]"),
    ("/$defs/SuppressTable", "images", "all", "[\"win2016|\"]"),
    ("/$defs/SuppressTable", "profiles", "all", "[\"win2016|*\"]"),
    ("/$defs/SuppressTable", "reason", "required", "\"the boot files come in June\""),
    ("/$defs/SuppressTable", "repository-files", "all", "[\"mlnx*\"]"),
    ("/$defs/SuppressTable", "rule", "required", "\"missing-winpe\""),
];

/// The tables of a configuration, in an order in which a file can have them, with their headers.
const CONFIG_TABLES: &[(&str, &str)] = &[
    ("", ""),
    ("/$defs/Levels", "[levels]"),
    ("/$defs/RuleOptionsTable", "[rules]"),
    ("/$defs/PreloadedWinpe", "[rules.preloaded-winpe]"),
    ("/$defs/Deploy", "[deploy]"),
    ("/$defs/RequireTable", "[require]"),
    ("/$defs/PlanTable", "[plan]"),
    ("/$defs/SitePolicy", "[site-policy]"),
    ("/$defs/DeployPath", "[site-policy.deploy-path]"),
    ("/$defs/MinimumDriverVersion", "[[site-policy.minimum-driver-version]]"),
    ("/$defs/OverrideTable", "[[override]]"),
    ("/$defs/RuleTable", "[[rule]]"),
    ("/$defs/ExampleTable", "[[rule.example]]"),
    ("/$defs/SuppressTable", "[[suppress]]"),
];

fn schema(name: &str) -> Value {
    serde_json::from_str(&read(name)).expect("a schema")
}

/// The schema that a reference stands for, with its pointer.
fn resolved<'a>(root: &'a Value, schema: &'a Value, pointer: &str) -> (&'a Value, String) {
    match schema["$ref"].as_str() {
        Some(target) => {
            let pointer = target.trim_start_matches('#');
            (root.pointer(pointer).expect("a definition"), pointer.to_owned())
        }
        None => (schema, pointer.to_owned()),
    }
}

/// Finds the pointers of objects with keys, and of keywords with described values.
fn collect(
    schema: &Value,
    pointer: &str,
    objects: &mut BTreeSet<String>,
    values: &mut BTreeSet<String>,
) {
    match schema {
        Value::Object(members) => {
            if schema["properties"].is_object() {
                objects.insert(pointer.to_owned());
            }
            if schema["oneOf"][0]["const"].is_string() {
                values.insert(pointer.to_owned());
            }
            for (key, member) in members {
                collect(member, &format!("{pointer}/{key}"), objects, values);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{index}"), objects, values);
            }
        }
        _ => {}
    }
}

/// A page whose tables follow a schema.
struct Generator<'a> {
    root: &'a Value,
    /// The anchors of the sections with the tables of objects.
    anchors: BTreeMap<String, String>,
    is_config: bool,
}

impl Generator<'_> {
    fn words(values: &[Value], key: Option<&str>) -> String {
        let words = values.iter().map(|value| match key {
            Some(key) => format!("`{}`", value[key]),
            None => format!("`{value}`"),
        });
        let words: Vec<String> = words.collect();
        match &words[..] {
            [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
            _ => words.concat(),
        }
    }

    fn type_of(&self, schema: &Value, pointer: &str) -> String {
        let (schema, pointer) = resolved(self.root, schema, pointer);
        let table = if self.is_config { "table" } else { "object" };
        if let Some(anchor) = self.anchors.get(&pointer) {
            let nullable = if schema["type"].is_array() { " or null" } else { "" };
            return format!("[{table}](#{anchor}){nullable}");
        }
        if let Some(values) = schema["oneOf"].as_array() {
            return Self::words(values, Some("const"));
        }
        if schema["anyOf"].is_array() {
            return "id of a rule".to_owned();
        }
        if let Some(values) = schema["enum"].as_array() {
            return Self::words(values, None);
        }
        if !schema["const"].is_null() {
            return format!("`{}`", schema["const"]);
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        let types = types.iter().map(|one| match *one {
            "array" => {
                let items = if schema["items"].is_null() {
                    &schema["prefixItems"][0]
                } else {
                    &schema["items"]
                };
                let one = self.type_of(items, &format!("{pointer}/items"));
                match one.as_str() {
                    "string" | "integer" => format!("array of {one}s"),
                    _ => format!("array: {one}"),
                }
            }
            "object" => {
                let values = self.type_of(
                    &schema["additionalProperties"],
                    &format!("{pointer}/additionalProperties"),
                );
                match values.as_str() {
                    "string" => format!("{table} of strings"),
                    _ => format!("{table}: {values}"),
                }
            }
            "integer" => match (schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
                (Some(minimum), Some(maximum)) => format!("integer, {minimum} to {maximum}"),
                (Some(minimum), None) if self.is_config => format!("integer, at least {minimum}"),
                _ => "integer".to_owned(),
            },
            other => other.to_owned(),
        });
        types.collect::<Vec<_>>().join(" or ")
    }

    fn description(&self, schema: &Value, name: &str) -> String {
        let own = schema["description"].as_str();
        let text = own.or_else(|| resolved(self.root, schema, "").0["description"].as_str());
        let text = text.unwrap_or_else(|| panic!("{name}: no description"));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn keys(&self, pointer: &str) -> Vec<Vec<String>> {
        let object = self.root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        let required: Vec<&Value> = object["required"].as_array().into_iter().flatten().collect();
        let head = match self.is_config {
            true => &["key", "type", "default", "example", "meaning"][..],
            false => &["key", "type", "present", "meaning"],
        };
        let mut rows = vec![head.iter().map(|cell| (*cell).to_owned()).collect()];
        for (key, member) in object["properties"].as_object().expect("keys") {
            let path = format!("{pointer}/properties/{key}");
            let mut row = vec![format!("`{key}`"), self.type_of(member, &path)];
            if self.is_config {
                let (default, example) = self.of_config(pointer, key, member);
                row.extend([default, example]);
            } else {
                let is_required = required.iter().any(|name| *name == key);
                row.push(if is_required { "always" } else { "optional" }.to_owned());
            }
            row.push(self.description(member, &path));
            rows.push(row);
        }
        rows
    }

    /// The default and the example of a key.
    fn of_config(&self, pointer: &str, key: &str, member: &Value) -> (String, String) {
        let items = if member["items"].is_object() { &member["items"] } else { member };
        let (_, target) = resolved(self.root, items, "");
        let listed = CONFIG_KEYS.iter().find(|(table, name, ..)| (*table, *name) == (pointer, key));
        if let Some((_, _, default, example)) = listed {
            let is_value = default.starts_with(['"', '[']) || ["true", "false"].contains(default);
            let default = if is_value { format!("`{default}`") } else { (*default).to_owned() };
            return (default, format!("`{example}`"));
        }
        let table = CONFIG_TABLES.iter().find(|(table, _)| *table == target && !table.is_empty());
        let (_, header) =
            table.unwrap_or_else(|| panic!("{pointer}: {key}: no default and example"));
        ("none".to_owned(), format!("`{header}`"))
    }

    fn values(&self, pointer: &str) -> Vec<Vec<String>> {
        let list = self.root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        let mut rows = vec![vec!["value".to_owned(), "meaning".to_owned()]];
        for value in list["oneOf"].as_array().expect("values") {
            rows.push(vec![format!("`{}`", value["const"]), self.description(value, pointer)]);
        }
        rows
    }
}

fn table(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        text.extend(["| ", &cells.join(" | "), " |\n"]);
        if number == 0 {
            text.extend(["|", &"---|".repeat(row.len()), "\n"]);
        }
    }
    text
}

/// Returns the pointer in a marker of this kind.
fn marker<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?.strip_prefix(kind)?.strip_prefix(": #")?.strip_suffix(" -->")
}

/// Writes the table after each marker of a page, and checks that nothing of the schema is left out.
fn check(name: &str, schema: &Value, is_config: bool) {
    let page = read(name);
    let mut anchors = BTreeMap::new();
    let mut title = "";
    for line in page.lines() {
        title = if line.starts_with("##") { line } else { title };
        if let Some(pointer) = marker(line, "keys") {
            anchors.insert(pointer.to_owned(), slug(title.trim_start_matches('#').trim()));
        }
    }
    let generator = Generator { root: schema, anchors, is_config };
    let (mut objects, mut values) = (BTreeSet::new(), BTreeSet::new());
    collect(schema, "", &mut objects, &mut values);
    let mut updated = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        updated.extend([line, "\n"]);
        let rows = match (marker(line, "keys"), marker(line, "values")) {
            (Some(pointer), _) => {
                assert!(objects.remove(pointer), "{name}: {pointer} has two tables");
                generator.keys(pointer)
            }
            (_, Some(pointer)) => {
                assert!(values.remove(pointer), "{name}: {pointer} has two tables");
                generator.values(pointer)
            }
            _ => continue,
        };
        while lines.next_if(|line| line.starts_with('|')).is_some() {}
        updated.push_str(&table(&rows));
    }
    assert!(
        objects.is_empty() && values.is_empty(),
        "{name}: no table for {objects:?}, {values:?}"
    );
    update(name, &page, &updated);
}

#[test]
fn the_page_of_the_configuration_is_current() {
    let schema = schema(CONFIG);
    check("docs/reference/configuration.md", &schema, true);
    for (table, key, ..) in CONFIG_KEYS {
        let member = schema.pointer(&format!("{table}/properties/{key}"));
        assert!(member.is_some(), "{table}: the schema has no {key}");
    }
}

#[test]
fn the_page_of_the_report_is_current() {
    check("docs/reference/report.md", &schema(REPORT), false);
}

#[test]
fn the_examples_of_the_configuration_are_valid() {
    let mut text = String::new();
    for (table, header) in CONFIG_TABLES {
        text.extend([*header, "\n"]);
        for (_, key, _, example) in CONFIG_KEYS.iter().filter(|(of, ..)| of == table) {
            text.extend([*key, " = ", *example, "\n"]);
        }
    }
    text = text.replace("[levels]\n", "[levels]\ndrift = \"off\"\n");
    let files = folder(&[("osready.toml", &text), ("rules/a.toml", "")]);
    let output = osready(files.path(), &["config", "--no-baseline"]);
    assert_eq!(code(&output), 0, "{text}\n{}{}", out(&output), err(&output));
}

#[test]
fn the_defaults_of_the_configuration_are_true() {
    let files = folder(&[("osready.toml", "[require]\nprofiles = [\"a\"]\n")]);
    let printed = out(&osready(files.path(), &["config"]));
    let mut defaults = 0;
    for line in printed.lines().filter_map(|line| line.strip_suffix("# default")) {
        let (key, value) = line.split_once(" = ").expect("a key and a value");
        let listed = CONFIG_KEYS.iter().find(|(_, name, ..)| *name == key).expect("a listed key");
        assert_eq!(listed.2, value.trim(), "{key}");
        defaults += 1;
    }
    assert!(defaults > 3, "{printed}");
}
