//! JSONTestSuite, as the crate json-syntax ships it (MIT or Apache-2.0; the suite itself is MIT).

use std::path::PathBuf;
use std::process::Command;

use super::{as_serde, tree};

/// The folder of the suite's files in cargo's own store: cargo knows where it put the crate.
fn suite() -> PathBuf {
    let rustc = run("rustc", &["-vV"]);
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    // Only this platform's packages have been fetched for sure.
    let metadata =
        ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let metadata: serde_json::Value =
        serde_json::from_str(&run(env!("CARGO"), &metadata)).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package =
        packages.iter().find(|package| package["name"] == "json-syntax").expect("json-syntax");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a folder").join("tests").join("inputs")
}

fn run(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn every_case_is_judged_as_serde_json_judges_it() {
    let mut judged = 0;
    for entry in std::fs::read_dir(suite()).expect("the suite is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        // Texts that are no UTF-8 do not come as far as the reader: decoding refuses them.
        let Ok(text) = String::from_utf8(std::fs::read(&path).expect("a file")) else { continue };
        let read = tree(&text);
        let accepted = read.defects().is_empty();
        let oracle = serde_json::from_str::<serde_json::Value>(&text);
        assert_eq!(accepted, oracle.is_ok(), "{name}: {:?} but {oracle:?}", read.defects());
        if let Ok(value) = oracle {
            assert_eq!(as_serde(read.root().expect("a value")), value, "{name}");
        }
        if name.starts_with("n_") {
            assert!(!accepted, "{name} is not JSON");
        }
        judged += 1;
    }
    assert!(judged > 280, "the suite has more than {judged} cases");
}
