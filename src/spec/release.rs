//! Releases of operating systems and their spellings.

/// A release of an operating system, normalized so that its spellings are equal: `12SP3` is `12.3`,
/// `11SP4` is `11.4`. `12.2-sap` differs from `12.2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release(String);

impl Release {
    /// Parses a release. `None` if the text is empty.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        // Fast path: most releases are already normalized, such as `2016`, `2012r2`, `12.3`.
        if text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'r' | b'.')) {
            return (!text.is_empty()).then(|| Self(text.to_owned()));
        }
        let mut spelling = text.to_ascii_lowercase();
        spelling.retain(|character| character != ' ');
        if let Some(at) = spelling.find("sp") {
            let digits_around = spelling[..at].ends_with(|before: char| before.is_ascii_digit())
                && spelling[at + 2..].starts_with(|after: char| after.is_ascii_digit());
            if digits_around {
                spelling.replace_range(at..at + 2, ".");
            }
        }
        (!spelling.is_empty()).then_some(Self(spelling))
    }

    /// Returns the normalized spelling: `12.3` for `12SP3`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part before the first dot as a number: 15 for `15.2`.
    #[must_use]
    pub fn major(&self) -> Option<u32> {
        let digits = self.0.split(|character: char| !character.is_ascii_digit()).next()?;
        digits.parse().ok()
    }
}

/// Parses a comma-separated list such as "2012,2012r2,2016". An empty list, which means all releases,
/// yields nothing.
pub fn releases(list: &str) -> impl Iterator<Item = Release> {
    list.split(',').filter_map(Release::of)
}

/// A set of releases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Releases(Vec<Release>);

impl Releases {
    /// Creates an empty set.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Parses a comma-separated list.
    #[must_use]
    pub fn of_list(list: &str) -> Self {
        releases(list).collect()
    }

    /// Returns `true` if the set contains `release`, in any spelling.
    #[must_use]
    pub fn contains(&self, release: &Release) -> bool {
        self.0.binary_search(release).is_ok()
    }

    /// Returns `true` if the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Release> for Releases {
    fn from_iter<I: IntoIterator<Item = Release>>(releases: I) -> Self {
        let mut sorted: Vec<Release> = releases.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self(sorted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_release_are_equal() {
        let same = |left, right| Release::of(left) == Release::of(right);
        assert!(same("12SP3", "12.3"));
        assert!(same("11sp4", "11.4"));
        assert!(same(" 2012R2", "2012r2"));
        assert!(same("9 SP1", "9.1"));
        for spelling in ["12spx", "xsp3"] {
            assert_eq!(Release::of(spelling).unwrap().as_str(), spelling);
        }
        assert!(!same("12.2-sap", "12.2"));
        assert!(!same("10.0", "9.0"));
        assert_eq!(Release::of(" "), None);
        assert_eq!(Release::of("15SP2").and_then(|release| release.major()), Some(15));
        assert_eq!(releases("2012,2012r2, 2016").count(), 3);
        assert_eq!(releases("").count(), 0);
    }

    #[test]
    fn release_set_matches_both_spellings() {
        let set = Releases::of_list("12SP3,11.4, 15");
        let has = |text| Release::of(text).is_some_and(|release| set.contains(&release));
        assert!(has("12.3") && has("11SP4") && has("15"));
        assert!(!has("15.1"));
        assert!(Releases::of_list(" ,").is_empty() && !set.is_empty());
    }
}
