#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::Response;

use super::SitePolicy;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/custom-profiles",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    let Some(only) = asked.custom_profiles_only.as_ref().filter(|only| only.value) else { return };
    findings.speak_for(&RULE);
    for profile in response.profiles().filter(|profile| profile.is_predefined()) {
        let Some(kind) = profile.kind() else { continue };
        findings
            .add(
                format!("{} is not customized, and this site deploys customized profiles only", profile.title()),
                &kind,
                "came with the image",
            )
            .also(profile, "not to be deployed here")
            .because(&only.spot, "asked for here")
            .about(profile)
            .help(
                "copy the profile into a customized one (Provisioning > Manage OS Images > OS Images > Create \
                 Customized Profile), deploy that, and delete this one",
            );
    }
}
