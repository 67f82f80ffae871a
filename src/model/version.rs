//! Versions of files, and the other few values that only a site's policy asks for.

use crate::json::Value;

use super::{File, Response, Shape, Text, names};

/// A version of numbers, such as `2.1.10`, so that 2.10 is newer than 2.9.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u64>);

impl Version {
    /// The version that `text` spells, with a `v` before it or not; none where it is not one of
    /// numbers and dots.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let mut numbers: Vec<u64> =
            text.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        while numbers.len() > 1 && numbers.last() == Some(&0) {
            numbers.pop();
        }
        Some(Self(numbers))
    }
}

impl<'a> File<'a> {
    /// Its version, as it stands (line 57).
    #[must_use]
    pub fn version(self) -> Option<Text<'a>> {
        Text::member(self.value, names::VERSION)
    }

    /// What a device driver is for: nic, storage, hba or other (line 103).
    #[must_use]
    pub fn device_type(self) -> Option<Text<'a>> {
        Text::member(self.value, names::DEVICETYPE)
    }
}

impl<'a> Response<'a> {
    /// When the server last refreshed its repository, as it stands (line 284).
    #[must_use]
    pub fn last_refreshed(&self) -> Option<Text<'a>> {
        let whole: Option<Value<'a>> = (self.shape == Shape::Whole).then_some(self.value);
        Text::member(whole?, names::LAST_REFRESHED)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_compare_as_numbers_and_not_as_text() {
        let of = |text| Version::of(text).unwrap();
        assert!(of("2.10") > of("2.9") && of("v2") > of("1.9.9"));
        assert_eq!(of("2.0"), of(" V2"));
        assert!(Version::of("").is_none() && Version::of("2.x").is_none());
    }
}
