//! The address of the documentation that reports link to.

use std::fmt;
use std::str::FromStr;

/// The maximum length of the address, in bytes.
const MAX_BYTES: usize = 200;

/// The address of a copy of the documentation, such as `https://docs.example.com/osready`.
///
/// It comes from a configuration or a saved report, and reports show it as a link: it begins with `https://`, and has
/// no user, no query and no characters that any format gives a meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocsUrl(String);

impl DocsUrl {
    /// Returns the address of the page of a rule of osready.
    #[must_use]
    pub fn of_rule(&self, id: &str) -> String {
        format!("{self}/rules/{id}.html")
    }
}

impl fmt::Display for DocsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DocsUrl {
    type Err = InvalidDocsUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = text.strip_prefix("https://").ok_or(InvalidDocsUrl)?;
        let address = address.trim_end_matches('/');
        let is_plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b'/' | b':')
        };
        let host = address.split('/').next().unwrap_or_default();
        let is_host = host.starts_with(|first: char| first.is_ascii_alphanumeric());
        if !is_host || text.len() > MAX_BYTES || !address.bytes().all(is_plain) {
            return Err(InvalidDocsUrl);
        }
        Ok(Self(format!("https://{address}")))
    }
}

/// The error for an address that is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDocsUrl;

impl fmt::Display for InvalidDocsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a plain https address")
    }
}

impl std::error::Error for InvalidDocsUrl {}

#[cfg(test)]
impl schemars::JsonSchema for DocsUrl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DocsUrl".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": MAX_BYTES,
            "pattern": "^https://[A-Za-z0-9][A-Za-z0-9._~:-]*(/[A-Za-z0-9._~/:-]*)?$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_are_accepted() {
        for text in ["https://docs.example.com", "https://10.0.0.1:8443/osready/main/"] {
            let url: DocsUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), text.trim_end_matches('/'));
        }
        for text in [
            "",
            "http://docs.example.com",
            "https://",
            "https:///a",
            "https://user@docs.example.com",
            "https://docs.example.com/?a=b",
            "https://docs.example.com/#a",
            "https://docs.example.com/a b",
            "https://docs.example.com/\u{202e}",
            "javascript:alert(1)//https://a",
        ] {
            assert_eq!(text.parse::<DocsUrl>(), Err(InvalidDocsUrl), "{text}");
        }
    }
}
