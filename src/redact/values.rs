//! The values that redaction keeps, by attribute.

use crate::json::{KeyId, Value};
use crate::model::DISK_USAGE_PARTS;
use crate::spec::names;

use super::names::Names;
use super::replacements::Sink;
use super::{allowed, words};

/// The attributes that contain releases, versions and dates.
const VERSIONS: [KeyId; 13] = [
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

/// The attributes that contain sentences for people.
const FREE_TEXT: [KeyId; 4] = [names::DESCRIPTION, names::TEXT, names::EXPLANATION, names::URL];

/// The attributes whose numbers are sizes, counts and kinds.
const NUMBERS: [KeyId; 4] =
    [names::SIZE, names::NUMBER, names::CUSTOM_TYPE, names::TOTAL_DISK_USAGE];

/// The strings to keep around a response, in attributes by which it is detected.
const AROUND: [(KeyId, &[&str]); 3] = [
    (names::METHOD, &["GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "DELETE"]),
    (names::ENCODING, &["base64"]),
    (names::MIME_TYPE, &["application/json", "application/json; charset=utf-8", "text/html"]),
];

/// The URL of the request for images, on a placeholder server.
pub(super) const REQUEST_URL: &str = "https://lxca.example/osImages";

/// Returns the attribute of a value; for an element, that of its list.
pub(super) fn attribute(value: Value<'_>) -> KeyId {
    match value.is_member() {
        true => value.name(),
        false => value.parent().map_or(KeyId::OTHER, Value::name),
    }
}

/// Returns whether a number of a response is kept.
pub(super) fn is_number(value: Value<'_>) -> bool {
    let name = value.name();
    (NUMBERS.contains(&name) || DISK_USAGE_PARTS.contains(&name)) && !value.is_damaged()
}

/// Returns whether an attribute is a sentence for people.
pub(super) fn is_free_text(name: KeyId) -> bool {
    FREE_TEXT.contains(&name)
}

/// Returns whether a string around a response is kept.
pub(super) fn stays_around(name: KeyId, text: &str) -> bool {
    let is_known = |(of, words): &(KeyId, &[&str])| *of == name && words.contains(&text);
    AROUND.iter().any(is_known) || name == names::RESULT && allowed::is_word(text)
}

/// Returns whether `url` requests the images.
pub(super) fn is_request(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').ends_with("/osImages")
}

/// Replaces all but documented words in `text`, a string of the attribute `name`.
pub(super) fn in_structure(name: KeyId, text: &str, pseudonyms: &mut Names, to: &mut dyn Sink) {
    if !VERSIONS.contains(&name) {
        let is_path = name == names::DEPLOY_DATA_AND_SOFTWARE_LOCATION;
        let has_drive = matches!(text.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
        let start = if is_path && has_drive { 2 } else { 0 };
        words::in_structure(text, start..text.len(), pseudonyms, to);
        return;
    }
    let mut at = 0;
    for part in text.split_inclusive(',') {
        let version = part.trim_end_matches(',').trim();
        if !allowed::is_version(version) {
            let start = at + (part.len() - part.trim_start().len());
            let number = allowed::release_number_len(version);
            words::in_structure(text, start + number..at + part.len(), pseudonyms, to);
        }
        at += part.len();
    }
}
