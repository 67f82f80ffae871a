//! Globs that match ids or file paths.

use globset::GlobBuilder;
use regex::bytes::{Regex, RegexBuilder};

/// The maximum length of a glob with wildcards, in bytes.
pub const MAX_GLOB_BYTES: usize = 512;

/// The maximum number of wildcards (`*`, `?`, `[…]`, `{…}`) in a glob. Memory and time grow faster than
/// their number.
pub const MAX_WILDCARDS: usize = 16;

/// The maximum size of a compiled glob, in bytes.
const MAX_REGEX_BYTES: usize = 1 << 20;

/// A glob as a person wrote it. It also matches its own text, whatever characters that has.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
    folders: Folders,
}

/// What a pattern matches besides its own text.
#[derive(Clone, Debug)]
enum Matcher {
    /// Nothing: the pattern has no wildcards.
    Text,
    /// Every path that ends with this name.
    Name(String),
    /// This path.
    Path(String),
    /// What the first expression matches. The second, if folders count, matches what is in a folder that the first
    /// matches.
    Glob(Regex, Option<Regex>),
}

/// Whether a pattern also matches what is in a folder that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folders {
    /// It does not.
    No,
    /// It does.
    Yes,
    /// It does, and it matches no files.
    Only,
}

impl Pattern {
    /// Creates a glob over ids: `*` matches any characters, `/` too.
    ///
    /// # Errors
    /// Returns why `text` is not a valid glob.
    pub fn of_ids(text: &str) -> Result<Self, String> {
        let matcher = if is_plain(text) {
            Matcher::Text
        } else {
            Matcher::Glob(compiled(&over_characters(&glob_regex(text, text, false)?))?, None)
        };
        Self::new(text, matcher, Folders::No)
    }

    /// Creates a glob over paths of files, which reads like a line of a `.gitignore`: `*` and `?` match
    /// within one folder, `**` matches any number of folders, a glob without a slash matches at any
    /// depth, and one that begins with a slash, or has one in its middle, is relative to the folder that
    /// it belongs to. A name, or a glob that ends with a slash, also matches a folder with all that is in
    /// it.
    ///
    /// # Errors
    /// Returns why `text` is not a valid glob.
    pub fn of_files(text: &str) -> Result<Self, String> {
        let mut after = text.split('\\').skip(1);
        if after.any(|rest| rest.starts_with(char::is_alphanumeric)) {
            return Err("use / as the path separator on every system, not \\".to_owned());
        }
        if text.starts_with('!') {
            return Err("a glob cannot be negated: list the files to check in include".to_owned());
        }
        let path = text.strip_prefix('.').filter(|rest| rest.starts_with('/')).unwrap_or(text);
        let steps = path.trim_matches('/');
        let is_anchored = path.starts_with('/') || steps.contains('/');
        let is_last_plain = steps.rsplit('/').next().is_some_and(is_plain);
        let folders = match path.ends_with('/') {
            true => Folders::Only,
            false if is_last_plain => Folders::Yes,
            false => Folders::No,
        };
        let matcher = match (is_plain(steps), is_anchored) {
            (true, true) => Matcher::Path(steps.to_owned()),
            (true, false) => Matcher::Name(steps.to_owned()),
            (false, _) => {
                let glob = if is_anchored { steps.to_owned() } else { format!("**/{steps}") };
                let regex = glob_regex(text, &glob, true)?;
                let within = match (folders, regex.strip_suffix('$')) {
                    (Folders::No, _) | (_, None) => None,
                    (_, Some(folder)) => Some(compiled(&format!("{folder}/.*$"))?),
                };
                Matcher::Glob(compiled(&regex)?, within)
            }
        };
        if steps.is_empty() && !text.is_empty() {
            return Err("the glob names no file and no folder".to_owned());
        }
        Self::new(text, matcher, folders)
    }

    fn new(text: &str, matcher: Matcher, folders: Folders) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty glob matches nothing".to_owned());
        }
        Ok(Self { text: text.to_owned(), matcher, folders })
    }

    /// Returns whether the pattern matches `text`, an id or a path, or a folder that the path is in.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.text == text
            || self.matches_file(text)
            || self.folders != Folders::No && self.contains(text)
    }

    /// Returns whether the pattern matches a folder that `text` is in.
    fn contains(&self, text: &str) -> bool {
        let is_below =
            |folder: &str| text.strip_prefix(folder).is_some_and(|below| below.starts_with('/'));
        is_below(&self.text)
            || match &self.matcher {
                Matcher::Text => false,
                Matcher::Name(name) => text
                    .rsplit_once('/')
                    .is_some_and(|(folders, _)| folders.split('/').any(|folder| folder == name)),
                Matcher::Path(path) => is_below(path),
                Matcher::Glob(_, within) => {
                    within.as_ref().is_some_and(|within| within.is_match(text.as_bytes()))
                }
            }
    }

    /// Returns whether the pattern matches the file at the path `text` itself.
    #[must_use]
    pub fn matches_file(&self, text: &str) -> bool {
        self.folders != Folders::Only && self.matches_whole(text)
    }

    /// Returns whether the pattern matches everything in the folder at the path `text`.
    #[must_use]
    pub fn matches_folder(&self, text: &str) -> bool {
        self.folders != Folders::No && (self.matches_whole(text) || self.matches(text))
    }

    fn matches_whole(&self, text: &str) -> bool {
        self.text == text
            || match &self.matcher {
                Matcher::Text => false,
                Matcher::Name(name) => text.rsplit('/').next() == Some(name),
                Matcher::Path(path) => text == path,
                Matcher::Glob(glob, _) => glob.is_match(text.as_bytes()),
            }
    }

    /// Returns whether the pattern has wildcards, so that matching takes more than a comparison.
    #[must_use]
    pub fn has_wildcards(&self) -> bool {
        matches!(self.matcher, Matcher::Glob(..))
    }

    /// Returns the regular expression of a glob over ids. `None` if it has no wildcards.
    #[must_use]
    pub fn regex(&self) -> Option<&str> {
        match &self.matcher {
            Matcher::Glob(regex, _) => Some(regex.as_str()),
            _ => None,
        }
    }

    /// Returns the folder or file, relative to the folder of a glob over paths, that contains all that
    /// the glob may match: empty for that folder itself.
    #[must_use]
    pub fn base(&self) -> &str {
        match &self.matcher {
            Matcher::Path(path) => path,
            Matcher::Text | Matcher::Name(_) => "",
            Matcher::Glob(..) => {
                let path = self.text.strip_prefix("./").unwrap_or(&self.text);
                let steps = path.trim_start_matches('/');
                // A glob without a slash matches at any depth.
                let is_anchored =
                    path.starts_with('/') || steps.trim_end_matches('/').contains('/');
                let wild = steps.find(['*', '?', '[', ']', '{', '}', '\\']).unwrap_or(steps.len());
                let end = steps[..wild].rfind('/').unwrap_or(0);
                if is_anchored { &steps[..end] } else { "" }
            }
        }
    }

    /// Returns the glob as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn is_plain(text: &str) -> bool {
    !text.contains(['*', '?', '[', ']', '{', '}', '\\'])
}

/// Returns whether a glob can be parsed and matched within bounded time and memory.
pub(crate) fn is_bounded(text: &str) -> bool {
    let wildcards = || text.matches(['*', '?', '[', '{']).count() - text.matches("**").count();
    text.len() <= MAX_GLOB_BYTES && wildcards() <= MAX_WILDCARDS
}

/// Checks that a glob can be parsed and matched within bounded time and memory.
///
/// # Errors
/// Which limit it exceeds, in words.
fn check_size(text: &str) -> Result<(), String> {
    if is_plain(text) || is_bounded(text) {
        return Ok(());
    }
    Err(format!(
        "the glob is too complex: at most {MAX_GLOB_BYTES} bytes and {MAX_WILDCARDS} wildcards"
    ))
}

/// Returns the expression for `glob`, written as `text`. Wildcards match no slash if it `is_path`.
fn glob_regex(text: &str, glob: &str, is_path: bool) -> Result<String, String> {
    check_size(text)?;
    let glob = GlobBuilder::new(glob)
        .literal_separator(is_path)
        .backslash_escape(true)
        .build()
        .map_err(|error| error.kind().to_string())?;
    Ok(glob.regex().to_owned())
}

/// Returns a regular expression over bytes, as the compiler of globs writes it, as one over characters: `?` matches one
/// of any length.
fn over_characters(regex: &str) -> String {
    let mut rest = regex.strip_prefix("(?-u)").unwrap_or(regex);
    let mut bytes = b"(?s)".to_vec();
    while let Some(first) = rest.bytes().next() {
        // Characters beyond ASCII are written as their bytes.
        let byte = rest.strip_prefix("\\x").and_then(|rest| rest.get(..2));
        let byte = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let length = match (byte, first) {
            (Some(_), _) => 4,
            (None, b'\\') => 2.min(rest.len()),
            (None, _) => 1,
        };
        match byte {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(&rest.as_bytes()[..length]),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn compiled(regex: &str) -> Result<Regex, String> {
    RegexBuilder::new(regex)
        .dot_matches_new_line(true)
        .size_limit(MAX_REGEX_BYTES)
        .dfa_size_limit(MAX_REGEX_BYTES)
        .build()
        .map_err(|_| "the glob is too complex".to_owned())
}

/// A pattern is a string in the configuration schema.
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
    fn base_contains_all_that_a_glob_matches() {
        for (glob, base) in [
            ("*.json", ""),
            ("a.json", ""),
            ("/a.json", "a.json"),
            ("./a.json", "a.json"),
            ("racks/7/*.json", "racks/7"),
            ("racks/**", "racks"),
            ("racks/7.json", "racks/7.json"),
            ("**/racks/a.json", ""),
            ("rack{7,8}/a.json", ""),
            ("racks/[ab]/c.json", "racks"),
            ("/racks*/c.json", ""),
            ("*/", ""),
        ] {
            assert_eq!(Pattern::of_files(glob).unwrap().base(), base, "{glob}");
        }
    }

    #[test]
    fn folder_matches_what_is_in_it() {
        let globs = [
            "a", "a/", "/a", "/a/", "a/b", "a*", "a*/", "*/b", "**/b", "**/b/", "/*/b/", "[ab]/",
            "a?/b", "{a,b}/c", "{a,b}/", "a/**/c", "*", "a/**",
        ];
        let steps = ["a", "b", "c", "ab", ""];
        let paths = steps.iter().flat_map(|one| {
            steps.iter().flat_map(move |two| steps.map(|three| format!("{one}/{two}/{three}")))
        });
        let paths: Vec<String> = paths.chain(steps.map(str::to_owned)).collect();
        for glob in globs {
            let pattern = Pattern::of_files(glob).unwrap();
            for path in &paths {
                let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
                let is_within = pattern.folders != super::Folders::No
                    && folders.any(|folder| pattern.matches_whole(folder));
                let expected = pattern.text == *path || pattern.matches_file(path) || is_within;
                assert_eq!(pattern.matches(path), expected, "{glob} {path}");
            }
        }
    }

    #[test]
    fn id_glob_crosses_slashes_and_matches_literally() {
        let matches = |glob: &str, id: &str| Pattern::of_ids(glob).unwrap().matches(id);
        assert!(matches("?", "é") && matches("größe-*", "größe-1") && matches("[é]x", "éx"));
        assert!(!matches("??", "é") && !matches("[!é]", "é"));
        assert!(matches("win2019|*", "win2019|win2019-x86_64-install-Core"));
        assert!(matches("*-Core", "a/b|c-Core"));
        assert!(matches("a[1]", "a[1]"), "an id with brackets matches itself");
        assert!(matches("{rhels,sles}*", "sles15.2|"));
        assert!(!matches("win2019|", "win2019|win2019-x86_64-install-Core"));
        assert!(Pattern::of_ids("a[").is_err() && Pattern::of_ids("").is_err());
    }

    #[test]
    fn complex_glob_is_rejected() {
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

    /// Compares with the glob library, which knows nothing of folders and names.
    #[test]
    fn globs_match_what_globset_matches() {
        let mut rng = fastrand::Rng::with_seed(3);
        let mut word = |letters: &[u8], most: usize| {
            let letters =
                (0..rng.usize(1..=most)).map(|_| char::from(*rng.choice(letters).unwrap()));
            letters.collect::<String>()
        };
        let mut matched = [[0, 0]; 2];
        for _ in 0..6_000 {
            let (glob, text) = (word(b"aab/*?[]{},!-.", 7), word(b"aab/.-", 6));
            let steps =
                glob.strip_prefix('.').filter(|rest| rest.starts_with('/')).unwrap_or(&glob);
            let trimmed = steps.trim_matches('/');
            let is_anchored = steps.starts_with('/') || trimmed.contains('/');
            let path = if is_anchored { trimmed.to_owned() } else { format!("**/{trimmed}") };
            let patterns =
                [(Pattern::of_ids(&glob), glob.clone()), (Pattern::of_files(&glob), path)];
            for (is_file, (pattern, glob)) in patterns.into_iter().enumerate() {
                let Ok(pattern) = pattern else { continue };
                let mut builder = globset::GlobBuilder::new(&glob);
                let glob = builder.literal_separator(is_file == 1).build().unwrap();
                let is_match = glob.compile_matcher().is_match(&text);
                let expected = (is_match || pattern.as_str() == text)
                    && !(is_file == 1 && steps.ends_with('/'));
                assert_eq!(pattern.matches_file(&text), expected, "{glob} {text}");
                matched[is_file][usize::from(expected)] += 1;
            }
        }
        assert!(matched.iter().flatten().all(|count| *count > 50), "{matched:?}");
    }

    #[test]
    fn globs_over_files_read_like_gitignore() {
        let matches = |glob: &str, file: &str| Pattern::of_files(glob).unwrap().matches(file);
        for (glob, matched, not_matched) in [
            ("*.json", &["a.json", "a/b/c.json"][..], &["a.json/b"][..]),
            ("b.json", &["b.json", "a/b.json", "a/b.json/c"], &["ab.json"]),
            ("lab", &["lab", "lab/a.json", "x/lab/y/a.json"], &["labs/a.json"]),
            ("lab/", &["lab/a.json", "x/lab/y/a.json"], &["lab", "x/lab"]),
            ("/lab", &["lab/a.json"], &["x/lab/a.json"]),
            ("./lab/", &["lab/a.json"], &["x/lab/a.json"]),
            ("lab/*", &["lab/a.json"], &["lab/prod/a.json", "x/lab/a.json"]),
            ("lab/*.json", &["lab/a.json"], &["lab/prod/a.json"]),
            ("lab/**", &["lab/a.json", "lab/prod/a.json"], &["x/lab/a.json"]),
            ("**/lab/*.json", &["lab/a.json", "x/y/lab/a.json"], &["lab/x/a.json"]),
            ("old-*/", &["old-1/a.json", "x/old-2/y/a.json"], &["old-1", "new/old-1"]),
            ("lab/prod", &["lab/prod/x/a.json", "lab/prod"], &["x/lab/prod/a.json"]),
            ("a?b.json", &["a-b.json"], &["a/b.json"]),
            (r"\[a\].json", &["[a].json"], &["a.json"]),
        ] {
            for file in matched {
                assert!(matches(glob, file), "{glob} {file}");
            }
            for file in not_matched {
                assert!(!matches(glob, file), "{glob} {file}");
            }
        }
        for glob in [r"lab\a.json", "!lab", "/", "", "./"] {
            assert!(Pattern::of_files(glob).is_err(), "{glob}");
        }
    }

    #[test]
    fn a_folder_is_matched_before_its_files_are_seen() {
        let folder = |glob: &str, path: &str| Pattern::of_files(glob).unwrap().matches_folder(path);
        assert!(folder("lab/", "x/lab") && folder("lab", "lab/prod") && folder("old-*/", "old-1"));
        assert!(!folder("lab/*", "lab/prod") && !folder("*.json", "a.json"));
    }
}
