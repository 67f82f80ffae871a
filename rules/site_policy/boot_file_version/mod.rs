#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Response, Version};

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/boot-file-version",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let Some(minimum) = &policy.minimum_boot_file_version else { return };
    for file in response.repository.files(FileKind::Boot) {
        let Some(text) = file.version().filter(|text| !text.value.is_damaged()) else { continue };
        match Version::of(&text) {
            Some(version) if version >= minimum.value => {}
            Some(_) => {
                ctx
                    .report(
                        format!(
                            "{} has version {}, but this site requires {} or later",
                            file.title(),
                            text.quotable(),
                            minimum.value
                        ),
                        &text,
                        format!("older than {}", minimum.value),
                    )
                    .config_label(&minimum.source_span, "the minimum version")
                    .subject_file(file)
                    .help(
                        "import a bundle with a boot file of this version or later (Provisioning > Manage OS Images > Boot \
                         Files), and select that boot file in the profiles that use this one",
                    );
            }
            None => {
                ctx.report(
                    format!("the version of {} cannot be compared", file.title()),
                    &text,
                    "not a version of numbers and dots",
                )
                .config_label(&minimum.source_span, "the minimum version")
                .subject_file(file)
                .level(Level::Warning)
                .help("check the age of the boot file, and import a newer one if it is too old");
            }
        }
    }
}
