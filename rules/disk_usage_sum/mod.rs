#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "disk-usage-sum",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["D1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(usage) = response.disk_usage() else { return };
    if let (Some((total, location)), Some(sum)) = (usage.total(), usage.sum())
        && i128::from(total) != sum
    {
        ctx
            .report(
                format!("the parts of the disk usage add up to {sum}, but the total is {total}"),
                location,
                format!("the other values add up to {sum}"),
            )
            .help(
                "refresh the images (Provisioning > Manage OS Images > Refresh) and save the response again; \
                 until then, use the larger number to plan disk space",
            );
    }
}
