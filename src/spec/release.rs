//! Releases of operating systems and their spellings.

use std::borrow::Cow;

use foldhash::{HashSet, HashSetExt as _};

/// A release of an operating system, normalized so that its spellings are equal: `12SP3` is `12.3`,
/// `11SP4` is `11.4`. `12.2-sap` differs from `12.2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release<'t>(Cow<'t, str>);

impl<'t> Release<'t> {
    /// Parses a release. `None` if the text is empty.
    #[must_use]
    pub fn of(text: impl Into<Cow<'t, str>>) -> Option<Self> {
        let text = text.into();
        // Fast path: most releases are already normalized, such as `2016`, `2012r2`, `2016v1709`, `12.3`.
        let is_plain = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'r' | b't'..=b'z' | b'.');
        if !text.is_empty() && text.bytes().all(is_plain) {
            return Some(Self(text));
        }
        let mut spelling = text.trim().to_ascii_lowercase();
        spelling.retain(|character| character != ' ');
        let letters = spelling.as_bytes();
        if let Some(at) = letters.windows(2).position(|pair| pair == b"sp") {
            let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
            if is_digit(letters[..at].last()) && is_digit(letters.get(at + 2)) {
                spelling.replace_range(at..at + 2, ".");
            }
        }
        (!spelling.is_empty()).then_some(Self(Cow::Owned(spelling)))
    }

    /// Returns the release with a spelling of its own.
    pub(crate) fn into_owned(self) -> Release<'static> {
        Release(Cow::Owned(self.0.into_owned()))
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
pub fn releases(list: &str) -> impl Iterator<Item = Release<'_>> {
    list.split(',').filter_map(Release::of)
}

/// A set of releases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Releases<'t>(HashSet<Release<'t>>);

impl<'t> Releases<'t> {
    /// Creates an empty set with room for `len` releases.
    #[must_use]
    pub fn with_capacity(len: usize) -> Self {
        Self(HashSet::with_capacity(len))
    }

    /// Parses a comma-separated list.
    #[must_use]
    pub fn of_list(list: impl Into<Cow<'t, str>>) -> Self {
        match list.into() {
            Cow::Borrowed(list) => releases(list).collect(),
            Cow::Owned(list) => releases(&list).map(Release::into_owned).collect(),
        }
    }

    /// Returns `true` if the set contains `release`, in any spelling.
    #[must_use]
    pub fn contains(&self, release: &Release<'_>) -> bool {
        self.0.contains(release)
    }

    /// Returns `true` if the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'t> Extend<Release<'t>> for Releases<'t> {
    fn extend<I: IntoIterator<Item = Release<'t>>>(&mut self, releases: I) {
        self.0.extend(releases);
    }
}

impl<'t> FromIterator<Release<'t>> for Releases<'t> {
    fn from_iter<I: IntoIterator<Item = Release<'t>>>(releases: I) -> Self {
        Self(releases.into_iter().collect())
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
