//! Deduplicated texts that many values share.

use foldhash::HashMap;

use super::Text;

/// Numbers distinct texts.
#[derive(Debug, Default)]
pub(super) struct SharedTexts<'a> {
    texts: Vec<Text<'a>>,
    /// The numbers by copies of the texts, because the originals are far apart in memory.
    numbers: HashMap<String, u32>,
    /// The last number returned: neighbours often have the same text.
    last: u32,
}

impl<'a> SharedTexts<'a> {
    pub(super) fn number(&mut self, text: Text<'a>) -> u32 {
        if self.texts.get(self.last as usize).is_some_and(|last| last.as_str() == text.as_str()) {
            return self.last;
        }
        let next = self.texts.len() as u32;
        self.last = match self.numbers.get(text.as_str()) {
            Some(number) => *number,
            None => {
                self.numbers.insert(text.to_string(), next);
                self.texts.push(text);
                next
            }
        };
        self.last
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
