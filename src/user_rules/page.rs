//! The documentation page of a rule of a site, from its definition.

use std::fmt::Write as _;

use crate::sanitize::Sanitized;

use super::{Definition, Source};

/// The maximum length of a page, in bytes.
const MAX_BYTES: usize = 20_000;

/// Returns the page: what the rule reports, why, and its expressions.
pub(super) fn page(definition: &Definition) -> String {
    let id = definition.id.text();
    let mut page = format!("# {id}\n\n");
    let fallback =
        format!("Every {} meets `{}`.", definition.each.value.as_str(), definition.require.text());
    let _ = writeln!(page, "{}\n", text(definition.description.as_ref()).unwrap_or(&fallback));
    if let Some(why) = text(definition.why.as_ref()) {
        let _ = writeln!(page, "## Why\n\n{why}\n");
    }
    let _ = writeln!(page, "## Rule\n\n```cel");
    let _ = writeln!(page, "each:    {}", definition.each.value.as_str());
    if let Some(when) = text(definition.when.as_ref()) {
        let _ = writeln!(page, "when:    {when}");
    }
    let _ = writeln!(page, "require: {}\n```\n", definition.require.text().trim());
    if let Some(help) = text(definition.help.as_ref()) {
        let _ = writeln!(page, "## Fix\n\n{help}\n");
    }
    let _ = writeln!(page, "A rule of this site, defined in {}.", definition.id.whole().line());
    page_of(&page)
}

/// Returns a page without control characters, truncated.
pub(super) fn page_of(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_BYTES.min(text.len()));
    Sanitized::lines(&text[..end]).as_str().to_owned()
}

fn text(source: Option<&Source>) -> Option<&str> {
    source.map(|source| source.text().trim())
}
