//! Versions of files, and other values that only the site policy uses.

use std::fmt;

use crate::json::Value;

use super::{File, Response, Shape, Text, names};

/// A numeric version such as `2.1.10`, so that 2.10 is newer than 2.9.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u64>);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u64::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

impl Version {
    /// Parses a version of numbers and dots, with an optional `v` prefix. `None` if it is anything else.
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
    /// Returns the `version` attribute.
    #[must_use]
    pub fn version(self) -> Option<Text<'a>> {
        Text::member(self.value, names::VERSION)
    }

    /// Returns the kind of a device driver: `nic`, `storage`, `hba` or `other` (`driverFiles[].devicetype`).
    #[must_use]
    pub fn device_type(self) -> Option<Text<'a>> {
        Text::member(self.value, names::DEVICETYPE)
    }
}

impl<'a> Response<'a> {
    /// Returns the time of the last refresh of the repository, as written (`lastRefreshed`).
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
    fn versions_compare_numerically() {
        let of = |text| Version::of(text).unwrap();
        assert!(of("2.10") > of("2.9") && of("v2") > of("1.9.9"));
        assert_eq!(of("2.0"), of(" V2"));
        assert!(Version::of("").is_none() && Version::of("2.x").is_none());
    }
}
