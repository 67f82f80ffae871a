//! The operating systems that the generator knows, and their releases.

use fastrand::Rng;

/// An operating system that the server deploys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    Windows,
    Rhel,
    Sles,
    Esxi,
    Ubuntu,
}

impl System {
    /// Every system, in the order in which `supportedImages` lists them.
    pub const ALL: [System; 5] =
        [System::Rhel, System::Sles, System::Windows, System::Esxi, System::Ubuntu];

    /// The name in `supportedImages`, which is also how ids of images begin.
    pub fn name(self) -> &'static str {
        match self {
            System::Windows => "win",
            System::Rhel => "rhels",
            System::Sles => "sles",
            System::Esxi => "esxi",
            System::Ubuntu => "ubuntu",
        }
    }

    /// The name for people.
    pub fn display_name(self) -> &'static str {
        match self {
            System::Windows => "Microsoft Windows Server",
            System::Rhel => "Red Hat Enterprise Linux",
            System::Sles => "SUSE Linux Enterprise Server",
            System::Esxi => "VMware vSphere Hypervisor (ESXi)",
            System::Ubuntu => "Ubuntu Server",
        }
    }

    /// The name in a file's `os`: servers write both `rhel` and `rhels`.
    pub fn file_os(self, rng: &mut Rng) -> &'static str {
        match self {
            System::Rhel if rng.u8(..4) == 0 => "rhel",
            _ => self.name(),
        }
    }

    /// The releases that images are made of.
    pub fn image_releases(self) -> &'static [&'static str] {
        match self {
            System::Windows => &["2016", "2019", "2022", "2012r2", "2016v1709"],
            System::Rhel => &["7.4", "8.6", "7.9", "8.2", "8.4", "7.6", "9.0"],
            System::Sles => &["12.3", "15.2", "12.5", "15", "15.4", "12.4", "15.3"],
            System::Esxi => &["6.7", "7.0", "6.5U1", "6.7U3", "7.0U2"],
            System::Ubuntu => &["22.04", "20.04", "18.04"],
        }
    }

    /// Older releases that are supported, but that no image is made of.
    pub fn older_releases(self) -> &'static [&'static str] {
        match self {
            System::Windows => &["2012"],
            System::Rhel => &["6.8", "6.9", "7.2", "7.3"],
            System::Sles => &["11.4", "12.2", "12.2-sap"],
            System::Esxi => &["5.5U3", "6.0U2"],
            System::Ubuntu => &[],
        }
    }

    /// Whether profiles may carry files of every custom kind (boot files are for Windows only).
    pub fn takes_custom_files(self) -> bool {
        matches!(self, System::Windows | System::Sles)
    }

    /// Whether profiles may carry device drivers.
    pub fn takes_drivers(self) -> bool {
        matches!(self, System::Windows | System::Sles | System::Rhel)
    }

    /// The default place for data on a deployed host.
    pub fn deploy_path(self, rng: &mut Rng) -> &'static str {
        match self {
            System::Windows if rng.bool() => "c:\\lxca",
            System::Windows => "C:\\lxca",
            _ => "/home/lxca",
        }
    }

    /// The release as servers write it: service packs of SLES have two spellings.
    pub fn spelled(self, release: &str, rng: &mut Rng) -> String {
        match release.split_once('.') {
            Some((major, minor)) if self == System::Sles && is_number(minor) && rng.bool() => {
                format!("{major}SP{minor}")
            }
            _ => release.to_owned(),
        }
    }

    /// The release as it stands in the id of a driver, where no spelling is kept to.
    pub fn spelled_in_id(self, release: &str, rng: &mut Rng) -> String {
        match (self, release.split_once('.')) {
            (System::Sles, Some((major, minor))) => match rng.u8(..3) {
                0 => format!("sles{major}sp{minor}"),
                1 => format!("sles{major}{minor}"),
                _ => format!("sles{major}.{minor}"),
            },
            (System::Rhel, Some((major, minor))) if rng.bool() => format!("rhel{major}{minor}"),
            _ => format!("{}{release}", self.name()),
        }
    }

    /// A comma list of releases that holds this one.
    pub fn release_list(self, release: &str, rng: &mut Rng) -> String {
        let others = self.image_releases().iter().filter(|other| **other != release);
        let count = if rng.bool() { rng.usize(1..4) } else { 0 };
        let mut list: Vec<&str> = rng.choose_multiple(others.copied(), count);
        list.push(release);
        rng.shuffle(&mut list);
        let spelled: Vec<String> = list.iter().map(|release| self.spelled(release, rng)).collect();
        spelled.join(",")
    }
}

/// Whether a part of a release is a plain number.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
