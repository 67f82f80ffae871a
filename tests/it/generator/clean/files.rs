//! Custom files: those that an administrator imported. Each is made for a profile that uses it.

use serde_json::{Value, json};

use super::builder::{Builder, List};
use super::systems::System;
use super::texts;

/// Names of imported files without their extension; none has to do with a system.
const STEMS: &[&str] = &[
    "edge_rollout",
    "monitoring-agent-5.2",
    "branchSetup",
    "cluster_join",
    "inventory-tools-1.9.3-2.x86_64",
    "baseline",
    "storage_paths",
    "siteDefaults",
];

/// The ids of the unattend and the settings file of one profile, as far as it has them.
pub struct Answers {
    /// The number from 1 to 5 that says which of them there are.
    pub custom_type: u8,
    pub unattend: Option<String>,
    pub config: Option<String>,
}

impl Builder {
    /// A custom file that several profiles may use: a new one, or one that is there already.
    pub fn shared_file(&mut self, list: List, system: System, release: &'static str) -> String {
        let stock = self.stocks.entry((system, release)).or_default();
        let known = stock.shared.entry(list).or_default();
        if let (Some(id), true) = (self.rng.choice(known.iter()), self.rng.bool()) {
            return id.clone();
        }
        let id = self.new_shared_file(list, system, release);
        self.stock(system, release).shared.entry(list).or_default().push(id.clone());
        id
    }

    /// A new custom boot file, driver, script or payload.
    fn new_shared_file(&mut self, list: List, system: System, release: &'static str) -> String {
        let extension = self.extension(list, system);
        let size = self.rng.u64(40..60_000);
        let device = *self.rng.choice(&["nic", "storage", "hba", "other"]).unwrap_or(&"other");
        let extra = match list {
            List::BootFiles => json!({ "failedToLoad": false, "size": size * 8 }),
            List::Drivers => json!({
                "devicetype": device, "failedToLoad": false, "hwplatform": "immv3,immv2",
            }),
            List::Software => json!({ "size": size }),
            _ => json!({}),
        };
        self.custom_file(list, system, release, extension, extra)
    }

    /// An extension that the system and the document allow for a kind of file.
    fn extension(&mut self, list: List, system: System) -> &'static str {
        let allowed: &[&'static str] = match (list, system) {
            (List::Drivers, System::Rhel | System::Sles) => &["rpm", "iso"],
            (List::Scripts, System::Windows) => &["ps1", "cmd"],
            (List::Scripts, _) => &["sh", "py"],
            (List::Software, System::Sles) => &["tar.gz", "zip"],
            (List::Configs, _) => &["json"],
            (List::Unattends, _) => &["xml"],
            _ => &["zip"],
        };
        self.rng.choice(allowed).unwrap_or(&"zip")
    }

    /// Adds a custom file, with what all kinds have in common and `extra` besides.
    fn custom_file(
        &mut self,
        list: List,
        system: System,
        release: &'static str,
        extension: &str,
        extra: Value,
    ) -> String {
        self.custom_files += 1;
        let (year, month, day) =
            (self.rng.u32(2019..2026), self.rng.u32(1..13), self.rng.u32(1..29));
        let stem = self.rng.choice(STEMS).unwrap_or(&"file");
        let id = format!("{year}{month:02}{day:02}{:06}_{stem}.{extension}", self.custom_files);
        let mut file = json!({
            "description": texts::description(&mut self.rng),
            "id": id,
            "name": stem,
            "os": system.file_os(&mut self.rng),
            "type": if self.rng.u8(..5) == 0 { "custom" } else { "Custom" },
            "version": if self.rng.bool() { "1" } else { "" },
        });
        // The document gives scripts no release.
        if list != List::Scripts {
            let names_release = matches!(list, List::BootFiles | List::Drivers) || self.rng.bool();
            let spelled = system.spelled(release, &mut self.rng);
            file["osrelease"] = json!(if names_release { spelled } else { String::new() });
        }
        if let (Value::Object(file), Value::Object(extra)) = (&mut file, extra) {
            file.extend(extra);
        }
        self.push(list, file);
        id
    }

    /// Makes the unattend and settings files of one profile, at most one of each.
    pub fn answers(&mut self, system: System, release: &'static str) -> Answers {
        // The first profile has both files, so that even a small response shows them.
        let custom_type = match self.count(List::Configs) {
            0 => 1,
            _ => self.rng.u8(1..=5),
        };
        let sections = self.amount(1..=1, 2..=24);
        let wanted = self.amount(2..=2, 2..=8);
        let mut settings = texts::settings(wanted, &mut self.rng);
        let config = matches!(custom_type, 1 | 3 | 4).then(|| {
            let macros: Value =
                settings.macros.iter().map(|name| json!({ "macroName": name })).collect();
            let content = std::mem::take(&mut settings.content);
            let extra =
                json!({ "associatedFileId": "", "content": content, "customMacros": macros });
            self.custom_file(List::Configs, system, release, "json", extra)
        });
        let unattend = matches!(custom_type, 1..=3).then(|| {
            // Only an associated settings file defines macros for this file.
            let macros: &[String] = if custom_type == 1 { &settings.used_as } else { &[] };
            let content = texts::unattend(system, macros, sections, &mut self.rng);
            let partner = config.as_deref().filter(|_| custom_type == 1).unwrap_or_default();
            let extra = json!({ "associatedFileId": partner, "content": content });
            self.custom_file(List::Unattends, system, release, "xml", extra)
        });
        if let (1, Some(unattend)) = (custom_type, &unattend) {
            self.associate_last_config(unattend);
        }
        Answers { custom_type, unattend, config }
    }
}
