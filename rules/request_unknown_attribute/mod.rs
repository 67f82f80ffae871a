#![doc = include_str!("README.md")]

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

/// The maximum length of a key that is compared, in bytes.
const MAX_KEY_BYTES: usize = 64;

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for (parent, object) in host.objects() {
        for member in object.members() {
            let Some(key) = member.key() else { continue };
            if attributes_of(parent).any(|attribute| attribute.name == key) {
                continue;
            }
            let key = member.quotable_key().unwrap_or_default();
            match meant(object, parent, &key) {
                Some(attribute) => report_misspelled(member, &key, attribute, ctx),
                None => report_unknown(host, member, parent, &key, ctx),
            }
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
    .help(format!("write \"{right}\": the server does not read \"{key}\""));
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
        "the server does not read it here",
    )
    .help(help);
}

/// Returns the attribute of `object` that `key` is a misspelling of, if `object` does not have it.
fn meant(object: Value<'_>, parent: &str, key: &str) -> Option<&'static RequestAttribute> {
    let missing =
        attributes_of(parent).filter(|attribute| object.get_key(attribute.name).is_none());
    let similar = missing.filter(|attribute| is_similar(key, attribute.name));
    similar.min_by_key(|attribute| strsim::osa_distance(key, attribute.name))
}

/// Returns the key of `object` that is a misspelling of `attribute`, which `object` does not have.
pub(super) fn misspelled<'a>(object: Value<'a>, attribute: &RequestAttribute) -> Option<Value<'a>> {
    let is_known = |key: &str| attributes_of(attribute.parent).any(|known| known.name == key);
    object.members().find(|member| {
        let key = member.key().unwrap_or_default();
        !is_known(&key)
            && meant(object, attribute.parent, &key).is_some_and(|meant| meant == attribute)
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
