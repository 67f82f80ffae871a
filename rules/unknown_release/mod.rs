#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "unknown-release",
    group: Group::Customization,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F7"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for supported in response.supported_images() {
        let Some((list, releases)) = supported.release_list().zip(supported.releases()) else {
            continue;
        };
        for kind in FileKind::OF_PROFILES {
            let Some(named) = supported.custom_release_list(kind) else { continue };
            for text in named.elements().filter_map(Text::of) {
                let is_known = || text.release().is_none_or(|release| releases.contains(&release));
                if text.value.is_damaged() || is_known() {
                    continue;
                }
                let system = supported.system().map_or("this system", |system| system.as_str());
                ctx
                    .report(
                        format!(
                            "custom {} are supported for {}, which is not a supported release of {system}",
                            kind.plural(),
                            text.quotable()
                        ),
                        &text,
                        "not among the supported releases",
                    )
                    .secondary_label(list, "the supported releases")
                    .help(format!(
                        "in a file that you wrote, correct {1}; if a server sent it, look in the release notes of your XClarity \
                         version whether it supports {system} {1}, before you import custom {0} for it",
                        kind.plural(),
                        text.quotable()
                    ));
            }
        }
    }
}
