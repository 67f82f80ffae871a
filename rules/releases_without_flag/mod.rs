#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Response, Text};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "releases-without-flag",
    group: Group::Customization,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for supported in response.supported_images() {
        for kind in FileKind::OF_PROFILES {
            let Some(flag) = supported.allows(kind).filter(|flag| !flag.is_true) else { continue };
            let Some(list) = supported.custom_release_list(kind) else { continue };
            let names_one = list.elements().filter_map(Text::of).any(|text| !text.is_empty());
            if !names_one || flag.value.is_damaged() {
                continue;
            }
            let system = supported.system().map_or("an operating system", |system| system.as_str());
            let word = kind.plural();
            ctx
                .report(
                    format!(
                        "{} is false for {system}, but a list names releases that support custom {word}",
                        kind.allow_name().map(names::spelling).unwrap_or_default()
                    ),
                    list,
                    format!("releases that support custom {word}"),
                )
                .secondary_label(flag, format!("custom {word} are not supported"))
                .help(format!(
                    "deploy {system} with profiles that have no custom {word}; if XClarity does deploy a profile \
                     with custom {word}, the \"false\" is wrong: report both values to Lenovo support"
                ));
        }
    }
}
