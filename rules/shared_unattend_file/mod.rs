#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "shared-unattend-file",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["W1"],
    checks: &[Check::Response(check)],
};

/// How many profiles one finding shows.
const SHOWN: usize = 10;

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for (file, profiles) in response.shared_unattend_files() {
        let finding = findings.add(
            format!("{} profiles use {}, which can serve only one", profiles.len(), file.title()),
            file,
            "a custom unattend file",
        );
        for profile in &profiles[..profiles.len().min(SHOWN)] {
            finding.also(profile, "this profile uses it");
        }
        finding.about_file(file).help(
            "import the file once for each profile, under names of their own (Provisioning > Manage OS Images > \
             Unattend Files), and let each profile use its own",
        );
    }
}
