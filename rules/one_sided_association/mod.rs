#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, Response, Text};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "one-sided-association",
    group: Group::References,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["C1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let repository = &response.repository;
    for kind in [FileKind::Config, FileKind::Unattend] {
        for file in repository.files(kind) {
            let Some(named) = file.associated_id().filter(|id| !id.value.is_damaged()) else {
                continue;
            };
            // dangling-reference reports missing partners.
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
                ("does not point back", "points to no file")
            } else {
                ("points to another file", "points to another file")
            };
            ctx
                .report(
                    format!(
                        "{} points to {}, which {message}",
                        file.title(),
                        partner.title()
                    ),
                    &named,
                    format!("points to this {}", partner.kind.as_str()),
                )
                .secondary_label(&back, label)
                .subject_file(file)
                .help(
                    "check in XClarity (Provisioning > Manage OS Images > Configuration Files and Unattend Files) \
                     which two files belong together, and correct the association if needed",
                );
        }
    }
}
