//! The customization options of profiles: the files that they use.

use serde_json::{Value, json};

use super::builder::{Builder, Detail, List};
use super::files::Answers;
use super::images::Parent;
use super::systems::System;

impl Builder {
    /// The options of a predefined profile; often none.
    pub fn predefined_options(&mut self, parent: &Parent) -> Value {
        if !parent.system.takes_drivers() || self.rng.u8(..5) < 3 {
            return Value::Null;
        }
        let mut options = json!({
            "deployDataAndSoftwareLocation": parent.system.deploy_path(&mut self.rng),
            "driverOptions": { "driverFileIds": self.predefined_drivers(parent) },
        });
        if parent.system == System::Windows {
            let boot_file = Self::predefined_boot_file(parent.release);
            options["bootOptions"] = json!({ "bootFileIds": [boot_file] });
        }
        options
    }

    /// The options of a custom profile. What the system does not support is an empty string.
    pub fn custom_options(&mut self, parent: &Parent) -> Value {
        let (system, release) = (parent.system, parent.release);
        let mut drivers = self.predefined_drivers(parent);
        if system == System::Rhel || self.rng.u8(..3) == 0 {
            drivers.push(self.shared_file(List::Drivers, system, release));
        }
        let mut options = json!({
            "bootOptions": "",
            "customConfigOptions": "",
            "customSoftwareOptions": "",
            "customType": 5,
            "deployDataAndSoftwareLocation": system.deploy_path(&mut self.rng),
            "driverOptions": { "driverFileIds": drivers },
            "installScriptOptions": "",
            "unattendOptions": "",
        });
        if system == System::Windows {
            let boot_file = if self.rng.u8(..3) == 0 {
                self.shared_file(List::BootFiles, system, release)
            } else {
                Self::predefined_boot_file(release).to_owned()
            };
            options["bootOptions"] = json!({ "bootFileIds": [boot_file] });
        }
        if system.takes_custom_files() {
            let Answers { custom_type, unattend, config } = self.answers(system, release);
            let standard = Self::predefined_unattend_file(system, "xml");
            let has_standard = self.detail == Detail::Full && self.rng.bool();
            let unattend = unattend.or(has_standard.then_some(standard));
            options["customType"] = json!(custom_type);
            let configs: Vec<String> = config.into_iter().collect();
            options["customConfigOptions"] = json!({ "customConfigFileIds": configs });
            let unattends: Vec<String> = unattend.into_iter().collect();
            options["unattendOptions"] = json!([{ "unattendFileIds": unattends }]);
            let software = self.shared_files(List::Software, parent);
            options["customSoftwareOptions"] = json!({ "customSoftwareIds": software });
            let scripts = self.shared_files(List::Scripts, parent);
            options["installScriptOptions"] = json!({ "scriptFileIds": scripts });
        }
        options
    }

    /// None to two custom files of a kind, but one at least where the response has none yet.
    fn shared_files(&mut self, list: List, parent: &Parent) -> Vec<String> {
        let is_first = self.count(list) == 0;
        let count = self.amount(0..=1, 0..=2).max(usize::from(is_first));
        let mut ids: Vec<String> =
            (0..count).map(|_| self.shared_file(list, parent.system, parent.release)).collect();
        ids.dedup();
        ids
    }

    /// Ids of drivers that the server brings along for the release of an image.
    fn predefined_drivers(&mut self, parent: &Parent) -> Vec<String> {
        let wanted = self.amount(2..=2, 6..=23);
        let stock = self.stocks.entry((parent.system, parent.release)).or_default();
        let last_start = stock.drivers.len().saturating_sub(wanted);
        let start = self.rng.usize(..=last_start);
        stock.drivers.iter().skip(start).take(wanted).cloned().collect()
    }
}
