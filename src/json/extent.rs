//! The extent of a JSON value in a text, by its brackets alone.

use super::reader::MAX_DEPTH;
use super::scan;

/// The maximum length of a key that [`begins_value`] examines, in bytes.
const MAX_KEY_BYTES: usize = 256;

/// Returns the end of the array or object that begins at `start`. Checks only brackets and quotes.
///
/// # Errors
/// Returns the offset of the first error: a bracket that does not match, a string that is not closed on its
/// line, a value that is nested too deeply, or the end of the text.
pub fn value_end(text: &str, start: usize) -> Result<usize, usize> {
    let mut at = start;
    end(text.as_bytes(), &mut at).ok_or(at)
}

fn end(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    loop {
        match bytes.get(*at)? {
            b'"' => {
                *at += 1;
                loop {
                    *at = scan::plain_run(bytes, *at);
                    match bytes.get(*at)? {
                        b'"' => break,
                        b'\n' => return None,
                        b'\\' => *at += 2,
                        _ => *at += 1,
                    }
                }
            }
            b'{' if open.len() < MAX_DEPTH => open.push(b'}'),
            b'[' if open.len() < MAX_DEPTH => open.push(b']'),
            b'{' | b'[' => return None,
            bracket @ (b'}' | b']') => {
                if open.pop()? != *bracket {
                    return None;
                }
                if open.is_empty() {
                    return Some(*at + 1);
                }
            }
            _ => {}
        }
        *at += 1;
    }
}

/// Returns whether the bracket at `at` seems to open a JSON value: an object with a quoted key, or an array
/// with an element that JSON allows.
#[must_use]
pub fn begins_value(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let next = scan::white_space(bytes, at + 1);
    let first = bytes.get(next);
    match (bytes.get(at), first) {
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']' | b'{' | b'[')) => true,
        (Some(b'{'), Some(b'"')) => {
            let near = &bytes[..bytes.len().min(next + MAX_KEY_BYTES)];
            let end = scan::string_end(near, next + 1);
            near.get(scan::white_space(near, end)).is_none_or(|next| *next == b':')
        }
        (Some(b'['), Some(b'"')) => {
            let end = scan::string_end(bytes, next + 1);
            matches!(bytes.get(scan::white_space(bytes, end)), Some(b',' | b']'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_at_the_matching_bracket() {
        for text in ["{}", "[]", r#"{"a": [1, {"b": "}\"]"}]}"#, "{\"a\": 1,\n}"] {
            assert_eq!(value_end(&format!("x {text} }}"), 2), Ok(2 + text.len()), "{text}");
        }
        for text in ["{", "[}", "{\"a\n\": 1}", "{\"a", "{\"a\\"] {
            assert!(value_end(text, 0).is_err(), "{text}");
        }
        assert_eq!(value_end(&"[".repeat(1_000), 0), Err(MAX_DEPTH));
    }

    #[test]
    fn words_in_brackets_are_no_values() {
        for text in ["{}", "{ \"a\" : 1", "[[", "[{", "[\"a\", 2]", "{\"a", "[\n{"] {
            assert!(begins_value(text, 0), "{text}");
        }
        for text in ["{ [5 bytes data]", "[root@host ~]#", "[INFO]", "[12]", "{'a': 1}", "{\"a\"}"]
        {
            assert!(!begins_value(text, 0), "{text}");
        }
    }
}
