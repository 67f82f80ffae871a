#![doc = include_str!("README.md")]

use std::collections::HashSet;

use crate::diagnostic::{Check, Deployment, Diagnostic, Group, Level, Rule, RuleContext};
use crate::model::{Host, HostPlatforms, Profile, Verdict};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "profile-not-offered",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check_host), Check::Deployment(check_others)],
};

fn check_host<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(platforms) = deployment.platforms else { return };
    let Some(id) = host.selected_image() else { return };
    let offered = deployment.profile(host);
    let is_absent = !deployment.offer.is_partial || deployment.offer.inexact(&id).is_some();
    if offered.is_none() && is_absent {
        // The rule unknown-profile reports it.
        return;
    }
    let Some(platform) = host.uuid().and_then(|uuid| platforms.host(&uuid)) else { return };
    let Some(images) = &platform.images else {
        ctx.report(
            format!("it is unknown whether XClarity offers {} for {}", id.quotable(), host.title()),
            &id,
            "the host has no list of profiles that can be read",
        )
        .secondary_label(platform.value, "this host")
        .verdict(Verdict::Unknown)
        .help("save the response of GET /hostPlatforms again");
        return;
    };
    if images.contains(id.as_str()) {
        return;
    }
    let finding = ctx.report(
        format!("XClarity does not offer {} for {}", id.quotable(), host.title()),
        &id,
        "not among the profiles of the host",
    );
    if let Some(list) = platform.list() {
        finding.secondary_label(list, "the list that lacks it");
    }
    let reason = offered.and_then(|offered| explain(&offered.profile, platforms, finding));
    finding.help(help(reason));
}

/// Reports ready profiles that XClarity does not offer for any host, except selected ones.
fn check_others<'a>(deployment: &Deployment<'_, 'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(platforms) = deployment.platforms else { return };
    let Some((images, list)) = &platforms.images else { return };
    let selected: HashSet<String> =
        deployment.hosts.iter().filter_map(Host::selected_image).map(|id| id.to_string()).collect();
    for offered in deployment.offer.profiles() {
        let Some(id) = offered.profile.id() else { continue };
        let is_known = images.contains(id.as_str()) || selected.contains(id.as_str());
        if offered.verdict != Verdict::Ready || is_known {
            continue;
        }
        let finding = ctx.report(
            format!("{} is ready, but XClarity does not offer it", offered.profile.title()),
            &offered.profile,
            "ready by this response",
        );
        finding.secondary_label(*list, "the list that lacks it");
        let reason = explain(&offered.profile, platforms, finding);
        finding.subject(&offered.profile).level(Level::Warning).help(help(reason));
    }
}

/// Marks the flag that says why a profile is not offered, and returns the reason.
fn explain<'a>(
    profile: &Profile<'a>,
    platforms: &HostPlatforms<'a>,
    finding: &mut Diagnostic<'a>,
) -> Option<&'static str> {
    let is_windows = profile.is_system(System::Windows) != Some(false);
    let winpe = platforms.without_winpe.filter(|flag| flag.is_true && is_windows);
    let security = platforms.incompatible.filter(|flag| flag.is_true);
    if let Some(flag) = winpe {
        finding.secondary_label(flag, "Windows images without a matching WinPE were left out");
    }
    if let Some(flag) = security {
        finding.secondary_label(flag, "images that the security mode does not allow were left out");
    }
    match (winpe, security) {
        (Some(_), None) => Some(
            "import the Windows bundle with the matching WinPE (Provisioning > Manage OS Images > Boot Files)",
        ),
        (None, Some(_)) => Some("use an image that the current security mode allows"),
        (Some(_), Some(_)) => Some(
            "import the Windows bundle with the matching WinPE, or use an image that the current security mode allows",
        ),
        (None, None) => None,
    }
}

fn help(reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{reason}, then save GET /osImages and GET /hostPlatforms again"),
        None => {
            "save GET /osImages and GET /hostPlatforms again at the same time, or select a profile that XClarity offers"
                .to_owned()
        }
    }
}
