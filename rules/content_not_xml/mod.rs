#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::model::{FileKind, Response, xml_fault};

pub(super) static RULE: Rule = Rule {
    id: "content-not-xml",
    group: Group::Content,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["W2"],
    check: Some(check),
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for file in response.repository.files(FileKind::Unattend) {
        if !file.id().is_some_and(|id| is_xml_name(&id)) {
            continue;
        }
        let Some(content) = file.content().filter(|content| !content.value.is_damaged()) else {
            continue;
        };
        let Some(fault) = xml_fault(&content) else { continue };
        findings
            .add(
                format!("the content of {} is not well-formed XML", file.title()),
                Place::Within(content.value, fault.span),
                fault.message,
            )
            .about_file(file)
            .help(
                "correct the unattend file, import it again (Provisioning > Manage OS Images > Unattend \
                 Files), and let its profile use the new one",
            );
    }
}

fn is_xml_name(id: &str) -> bool {
    let at = id.len().saturating_sub(".xml".len());
    id.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(".xml"))
}
