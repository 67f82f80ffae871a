//! Separation of a text into JSON values and what lies between them: prompts, log lines, statistics of curl.
//!
//! A text is separated only if it is not a single JSON value. Each bracket that may open a value is tried in
//! its order, so that the result depends on the content alone.

mod colors;
mod evidence;
mod prefix;

use std::borrow::Cow;
use std::ops::Range;

use super::{Origin, Text, max_texts};
use crate::json::{MAX_DEPTH, begins_value, value_end};
use crate::source::Span;

use evidence::Evidence;
use prefix::Prefix;

pub use evidence::{holds_deployment, holds_evidence};

/// How often each byte may be read again to find where values begin, on average.
const MAX_READS: usize = 8;

/// The values in a text, and what lies between them.
#[derive(Debug, Default)]
pub struct Segments<'t> {
    /// The values, in their order. Each begins with a bracket.
    pub texts: Vec<Text<'t>>,
    /// The byte ranges of the text that belong to no value and are not blank; ascending.
    pub gaps: Vec<Range<usize>>,
    /// Whether color codes or the same prefix on each line were left out of a value.
    pub is_interleaved: bool,
    /// Whether a limit was reached, so that the last gap may contain more values.
    pub is_cut: bool,
}

/// Separates a text into its values. `None` if it is a single value, or contains none.
#[must_use]
pub fn segments<'t>(text: &'t Text<'_>) -> Option<Segments<'t>> {
    let mut found = Segments::default();
    match colors::without(text) {
        Some(plain) => {
            let mut inner = Segments::default();
            Scanner::new(&plain).scan(&mut inner).ok()?;
            found.add(inner, &plain.origin);
        }
        None => Scanner::new(text).scan(&mut found).ok()?,
    }
    let is_all = |value: &Text<'_>| value.content.len() == text.content.trim().len();
    let is_whole = found.texts.len() == 1 && !found.is_interleaved && is_all(&found.texts[0]);
    (!found.texts.is_empty() && !is_whole).then_some(found)
}

impl Segments<'_> {
    /// Returns the values, with their contents owned.
    #[must_use]
    pub fn into_owned_texts<'o>(self) -> Vec<Text<'o>> {
        self.texts.into_iter().map(Text::into_owned).collect()
    }

    /// Adds the segments of a text from `origin`, which is joined from pieces of this text.
    fn add(&mut self, inner: Segments<'_>, origin: &Origin) {
        self.is_interleaved = true;
        self.is_cut |= inner.is_cut;
        self.texts.extend(inner.texts.into_iter().map(Text::into_owned));
        let Origin::Joined { offsets, .. } = origin else { return };
        let location = |gap: Range<usize>| {
            offsets.outer_within_pieces(Span::new(gap.start as u32, gap.end as u32)).range()
        };
        self.gaps.extend(inner.gaps.into_iter().map(location));
    }
}

/// Returns whether `text` begins with a key and its colon.
fn begins_member(text: &str) -> bool {
    let near = text.split('\n').next().unwrap_or_default();
    let key = near.strip_prefix('"').and_then(|key| key.split_once('"'));
    key.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}

/// The error for a text that is a single value with syntax errors.
struct PartOfValue;

/// The state of the separation of a text.
struct Scanner<'t> {
    text: &'t Text<'t>,
    content: &'t str,
    evidence: Evidence,
    /// Whether lines may have a prefix.
    may_have_prefix: bool,
    /// The number of bytes that may still be read more than once.
    budget: usize,
    /// The end of the last value.
    end: usize,
    has_value: bool,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t Text<'t>) -> Self {
        let content: &str = &text.content;
        Self {
            text,
            content,
            evidence: Evidence::of(content),
            may_have_prefix: true,
            budget: MAX_READS * content.len(),
            end: 0,
            has_value: false,
        }
    }

    /// Finds the values of the text.
    ///
    /// # Errors
    /// Returns [`PartOfValue`] if the text between two of them belongs to a value.
    fn scan(mut self, found: &mut Segments<'t>) -> Result<(), PartOfValue> {
        let mut at = 0;
        while let Some(open) = self.next_bracket(at) {
            at = open + 1;
            let begins = begins_value(self.content, open);
            if (begins || self.ends_line(open))
                && let Some(end) = self.prefixed(open, found)?
            {
                at = end;
                if found.is_cut {
                    break;
                }
                continue;
            }
            if !begins {
                continue;
            }
            let end = match value_end(self.content, open) {
                Ok(end) => Some(end),
                Err(error) => self.damaged_end(open, error),
            };
            if let Some(end) = end {
                self.gap_before(open, found)?;
                let content = Cow::Borrowed(&self.content[open..end]);
                found.texts.push(Text { content, origin: self.text.origin.part(open..end) });
                (self.end, self.has_value, at) = (end, true, end);
            }
            if self.budget == 0 || found.texts.len() >= max_texts(self.content.len()) {
                found.is_cut = self.next_bracket(at).is_some();
                break;
            }
        }
        self.gap_before(self.content.len(), found)
    }

    /// Returns whether the bracket at `open` is the last character of its line.
    fn ends_line(&self, open: usize) -> bool {
        matches!(self.content.as_bytes()[open + 1..], [b'\n', ..] | [b'\r', b'\n', ..])
    }

    /// Returns the offset of the next bracket at or after `at` that may open a value.
    fn next_bracket(&self, at: usize) -> Option<usize> {
        let bytes = self.content.as_bytes();
        let mut at = at;
        loop {
            at += memchr::memchr2(b'{', b'[', bytes.get(at..)?)?;
            let run = bytes[at..].iter().take_while(|byte| **byte == b'[').count();
            if run <= MAX_DEPTH {
                return Some(at);
            }
            // No value is nested so deeply.
            at += run;
        }
    }

    /// Records the gap between the last value and `start`.
    fn gap_before(&mut self, start: usize, found: &mut Segments<'t>) -> Result<(), PartOfValue> {
        let gap = &self.content[self.end..start];
        let words = gap.trim_matches(|character: char| {
            character.is_whitespace() || matches!(character, '\u{feff}' | '\u{1e}' | '\0')
        });
        if words.is_empty() {
            return Ok(());
        }
        let continues =
            self.has_value && (words.starts_with([',', ':', ']', '}']) || begins_member(words));
        let is_key = words.strip_suffix(':').is_some_and(|key| key.trim_end().ends_with('"'));
        if continues || is_key {
            return Err(PartOfValue);
        }
        let begin = self.end + (words.as_ptr() as usize - gap.as_ptr() as usize);
        found.gaps.push(begin..begin + words.len());
        Ok(())
    }

    /// Reads lines with the same prefix, the first of which opens a value at `open`. Returns the end of these
    /// lines; `None` if there are none.
    fn prefixed(
        &mut self,
        open: usize,
        found: &mut Segments<'t>,
    ) -> Result<Option<usize>, PartOfValue> {
        if !self.may_have_prefix || self.budget == 0 {
            return Ok(None);
        }
        for prefix in Prefix::before(self.content, open) {
            let Some((block, end)) = prefix.block(self.content, &self.text.origin) else {
                continue;
            };
            let mut inner = Segments::default();
            let mut scanner = Scanner::new(&block);
            scanner.may_have_prefix = false;
            scanner.scan(&mut inner)?;
            if inner.texts.is_empty() {
                self.spend(end - open);
                continue;
            }
            self.gap_before(prefix.start, found)?;
            found.add(inner, &block.origin);
            (self.end, self.has_value) = (end, true);
            return Ok(Some(end));
        }
        Ok(None)
    }

    /// Returns the end of the damaged value that begins at `open`; `None` if it is neither a response nor a request.
    fn damaged_end(&mut self, open: usize, error: usize) -> Option<usize> {
        self.spend(error - open);
        let end = Prefix::next_start(self.content, open).unwrap_or(self.content.len());
        self.spend(end - open);
        self.evidence.is_within(open..end).then(|| open + self.content[open..end].trim_end().len())
    }

    fn spend(&mut self, bytes: usize) {
        self.budget = self.budget.saturating_sub(bytes);
    }
}
