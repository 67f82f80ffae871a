//! A report of several files shows each kind of finding once: excerpts that it cannot show are not made, and nothing
//! else differs.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::collections::HashSet;
use std::fs;

use osready::diagnostic::Level;
use osready::finding::Finding;
use osready::input::{Discovery, File};

use crate::binary::{BLOCKED, osready};
use crate::generator::{Layout, Options, Size, generate, generate_damaged};
use crate::support::cases;

fn without_excerpt(finding: &Finding) -> String {
    serde_json::to_string(&Finding { excerpt: None, ..finding.clone() }).expect("it is written")
}

fn excerpt(finding: &Finding) -> String {
    serde_json::to_string(&finding.excerpt).expect("it is written")
}

#[test]
fn only_the_first_finding_of_each_kind_has_an_excerpt() {
    let linter = crate::support::linter(true).summarizing();
    let mut excerpts = 0;
    for seed in 0..cases(3) as u64 {
        let options =
            Options { seed, size: Size::Images(6), defect_share: 0.2, layout: Layout::Pretty };
        for generated in [generate(&options), generate_damaged(&options)] {
            let file = File::new("response.json", Discovery::Explicit, generated.text);
            let alone = linter.lint(&file).expect("it is short");
            let further = linter.lint_further(&file, None).expect("it is short");
            assert_eq!(alone.findings.len(), further.findings.len());
            let mut kinds = HashSet::new();
            for (one, other) in alone.findings.iter().zip(&further.findings) {
                assert_eq!(without_excerpt(one), without_excerpt(other));
                let is_first = kinds.insert((&other.rule, other.level, &other.label));
                if is_first && other.level > Level::Note {
                    assert!(other.excerpt.is_some(), "{other:?}");
                    assert!(one.excerpt.is_none() || excerpt(one) == excerpt(other), "{other:?}");
                    excerpts += 1;
                } else {
                    assert!(other.excerpt.is_none(), "{other:?}");
                }
            }
        }
    }
    assert!(excerpts > cases(25), "{excerpts}");
}

#[test]
fn a_report_of_a_single_file_is_complete() {
    let file = File::new("response.json", Discovery::Explicit, BLOCKED);
    let linter = crate::support::linter(true);
    let (alone, further) = (linter.lint(&file), linter.lint_further(&file, None));
    let findings = [alone, further].map(|report| report.expect("it is short").findings);
    assert!(findings.iter().flatten().all(|finding| finding.excerpt.is_some()));
}

#[test]
fn each_kind_is_shown_with_an_excerpt_of_the_newest_file() {
    let folder = tempfile::tempdir().expect("a folder");
    // A file that cannot be decoded does not make the report one of several files.
    fs::write(folder.path().join("00.json"), b"{\"id\": \"\x81\x8d\"}").expect("a file");
    for (files, newest) in [(1..2, "01.json"), (2..60, "59.json")] {
        for number in files {
            let text = BLOCKED.replace("Core", &format!("Core-{number}"));
            fs::write(folder.path().join(format!("{number:02}.json")), text).expect("a file");
        }
        for arguments in [&["check", "."][..], &["check", "-q", "."]] {
            let output = osready(folder.path(), arguments);
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.contains(&format!("─[{newest}:")), "{arguments:?}: {text}");
        }
    }
}
