#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{ExtensionFault, File, FileKind, FileTrait, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "disallowed-extension",
    group: Group::Customization,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F4", "F5"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for kind in FileKind::ALL {
        for (_, known) in response.repository.with_trait(kind, FileTrait::Custom) {
            check_file(response, known.file, ctx);
        }
    }
    for supported in response.supported_images() {
        for kind in FileKind::ALL {
            let Some(list) = supported.extensions(kind) else { continue };
            for extension in list.elements().filter_map(Text::of) {
                check_list_value(kind, &extension, ctx);
            }
        }
    }
}

/// Reports a custom file whose extension its system does not allow.
fn check_file<'a>(response: &Response<'a>, file: File<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(fault) = ExtensionFault::find(response, file) else { return };
    let Some(id) = file.id() else { return };
    let a_word = file.kind.a_word();
    let found = match extension(&id) {
        Some(extension) => {
            format!(
                "XClarity does not list .{extension} as an extension of {a_word} for {}",
                system_word(file)
            )
        }
        None => format!("XClarity requires an extension of {a_word} for {}", system_word(file)),
    };
    let finding = ctx.report(found, file, format!("allowed: {}", list_of(&fault.allowed())));
    finding.subject_file(file).help(format!(
        "write the file again in an allowed format (another extension alone is not enough), import it (Provisioning > \
         Manage OS Images), and select the new file in the profiles instead of {}",
        id.quotable()
    ));
    if let Some(list) = fault.list {
        finding.secondary_label(list, "the list of allowed extensions");
    }
}

/// Reports an extension in a list of allowed extensions that the reference does not list.
fn check_list_value<'a>(kind: FileKind, extension: &Text<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let known = kind.known_extensions();
    if known.iter().any(|known| known.eq_ignore_ascii_case(extension.trim_start_matches('.'))) {
        return;
    }
    let known: Vec<String> = known.iter().map(|known| (*known).to_owned()).collect();
    ctx.report(
        format!(
            "the GET /osImages reference does not list the extension .{} for {}",
            extension.as_str(),
            kind.a_word()
        ),
        extension,
        format!("documented: {}", list_of(&known)),
    )
    .level(Level::Warning)
    .help("check the release notes of your XClarity version before you rely on such files");
}

/// Returns the text after the last dot of a file name. `None` if it is empty or there is no dot.
fn extension(id: &str) -> Option<&str> {
    id.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

fn system_word(file: File<'_>) -> &'static str {
    file.system().map_or("this system", |system| system.as_str())
}

fn list_of(extensions: &[String]) -> String {
    if extensions.is_empty() { "none".to_owned() } else { extensions.join(", ") }
}
