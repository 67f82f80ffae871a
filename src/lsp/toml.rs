//! Strings and keys of TOML.

/// Returns a text as a string of TOML: one of JSON, which lets DEL through.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// Returns a rule as a key of TOML: those of a site contain a slash.
pub(super) fn key(rule: &str) -> String {
    let is_bare = rule.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_bare { rule.to_owned() } else { quoted(rule) }
}
