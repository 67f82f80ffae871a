//! Rules of a site: whatever an expression holds, it is refused at its place, or it is decided within the
//! limits, and the same in every run.

use std::fmt::Write as _;

use osready::expression::{MAX_BYTES, Variable, compile};
use osready::facts::Kind;
use osready::lint::{IncompleteCause, Linter};
use osready::policy::config::{Parsed, read};

use super::{lint, text, variant};

/// A response with something of each kind, some of it damaged.
const RESPONSE: &str = r#"{"result": "success", "number": 1, "items": [{"id": "win2016|", "name": "win2016",
    "osrelease": "2016", "type": "base", "size": 7, "profiles": [{"deployStatus": "notReady",
    "id": "win2016|a", "name": "a", "type": "custom", "readyCheck": {"noWinpe": true, "isPlaceholder": "no"},
    "customizationOptions": {"driverOptions": {"driverFileIds": ["d", "gone"]}, "bootOptions": 3}}]}],
    "driverFiles": [{"id": "d", "name": "d", "os": "win", "version": "v2.1", "devicetype": "NIC"}],
    "supportedImages": [{"name": "win", "releases": [{"2016": ["IMM2"]}]}], "name": "x"}"#;

/// The subjects, by the variant.
const EACH: [&str; 8] = [
    "response",
    "image",
    "profile",
    "driver",
    "boot-file",
    "unattend-file",
    "bundle",
    "supported-image",
];

/// A rule with these bytes as its requirement.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    let expression = text(rest);
    let variables = [
        Variable { name: "profile", kind: Kind::Profile },
        Variable { name: "response", kind: Kind::Response },
    ];
    if let Err(error) = compile(&expression, &variables) {
        assert!(expression.get(error.span.clone()).is_some(), "{error:?}");
        assert!(
            !error.message.is_empty() && !error.help.is_empty() && error.message.len() < 1_000,
            "{error:?}"
        );
    } else {
        assert!(expression.len() <= MAX_BYTES);
    }
    let quoted = toml_string(&expression);
    let key = if variant & 8 == 0 { "message" } else { "when" };
    let each = EACH[usize::from(variant % 8)];
    let configuration = format!(
        "[[rule]]\nid = \"site/x\"\neach = \"{each}\"\nrequire = {quoted}\n{key} = {quoted}\n"
    );
    let Parsed { configuration: read_configuration, errors } = read("osready.toml", &configuration);
    for error in &errors {
        assert!(configuration.get(error.span.start..error.span.end).is_some(), "{error:?}");
    }
    if !errors.is_empty() {
        return;
    }
    let linter = Linter::new().with_rules(&[]).with_policy(read_configuration.policy());
    let lint = || linter.lint(&lint::file("a.json", RESPONSE.to_owned())).expect("it is short");
    let (first, again) = (lint(), lint());
    let reported = |report: &osready::lint::FileReport| -> Vec<String> {
        report.findings.iter().map(|finding| format!("{finding:?}")).collect()
    };
    assert_eq!(reported(&first), reported(&again));
    let is_exhausted =
        |check: &osready::lint::IncompleteCheck| check.cause == IncompleteCause::RuleIncomplete;
    assert!(
        !first.incomplete.iter().any(is_exhausted) || !first.findings.is_empty(),
        "never silent"
    );
}

/// A text as a TOML string with escapes.
fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            plain if !plain.is_control() => quoted.push(plain),
            other => {
                let _ = write!(quoted, "\\u{:04X}", other as u32);
            }
        }
    }
    quoted.push('"');
    quoted
}
