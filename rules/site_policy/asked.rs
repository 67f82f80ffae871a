//! What a site may ask for: `[site-policy]` of the configuration.

use crate::document::At;
use crate::model::{Release, System, Version};
use crate::pattern::Pattern;

/// What this site asks for. What is absent is not asked for.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct SitePolicy {
    /// Only images that one of these globs matches, by id or name.
    pub allowed_images: Option<At<Vec<At<Pattern>>>>,
    /// No image that one of these globs matches, by id or name.
    pub denied_images: Option<At<Vec<At<Pattern>>>>,
    /// Only these releases: globs such as "15.*", after the system where only its releases are meant,
    /// as in "sles 15.*". Both spellings of a service pack are one: 15SP2 is 15.2.
    pub allowed_releases: Option<At<Vec<At<ReleasePattern>>>>,
    /// None of these releases, written as the allowed ones are.
    pub denied_releases: Option<At<Vec<At<ReleasePattern>>>>,
    /// The lowest version that a boot file may have, such as "2.1".
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub minimum_boot_file_version: Option<At<Version>>,
    /// Where profiles put data and software on the host.
    pub deploy_path: Option<DeployPath>,
    /// The kinds of device drivers of which each profile must carry at least one.
    pub required_drivers: Option<At<Vec<At<DeviceType>>>>,
    /// Whether only customized profiles may be there.
    pub custom_profiles_only: Option<At<bool>>,
    /// How many days old a snapshot may be, by its lastRefreshed, or else by the date in the file's
    /// name, or else by the file's own.
    #[cfg_attr(test, schemars(range(min = 1, max = 36500)))]
    pub max_age_days: Option<At<u32>>,
    /// The most disk space that the repository may take, such as "200 GB".
    pub disk_budget: Option<At<Size>>,
}

/// Where profiles put data and software on the host. What is absent is not asked for.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct DeployPath {
    /// On Windows, such as 'c:\lxca'; compared without case.
    pub windows: Option<At<String>>,
    /// On Linux, such as "/home/lxca".
    pub linux: Option<At<String>>,
}

/// A kind of device driver (line 103).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum DeviceType {
    /// Network adapters.
    Nic,
    /// Storage adapters.
    Storage,
    /// Fibre Channel adapters.
    Hba,
    /// Other adapters.
    Other,
}

impl DeviceType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nic, Self::Storage, Self::Hba, Self::Other];

    /// The word for it in a response.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nic => "nic",
            Self::Storage => "storage",
            Self::Hba => "hba",
            Self::Other => "other",
        }
    }
}

/// Some releases, of one system or of all.
#[derive(Clone, Debug)]
pub struct ReleasePattern {
    text: String,
    system: Option<System>,
    release: Pattern,
}

impl ReleasePattern {
    /// The releases that `text` names: `sles 15.*`, `2019`.
    ///
    /// # Errors
    /// Why it names none, in words.
    pub fn of(text: &str) -> Result<Self, String> {
        let (system, glob) = match text.trim().split_once(' ') {
            Some((system, glob)) => {
                let known = System::of_name(system).ok_or_else(|| {
                    format!("\"{system}\" is no system such as windows, rhel, sles, esxi or ubuntu")
                })?;
                (Some(known), glob)
            }
            None => (None, text.trim()),
        };
        // Written as responses write it, 15SP2 is 15.2.
        let glob = Release::of(glob).map_or(String::new(), |release| release.as_str().to_owned());
        Ok(Self { text: text.to_owned(), system, release: Pattern::of_ids(&glob)? })
    }

    /// The releases, as they were written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is about `system`, as far as that is known.
    #[must_use]
    pub fn is_about(&self, system: Option<System>) -> bool {
        self.system.is_none() || self.system == system
    }

    /// Whether it names this release.
    #[must_use]
    pub fn matches(&self, release: &Release) -> bool {
        self.release.matches(release.as_str())
    }
}

#[cfg(test)]
impl schemars::JsonSchema for ReleasePattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReleasePattern".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1 })
    }
}

/// Disk space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// As it was written.
    pub text: String,
    /// In KB, as responses count it.
    pub kilobytes: i64,
}

/// The units, in KB.
const UNITS: [(&str, i64); 4] = [("kb", 1), ("mb", 1 << 10), ("gb", 1 << 20), ("tb", 1 << 30)];

impl Size {
    /// The size that `text` spells: a number, which may have a decimal point, and a unit.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let lower = text.trim().to_ascii_lowercase();
        let at = lower.find(|character: char| character.is_ascii_alphabetic())?;
        let (number, unit) = (lower[..at].trim(), lower[at..].replace("ib", "b"));
        let (_, factor) = UNITS.iter().find(|(known, _)| *known == unit)?;
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 3 {
            return None;
        }
        let thousandths: i64 = format!("{part:0<3}").parse().ok()?;
        let kilobytes = whole.parse::<i64>().ok()?.checked_mul(*factor)?;
        let kilobytes = kilobytes.checked_add(factor * thousandths / 1000)?;
        Some(Self { text: text.trim().to_owned(), kilobytes })
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Size {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^ *[0-9]+([.][0-9]{1,3})? *[KkMmGgTt][Ii]?[Bb] *$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_and_a_unit() {
        let of = |text: &str| Size::of(text).map(|size| size.kilobytes);
        assert_eq!(of("200 GB"), Some(200 << 20));
        assert_eq!(of("1.5gb"), Some(3 << 19));
        assert_eq!(of(" 10 KiB "), Some(10));
        for text in ["", "200", "GB", "-1 GB", "1,5 GB", "1 PB", "9999999999999 TB"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn releases_are_named_in_either_spelling_and_for_one_system_or_all() {
        let names = |text: &str, release: &str| {
            let pattern = ReleasePattern::of(text).unwrap();
            pattern.is_about(Some(System::Sles)) && pattern.matches(&Release::of(release).unwrap())
        };
        assert!(names("sles 15SP2", "15.2") && names("15.*", "15SP3") && names("SLES 15*", "15"));
        assert!(!names("rhel 15.2", "15.2") && !names("12.*", "15.2"));
        assert!(ReleasePattern::of("solaris 11").is_err() && ReleasePattern::of("").is_err());
    }
}
