//! Globs over ids and over files.

use globset::{GlobBuilder, GlobMatcher};

/// A glob, as a person wrote it. What it spells out matches too, whatever characters stand in it.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
}

impl Pattern {
    /// A glob over ids: `*` stands for any characters, `/` among them.
    ///
    /// # Errors
    /// Why it is no glob, in words.
    pub fn of_ids(text: &str) -> Result<Self, String> {
        Self::new(text, text)
    }

    /// A glob over files: without a slash it is matched with the file's name, with one with its path.
    ///
    /// # Errors
    /// Why it is no glob, in words.
    pub fn of_files(text: &str) -> Result<Self, String> {
        let mut after = text.split('\\').skip(1);
        if after.any(|rest| rest.starts_with(char::is_alphanumeric)) {
            return Err("between folders stands / and not \\, on every system".to_owned());
        }
        let text = text.strip_prefix("./").unwrap_or(text);
        let anywhere = if text.contains('/') { text.to_owned() } else { format!("**/{text}") };
        Self::new(text, &anywhere)
    }

    fn new(text: &str, glob: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty glob matches nothing".to_owned());
        }
        let glob = GlobBuilder::new(glob)
            .backslash_escape(true)
            .build()
            .map_err(|error| error.kind().to_string())?;
        Ok(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }

    /// Whether it matches `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.text == text || self.matcher.is_match(text)
    }

    /// The glob, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// In the schema it is a string.
#[cfg(test)]
impl schemars::JsonSchema for Pattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_glob_over_ids_crosses_slashes_and_bars_and_what_it_spells_out_matches() {
        let matches = |glob: &str, id: &str| Pattern::of_ids(glob).unwrap().matches(id);
        assert!(matches("win2019|*", "win2019|win2019-x86_64-install-Core"));
        assert!(matches("*-Core", "a/b|c-Core"));
        assert!(matches("a[1]", "a[1]"), "an id with brackets is no class of characters");
        assert!(matches("{rhels,sles}*", "sles15.2|"));
        assert!(!matches("win2019|", "win2019|win2019-x86_64-install-Core"));
        assert!(Pattern::of_ids("a[").is_err() && Pattern::of_ids("").is_err());
    }

    #[test]
    fn a_glob_over_files_without_a_slash_is_matched_with_the_name() {
        let matches = |glob: &str, file: &str| Pattern::of_files(glob).unwrap().matches(file);
        assert!(matches("*.json", "a/b.json") && matches("b.json", "a/b.json"));
        assert!(matches("a/**", "a/b/c.json") && matches("./a/*", "a/c.json"));
        assert!(!matches("a/**", "b/a/c.json"));
        assert!(Pattern::of_files(r"lab\a.json").is_err() && matches(r"\[a\].json", "[a].json"));
    }
}
