//! The files that a baseline knows by the name of their server.

use std::fs;
use std::path::{Path, PathBuf};

use osready::date::{server_name, without_dates};

/// The maximum number of entries of folders that a search looks at, for each name.
const MAX_ENTRIES: usize = 100_000;

/// Returns whether there is a file, or an archive with the entry, that has this absolute path or, apart from
/// its dates, this name ([`server_name`]). `true` if the search takes too long.
pub(super) fn exists(name: &str) -> bool {
    let archive = name.split_once('!').map(|(archive, _)| archive);
    [Some(name), archive].into_iter().flatten().any(|name| {
        Path::new(name).exists() || Path::new(&format!("{name}.gz")).exists() || is_found(name)
    })
}

/// Searches for a file whose name has a date.
fn is_found(name: &str) -> bool {
    let Some(mark) = name.find('*') else { return false };
    let (folder, rest) = name.split_at(name[..mark].rfind('/').map_or(0, |slash| slash + 1));
    let steps: Vec<&str> = rest.split('/').collect();
    let mut left = MAX_ENTRIES;
    let mut folders = vec![PathBuf::from(folder)];
    for (index, step) in steps.iter().enumerate() {
        let is_last = index + 1 == steps.len();
        let mut found = Vec::new();
        for folder in folders {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            for entry in entries.flatten() {
                let Some(rest) = left.checked_sub(1) else { return true };
                left = rest;
                let name = entry.file_name();
                let name = name.to_string_lossy();
                let name = if is_last { server_name(&name) } else { without_dates(&name) };
                if name == **step {
                    found.push(entry.path());
                }
            }
        }
        folders = found;
    }
    !folders.is_empty()
}

#[cfg(test)]
mod tests {
    use super::exists;

    #[test]
    fn a_server_exists_while_one_of_its_snapshots_does() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["2026-01-30/rack7.json", "x/rack8-20260131T0400.json.gz", "x/a.json", "b.zip"]
        {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            std::fs::write(path, "").expect("a file");
        }
        let at =
            |name: &str| exists(&folder.path().join(name).to_string_lossy().replace('\\', "/"));
        for name in ["*/rack7.json", "x/rack8-*.json", "x/a.json", "b.zip!rack-*.json"] {
            assert!(at(name), "{name}");
        }
        for name in
            ["*/rack8.json", "x/rack*.json", "x/*.json", "*.json", "c.zip!rack-*.json", "y/*"]
        {
            assert!(!at(name), "{name}");
        }
    }
}
