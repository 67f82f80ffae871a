//! File names as reports show them.

use std::fmt::Write as _;
use std::path::Path;

/// The mark before each byte of a name that is not text.
const MARK: char = '\u{fffd}';

/// Returns a path as reports show it: with `/` on every system, and without a leading `./` from a
/// walk through the current folder.
///
/// A name need not be text: on Unix it is any bytes, and on Windows it may contain lone surrogates.
/// Each byte that is not text is shown as `�xff`, and so is each byte of a `�` in the name, so that
/// different names remain distinct.
pub(crate) fn shown_name(path: &Path) -> String {
    let path =
        path.strip_prefix(".").ok().filter(|path| !path.as_os_str().is_empty()).unwrap_or(path);
    shown_bytes(path.as_os_str().as_encoded_bytes())
}

/// Returns the bytes of a name as reports show them.
pub(crate) fn shown_bytes(bytes: &[u8]) -> String {
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

/// Returns a name by which the format of a file is recognized: in lower case, and without the `.gz`
/// of a packed file.
pub(crate) fn without_gz(name: &str) -> String {
    let mut name = name.to_ascii_lowercase();
    name.truncate(name.strip_suffix(".gz").unwrap_or(&name).len());
    name
}

fn push_bytes(name: &mut String, bytes: &[u8]) {
    for byte in bytes {
        name.push(MARK);
        let _ = write!(name, "x{byte:02x}");
    }
}

/// Returns the original bytes of a name that [`shown_name`] formatted.
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
        shown_name(Path::new(OsStr::from_bytes(bytes)))
    }

    #[test]
    fn text_names_are_unchanged() {
        for (path, shown) in [("./a/é日.json", "a/é日.json"), (".", "."), ("../a", "../a")] {
            assert_eq!(shown_name(Path::new(OsStr::new(path))), shown);
            assert_eq!(bytes_of_name(shown), shown.as_bytes());
        }
    }

    #[cfg(unix)]
    #[test]
    fn distinct_names_remain_distinct() {
        let names: [&[u8]; 6] = [
            b"a\xff.json",
            b"a\xfe.json",
            b"a\xff\xfe",
            "a�.json".as_bytes(),
            "a�xff.json".as_bytes(),
            b"\xc3(\xe2\x28",
        ];
        let shown: std::collections::BTreeSet<String> =
            names.iter().map(|bytes| name(bytes)).collect();
        assert_eq!(shown.len(), names.len(), "{shown:?}");
        assert_eq!(name(b"a\xff.json"), "a�xff.json");
        for bytes in names {
            assert_eq!(bytes_of_name(&name(bytes)), bytes);
        }
    }

    #[cfg(windows)]
    #[test]
    fn lone_surrogate_is_shown_as_bytes() {
        use std::os::windows::ffi::OsStringExt as _;
        let name =
            |unit| shown_name(Path::new(&std::ffi::OsString::from_wide(&[0x61, unit, 0x62])));
        assert_eq!(name(0xd800), "a�xed�xa0�x80b");
        assert_ne!(name(0xd800), name(0xdfff));
    }
}
