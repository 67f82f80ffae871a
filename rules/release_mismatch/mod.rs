#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{FileKind, Response};

pub(super) static RULE: Rule = Rule {
    id: "release-mismatch",
    group: Group::References,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F10", "P15"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let repository = &response.repository;
    // The files of a profile mostly have the same list: what was said of it last holds again.
    let mut fitting: Option<(Value<'a>, FileKind, u32)> = None;
    for used in response.uses() {
        let Some(known) = used.file() else { continue };
        let Some((release, said)) = &used.user.release else { continue };
        let asked = (used.profile.value, used.kind, known.release_list);
        if fitting == Some(asked) {
            continue;
        }
        let releases = repository.releases(&known);
        if releases.is_empty() || releases.contains(release) {
            fitting = Some(asked);
            continue;
        }
        let systems = (known.system, used.user.system);
        if let (Some(of_file), Some(of_profile)) = systems
            && of_file.differs_from(of_profile)
        {
            // os-mismatch says so.
            continue;
        }
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
