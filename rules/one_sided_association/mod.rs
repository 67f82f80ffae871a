#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileKind, Response, Text, names};

pub(super) static RULE: Rule = Rule {
    id: "one-sided-association",
    group: Group::References,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["C1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let repository = &response.repository;
    for kind in [FileKind::Config, FileKind::Unattend] {
        for file in repository.files(kind) {
            let Some(named) = file.associated_id().filter(|id| !id.value.is_damaged()) else {
                continue;
            };
            // Where an id names nothing, dangling-reference speaks.
            let Some(partner) = repository.partner(file) else { continue };
            let Some(back) = Text::member(partner.value, names::ASSOCIATED_FILE_ID) else {
                continue;
            };
            if partner.names(file)
                || repository.partner_is_missing(partner)
                || back.value.is_damaged()
            {
                continue;
            }
            let (message, label) = if back.is_empty() {
                ("does not name it back", "names no file back")
            } else {
                ("names another one", "names another file")
            };
            findings
                .add(
                    format!(
                        "{} is associated with {} that {message}",
                        file.title(),
                        partner.kind.a_word()
                    ),
                    &named,
                    format!("names this {}", partner.kind.word()),
                )
                .also(&back, label)
                .about_file(file)
                .help(
                    "check in XClarity (Provisioning > Manage OS Images > Configuration Files and Unattend Files) \
                     which two files belong together, and associate them anew if these do not",
                );
        }
    }
}
