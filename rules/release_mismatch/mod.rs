#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileFault, Response};

pub(super) static RULE: Rule = Rule {
    id: "release-mismatch",
    group: Group::References,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F10", "P15"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for used in response.uses_with(FileFault::OtherRelease) {
        let (Some(known), Some((_, said))) = (used.file(), &used.user.release) else { continue };
        let Some(osrelease) = known.file.osrelease() else { continue };
        ctx
            .report(
                format!(
                    "{} uses {} that does not support its release {}",
                    used.profile.title(),
                    used.kind.a_word(),
                    said.quotable()
                ),
                used.id,
                format!("the {} is used here", used.kind.as_str()),
            )
            .secondary_label(&osrelease, format!("this {} supports only these releases", used.kind.as_str()))
            .secondary_label(said, "the release of the profile")
            .subject(used.profile)
            .help(format!(
                "replace the {0} in the profile by one for {1} (Provisioning > Manage OS Images > OS Images > Edit); if this one \
                 supports {1}, import it again and specify that release",
                used.kind.as_str(),
                said.quotable()
            ));
    }
}
