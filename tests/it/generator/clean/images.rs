//! Images and their profiles.

use serde_json::{Value, json};

use super::builder::{Builder, List};
use super::systems::System;
use super::texts;

/// The order in which systems take their turns; Windows and SLES come first and most often.
const TURNS: [System; 9] = [
    System::Windows,
    System::Sles,
    System::Rhel,
    System::Windows,
    System::Esxi,
    System::Sles,
    System::Windows,
    System::Ubuntu,
    System::Rhel,
];

/// What the names of images that are not a server's first of their release end in.
const PLACES: &[&str] = &["site", "lab", "branch", "plant", "dc"];

/// What the names of custom profiles end in.
const USES: &[&str] = &["web", "db", "hci", "kiosk", "backup", "render"];

/// What a profile takes over from its image.
pub struct Parent {
    pub system: System,
    pub release: &'static str,
    pub name: String,
    pub is_customized: bool,
}

impl Builder {
    /// Adds an image with its profiles and the files that they use.
    pub fn add_image(&mut self) {
        let number = self.count(List::Images);
        let system = TURNS[number % TURNS.len()];
        let release = self.next_release(system, number);
        self.add_files_for_image(system, release);
        // Without custom files or drivers there can be no custom profile, which a custom image needs.
        let is_custom = system.takes_drivers() && number > 2 && self.rng.bool();
        let earlier = self.stock(system, release).images;
        let place = *self.rng.choice(PLACES).unwrap_or(&"site");
        let parent = Parent {
            system,
            release,
            name: match (is_custom, earlier) {
                (true, _) => format!("{}{release}_{place}{number:04}", system.name()),
                (false, 0) => format!("{}{release}", system.name()),
                (false, _) => format!("{}{release}_0.{number}", system.name()),
            },
            // Custom profiles of a customized Windows image are not supported.
            is_customized: (is_custom || self.rng.u8(..5) == 0) && system != System::Windows,
        };
        if !is_custom {
            self.stock(system, release).images += 1;
        }
        let profiles = self.profiles(&parent, is_custom);
        let spelled = system.spelled(release, &mut self.rng);
        let image = json!({
            "description": texts::description(&mut self.rng),
            "deployStatus": "ready",
            "id": format!("{}|", parent.name),
            "isCustomizedISO": parent.is_customized,
            "name": parent.name,
            "osBuildId": "",
            "osrelease": spelled,
            "profiles": profiles,
            "readyCheck": {
                "incompatibleWithThinksystem": false,
                "isNotAllowedInCurrentSecurityMode": false,
            },
            "size": 2_000_000 + self.rng.u64(..6_000_000),
            "supportedOsRelease": spelled,
            "type": if is_custom { "custom" } else { "base" },
        });
        self.push(List::Images, image);
    }

    /// The first images of a system go through its releases, later ones take any.
    fn next_release(&mut self, system: System, number: usize) -> &'static str {
        let releases = system.image_releases();
        let turns_per_round = TURNS.iter().filter(|turn| **turn == system).count();
        let earlier = number / TURNS.len() * turns_per_round
            + TURNS[..number % TURNS.len()].iter().filter(|turn| **turn == system).count();
        match releases.get(earlier) {
            Some(release) => release,
            None => self.rng.choice(releases).unwrap_or(&releases[0]),
        }
    }

    /// Adds what a server brings along for one more image.
    fn add_files_for_image(&mut self, system: System, release: &'static str) {
        let first = self.stock(system, release).images == 0;
        if system == System::Windows && (first || self.rng.u8(..10) == 0) {
            self.add_bundle(release);
        }
        if system != System::Ubuntu {
            let drivers = self.amount(2..=2, 30..=59);
            for _ in 0..drivers {
                self.add_driver(system, release);
            }
        }
    }

    /// The profiles of an image: a custom one has only custom profiles, a base one predefined ones
    /// and perhaps some custom ones after them.
    fn profiles(&mut self, parent: &Parent, is_custom: bool) -> Vec<Value> {
        let custom = match (is_custom, parent.system.takes_drivers()) {
            (true, _) => self.amount(2..=2, 2..=6),
            (false, true) if self.count(List::Images) == 0 => 1,
            (false, true) => self.amount(0..=1, 0..=3),
            (false, false) => 0,
        };
        let editions: &[&str] = match parent.system {
            System::Windows => &[
                "Datacenter",
                "Standard",
                "Datacenter_Core",
                "Standard_Core",
                "Datacenter_Virtualization",
                "Standard_Virtualization",
                "Datacenter_Virtualization_Core",
                "Standard_Virtualization_Core",
            ],
            System::Sles => &["Basic", "Minimal", "Virtualization-KVM", "Virtualization-Xen"],
            System::Rhel => &["Basic", "Minimal", "Virtualization"],
            System::Esxi | System::Ubuntu => &["Virtualization", "Minimal"],
        };
        let shown = self.amount(2..=2, 2..=editions.len());
        let predefined = if is_custom { &[] } else { &editions[..shown] };
        let mut profiles = Vec::with_capacity(predefined.len() + custom);
        for edition in predefined {
            let options = self.predefined_options(parent);
            let name = format!("{}-x86_64-install-{edition}", parent.name);
            profiles.push(self.profile(parent, &name, "predefined", &options));
        }
        for number in 1..=custom {
            let edition = self.rng.choice(editions).unwrap_or(&"Basic");
            let usage = self.rng.choice(USES).unwrap_or(&"web");
            let options = self.custom_options(parent);
            let name = format!("{}-x86_64-install-{edition}_{usage}{number}", parent.name);
            profiles.push(self.profile(parent, &name, "custom", &options));
        }
        profiles
    }

    /// A profile that is ready to be deployed.
    fn profile(&mut self, parent: &Parent, name: &str, kind: &str, options: &Value) -> Value {
        let system = parent.system;
        let mut checks = json!({
            "incompatibleWithThinksystem": false,
            "isPlaceholder": false,
            "noPackages": false,
            "noWinpe": false,
            "preloadedWinpe": false,
            "requiresThinksystemKiso": false,
        });
        // A kISO is required for older SLES only, and where it is, the server has it.
        let requires_kiso =
            system == System::Sles && parent.release.starts_with("12") && self.rng.bool();
        if requires_kiso {
            checks["requiresThinksystemKiso"] = json!(true);
        }
        if requires_kiso || self.rng.bool() {
            checks["missingThinksystemKiso"] = json!(false);
        }
        let spelled = system.spelled(parent.release, &mut self.rng);
        json!({
            "attributes": [],
            "customizationOptions": options,
            "deployStatus": "ready",
            "description": texts::description(&mut self.rng),
            "id": format!("{}|{name}", parent.name),
            "isCustomizedISO": parent.is_customized,
            "name": name,
            "osBuildId": "",
            "osrelease": if self.rng.bool() { spelled.clone() } else { String::new() },
            "readyCheck": checks,
            "supportedOsRelease": if self.rng.bool() { spelled } else { String::new() },
            "type": kind,
        })
    }
}
