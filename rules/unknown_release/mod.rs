#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::json::Value;
use crate::model::{FileKind, Response, Text};
use crate::spec::Release;

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
            let named = supported.custom_release_list(kind).into_iter();
            let named = named.flat_map(Value::elements).filter_map(Text::of);
            for text in named.filter(|text| !text.value.is_damaged()) {
                if Release::of(&text).is_none_or(|release| releases.contains(&release)) {
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
                        "correct the release in a file written by hand; in a response from a server, check the release notes \
                         of your XClarity version before you import custom {} for {}",
                        kind.plural(),
                        text.quotable()
                    ));
            }
        }
    }
}
