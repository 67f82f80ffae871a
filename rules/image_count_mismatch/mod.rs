#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "image-count-mismatch",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["N1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let (Some((number, value)), Some(list)) = (response.number(), response.image_list()) else {
        return;
    };
    let count = list.elements().count();
    if list.is_incomplete() || i64::try_from(count) == Ok(number) {
        return;
    }
    findings
        .add(format!("the number of images is {number}, but the list has {count}"), value, "the number of images")
        .also(list, format!("{count} in this list"))
        .help(
            "save the whole response again: it was cut, put together from several, or taken while images were \
             being imported (Provisioning > Manage OS Images shows how many there are)",
        );
}
