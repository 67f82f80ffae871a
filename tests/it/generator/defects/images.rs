//! Defects of whole images. Each takes the image and all of its profiles.

use serde_json::{Value, json};

use super::facts::{BOOT, DRIVER, FileKind, own_release, system_of};
use super::{Injector, block, is_custom, list_of, set, set_flag, text_of};

/// Every image with its pointer.
fn images(response: &mut Value) -> impl Iterator<Item = (String, &mut Value)> {
    let images = list_of(response, "items").iter_mut().enumerate();
    images.map(|(index, image)| (format!("/items/{index}"), image))
}

/// Whether to inject in this image, which then is taken with its profiles.
fn takes(injector: &mut Injector, place: &str, image: &mut Value) -> bool {
    let profiles = 0..list_of(image, "profiles").len();
    let mut places: Vec<String> =
        profiles.map(|index| format!("{place}/profiles/{index}")).collect();
    places.push(place.to_owned());
    injector.draws(1.0) && injector.claims(&places)
}

/// The profiles of an image with their pointers.
fn profiles<'a>(
    place: &str,
    image: &'a mut Value,
) -> impl Iterator<Item = (String, &'a mut Value)> {
    let profiles = list_of(image, "profiles").iter_mut().enumerate();
    profiles.map(move |(index, profile)| (format!("{place}/profiles/{index}"), profile))
}

/// An image whose profiles are all placeholders.
pub fn only_placeholders(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            for (pointer, profile) in profiles(&place, image) {
                block(profile, "isPlaceholder");
                injector
                    .note_for("placeholder-profile", format!("{pointer}/readyCheck/isPlaceholder"));
            }
            injector.note(format!("{place}/profiles"));
        }
    }
}

/// A base image without any profile.
pub fn no_profiles(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        // Files that only these profiles use would be unused.
        let uses_files = profiles(&place, image).any(|(_, profile)| is_custom(profile));
        if !uses_files && text_of(image, "type") == "base" && takes(injector, &place, image) {
            set(image, "profiles", json!([]));
            injector.note(format!("{place}/profiles"));
            injector.note_for("image-type-profiles", format!("{place}/profiles"));
        }
    }
}

/// An image that the security mode forbids.
pub fn forbidden(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            set_flag(image, "isNotAllowedInCurrentSecurityMode", true);
            set(image, "deployStatus", "notReady");
            for (_, profile) in profiles(&place, image) {
                set(profile, "deployStatus", "notReady");
            }
            injector.note(format!("{place}/readyCheck/isNotAllowedInCurrentSecurityMode"));
            injector.note_for("no-deployable-profile", format!("{place}/profiles"));
        }
    }
}

/// The older and the newer flag of an image on the security mode say different things.
pub fn two_words_on_security(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            set_flag(image, "isAllowedInCurrentSecurityMode", false);
            injector.note(format!("{place}/readyCheck/isAllowedInCurrentSecurityMode"));
        }
    }
}

/// An image that is not compatible with ThinkSystem servers, and warns of it.
pub fn incompatible(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            set_flag(image, "incompatibleWithThinksystem", true);
            set(image, "deployStatus", "warning");
            injector.note(format!("{place}/readyCheck/incompatibleWithThinksystem"));
        }
    }
}

/// An image that is not compatible with ThinkSystem servers, and is called ready.
pub fn incompatible_and_ready(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            set_flag(image, "incompatibleWithThinksystem", true);
            injector.note(format!("{place}/deployStatus"));
            injector.note_for(
                "incompatible-with-thinksystem",
                format!("{place}/readyCheck/incompatibleWithThinksystem"),
            );
        }
    }
}

/// An image with a status that nothing explains.
pub fn status(response: &mut Value, injector: &mut Injector, status: &str) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            set(image, "deployStatus", status);
            injector.note(format!("{place}/deployStatus"));
        }
    }
}

/// An image of a release that the server does not support.
pub fn unsupported_release(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            // Its profiles go on deploying the release that their files are for.
            let release = own_release(image);
            for (_, profile) in profiles(&place, image) {
                set(profile, "supportedOsRelease", release.as_str());
            }
            set(image, "supportedOsRelease", "99.1");
            injector.note(format!("{place}/supportedOsRelease"));
        }
    }
}

/// A custom image one of whose profiles, or each of them, is a predefined one.
pub fn predefined_in_custom(response: &mut Value, injector: &mut Injector, each: bool) {
    let boot = custom_ids(response, &BOOT);
    let drivers = custom_ids(response, &DRIVER);
    for (place, image) in images(response) {
        if !is_custom(image) || !takes(injector, &place, image) {
            continue;
        }
        let skipped = usize::from(!each);
        for (pointer, profile) in profiles(&place, image).skip(skipped) {
            set(profile, "type", "predefined");
            for (kind, ids) in [(&BOOT, &boot), (&DRIVER, &drivers)] {
                if kind.is_used(profile, |used| ids.iter().any(|id| id == used)) {
                    injector.note_for("image-type-profiles", format!("{pointer}/type"));
                }
            }
            if !each {
                break;
            }
        }
        injector.note(format!("{place}/type"));
        if each {
            injector.note_for("no-deployable-profile", format!("{place}/profiles"));
        }
    }
}

/// A base image all of whose profiles are custom ones.
pub fn only_custom_in_base(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if text_of(image, "type") == "base" && takes(injector, &place, image) {
            for (_, profile) in profiles(&place, image) {
                set(profile, "type", "custom");
            }
            injector.note(format!("{place}/profiles"));
        }
    }
}

/// The ids of the custom files of a kind.
fn custom_ids(response: &mut Value, kind: &FileKind) -> Vec<String> {
    let custom = list_of(response, kind.list).iter().filter(|file| is_custom(file));
    custom.map(|file| text_of(file, "id").to_owned()).collect()
}

/// Two images of one system with one id.
pub fn duplicate_id(response: &mut Value, injector: &mut Injector) {
    let mut first_of: Vec<(&'static str, String)> = Vec::new();
    for (place, image) in images(response) {
        let system = system_of(text_of(image, "id"));
        match first_of.iter().find(|(of, _)| *of == system) {
            None => first_of.push((system, text_of(image, "id").to_owned())),
            Some((_, first)) => {
                if takes(injector, &place, image) {
                    set(image, "id", first.as_str());
                    injector.note(format!("{place}/id"));
                }
            }
        }
    }
}

/// An image that disagrees with all of its profiles on whether it was changed.
pub fn customized_flag(response: &mut Value, injector: &mut Injector) {
    for (place, image) in images(response) {
        if takes(injector, &place, image) {
            let flag = image.get("isCustomizedISO").and_then(Value::as_bool).unwrap_or(false);
            set(image, "isCustomizedISO", !flag);
            for (pointer, _) in profiles(&place, image) {
                injector.note(format!("{pointer}/isCustomizedISO"));
            }
            let is_windows = text_of(image, "id").starts_with("win");
            let becomes_customized = is_windows && !flag;
            for (pointer, profile) in profiles(&place, image).filter(|_| becomes_customized) {
                if text_of(profile, "type").eq_ignore_ascii_case("custom") {
                    injector.note_for("customized-windows-profile", format!("{pointer}/type"));
                }
            }
        }
    }
}
