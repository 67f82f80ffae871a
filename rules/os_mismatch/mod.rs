#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileFault, Response};

pub(super) static RULE: Rule = Rule {
    id: "os-mismatch",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["B1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for used in response.uses_with(FileFault::OtherSystem) {
        let Some(known) = used.file() else { continue };
        let Some(system) = used.user.system else { continue };
        let (word, title) = (used.kind.as_str(), used.profile.title());
        let other = known.system.filter(|file_system| file_system.differs_from(system));
        let (message, help) = if let Some(file_system) = other {
            (
                format!(
                    "{title} deploys {}, but uses {} for {}",
                    system.as_str(),
                    used.kind.a_word(),
                    file_system.as_str()
                ),
                format!(
                    "replace it by one for {} in the profile (Provisioning > Manage OS Images > OS Images > Edit); \
                     if the file is in fact for {}, import it again for that system",
                    system.as_str(),
                    system.as_str()
                ),
            )
        } else {
            (
                format!(
                    "{title} deploys {}, but uses {}, which only Windows supports",
                    system.as_str(),
                    used.kind.a_word()
                ),
                "remove it from the profile (Provisioning > Manage OS Images > OS Images > Edit): other systems boot \
                 from their own image".to_owned(),
            )
        };
        let finding = ctx.report(message, used.id, format!("the {word} is used here"));
        let os = known.file.os().filter(|os| !os.value.is_damaged());
        let finding = match os.zip(known.system) {
            Some((os, file_system)) => {
                finding.secondary_label(&os, format!("this {word} is for {}", file_system.as_str()))
            }
            None => finding,
        };
        finding.subject(used.profile).help(help);
    }
}
