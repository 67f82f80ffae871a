#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::model::{FileKind, Response, macros};

pub(super) static RULE: Rule = Rule {
    id: "missing-install-macros",
    group: Group::Content,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["L2"],
    checks: &[Check::Response(check)],
};

/// Where XClarity puts its own steps.
const WANTED: [&str; 2] = [
    "predefined.unattendSettings.preinstallConfig",
    "predefined.unattendSettings.postinstallConfig",
];

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let contents = response.repository.contents(FileKind::Unattend).iter();
    for content in contents.filter(|content| content.file.is_custom() && !content.is_damaged()) {
        let file = content.file;
        let mut has = [false; WANTED.len()];
        for used in macros(&content.text) {
            for (has, wanted) in has.iter_mut().zip(WANTED) {
                *has |= used.name == wanted;
            }
        }
        let lacking: Vec<String> = WANTED
            .iter()
            .zip(has)
            .filter(|(_, has)| !has)
            .map(|(wanted, _)| format!("#{wanted}#"))
            .collect();
        if lacking.is_empty() {
            continue;
        }
        let (steps, label) = match has {
            [false, false] => ("its own steps", "neither macro is in it"),
            [false, true] => ("its steps before the installation", "the first macro is not in it"),
            [true, _] => ("its steps after the installation", "the second macro is not in it"),
        };
        findings
            .add(
                format!("{} leaves XClarity no place for {steps}", file.title()),
                Place::Key(content.text.value),
                label,
            )
            .about_file(file)
            .help(format!(
                "add {} to the file where such steps belong, and import it again (Provisioning > Manage \
                 OS Images > Unattend Files)",
                lacking.join(" and ")
            ));
    }
}
