//! `.gitignore` files, as a walk obeys them.
//!
//! They may come from a pull request. A file that cannot be read, or that cannot be matched in bounded time
//! exactly as git would, ignores nothing: more is checked.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::pattern::is_bounded;

/// The name of a file with patterns.
const NAME: &str = ".gitignore";

/// The maximum size of a file with patterns, in bytes.
const MAX_BYTES: u64 = 64 << 10;

/// The maximum number of patterns that apply to one path.
const MAX_PATTERNS: usize = 2_000;

/// The maximum number of patterns that one walk reads: each has to be compiled.
const MAX_PATTERNS_PER_WALK: usize = 50_000;

/// The patterns that apply to the entries of the folder that a walk is in.
#[derive(Debug, Default)]
pub(super) struct Gitignores {
    /// Those of the outermost folder first.
    levels: Vec<Level>,
    /// The number of patterns so far.
    read: usize,
}

/// The patterns of one file.
#[derive(Debug)]
struct Level {
    /// The depth in the walk of the folder that they belong to; 0 for folders above.
    depth: usize,
    count: usize,
    patterns: Gitignore,
    /// Whether no pattern before these applies: it belongs to an outer repository, or these are not known.
    is_first: bool,
}

/// Patterns that cannot be applied: they are unreadable, too many or too complex.
#[derive(Debug, PartialEq, Eq)]
struct NotApplied;

impl Gitignores {
    /// Reads the patterns that apply in `folder`, whose path is canonical, from the root of its repository
    /// down. Outside of a repository there are none. Adds files that are not applied to `not_applied`.
    pub(super) fn of(folder: &Path, not_applied: &mut Vec<PathBuf>) -> Self {
        let mut ignores = Self::default();
        if let Some(root) = folder.ancestors().find(|folder| is_repository(folder)) {
            let within: Vec<_> =
                folder.ancestors().take_while(|above| above.starts_with(root)).collect();
            for folder in within.into_iter().rev() {
                ignores.enter(folder, 0, not_applied);
            }
        }
        ignores
    }

    /// Adds the patterns of a folder, whose path is canonical and which is `depth` below the walked one.
    /// Adds files that are not applied to `not_applied`.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize, not_applied: &mut Vec<PathBuf>) {
        let is_root = is_repository(folder);
        if is_root {
            self.push(depth, Gitignore::empty(), 0, true);
            self.add(folder, depth, &folder.join(".git").join("info").join("exclude"), not_applied);
        }
        if !self.levels.is_empty() {
            self.add(folder, depth, &folder.join(NAME), not_applied);
        }
    }

    fn add(&mut self, folder: &Path, depth: usize, file: &Path, not_applied: &mut Vec<PathBuf>) {
        let Some(text) = text(file) else { return };
        match text.and_then(|text| self.compiled(folder, &text)) {
            Ok((patterns, count)) => self.push(depth, patterns, count, false),
            Err(NotApplied) => {
                not_applied.push(file.to_owned());
                // It may make exceptions from those before.
                self.push(depth, Gitignore::empty(), 0, true);
            }
        }
    }

    fn push(&mut self, depth: usize, patterns: Gitignore, count: usize, is_first: bool) {
        self.levels.push(Level { depth, count, patterns, is_first });
    }

    /// Forgets the patterns of folders that an entry at `depth` is not in.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.levels.last().is_some_and(|level| level.depth > 0 && level.depth >= depth) {
            self.levels.pop();
        }
    }

    /// Returns whether git ignores the entry at `path`, which is canonical, in a folder that it does not
    /// ignore, unless the entry is in the index.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        for level in self.levels.iter().rev() {
            match level.patterns.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None if level.is_first => return false,
                Match::None => {}
            }
        }
        false
    }

    fn compiled(&mut self, folder: &Path, text: &str) -> Result<(Gitignore, usize), NotApplied> {
        let mut builder = GitignoreBuilder::new(folder);
        builder.allow_unclosed_class(false);
        let applied: usize = self.levels.iter().map(|level| level.count).sum();
        let mut count = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            count += 1;
            self.read += 1;
            if applied + count > MAX_PATTERNS || self.read > MAX_PATTERNS_PER_WALK {
                return Err(NotApplied);
            }
            // An invalid pattern matches nothing, as in git.
            let _ = builder.add_line(None, &pattern(line)?);
        }
        Ok((builder.build().map_err(|_| NotApplied)?, count))
    }
}

/// Returns a pattern as the matcher reads it: for the matcher, braces are alternatives, and `**` matches
/// folders even next to other characters.
fn pattern(line: &str) -> Result<String, NotApplied> {
    let is_plain = !line.contains(['{', '}']) || !line.contains(['[', '\\']);
    if !is_bounded(line) || !is_plain || line.contains("[:") || line.contains("//") {
        return Err(NotApplied);
    }
    let mut pattern = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '*' => {
                let after = rest.trim_start_matches('*');
                let length = rest.len() - after.len();
                let is_first = matches!(pattern.as_str(), "" | "!") || pattern.ends_with('/');
                let is_step = is_first && (after.is_empty() || after.starts_with('/'));
                // What git does with it has changed over time.
                if length > 1 && !is_step && line.trim_end_matches('/').contains('/') {
                    return Err(NotApplied);
                }
                pattern.push_str(if is_step && length > 1 { "**" } else { "*" });
                length
            }
            '{' | '}' => {
                pattern.extend(['\\', next]);
                1
            }
            _ => {
                pattern.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Ok(pattern)
}

/// Returns the text of a file with patterns; `None` if there is none. As git, it follows no link.
fn text(path: &Path) -> Option<Result<String, NotApplied>> {
    if !path.symlink_metadata().is_ok_and(|about| about.is_file()) {
        return None;
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    if read.is_err() || bytes.len() as u64 > MAX_BYTES {
        return Some(Err(NotApplied));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    Some(str::from_utf8(bytes).map(str::to_owned).map_err(|_| NotApplied))
}

fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}
