//! Operating systems and their spellings.

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
const BEGINNINGS: &[(&str, System)] = &[
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
    /// The system that an id, a name or an `os` attribute speaks of by how it begins
    /// (`win2016|…`, `rhels7.4`), compared without case. None where it says nothing.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let begins = |beginning: &str| {
            name.get(..beginning.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(beginning))
        };
        BEGINNINGS.iter().find(|(beginning, _)| begins(beginning)).map(|(_, system)| *system)
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
            ("mine", None),
            ("", None),
        ] {
            assert_eq!(System::of_name(name), system, "{name}");
        }
    }
}
