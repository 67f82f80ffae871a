#![doc = include_str!("README.md")]

use super::tally::{Tally, short};
use crate::finding::{Check, Findings, Group, Inside, Level, Rule};
use crate::json::Span;
use crate::model::{File, MacroDefinitions, MacroScope, Response, UndefinedMacros, stands_alone};

pub(super) static RULE: Rule = Rule {
    id: "undefined-macro",
    group: Group::Content,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["M1", "C2", "E6"],
    checks: &[Check::Response(check)],
};

/// How many names are compared with undefined ones in one response, all in all.
const COMPARED: usize = 20_000;

/// A name longer than this is not compared.
const LONGEST: usize = 120;

/// How like a name must be to be offered, from 0 to 1.
const NEAR: f64 = 0.8;

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let list = response.undefined_macros();
    if list.is_empty() {
        return;
    }
    let definitions = MacroDefinitions::new(response);
    let mut search = Search { left: COMPARED };
    for UndefinedMacros { content, uses, groups } in list {
        let file = content.file;
        let scope = definitions.scope(file);
        let mut found = Tally::new();
        for (name, span) in uses {
            found.add(name.clone(), *span);
        }
        let inside = Inside::of(content.text.value);
        check_groups(file, groups, &inside, findings);
        for (name, times) in found.into_list() {
            let near = search.nearest(&name, &scope);
            // What stands within a word may be a part of a password.
            let is_named = near.is_some()
                || times.places.iter().all(|span| stands_alone(&content.text, *span));
            let label = match near {
                Some(near) => format!("is #{near}# meant?"),
                None => "nothing defines it".to_owned(),
            };
            let message = match is_named {
                true => format!("{} uses #{}#, which nothing defines", file.title(), short(&name)),
                false => format!("{} uses a macro that nothing defines", file.title()),
            };
            let place = |span| if is_named { inside.named(span) } else { inside.place(span) };
            let finding = findings.add(message, place(times.first()), label);
            times.mark(finding, place, "here too");
            finding.about_file(file).help(if name.starts_with("predefined.") {
                "XClarity leaves it in the file as it stands: use one of the macros in predefinedMacros, and import \
                 the file again (Provisioning > Manage OS Images > Unattend Files)"
            } else if scope.has_no_settings_file() {
                "XClarity leaves it in the file as it stands: associate the settings file that defines it \
                 (Provisioning > Manage OS Images > Unattend Files), or correct the name"
            } else {
                "XClarity leaves it in the file as it stands: correct the name, or define it in the associated \
                 settings file, and import both again (Provisioning > Manage OS Images)"
            });
        }
    }
}

/// Groups of predefined macros, used as if they were macros.
fn check_groups<'a>(
    file: File<'a>,
    groups: &[(String, Span)],
    inside: &Inside<'a>,
    findings: &mut Findings<'a>,
) {
    let mut found = Tally::new();
    for (name, span) in groups {
        found.add(name.clone(), *span);
    }
    for (name, times) in found.into_list() {
        let name = short(&name);
        let place = |span| inside.named(span);
        let finding = findings.add(
            format!(
                "{} uses #{name}#, a group of macros that has no value of its own",
                file.title()
            ),
            place(times.first()),
            "a group",
        );
        times.mark(finding, place, "here too");
        finding.about_file(file).level(Level::Note).help(format!(
            "use one of its members, #{name}.…#, as predefinedMacros lists them, and import the file again \
             (Provisioning > Manage OS Images > Unattend Files)"
        ));
    }
}

/// Looks for names like others, for so long.
struct Search {
    left: usize,
}

impl Search {
    fn nearest(&mut self, name: &str, scope: &MacroScope<'_, '_>) -> Option<String> {
        let known = scope.names();
        let known = known.filter(|known| known.len() <= LONGEST && name.len() <= LONGEST);
        let mut best = None;
        for known in known.take(self.left) {
            self.left -= 1;
            let like = strsim::normalized_damerau_levenshtein(name, known);
            if like >= NEAR && best.is_none_or(|(other, _)| like > other) {
                best = Some((like, known));
            }
        }
        best.map(|(_, known)| known.clone())
    }
}
