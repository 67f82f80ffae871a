//! The words that strings of a response mostly are, numbered for the reader, and what each means.

use crate::json::Value;

/// The words that the document lists, those that every real server sends, and the empty text.
pub(super) const WORDS: &[&str] = &[
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

/// What a string means, worked out once for each word: most strings need not be looked at.
pub(super) struct Meanings<T> {
    of_words: Vec<T>,
    of: fn(&str) -> T,
}

impl<T: Copy> Meanings<T> {
    /// The meanings that `of` finds.
    pub(super) fn new(of: fn(&str) -> T) -> Self {
        Self { of_words: WORDS.iter().map(|word| of(word)).collect(), of }
    }

    /// What `value` means; none where it is no string. It must be of a tree that was read with
    /// [`super::names::vocabulary`].
    #[inline]
    pub(super) fn of(&self, value: Value<'_>) -> Option<T> {
        match value.word().position().and_then(|position| self.of_words.get(position)) {
            Some(meaning) => Some(*meaning),
            None => value.as_str().map(|text| (self.of)(&text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;
    use crate::model::names::vocabulary;

    #[test]
    fn a_word_means_what_its_text_does_however_it_is_written() {
        let lengths = Meanings::new(str::len);
        let text = r#"["win", "w\u0069n", "windows", "", 7, "Predefined"]"#;
        let tree = read(text, vocabulary()).unwrap();
        let found: Vec<_> =
            tree.root().unwrap().elements().map(|value| lengths.of(value)).collect();
        assert_eq!(found, [Some(3), Some(3), Some(7), Some(0), None, Some(10)]);
    }
}
