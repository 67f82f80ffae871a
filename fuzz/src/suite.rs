//! JSONTestSuite, as the crate json-syntax ships it (MIT or Apache-2.0; the suite itself is MIT).

use std::path::PathBuf;
use std::process::Command;

/// The suite's cases: the name of each and its bytes, sorted.
pub fn cases() -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder()).expect("the suite is there");
    let mut cases: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file"))
        })
        .collect();
    cases.sort();
    cases
}

/// The folder of the suite's files in cargo's own store: cargo knows where it put the crate.
fn folder() -> PathBuf {
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
