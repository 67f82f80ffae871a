#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{FileKind, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "os-mismatch",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["B1"],
    check: Some(check),
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for used in response.uses() {
        let Some(known) = used.file else { continue };
        let Some(file_system) = known.system else { continue };
        let Some(system) = used.user.system else { continue };
        // Boot files are for Windows only, whatever they say.
        let is_no_boot_file = used.kind == FileKind::Boot && system != System::Windows;
        if !file_system.differs_from(system) && !is_no_boot_file {
            continue;
        }
        let Some(os) = known.file.os().filter(|os| !os.value.is_damaged()) else { continue };
        let word = used.kind.a_word();
        let message = if file_system.differs_from(system) {
            format!(
                "{} deploys {} and uses {word} for {}",
                used.profile.title(),
                system.word(),
                file_system.word()
            )
        } else {
            format!(
                "{} deploys {} and uses {word}, which only Windows has",
                used.profile.title(),
                system.word()
            )
        };
        findings
            .add(message, used.id, format!("this {} is used here", used.kind.word()))
            .also(&os, format!("and is for {}", file_system.word()))
            .about(used.profile)
            .help(format!(
                "take it out of the profile, and choose one for {} there (Provisioning > Manage OS Images > \
                 OS Images > Edit); if the file is for {} after all, import it again for that system",
                system.word(),
                system.word()
            ));
    }
}
