//! Texts that many values share.

use foldhash::HashMap;

use super::Text;

/// Texts by their numbers, each of which stands once.
#[derive(Debug, Default)]
pub(super) struct Shared<'a> {
    texts: Vec<Text<'a>>,
    /// By copies of the texts, which stand far apart in the response.
    numbers: HashMap<String, u32>,
    /// The number that was given last: neighbours often have the same text.
    last: u32,
}

impl<'a> Shared<'a> {
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

    /// The texts by their numbers.
    pub(super) fn into_texts(self) -> Vec<Text<'a>> {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;
    use crate::model::names::vocabulary;

    #[test]
    fn a_text_has_one_number_wherever_it_stands() {
        let tree = read(r#"["a", "b", "b", "a", "c", "b"]"#, vocabulary()).unwrap();
        let mut shared = Shared::default();
        let texts = tree.root().unwrap().elements().filter_map(Text::of);
        let numbers: Vec<u32> = texts.map(|text| shared.number(text)).collect();
        assert_eq!(numbers, [0, 1, 1, 0, 2, 1]);
        let texts: Vec<String> = shared.into_texts().iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["a", "b", "c"]);
    }
}
