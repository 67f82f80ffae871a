#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::json::{Kind, Value};
use crate::model::Host;
use crate::spec::requests::{RequestAttribute, attributes_of};

use super::request_unknown_attribute::misspelled;

pub(super) static RULE: Rule = Rule {
    id: "request-attribute",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for (parent, object) in host.objects() {
        for attribute in attributes_of(parent) {
            match object.get_key(attribute.name) {
                Some(value) => check_type(host, attribute, value, ctx),
                None if attribute.is_required => report_missing(host, object, attribute, ctx),
                None => {}
            }
        }
    }
}

fn report_missing<'a>(
    host: &Host<'a>,
    object: Value<'a>,
    attribute: &RequestAttribute,
    ctx: &mut RuleContext<'_, 'a>,
) {
    if misspelled(object, attribute).is_some() {
        return;
    }
    let name = attribute.name;
    ctx.report(
        format!("{} has no \"{name}\"", host.title()),
        object,
        format!("\"{name}\" is missing"),
    )
    .help(format!(
        "add it to the host, as in \"{name}\": {}; osready schema --request describes all values",
        attribute.example
    ));
}

/// Reports a value of another type, and a required value that is empty.
fn check_type<'a>(
    host: &Host<'a>,
    attribute: &RequestAttribute,
    value: Value<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let name = attribute.name;
    let is_empty = value.as_str().is_some_and(|text| text.trim().is_empty());
    if attribute.is_required && is_empty {
        ctx.report(format!("\"{name}\" of {} is empty", host.title()), value, "empty")
            .help(format!("fill in \"{name}\": XClarity rejects a host without it"));
        return;
    }
    let is_integer = value.kind() != Kind::Number || value.as_i64().is_some();
    if attribute.kinds.contains(&value.kind()) && is_integer {
        return;
    }
    let expected: Vec<&str> = attribute.kinds.iter().map(|kind| word(*kind)).collect();
    let expected = expected.join(" or ");
    let found = if is_integer { value.kind().as_str() } else { "a fraction" };
    let is_null = value.kind() == Kind::Null && !attribute.is_required;
    ctx.report(
        format!("\"{name}\" of {} is {found}", host.title()),
        value,
        format!("expected {expected}"),
    )
    .level(if is_null { Level::Warning } else { Level::Error })
    .help(match is_null {
        true => format!("remove \"{name}\", or give it a value"),
        false => format!("write \"{name}\" as {expected}"),
    });
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "an integer",
        kind => kind.as_str(),
    }
}
