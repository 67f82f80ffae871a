#![doc = include_str!("README.md")]

use std::cell::LazyCell;

use crate::diagnostic::{Check, Deployment, Group, Level, Location, Rule, RuleContext};
use crate::json::Value;
use crate::model::Host;
use crate::spec::requests::{REQUEST_ATTRIBUTES, RequestAttribute, attributes_of};

pub(super) static RULE: Rule = Rule {
    id: "request-unknown-attribute",
    group: Group::Deployment,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The maximum number of keys of an object that are reported one by one.
const MAX_REPORTED: usize = 20;

/// The maximum length of a key that is compared, in bytes.
const MAX_KEY_BYTES: usize = 64;

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for (parent, object) in host.objects() {
        // Most hosts have no unknown key.
        let missing = LazyCell::new(|| missing(object, parent));
        let is_unknown = |member: &Value<'_>| {
            member.key().is_some_and(|key| attributes_of(parent).all(|known| known.name != key))
        };
        let mut unknown = object.members().filter(is_unknown);
        for member in unknown.by_ref().take(MAX_REPORTED) {
            let key = member.quotable_key().unwrap_or_default();
            match meant(&missing, &key) {
                Some(attribute) => report_misspelled(member, &key, attribute, ctx),
                None => report_unknown(host, member, parent, &key, ctx),
            }
        }
        if let Some(next) = unknown.next() {
            let count = 1 + unknown.count();
            ctx.report(
                format!("{count} more keys of {} are not attributes of a request", host.title()),
                Location::Key(next),
                "the first of them",
            )
            .help("remove them: XClarity does not read them");
        }
    }
}

fn report_misspelled<'a>(
    member: Value<'a>,
    key: &str,
    attribute: &RequestAttribute,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let right = attribute.name;
    let level = if attribute.is_required { Level::Error } else { Level::Warning };
    ctx.report(
        format!("\"{key}\" is a misspelling of \"{right}\""),
        Location::Key(member),
        format!("expected \"{right}\""),
    )
    .level(level)
    .help(format!("write \"{right}\": XClarity does not read \"{key}\""));
}

fn report_unknown<'a>(
    host: &Host<'a>,
    member: Value<'a>,
    parent: &str,
    key: &str,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let home = REQUEST_ATTRIBUTES
        .iter()
        .find(|attribute| attribute.name == key && attribute.parent != parent);
    let help = match home {
        Some(attribute) if attribute.parent.is_empty() => {
            format!("move \"{key}\" to the host itself")
        }
        Some(attribute) => format!("move \"{key}\" to \"{}\"", attribute.parent),
        None => format!("remove \"{key}\": a request has no such attribute"),
    };
    ctx.report(
        format!("\"{key}\" of {} is not an attribute of a request", host.title()),
        Location::Key(member),
        "XClarity does not read it here",
    )
    .help(help);
}

/// Returns the attributes that `object` does not have.
fn missing(object: Value<'_>, parent: &str) -> Vec<&'static RequestAttribute> {
    attributes_of(parent).filter(|attribute| object.get_key(attribute.name).is_none()).collect()
}

/// Returns the missing attribute that `key` is a misspelling of.
fn meant(missing: &[&'static RequestAttribute], key: &str) -> Option<&'static RequestAttribute> {
    let similar = missing.iter().copied().filter(|attribute| is_similar(key, attribute.name));
    similar.min_by_key(|attribute| strsim::osa_distance(key, attribute.name))
}

/// Returns the key of `object` that is a misspelling of `attribute`, which `object` does not have.
pub(super) fn misspelled<'a>(object: Value<'a>, attribute: &RequestAttribute) -> Option<Value<'a>> {
    let is_known = |key: &str| attributes_of(attribute.parent).any(|known| known.name == key);
    let missing = missing(object, attribute.parent);
    object.members().find(|member| {
        let key = member.key().unwrap_or_default();
        !is_known(&key) && meant(&missing, &key).is_some_and(|meant| meant == attribute)
    })
}

/// Returns whether a key differs from a name in case, separators or a few letters, but not in digits:
/// `dns3` is no misspelling of `dns2`.
fn is_similar(key: &str, name: &str) -> bool {
    if key.len() > MAX_KEY_BYTES {
        return false;
    }
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (key, name) = (letters(key), letters(name));
    digits(&key) == digits(&name) && strsim::osa_distance(&key, &name) <= (name.len() / 5).max(1)
}
