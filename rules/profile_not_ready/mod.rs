#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Host, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "profile-not-ready",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The maximum number of locations that explain a verdict.
const MAX_LABELS: usize = 4;

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(id) = host.selected_image() else { return };
    let Some(offered) = deployment.offer.profile(&id) else { return };
    let profile = &offered.profile;
    let (level, message, label) = match offered.verdict {
        Verdict::Ready => return,
        Verdict::Warning => (
            if deployment.allow_warning { Level::Note } else { Level::Warning },
            format!("{} has a potential issue", profile.title()),
            "has a potential issue",
        ),
        Verdict::Unknown => (
            Level::Error,
            format!("it is unknown whether {} can be deployed", profile.title()),
            "cannot be assessed",
        ),
        Verdict::Blocked => {
            (Level::Error, format!("{} cannot be deployed", profile.title()), "cannot be deployed")
        }
    };
    let finding = ctx.report(message, &id, label);
    for label in offered.labels.iter().take(MAX_LABELS) {
        finding.secondary_label(label.location, label.message.clone());
    }
    if offered.labels.is_empty() {
        finding.secondary_label(profile, "this profile");
    }
    let rules = offered.rules.join(", ");
    let help = match (offered.help.as_str(), offered.rules.as_slice()) {
        ("", _) => format!(
            "run osready check on the snapshot, which explains the cause ({rules}), or select another profile"
        ),
        (help, [rule]) => format!("select another profile, or remove the cause ({rule}): {help}"),
        (help, _) => format!(
            "select another profile, or remove the causes, which osready check explains on the snapshot ({rules}); for \
             the first: {help}"
        ),
    };
    finding.subject(profile).level(level).verdict(offered.verdict).help(help);
}
