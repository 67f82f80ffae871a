//! The keywords of a response, interned for the reader, and their meanings.

use crate::json::Value;

/// The keywords of the GET /osImages reference, other keywords that servers send, and the empty string.
pub(crate) const WORDS: &[&str] = &[
    "",
    // result
    "success",
    "failed",
    // deployStatus
    "ready",
    "warning",
    "notReady",
    // type
    "base",
    "custom",
    "predefined",
    "Custom",
    "Predefined",
    // os, and the name of supportedImages
    "win",
    "esxi",
    "rhel",
    "rhels",
    "sles",
    "ubuntu",
    // devicetype
    "nic",
    "storage",
    "hba",
    "other",
    // the allowCustom… flags
    "true",
    "false",
];

/// The meanings of strings, computed once for each keyword, so that most strings need not be compared.
pub(crate) struct Meanings<T> {
    of_words: Vec<T>,
    of: fn(&str) -> T,
}

impl<T: Copy> Meanings<T> {
    /// Computes the meanings of all keywords with `of`.
    pub(crate) fn new(of: fn(&str) -> T) -> Self {
        Self { of_words: WORDS.iter().map(|word| of(word)).collect(), of }
    }

    /// Returns the meaning of `value`, which must be from a tree that was read with
    /// [`super::names::interner`]. `None` if it is not a string.
    #[inline]
    pub(crate) fn of(&self, value: Value<'_>) -> Option<T> {
        match value.keyword().position().and_then(|position| self.of_words.get(position)) {
            Some(meaning) => Some(*meaning),
            None => value.as_str().map(|text| (self.of)(&text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;
    use crate::spec::names::interner;

    #[test]
    fn keyword_meaning_ignores_escapes() {
        let lengths = Meanings::new(str::len);
        let text = r#"["win", "w\u0069n", "windows", "", 7, "Predefined"]"#;
        let tree = read(text, interner()).unwrap();
        let found: Vec<_> =
            tree.root().unwrap().elements().map(|value| lengths.of(value)).collect();
        assert_eq!(found, [Some(3), Some(3), Some(7), Some(0), None, Some(10)]);
    }
}
