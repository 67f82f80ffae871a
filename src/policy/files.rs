//! The files of a policy: which ones `rule-files` names, and how they are read.
//!
//! Nothing here reads the environment: `working` is the working folder, which names in messages are relative to.

use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::Level;
use crate::finding::{ConfigDiagnostic, Finding};
use crate::input::{Discovery, Failure, Source, read};
use crate::pattern::Pattern;
use crate::rules;
use crate::source::Spanned;
use crate::user_rules::Example;

/// The file name of the configuration.
pub const CONFIG: &str = "osready.toml";

/// The file name of suppressions next to the configuration.
pub const SUPPRESSIONS: &str = "osready-suppress.toml";

/// The maximum size of a configuration, in bytes.
pub const MAX_CONFIG_BYTES: u64 = 256 << 10;

/// The maximum number of files that a glob of `rule-files` can name.
const MAX_RULE_FILES: usize = 100;

/// The maximum number of entries that are looked at for a glob of `rule-files`.
const MAX_ENTRIES: usize = 20_000;

/// The maximum depth of folders that a glob of `rule-files` with `**` looks into.
const MAX_DEPTH: usize = 16;

/// Returns the root of the repository that contains `folder`.
#[must_use]
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Returns `file` relative to the working folder, such as `../osready.toml`.
#[must_use]
pub fn shown(file: &Path, working: &Path) -> PathBuf {
    let relative = working.ancestors().enumerate().find_map(|(up, folder)| {
        let rest = file.strip_prefix(folder).ok()?;
        Some(std::iter::repeat_n("..", up).collect::<PathBuf>().join(rest))
    });
    relative.unwrap_or_else(|| file.to_owned())
}

/// Returns the text of a policy file, and its name in messages.
///
/// # Errors
/// Returns a failure if the file cannot be read, is larger than [`MAX_CONFIG_BYTES`], or is a pipe, socket or
/// device.
pub fn text(file: &Path, working: &Path) -> Result<(String, String), Failure> {
    refuse_special(file, working)?;
    let source = Source::file(&shown(file, working), Discovery::Explicit);
    let is_long = file.metadata().is_ok_and(|about| about.len() > MAX_CONFIG_BYTES);
    let read = if is_long { None } else { Some(read(&source)?) };
    match read.filter(|file| file.text.len() as u64 <= MAX_CONFIG_BYTES) {
        Some(file) => Ok((file.name, file.text)),
        None => Err(Failure {
            file: source.name,
            message: "larger than 256 KiB, the limit of a configuration; not read".to_owned(),
        }),
    }
}

/// Checks that `file` is no pipe, socket or device, since reading it may never end.
///
/// # Errors
/// Returns a failure if it is one.
pub fn refuse_special(file: &Path, working: &Path) -> Result<(), Failure> {
    if file.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let message = "a pipe, socket or device, not a regular file; not read";
        return Err(failure(file, working, message));
    }
    Ok(())
}

/// Rejects a file that the configuration names, and no argument, if it links to a hidden file or out of the repository
/// of `folder`, the configuration's folder: messages quote its text. Outside of a repository, the folder takes its
/// place.
///
/// # Errors
/// Returns a failure if it does. Its message ends with `hint`.
pub fn refuse_link_out(
    file: &Path,
    folder: &Path,
    working: &Path,
    hint: &str,
) -> Result<(), Failure> {
    let whole = working.join(file);
    // Reading reports a file that does not exist.
    let Ok(target) = whole.canonicalize() else { return Ok(()) };
    let fail = |message: &str| Err(failure(&whole, working, &format!("{message}; not read{hint}")));
    // An argument may lead to the folder through links and `..`.
    let given = folder;
    let Ok(folder) = working.join(given).canonicalize() else {
        return fail("its folder cannot be read");
    };
    let root = repository(&folder).unwrap_or(&folder);
    let Ok(from_root) = target.strip_prefix(root) else {
        return fail("a link out of the repository");
    };
    let is_link = file.strip_prefix(given).is_ok_and(|path| folder.join(path) != target);
    match is_link && is_hidden(target.strip_prefix(&folder).unwrap_or(from_root)) {
        true => fail("a link to a hidden file"),
        false => Ok(()),
    }
}

/// Returns whether a path leads to a hidden file or through a hidden folder, such as `.git`. What it contains may be
/// secret.
fn is_hidden(path: &Path) -> bool {
    let mut steps = path.components();
    steps.any(
        |step| matches!(step, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")),
    )
}

/// Returns whether a glob of `rule-files` names the file at `path`, which is relative to the folder of the
/// configuration. Without `**`, a glob does not look into other folders. Only `*.toml` can be named, and nothing
/// hidden, since messages quote the text.
#[must_use]
pub fn names_rule_file(glob: &Pattern, path: &str) -> bool {
    let text = relative_glob(glob);
    let is_here = text.contains("**") || text.matches('/').count() == path.matches('/').count();
    is_here
        && path != CONFIG
        && Path::new(path).extension() == Some("toml".as_ref())
        && !is_hidden(Path::new(path))
        && if glob.has_wildcards() { glob.matches_file(path) } else { text == path }
}

/// Returns the files below `folder` that a glob of `rule-files` names, in the order of their names.
///
/// # Errors
/// Returns a failure if the glob leaves the folder or names too many files.
pub fn rule_files(folder: &Path, glob: &Pattern) -> Result<Vec<PathBuf>, Failure> {
    let text = relative_glob(glob);
    let failure = |message: &str| Failure { file: text.to_owned(), message: message.to_owned() };
    if text.split('/').any(|step| step == "..") || text.contains(':') {
        return Err(failure(
            "a file with rules must be in the folder of the configuration or below it",
        ));
    }
    let folders = text.matches('/').count();
    let is_plain = |step: &&str| !step.contains(['*', '?', '[', '{']);
    let fixed: PathBuf = text.split('/').take(folders).take_while(is_plain).collect();
    let depth = if text.contains("**") { MAX_DEPTH } else { folders + 1 };
    let walk = WalkDir::new(folder.join(fixed)).max_depth(depth).sort_by_file_name();
    let mut found = Vec::new();
    let is_walked = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry.file_name().as_ref());
    for (count, entry) in walk.into_iter().filter_entry(is_walked).enumerate() {
        if count >= MAX_ENTRIES {
            return Err(failure("the folder has too many files; name the files with rules"));
        }
        let Ok(entry) = entry else { continue };
        let Ok(path) = entry.path().strip_prefix(folder) else { continue };
        let steps: Vec<_> = path.iter().map(|step| step.to_string_lossy()).collect();
        if !entry.file_type().is_dir() && names_rule_file(glob, &steps.join("/")) {
            found.push(entry.into_path());
        }
    }
    if found.len() > MAX_RULE_FILES {
        return Err(failure("more than 100 files with rules"));
    }
    Ok(found)
}

/// Returns the file that an example of a rule names, by its path relative to the working folder; `None` if the
/// example is a response itself.
///
/// # Errors
/// Returns a failure if the file is not in the folder of the configuration or below it, is hidden, links to a
/// hidden file or out of the repository, or is a pipe, socket or device.
pub fn example_file(example: &Example, working: &Path) -> Result<Option<PathBuf>, Failure> {
    let text = example.source.text();
    if text.trim_start().starts_with(['{', '[']) {
        return Ok(None);
    }
    let fail = |message: &str| Err(Failure { file: text.to_owned(), message: message.to_owned() });
    if Path::new(text).is_absolute() || text.split(['/', '\\']).any(|step| step == "..") {
        return fail("an example must be in the folder of the configuration or below it");
    }
    if is_hidden(Path::new(text)) {
        return fail("an example must not be hidden");
    }
    let config = Path::new(&example.source.whole().document.file);
    let folder = config.parent().unwrap_or(Path::new(""));
    let file = folder.join(text);
    refuse_link_out(&file, folder, working, "")?;
    refuse_special(&file, working)?;
    Ok(Some(file))
}

/// Returns the finding about a glob of `rule-files` that names no file.
#[must_use]
pub fn no_rule_file(glob: &Spanned<Pattern>) -> Finding {
    let diagnostic = ConfigDiagnostic {
        rule: &rules::CONFIGURATION,
        level: Level::Error,
        source_span: &glob.source_span,
        message: format!("no file with rules matches \"{}\"", glob.value.as_str()),
        label: "no such file".to_owned(),
        help: "correct it, or remove it; it is relative to the folder of this file, names files *.toml that are \
               not hidden, and * matches within one folder"
            .to_owned(),
    };
    diagnostic.finding()
}

fn relative_glob(glob: &Pattern) -> &str {
    glob.as_str().trim_start_matches("./").trim_start_matches('/')
}

fn failure(file: &Path, working: &Path, message: &str) -> Failure {
    let file = Source::file(&shown(file, working), Discovery::Explicit).name;
    Failure { file, message: message.to_owned() }
}
