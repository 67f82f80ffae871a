#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "shared-unattend-file",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["W1"],
    checks: &[Check::Response(check)],
};

/// The maximum number of profiles that a finding labels.
const MAX_PROFILES_SHOWN: usize = 10;

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for (file, profiles) in response.shared_unattend_files() {
        let finding = ctx.report(
            format!("{} profiles use {}, but only one can", profiles.len(), file.title()),
            file,
            "a custom unattend file",
        );
        for profile in &profiles[..profiles.len().min(MAX_PROFILES_SHOWN)] {
            finding.secondary_label(profile, "this profile uses it");
        }
        finding.subject_file(file).help(
            "import the file once for each profile, under different names (Provisioning > Manage OS Images > Unattend \
             Files), and select a separate file in each profile",
        );
    }
}
