#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::model::{File, FileKind, Options, Profile, Response};

use super::{DeviceType, SitePolicy};

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/drivers",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    let Some(required) = &asked.required_drivers else { return };
    findings.speak_for(&RULE);
    for profile in response.profiles() {
        let Some((options, carried)) = carried(response, profile) else { continue };
        let has = |kind: DeviceType| {
            let is_kind = |file: &File<'_>| {
                file.device_type().is_some_and(|own| own.eq_ignore_ascii_case(kind.word()))
            };
            carried.iter().any(is_kind)
        };
        for kind in required.value.iter().filter(|kind| !has(kind.value)) {
            let word = kind.word();
            let place = options
                .id_lists(FileKind::Driver)
                .next()
                .map_or(Place::from(profile), Place::Value);
            findings
                .add(
                    format!("{} carries no {word} driver, which this site requires", profile.title()),
                    place,
                    format!("no {word} driver among these"),
                )
                .also(profile, "deployed without it")
                .because(&kind.spot, "required here")
                .about(profile)
                .help(format!(
                    "choose a {word} driver in the profile (Provisioning > Manage OS Images > OS Images > Edit); \
                     import one first if there is none (Driver Files)"
                ));
        }
    }
}

/// The drivers that a profile carries; none where that cannot be told in full.
fn carried<'a>(
    response: &Response<'a>,
    profile: &Profile<'a>,
) -> Option<(Options<'a>, Vec<File<'a>>)> {
    let options = profile.options().filter(|options| options.is_complete(FileKind::Driver))?;
    let file = |id: crate::model::Text<'a>| response.repository.file(FileKind::Driver, &id);
    let carried: Option<Vec<File<'a>>> = options.ids(FileKind::Driver).map(file).collect();
    let carried = carried?;
    carried.iter().all(|file| file.device_type().is_some()).then_some((options, carried))
}
