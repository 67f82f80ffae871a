//! The words that only a response or a deployment request has.

use std::ops::Range;

/// The names of the attributes that say whether something can be deployed.
const NAMES: [&str; 2] = ["deployStatus", "readyCheck"];

/// The names of attributes that only a deployment request or a response of GET /hostPlatforms has.
const OF_DEPLOYMENTS: [&str; 2] = ["selectedImage", "availableImages"];

/// Where a text contains the names of readiness attributes, or of those of deployments.
pub(super) struct Evidence(Vec<usize>);

impl Evidence {
    pub(super) fn of(text: &str) -> Self {
        let mut locations: Vec<usize> =
            locations(text, &NAMES).chain(locations(text, &OF_DEPLOYMENTS)).collect();
        locations.sort_unstable();
        Self(locations)
    }

    /// Returns whether a name begins in `range`.
    pub(super) fn is_within(&self, range: Range<usize>) -> bool {
        let next = self.0.partition_point(|location| *location < range.start);
        self.0.get(next).is_some_and(|location| *location < range.end)
    }
}

/// Returns whether a text contains the name of a readiness attribute as a separate word: it was
/// meant to be a response, or contains one.
#[must_use]
pub fn holds_evidence(text: &str) -> bool {
    locations(text, &NAMES).next().is_some()
}

/// Returns whether a text contains the name of an attribute that only a deployment request or a response of
/// GET /hostPlatforms has, as a separate word.
#[must_use]
pub fn holds_deployment(text: &str) -> bool {
    locations(text, &OF_DEPLOYMENTS).next().is_some()
}

fn locations<'t>(text: &'t str, names: &'t [&'t str]) -> impl Iterator<Item = usize> + 't {
    names.iter().flat_map(move |name| {
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
