//! Which values stay, by the attribute that they are of.

use crate::json::{Name, Value};
use crate::model::names;

use super::names::Names;
use super::{Inner, allowed, words};

/// Attributes that hold releases, versions and dates.
const VERSIONS: [Name; 13] = [
    names::VERSION,
    names::OSRELEASE,
    names::RELEASES,
    names::RELEASEDATE,
    names::MINLXCARELEASE,
    names::SUPPORTED_OS_RELEASE,
    names::LAST_REFRESHED,
    names::CUSTOM_BOOT_RELEASES,
    names::CUSTOM_CONFIG_RELEASES,
    names::CUSTOM_DRIVER_RELEASES,
    names::CUSTOM_INSTALL_SCRIPT_RELEASES,
    names::CUSTOM_SOFTWARE_RELEASES,
    names::CUSTOM_UNATTEND_RELEASES,
];

/// Attributes that are sentences for people.
const FREE_TEXT: [Name; 4] = [names::DESCRIPTION, names::TEXT, names::EXPLANATION, names::URL];

/// Attributes whose numbers are sizes, counts and kinds.
const NUMBERS: [Name; 11] = [
    names::SIZE,
    names::NUMBER,
    names::CUSTOM_TYPE,
    names::BOOT_FILE_DISK_USAGE,
    names::CONFIG_FILE_DISK_USAGE,
    names::DEVICE_DRIVER_DISK_USAGE,
    names::OS_IMAGE_DISK_USAGE,
    names::SCRIPT_FILE_DISK_USAGE,
    names::SOFTWARE_FILE_DISK_USAGE,
    names::TOTAL_DISK_USAGE,
    names::UNATTEND_FILE_DISK_USAGE,
];

/// What may stand around a response in attributes by which it is found.
const AROUND: [(Name, &[&str]); 3] = [
    (names::METHOD, &["GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "DELETE"]),
    (names::ENCODING, &["base64"]),
    (names::MIME_TYPE, &["application/json", "application/json; charset=utf-8", "text/html"]),
];

/// The address of the request for images, of nobody's server.
pub(super) const REQUEST_URL: &str = "https://lxca.example/osImages";

/// The attribute that a value is of: an element is of its list's.
pub(super) fn attribute(value: Value<'_>) -> Name {
    match value.key_span() {
        Some(_) => value.name(),
        None => value.parent().map_or(Name::OTHER, Value::name),
    }
}

/// Whether a number of a response stays.
pub(super) fn is_number(value: Value<'_>) -> bool {
    NUMBERS.contains(&value.name()) && !value.is_damaged()
}

/// Whether an attribute is a sentence for people.
pub(super) fn is_free_text(name: Name) -> bool {
    FREE_TEXT.contains(&name)
}

/// Whether a string around a response stays.
pub(super) fn stays_around(name: Name, text: &str) -> bool {
    let is_known = |(of, words): &(Name, &[&str])| *of == name && words.contains(&text);
    AROUND.iter().any(is_known) || name == names::RESULT && allowed::is_word(text)
}

/// Whether `url` asks for the images.
pub(super) fn is_request(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').ends_with("/osImages")
}

/// The replacements for `text`, a string of the attribute `name` in which only documented words stay.
pub(super) fn in_structure(name: Name, text: &str, pseudonyms: &mut Names) -> Vec<Inner> {
    let mut stands = Vec::new();
    if !VERSIONS.contains(&name) {
        let is_path = name == names::DEPLOY_DATA_AND_SOFTWARE_LOCATION;
        let has_drive = matches!(text.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
        let start = if is_path && has_drive { 2 } else { 0 };
        words::in_structure(text, start..text.len(), pseudonyms, &mut stands);
        return stands;
    }
    let mut at = 0;
    for part in text.split_inclusive(',') {
        let version = part.trim_end_matches(',').trim();
        if !allowed::is_version(version) {
            let start = at + (part.len() - part.trim_start().len());
            let number = allowed::release_number_len(version);
            words::in_structure(text, start + number..at + part.len(), pseudonyms, &mut stands);
        }
        at += part.len();
    }
    stands
}
