//! Operating systems and how names identify them.

use std::sync::LazyLock;

use crate::json::Value;

use super::keywords::Meanings;

/// An operating system, as far as the GET /osImages reference distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum System {
    /// Windows Server, including Hyper-V and Azure Stack HCI.
    Windows,
    /// Red Hat Enterprise Linux (`rhel`, `rhels`).
    Rhel,
    /// SUSE Linux Enterprise Server.
    Sles,
    /// VMware ESXi.
    Esxi,
    /// Ubuntu.
    Ubuntu,
    /// Another Linux, such as Rocky Linux or CentOS.
    #[cfg_attr(test, schemars(rename = "linux"))]
    OtherLinux,
}

/// The prefixes of ids, names and `os` attributes.
pub(crate) const BEGINNINGS: &[(&str, System)] = &[
    ("win", System::Windows),
    ("hyperv", System::Windows),
    ("hyper-v", System::Windows),
    ("azurestack", System::Windows),
    ("azshci", System::Windows),
    ("ashci", System::Windows),
    ("rhel", System::Rhel),
    ("redhat", System::Rhel),
    ("sles", System::Sles),
    ("suse", System::Sles),
    ("esxi", System::Esxi),
    ("vmware", System::Esxi),
    ("ubuntu", System::Ubuntu),
    ("rocky", System::OtherLinux),
    ("centos", System::OtherLinux),
    ("alma", System::OtherLinux),
    ("oracle", System::OtherLinux),
    ("debian", System::OtherLinux),
];

impl System {
    /// All systems.
    pub const ALL: [Self; 6] =
        [Self::Windows, Self::Rhel, Self::Sles, Self::Esxi, Self::Ubuntu, Self::OtherLinux];

    /// Returns the system whose documented name (`supportedImages[].name`) `name` begins with. `None` for
    /// the names of newer systems that count as that system: `win2016` matches, `hyperv2019` does not.
    #[must_use]
    pub fn of_own_name(name: &str) -> Option<Self> {
        let begins = |beginning: &str| {
            name.get(..beginning.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(beginning))
        };
        let is_own = ["win", "rhel", "sles", "esxi", "ubuntu"].into_iter().any(begins);
        is_own.then(|| Self::of_name(name)).flatten()
    }

    /// Returns `true` if files for `self` are certainly not usable for `other`. If one is an unspecific
    /// Linux and the other any Linux, this is not certain.
    #[must_use]
    pub fn differs_from(self, other: Self) -> bool {
        let is_linux = |system| matches!(system, Self::Rhel | Self::Sles | Self::Ubuntu);
        match (self, other) {
            (Self::OtherLinux, other) | (other, Self::OtherLinux) => {
                !matches!(other, Self::OtherLinux) && !is_linux(other)
            }
            _ => self != other,
        }
    }

    /// Returns the system that the prefix of an id, a name or an `os` attribute identifies
    /// (`win2016|…`, `rhels7.4`), compared case-insensitively. `None` if the prefix is unknown.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let begins = |beginning: &str| {
            name.get(..beginning.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(beginning))
        };
        let first = name.bytes().next()?.to_ascii_lowercase();
        let mut likely =
            BEGINNINGS.iter().filter(|(beginning, _)| beginning.as_bytes()[0] == first);
        let known = likely.find(|(beginning, _)| begins(beginning)).map(|(_, system)| *system);
        let is_numbered = |word: &str| {
            begins(word) && name.as_bytes().get(word.len()).is_some_and(u8::is_ascii_digit)
        };
        // Newer servers use short names for SLES 15 and Oracle Linux: `sle15.4`, `ol8`.
        known
            .or_else(|| is_numbered("sle").then_some(Self::Sles))
            .or_else(|| is_numbered("ol").then_some(Self::OtherLinux))
    }

    /// Returns the system that the string `value` identifies by its prefix.
    pub(crate) fn of(value: Value<'_>) -> Option<Self> {
        static MEANINGS: LazyLock<Meanings<Option<System>>> =
            LazyLock::new(|| Meanings::new(System::of_name));
        MEANINGS.of(value)?
    }

    /// Returns the system as written in configurations and in the rule model.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::Rhel => "rhel",
            Self::Sles => "sles",
            Self::Esxi => "esxi",
            Self::Ubuntu => "ubuntu",
            Self::OtherLinux => "linux",
        }
    }

    /// Returns the name of the system for messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Rhel => "RHEL",
            Self::Sles => "SLES",
            Self::Esxi => "ESXi",
            Self::Ubuntu => "Ubuntu",
            Self::OtherLinux => "another Linux",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::System;

    #[test]
    fn prefix_identifies_system() {
        for (name, system) in [
            ("win2016|win2016-x86_64-install-Datacenter", Some(System::Windows)),
            ("rhels7.4|", Some(System::Rhel)),
            ("rhel", Some(System::Rhel)),
            ("SLES12.2", Some(System::Sles)),
            ("esxi6.5_0.14|", Some(System::Esxi)),
            ("rocky9", Some(System::OtherLinux)),
            ("sle15.4|", Some(System::Sles)),
            ("ol8", Some(System::OtherLinux)),
            ("sle", None),
            ("old", None),
            ("mine", None),
            ("", None),
        ] {
            assert_eq!(System::of_name(name), system, "{name}");
        }
    }

    #[test]
    fn newer_system_has_no_own_name() {
        assert_eq!(System::of_own_name("win2016|"), Some(System::Windows));
        assert_eq!(System::of_own_name("hyperv2019|"), None);
        assert_eq!(System::of_name("hyperv2019|"), Some(System::Windows));
    }

    #[test]
    fn other_linux_may_accept_rhel_files() {
        assert!(System::Windows.differs_from(System::Sles));
        assert!(System::OtherLinux.differs_from(System::Esxi));
        assert!(!System::OtherLinux.differs_from(System::Rhel));
        assert!(!System::Sles.differs_from(System::OtherLinux));
        assert!(!System::Rhel.differs_from(System::Rhel));
    }
}
