#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileFault, Response};

pub(super) static RULE: Rule = Rule {
    id: "release-mismatch",
    group: Group::References,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F10", "P15"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for used in response.uses_with(FileFault::OtherRelease) {
        let (Some(known), Some((_, said))) = (used.file(), &used.user.release) else { continue };
        let Some(osrelease) = known.file.osrelease() else { continue };
        findings
            .add(
                format!(
                    "{} uses {} that is not for its release",
                    used.profile.title(),
                    used.kind.a_word()
                ),
                used.id,
                format!("the {} is used here", used.kind.word()),
            )
            .also(&osrelease, format!("this {} is for these releases only", used.kind.word()))
            .also(said, "the release of the profile")
            .about(used.profile)
            .help(format!(
                "choose one for this release in the profile (Provisioning > Manage OS Images > OS Images > Edit); \
                 if the {} does fit, import it again and say so there",
                used.kind.word()
            ));
    }
}
