//! Pseudonyms for words and numbers. Each word always has the same one, so that references still
//! match, and different words still differ.

use std::collections::HashMap;

use crate::source::Span;
use crate::spec::BEGINNINGS;

use super::allowed::{self, is_in_word};
use super::replacements::Sink;

/// The endings of names that indicate a secret, which redaction must preserve.
const SECRET_ENDINGS: [&str; 5] = ["password", "passwd", "passphrase", "passwort", "pwd"];

/// The letters of pseudonyms after their `x`. They spell no word, and none of the endings above.
const LETTERS: &[u8; 17] = b"bcfghjklnpqrsvwxz";

/// The first or last character of the pseudonym of a non-ASCII word, which is equally invalid in
/// XML names and macros.
const FOREIGN: char = 'é';

/// The minimum number of digits that may be a timestamp before a file name.
const TIMESTAMP_DIGITS: usize = 8;

/// The words to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// The documented words.
    Documented,
    /// No words.
    Nothing,
}

/// The words and numbers found so far, with their pseudonyms.
#[derive(Debug, Default)]
pub(super) struct Names {
    words: HashMap<String, Word>,
    numbers: HashMap<String, usize>,
    stamps: HashMap<String, usize>,
}

/// A word in all its capitalizations.
#[derive(Debug)]
struct Word {
    pseudonym: String,
    /// The spellings in mixed case, in order of occurrence.
    mixed: Vec<String>,
}

impl Word {
    /// Creates the word with the 0-based number `count`.
    fn new(count: usize) -> Self {
        let mut letters = Vec::new();
        let mut left = count + 1;
        while left > 0 {
            letters.push(char::from(LETTERS[(left - 1) % LETTERS.len()]));
            left = (left - 1) / LETTERS.len();
        }
        letters.push('x');
        Self { pseudonym: letters.iter().rev().collect(), mixed: Vec::new() }
    }

    /// Returns the pseudonym in the capitalization for `word`; `None` if it has too few letters for
    /// another capitalization.
    fn capitalized_like(&mut self, word: &str) -> Option<String> {
        let has_capitals = word.bytes().any(|byte| byte.is_ascii_uppercase());
        if !has_capitals {
            return Some(self.pseudonym.clone());
        }
        if !word.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return Some(self.pseudonym.to_ascii_uppercase());
        }
        let position = self.mixed.iter().position(|spelling| spelling == word);
        let position = position.unwrap_or(self.mixed.len());
        let last = (1 << self.pseudonym.len().min(16)) - 3;
        if position > last {
            return None;
        }
        if position == self.mixed.len() {
            self.mixed.push(word.to_owned());
        }
        // The first bit is the first letter.
        let capital = |at: usize| (position + 1) >> at & 1 == 1;
        let letters = self.pseudonym.chars().enumerate();
        Some(
            letters
                .map(|(at, letter)| if capital(at) { letter.to_ascii_uppercase() } else { letter })
                .collect(),
        )
    }
}

impl Names {
    /// Returns the number of words and numbers that have a pseudonym.
    pub(super) fn len(&self) -> usize {
        self.words.len() + self.numbers.len() + self.stamps.len()
    }

    /// Replaces the words of `text`, which begins at `offset`.
    pub(super) fn of(&mut self, text: &str, keep: Keep, offset: u32, to: &mut dyn Sink) {
        let mut at = 0;
        while let Some(start) = text[at..].find(is_in_word).map(|found| at + found) {
            let rest = &text[start..];
            let len = match keep {
                Keep::Documented => allowed::atom_len(rest),
                Keep::Nothing => 0,
            };
            if len > 0 {
                at = start + len;
                continue;
            }
            let end = rest.find(|next| !is_in_word(next)).map_or(text.len(), |len| start + len);
            let word = &text[start..end];
            if keep == Keep::Nothing || !allowed::is_word(word) {
                let replaced = self.run(word, keep);
                if replaced != word {
                    to.replace(Span::new(offset + start as u32, offset + end as u32), &replaced);
                }
            }
            at = end;
        }
    }

    /// Replaces adjacent letters and digits. Each run of either has a pseudonym of its own, since
    /// macros are matched with different numbers after their names.
    fn run(&mut self, run: &str, keep: Keep) -> String {
        let mut replaced = String::new();
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let is_number = first.is_ascii_digit();
            let end = rest.find(|next: char| next.is_ascii_digit() != is_number);
            let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
            match is_number {
                true => replaced.push_str(&self.number(part)),
                false => self.letters(part, keep, &mut replaced),
            }
            rest = after;
        }
        replaced
    }

    /// Keeps the prefix that identifies a system and the suffix that indicates a secret.
    fn letters(&mut self, letters: &str, keep: Keep, replaced: &mut String) {
        let lower = letters.to_ascii_lowercase();
        let (mut start, mut end) = (0, lower.len());
        if keep == Keep::Documented {
            let is_kept = |start: usize, end: usize| allowed::is_word(&lower[start..end]);
            while !is_kept(start, end) {
                let begins = |word: &&str| lower[start..end].starts_with(*word);
                let beginning = BEGINNINGS.iter().map(|(word, _)| *word).find(begins);
                let Some(len) = beginning.map(str::len).filter(|len| start + len < end) else {
                    break;
                };
                start += len;
            }
            while !is_kept(start, end) {
                let ends = |word: &&str| lower[start..end].ends_with(word);
                let ending = SECRET_ENDINGS.into_iter().find(ends);
                let Some(len) = ending.map(str::len).filter(|len| start + len < end) else { break };
                end -= len;
            }
            if is_kept(start, end) {
                replaced.push_str(letters);
                return;
            }
        }
        replaced.push_str(&letters[..start]);
        replaced.push_str(&self.word(&letters[start..end], &lower[start..end]));
        replaced.push_str(&letters[end..]);
    }

    fn word(&mut self, word: &str, lower: &str) -> String {
        let next = self.words.len();
        let known = self.words.entry(lower.to_owned()).or_insert_with(|| Word::new(next));
        let pseudonym = known.capitalized_like(word);
        let replaced = pseudonym.unwrap_or_else(|| {
            // Different capitalizations of a word get different pseudonyms.
            let known = self.words.entry(word.to_owned()).or_insert_with(|| Word::new(next));
            known.pseudonym.clone()
        });
        match (word.is_ascii(), word.starts_with(|first: char| first.is_ascii())) {
            (true, _) => replaced,
            (false, true) => format!("{replaced}{FOREIGN}"),
            (false, false) => format!("{FOREIGN}{replaced}"),
        }
    }

    fn number(&mut self, digits: &str) -> String {
        let (known, width) = match digits.len() >= TIMESTAMP_DIGITS {
            true => (&mut self.stamps, TIMESTAMP_DIGITS),
            false => (&mut self.numbers, 2),
        };
        let next = known.len();
        let count = *known.entry(digits.to_owned()).or_insert(next);
        // The number exceeds an octet and two hexadecimal digits, so it cannot be part of an
        // address.
        format!("9{count:0width$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::replacements::applied;

    fn replaced_by(names: &mut Names, text: &str, keep: Keep) -> String {
        applied(text, |to| names.of(text, keep, 0, to))
    }

    fn replaced(text: &str) -> String {
        replaced_by(&mut Names::default(), text, Keep::Documented)
    }

    #[test]
    fn keeps_documented_words_and_replaces_others() {
        for (text, expected) in [
            (
                "win2022|win2022-x86_64-install-Datacenter_edge",
                "win2022|win2022-x86_64-install-Datacenter_edge",
            ),
            ("20240306081503_join.ps1", "20240306081503_xb.ps1"),
            ("acme-lab, Acme ACME é aé", "xb-xc, Xb XB éxf xgé"),
            ("10.20.30.10", "900.901.902.900"),
            ("12345678_a", "900000000_xb"),
            ("winter|adminPassword", "winxb|xcPassword"),
            ("node12.node7", "xb900.xb901"),
            ("00:1a:2B", "900:901xb:902XC"),
        ] {
            assert_eq!(replaced(text), expected, "{text}");
            assert_eq!(replaced(expected), expected, "{text}");
        }
        assert_eq!(
            replaced_by(&mut Names::default(), "Windows Server 2022", Keep::Nothing),
            "Xb Xc 900"
        );
    }

    #[test]
    fn pseudonyms_are_unique_and_undocumented() {
        let mut seen = std::collections::HashSet::new();
        for count in 0..20_000 {
            let Word { pseudonym, .. } = Word::new(count);
            assert!(
                !allowed::is_word(&pseudonym) && allowed::atom_len(&pseudonym) == 0,
                "{pseudonym}"
            );
            assert!(!crate::model::is_secret_name(&pseudonym), "{pseudonym}");
            assert!(seen.insert(pseudonym));
        }
    }

    #[test]
    fn different_spellings_get_different_pseudonyms() {
        let mut names = Names::default();
        let mut seen = std::collections::HashSet::new();
        for capitals in 0..64 {
            let word = "secret-less".chars().filter(char::is_ascii_alphabetic).enumerate();
            let word: String =
                word.map(|(at, letter)| {
                    if capitals >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
                })
                .collect();
            assert!(seen.insert(replaced_by(&mut names, &word, Keep::Documented)), "{word}");
            assert_eq!(
                replaced_by(&mut names, &word, Keep::Documented),
                replaced_by(&mut names, &word, Keep::Documented)
            );
        }
    }
}
