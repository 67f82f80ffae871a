//! What planting has to know of a response: which files there are, and which profiles use them.

use std::collections::HashMap;

use serde_json::Value;

use super::text_of;

/// A kind of files that profiles use, and where it stands.
pub struct FileKind {
    /// The list of such files.
    pub list: &'static str,
    /// The list of ids in a profile, as a pointer.
    pub ids: &'static str,
    /// The flag of `supportedImages` that allows custom ones.
    pub flag: &'static str,
    /// The list of `supportedImages` of the releases that custom ones are supported for.
    pub releases: &'static str,
    /// The list of `supportedImages` of the extensions that they may have.
    pub extensions: &'static str,
}

pub const BOOT: FileKind = FileKind {
    list: "bootFiles",
    ids: "/customizationOptions/bootOptions/bootFileIds",
    flag: "allowCustomBootFile",
    releases: "customBootReleases",
    extensions: "allowedBootFileExtension",
};
pub const CONFIG: FileKind = FileKind {
    list: "customConfigFiles",
    ids: "/customizationOptions/customConfigOptions/customConfigFileIds",
    flag: "allowCustomConfigFile",
    releases: "customConfigReleases",
    extensions: "allowedConfigFileExtension",
};
pub const DRIVER: FileKind = FileKind {
    list: "driverFiles",
    ids: "/customizationOptions/driverOptions/driverFileIds",
    flag: "allowCustomDriver",
    releases: "customDriverReleases",
    extensions: "allowedDriverFileExtension",
};
pub const SCRIPT: FileKind = FileKind {
    list: "installScriptFiles",
    ids: "/customizationOptions/installScriptOptions/scriptFileIds",
    flag: "allowCustomInstallScriptFile",
    releases: "customInstallScriptReleases",
    extensions: "allowedScriptFileExtension",
};
pub const SOFTWARE: FileKind = FileKind {
    list: "softwareFiles",
    ids: "/customizationOptions/customSoftwareOptions/customSoftwareIds",
    flag: "allowCustomSoftwareFile",
    releases: "customSoftwareReleases",
    extensions: "allowedSoftwareFileExtension",
};
/// Unattend options are a list of objects; the generator makes one.
pub const UNATTEND: FileKind = FileKind {
    list: "unattendFiles",
    ids: "/customizationOptions/unattendOptions/0/unattendFileIds",
    flag: "allowCustomUnattendFile",
    releases: "customUnattendReleases",
    extensions: "allowedUnattendFileExtension",
};

/// All of them.
pub const FILE_KINDS: [&FileKind; 6] = [&BOOT, &CONFIG, &DRIVER, &SCRIPT, &SOFTWARE, &UNATTEND];

impl FileKind {
    /// The ids of such files that a profile uses, where it has a list of them.
    pub fn ids_of<'a>(&self, profile: &'a mut Value) -> Option<&'a mut Vec<Value>> {
        profile.pointer_mut(self.ids)?.as_array_mut()
    }

    /// Adds an id to the list that a profile has, and gives the pointer within the profile.
    pub fn add_id(&self, profile: &mut Value, id: &str) -> Option<String> {
        let ids = self.ids_of(profile)?;
        ids.push(Value::from(id));
        Some(format!("{}/{}", self.ids, ids.len() - 1))
    }

    /// Whether a profile uses one of these files.
    pub fn is_used(&self, profile: &mut Value, of: impl Fn(&str) -> bool) -> bool {
        let ids = self.ids_of(profile).map(|ids| ids.iter().filter_map(Value::as_str));
        ids.into_iter().flatten().any(of)
    }
}

/// What is known of a file.
#[derive(Clone, Debug)]
pub struct File {
    pub place: String,
    pub id: String,
    pub system: &'static str,
    /// The releases that it supports, in one spelling; none where it supports all.
    pub releases: Vec<String>,
    pub is_custom: bool,
    /// The file that it is associated with.
    pub partner: String,
}

/// The files of a list.
pub fn files(response: &Value, list: &str) -> Vec<File> {
    entries(response, list)
        .iter()
        .enumerate()
        .map(|(index, file)| File {
            place: format!("/{list}/{index}"),
            id: text_of(file, "id").to_owned(),
            system: system_of(text_of(file, "os")),
            releases: releases_of(text_of(file, "osrelease")),
            is_custom: super::is_custom(file),
            partner: text_of(file, "associatedFileId").to_owned(),
        })
        .collect()
}

/// Where one profile names one file.
#[derive(Clone, Debug)]
pub struct Use {
    /// The profile's pointer.
    pub profile: String,
    /// The id's pointer within the profile.
    pub id: String,
    pub system: &'static str,
    pub release: String,
}

/// The uses of the files of a kind, by their ids.
pub fn uses(response: &Value, kind: &FileKind) -> HashMap<String, Vec<Use>> {
    let mut uses: HashMap<String, Vec<Use>> = HashMap::new();
    for (at, image) in entries(response, "items").iter().enumerate() {
        for (index, profile) in entries(image, "profiles").iter().enumerate() {
            let ids = profile.pointer(kind.ids).and_then(Value::as_array);
            for (number, id) in ids.into_iter().flatten().enumerate() {
                let place = Use {
                    profile: format!("/items/{at}/profiles/{index}"),
                    id: format!("{}/{number}", kind.ids),
                    system: system_of(text_of(profile, "id")),
                    release: release_of(profile, &own_release(image)),
                };
                uses.entry(id.as_str().unwrap_or_default().to_owned()).or_default().push(place);
            }
        }
    }
    uses
}

/// The entries of a list; none where there is no such list.
pub fn entries<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The system that an id or a file's `os` speaks of, by its name in `supportedImages`.
pub fn system_of(name: &str) -> &'static str {
    ["win", "rhels", "sles", "esxi", "ubuntu"]
        .into_iter()
        .find(|system| name.starts_with(system.trim_end_matches('s')) || name.starts_with(system))
        .unwrap_or_default()
}

/// The release of a profile in one spelling: its own, or else its image's.
pub fn release_of(profile: &Value, of_image: &str) -> String {
    match own_release(profile) {
        own if own.is_empty() => of_image.to_owned(),
        own => own,
    }
}

/// The release that an image or a profile says itself, in one spelling.
pub fn own_release(item: &Value) -> String {
    match text_of(item, "supportedOsRelease") {
        "" => plain(text_of(item, "osrelease")),
        supported => plain(supported),
    }
}

/// The releases of a comma list, each in one spelling.
fn releases_of(list: &str) -> Vec<String> {
    list.split(',').map(plain).filter(|release| !release.is_empty()).collect()
}

/// A release in one spelling: `12SP3` is `12.3`.
pub fn plain(release: &str) -> String {
    release.trim().replace("SP", ".")
}
