//! Macros: the names in `#…#` that XClarity replaces in an unattend file, and where they come from.

use std::collections::{HashMap, HashSet};

use crate::json::{Kind, Name, Span, Value, read};

use super::names;

/// How many ways through numbered objects are tried for one macro.
const TRIED: usize = 64;

/// One macro in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Macro<'t> {
    /// Its name, between the two `#`.
    pub name: &'t str,
    /// Its place, both `#` included: bytes of the text.
    pub span: Span,
}

/// The macros of a text, in their order: `#`, a letter, then letters, digits, `.`, `_`, `-`, then
/// `#`. Whatever else begins with `#` is a remark.
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

/// Whether `text` is one macro and nothing else.
#[must_use]
pub fn is_macro(text: &str) -> bool {
    macros(text).next().is_some_and(|found| found.span.len() as usize == text.len())
}

/// Names of macros, found again where an object made from a template has a number.
#[derive(Debug, Default)]
pub struct MacroNames {
    names: Vec<String>,
    /// Steps from one part of a name to the next; 0 is the beginning of each name.
    steps: HashMap<(u32, String), u32>,
    ends: HashSet<u32>,
}

impl MacroNames {
    /// Adds a name.
    pub fn insert(&mut self, name: &str) {
        let mut at = 0;
        for part in name.split('.') {
            let next = self.steps.len() as u32 + 1;
            at = *self.steps.entry((at, part.to_owned())).or_insert(next);
        }
        if self.ends.insert(at) {
            self.names.push(name.to_owned());
        }
    }

    /// All names, in their order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether one of them is `name`, as it stands or with numbers after the names of objects:
    /// `server.locale` is used as `server0.locale`.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        let parts: Vec<&str> = name.split('.').collect();
        let mut ways = vec![(0_u32, 0_usize)];
        let mut tried = 0;
        while let Some((at, depth)) = ways.pop() {
            tried += 1;
            // Whoever builds names to send us through all ways is believed.
            if (depth == parts.len() && self.ends.contains(&at)) || tried > TRIED {
                return true;
            }
            let Some(part) = parts.get(depth) else { continue };
            let plain = part.trim_end_matches(|digit: char| digit.is_ascii_digit());
            let is_object = depth + 1 < parts.len() && plain.len() < part.len();
            for step in [Some(*part), Some(plain).filter(|_| is_object)].into_iter().flatten() {
                if let Some(next) = self.steps.get(&(at, step.to_owned())) {
                    ways.push((*next, depth + 1));
                }
            }
        }
        false
    }
}

/// The macros that a settings file defines, by its content: an object with a `name` and a list
/// `content` of more such objects, down to settings, which have a name and no content. The
/// top-most name is left out. None where it has another shape, or a defect.
#[must_use]
pub fn defined_macros(content: &str) -> Option<MacroNames> {
    let tree = read(content, names::vocabulary()).ok()?;
    if !tree.defects().is_empty() {
        return None;
    }
    let root = tree.root().filter(|root| root.kind() == Kind::Object)?;
    root.get(names::NAME)?.as_str()?;
    let mut defined = MacroNames::default();
    add_settings(root, "", &mut defined)?;
    Some(defined)
}

/// Names that no setting of a shape that we know has.
const OTHER_SHAPES: [&str; 3] = ["template", "templates", "properties"];

fn add_settings(parent: Value<'_>, prefix: &str, defined: &mut MacroNames) -> Option<()> {
    let content = parent.get(names::CONTENT).filter(|content| content.kind() == Kind::Array)?;
    for setting in content.elements() {
        let name = setting.get(names::NAME)?.as_str().filter(|name| {
            !name.is_empty() && name.bytes().all(|byte| is_in_name(byte) && byte != b'.')
        })?;
        let has_other_shape = setting.members().any(|member| {
            member.name() == Name::OTHER
                && member.key().is_some_and(|key| OTHER_SHAPES.contains(&&*key))
        });
        if has_other_shape {
            return None;
        }
        let name = if prefix.is_empty() { name.into_owned() } else { format!("{prefix}.{name}") };
        match setting.get(names::CONTENT) {
            Some(_) => add_settings(setting, &name, defined)?,
            None => defined.insert(&name),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_told_from_remarks() {
        let text = "# a remark #\n#text#\n#a.b-c_0.d# #9# ## #a b# é#x.y##z#";
        let found: Vec<&str> = macros(text).map(|found| found.name).collect();
        assert_eq!(found, ["text", "a.b-c_0.d", "x.y", "z"]);
        let last = macros(text).last().unwrap();
        assert_eq!(&text[last.span.range()], "#z#");
        assert!(is_macro("#a.b#") && !is_macro("x#a.b#") && !is_macro("#a.b#x"));
    }

    #[test]
    fn numbered_objects_are_found_under_their_template() {
        let mut known = MacroNames::default();
        known.insert("nodes.server.locale");
        known.insert("rack1.disk.size2");
        for name in [
            "nodes.server.locale",
            "nodes.server0.locale",
            "nodes3.server12.locale",
            "rack1.disk0.size2",
        ] {
            assert!(known.holds(name), "{name}");
        }
        for name in
            ["nodes.server.locale0", "nodes.server", "rack.disk.size2", "rack1.disk.size", ""]
        {
            assert!(!known.holds(name), "{name}");
        }
    }

    #[test]
    fn a_settings_file_defines_its_settings_without_the_top_most_name() {
        let text = r#"{"name": "site", "content": [
            {"name": "nodes", "content": [{"name": "server", "content": [{"name": "locale"}]}]},
            {"name": "timezone"}]}"#;
        assert_eq!(defined_macros(text).unwrap().names(), ["nodes.server.locale", "timezone"]);
        assert!(defined_macros(r#"{"name": "site", "content": [{"label": "x"}]}"#).is_none());
        assert!(defined_macros(r#"{"content": []}"#).is_none());
        assert!(defined_macros("{").is_none());
    }
}
