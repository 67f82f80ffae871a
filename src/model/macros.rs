//! Macros: the names in `#…#` that XClarity replaces in an unattend file, and where they come from.

use std::cell::OnceCell;

use foldhash::{HashMap, HashSet};

use crate::json::{Kind, Span, Tree, Value};

use super::settings;

/// How many ways through numbered objects are tried for one macro.
const TRIED: usize = 64;

/// Fewer names than these are looked through one after another.
const FEW: usize = 16;

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

/// Whether the macro at `span` of `text` stands by itself, and not within a word: what looks like a
/// macro there can be a part of a password.
#[must_use]
pub fn stands_alone(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let begins = |last: char| last.is_whitespace() || "\"'=>(,;[{".contains(last);
    let ends = |first: char| first.is_whitespace() || "\"'<),;]}".contains(first);
    before.chars().next_back().is_none_or(begins) && after.chars().next().is_none_or(ends)
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
    /// The same names, where there are many.
    known: HashSet<String>,
    /// For each part of a name the parts that follow it, by their text; the first entry is the
    /// beginning of each name. Made when a name is asked for that is not known as it stands.
    steps: OnceCell<Vec<Step>>,
}

/// What may follow a part of a name.
#[derive(Debug, Default)]
struct Step {
    next: HashMap<String, usize>,
    is_end: bool,
}

impl MacroNames {
    /// Adds a name.
    pub fn insert(&mut self, name: &str) {
        if self.has(name) {
            return;
        }
        self.names.push(name.to_owned());
        if self.names.len() == FEW {
            self.known.extend(self.names.iter().cloned());
        } else if self.names.len() > FEW {
            self.known.insert(name.to_owned());
        }
        self.steps.take();
    }

    /// Whether one of them is `name`, as it stands.
    fn has(&self, name: &str) -> bool {
        if self.names.len() < FEW {
            return self.names.iter().any(|known| known == name);
        }
        self.known.contains(name)
    }

    /// All names, in their order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether `name` is a group: other names begin with it and a dot.
    #[must_use]
    pub fn is_group(&self, name: &str) -> bool {
        let steps = self.steps.get_or_init(|| steps(&self.names));
        let end = name.split('.').try_fold(0, |at: usize, part| steps[at].next.get(part).copied());
        end.is_some_and(|at| !steps[at].next.is_empty())
    }

    /// Whether one of them is `name`, as it stands or with numbers after the names of objects:
    /// `server.locale` is used as `server0.locale`.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        if self.has(name) {
            return true;
        }
        if !name.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let steps = self.steps.get_or_init(|| steps(&self.names));
        let parts: Vec<&str> = name.split('.').collect();
        let mut ways = vec![(0, 0)];
        let mut tried = 0;
        while let Some((at, depth)) = ways.pop() {
            tried += 1;
            // Whoever builds names to send us through all ways is believed.
            if (depth == parts.len() && steps[at].is_end) || tried > TRIED {
                return true;
            }
            let Some(part) = parts.get(depth) else { continue };
            let plain = part.trim_end_matches(|digit: char| digit.is_ascii_digit());
            let is_object = depth + 1 < parts.len() && plain.len() < part.len();
            for step in [Some(*part), Some(plain).filter(|_| is_object)].into_iter().flatten() {
                ways.extend(steps[at].next.get(step).map(|next| (*next, depth + 1)));
            }
        }
        false
    }
}

fn steps(names: &[String]) -> Vec<Step> {
    let mut steps = vec![Step::default()];
    for name in names {
        let mut at = 0;
        for part in name.split('.') {
            at = match steps[at].next.get(part) {
                Some(next) => *next,
                None => {
                    let next = steps.len();
                    steps[at].next.insert(part.to_owned(), next);
                    steps.push(Step::default());
                    next
                }
            };
        }
        steps[at].is_end = true;
    }
    steps
}

/// The macros that a settings file defines, by its content: an object with a `name` and a list
/// `content` of more such objects, down to settings, which have a name and no content. The
/// top-most name is left out. None where it has another shape.
pub(super) fn settings_macros(tree: &Tree<'_>) -> Option<MacroNames> {
    let root = tree.root().filter(|root| root.kind() == Kind::Object)?;
    root.get(settings::NAME)?.as_str()?;
    let mut defined = MacroNames::default();
    add_settings(root, "", &mut defined)?;
    Some(defined)
}

fn add_settings(parent: Value<'_>, prefix: &str, defined: &mut MacroNames) -> Option<()> {
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
    fn each_of_many_names_is_known_and_stands_once() {
        let names: Vec<String> = ('a'..='z').map(String::from).collect();
        let mut known = MacroNames::default();
        for (count, name) in names.iter().enumerate() {
            assert!(!known.holds(name), "{name}");
            known.insert(name);
            known.insert(name);
            assert_eq!(known.names(), &names[..=count]);
            assert!(names[..=count].iter().all(|name| known.holds(name)), "up to {name}");
        }
    }

    #[test]
    fn a_settings_file_defines_its_settings_without_the_top_most_name() {
        let text = r#"{"name": "site", "content": [
            {"name": "nodes", "content": [{"name": "server", "content": [{"name": "locale"}]}]},
            {"name": "timezone"}]}"#;
        let defined_macros = |text: &str| {
            let tree = crate::json::read(text, settings::vocabulary()).unwrap();
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
