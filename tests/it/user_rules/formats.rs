//! A rule of the site is shown as a built-in one in every format, also when a saved report is rendered.

use osready::lint::{Linter, Report, Retention};
use osready::report::saved;

use crate::support::formats::all;
use crate::support::{lint, policy};

const TEXT: &str = r#"{
  "deployStatus": "notReady",
  "id": "win2016|win2016-x86_64-install-Core",
  "name": "win2016-x86_64-install-Core",
  "readyCheck": { "noWinpe": true }
}"#;

/// The same finding by the built-in rule missing-winpe, and by a rule of the site at the same place.
fn reports() -> (Report, Report) {
    let mut own = lint(TEXT);
    own.findings.retain(|finding| finding.rule == "missing-winpe");
    own.readiness.clear();
    let built_in = own.findings[0].clone();
    let (message, help) = (built_in.message.raw(), built_in.help.raw());
    let why = osready::rules::by_id("missing-winpe")
        .and_then(osready::diagnostic::Rule::why)
        .expect("why");
    let config = format!(
        "[[rule]]\nid = \"site/winpe\"\neach = \"profile\"\nrequire = \"!profile.flags.noWinpe\"\nat = \"readyCheck.noWinpe\"\n\
         message = '''{message}'''\nhelp = '''{help}'''\ndescription = \"D.\"\nwhy = '''{why}'''\n"
    );
    let (policy, errors) = policy(&config);
    assert!(errors.is_empty(), "{errors:#?}");
    let file =
        osready::input::File::new("response.json", osready::input::Discovery::Explicit, TEXT);
    let linter = Linter::new().with_excerpts(true).with_rules(&[]).with_policy(policy);
    let mut site = linter.lint(&file).expect("short");
    assert_eq!(site.findings.len(), 1, "{:#?}", site.findings);
    site.readiness.clear();
    assert_eq!(site.findings[0].span, built_in.span);
    // The label, the fingerprint and the rule are its own; everything else is the same.
    assert_eq!(site.findings[0].labels.len(), 1, "one in the configuration");
    let finding = &mut site.findings[0];
    finding.label = built_in.label.clone();
    finding.labels.clone_from(&built_in.labels);
    finding.fingerprint = built_in.fingerprint.clone();
    finding.excerpt.clone_from(&built_in.excerpt);
    let mut reports = (Report::new(), Report::under(linter.policy()));
    reports.0.add(own, Retention::All);
    reports.1.add(site, Retention::All);
    reports
}

/// Replaces what belongs to the rule itself: its id, its name and its documentation.
fn without_rule(format: &str, text: &str, id: &str) -> String {
    let text = match format {
        "sarif" => {
            let mut log: serde_json::Value = serde_json::from_str(text).expect("SARIF");
            let rules = &mut log["runs"][0]["tool"]["driver"]["rules"];
            let rules = rules.as_array_mut().expect("rules");
            assert_eq!(rules.len(), 1);
            for key in [
                "fullDescription",
                "help",
                "shortDescription",
                "defaultConfiguration",
                "name",
                "properties",
            ] {
                assert!(!rules[0][key].is_null(), "{key} of {id}");
                rules[0][key] = "x".into();
            }
            log.to_string()
        }
        "json" => {
            let mut report: serde_json::Value = serde_json::from_str(text).expect("JSON");
            report.as_object_mut().expect("an object").remove("rules");
            report.to_string()
        }
        // Its fingerprint has the rule in it.
        "gitlab" => {
            let mut issues: serde_json::Value = serde_json::from_str(text).expect("JSON");
            issues[0]["fingerprint"] = "x".into();
            issues.to_string()
        }
        "html" => {
            let mut text = text.to_owned();
            for (start, end) in [
                ("<p><strong>The rule:</strong> ", "</p>"),
                ("<section class=\"explained\"", "</section>"),
            ] {
                let start = text.find(start).expect("a description");
                let end = start + text[start..].find(end).expect("its end");
                text.replace_range(start..end, "");
            }
            text
        }
        _ => text.to_owned(),
    };
    text.replace(&id.replace('/', "\\/"), "RULE").replace(id, "RULE")
}

#[test]
fn a_rule_of_the_site_is_shown_as_a_built_in_one() {
    let (built_in, site) = reports();
    for ((format, built_in), (_, site)) in all(&built_in).into_iter().zip(all(&site)) {
        // A table cell and a code span may break ids differently; nothing else differs.
        let built_in = without_rule(format, &built_in, "missing-winpe");
        let site = without_rule(format, &site, "site/winpe");
        let plain = |text: &str| {
            text.replace("&#x2F;", "/").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(plain(&site), plain(&built_in), "{format}");
    }
}

#[test]
fn a_rendered_report_describes_the_rules_of_the_site() {
    let (_, site) = reports();
    let json = all(&site).into_iter().find(|(format, _)| *format == "json").expect("json").1;
    let schema = serde_json::from_str(include_str!("../../../schemas/report.schema.json"));
    let schema = jsonschema::validator_for(&schema.expect("JSON")).expect("a schema");
    let report = serde_json::from_str(&json).expect("JSON");
    assert!(schema.is_valid(&report), "{:?}", schema.validate(&report).err());
    let read = saved::read(&json).expect("a report");
    assert_eq!(read.rules, site.rules);
    for ((format, first), (_, again)) in all(&site).into_iter().zip(all(&read)) {
        if !matches!(format, "human" | "html") {
            assert_eq!(first, again, "{format}");
        }
    }
    // A report does not replace a built-in rule.
    let forged = json.replace("\"id\": \"site/winpe\"", "\"id\": \"missing-winpe\"");
    assert_ne!(forged, json);
    assert!(saved::read(&forged).expect("a report").rules.is_empty());
}
