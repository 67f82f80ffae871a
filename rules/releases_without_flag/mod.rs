#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileKind, Response, Text, names};

pub(super) static RULE: Rule = Rule {
    id: "releases-without-flag",
    group: Group::Policy,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for supported in response.supported_images() {
        for kind in FileKind::OF_PROFILES {
            let Some(flag) = supported.allows(kind).filter(|flag| !flag.is_true) else { continue };
            let Some(list) = supported.custom_release_list(kind) else { continue };
            let names_one = list.elements().filter_map(Text::of).any(|text| !text.is_empty());
            if !names_one || flag.value.is_damaged() {
                continue;
            }
            let system = supported.system().map_or("an operating system", |system| system.word());
            let word = kind.plural();
            findings
                .add(
                    format!("custom {word} are switched off for {system}, and supported for some releases"),
                    list,
                    format!("releases that custom {word} are supported for"),
                )
                .also(flag, format!("no custom {word}"))
                .help(format!(
                    "the flag counts: plan no custom {word} for {system}; report the list to Lenovo support if your \
                     server takes such files all the same, and name {} to them",
                    kind.allow_name().map(names::spelling).unwrap_or_default()
                ));
        }
    }
}
