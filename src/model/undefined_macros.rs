//! Undefined macros in unattend files.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use crate::json::{Kind, Value};
use crate::source::Span;

use super::{Content, File, FileKind, MacroNames, Response, Text, macros, names};

/// The macros without a value in a custom unattend file.
#[derive(Debug)]
pub struct UndefinedMacros<'a> {
    /// The content that uses them.
    pub content: ContentOf<'a>,
    /// The undefined macros in their order, with their byte spans in the unescaped text.
    pub uses: Vec<(String, Span)>,
    /// The groups of predefined macros, which are listed but have no value, with their byte spans in the
    /// unescaped text.
    pub groups: Vec<(String, Span)>,
}

/// A file with its content.
#[derive(Clone, Debug)]
pub struct ContentOf<'a> {
    /// The file.
    pub file: File<'a>,
    /// The text of the file.
    pub text: Text<'a>,
}

pub(super) fn collect<'a>(response: &Response<'a>) -> Vec<UndefinedMacros<'a>> {
    let repository = &response.repository;
    if repository.list(FileKind::Unattend).is_none() {
        return Vec::new();
    }
    let contents = repository.contents(FileKind::Unattend).iter();
    let contents = contents.filter(|content| content.file.is_custom() && !content.is_damaged());
    let mut contents = contents.filter(|content| macros(&content.text).next().is_some()).peekable();
    if contents.peek().is_none() {
        return Vec::new();
    }
    let definitions = MacroDefinitions::new(response);
    let undefined = contents.filter_map(|content| {
        let scope = definitions.scope(content.file);
        let uses = shown_macros(content, |name| !scope.may_define(name));
        let groups = shown_macros(content, |name| scope.is_group(name));
        let of = ContentOf { file: content.file, text: content.text.clone() };
        let is_empty = uses.is_empty() && groups.is_empty();
        (!is_empty).then_some(UndefinedMacros { content: of, uses, groups })
    });
    undefined.collect()
}

/// The macro definitions of a response.
#[derive(Debug)]
pub struct MacroDefinitions<'r, 'a> {
    response: &'r Response<'a>,
    /// The macros that XClarity provides. `None` if their list is unreadable.
    predefined: Option<MacroNames<'a>>,
    /// The settings files by the id of their associated unattend file.
    naming: HashMap<Cow<'a, str>, Vec<File<'a>>>,
}

impl<'r, 'a> MacroDefinitions<'r, 'a> {
    /// Collects the macro definitions of `response`.
    #[must_use]
    pub fn new(response: &'r Response<'a>) -> Self {
        let predefined =
            response.value.get(names::PREDEFINED_MACROS).filter(|list| is_evidence(*list));
        let mut naming: HashMap<Cow<'a, str>, Vec<File<'a>>> = HashMap::new();
        for config in response.repository.files(FileKind::Config) {
            if let Some(id) = config.associated_id() {
                naming.entry(id.into_cow()).or_default().push(config);
            }
        }
        Self { response, predefined: predefined.map(listed), naming }
    }

    /// Returns the macros that the unattend file `file` can use.
    #[must_use]
    pub fn scope(&self, file: File<'a>) -> MacroScope<'_, 'a> {
        MacroScope {
            predefined: self.predefined.as_ref(),
            custom: CustomMacros::new(self.response, file, &self.naming),
        }
    }
}

/// The macros that an unattend file can use.
#[derive(Debug)]
pub struct MacroScope<'r, 'a> {
    predefined: Option<&'r MacroNames<'a>>,
    custom: CustomMacros<'r, 'a>,
}

impl MacroScope<'_, '_> {
    /// Returns `true` if certainly no settings file is associated with the unattend file.
    #[must_use]
    pub fn has_no_settings_file(&self) -> bool {
        matches!(self.custom, CustomMacros::None)
    }

    /// Returns the names of the known macros.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let custom = match &self.custom {
            CustomMacros::Of(known) => known.as_slice(),
            CustomMacros::Unknown | CustomMacros::None => &[],
        };
        let custom = custom.iter().flat_map(Settings::names);
        self.predefined.into_iter().flat_map(MacroNames::names).chain(custom).map(|name| &**name)
    }

    fn is_group(&self, name: &str) -> bool {
        name.starts_with("predefined.") && self.predefined.is_some_and(|names| names.is_group(name))
    }

    fn may_define(&self, name: &str) -> bool {
        let is_predefined = name.starts_with("predefined.");
        let is_listed = match self.predefined {
            Some(predefined) => predefined.holds(name),
            None => is_predefined,
        };
        is_listed || !is_predefined && self.custom.may_define(name)
    }
}

/// Returns the macros of a text that match `wanted`, except within secrets: a password can look like a
/// macro, and no report may show a part of it.
fn shown_macros(content: &Content<'_>, wanted: impl Fn(&str) -> bool) -> Vec<(String, Span)> {
    let found = macros(&content.text).filter(|used| wanted(used.name)).map(|used| {
        let hidden = content.secrets();
        let after = hidden.partition_point(|secret| secret.span.end <= used.span.start);
        let is_hidden = hidden.get(after).is_some_and(|secret| secret.span.start < used.span.end);
        (!is_hidden).then(|| (used.name.to_owned(), used.span))
    });
    found.flatten().collect()
}

/// The macros that the settings files of an unattend file define.
#[derive(Debug)]
enum CustomMacros<'r, 'a> {
    /// The settings files are unknown.
    Unknown,
    /// There is no settings file.
    None,
    /// The macros are those of these settings files.
    Of(Vec<Settings<'r, 'a>>),
}

/// The macros of one settings file: those that its content defines, and those that the server lists, as
/// a fallback.
#[derive(Debug)]
struct Settings<'r, 'a> {
    derived: Option<&'r MacroNames<'static>>,
    list: Option<Value<'a>>,
    listed: OnceCell<MacroNames<'a>>,
}

impl<'a> Settings<'_, 'a> {
    fn listed(&self) -> &MacroNames<'a> {
        self.listed.get_or_init(|| self.list.map(listed).unwrap_or_default())
    }

    fn holds(&self, name: &str) -> bool {
        self.derived.is_some_and(|derived| derived.holds(name)) || self.listed().holds(name)
    }

    fn names(&self) -> impl Iterator<Item = &Cow<'a, str>> {
        self.derived.into_iter().chain([self.listed()]).flat_map(MacroNames::names)
    }
}

impl<'r, 'a> CustomMacros<'r, 'a> {
    fn new(
        response: &'r Response<'a>,
        file: File<'a>,
        naming: &HashMap<Cow<'a, str>, Vec<File<'a>>>,
    ) -> Self {
        let list = response.repository.list(FileKind::Config);
        let mut configs: Vec<File<'a>> = Vec::new();
        if let Some(id) = file.associated_id() {
            match response.repository.file(FileKind::Config, &id) {
                Some(config) => configs.push(config),
                // The reference is dangling, or the list is incomplete.
                None => return Self::Unknown,
            }
        }
        for config in file.id().and_then(|id| naming.get(&*id)).into_iter().flatten() {
            if !configs.contains(config) {
                configs.push(*config);
            }
        }
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

fn is_evidence(list: Value<'_>) -> bool {
    list.kind() == Kind::Array && !list.is_incomplete()
}

fn listed(list: Value<'_>) -> MacroNames<'_> {
    let names = list.elements().filter_map(|element| Text::member(element, names::MACRO_NAME));
    MacroNames::of(names.map(Text::into_cow).collect())
}
