//! The names of files as reports tell them.

use std::fmt::Write as _;
use std::path::Path;

/// What stands before each byte of a name that is no text.
const MARK: char = '\u{fffd}';

/// A path as reports show it: with `/` on every system, and without the `./` of a walk through
/// the current folder.
///
/// A name need be no text: on Unix it is any bytes, on Windows half a surrogate pair may stand in
/// it. Each byte that is none is told as `�xff`; so is each byte of a `�` that stands in a name, and
/// no two names are told alike.
pub(super) fn shown(path: &Path) -> String {
    let path =
        path.strip_prefix(".").ok().filter(|path| !path.as_os_str().is_empty()).unwrap_or(path);
    shown_bytes(path.as_os_str().as_encoded_bytes())
}

/// The bytes of a name as reports show them.
pub(super) fn shown_bytes(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                MARK => push_bytes(&mut name, MARK.encode_utf8(&mut [0; 3]).as_bytes()),
                '\\' if cfg!(windows) => name.push('/'),
                plain => name.push(plain),
            }
        }
        push_bytes(&mut name, chunk.invalid());
    }
    name
}

/// A name by which the form of a file is known: in small letters, and without the `.gz` of a packed one.
pub(super) fn unpacked(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_suffix(".gz").map_or_else(|| name.clone(), str::to_owned)
}

fn push_bytes(name: &mut String, bytes: &[u8]) {
    for byte in bytes {
        name.push(MARK);
        let _ = write!(name, "x{byte:02x}");
    }
}

/// The bytes of a name that [`shown`] told: those of its characters, and those that are none.
pub(crate) fn bytes_of_name(name: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, marked)) = rest.split_once(MARK) {
        bytes.extend_from_slice(plain.as_bytes());
        let digits = marked.strip_prefix('x').and_then(|digits| digits.get(..2));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &marked[3..];
            }
            None => {
                bytes.extend_from_slice(MARK.encode_utf8(&mut [0; 3]).as_bytes());
                rest = marked;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[cfg(unix)]
    fn name(bytes: &[u8]) -> String {
        use std::os::unix::ffi::OsStrExt as _;
        shown(Path::new(OsStr::from_bytes(bytes)))
    }

    #[test]
    fn a_name_that_is_text_is_told_as_it_is() {
        for (path, told) in [("./a/é日.json", "a/é日.json"), (".", "."), ("../a", "../a")] {
            assert_eq!(shown(Path::new(OsStr::new(path))), told);
            assert_eq!(bytes_of_name(told), told.as_bytes());
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_two_names_that_are_no_text_are_told_alike() {
        let names: [&[u8]; 6] = [
            b"a\xff.json",
            b"a\xfe.json",
            b"a\xff\xfe",
            "a�.json".as_bytes(),
            "a�xff.json".as_bytes(),
            b"\xc3(\xe2\x28",
        ];
        let told: std::collections::BTreeSet<String> =
            names.iter().map(|bytes| name(bytes)).collect();
        assert_eq!(told.len(), names.len(), "{told:?}");
        assert_eq!(name(b"a\xff.json"), "a�xff.json");
        for bytes in names {
            assert_eq!(bytes_of_name(&name(bytes)), bytes);
        }
    }

    #[cfg(windows)]
    #[test]
    fn half_a_surrogate_pair_is_told_by_its_bytes() {
        use std::os::windows::ffi::OsStringExt as _;
        let name = |unit| shown(Path::new(&std::ffi::OsString::from_wide(&[0x61, unit, 0x62])));
        assert_eq!(name(0xd800), "a�xed�xa0�x80b");
        assert_ne!(name(0xd800), name(0xdfff));
    }
}
