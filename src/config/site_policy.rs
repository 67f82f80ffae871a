//! The site policy: `[site-policy]` of the configuration.

use crate::model::Version;
use crate::pattern::Pattern;
use crate::source::Spanned;
use crate::spec::{Release, System};

use super::DeployTarget;

/// The requirements of a site. An absent option sets no requirement.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct SitePolicy {
    /// Allows only images whose id or name matches one of these globs.
    pub allowed_images: Option<Spanned<Vec<Spanned<Pattern>>>>,
    /// Denies images whose id or name matches one of these globs.
    pub denied_images: Option<Spanned<Vec<Spanned<Pattern>>>>,
    /// Allows only these releases: globs such as "15.*", or "sles 15.*" for the releases of one system.
    /// Both spellings of a service pack are equivalent: 15SP2 is 15.2.
    pub allowed_releases: Option<Spanned<Vec<Spanned<ReleasePattern>>>>,
    /// Denies these releases, in the same form as `allowed-releases`.
    pub denied_releases: Option<Spanned<Vec<Spanned<ReleasePattern>>>>,
    /// The minimum release of each system, such as { sles = "15.3" }. An image whose release is older, or cannot
    /// be compared, is not allowed.
    #[cfg_attr(test, schemars(with = "Option<std::collections::BTreeMap<String, String>>"))]
    pub minimum_release: Vec<MinimumRelease>,
    /// The minimum version of a boot file, such as "2.1".
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub minimum_boot_file_version: Option<Spanned<Version>>,
    /// The path on the host where profiles put data and software.
    pub deploy_path: Option<DeployPath>,
    /// The kinds of device drivers that each profile needs: at least one driver of each kind.
    pub required_drivers: Option<Spanned<Vec<Spanned<DeviceType>>>>,
    /// The minimum versions of device drivers.
    #[cfg_attr(test, schemars(with = "Option<Vec<MinimumDriverVersion>>"))]
    pub minimum_driver_version: Vec<MinimumDriverVersion>,
    /// The systems whose customized profiles must use an unattend file.
    pub required_unattend_file: Option<Spanned<Vec<Spanned<System>>>>,
    /// The deployment targets whose servers must not be installed from the preloaded WinPE. The option `reading` of
    /// the rule preloaded-winpe says what the flag means.
    pub denied_preloaded_winpe: Option<Spanned<Vec<Spanned<DeployTarget>>>>,
    /// Whether every profile must be customized.
    pub custom_profiles_only: Option<Spanned<bool>>,
    /// The maximum age of a snapshot in days, by its `lastRefreshed`, otherwise by the date in the file
    /// name, otherwise by the file's modification time.
    #[cfg_attr(test, schemars(range(min = 1, max = 36500)))]
    pub max_age_days: Option<Spanned<u32>>,
    /// The maximum disk space that the repository may use, such as "200 GB".
    pub disk_budget: Option<Spanned<Size>>,
}

/// The minimum release of a system.
#[derive(Clone, Debug)]
pub struct MinimumRelease {
    /// The system.
    pub system: System,
    /// The release, which can be compared.
    pub release: Spanned<String>,
}

/// The minimum version of some device drivers. An absent option selects all.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct MinimumDriverVersion {
    /// The drivers whose id or name matches this glob, such as "mlnx*".
    pub drivers: Option<Spanned<Pattern>>,
    /// The drivers of this kind.
    #[cfg_attr(test, schemars(rename = "type"))]
    pub device_type: Option<Spanned<DeviceType>>,
    /// The drivers of this system.
    pub system: Option<Spanned<System>>,
    /// The minimum version, such as "5.50".
    #[cfg_attr(test, schemars(with = "String"))]
    pub version: Spanned<Version>,
}

/// The path on the host where profiles put data and software. An absent option sets no requirement.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct DeployPath {
    /// The path on Windows, such as 'c:\lxca'; compared case-insensitively.
    pub windows: Option<Spanned<String>>,
    /// The path on Linux, such as "/home/lxca".
    pub linux: Option<Spanned<String>>,
}

/// A kind of device driver.
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
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Nic, Self::Storage, Self::Hba, Self::Other];

    /// Returns the kind as written in a response.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nic => "nic",
            Self::Storage => "storage",
            Self::Hba => "hba",
            Self::Other => "other",
        }
    }
}

/// A glob over releases, of one system or of all.
#[derive(Clone, Debug)]
pub struct ReleasePattern {
    text: String,
    system: Option<System>,
    release: Pattern,
}

impl ReleasePattern {
    /// Parses a release pattern such as `sles 15.*` or `2019`.
    ///
    /// # Errors
    /// Returns a message if the system is unknown or the glob is invalid.
    pub fn of(text: &str) -> Result<Self, String> {
        if text.contains(['<', '>', '=', '!', '~', '^']) {
            return Err(
                "a comparison is not a glob: use minimum-release = { sles = \"15.3\" }".to_owned()
            );
        }
        let (system, glob) = match text.trim().split_once(' ') {
            Some((system, glob)) => {
                let known = System::of_name(system).ok_or_else(|| {
                    format!("unknown system \"{system}\": use windows, rhel, sles, esxi or ubuntu")
                })?;
                (Some(known), glob)
            }
            None => (None, text.trim()),
        };
        // Normalized as in responses: 15SP2 becomes 15.2.
        let glob = Release::of(glob).map_or(String::new(), |release| release.as_str().to_owned());
        Ok(Self { text: text.to_owned(), system, release: Pattern::of_ids(&glob)? })
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the system whose releases it matches. `None` for those of all systems.
    #[must_use]
    pub fn system(&self) -> Option<System> {
        self.system
    }

    /// Returns the glob over releases, in the spelling of the rule model: 15SP2 is 15.2.
    #[must_use]
    pub fn release(&self) -> &Pattern {
        &self.release
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

/// An amount of disk space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// The size as written.
    pub text: String,
    /// The size in KB, the unit of responses.
    pub kilobytes: i64,
}

/// Units and their sizes in KB.
const UNITS: [(&str, i64); 4] = [("kb", 1), ("mb", 1 << 10), ("gb", 1 << 20), ("tb", 1 << 30)];

impl Size {
    /// Parses a size: a number, with up to three decimal places, and a unit. `None` if `text` is not a size.
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
    fn size_needs_number_and_unit() {
        let of = |text: &str| Size::of(text).map(|size| size.kilobytes);
        assert_eq!(of("200 GB"), Some(200 << 20));
        assert_eq!(of("1.5gb"), Some(3 << 19));
        assert_eq!(of(" 10 KiB "), Some(10));
        for text in ["", "200", "GB", "-1 GB", "1,5 GB", "1 PB", "9999999999999 TB"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn release_pattern_matches_both_spellings() {
        let names = |text: &str, release: &str| {
            let pattern = ReleasePattern::of(text).unwrap();
            let release = Release::of(release).unwrap();
            pattern.system().is_none_or(|system| system == System::Sles)
                && pattern.release().matches(release.as_str())
        };
        assert!(names("sles 15SP2", "15.2") && names("15.*", "15SP3") && names("SLES 15*", "15"));
        assert!(!names("rhel 15.2", "15.2") && !names("12.*", "15.2"));
        assert!(ReleasePattern::of("solaris 11").is_err() && ReleasePattern::of("").is_err());
        for text in ["sles >=15.3", "sles >= 15.3", ">15", "sles ~15", "15.3 < 16"] {
            assert!(ReleasePattern::of(text).is_err(), "{text}");
        }
    }
}
