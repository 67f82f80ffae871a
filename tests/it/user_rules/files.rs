//! `osready test`, `rule-files`, `--explain-rule`, and rules from a base commit.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{RULES, rule};
use crate::binary::{READY, code, err, out};

fn osready(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("osready runs")
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

#[test]
fn examples_are_as_their_rules_say() {
    let folder = folder(&[("osready.toml", RULES)]);
    for format in ["human", "tap", "junit"] {
        let output = osready(folder.path(), &["test", "--format", format]);
        assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    }
    let junit = out(&osready(folder.path(), &["test", "--format", "junit"]));
    let document = roxmltree::Document::parse(&junit).expect("XML");
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase")).count();
    assert_eq!(cases, 22);
    assert_eq!(document.root_element().attribute("failures"), Some("0"));
    let tap = out(&osready(folder.path(), &["test", "--format", "tap"]));
    assert!(
        tap.starts_with("TAP version 14\n1..22\nok 1 - site/minimum-sles fails at osready.toml:"),
        "{tap}"
    );
}

/// Each rule whose requirement always holds, or never, fails its examples.
#[test]
fn a_changed_rule_fails_its_examples() {
    for always in ["true", "false"] {
        let text: Vec<String> = RULES
            .lines()
            .map(|line| match line.starts_with("require = ") {
                true => format!("require = \"{always}\""),
                false => line.to_owned(),
            })
            .collect();
        let folder = folder(&[("osready.toml", &text.join("\n"))]);
        let output = osready(folder.path(), &["test"]);
        assert_eq!(code(&output), 1);
        let ids = RULES
            .lines()
            .filter_map(|line| line.strip_prefix("id = "))
            .map(|id| id.trim_matches('"'));
        for id in ids {
            assert!(out(&output).contains(&format!("{id}: ")), "{always} {id}\n{}", out(&output));
        }
    }
}

#[test]
fn an_example_can_be_a_file_below_the_configuration() {
    let with = |example: &str| {
        rule("profile", "profile.id == ''") + &format!("[[rule.example]]\nfails = '{example}'\n")
    };
    for (example, expected) in
        [("a/ready.json", 0), ("gone.json", 2), ("../ready.json", 2), ("{}", 2), ("[", 2)]
    {
        let folder = folder(&[("osready.toml", &with(example)), ("a/ready.json", READY)]);
        let output = osready(folder.path(), &["test"]);
        assert_eq!(code(&output), expected, "{example}: {}{}", out(&output), err(&output));
    }
    let empty = folder(&[("osready.toml", &rule("profile", "true"))]);
    assert_eq!(code(&osready(empty.path(), &["test"])), 3, "nothing was tested");
}

#[test]
fn rules_come_from_the_files_that_rule_files_names() {
    let config = "rule-files = [\"rules/*.toml\"]\n[levels]\n\"site/x\" = \"note\"\n";
    let rules = rule("profile", "profile.custom");
    let files: &[(&str, &str)] = &[
        ("osready.toml", config),
        ("rules/a.toml", &rules),
        ("rules/deep/b.toml", "no toml"),
        ("s.json", READY),
    ];
    let folder = folder(files);
    let output = osready(folder.path(), &["check", "s.json", "--format", "concise"]);
    assert!(out(&output).contains("site/x"), "{}{}", out(&output), err(&output));
    assert_eq!(code(&output), 0, "its level is set in the other file: {}", out(&output));
    for arguments in [["explain", "site/x"], ["rules", "--format=json"], ["config", "."]] {
        let output = osready(folder.path(), &arguments);
        let shown = out(&output).to_lowercase();
        assert!(shown.contains("site/x"), "{arguments:?} {}", err(&output));
    }
    fs::write(folder.path().join("rules/c.toml"), &rules).expect("a file");
    assert!(out(&osready(folder.path(), &["check", "s.json"])).contains("two rules site/x"));
    fs::write(folder.path().join("rules/c.toml"), "[levels]\n").expect("a file");
    assert!(out(&osready(folder.path(), &["check", "s.json"])).contains("unknown key \"levels\""));
    for glob in ["gone/*.toml", "gone.toml"] {
        fs::write(folder.path().join("osready.toml"), format!("rule-files = [\"{glob}\"]"))
            .expect("a file");
        let output = osready(folder.path(), &["check", "s.json"]);
        assert_eq!(code(&output), 2, "{glob}");
        assert!(out(&output).contains("no file with rules matches"), "{glob}");
    }
    fs::write(folder.path().join("osready.toml"), "rule-files = [\"../*.toml\"]").expect("a file");
    assert_eq!(code(&osready(folder.path(), &["check", "s.json"])), 2, "outside");
}

#[cfg(unix)]
#[test]
fn a_file_with_rules_is_not_a_link_out_of_the_repository() {
    let outside = folder(&[("secret.toml", "password = 1")]);
    let inside = folder(&[
        ("osready.toml", "rule-files = [\"rules.toml\"]"),
        (".git/HEAD", ""),
        ("s.json", READY),
    ]);
    std::os::unix::fs::symlink(
        outside.path().join("secret.toml"),
        inside.path().join("rules.toml"),
    )
    .expect("a link");
    let output = osready(inside.path(), &["check", "s.json"]);
    assert_eq!(code(&output), 2);
    assert!(!out(&output).contains("password") && !err(&output).contains("password"));
}

/// A rule with an example in a file.
fn with_example(file: &str) -> String {
    rule("profile", "profile.id != ''") + &format!("[[rule.example]]\npasses = '{file}'\n")
}

#[cfg(unix)]
#[test]
fn an_example_is_not_a_link_out_of_the_repository() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("ready.json", READY)]);
    for file in ["link.json", "folder/ready.json", "kernel.json", "pipe.json"] {
        for (config, place) in [("osready.toml", ""), ("rules/a.toml", "rules/")] {
            for git in [".git/HEAD", "no-repository"] {
                let inside = folder(&[
                    ("osready.toml", "rule-files = [\"rules/*.toml\"]"),
                    ("rules/empty.toml", ""),
                    (git, ""),
                ]);
                fs::write(inside.path().join(config), with_example(file)).expect("a file");
                let at = |name: &str| inside.path().join(format!("{place}{name}"));
                symlink(outside.path().join("ready.json"), at("link.json")).expect("a link");
                symlink(outside.path(), at("folder")).expect("a link");
                // Reading it never ends.
                symlink("/dev/zero", at("kernel.json")).expect("a link");
                let made = Command::new("mkfifo").arg(at("pipe.json")).status();
                assert!(made.expect("mkfifo runs").success());
                let output = osready(inside.path(), &["test"]);
                let said = out(&output) + &err(&output);
                assert_eq!(code(&output), 2, "{config} {file} {git}: {said}");
                assert!(said.contains("not read"), "{config} {file} {git}: {said}");
            }
        }
    }
    // A link within the repository is read, from a folder below it too.
    let inside = folder(&[
        (".git/HEAD", ""),
        ("a/osready.toml", &with_example("link.json")),
        ("a/b/c.txt", ""),
        ("ready.json", READY),
    ]);
    symlink("../ready.json", inside.path().join("a/link.json")).expect("a link");
    for working in ["a", "a/b"] {
        let output = osready(&inside.path().join(working), &["test"]);
        assert_eq!(code(&output), 0, "{working}: {}{}", out(&output), err(&output));
    }
}

#[test]
fn an_example_is_not_a_hidden_file() {
    for file in [".secret.json", ".git/a.json", "a/.b/c.json"] {
        let files: &[(&str, &str)] = &[("osready.toml", &with_example(file)), (file, READY)];
        let output = osready(folder(files).path(), &["test"]);
        assert_eq!(code(&output), 2, "{file}: {}", out(&output));
    }
}

#[test]
fn rule_files_of_a_policy_elsewhere_are_read() {
    let strict = rule("profile", "profile.custom");
    let rule_files = "rule-files = [\"r.toml\", \"more/*.toml\"]\n";
    let both = folder(&[
        ("here/.git/HEAD", ""),
        ("here/s.json", READY),
        ("policy/osready.toml", rule_files),
        ("policy/known.json", "{\"version\": 1, \"findings\": []}"),
        ("policy/r.toml", &strict),
        ("policy/more/r.toml", &rule("profile", "true").replace("site/x", "site/y")),
    ]);
    let absolute = both.path().join("policy/osready.toml").display().to_string();
    // A baseline is relative to the folder of the configuration, which is not that of --policy-from.
    let with_baseline = format!("{rule_files}baseline = \"known.json\"");
    for (option, config) in [("--policy-from", rule_files), ("--config", &with_baseline)] {
        fs::write(both.path().join("policy/osready.toml"), config).expect("a file");
        for (working, policy) in [
            ("here", "../policy/osready.toml"),
            ("here", &absolute),
            ("here", "../here/../policy/osready.toml"),
            (".", "policy/osready.toml"),
        ] {
            for git in ["here", ".", "policy"] {
                let of_run = both.path().join(git).join(".git");
                fs::create_dir_all(&of_run).expect("a folder");
                let file = if working == "." { "here/s.json" } else { "s.json" };
                let arguments = ["check", option, policy, "--format", "concise", file];
                let output = osready(&both.path().join(working), &arguments);
                let said = out(&output) + &err(&output);
                assert_eq!(code(&output), 1, "{option} {working} {policy}: {said}");
                assert!(said.contains("site/x"), "{option} {working} {policy}: {said}");
                fs::remove_dir_all(&of_run).expect("a folder");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_policy_elsewhere_reads_no_link_out_of_its_repository() {
    let both = folder(&[
        ("here/s.json", READY),
        ("here/r.toml", "password = 1"),
        ("policy/osready.toml", "rule-files = [\"r.toml\"]"),
    ]);
    std::os::unix::fs::symlink("../here/r.toml", both.path().join("policy/r.toml"))
        .expect("a link");
    let arguments = ["check", "--policy-from", "../policy/osready.toml", "s.json"];
    let output = osready(&both.path().join("here"), &arguments);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("a link out of the repository"), "{}", err(&output));
}

#[test]
fn explain_rule_says_why_a_rule_is_silent() {
    let rules = rule("profile", "profile.release == '1'") + "when = \"profile.custom\"\n";
    let folder = folder(&[("osready.toml", &rules), ("s.json", READY)]);
    let output = osready(folder.path(), &["check", "--explain-rule", "site/x", "s.json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(
        out(&output).contains("when:    ") && out(&output).contains("require: "),
        "{}",
        out(&output)
    );
    let output = osready(folder.path(), &["check", "--explain-rule", "site/y", "s.json"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("did you mean site/x?"));
}

#[test]
fn explain_rule_shows_what_a_key_of_the_site_policy_stands_for() {
    let config = "[site-policy]\nallowed-images = [\"win20*\"]\n";
    let folder = folder(&[("osready.toml", config), ("s.json", READY)]);
    let arguments = ["check", "--explain-rule", "site-policy/images", "s.json"];
    let output = osready(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("osready.toml:2"), "{}", out(&output));
    assert!(out(&output).contains("require: true"), "{}", out(&output));
    let arguments = ["check", "--explain-rule", "site-policy/releases", "s.json"];
    let output = osready(folder.path(), &arguments);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("no key of [site-policy] stands for"), "{}", err(&output));
}

#[test]
fn a_rule_without_a_subject_in_the_run_is_reported() {
    let rules =
        rule("driver", "file.custom") + &rule("profile", "true").replace("site/x", "site/y");
    let folder = folder(&[("osready.toml", &rules), ("s.json", READY)]);
    let output = out(&osready(folder.path(), &["check", "--format", "concise"]));
    assert!(output.contains("the rule site/x found no driver"), "{output}");
    assert!(!output.contains("site/y found"), "{output}");
}

/// A pull request cannot replace the rules that it is checked by.
#[test]
fn rules_come_from_the_base_commit() {
    let git = |folder: &Path, arguments: &[&str]| {
        let done = Command::new("git")
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        assert!(done.status.success(), "{arguments:?}");
    };
    let strict = rule("profile", "profile.custom");
    let folder = folder(&[
        ("osready.toml", "rule-files = [\"rules/*.toml\"]\n"),
        ("rules/a.toml", &strict),
        ("s.json", READY),
    ]);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "--all", "."]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    fs::write(folder.path().join("rules/a.toml"), rule("profile", "true")).expect("a file");
    fs::write(folder.path().join("rules/b.toml"), "broken").expect("a file");
    fs::write(folder.path().join("s.json"), format!("{READY}\n")).expect("a file");
    let output =
        osready(folder.path(), &["check", "--base-ref", "main", "s.json", "--format", "concise"]);
    assert_eq!(code(&output), 1, "{}{}", out(&output), err(&output));
    assert!(out(&output).contains("site/x"), "{}", out(&output));
    assert!(err(&output).contains("differs from the base commit"), "{}", err(&output));
    // The file of another configuration, which --policy-from names, resolves beside that file.
    let elsewhere = self::folder(&[
        ("p/osready.toml", "rule-files = [\"r.toml\"]"),
        ("p/r.toml", &strict),
        ("s.json", READY),
    ]);
    let output = osready(elsewhere.path(), &["check", "--policy-from", "p/osready.toml", "s.json"]);
    assert_eq!(code(&output), 1, "{}{}", out(&output), err(&output));
}
