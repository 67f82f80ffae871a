//! Operating systems and their spellings.

use std::sync::LazyLock;

use crate::json::Value;

use super::words::Meanings;

/// An operating system, as far as the document tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Windows Server, Hyper-V and Azure Stack HCI among it.
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
    OtherLinux,
}

/// How ids, names and `os` attributes begin.
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
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Windows, Self::Rhel, Self::Sles, Self::Esxi, Self::Ubuntu, Self::OtherLinux];

    /// The system that `name` speaks of by the document's own name for it (line 409), and not by
    /// that of a newer system which counts as one: `win2016`, but no `hyperv2019`.
    #[must_use]
    pub fn of_own_name(name: &str) -> Option<Self> {
        let begins = |beginning: &str| {
            name.get(..beginning.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(beginning))
        };
        let is_own = ["win", "rhel", "sles", "esxi", "ubuntu"].into_iter().any(begins);
        is_own.then(|| Self::of_name(name)).flatten()
    }

    /// Whether files for `self` certainly are of no use to `other`. Of two systems that are Linux,
    /// and one of them no more than that, nobody can say.
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

    /// The system that an id, a name or an `os` attribute speaks of by how it begins
    /// (`win2016|…`, `rhels7.4`), compared without case. None where it says nothing.
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
        // The short names that newer servers give SLES 15 and Oracle Linux: `sle15.4`, `ol8`.
        known
            .or_else(|| is_numbered("sle").then_some(Self::Sles))
            .or_else(|| is_numbered("ol").then_some(Self::OtherLinux))
    }

    /// The system that the string `value` speaks of, as [`Self::of_name`].
    pub(super) fn of(value: Value<'_>) -> Option<Self> {
        static MEANINGS: LazyLock<Meanings<Option<System>>> =
            LazyLock::new(|| Meanings::new(System::of_name));
        MEANINGS.of(value)?
    }

    /// What people call it.
    #[must_use]
    pub const fn word(self) -> &'static str {
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
    fn a_system_is_told_by_how_a_name_begins() {
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
    fn a_newer_system_counts_as_another_and_has_no_own_name() {
        assert_eq!(System::of_own_name("win2016|"), Some(System::Windows));
        assert_eq!(System::of_own_name("hyperv2019|"), None);
        assert_eq!(System::of_name("hyperv2019|"), Some(System::Windows));
    }

    #[test]
    fn nobody_can_say_whether_another_linux_takes_files_for_rhel() {
        assert!(System::Windows.differs_from(System::Sles));
        assert!(System::OtherLinux.differs_from(System::Esxi));
        assert!(!System::OtherLinux.differs_from(System::Rhel));
        assert!(!System::Sles.differs_from(System::OtherLinux));
        assert!(!System::Rhel.differs_from(System::Rhel));
    }
}
