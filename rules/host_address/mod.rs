#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Address, Host, Subnet, Text};

pub(super) static RULE: Rule = Rule {
    id: "host-address",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for name in ["ipAddress", "gateway", "dns1", "dns2"] {
        if let Some(text) = host.network_text(name)
            && Address::parse(&text).is_none()
        {
            report(&text, "an IP address", ctx);
        }
    }
    let mask = host.network_text("subnetMask");
    if let Some(mask) = mask.filter(|mask| Subnet::of_mask(mask).is_none()) {
        report(&mask, "a subnet mask", ctx);
    }
    let address = host.network_text("ipAddress");
    let parsed = address.as_ref().and_then(|text| Address::parse(text));
    if let Some(prefix) = host.network("prefixLength")
        && let Some(text) = prefix.as_str().or_else(|| prefix.number_text().map(Into::into))
        && !text.trim().is_empty()
    {
        // Without a valid address, the version is unknown.
        let version = parsed.map_or(std::net::Ipv6Addr::UNSPECIFIED.into(), |Address(own)| own);
        if Subnet::of_prefix(&text, version).is_none() {
            ctx.report("the prefix length is out of range", prefix, "not a prefix length")
                .help("use 0 to 32 for IPv4, and 0 to 128 for IPv6");
        }
    }
    let gateway = host.network_text("gateway");
    if let Some(gateway) = gateway.as_ref().filter(|_| host.has_foreign_gateway()) {
        let finding = ctx.report(
            format!(
                "the gateway {} is outside of the subnet of {}",
                gateway.quotable(),
                host.title()
            ),
            gateway,
            "not in the subnet of the address",
        );
        if let Some(address) = &address {
            finding.secondary_label(address, "the address");
        }
        finding.help("correct the gateway, the address or the mask");
    }
    let has = |name: &str| {
        host.network(name)
            .is_some_and(|value| value.as_str().is_none_or(|text| !text.trim().is_empty()))
    };
    let has_size = has("subnetMask") || has("prefixLength");
    if let Some(address) = address.filter(|_| gateway.is_none() || !has_size) {
        let lack = match (gateway.is_none(), has_size) {
            (true, false) => "gateway and mask",
            (true, true) => "gateway",
            _ => "mask",
        };
        ctx.report(format!("{} has an address without {lack}", host.title()), &address, format!("no {lack}"))
            .level(Level::Warning)
            .help("add what is missing: a static address needs a gateway, and a subnetMask or prefixLength");
    }
}

fn report<'a>(text: &Text<'a>, what: &str, ctx: &mut RuleContext<'_, 'a>) {
    ctx.report(format!("{} is not {what}", text.quotable()), text, format!("expected {what}"))
        .help(format!("write {what}, or remove it if the host uses DHCP"));
}
