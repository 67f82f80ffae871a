#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{DiskUsage, Response};

use super::SitePolicy;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/disk-budget",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    let Some(budget) = &asked.disk_budget else { return };
    let Some((total, value)) = response.disk_usage().and_then(DiskUsage::total) else { return };
    if total > budget.kilobytes {
        findings.speak_for(&RULE);
        findings
            .add(
                "the repository takes more disk space than this site allows",
                value,
                format!("{} KB over", total - budget.kilobytes),
            )
            .because(&budget.spot, format!("{} KB", budget.kilobytes))
            .help(
                "delete images and files that nobody deploys (Provisioning > Manage OS Images; unused-file names \
                 some), or allow more",
            );
    }
}
