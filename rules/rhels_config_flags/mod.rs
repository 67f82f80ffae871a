#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Response};

pub(super) static RULE: Rule = Rule {
    id: "rhels-config-flags",
    group: Group::Customization,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F2", "F3"],
    checks: &[Check::Response(check)],
};

/// The flags that must be false for rhels, with the level of the finding. Newer servers support
/// Kickstart files as unattend files, so that flag is only a warning.
const MUST_BE_FALSE: [(FileKind, Level); 2] =
    [(FileKind::Config, Level::Error), (FileKind::Unattend, Level::Warning)];

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for supported in response.supported_images() {
        let Some(name) = supported.name().filter(|name| name.eq_ignore_ascii_case("rhels")) else {
            continue;
        };
        for (kind, level) in MUST_BE_FALSE {
            let Some(flag) = supported.allows(kind).filter(|flag| flag.is_true) else { continue };
            let key = flag.value.key().unwrap_or_default().into_owned();
            ctx
                .report(format!("{key} is true for RHEL, which does not support a custom {}", kind.as_str()), flag, "expected \"false\"")
                .secondary_label(&name, "this entry is for rhels")
                .level(level)
                .help(format!(
                    "use no custom {0} in RHEL profiles; in a file that you wrote, write \"false\"; if a server sent this and the \
                     release notes of its version say that RHEL can use a custom {0}, add rhels-config-flags = \"off\" under \
                     [levels] in osready.toml",
                    kind.as_str()
                ));
        }
    }
}
