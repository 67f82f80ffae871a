//! The snapshot of a plan: one file, of the arguments or of a folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use osready::date::server_name;
use osready::input::{Discovery, Source, age, is_in_future, sources};
use osready::lint::IncompleteCheck;

use crate::cli::console::Console;
use crate::cli::discover;
use crate::cli::reading::{SkippedEntries, dated_in_future, is_baseline};
use crate::cli::settings::Settings;

/// The maximum number of servers in a message.
const MAX_SERVERS: usize = 10;

/// The snapshot to check against.
pub(super) struct Choice {
    pub(super) source: Source,
    /// The files that do not count, since they are dated in the future.
    pub(super) future: Vec<IncompleteCheck>,
}

/// Returns the snapshot of the server, which must be one file.
///
/// # Errors
/// Returns a message if there is none, or if it is not clear which.
pub(super) fn choose(
    against: &[PathBuf],
    wanted: Option<&str>,
    settings: &Settings,
    output: &Console,
) -> Result<Choice, String> {
    let mut by_server: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for path in against {
        if !path.is_dir() {
            let source = Source::file(path, Discovery::Explicit);
            by_server
                .entry(name_of(&server_name(file_name(&source.name))))
                .or_default()
                .push(source);
            continue;
        }
        let from = discover::folder(&discover::working().join(path));
        let mut skipped = SkippedEntries::default();
        for source in sources(std::slice::from_ref(path), &settings.filter) {
            if is_baseline(&source) {
                continue;
            }
            let source = source.map_err(|failure| failure.to_string())?;
            if source.skip_reason.is_some() {
                skipped.message(&source).iter().for_each(|message| output.print_error(message));
                continue;
            }
            let name = name_of(&server_name(&from.relative(&source.name)));
            by_server.entry(name).or_default().push(source);
        }
    }
    if let Some(wanted) = wanted {
        by_server.retain(|name, _| is_server(name, wanted));
    }
    let names: Vec<&str> = by_server.keys().map(String::as_str).take(MAX_SERVERS).collect();
    let names = names.join(", ");
    match by_server.len() {
        0 => {
            return Err(match wanted {
                Some(wanted) => format!("--against has no snapshot of the server {wanted}"),
                None => "--against has no snapshot: nothing was checked".to_owned(),
            });
        }
        1 => {}
        count => {
            return Err(format!(
                "--against has snapshots of {count} servers: choose one with --server ({names})"
            ));
        }
    }
    let files = by_server.into_values().next().unwrap_or_default();
    if files.len() > 1 && !settings.newest {
        return Err(format!(
            "--against has {} snapshots of the server {names}: use --newest, or name one file",
            files.len()
        ));
    }
    let is_folder = against.iter().any(|path| path.is_dir());
    if !settings.newest || !is_folder && files.len() == 1 {
        let source = files.into_iter().next().ok_or("--against has no snapshot")?;
        return Ok(Choice { source, future: Vec::new() });
    }
    let is_future = |source: &Source| is_in_future(source, &source.name, settings.now);
    let (future, files): (Vec<Source>, Vec<Source>) = files.into_iter().partition(is_future);
    let future = future.iter().map(dated_in_future).collect();
    let source =
        files.into_iter().max_by_key(|source| (age(source, &source.name), source.name.clone()));
    let source = source.ok_or("all snapshots of --against are dated in the future")?;
    Ok(Choice { source, future })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
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
