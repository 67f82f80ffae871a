//! The snapshot of a plan: one file, of the arguments or of a folder.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use osready::input::{Discovery, Failure, Source, age, sources};
use osready::lint::{FileReport, IncompleteCheck, Linter};

use crate::cli::console::Console;
use crate::cli::newest::{self, Servers, Skipped, by_server};
use crate::cli::reading::{SkippedEntries, is_baseline, unless_interrupted};
use crate::cli::settings::Settings;

/// The maximum number of servers in a message.
const MAX_SERVERS: usize = 10;

/// Which snapshot the arguments want.
pub(super) struct Wanted<'w> {
    pub(super) against: &'w [PathBuf],
    pub(super) server: Option<&'w str>,
    pub(super) newest: bool,
    pub(super) allow_older: bool,
    pub(super) is_quiet: bool,
}

/// The snapshot to check against.
pub(super) struct Choice {
    pub(super) source: Source,
    /// The newer files that do not count, unless older ones are allowed.
    pub(super) skipped: Vec<IncompleteCheck>,
}

/// Returns the snapshot of the server, which must be one file.
///
/// # Errors
/// Returns a message if there is none, or if it is not clear which.
pub(super) fn choose(
    wanted: &Wanted<'_>,
    settings: &Settings,
    output: &Console,
) -> Result<Choice, String> {
    let mut servers = Servers::default();
    for path in wanted.against {
        let found = match path.is_dir() {
            true if wanted.newest => {
                Servers::new(path, files(path, settings, output)?, settings.now)
            }
            true => Servers {
                snapshots: by_server(path, files(path, settings, output)?),
                ..Servers::default()
            },
            false => {
                let source = Source::file(path, Discovery::Explicit);
                let folder = path.parent().unwrap_or(Path::new(""));
                Servers { snapshots: by_server(folder, vec![source]), ..Servers::default() }
            }
        };
        for (server, snapshots) in found.snapshots {
            servers.snapshots.entry(name_of(&server)).or_default().extend(snapshots);
        }
        servers.future.extend(found.future);
    }
    for snapshots in servers.snapshots.values_mut() {
        snapshots
            .sort_by_cached_key(|source| Reverse((age(source, &source.name), source.name.clone())));
    }
    if let Some(name) = wanted.server {
        servers.snapshots.retain(|server, _| is_server(server, name));
    }
    // A file that is named is the snapshot, whatever its date and its content.
    let is_named = wanted.against.iter().all(|path| !path.is_dir());
    if wanted.newest && !(is_named && servers.snapshots.len() == 1) {
        return newest_of(servers, wanted, output);
    }
    let (server, mut files) = only(servers.snapshots, wanted.server)?;
    match files.len() {
        1 => Ok(Choice { source: files.remove(0), skipped: Vec::new() }),
        count => Err(format!(
            "--against has {count} snapshots of the server {server}: use --newest, or name one file"
        )),
    }
}

/// Returns the files of a folder.
fn files(folder: &Path, settings: &Settings, output: &Console) -> Result<Vec<Source>, String> {
    let (mut files, mut skipped) = (Vec::new(), SkippedEntries::default());
    let folders = [folder.to_owned()];
    for source in sources(&folders, &settings.filter).filter(|found| !is_baseline(found)) {
        let source = source.map_err(|failure| failure.to_string())?;
        if source.skip_reason.is_none() {
            files.push(source);
        } else if let Some(message) = skipped.message(&source) {
            output.print_error(&message);
        }
    }
    Ok(files)
}

/// Returns the newest snapshot of the only server, as `osready check --newest` chooses it. Files that contain
/// no response are no snapshots.
fn newest_of(servers: Servers, wanted: &Wanted<'_>, output: &Console) -> Result<Choice, String> {
    let linter = Linter::new();
    let lint = |source: &Source| -> Option<Result<FileReport, Failure>> {
        let file = unless_interrupted(source)?;
        Some(file.and_then(|file| {
            let failure = |error: osready::json::TooLong| Failure {
                file: source.name.clone(),
                message: error.to_string(),
            };
            linter.lint(&file).map_err(failure)
        }))
    };
    let mut chosen: BTreeMap<String, Vec<(Source, Vec<Skipped>)>> = BTreeMap::new();
    for (server, snapshots) in servers.snapshots {
        let choice = newest::choose(snapshots, wanted.allow_older, lint);
        let newest::Choice { chosen: source, skipped } = choice.ok_or("interrupted")?;
        if let Some((source, _)) = source {
            chosen.entry(server).or_default().push((source, skipped));
        } else if let Some(Err(failure)) =
            skipped.into_iter().map(|skipped| skipped.result).find(Result::is_err)
        {
            return Err(failure.to_string());
        }
    }
    let is_dated_in_future = chosen.is_empty() && !servers.future.is_empty();
    if is_dated_in_future {
        return Err("all snapshots of --against are dated in the future".to_owned());
    }
    let (server, mut files) = only(chosen, wanted.server)?;
    let (source, skipped) = files.remove(0);
    let mut checks = Vec::new();
    for skipped in skipped {
        match skipped.check() {
            _ if wanted.allow_older => output.print_error(&skipped.line()),
            Some(check) => checks.push(check),
            None => return Err(skipped.line()),
        }
    }
    if !wanted.is_quiet {
        output.print_error(&format!("{}: the newest snapshot of {server}", source.name));
    }
    if wanted.allow_older {
        for check in &servers.future {
            output.print_error(&check.line_for_people());
        }
    } else {
        checks.extend(servers.future);
    }
    Ok(Choice { source, skipped: checks })
}

/// Returns the only server.
///
/// # Errors
/// Returns a message if there is none, or more than one.
fn only<T>(
    mut servers: BTreeMap<String, Vec<T>>,
    wanted: Option<&str>,
) -> Result<(String, Vec<T>), String> {
    if servers.len() > 1 {
        let names: Vec<&str> = servers.keys().map(String::as_str).take(MAX_SERVERS).collect();
        return Err(format!(
            "--against has snapshots of {} servers: choose one with --server ({})",
            servers.len(),
            names.join(", ")
        ));
    }
    servers.pop_first().ok_or_else(|| match wanted {
        Some(wanted) => format!("--against has no snapshot of the server {wanted}"),
        None => "--against has no snapshot: nothing was checked".to_owned(),
    })
}

/// Returns the name of a server: its path without ending, and without what remains of a date.
fn name_of(path: &str) -> String {
    let stem = [".json", ".ndjson", ".jsonl", ".txt"].iter().find_map(|end| path.strip_suffix(end));
    let name = stem.unwrap_or(path).replace('*', "");
    let parts = name.split('/').map(|part| part.trim_matches(['-', '_', '.', ' ']));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

/// Returns whether `wanted` is the name of a server, or one part of its path.
fn is_server(name: &str, wanted: &str) -> bool {
    let same = |part: &str| part.eq_ignore_ascii_case(wanted);
    same(name) || name.split('/').any(same)
}

#[cfg(test)]
mod tests {
    use osready::date::server_name;

    use super::*;

    #[test]
    fn names_of_servers_have_no_dates() {
        for (path, name) in [
            ("lxca1-2026-01-31.json", "lxca1"),
            ("lxca1/2026-01-31.json", "lxca1"),
            ("lxca1/osimages-20260131T0930.json.gz", "lxca1/osimages"),
            ("site/lxca1.json", "site/lxca1"),
        ] {
            assert_eq!(name_of(&server_name(path)), name, "{path}");
        }
        assert!(is_server("site/lxca1", "LXCA1"));
        assert!(!is_server("site/lxca1", "lxca"));
    }
}
