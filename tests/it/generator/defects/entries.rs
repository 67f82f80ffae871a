//! Defects of the entries of `supportedImages`.

use serde_json::Value;

use super::facts::{FILE_KINDS, FileKind};
use super::{Injector, list_of, set, text_of};

/// Every entry of `supportedImages` with its pointer.
fn supported(response: &mut Value) -> impl Iterator<Item = (String, &mut Value)> {
    let entries = list_of(response, "supportedImages").iter_mut().enumerate();
    entries.map(|(index, entry)| (format!("/supportedImages/{index}"), entry))
}

/// Adds a text to a list of an entry, and gives its pointer within the entry.
fn add(entry: &mut Value, list: &str, text: &str) -> Option<String> {
    let values = entry.get_mut(list)?.as_array_mut()?;
    values.push(Value::from(text));
    Some(format!("/{list}/{}", values.len() - 1))
}

/// RHEL is said to support a kind of custom files that it must not.
pub fn rhels_flag(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    for (place, entry) in supported(response) {
        let pointer = format!("{place}/{}", kind.flag);
        if text_of(entry, "name") == "rhels" && injector.takes_rare(&pointer) {
            set(entry, kind.flag, "true");
            injector.note(pointer);
        }
    }
}

/// Custom files are supported for a release, though not at all.
pub fn releases_without_flag(response: &mut Value, injector: &mut Injector) {
    for (place, entry) in supported(response) {
        let first = entry["releases"][0].as_object().and_then(|release| release.keys().next());
        let Some(release) = first.cloned() else { continue };
        for kind in FILE_KINDS {
            let pointer = format!("{place}/{}", kind.releases);
            let flag = format!("{place}/{}", kind.flag);
            if text_of(entry, kind.flag) == "false"
                && injector.draws(8.0)
                && injector.claims(&[&pointer, &flag])
            {
                add(entry, kind.releases, &release);
                injector.note(pointer);
            }
        }
    }
}

/// Custom files are supported for a release that is not supported itself.
pub fn unknown_release(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    for (place, entry) in supported(response) {
        let list = format!("{place}/{}", kind.releases);
        if text_of(entry, kind.flag) == "true"
            && injector.takes_rare(&list)
            && let Some(pointer) = add(entry, kind.releases, "99.1")
        {
            injector.note(format!("{place}{pointer}"));
        }
    }
}

/// A list of extensions has one that the document does not know.
pub fn unknown_extension(response: &mut Value, injector: &mut Injector) {
    for (place, entry) in supported(response) {
        for kind in FILE_KINDS {
            let list = format!("{place}/{}", kind.extensions);
            if injector.draws(8.0)
                && injector.claims(&[&list])
                && let Some(pointer) = add(entry, kind.extensions, "msi")
            {
                injector.note(format!("{place}{pointer}"));
            }
        }
    }
}
