#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "disk-usage-sum",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["D1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let Some(usage) = response.disk_usage() else { return };
    if let (Some((total, place)), Some(sum)) = (usage.total(), usage.sum())
        && i128::from(total) != sum
    {
        findings
            .add(
                format!("the parts of the disk usage add up to {sum}, not to the total of {total}"),
                place,
                format!("the parts add up to {sum}"),
            )
            .help(
                "refresh the images (Provisioning > Manage OS Images > Refresh) and save the response again; \
                 until then take the larger number when you plan space",
            );
    }
}
