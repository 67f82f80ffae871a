//! Reads a configuration with the files that belong to it, as `osready check --config` does.

use std::path::{Path, PathBuf};

use osready::diagnostic::Level;
use osready::finding::{ConfigDiagnostic, Finding};
use osready::input::{Discovery, Failure, Folder, Source, read};
use osready::pattern::Pattern;
use osready::policy::config::{self, Configuration, Parsed, Patterns, SuppressTable};
use osready::rules;
use osready::source::SourceSpan;
use pyo3::prelude::*;
use walkdir::WalkDir;

use crate::ConfigurationError;

/// The file name of the configuration.
const CONFIG: &str = "osready.toml";

/// The file name of suppressions next to the configuration.
const SUPPRESSIONS: &str = "osready-suppress.toml";

/// The maximum size of a configuration, in bytes.
const MAX_CONFIG_BYTES: u64 = 256 << 10;

/// The maximum number of files that a glob of `rule-files` can name.
const MAX_RULE_FILES: usize = 100;

/// The maximum number of entries that are looked at for a glob of `rule-files`.
const MAX_ENTRIES: usize = 20_000;

/// A file name in messages, and the text of the file.
type NamedText = (String, String);

/// The fields of [`ConfigFiles`].
type Files = ((String, String), Vec<NamedText>, Option<NamedText>);

/// The texts of a configuration. Python can send them to other processes.
#[derive(FromPyObject)]
pub(crate) struct ConfigTexts {
    name: String,
    text: String,
    /// The files that the configuration needs; `None` if the configuration is a text without a folder.
    files: Option<ConfigFiles>,
}

/// The files of a configuration that was read from a file.
#[derive(FromPyObject)]
struct ConfigFiles {
    /// The folder of the configuration and the working folder.
    folders: (String, String),
    rules: Vec<NamedText>,
    suppressions: Option<NamedText>,
}

/// A configuration without errors.
pub(crate) struct Loaded {
    pub(crate) configuration: Configuration,
    pub(crate) config_dir: Folder,
}

impl ConfigTexts {
    /// Parses the configuration with its rules and suppressions.
    ///
    /// # Errors
    /// [`ConfigurationError`] if one of the texts has errors.
    pub(crate) fn parse(&self) -> PyResult<Loaded> {
        let mut mistakes = Vec::new();
        // The files of rules come first, since other tables name these rules.
        let named = config::read(&self.name, &self.text).configuration;
        if self.files.is_none() {
            let refused = named.rule_files.as_ref().map(|globs| needs_path(&globs.source_span));
            mistakes.extend(refused);
        }
        let mut ids = rule_ids(&named);
        let own = ids.len();
        let mut rules = Vec::new();
        for (name, text) in self.files.iter().flat_map(|files| &files.rules) {
            let parsed = config::read_rules(name, text, &ids);
            ids.extend(rule_ids(&parsed.configuration));
            rules.extend(parsed.configuration.user_rules);
            mistakes.extend(parsed.mistakes);
        }
        let parsed = config::read_with(&self.name, &self.text, &ids[own..]);
        let Parsed { mut configuration, mistakes: of_config } = parsed;
        mistakes.extend(of_config);
        configuration.user_rules.extend(rules);
        if let Some((name, text)) = self.files.iter().find_map(|files| files.suppressions.as_ref())
        {
            let parsed = config::read_suppressions(name, text, &ids);
            configuration.suppressions.extend(parsed.configuration.suppressions);
            mistakes.extend(parsed.mistakes);
        }
        if !mistakes.is_empty() {
            return Err(error(&mistakes));
        }
        let folder = |files: &ConfigFiles| Folder::new(&files.folders.0, &files.folders.1);
        Ok(Loaded {
            configuration,
            config_dir: self.files.as_ref().map(folder).unwrap_or_default(),
        })
    }
}

impl Loaded {
    /// Returns the policy of the configuration.
    pub(crate) fn policy(&self) -> osready::policy::Policy {
        let suppressions = self.configuration.suppressions.iter().map(SuppressTable::suppression);
        osready::policy::Policy {
            suppressions: suppressions.collect(),
            config_dir: self.config_dir.clone(),
            ..self.configuration.policy()
        }
    }
}

/// Reads the configuration at `path`, the files of its `rule-files`, and the suppressions next to it.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // owned, as Python passes it
pub(crate) fn read_config(path: PathBuf) -> PyResult<(NamedText, Files)> {
    let working = std::env::current_dir().unwrap_or_default();
    let failed = |failure: Failure| ConfigurationError::new_err(failure.to_string());
    let config = named_text(&path, &working).map_err(failed)?;
    let file = working.join(&path);
    let folder = file.parent().unwrap_or(&working);
    let globs = config::read(&config.0, &config.1).configuration.rule_files;
    let rules = rule_files(folder, &globs)?.into_iter();
    let rules: Result<Vec<_>, _> = rules.map(|file| discovered(&file, &working)).collect();
    let beside = folder.join(SUPPRESSIONS);
    let suppressions = beside.symlink_metadata().is_ok().then(|| discovered(&beside, &working));
    let lossy = |path: &Path| path.to_string_lossy().into_owned();
    let folders = (lossy(folder), lossy(&working));
    Ok((config, (folders, rules.map_err(failed)?, suppressions.transpose().map_err(failed)?)))
}

/// Returns the files that `rule-files` names, in the order of its globs and of their names. Each glob must
/// match a file.
fn rule_files(folder: &Path, globs: &Patterns) -> PyResult<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for glob in globs.iter().flat_map(|globs| &globs.value) {
        let text = glob.value.as_str();
        let files = matching(folder, &glob.value)
            .map_err(|message| ConfigurationError::new_err(format!("{text:?}: {message}")))?;
        if files.is_empty() {
            return Err(error(&[no_rule_file(text, &glob.source_span)]));
        }
        let new: Vec<_> = files.into_iter().filter(|file| !found.contains(file)).collect();
        found.extend(new);
    }
    Ok(found)
}

/// Returns the files below `folder` that a glob names, in the order of their names. Without `**`, a glob does
/// not look into other folders.
fn matching(folder: &Path, glob: &Pattern) -> Result<Vec<PathBuf>, &'static str> {
    let text = glob.as_str().trim_start_matches("./").trim_start_matches('/');
    if text.split('/').any(|step| step == "..") || text.contains(':') {
        return Err("a file with rules must be in the folder of the configuration or below it");
    }
    let slashes = text.matches('/').count();
    let is_deep = text.contains("**");
    let is_named = |path: &str| {
        (is_deep || path.matches('/').count() == slashes)
            && path != CONFIG
            && if glob.has_wildcards() { glob.matches_file(path) } else { text == path }
    };
    let steps = text.split('/').take(slashes);
    let fixed: PathBuf = steps.take_while(|step| !step.contains(['*', '?', '[', '{'])).collect();
    let depth = if is_deep { 16 } else { slashes + 1 };
    let mut found = Vec::new();
    let walk = WalkDir::new(folder.join(fixed)).max_depth(depth).sort_by_file_name();
    for (count, entry) in walk.into_iter().enumerate() {
        if count >= MAX_ENTRIES {
            return Err("the folder has too many files; name the files with rules");
        }
        let Ok(entry) = entry else { continue };
        let Ok(path) = entry.path().strip_prefix(folder) else { continue };
        let steps: Vec<_> = path.iter().map(|step| step.to_string_lossy()).collect();
        if !entry.file_type().is_dir() && is_named(&steps.join("/")) {
            found.push(entry.into_path());
        }
    }
    if found.len() > MAX_RULE_FILES {
        return Err("more than 100 files with rules");
    }
    Ok(found)
}

/// Reads a file that no argument names. It must not link out of its repository, since messages quote it.
fn discovered(file: &Path, working: &Path) -> Result<NamedText, Failure> {
    let repository = file.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    let root = repository.or(file.parent()).map(Path::canonicalize);
    if let (Some(Ok(root)), Ok(target)) = (root, file.canonicalize())
        && !target.starts_with(&root)
    {
        return Err(failure(file, working, "a link out of the repository; not read"));
    }
    named_text(file, working)
}

fn named_text(file: &Path, working: &Path) -> Result<NamedText, Failure> {
    let metadata = file.metadata();
    if metadata.as_ref().is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let message = "a pipe, socket or device, not a regular file; not read";
        return Err(failure(file, working, message));
    }
    let too_large =
        || failure(file, working, "larger than 256 KiB, the limit of a configuration; not read");
    if metadata.is_ok_and(|about| about.len() > MAX_CONFIG_BYTES) {
        return Err(too_large());
    }
    let read = read(&Source::file(file, Discovery::Explicit))
        .map_err(|error| failure(file, working, &error.message))?;
    if read.text.len() as u64 > MAX_CONFIG_BYTES {
        return Err(too_large());
    }
    Ok((shown(file, working), read.text))
}

fn failure(file: &Path, working: &Path, message: &str) -> Failure {
    Failure { file: shown(file, working), message: message.to_owned() }
}

/// Returns the name of a file in messages: relative to the working folder, such as `../osready.toml`.
fn shown(file: &Path, working: &Path) -> String {
    let relative = working.ancestors().enumerate().find_map(|(up, folder)| {
        let rest = file.strip_prefix(folder).ok()?;
        Some(std::iter::repeat_n("..", up).collect::<PathBuf>().join(rest))
    });
    Source::file(relative.as_deref().unwrap_or(file), Discovery::Explicit).name
}

fn rule_ids(configuration: &Configuration) -> Vec<String> {
    configuration.user_rules.iter().map(|rule| rule.rule.id.to_owned()).collect()
}

fn no_rule_file(glob: &str, at: &SourceSpan) -> Finding {
    finding(
        at,
        format!("no file with rules matches \"{glob}\""),
        "no such file",
        "correct it, or remove it; it is relative to the folder of this file, and * matches within one folder",
    )
}

fn needs_path(at: &SourceSpan) -> Finding {
    finding(
        at,
        "rule-files needs the folder of the configuration, and this configuration is a text"
            .to_owned(),
        "files of which folder?",
        "pass the path of the file instead: config=pathlib.Path(\"osready.toml\")",
    )
}

fn finding(at: &SourceSpan, message: String, label: &str, help: &str) -> Finding {
    let diagnostic = ConfigDiagnostic {
        rule: &rules::CONFIGURATION,
        level: Level::Error,
        source_span: at,
        message,
        label: label.to_owned(),
        help: help.to_owned(),
    };
    diagnostic.finding()
}

/// Creates an exception that lists errors of a configuration, one per line.
fn error(mistakes: &[Finding]) -> PyErr {
    let line = |mistake: &Finding| {
        let Finding { file, span, message, help, .. } = mistake;
        let (file, message, help) = (file.sanitized(), message.sanitized(), help.sanitized());
        format!("{file}:{}:{}: {message}; {help}", span.line, span.column)
    };
    ConfigurationError::new_err(mistakes.iter().map(line).collect::<Vec<_>>().join("\n"))
}
