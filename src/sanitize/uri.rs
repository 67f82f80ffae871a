//! Escaping for URIs of files.

use std::fmt::Write as _;

use super::Escape;
use crate::source::bytes_of_name;

/// The URI of a path: relative to the repository, or with a scheme. Every byte that is not allowed
/// in a path is percent-encoded. Bytes of names that are not text are encoded as themselves.
#[derive(Debug)]
pub(crate) struct Uri;

impl Escape for Uri {
    fn push(to: &mut String, file: &str) {
        let is_drive = |rest: &str| {
            let bytes = rest.as_bytes();
            bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && &bytes[1..3] == b":/"
        };
        if let Some(share) = file.strip_prefix("//") {
            to.push_str("file://");
            push_encoded(to, share);
        } else if file.starts_with('/') {
            to.push_str("file://");
            push_encoded(to, file);
        } else if is_drive(file) {
            to.push_str("file:///");
            to.push_str(&file[..2]);
            push_encoded(to, &file[2..]);
        } else {
            push_encoded(to, file);
        }
    }
}

fn push_encoded(to: &mut String, path: &str) {
    for byte in bytes_of_name(path) {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            to.push(byte.into());
        } else {
            let _ = write!(to, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(file: &str) -> String {
        let mut to = String::new();
        Uri::push(&mut to, file);
        to
    }

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("a b/é#1.json"), "a%20b/%C3%A9%231.json");
        assert_eq!(uri("c:/a/b.json"), "file:///c:/a/b.json");
        assert_eq!(uri("/a/b:c.json"), "file:///a/b%3Ac.json");
        assert_eq!(uri("//server/share/b.json"), "file://server/share/b.json");
        assert_eq!(uri("a:b.json"), "a%3Ab.json");
    }
}
