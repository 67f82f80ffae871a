//! Files that the server brings along: boot files, bundles, device drivers and unattend files.

use serde_json::json;

use super::builder::{Builder, List};
use super::systems::System;
use super::texts;

/// The groups of Windows releases that one boot file serves.
const BOOT_GROUPS: [(&str, &[&str]); 2] =
    [("winpe-x64-g1", &["2012r2", "2016", "2016v1709"]), ("winpe-x64-g2", &["2019", "2022"])];

/// Adapters: the kind of device, the vendor, the chip, and the name of the package.
const ADAPTERS: &[(&str, &str, &str, &str)] = &[
    ("nic", "Intel", "ice", "intel-ice-kmod"),
    ("storage", "Microchip", "smartpqi", "msc-smartpqi"),
    ("hba", "Emulex", "lpfc", "elx-lpfc-dd"),
    ("other", "Intel", "chipset", "intel-chipset-inf"),
    ("nic", "Mellanox", "mlx5", "mlnx-ofed-core"),
    ("nic", "Intel", "i40e", "intel-i40e-kmod"),
    ("storage", "Marvell", "mvsata", "mrvl-88se-raid"),
    ("hba", "QLogic", "qla2xxx", "ql-fc-2600"),
    ("other", "ASPEED", "ast", "ast-drm-display"),
    ("nic", "QLogic", "qede", "ql-fastlinq-l2"),
    ("storage", "Intel", "vroc", "intel-vroc-rste"),
    ("hba", "QLogic", "qedf", "ql-fastlinq-fcoe"),
    ("nic", "Solarflare", "sfc", "xlnx-sfc-net"),
    ("storage", "Samsung", "nvme", "ssg-nvme-stor"),
    ("other", "NVIDIA", "tesla", "nv-compute-driver"),
    ("other", "AMD", "psp", "amd-psp-platform"),
];

/// The platforms of servers as drivers list them.
const PLATFORMS: &[&str] = &["immv2", "immv3", "thinkserver"];

impl Builder {
    /// Adds the boot files that the server brings along.
    pub fn add_predefined_boot_files(&mut self) {
        for (id, releases) in BOOT_GROUPS {
            let boot_file = json!({
                            "description": format!("WinPE that comes with the server, {}", releases.join(", ")),
                            "failedToLoad": false,
                            "id": id,
                            "name": id,
                            "os": "win",
                            "osrelease": releases.join(","),
                            "size": 390_000 + self.rng.u64(..90_000),
                            "type": "Predefined",
                            "version": "1",
            });
            self.push(List::BootFiles, boot_file);
        }
    }

    /// The boot file that the server brings along for a release of Windows.
    pub fn predefined_boot_file(release: &str) -> &'static str {
        BOOT_GROUPS
            .iter()
            .find(|(_, releases)| releases.contains(&release))
            .map_or(BOOT_GROUPS[0].0, |(id, _)| *id)
    }

    /// Adds a bundle of drivers for a release of Windows.
    pub fn add_bundle(&mut self, release: &'static str) {
        let number = self.stock(System::Windows, release).bundles.len() + 1;
        let id = format!("win{release}-drvpack-{number}");
        let year = self.rng.u32(2019..2025);
        let (month, day) = (self.rng.u32(1..13), self.rng.u32(1..29));
        let bundle = json!({
                    "description": format!("Drivers and boot image for Windows Server {release}, part {number}"),
                    "id": id,
                    "minlxcarelease": if year < 2022 { "260" } else { "400" },
                    "name": format!("Driver pack {number} for Windows Server {release}"),
                    "os": "win",
                    "osrelease": release,
                    "releasedate": format!("{year}-{month:02}-{day:02}"),
                    "size": format!("{} MB", self.rng.u32(180..900)),
                    "version": "1",
        });
        self.push(List::Bundles, bundle);
        self.stock(System::Windows, release).bundles.push(id);
    }

    /// Adds one driver that the server brings along for this release.
    pub fn add_driver(&mut self, system: System, release: &'static str) {
        let count = self.stock(system, release).drivers.len();
        let (kind, vendor, chip, package) = ADAPTERS[count % ADAPTERS.len()];
        let generation = count / ADAPTERS.len();
        let version =
            format!("{}.{}.{}", self.rng.u8(1..20), self.rng.u8(..60), self.rng.u16(..3000));
        let suffix = if generation == 0 { String::new() } else { format!("-r{}", generation + 1) };
        let spelled = system.spelled_in_id(release, &mut self.rng);
        let id = format!("{kind}-{}-{chip}-{spelled}{suffix}", vendor.to_lowercase());
        let platform_count = self.rng.usize(1..=PLATFORMS.len());
        let mut platforms = self.rng.choose_multiple(PLATFORMS.iter().copied(), platform_count);
        self.rng.shuffle(&mut platforms);
        let mut driver = json!({
            "description": format!("{vendor} {chip} package {version}, {} {release}", system.display_name()),
            "devicetype": kind,
            "failedToLoad": false,
            "hwplatform": platforms.join(","),
            "id": id,
            "name": format!("{package}-{version}"),
            "os": system.file_os(&mut self.rng),
            "osrelease": system.release_list(release, &mut self.rng),
            "type": "Predefined",
            "version": "1",
        });
        let stock = self.stocks.entry((system, release)).or_default();
        if let (Some(bundle), true) = (self.rng.choice(&stock.bundles), self.rng.bool()) {
            driver["bundleId"] = json!(bundle);
        }
        stock.drivers.push(id);
        self.push(List::Drivers, driver);
    }

    /// Adds the unattend files that the server brings along.
    pub fn add_predefined_unattend_files(&mut self) {
        for system in [System::Windows, System::Sles, System::Rhel] {
            let content = match system {
                System::Rhel => texts::kickstart(),
                _ => texts::unattend(system, &[], 1, &mut self.rng),
            };
            let extension = if system == System::Rhel { "cfg" } else { "xml" };
            let unattend = json!({
                                "associatedFileId": "",
                                "content": content,
                                "description": "Comes with the server",
                                "id": Self::predefined_unattend_file(system, extension),
                                "name": format!("{}-unattend-standard", system.name()),
                                "os": system.name(),
                                "osrelease": "",
                                "type": "Predefined",
                                "version": "1",
            });
            self.push(List::Unattends, unattend);
        }
    }

    /// The id of the unattend file that the server brings along for a system.
    pub fn predefined_unattend_file(system: System, extension: &str) -> String {
        format!("{}-unattend-standard.{extension}", system.name())
    }
}
