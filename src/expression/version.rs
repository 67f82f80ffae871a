//! Releases and versions that compare as people order them.

use std::cmp::Ordering;

use crate::spec::Release;

/// A release or version in an order: `12SP3` equals `12.3`, 2.10 is newer than 2.9, 2012r2 than 2012.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseNumber(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Word(String),
    Number(u64),
}

impl ReleaseNumber {
    /// Parses a release or version; `None` if it does not begin with a number or has a number of more than
    /// 18 digits. A `v` before the number is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let release = Release::of(text)?;
        let text = release.as_str();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        if !text.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let mut parts = Vec::new();
        for piece in text.split(['.', '-', '_']) {
            let mut rest = piece;
            while let Some(first) = rest.chars().next() {
                let is_digit = first.is_ascii_digit();
                let end = rest.find(|next: char| next.is_ascii_digit() != is_digit);
                let (part, others) = rest.split_at(end.unwrap_or(rest.len()));
                parts.push(match is_digit {
                    true if part.len() > 18 => return None,
                    true => Part::Number(part.parse().ok()?),
                    false => Part::Word(part.to_ascii_lowercase()),
                });
                rest = others;
            }
        }
        while parts.len() > 1 && parts.last() == Some(&Part::Number(0)) {
            parts.pop();
        }
        Some(Self(parts))
    }
}

impl PartialOrd for ReleaseNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ReleaseNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::ReleaseNumber;

    #[test]
    fn releases_and_versions_are_ordered() {
        let ordered = [
            "v1", "2.9", "2.10", "12.2", "12.2-sap", "12SP3", "15", "15.3", "2012", "2012R2",
            "2016",
        ];
        let parsed = ordered.map(|text| ReleaseNumber::parse(text).unwrap());
        assert!(parsed.windows(2).all(|pair| pair[0] < pair[1]), "{parsed:?}");
        assert_eq!(ReleaseNumber::parse("12SP3"), ReleaseNumber::parse("12.3"));
        assert_eq!(ReleaseNumber::parse("V2.0"), ReleaseNumber::parse("2"));
        for text in ["", "x", "latest", "9999999999999999999"] {
            assert_eq!(ReleaseNumber::parse(text), None, "{text}");
        }
    }
}
