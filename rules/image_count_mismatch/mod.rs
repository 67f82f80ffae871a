#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "image-count-mismatch",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["N1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let (Some((number, value)), Some(list)) = (response.number(), response.image_list()) else {
        return;
    };
    let count = list.elements().count();
    if list.is_incomplete() || i64::try_from(count) == Ok(number) {
        return;
    }
    ctx
        .report(format!("the number of images is {number}, but the list contains {count}"), value, "the number of images")
        .secondary_label(list, format!("{count} images in this list"))
        .help(
            "wait until no import is running, save the response again as the server sends it, and check that it lists \
             every image under Provisioning > Manage OS Images",
        );
}
