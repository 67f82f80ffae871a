#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Host};

pub(super) static RULE: Rule = Rule {
    id: "request-files-not-associated",
    group: Group::Deployment,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The type of a profile whose unattend and settings files are associated.
const ASSOCIATED: i64 = 1;

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(offered) = deployment.profile(host) else { return };
    let profile = &offered.profile;
    let Some(kind) = profile.options().and_then(|options| options.custom_type()) else { return };
    if kind.as_i64() != Some(ASSOCIATED) {
        return;
    }
    let (Some(config_id), Some(unattend_id)) =
        (host.text("configFileId"), host.text("unattendFileId"))
    else {
        return;
    };
    let repository = &deployment.offer.response.repository;
    let config = repository.file(FileKind::Config, &config_id);
    let unattend = repository.file(FileKind::Unattend, &unattend_id);
    let (Some(config), Some(unattend)) = (config, unattend) else { return };
    if config.names(unattend) || unattend.names(config) {
        return;
    }
    ctx.report(
        format!(
            "{} uses an unattend file and a configuration-settings file that are not associated with each other",
            host.title()
        ),
        &unattend_id,
        "not associated with the configuration-settings file",
    )
    .secondary_label(&config_id, "the configuration-settings file")
    .secondary_label(kind, format!("{} needs an associated pair of files", profile.title()))
    .subject(profile)
    .help(format!(
        "look up the associatedFileId of {} in the snapshot, and write it as configFileId of the request; or write the \
         associatedFileId of {} as unattendFileId; if these two belong together, associate them in XClarity (Provisioning > Manage \
         OS Images > Unattend Files), and save the snapshot again",
        unattend_id.quotable(),
        config_id.quotable()
    ));
}
