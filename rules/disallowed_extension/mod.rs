#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{ExtensionFault, File, FileKind, Rare, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "disallowed-extension",
    group: Group::Policy,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F4", "F5"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for kind in FileKind::ALL {
        for (_, known) in response.repository.rare(kind, Rare::Custom) {
            check_file(response, known.file, findings);
        }
    }
    for supported in response.supported_images() {
        for kind in FileKind::ALL {
            let values = supported.extensions(kind).into_iter().flat_map(Value::elements);
            for extension in values.filter_map(Text::of) {
                check_list_value(kind, &extension, findings);
            }
        }
    }
}

/// A file whose extension its system's list lacks.
fn check_file<'a>(response: &Response<'a>, file: File<'a>, findings: &mut Findings<'a>) {
    let Some(fault) = ExtensionFault::find(response, file) else { return };
    let Some(id) = file.id() else { return };
    let word = file.kind.word();
    let found = match extension(&id) {
        Some(extension) => {
            format!("a {word} for {} may not be a .{extension} file", system_word(file))
        }
        None => format!("a {word} for {} needs an extension", system_word(file)),
    };
    let finding = findings.add(found, file, format!("allowed: {}", list_of(&fault.allowed())));
    finding.about_file(file).help(format!(
        "convert the file to one of the allowed kinds, import it again \
         (Provisioning > Manage OS Images), and let the profiles use the new one instead of {}",
        id.quotable()
    ));
    if let Some(list) = fault.list {
        finding.also(list, "the list that it is not in");
    }
}

/// A value of an allowed list that the document does not know.
fn check_list_value<'a>(kind: FileKind, extension: &Text<'a>, findings: &mut Findings<'a>) {
    let known = kind.known_extensions();
    if known.iter().any(|known| known.eq_ignore_ascii_case(extension.trim_start_matches('.'))) {
        return;
    }
    let known: Vec<String> = known.iter().map(|known| (*known).to_owned()).collect();
    findings
        .add(
            format!("the document knows no .{} for a {}", extension.as_str(), kind.word()),
            extension,
            format!("known: {}", list_of(&known)),
        )
        .level(Level::Warning)
        .help("check this value against your server's release notes before you rely on such files");
}

/// What follows the last dot of a file's name.
fn extension(id: &str) -> Option<&str> {
    id.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

fn system_word(file: File<'_>) -> &'static str {
    file.system().map_or("this system", |system| system.word())
}

fn list_of(extensions: &[String]) -> String {
    if extensions.is_empty() { "none".to_owned() } else { extensions.join(", ") }
}
