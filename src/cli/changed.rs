//! `--changed-since`: which files git says have changed.
//!
//! The checkout is not trusted: whatever its configuration asks for, git runs no other program here
//! and fetches nothing.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use osready::harmless::harmless;
use osready::input::Source;

/// What git must not do, whatever the configuration says.
const FORBIDDEN: [(&str, &str); 7] = [
    ("core.fsmonitor", "false"),
    ("core.hooksPath", if cfg!(windows) { "NUL" } else { "/dev/null" }),
    ("core.pager", "cat"),
    ("diff.external", ""),
    ("protocol.allow", "never"),
    ("submodule.recurse", "false"),
    ("core.untrackedCache", "false"),
];

/// Which of the files are judged.
#[derive(Debug, Args)]
pub(super) struct Scope {
    /// Judge only files that differ from what they were where REV and the current commit part, and
    /// files that git does not know yet. Standard input is judged all the same.
    #[arg(long, value_name = "REV")]
    pub(super) changed_since: Option<String>,
}

/// The files that have changed.
#[derive(Debug)]
pub(super) struct Changed {
    files: HashSet<PathBuf>,
}

impl Scope {
    /// The files that are judged; none where all are.
    ///
    /// # Errors
    /// In words: no git, no repository, no such commit.
    pub(super) fn changed(&self) -> Result<Option<Changed>, String> {
        self.changed_since.as_deref().map(|rev| Changed::since(rev, Path::new("."))).transpose()
    }
}

impl Changed {
    /// The files of the repository around `folder` that have changed since `rev`.
    fn since(rev: &str, folder: &Path) -> Result<Self, String> {
        if rev.is_empty() || rev.starts_with('-') {
            return Err(format!("\"{}\" is no commit", harmless(rev)));
        }
        let mut git = Git { folder: folder.to_owned(), settings: Vec::new() };
        let top = git.line(&["rev-parse", "--show-toplevel"]).map_err(|why| {
            format!("--changed-since needs a git repository around this folder: {why}")
        })?;
        let top = fs::canonicalize(&top).map_err(|error| format!("{}: {error}", shown(&top)))?;
        git.folder.clone_from(&top);
        git.forbid_filters();
        let commit = format!("{rev}^{{commit}}");
        let commit =
            git.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(
                |_| format!("there is no commit {} here; fetch it first", harmless(rev)),
            )?;
        let commit = commit.to_string_lossy().into_owned();
        let base = git.line(&["merge-base", &commit, "HEAD"]).map_err(|_| {
            format!(
                "{} and the current commit have no common past here; in a shallow clone, fetch all \
                 of it first (git fetch --unshallow)",
                harmless(rev)
            )
        })?;
        let base = base.to_string_lossy().into_owned();
        let differing = [
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--diff-filter=d",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules=all",
            "--no-relative",
            &base,
            "--",
        ];
        let unknown = ["ls-files", "-z", "--others", "--exclude-standard", "--full-name"];
        let mut files = HashSet::new();
        for arguments in [&differing[..], &unknown[..]] {
            let listed = git.run(arguments)?;
            let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            files.extend(names.map(|name| top.join(path_of(name))));
        }
        Ok(Self { files })
    }

    /// Whether `source` has changed. Standard input has.
    pub(super) fn holds(&self, source: &Source) -> bool {
        let Some(path) = source.path() else { return true };
        place(path).is_some_and(|path| self.files.contains(&path))
    }
}

/// The path of a file from the root, through no links but a link itself.
fn place(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
    Some(folder.join(path.file_name()?))
}

/// Runs git in a folder.
struct Git {
    folder: PathBuf,
    /// Settings of this repository that are overruled, besides [`FORBIDDEN`].
    settings: Vec<(OsString, &'static str)>,
}

impl Git {
    /// What git prints.
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let mut command = Command::new("git");
        // What is set for another git must not lead this one.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().to_ascii_uppercase().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        let fixed = FORBIDDEN.iter().map(|(key, value)| (OsStr::new(key), *value));
        let own = self.settings.iter().map(|(key, value)| (key.as_os_str(), *value));
        let mut count = 0;
        for (key, value) in fixed.chain(own) {
            command.env(format!("GIT_CONFIG_KEY_{count}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{count}"), value);
            count += 1;
        }
        let output = command
            .env("GIT_CONFIG_COUNT", count.to_string())
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .arg("--no-pager")
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("git cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(harmless(said.lines().next().unwrap_or("git failed")))
    }

    /// The one line that git prints.
    fn line(&self, arguments: &[&str]) -> Result<OsString, String> {
        let mut line = self.run(arguments)?;
        while line.last().is_some_and(|last| matches!(last, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(path_of(&line).into_os_string())
    }

    /// Filters are programs that git runs over files before it compares them.
    fn forbid_filters(&mut self) {
        let listed = self
            .run(&["config", "-z", "--name-only", "--get-regexp", r"^filter\."])
            .unwrap_or_default();
        for key in listed.split(|byte| *byte == 0).filter(|key| !key.is_empty()) {
            let value = if key.ends_with(b".required") { "false" } else { "" };
            self.settings.push((path_of(key).into_os_string(), value));
        }
    }
}

/// A path as git writes it.
#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path as git writes it: UTF-8 with slashes.
#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).split('/').collect()
}

fn shown(path: &OsStr) -> String {
    harmless(&path.to_string_lossy())
}
