//! Globs over ids and over files.

use globset::GlobBuilder;
use regex::bytes::{Regex, RegexBuilder};

/// How many bytes a glob with wildcards has at most.
pub const MAX_GLOB_BYTES: usize = 512;

/// How many wildcards (`*`, `?`, `[…]`, `{…}`) a glob has at most: more of them take memory and time that
/// grow faster than their number.
pub const MAX_WILDCARDS: usize = 16;

/// How many bytes a compiled glob takes at most.
const MAX_REGEX_BYTES: usize = 1 << 20;

/// A glob, as a person wrote it. What it spells out matches too, whatever characters stand in it.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
}

/// What else than its own text a pattern matches.
#[derive(Clone, Debug)]
enum Matcher {
    /// Nothing: it has no wildcards.
    Text,
    /// Files of that name in any folder.
    FileName,
    /// Whatever the wildcards stand for.
    Glob(Regex),
}

impl Pattern {
    /// A glob over ids: `*` stands for any characters, `/` among them.
    ///
    /// # Errors
    /// Why it is no glob, in words.
    pub fn of_ids(text: &str) -> Result<Self, String> {
        Self::new(text, text, Matcher::Text)
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
        match text.contains('/') {
            true => Self::new(text, text, Matcher::Text),
            false => Self::new(text, &format!("**/{text}"), Matcher::FileName),
        }
    }

    fn new(text: &str, glob: &str, plain: Matcher) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty glob matches nothing".to_owned());
        }
        let matcher = if is_plain(text) { plain } else { Matcher::Glob(compiled(text, glob)?) };
        Ok(Self { text: text.to_owned(), matcher })
    }

    /// Whether it matches `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.text == text
            || match &self.matcher {
                Matcher::Text => false,
                Matcher::FileName => text.rsplit('/').next() == Some(&self.text),
                Matcher::Glob(glob) => glob.is_match(text.as_bytes()),
            }
    }

    /// Whether it has wildcards, so that matching it takes more than a comparison.
    #[must_use]
    pub fn has_wildcards(&self) -> bool {
        matches!(self.matcher, Matcher::Glob(_))
    }

    /// The glob, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn is_plain(text: &str) -> bool {
    !text.contains(['*', '?', '[', ']', '{', '}', '\\'])
}

/// Checks that a glob is small enough to be parsed and matched in little time and memory.
///
/// # Errors
/// Which limit it exceeds, in words.
pub(crate) fn check_size(text: &str) -> Result<(), String> {
    let wildcards = || text.matches(['*', '?', '[', '{']).count() - text.matches("**").count();
    if is_plain(text) || text.len() <= MAX_GLOB_BYTES && wildcards() <= MAX_WILDCARDS {
        return Ok(());
    }
    Err(format!(
        "the glob is too complex: it may have {MAX_GLOB_BYTES} bytes and {MAX_WILDCARDS} wildcards"
    ))
}

/// The expression that `glob`, written as `text`, stands for.
fn compiled(text: &str, glob: &str) -> Result<Regex, String> {
    check_size(text)?;
    let glob = GlobBuilder::new(glob)
        .backslash_escape(true)
        .build()
        .map_err(|error| error.kind().to_string())?;
    RegexBuilder::new(glob.regex())
        .dot_matches_new_line(true)
        .size_limit(MAX_REGEX_BYTES)
        .dfa_size_limit(MAX_REGEX_BYTES)
        .build()
        .map_err(|_| "the glob is too complex".to_owned())
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
    fn a_glob_that_is_too_complex_is_an_error() {
        let nested = |depth: usize| "{a,".repeat(depth) + "b" + &"}".repeat(depth);
        for glob in [
            nested(100_000),
            nested(17),
            "*a".repeat(100_000),
            "?".repeat(17),
            "x".repeat(513) + "*",
            "[a-z]".repeat(10_000),
            format!("{{{}}}", "a,".repeat(300_000)),
            format!("[{}]", "\u{10ffff}-\u{10000}".repeat(200_000)),
        ] {
            let start: String = glob.chars().take(20).collect();
            for why in [Pattern::of_ids(&glob).err(), Pattern::of_files(&glob).err()] {
                assert!(why.is_some_and(|why| why.len() < 200), "{start}");
            }
        }
        for glob in [nested(16), "*a?".repeat(8), "x".repeat(511) + "*", "x".repeat(1 << 20)] {
            let start: String = glob.chars().take(20).collect();
            assert!(Pattern::of_ids(&glob).is_ok() && Pattern::of_files(&glob).is_ok(), "{start}");
        }
    }

    /// What the glob library itself says of each glob.
    #[test]
    fn patterns_match_what_globset_matches() {
        let mut rng = fastrand::Rng::with_seed(3);
        let mut word = |letters: &[u8], most: usize| {
            let letters =
                (0..rng.usize(1..=most)).map(|_| char::from(*rng.choice(letters).unwrap()));
            letters.collect::<String>()
        };
        let mut matched = [0, 0];
        for _ in 0..4_000 {
            let (glob, text) = (word(b"aab/*?[]{},!-.", 7), word(b"aab/.-", 6));
            for (pattern, glob) in [
                (Pattern::of_ids(&glob), glob.clone()),
                (Pattern::of_files(&glob), glob.strip_prefix("./").unwrap_or(&glob).to_owned()),
            ]
            .into_iter()
            .zip([false, true])
            .map(|((pattern, glob), is_file)| {
                (pattern, if is_file && !glob.contains('/') { format!("**/{glob}") } else { glob })
            }) {
                let Ok(pattern) = pattern else { continue };
                let expected = globset::Glob::new(&glob).unwrap().compile_matcher();
                let expected = expected.is_match(&text) || pattern.as_str() == text;
                assert_eq!(pattern.matches(&text), expected, "{glob} {text}");
                matched[usize::from(expected)] += 1;
            }
        }
        assert!(matched.iter().all(|count| *count > 100), "{matched:?}");
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
