#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{FileKind, Response, Version};

use super::SitePolicy;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/boot-file-version",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    let Some(minimum) = &asked.minimum_boot_file_version else { return };
    findings.speak_for(&RULE);
    for file in response.repository.files(FileKind::Boot) {
        let Some(text) = file.version().filter(|text| !text.value.is_damaged()) else { continue };
        match Version::of(&text) {
            Some(version) if version >= minimum.value => {}
            Some(_) => {
                findings
                    .add(format!("{} is older than this site allows", file.title()), &text, "too old")
                    .because(&minimum.spot, "the lowest version that is allowed")
                    .about_file(file)
                    .help(
                        "import the newest bundle of boot files (Provisioning > Manage OS Images > Boot Files), \
                         choose it in the profiles that use this one, and delete this one",
                    );
            }
            None => {
                findings
                    .add(
                        format!("the version of {} cannot be compared", file.title()),
                        &text,
                        "no version of numbers and dots",
                    )
                    .because(&minimum.spot, "the lowest version that is allowed")
                    .about_file(file)
                    .level(Level::Warning)
                    .help("look how old the boot file is, and import a newer one if it is too old");
            }
        }
    }
}
