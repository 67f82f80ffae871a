#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileFault, Response};

pub(super) static RULE: Rule = Rule {
    id: "os-mismatch",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["B1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for used in response.uses_with(FileFault::OtherSystem) {
        let Some(known) = used.file() else { continue };
        let Some(system) = used.user.system else { continue };
        let (word, title) = (used.kind.word(), used.profile.title());
        let other = known.system.filter(|file_system| file_system.differs_from(system));
        let (message, help) = if let Some(file_system) = other {
            (
                format!(
                    "{title} deploys {} and uses {} for {}",
                    system.word(),
                    used.kind.a_word(),
                    file_system.word()
                ),
                format!(
                    "take it out of the profile, and choose one for {} there (Provisioning > Manage OS Images > \
                     OS Images > Edit); if the file is for {} after all, import it again for that system",
                    system.word(),
                    system.word()
                ),
            )
        } else {
            (
                format!(
                    "{title} deploys {} and uses {}, which only Windows has",
                    system.word(),
                    used.kind.a_word()
                ),
                "take it out of the profile (Provisioning > Manage OS Images > OS Images > Edit): other systems \
                 start from their own image".to_owned(),
            )
        };
        let finding = findings.add(message, used.id, format!("the {word} is used here"));
        let os = known.file.os().filter(|os| !os.value.is_damaged());
        let finding = match os.zip(known.system) {
            Some((os, file_system)) => {
                finding.also(&os, format!("this {word} is for {}", file_system.word()))
            }
            None => finding,
        };
        finding.about(used.profile).help(help);
    }
}
