#![doc = include_str!("README.md")]

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use super::tally::{Tally, short};
use crate::finding::{Check, Findings, Group, Inside, Level, Rule};
use crate::json::{Kind, Value};
use crate::model::{Content, File, FileKind, MacroNames, Response, Text, macros, names};

pub(super) static RULE: Rule = Rule {
    id: "undefined-macro",
    group: Group::Content,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["M1", "C2"],
    checks: &[Check::Response(check)],
};

/// How many names are compared with undefined ones in one response, all in all.
const COMPARED: usize = 20_000;

/// A name longer than this is not compared.
const LONGEST: usize = 120;

/// How like a name must be to be offered, from 0 to 1.
const NEAR: f64 = 0.8;

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let repository = &response.repository;
    if repository.list(FileKind::Unattend).is_none() {
        return;
    }
    let predefined = response.value.get(names::PREDEFINED_MACROS).filter(|list| is_evidence(*list));
    let predefined = predefined.map(|list| listed(list));
    // The settings files by the unattend file that they name.
    let mut naming: HashMap<Cow<'a, str>, Vec<File<'a>>> = HashMap::new();
    for config in repository.files(FileKind::Config) {
        if let Some(id) = config.associated_id() {
            naming.entry(id.into_cow()).or_default().push(config);
        }
    }
    let mut search = Search { left: COMPARED };
    let contents = repository.contents(FileKind::Unattend).iter();
    for content in contents.filter(|content| content.file.is_custom() && !content.is_damaged()) {
        let file = content.file;
        if macros(&content.text).next().is_none() {
            continue;
        }
        let custom = Custom::of(response, file, &naming);
        // A password may look like a macro: no report tells a part of it.
        let hidden = content.secrets();
        let mut found = Tally::new();
        for used in macros(&content.text) {
            let after = hidden.partition_point(|secret| secret.span.end <= used.span.start);
            if hidden.get(after).is_some_and(|secret| secret.span.start < used.span.end) {
                continue;
            }
            let is_predefined = used.name.starts_with("predefined.");
            let is_defined = match &predefined {
                Some(predefined) => predefined.holds(used.name),
                None => is_predefined,
            };
            if !is_defined && (is_predefined || !custom.may_define(used.name)) {
                found.add(used.name.to_owned(), used.span);
            }
        }
        let list = found.into_list();
        if list.is_empty() {
            continue;
        }
        let inside = Inside::of(content.text.value);
        for (name, times) in list {
            let nearest = search.nearest(&name, predefined.as_ref(), &custom);
            let label = match &nearest {
                Some(near) => format!("is #{near}# meant?"),
                None => "nothing defines it".to_owned(),
            };
            let message =
                format!("{} uses #{}#, which nothing defines", file.title(), short(&name));
            let place = |span| inside.place(span);
            let finding = findings.add(message, place(times.first()), label);
            times.mark(finding, place, "here too");
            finding.about_file(file).help(match custom {
                _ if name.starts_with("predefined.") => {
                    "XClarity leaves it in the file as it stands: use one of the macros in \
                     predefinedMacros, and import the file again (Provisioning > Manage OS Images > Unattend Files)"
                }
                Custom::None => {
                    "XClarity leaves it in the file as it stands: associate the settings file that defines it \
                     (Provisioning > Manage OS Images > Unattend Files), or correct the name"
                }
                _ => {
                    "XClarity leaves it in the file as it stands: correct the name, or define it in the \
                     associated settings file, and import both again (Provisioning > Manage OS Images)"
                }
            });
        }
    }
}

/// What the settings files of an unattend file define.
enum Custom<'r, 'a> {
    /// It cannot be told.
    Unknown,
    /// There is no such file.
    None,
    /// The macros of these settings files.
    Of(Vec<Settings<'r, 'a>>),
}

/// The macros of one settings file: those that its content defines, and those that the server lists,
/// which are looked at where the content is not enough.
struct Settings<'r, 'a> {
    derived: Option<&'r MacroNames>,
    list: Option<Value<'a>>,
    listed: OnceCell<MacroNames>,
}

impl Settings<'_, '_> {
    fn listed(&self) -> &MacroNames {
        self.listed.get_or_init(|| self.list.map(listed).unwrap_or_default())
    }

    fn holds(&self, name: &str) -> bool {
        self.derived.is_some_and(|derived| derived.holds(name)) || self.listed().holds(name)
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.derived.into_iter().chain([self.listed()]).flat_map(MacroNames::names)
    }
}

impl<'r, 'a> Custom<'r, 'a> {
    fn of(
        response: &'r Response<'a>,
        file: File<'a>,
        naming: &HashMap<Cow<'a, str>, Vec<File<'a>>>,
    ) -> Self {
        let list = response.repository.list(FileKind::Config);
        let mut configs: Vec<File<'a>> = Vec::new();
        if let Some(id) = file.associated_id() {
            match response.repository.file(FileKind::Config, &id) {
                Some(config) => configs.push(config),
                // It dangles, or its list is not all there.
                None => return Self::Unknown,
            }
        }
        let naming = file.id().and_then(|id| naming.get(&*id));
        configs.extend(
            naming
                .into_iter()
                .flatten()
                .filter(|config| !configs.contains(config))
                .copied()
                .collect::<Vec<_>>(),
        );
        if configs.is_empty() {
            return if list.is_some_and(is_evidence) { Self::None } else { Self::Unknown };
        }
        let mut known = Vec::new();
        for config in configs {
            let content =
                response.repository.content(config).filter(|content| !content.is_damaged());
            let derived = content.and_then(Content::defined_macros);
            let list = config.custom_macros().filter(|list| is_evidence(*list));
            if derived.is_none() && list.is_none() {
                return Self::Unknown;
            }
            known.push(Settings { derived, list, listed: OnceCell::new() });
        }
        Self::Of(known)
    }

    fn may_define(&self, name: &str) -> bool {
        match self {
            Self::Unknown => true,
            Self::None => false,
            Self::Of(known) => known.iter().any(|settings| settings.holds(name)),
        }
    }
}

/// Looks for names like others, for so long.
struct Search {
    left: usize,
}

impl Search {
    fn nearest(
        &mut self,
        name: &str,
        predefined: Option<&MacroNames>,
        custom: &Custom<'_, '_>,
    ) -> Option<String> {
        let custom = match custom {
            Custom::Of(known) => known.as_slice(),
            Custom::Unknown | Custom::None => &[],
        };
        let custom = custom.iter().flat_map(Settings::names);
        let known = predefined.into_iter().flat_map(MacroNames::names).chain(custom);
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

fn is_evidence(list: Value<'_>) -> bool {
    list.kind() == Kind::Array && !list.is_incomplete()
}

fn names_in(list: Value<'_>) -> impl Iterator<Item = Text<'_>> {
    list.elements().filter_map(|element| Text::member(element, names::MACRO_NAME))
}

fn listed(list: Value<'_>) -> MacroNames {
    let mut known = MacroNames::default();
    names_in(list).for_each(|name| known.insert(&name));
    known
}
