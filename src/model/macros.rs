//! Macros: the names in `#…#` that XClarity replaces in an unattend file, and their definitions.

use std::borrow::Cow;

use crate::json::{Kind, Tree, Value};
use crate::source::Span;

use super::settings;

/// The maximum number of paths through numbered objects that are tried for one macro.
const MAX_PATHS: usize = 64;

/// A macro in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Macro<'t> {
    /// The name between the two `#`.
    pub name: &'t str,
    /// The byte span in the text, including both `#`.
    pub span: Span,
}

/// Returns the macros of a text, in their order: `#`, a letter, then letters, digits, `.`, `_`, `-`, then
/// `#`. Anything else that begins with `#` is a comment.
pub fn macros(text: &str) -> impl Iterator<Item = Macro<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'#', &text.as_bytes()[at..])?;
            let name = text[start + 1..].bytes().take_while(|byte| is_in_name(*byte)).count();
            let end = start + 1 + name;
            if text.as_bytes().get(end) == Some(&b'#')
                && text.as_bytes()[start + 1].is_ascii_alphabetic()
            {
                at = end + 1;
                let span = Span::new(start as u32, at as u32);
                return Some(Macro { name: &text[start + 1..end], span });
            }
            at = end;
        }
    })
}

fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// Returns `true` if the macro at `span` of `text` is not part of a word. Within a word, such text can
/// be part of a password.
#[must_use]
pub fn stands_alone(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let begins = |last: char| last.is_whitespace() || "\"'=>(,;[{".contains(last);
    let ends = |first: char| first.is_whitespace() || "\"'<),;]}".contains(first);
    before.chars().next_back().is_none_or(begins) && after.chars().next().is_none_or(ends)
}

/// Returns `true` if `text` is exactly one macro.
#[must_use]
pub fn is_macro(text: &str) -> bool {
    macros(text).next().is_some_and(|found| found.span.len() as usize == text.len())
}

/// A set of macro names. Lookups also match objects made from a template, whose names have a number.
#[derive(Debug, Default)]
pub struct MacroNames<'a> {
    /// The names, in the order in which they were added.
    names: Vec<Cow<'a, str>>,
    /// The positions of the names in alphabetical order.
    sorted: Vec<usize>,
}

impl<'a> MacroNames<'a> {
    /// Creates the set of `names`.
    #[must_use]
    pub fn of(names: Vec<Cow<'a, str>>) -> Self {
        let mut sorted: Vec<usize> = (0..names.len()).collect();
        sorted.sort_by(|one, other| names[*one].cmp(&names[*other]));
        sorted.dedup_by(|later, first| names[*later] == names[*first]);
        if sorted.len() == names.len() {
            return Self { names, sorted };
        }
        sorted.sort_unstable();
        Self::of(sorted.into_iter().map(|first| names[first].clone()).collect())
    }

    /// Returns `true` if the set contains exactly `name`.
    fn has(&self, name: &str) -> bool {
        self.sorted.binary_search_by(|at| (*self.names[*at]).cmp(name)).is_ok()
    }

    /// Returns all names, in the order in which they were added.
    #[must_use]
    pub fn names(&self) -> &[Cow<'a, str>] {
        &self.names
    }

    /// Returns `true` if `name` is a group: other names begin with it and a dot.
    #[must_use]
    pub fn is_group(&self, name: &str) -> bool {
        let beginning = || name.bytes().chain([b'.']);
        let first = self.sorted.partition_point(|at| self.names[*at].bytes().lt(beginning()));
        let rest = self.sorted.get(first).and_then(|at| self.names[*at].strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with('.'))
    }

    /// Returns `true` if the set contains `name`, either exactly or without the numbers after the names of
    /// objects: `server0.locale` matches `server.locale`.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        if self.has(name) {
            return true;
        }
        if !name.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let parts: Vec<&str> = name.split('.').collect();
        // The beginnings of names that match the parts so far, each with the number of its parts.
        let mut paths = vec![(String::new(), 0)];
        let mut tried = 0;
        while let Some((path, depth)) = paths.pop() {
            tried += 1;
            // Give up on names that are built to have many paths, and count them as defined.
            if (depth == parts.len() && self.has(&path)) || tried > MAX_PATHS {
                return true;
            }
            let Some(part) = parts.get(depth) else { continue };
            let plain = part.trim_end_matches(|digit: char| digit.is_ascii_digit());
            let is_object = depth + 1 < parts.len() && plain.len() < part.len();
            for step in [Some(*part), Some(plain).filter(|_| is_object)].into_iter().flatten() {
                let longer = if depth == 0 { step.to_owned() } else { [&path, ".", step].concat() };
                if self.has(&longer) || self.is_group(&longer) {
                    paths.push((longer, depth + 1));
                }
            }
        }
        false
    }
}

/// Returns the macros that the content of a settings file defines: an object with a `name` and a list
/// `content` of more such objects, down to settings, which have a name but no content. Names of macros
/// do not include the top-level name. `None` if the content has another structure.
pub(super) fn settings_macros(tree: &Tree<'_>) -> Option<MacroNames<'static>> {
    let root = tree.root().filter(|root| root.kind() == Kind::Object)?;
    root.get(settings::NAME)?.as_str()?;
    let mut defined = Vec::new();
    add_settings(root, "", &mut defined)?;
    Some(MacroNames::of(defined))
}

fn add_settings(
    parent: Value<'_>,
    prefix: &str,
    defined: &mut Vec<Cow<'static, str>>,
) -> Option<()> {
    let content = parent.get(settings::CONTENT).filter(|content| content.kind() == Kind::Array)?;
    for setting in content.elements() {
        let name = setting.get(settings::NAME)?.as_str().filter(|name| {
            !name.is_empty() && name.bytes().all(|byte| is_in_name(byte) && byte != b'.')
        })?;
        if setting.members().any(|member| settings::OTHER_SHAPES.contains(&member.name())) {
            return None;
        }
        let name = if prefix.is_empty() { name.into_owned() } else { format!("{prefix}.{name}") };
        match setting.get(settings::CONTENT) {
            Some(_) => add_settings(setting, &name, defined)?,
            None => defined.push(Cow::Owned(name)),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_not_macros() {
        let text = "# a comment #\n#text#\n#a.b-c_0.d# #9# ## #a b# é#x.y##z#";
        let found: Vec<&str> = macros(text).map(|found| found.name).collect();
        assert_eq!(found, ["text", "a.b-c_0.d", "x.y", "z"]);
        let last = macros(text).last().unwrap();
        assert_eq!(&text[last.span.range()], "#z#");
        assert!(is_macro("#a.b#") && !is_macro("x#a.b#") && !is_macro("#a.b#x"));
    }

    #[test]
    fn numbered_object_matches_its_template() {
        let known =
            MacroNames::of(["nodes.server.locale", "rack1.disk.size2"].map(Cow::Borrowed).into());
        for name in [
            "nodes.server.locale",
            "nodes.server0.locale",
            "nodes3.server12.locale",
            "rack1.disk0.size2",
        ] {
            assert!(known.holds(name), "{name}");
        }
        for name in [
            "nodes.server.locale0",
            "nodes.server",
            "nodes0.server",
            "nodes0.server.locale.more",
            "rack.disk.size2",
            "rack1.disk.size",
            "",
        ] {
            assert!(!known.holds(name), "{name}");
        }
    }

    #[test]
    fn set_contains_each_name_once_in_order() {
        let names = ["b", "a.c", "b", "a", "a-b", "a", "a.c"];
        let known = MacroNames::of(names.map(Cow::Borrowed).into());
        assert_eq!(known.names(), ["b", "a.c", "a", "a-b"]);
        assert!(names.iter().all(|name| known.holds(name)) && !known.holds("c"));
        assert!(known.is_group("a"));
        assert!(["b", "a-b", "a.c", ""].iter().all(|name| !known.is_group(name)));
    }

    #[test]
    fn settings_macros_omit_top_level_name() {
        let text = r#"{"name": "site", "content": [
            {"name": "nodes", "content": [{"name": "server", "content": [{"name": "locale"}]}]},
            {"name": "timezone"}]}"#;
        let defined_macros = |text: &str| {
            let tree = crate::json::read(text, settings::interner()).unwrap();
            settings_macros(&tree)
        };
        assert_eq!(defined_macros(text).unwrap().names(), ["nodes.server.locale", "timezone"]);
        assert!(defined_macros(r#"{"name": "site", "content": [{"label": "x"}]}"#).is_none());
        for name in ["", "a b", "a.b"] {
            let text = format!(r#"{{"name": "site", "content": [{{"name": "{name}"}}]}}"#);
            assert!(defined_macros(&text).is_none(), "{name}");
        }
        assert!(defined_macros(r#"{"content": []}"#).is_none());
        assert!(defined_macros("{").is_none());
    }
}
