#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileKind, Response};

pub(super) static RULE: Rule = Rule {
    id: "rhels-config-flags",
    group: Group::Policy,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F2", "F3"],
    checks: &[Check::Response(check)],
};

/// What must be off for rhels. Newer servers take Kickstart unattend files, so that one only warns.
const MUST_BE_FALSE: [(FileKind, Level); 2] =
    [(FileKind::Config, Level::Error), (FileKind::Unattend, Level::Warning)];

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for supported in response.supported_images() {
        let Some(name) = supported.name().filter(|name| name.eq_ignore_ascii_case("rhels")) else {
            continue;
        };
        for (kind, level) in MUST_BE_FALSE {
            let Some(flag) = supported.allows(kind).filter(|flag| flag.is_true) else { continue };
            let key = flag.value.key().unwrap_or_default().into_owned();
            findings
                .add(format!("{key} must be \"false\" for rhels"), flag, "must be \"false\"")
                .also(&name, "because this is rhels")
                .level(level)
                .help(format!(
                    "do not plan on a custom {} for RHEL unless your server's release notes say that it \
                     supports one; if this file is a fixture, write \"false\"",
                    kind.word()
                ));
        }
    }
}
