#![doc = include_str!("README.md")]

use super::request_file::ids_of;
use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Host};

pub(super) static RULE: Rule = Rule {
    id: "config-file-required",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(offered) = deployment.profile(host) else { return };
    let profile = &offered.profile;
    let options = profile.options();
    let first = options.and_then(|options| options.ids(FileKind::Config).next());
    match (first, host.text("configFileId")) {
        (Some(file), None) => {
            let all = options.map(|options| ids_of(&options, FileKind::Config)).unwrap_or_default();
            let location = host.selected_image().map_or(host.value, |id| id.value);
            ctx.report(
                format!("{} has no \"configFileId\", which its profile requires", host.title()),
                location,
                "this profile needs a configuration-settings file",
            )
            .secondary_label(&file, "a configuration-settings file of the profile")
            .subject(profile)
            .help(match &all[..] {
                [only] => format!(
                    "add \"configFileId\" to this host, with the only configuration-settings file of the profile: {only}"
                ),
                several => format!(
                    "add \"configFileId\" to this host, with a configuration-settings file of the profile: {}",
                    several.join(", ")
                ),
            });
        }
        (None, Some(given)) => {
            let is_unreadable =
                options.is_some_and(|options| options.is_unreadable(FileKind::Config));
            if is_unreadable {
                return;
            }
            ctx.report(
                format!("the profile of {} has no configuration-settings file", host.title()),
                &given,
                "XClarity ignores it",
            )
            .secondary_label(profile, "this profile has none")
            .subject(profile)
            .level(Level::Note)
            .help("remove \"configFileId\", or select a profile with configuration-settings files");
        }
        _ => {}
    }
}
