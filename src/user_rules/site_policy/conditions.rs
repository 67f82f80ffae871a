//! Writes conditions as expressions.

use crate::pattern::Pattern;

/// Returns the condition that a glob matches a string, with or without `suffix` after it.
pub(super) fn matches(value: &str, pattern: &Pattern, suffix: &str) -> String {
    let text = pattern.as_str();
    let is_text = format!("{value} == {}", quoted(text));
    let Some(regex) = pattern.regex() else {
        return match suffix {
            "" => is_text,
            suffix => {
                format!("{value} in [{}, {}]", quoted(text), quoted(&format!("{text}{suffix}")))
            }
        };
    };
    // Most globs are prefixes, and comparing is cheaper than searching.
    if let Some(prefix) = text.strip_suffix('*').filter(|prefix| !prefix.contains(WILDCARDS)) {
        return format!("{value}.startsWith({})", quoted(prefix));
    }
    let regex = match (suffix, regex.strip_suffix('$')) {
        ("", _) | (_, None) => regex.to_owned(),
        (suffix, Some(regex)) => format!("{regex}(?:{})?$", regex_syntax::escape(suffix)),
    };
    format!("({is_text} || {value}.matches({}))", quoted(&regex))
}

/// The characters with a meaning in globs.
const WILDCARDS: [char; 7] = ['*', '?', '[', ']', '{', '}', '\\'];

/// Returns the condition that a glob matches the id of a subject or, if it has one, its name.
pub(super) fn id_or_name_matches(subject: &str, pattern: &Pattern) -> String {
    let matches = |attribute: &str| matches(&format!("{subject}.{attribute}"), pattern, "");
    or(&[matches("id"), format!("(has({subject}.name) && {})", matches("name"))])
}

/// Returns the condition that all conditions hold; empty if there is none.
pub(super) fn and(conditions: &[String]) -> String {
    conditions.join(" && ")
}

pub(super) fn or(conditions: &[String]) -> String {
    match conditions {
        [] => "false".to_owned(),
        [one] => one.clone(),
        more => format!("({})", more.join(" || ")),
    }
}

pub(super) fn not(condition: &str) -> String {
    format!("!({condition})")
}

/// Returns the regular expression of a path. Those of Windows ignore case and the kind of slash.
pub(super) fn path_regex(path: &str, is_windows: bool) -> String {
    let separators: &[char] = if is_windows { &['/', '\\'] } else { &['/'] };
    let separator = if is_windows { r"[/\\]" } else { "/" };
    let path = path.trim_end_matches(separators);
    let steps: Vec<String> = path.split(separators).map(regex_syntax::escape).collect();
    let case = if is_windows { "(?i)" } else { "" };
    format!("{case}^{}{separator}*$", steps.join(separator))
}

/// Returns a string literal.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            _ => literal.push(character),
        }
    }
    literal.push('\'');
    literal
}
