//! Defects of custom files.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::facts::{BOOT, CONFIG, DRIVER, FileKind, SCRIPT, SOFTWARE, UNATTEND};
use super::{Injector, is_custom, list_of, set, text_of};

/// What the extensions of a kind of custom file can be.
struct Extensions {
    kind: &'static FileKind,
    /// What the document allows where a server sends no such list.
    documented: &'static [&'static str],
    /// Extensions that such a file could have by mistake. The last one is allowed nowhere.
    undocumented: &'static [&'static str],
}

const EXTENSIONS: [Extensions; 6] = [
    Extensions { kind: &BOOT, documented: &["zip"], undocumented: &["iso", "wim"] },
    Extensions {
        kind: &DRIVER,
        documented: &["iso", "rpm", "vib", "zip"],
        undocumented: &["zip", "rpm", "vib", "deb"],
    },
    Extensions {
        kind: &SCRIPT,
        documented: &["cmd", "pl", "pm", "ps1", "psm1", "py", "sh"],
        undocumented: &["sh", "ps1", "bat", "rb", "txt"],
    },
    Extensions {
        kind: &SOFTWARE,
        documented: &["tar.gz", "zip"],
        undocumented: &["tar.gz", "rpm", "7z", "exe"],
    },
    Extensions { kind: &CONFIG, documented: &["json"], undocumented: &["yaml", "txt"] },
    Extensions { kind: &UNATTEND, documented: &["cfg", "xml"], undocumented: &["conf", "txt"] },
];

/// New ids by old ones.
type Renames = HashMap<String, String>;

/// A custom file whose extension the server does not allow for its system. Whatever names the file
/// goes on naming it.
pub fn disallowed_extension(response: &mut Value, injector: &mut Injector) {
    for extensions in &EXTENSIONS {
        let kind = extensions.kind;
        let allowed = allowed_by_system(response, kind);
        let mut renames = Renames::new();
        for (index, file) in list_of(response, kind.list).iter_mut().enumerate() {
            let place = format!("/{}/{index}", kind.list);
            if !is_custom(file) || file.get("bundleId").is_some() || !injector.takes(&place) {
                continue;
            }
            let undocumented = undocumented_for(file, extensions, &allowed);
            let Some(extension) = injector.rng.choice(undocumented) else {
                continue;
            };
            let old = text_of(file, "id").to_owned();
            let new = format!("{}.{extension}", without_extension(&old, extensions.documented));
            set(file, "id", new.as_str());
            renames.insert(old, new);
            injector.note(format!("{place}/id"));
        }
        rename_in_profiles(response, kind, &renames);
        rename_partners(response, &renames);
    }
}

/// The extensions that each system allows for a kind of file, where the server lists them.
fn allowed_by_system(response: &mut Value, kind: &FileKind) -> BTreeMap<String, Vec<String>> {
    let entries = list_of(response, "supportedImages").iter();
    entries
        .filter_map(|entry| {
            let list = entry.get(kind.extensions)?.as_array()?;
            let extensions = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            Some((text_of(entry, "name").to_owned(), extensions))
        })
        .collect()
}

/// The extensions that are wrong for a file.
fn undocumented_for(
    file: &Value,
    kind: &Extensions,
    allowed: &BTreeMap<String, Vec<String>>,
) -> Vec<&'static str> {
    let system = match text_of(file, "os") {
        "rhel" => "rhels",
        other => other,
    };
    let is_allowed = |extension: &str| match allowed.get(system) {
        Some(list) => list.iter().any(|listed| listed == extension),
        None => kind.documented.contains(&extension),
    };
    kind.undocumented.iter().copied().filter(|extension| !is_allowed(extension)).collect()
}

/// An id without its extension.
fn without_extension<'a>(id: &'a str, known: &[&str]) -> &'a str {
    known.iter().find_map(|extension| id.strip_suffix(extension)?.strip_suffix('.')).unwrap_or(id)
}

/// Renames files of a kind where profiles use them.
fn rename_in_profiles(response: &mut Value, kind: &FileKind, renames: &Renames) {
    if renames.is_empty() {
        return;
    }
    for image in list_of(response, "items") {
        for profile in list_of(image, "profiles") {
            for id in kind.ids_of(profile).into_iter().flatten() {
                rename(id, renames);
            }
        }
    }
}

/// Renames files where settings and unattend files name each other.
fn rename_partners(response: &mut Value, renames: &Renames) {
    for list in ["customConfigFiles", "unattendFiles"] {
        for file in list_of(response, list) {
            if let Some(id) = file.get_mut("associatedFileId") {
                rename(id, renames);
            }
        }
    }
}

/// Puts the new id in the place of an old one.
fn rename(id: &mut Value, renames: &Renames) {
    if let Some(new) = id.as_str().and_then(|old| renames.get(old)) {
        *id = Value::from(new.as_str());
    }
}
