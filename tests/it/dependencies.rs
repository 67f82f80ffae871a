//! Each crate that osready names has a line that says why, and each such line a crate.
#![allow(clippy::expect_used)]

use std::collections::BTreeSet;

use toml::de::DeTable;

/// The crates of a table of `Cargo.toml`.
fn discovery(table: &str) -> BTreeSet<String> {
    let manifest = DeTable::parse(include_str!("../../Cargo.toml")).expect("TOML").into_inner();
    let table = manifest.get(table).and_then(|table| table.get_ref().as_table()).expect("a table");
    table.keys().map(|name| name.get_ref().to_string()).collect()
}

/// The crates of the table below a heading of the page, each of which has a reason.
fn explained(heading: &str) -> BTreeSet<String> {
    let page = include_str!("../../docs/dependencies.md").replace('\r', "");
    let below = page.split(&format!("## {heading}\n")).nth(1).expect("the heading");
    let below = below.split("\n## ").next().unwrap_or(below);
    let rows = below.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    rows.map(|(name, why)| {
        assert!(why.trim_end_matches(" |").len() > 10, "{name} has no reason");
        name.to_owned()
    })
    .collect()
}

#[test]
fn every_dependency_has_its_reason_and_every_reason_its_dependency() {
    assert_eq!(discovery("dependencies"), explained("In the binary"));
    assert_eq!(discovery("dev-dependencies"), explained("In tests alone"));
}

#[test]
fn no_table_of_dependencies_is_left_out() {
    let manifest = DeTable::parse(include_str!("../../Cargo.toml")).expect("TOML").into_inner();
    for table in ["build-dependencies", "target", "workspace"] {
        assert!(!manifest.contains_key(table), "docs/dependencies.md has no table for {table}");
    }
}
