#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::{FileKind, Response};

pub(super) static RULE: Rule = Rule {
    id: "content-not-xml",
    group: Group::Content,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["W2"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let contents = response.repository.contents(FileKind::Unattend).iter();
    for content in contents.filter(|content| !content.is_damaged()) {
        let file = content.file;
        if !file.id().is_some_and(|id| is_xml_name(&id)) {
            continue;
        }
        let Some(fault) = content.xml_fault() else { continue };
        let line = content.line_of(fault.span);
        ctx
            .report(
                format!("the content of {} is not well-formed XML", file.title()),
                Location::InString(content.text.value, fault.span),
                format!("line {line} of the file: {}", fault.message),
            )
            .subject_file(file)
            .help(
                "correct the unattend file, import it again (Provisioning > Manage OS Images > Unattend \
                 Files), and select the new file in its profile",
            );
    }
}

fn is_xml_name(id: &str) -> bool {
    let at = id.len().saturating_sub(".xml".len());
    id.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(".xml"))
}
