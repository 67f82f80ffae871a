#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{FileKind, Release, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "unknown-release",
    group: Group::Policy,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F7"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
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
                let system = supported.system().map_or("this system", |system| system.word());
                findings
                    .add(
                        format!(
                            "custom {} are supported for a release of {system} that is not supported itself",
                            kind.plural()
                        ),
                        &text,
                        "not among the supported releases",
                    )
                    .also(list, "the supported releases")
                    .help(format!(
                        "do not rely on custom {} for this release until your server's release notes (or an import \
                         under Provisioning > Manage OS Images) say that it can be deployed",
                        kind.plural()
                    ));
            }
        }
    }
}
