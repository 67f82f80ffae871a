#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{DiskUsage, Response};

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/disk-budget",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let Some(budget) = &policy.disk_budget else { return };
    let Some((total, value)) = response.disk_usage().and_then(DiskUsage::total) else { return };
    if total > budget.kilobytes {
        ctx
            .report(
                "the repository uses more disk space than this site allows",
                value,
                format!("{} KB over", total - budget.kilobytes),
            )
            .config_label(&budget.source_span, format!("{} KB", budget.kilobytes))
            .help(
                "delete images and files that are not deployed (Provisioning > Manage OS Images): osready reports files that no \
                 profile uses by the rule unused-file; or increase disk-budget",
            );
    }
}
