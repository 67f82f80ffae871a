//! The words that only a response has.

use std::ops::Range;

/// The names of the attributes that say whether something can be deployed.
const NAMES: [&str; 2] = ["deployStatus", "readyCheck"];

/// Where a text contains the names of readiness attributes.
pub(super) struct Evidence(Vec<usize>);

impl Evidence {
    pub(super) fn of(text: &str) -> Self {
        let mut places: Vec<usize> = places(text).collect();
        places.sort_unstable();
        Self(places)
    }

    /// Returns whether a name begins in `range`.
    pub(super) fn is_within(&self, range: Range<usize>) -> bool {
        let next = self.0.partition_point(|place| *place < range.start);
        self.0.get(next).is_some_and(|place| *place < range.end)
    }
}

/// Returns whether a text contains the name of a readiness attribute as a separate word: it was
/// meant to be a response, or contains one.
#[must_use]
pub fn holds_evidence(text: &str) -> bool {
    places(text).next().is_some()
}

fn places(text: &str) -> impl Iterator<Item = usize> {
    NAMES.iter().flat_map(move |name| {
        memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).filter(move |at| {
            let next = text.as_bytes().get(at + name.len());
            next.is_none_or(|next| !next.is_ascii_alphanumeric())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_a_whole_word() {
        for text in ["deployStatus", "{'readyCheck': {", "a deployStatus", "deployStatus=ready"] {
            assert!(holds_evidence(text), "{text}");
        }
        for text in ["", "deployStatusID", "readyChecks", "status"] {
            assert!(!holds_evidence(text), "{text}");
        }
    }
}
