//! What the server supports: `supportedImages` and `predefinedMacros`.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::systems::System;

/// The names of the macros that the server provides.
const PREDEFINED_MACROS: &[&str] = &[
    "predefined.globalSettings",
    "predefined.globalSettings.credentials.name",
    "predefined.globalSettings.credentials.password",
    "predefined.globalSettings.ipAssignment",
    "predefined.globalSettings.isVLANMode",
    "predefined.hostPlatforms",
    "predefined.hostPlatforms.licenseKey",
    "predefined.hostPlatforms.networkSettings.dns1",
    "predefined.hostPlatforms.networkSettings.gateway",
    "predefined.hostPlatforms.networkSettings.hostname",
    "predefined.hostPlatforms.networkSettings.ipAddress",
    "predefined.hostPlatforms.networkSettings.selectedMac",
    "predefined.hostPlatforms.networkSettings.subnetMask",
    "predefined.hostPlatforms.nodeName",
    "predefined.otherSettings.deployDataAndSoftwareLocation",
    "predefined.unattendSettings.networkConfig",
    "predefined.unattendSettings.preinstallConfig",
    "predefined.unattendSettings.postinstallConfig",
    "predefined.unattendSettings.reportWorkloadComplete",
    "predefined.unattendSettings.reportWorkloadNotComplete",
    "predefined.unattendSettings.storageConfig",
];

/// The kinds of custom files: the flag, the list of releases and the list of extensions.
const KINDS: [(&str, &str, &str); 6] = [
    ("allowCustomBootFile", "customBootReleases", "allowedBootFileExtension"),
    ("allowCustomConfigFile", "customConfigReleases", "allowedConfigFileExtension"),
    ("allowCustomDriver", "customDriverReleases", "allowedDriverFileExtension"),
    ("allowCustomInstallScriptFile", "customInstallScriptReleases", "allowedScriptFileExtension"),
    ("allowCustomSoftwareFile", "customSoftwareReleases", "allowedSoftwareFileExtension"),
    ("allowCustomUnattendFile", "customUnattendReleases", "allowedUnattendFileExtension"),
];

/// The list of predefined macros.
pub fn predefined_macros() -> Value {
    PREDEFINED_MACROS.iter().map(|name| json!({ "macroName": name })).collect()
}

/// The list of supported images.
pub fn supported_images(rng: &mut Rng) -> Value {
    System::ALL.iter().map(|system| entry(*system, rng)).collect()
}

/// The entry of one system.
fn entry(system: System, rng: &mut Rng) -> Value {
    // Older servers send neither the lists of extensions nor allowCustomPath.
    let newer_server = rng.bool();
    let mut entry = Map::new();
    for (flag, releases, extensions) in KINDS {
        let allowed = allowed_extensions(system, flag);
        let supported = !allowed.is_empty();
        entry.insert(flag.to_owned(), json!(supported.to_string()));
        let list = if supported { custom_releases(system, rng) } else { Vec::new() };
        entry.insert(releases.to_owned(), json!(list));
        if newer_server {
            entry.insert(extensions.to_owned(), json!(allowed));
        }
    }
    if newer_server {
        let path = system.takes_custom_files().to_string();
        entry.insert("allowCustomPath".to_owned(), json!(path));
        let bundles: &[&str] = if system == System::Windows { &["zip"] } else { &[] };
        entry.insert("allowedBundleFileExtension".to_owned(), json!(bundles));
    }
    entry.insert("displayName".to_owned(), json!(system.display_name()));
    entry.insert("name".to_owned(), json!(system.name()));
    entry.insert("releases".to_owned(), releases(system, rng));
    Value::Object(entry)
}

/// The extensions that a system allows for the files that a flag is about; none where it supports none.
fn allowed_extensions(system: System, flag: &str) -> &'static [&'static str] {
    match (system, flag) {
        (
            System::Windows,
            "allowCustomBootFile" | "allowCustomDriver" | "allowCustomSoftwareFile",
        ) => &["zip"],
        (System::Windows | System::Sles, "allowCustomConfigFile") => &["json"],
        (System::Rhel | System::Sles, "allowCustomDriver") => &["rpm", "iso"],
        (System::Windows, "allowCustomInstallScriptFile") => &["cmd", "ps1", "psm1"],
        (System::Sles, "allowCustomInstallScriptFile") => &["sh", "py", "pl", "pm"],
        (System::Sles, "allowCustomSoftwareFile") => &["tar.gz", "zip"],
        (System::Windows | System::Sles, "allowCustomUnattendFile") => &["xml"],
        _ => &[],
    }
}

/// The releases that custom files are supported for: all that images are made of, unsorted.
fn custom_releases(system: System, rng: &mut Rng) -> Vec<String> {
    let mut list: Vec<String> =
        system.image_releases().iter().map(|release| system.spelled(release, rng)).collect();
    rng.shuffle(&mut list);
    list
}

/// The supported releases, each with its platforms.
fn releases(system: System, rng: &mut Rng) -> Value {
    let older = system.older_releases().iter().map(|release| (*release, false));
    let current = system.image_releases().iter().map(|release| (*release, true));
    let mut list: Vec<(&str, bool)> = older.chain(current).collect();
    rng.shuffle(&mut list);
    list.into_iter()
        .map(|(release, is_current)| {
            let platforms: &[&str] = match (is_current, rng.bool()) {
                (true, true) => &["IMM3v1"],
                (true, false) => &["IMM2", "thinkserver", "IMM3v1"],
                (false, _) => &["IMM2", "thinkserver"],
            };
            let name = system.spelled(release, rng);
            json!({ name: platforms })
        })
        .collect()
}
