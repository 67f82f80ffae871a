//! Settings and unattend files that belong together, or should.

use std::collections::HashMap;

use serde_json::Value;

use super::facts::{CONFIG, File, FileKind, UNATTEND, files, uses};
use super::{Injector, list_of, set};

/// Names another partner in a file.
fn associate(response: &mut Value, file: &File, partner: &str) -> String {
    let pointer = format!("{}/associatedFileId", file.place);
    if let Some(value) = response.pointer_mut(&pointer) {
        *value = Value::from(partner);
    }
    pointer
}

/// A settings file and an unattend file that name each other.
fn pairs(response: &Value) -> Vec<[File; 2]> {
    let unattends = files(response, UNATTEND.list);
    let unattends: HashMap<&str, &File> =
        unattends.iter().map(|file| (file.id.as_str(), file)).collect();
    let configs = files(response, CONFIG.list).into_iter();
    configs
        .filter_map(|config| {
            let unattend = unattends.get(config.partner.as_str())?;
            (unattend.partner == config.id).then(|| [config, (*unattend).clone()])
        })
        .collect()
}

/// A file that names a partner which the repository does not have.
pub fn dangling(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    let other = if kind.list == CONFIG.list { &UNATTEND } else { &CONFIG };
    let partners: HashMap<String, File> =
        files(response, other.list).into_iter().map(|file| (file.id.clone(), file)).collect();
    let users = [uses(response, kind), uses(response, other)];
    for file in files(response, kind.list) {
        if !file.is_custom || !injector.draws(2.0) {
            continue;
        }
        // What these profiles say of their files can no longer be checked.
        let ids = [&file.id, &file.partner];
        let users = users.iter().zip(ids).filter_map(|(users, id)| users.get(id)).flatten();
        let mut places: Vec<String> = users.map(|used| used.profile.clone()).collect();
        places.push(file.place.clone());
        places.extend(partners.get(&file.partner).map(|partner| partner.place.clone()));
        places.sort_unstable();
        places.dedup();
        if injector.claims(&places) {
            let pointer = associate(response, &file, "20240229999999_nowhere.xml");
            injector.note(pointer);
        }
    }
}

/// Of two associated files, one no longer names the other.
pub fn one_sided(response: &mut Value, injector: &mut Injector) {
    for mut pair in pairs(response) {
        injector.rng.shuffle(&mut pair);
        let [naming, silent] = pair;
        if injector.draws(3.0) && injector.claims(&[&naming.place, &silent.place]) {
            associate(response, &silent, "");
            injector.note(format!("{}/associatedFileId", naming.place));
        }
    }
}

/// A settings file that names an unattend file which is associated with another one.
pub fn third_party(response: &mut Value, injector: &mut Injector) {
    let pairs = pairs(response);
    let alone = files(response, CONFIG.list).into_iter();
    for third in alone.filter(|file| file.is_custom && file.partner.is_empty()) {
        let Some([config, unattend]) = injector.rng.choice(pairs.iter()).cloned() else { return };
        if injector.draws(3.0) && injector.claims(&[&third.place, &config.place, &unattend.place]) {
            let pointer = associate(response, &third, &unattend.id);
            injector.note(pointer);
        }
    }
}

/// A custom unattend file that two profiles of an image use.
pub fn shared(response: &mut Value, injector: &mut Injector) {
    let unattends: HashMap<String, File> =
        files(response, UNATTEND.list).into_iter().map(|file| (file.id.clone(), file)).collect();
    for (at, image) in list_of(response, "items").iter_mut().enumerate() {
        let profiles = list_of(image, "profiles");
        for giver in 0..profiles.len().saturating_sub(1) {
            let Some(ids) = UNATTEND.ids_of(&mut profiles[giver]) else { continue };
            let custom = ids.iter().filter_map(Value::as_str).filter_map(|id| unattends.get(id));
            let Some(file) = custom.into_iter().find(|file| file.is_custom) else { continue };
            let taker = giver + 1;
            let place = |index: usize| format!("/items/{at}/profiles/{index}");
            if UNATTEND.ids_of(&mut profiles[taker]).is_none()
                || !injector.draws(3.0)
                || !injector.claims(&[&place(giver), &place(taker), &file.place])
            {
                continue;
            }
            UNATTEND.add_id(&mut profiles[taker], &file.id);
            let Some(options) = profiles[taker].get_mut("customizationOptions") else { continue };
            // It has an unattend file now, which its settings file knows nothing of.
            match options.get("customType").and_then(Value::as_u64) {
                Some(4) => set(options, "customType", 3),
                Some(5) => set(options, "customType", 2),
                _ => {}
            }
            injector.note(format!("{}/id", file.place));
        }
    }
}
