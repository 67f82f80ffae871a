#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::{File, FileKind, Options, Profile, Response};

use crate::config::DeviceType;
pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/drivers",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let Some(required) = &policy.required_drivers else { return };
    for profile in response.profiles() {
        let Some((options, drivers)) = drivers(response, profile) else { continue };
        let has = |kind: DeviceType| {
            let is_kind = |file: &File<'_>| {
                file.device_type().is_some_and(|own| own.eq_ignore_ascii_case(kind.as_str()))
            };
            drivers.iter().any(is_kind)
        };
        for kind in required.value.iter().filter(|kind| !has(kind.value)) {
            let word = kind.as_str();
            let place = options
                .id_lists(FileKind::Driver)
                .next()
                .map_or(Location::from(profile), Location::Value);
            ctx
                .report(
                    format!("{} has no {word} driver, which this site requires", profile.title()),
                    place,
                    format!("no {word} driver among these"),
                )
                .secondary_label(profile, "this profile is deployed without it")
                .config_label(&kind.source_span, "required here")
                .subject(profile)
                .help(format!(
                    "select a {word} driver in the profile (Provisioning > Manage OS Images > OS Images > Edit); \
                     import one first if there is none (Driver Files)"
                ));
        }
    }
}

/// Returns the options and drivers of a profile. `None` if a driver or its type is unknown.
fn drivers<'a>(
    response: &Response<'a>,
    profile: &Profile<'a>,
) -> Option<(Options<'a>, Vec<File<'a>>)> {
    let options = profile.options().filter(|options| options.is_complete(FileKind::Driver))?;
    let file = |id: crate::model::Text<'a>| response.repository.file(FileKind::Driver, &id);
    let drivers: Option<Vec<File<'a>>> = options.ids(FileKind::Driver).map(file).collect();
    let drivers = drivers?;
    drivers.iter().all(|file| file.device_type().is_some()).then_some((options, drivers))
}
