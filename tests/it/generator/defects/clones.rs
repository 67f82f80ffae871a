//! Files that nobody uses, that are there twice, or that could not be loaded.

use serde_json::Value;

use super::facts::{FileKind, entries};
use super::{Injector, append, is_custom, list_of, set, text_of};

/// A custom file that no profile uses: another one of a kind that is there already.
pub fn unused(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    for index in 0..entries(response, kind.list).len() {
        let file = &entries(response, kind.list)[index];
        // Files that are associated are used together.
        let stands_alone = text_of(file, "associatedFileId").is_empty();
        if !is_custom(file) || !stands_alone || !injector.draws(3.0) {
            continue;
        }
        let mut unused = file.clone();
        let id = format!("9{}", text_of(file, "id"));
        set(&mut unused, "id", id);
        let place = append(response, kind.list, unused);
        injector.note(format!("{place}/id"));
        injector.claims(&[place]);
    }
}

/// A file that stands twice in its list.
pub fn duplicate(response: &mut Value, injector: &mut Injector, list: &str) {
    for index in 0..entries(response, list).len() {
        if injector.draws(3.0) && injector.claims(&[format!("/{list}/{index}")]) {
            let twice = entries(response, list)[index].clone();
            let place = append(response, list, twice);
            injector.note(format!("{place}/id"));
            injector.claims(&[place]);
        }
    }
}

/// A file that the server could not load.
pub fn failed_to_load(response: &mut Value, injector: &mut Injector, list: &str) {
    for (index, file) in list_of(response, list).iter_mut().enumerate() {
        let place = format!("/{list}/{index}");
        if injector.takes(&place) {
            set(file, "failedToLoad", true);
            injector.note(format!("{place}/failedToLoad"));
        }
    }
}
