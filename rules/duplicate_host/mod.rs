#![doc = include_str!("README.md")]

use std::collections::HashMap;

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Address, Host, Text, normal_uuid};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-host",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Deployment(check)],
};

fn check<'a>(deployment: &Deployment<'_, 'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut uuids = Firsts::new("uuid");
    let mut names = Firsts::new("hostname");
    let mut addresses = Firsts::new("address");
    for host in deployment.hosts {
        if let Some(uuid) = host.uuid() {
            uuids.check(normal_uuid(&uuid), &uuid, host, ctx);
        }
        if let Some(name) = host.network_text("hostname") {
            names.check(name.trim().to_ascii_lowercase(), &name, host, ctx);
        }
        if let Some(address) = host.network_text("ipAddress")
            && let Some(Address(parsed)) = Address::parse(&address)
        {
            addresses.check(parsed.to_string(), &address, host, ctx);
        }
    }
}

/// The first location of each value, and whether it was reported.
struct Firsts<'a> {
    word: &'static str,
    seen: HashMap<String, (Text<'a>, Host<'a>, bool)>,
}

impl<'a> Firsts<'a> {
    fn new(word: &'static str) -> Self {
        Self { word, seen: HashMap::new() }
    }

    fn check(
        &mut self,
        value: String,
        text: &Text<'a>,
        host: &Host<'a>,
        ctx: &mut RuleContext<'_, 'a>,
    ) {
        let Some((first, other, is_reported)) = self.seen.get_mut(&value) else {
            self.seen.insert(value, (text.clone(), *host, false));
            return;
        };
        if !std::mem::replace(is_reported, true) {
            report(self.word, [other, host], first, text, ctx);
        }
        report(self.word, [host, other], text, first, ctx);
    }
}

/// Reports that a value of `host` is also one of `other`.
fn report<'a>(
    word: &str,
    [host, other]: [&Host<'a>; 2],
    location: &Text<'a>,
    elsewhere: &Text<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let other = match other.uuid().filter(|_| word == "hostname") {
        Some(uuid) => format!("host {}", uuid.quotable()),
        None if word == "hostname" => "another host".to_owned(),
        None => other.title(),
    };
    ctx.set_host(Some(*host));
    ctx.report(
        format!("{other} has the {word} {} too", location.quotable()),
        location,
        format!("this {word} is not unique"),
    )
    .secondary_label(elsewhere, "here too")
    .help(match word {
        "uuid" => "remove all entries of the host but one: a host is deployed once".to_owned(),
        _ => format!("give each host its own {word}"),
    });
    ctx.set_host(None);
}
