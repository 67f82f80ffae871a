//! Deduplicated texts that many values share.

use foldhash::HashMap;

use super::Text;

/// The number of texts from which on a hash map replaces the linear search.
const MIN_HASHED: usize = 16;

/// Numbers distinct texts.
#[derive(Debug, Default)]
pub(super) struct SharedTexts<'a> {
    texts: Vec<Text<'a>>,
    /// The numbers by copies of the texts, because the originals are far apart in memory, if there are at least
    /// [`MIN_HASHED`].
    numbers: HashMap<String, u32>,
    /// The last number returned: neighbours often have the same text.
    last: u32,
}

impl<'a> SharedTexts<'a> {
    pub(super) fn number(&mut self, text: Text<'a>) -> u32 {
        if self.texts.get(self.last as usize).is_some_and(|last| last.as_str() == text.as_str()) {
            return self.last;
        }
        self.last = self.find(&text).unwrap_or_else(|| self.add(text));
        self.last
    }

    fn find(&self, text: &str) -> Option<u32> {
        if self.texts.len() >= MIN_HASHED {
            return self.numbers.get(text).copied();
        }
        let known = self.texts.iter().position(|known| known.as_str() == text);
        known.map(|position| position as u32)
    }

    fn add(&mut self, text: Text<'a>) -> u32 {
        let number = self.texts.len() as u32;
        self.texts.push(text);
        if self.texts.len() >= MIN_HASHED {
            // The first time, these are all texts.
            for number in self.numbers.len()..self.texts.len() {
                self.numbers.insert(self.texts[number].to_string(), number as u32);
            }
        }
        number
    }

    /// Returns the texts, indexed by number.
    pub(super) fn into_texts(self) -> Vec<Text<'a>> {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;
    use crate::spec::names::interner;

    #[test]
    fn equal_texts_have_equal_numbers_however_many() {
        let list: Vec<String> = (0..2 * MIN_HASHED).map(|number| format!("\"{number}\"")).collect();
        let text = format!("[{0}, {0}]", list.join(","));
        let tree = read(&text, interner()).unwrap();
        let mut shared = SharedTexts::default();
        let texts = tree.root().unwrap().elements().filter_map(Text::of);
        for (text, expected) in texts.zip((0..2 * MIN_HASHED as u32).cycle()) {
            assert_eq!(shared.number(text), expected);
        }
    }

    #[test]
    fn equal_texts_have_equal_numbers() {
        let tree = read(r#"["a", "b", "b", "a", "c", "b"]"#, interner()).unwrap();
        let mut shared = SharedTexts::default();
        let texts = tree.root().unwrap().elements().filter_map(Text::of);
        let numbers: Vec<u32> = texts.map(|text| shared.number(text)).collect();
        assert_eq!(numbers, [0, 1, 1, 0, 2, 1]);
        let texts: Vec<String> = shared.into_texts().iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["a", "b", "c"]);
    }
}
