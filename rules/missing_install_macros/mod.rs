#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::{FileKind, Response, macros};

pub(super) static RULE: Rule = Rule {
    id: "missing-install-macros",
    group: Group::Content,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["L2"],
    checks: &[Check::Response(check)],
};

/// The macros that XClarity replaces by its own installation steps, and where they belong.
const INSTALL_MACROS: [(&str, &str); 2] = [
    (
        "predefined.unattendSettings.preinstallConfig",
        "where the file runs steps before the installation",
    ),
    (
        "predefined.unattendSettings.postinstallConfig",
        "where the file runs steps after the installation",
    ),
];

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let contents = response.repository.contents(FileKind::Unattend).iter();
    for content in contents.filter(|content| content.file.is_custom() && !content.is_damaged()) {
        let file = content.file;
        let mut has = [false; INSTALL_MACROS.len()];
        for used in macros(&content.text) {
            for (has, (name, _)) in has.iter_mut().zip(INSTALL_MACROS) {
                *has |= used.name == name;
            }
        }
        let lacking: Vec<String> = INSTALL_MACROS
            .iter()
            .zip(has)
            .filter(|(_, has)| !has)
            .map(|((name, location), _)| format!("#{name}# {location}"))
            .collect();
        if lacking.is_empty() {
            continue;
        }
        let (steps, label) = match has {
            [false, false] => ("pre- and post-installation steps", "neither macro is used"),
            [false, true] => ("pre-installation steps", "no preinstallConfig macro"),
            [true, _] => ("post-installation steps", "no postinstallConfig macro"),
        };
        ctx
            .report(
                format!("{} has no macro for the {steps} of XClarity", file.title()),
                Location::Key(content.text.value),
                label,
            )
            .subject_file(file)
            .help(format!(
                "add {}; import the file again (Provisioning > Manage OS Images > Unattend Files), and select it in the profiles",
                lacking.join(" and ")
            ));
    }
}
