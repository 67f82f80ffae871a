//! Rules of a site: their examples, errors, limits, and what is unknown.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

mod errors;
mod files;
mod formats;
mod inventory;
mod oracle;
mod site_policy;

use osready::diagnostic::Level;
use osready::finding::Finding;
use osready::lint::{FileReport, IncompleteCause, Outcome, Report, Retention};
use osready::model::Verdict;
use osready::policy::FailOn;

use crate::support::{lint_under, policy};

/// Ten rules with examples.
pub(super) const RULES: &str = include_str!("rules.toml");

/// A configuration with one rule.
pub(super) fn rule(each: &str, require: &str) -> String {
    format!("[[rule]]\nid = \"site/x\"\neach = \"{each}\"\nrequire = '''{require}'''\n")
}

/// The findings of rules of the site.
fn of_site(file_report: &FileReport) -> Vec<&Finding> {
    file_report.findings.iter().filter(|finding| finding.rule.starts_with("site/")).collect()
}

const PROFILE: &str = r#"{
  "deployStatus": "ready",
  "id": "win2019|win2019-x86_64-install-Core",
  "name": "win2019-x86_64-install-Core",
  "readyCheck": { "noWinpe": false, "isPlaceholder": "no" },
  "customizationOptions": null,
  "type": "predefined"
}"#;

#[test]
fn values_decide() {
    for (require, holds) in [
        ("profile.system == 'windows'", true),
        ("profile.system == 'sles' || profile.type == 'predefined'", true),
        ("profile.files.drivers.size() == 0", true),
        ("profile.files.boot.exists(f, f.id == 'x')", false),
        ("profile.name.matches('^win[0-9]+-')", true),
        ("profile.?release.orValue('none') == 'none'", true),
        ("!profile.?release.hasValue() && !has(profile.release)", true),
        ("profile.custom", false),
        ("profile.status in ['ready', 'warning'] ? !profile.flags.noWinpe : false", true),
        ("version('12SP3') == version('12.3') && version('2.10') > version('2.9')", true),
        ("[1, 2, 3].map(n, n * n).filter(n, n > 3) == [4, 9] && 7 / 2 == 3 && -7 % 2 == -1", true),
        (
            "['a', 'b'].exists_one(s, s + 'x' == 'bx') && size('é😀') == 2 && string(12) == '12'",
            true,
        ),
        ("response.profiles.size() == 1 && response.profiles[0].id.contains('|')", true),
        (r"'\u00e9\n' == 'é\x0a' && r'\d' == '\\d'", true),
    ] {
        let found = lint_under(&rule("profile", require), PROFILE);
        assert_eq!(of_site(&found).is_empty(), holds, "{require}\n{:#?}", found.findings);
    }
}

#[test]
fn an_unknown_value_is_a_finding_and_never_a_pass() {
    for (require, part) in [
        ("profile.release == '2019'", "profile.release is absent"),
        ("profile.release != '2019'", "profile.release is absent"),
        ("!(profile.release == '2019')", "profile.release is absent"),
        ("version(profile.name) > version('1')", "profile.name is not a version"),
        ("!profile.flags.isPlaceholder", "profile.flags.isPlaceholder cannot be read"),
        ("has(profile.flags.isPlaceholder)", "has(profile.flags.isPlaceholder) cannot be read"),
        (
            "profile.flags.?isPlaceholder.orValue(true)",
            "profile.flags.?isPlaceholder cannot be read",
        ),
        ("response.drivers.all(f, f.custom)", "response.drivers is absent"),
        ("profile.image.custom || profile.image.id == ''", "profile.image is absent"),
        ("1 / 0 == 1", "1 / 0 has no result"),
        ("9223372036854775807 + 1 > 0", "9223372036854775807 + 1 has no result"),
        ("response.profiles[1].custom", "response.profiles[1] is not in the list"),
        ("response.profiles.all(p, p.release != '')", "p.release is absent"),
        ("response.profiles.exists_one(p, p.release != '')", "p.release is absent"),
    ] {
        let found = lint_under(&rule("profile", require), PROFILE);
        let own = of_site(&found);
        assert_eq!(own.len(), 1, "{require}\n{:#?}", found.findings);
        assert!(
            own[0].message.contains(&format!("cannot be decided, since {part}")),
            "{require}\n{own:#?}"
        );
        assert_eq!(own[0].level, Level::Error);
        assert_eq!(own[0].labels[0].file.as_ref().expect("in the configuration"), "osready.toml");
        assert_eq!(found.readiness[0].verdict, Verdict::Unknown, "it is not decided");
    }
}

/// The profile is blocked, whichever rule is first.
#[test]
fn a_rule_that_fails_blocks_beside_one_that_is_not_decided() {
    let fails = rule("profile", "profile.custom");
    let undecided = rule("profile", "profile.release == '1'").replace("site/x", "site/y");
    for rules in [fails.clone() + &undecided, undecided.clone() + &fails] {
        let found = lint_under(&rules, PROFILE);
        assert_eq!(of_site(&found).len(), 2);
        assert_eq!(found.readiness[0].verdict, Verdict::Blocked);
    }
    assert_eq!(lint_under(&undecided, PROFILE).readiness[0].verdict, Verdict::Unknown);
}

#[test]
fn what_decides_alone_is_not_unknown() {
    for require in [
        "profile.release == 'x' || profile.system == 'windows'",
        "profile.system == 'windows' || profile.release == 'x'",
        "!(profile.release == 'x' && profile.custom)",
        "response.profiles.exists(p, p.release == 'x' || !p.custom)",
        "profile.custom ? profile.release == 'x' : true",
    ] {
        assert!(of_site(&lint_under(&rule("profile", require), PROFILE)).is_empty(), "{require}");
    }
}

/// An unknown `when` is a finding too: a rule is not silent about what it cannot place.
#[test]
fn an_unknown_subject_is_a_finding() {
    let rule = "[[rule]]\nid = 'site/x'\neach = 'profile'\nwhen = \"profile.release == '1'\"\nrequire = 'true'\n";
    assert_eq!(of_site(&lint_under(rule, PROFILE)).len(), 1);
}

/// Damage never turns a finding into a pass: every value of a response that fails a rule is replaced in
/// turn, also by what cannot be read.
#[test]
fn damage_does_not_pass_a_rule() {
    let rules = rule("profile", "profile.custom && profile.files.unattend.size() > 0");
    let text = r#"{"deployStatus":"ready","id":"win2019|a","name":"a","readyCheck":{},"type":"custom","customizationOptions":{"unattendOptions":[{"unattendFileIds":[]}]}}"#;
    assert_eq!(of_site(&lint_under(&rules, text)).len(), 1);
    for (from, to) in [
        ("\"custom\"", "\"custm\""),
        ("\"custom\"", "7"),
        ("\"custom\"", "null"),
        ("\"type\":\"custom\",", ""),
        ("\"type\":\"custom\"", "\"type\":\"custom\",\"type\":\"predefined\""),
        ("\"type\":\"custom\"", "\"type\":\"predefined\",\"Type\":\"custom\""),
        ("\"type\":\"custom\"", "\"TYPE\":\"predefined\",\"Type\":\"custom\""),
        ("\"type\":\"custom\"", "\"t_ype\":\"custom\",\"type\":\"predefined\""),
        (
            "{\"unattendOptions\":",
            "{\"UnattendOptions\":[{\"unattendFileIds\":[\"x\"]}],\"unattendOptions\":",
        ),
        ("[{\"unattendFileIds\":[]}]", "\"x\""),
        ("[{\"unattendFileIds\":[]}]", "7"),
        ("[{\"unattendFileIds\":[]}]", "[7]"),
        ("{\"unattendFileIds\":[]}", "{\"unattendFileIds\":[7]}"),
        ("{\"unattendFileIds\":[]}", "{}"),
        ("{\"unattendFileIds\":[]}", "{\"unattendFileIds\":[]"),
        ("{\"unattendOptions\":[{\"unattendFileIds\":[]}]}", "null"),
        ("{\"unattendOptions\":[{\"unattendFileIds\":[]}]}", "[]"),
        ("{\"unattendOptions\":[{\"unattendFileIds\":[]}]}", "{}"),
        (",\"customizationOptions\":{\"unattendOptions\":[{\"unattendFileIds\":[]}]}", ""),
    ] {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text, "{from}");
        let found = lint_under(&rules, &damaged);
        assert_eq!(of_site(&found).len(), 1, "{damaged}");
    }
}

#[test]
fn a_rule_that_takes_too_many_steps_fails_closed() {
    let drivers: Vec<String> =
        (0..3000).map(|at| format!(r#"{{"id":"d{at}","name":"d","os":"win"}}"#)).collect();
    let text = format!(r#"{{"items":[],"driverFiles":[{}]}}"#, drivers.join(","));
    let slow = "response.drivers.all(a, response.drivers.all(b, a.id == b.id || a.name == 'd'))";
    let rules = rule("response", slow) + "[levels]\n\"site/x\" = \"off\"\n";
    let started = std::time::Instant::now();
    let found = lint_under(&rules, &text);
    let took = started.elapsed();
    assert!(took.as_secs() < 20, "{took:?}");
    assert_eq!(found.incomplete[0].cause, IncompleteCause::RuleIncomplete);
    let mut report = Report::new();
    report.add(found, Retention::All);
    assert_eq!(Outcome::new(&report).code(FailOn::Never, true), 2, "whatever the levels");
    let many: String =
        (0..8).map(|at| rule("response", slow).replace("site/x", &format!("site/x{at}"))).collect();
    let found = lint_under(&many, &text);
    assert_eq!(of_site(&found).len(), 8, "all rules together have a limit");
}

#[test]
fn levels_suppressions_and_overrides_apply() {
    let rules = rule("profile", "profile.custom");
    let level = |more: &str| {
        let found = lint_under(&format!("{rules}{more}"), PROFILE);
        let own = of_site(&found)
            .into_iter()
            .map(|finding| (finding.level, finding.suppressed.is_some()));
        own.collect::<Vec<_>>()
    };
    assert_eq!(level(""), [(Level::Error, false)]);
    assert_eq!(level("[levels]\n\"site/x\" = \"note\""), [(Level::Note, false)]);
    assert_eq!(level("[levels]\nsite = \"warning\""), [(Level::Warning, false)]);
    assert_eq!(level("[levels]\n\"site/x\" = \"off\""), []);
    assert_eq!(
        level("[[suppress]]\nrule = \"site/x\"\nreason = \"r\"\nprofiles = [\"win*\"]"),
        [(Level::Error, true)]
    );
    assert_eq!(
        level("[[override]]\nprofiles = [\"win*\"]\nlevels = { \"site/x\" = \"warning\" }"),
        [(Level::Warning, false)]
    );
}

#[test]
fn ten_rules_compile() {
    let (policy, errors) = policy(RULES);
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(policy.user_rules.len(), 10);
    assert!(policy.user_rules.iter().all(|rule| rule.examples.len() >= 2));
}

/// The regular expressions of all rules together are bounded in memory, and each in time on a long text.
#[test]
fn regular_expressions_are_bounded() {
    let condition: Vec<String> =
        (0..100).map(|at| format!("'a'.matches(r'[ab]{{60}}{at}')")).collect();
    let rules: String = (0..10)
        .map(|at| {
            rule("profile", &condition.join(" || ")).replace("site/x", &format!("site/x{at}"))
        })
        .collect();
    let (_, errors) = policy(&rules);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(errors[0].message.contains("regular expressions of all rules"), "{errors:#?}");

    let large = PROFILE.replace("win2019-x86_64-install-Core", &"ab".repeat(450_000));
    let slow = rule("profile", "profile.name.matches(r'(?:[ab]*a){10}[ab]{60}c')");
    let found = lint_under(&slow, &large);
    assert_eq!(found.incomplete[0].cause, IncompleteCause::RuleIncomplete);
    assert!(lint_under(&slow, PROFILE).incomplete.is_empty());
}

/// A list that an expression makes takes steps for what it holds.
#[test]
fn lists_of_expressions_are_bounded() {
    let profiles: Vec<String> = (0..1_500)
        .map(|at| {
            format!(
                r#"{{"id":"win2019|{at}","name":"{at}","deployStatus":"ready","readyCheck":{{}}}}"#
            )
        })
        .collect();
    let text = format!("[{}]", profiles.join(","));
    let lists =
        rule("response", "response.profiles.map(p, response.profiles.map(q, [q])).size() > 0");
    let found = lint_under(&lists, &text);
    assert_eq!(found.incomplete[0].cause, IncompleteCause::RuleIncomplete);
    let names = rule("response", "response.profiles.map(p, p.name).size() == 1500");
    assert!(of_site(&lint_under(&names, &text)).is_empty());
}
