#![doc = include_str!("README.md")]

use super::groups::{Groups, short};
use crate::diagnostic::{Check, Group, Level, Rule, RuleContext, StringLocation};
use crate::model::{File, MacroDefinitions, MacroScope, Response, UndefinedMacros, stands_alone};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: "undefined-macro",
    group: Group::Content,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["M1", "C2", "E6"],
    checks: &[Check::Response(check)],
};

/// The maximum number of names that one response compares with undefined macros.
const MAX_COMPARISONS: usize = 20_000;

/// The maximum length of a compared name, in bytes.
const MAX_NAME_BYTES: usize = 120;

/// The minimum similarity of a suggested name, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.8;

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let list = response.undefined_macros();
    if list.is_empty() {
        return;
    }
    let definitions = MacroDefinitions::new(response);
    let mut search = Search { left: MAX_COMPARISONS };
    for UndefinedMacros { content, uses, groups } in list {
        let file = content.file;
        let scope = definitions.scope(file);
        let mut found = Groups::new();
        for (name, span) in uses {
            found.add(name.clone(), *span);
        }
        let inside = StringLocation::of(content.text.value);
        check_groups(file, groups, &inside, ctx);
        for (name, occurrences) in found.into_groups() {
            let near = search.nearest(&name, &scope);
            // A name inside a longer word may be a part of a password.
            let is_named = near.is_some()
                || occurrences.locations.iter().all(|span| stands_alone(&content.text, *span));
            let label = match near {
                Some(near) => format!("did you mean #{near}#?"),
                None => "not defined".to_owned(),
            };
            let message = match is_named {
                true => format!("{} uses #{}#, which is not defined", file.title(), short(&name)),
                false => format!("{} uses a macro that is not defined", file.title()),
            };
            let location = |span| if is_named { inside.named(span) } else { inside.location(span) };
            let finding = ctx.report(message, location(occurrences.first()), label);
            occurrences.mark(finding, location, "here too");
            finding.subject_file(file).help(if name.starts_with("predefined.") {
                "write a macro that predefinedMacros of this response lists, import the file again (Provisioning > Manage \
                 OS Images > Unattend Files), and select the new file in the profiles that use this one"
            } else if scope.has_no_settings_file() {
                "associate the settings file that defines it (Provisioning > Manage OS Images > Unattend Files), or \
                 correct the name, import the file again, and select the new file in the profiles that use this one"
            } else {
                "correct the name, or define it in the associated settings file; import both again (Provisioning > Manage \
                 OS Images), and select the new files in the profiles that use these"
            });
        }
    }
}

/// Reports groups of predefined macros that are used as macros.
fn check_groups<'a>(
    file: File<'a>,
    groups: &[(String, Span)],
    inside: &StringLocation<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let mut found = Groups::new();
    for (name, span) in groups {
        found.add(name.clone(), *span);
    }
    for (name, occurrences) in found.into_groups() {
        let name = short(&name);
        let location = |span| inside.named(span);
        let finding = ctx.report(
            format!("{} uses #{name}#, a group of macros without a value of its own", file.title()),
            location(occurrences.first()),
            "a group",
        );
        occurrences.mark(finding, location, "here too");
        finding.subject_file(file).level(Level::Note).help(format!(
            "use one of its members, #{name}.…#, from predefinedMacros, and import the file again \
             (Provisioning > Manage OS Images > Unattend Files)"
        ));
    }
}

/// A search for similar names with a limited number of comparisons.
struct Search {
    /// The number of comparisons left.
    left: usize,
}

impl Search {
    fn nearest(&mut self, name: &str, scope: &MacroScope<'_, '_>) -> Option<String> {
        let known = scope.names();
        let known =
            known.filter(|known| known.len() <= MAX_NAME_BYTES && name.len() <= MAX_NAME_BYTES);
        let mut best = None;
        for known in known.take(self.left) {
            self.left -= 1;
            let similarity = strsim::normalized_damerau_levenshtein(name, known);
            if similarity >= MIN_SIMILARITY && best.is_none_or(|(other, _)| similarity > other) {
                best = Some((similarity, known));
            }
        }
        best.map(|(_, known)| known.to_owned())
    }
}
