//! The attributes that expressions and the inventory see, with their types.

use crate::spec::System;

/// The type of an object of the rule model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A response.
    Response,
    /// An image.
    Image,
    /// A profile.
    Profile,
    /// The flags of `readyCheck`.
    Flags,
    /// The files that a profile uses.
    ProfileFiles,
    /// A file of the repository.
    File,
    /// An entry of `supportedImages`.
    Supported,
    /// The disk space that the repository uses.
    DiskUsage,
}

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A boolean.
    Bool,
    /// An integer.
    Int,
    /// A string.
    String,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// A list of strings.
    Strings,
    /// An object.
    Object(Kind),
    /// A list of objects.
    Objects(Kind),
}

/// An attribute of the rule model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub of: FieldType,
    /// The attribute of the response that it is read from; empty if it is derived.
    pub json: &'static str,
    /// What it is.
    pub summary: &'static str,
}

impl Field {
    /// Returns whether its value depends on the name or the date of the file.
    #[must_use]
    pub fn depends_on_file(&self) -> bool {
        self.name == AGE || self.name == SERVER
    }
}

const AGE: &str = "age";
const SERVER: &str = "server";

const fn field(
    name: &'static str,
    of: FieldType,
    json: &'static str,
    summary: &'static str,
) -> Field {
    Field { name, of, json, summary }
}

use FieldType::{Bool, Int, Object, Objects, String, Strings, Word};

/// The operating systems.
pub const SYSTEMS: &[&str] = &[
    System::Windows.keyword(),
    System::Rhel.keyword(),
    System::Sles.keyword(),
    System::Esxi.keyword(),
    System::Ubuntu.keyword(),
    System::OtherLinux.keyword(),
];
const STATUSES: &[&str] = &["ready", "warning", "notReady"];
const VERDICTS: &[&str] = &["ready", "warning", "unknown", "blocked"];
const TARGETS: &[&str] = &["any", "thinksystem"];
const FILE_KINDS: &[&str] =
    &["boot-file", "bundle", "settings-file", "driver", "script", "software", "unattend-file"];

const RESPONSE: &[Field] = &[
    field("result", Word(&["success", "failed"]), "result", "the result of the request"),
    field("authorized", Bool, "isAuthorized", "whether the user may deploy systems"),
    field("refreshed", String, "lastRefreshed", "the time of the last refresh, as written"),
    field("count", Int, "number", "the number of images that the server reports"),
    field("images", Objects(Kind::Image), "items", "the images"),
    field("profiles", Objects(Kind::Profile), "", "the profiles of all images"),
    field("bootFiles", Objects(Kind::File), "bootFiles", "the boot files"),
    field("bundles", Objects(Kind::File), "bundleFiles", "the bundles"),
    field("settingsFiles", Objects(Kind::File), "customConfigFiles", "the settings files"),
    field("drivers", Objects(Kind::File), "driverFiles", "the device drivers"),
    field("scripts", Objects(Kind::File), "installScriptFiles", "the installation scripts"),
    field("software", Objects(Kind::File), "softwareFiles", "the software payloads"),
    field("unattendFiles", Objects(Kind::File), "unattendFiles", "the unattend files"),
    field("supported", Objects(Kind::Supported), "supportedImages", "the supported systems"),
    field(
        AGE,
        Int,
        "",
        "the age in days, by `refreshed` or else by the file; not in the inventory",
    ),
    field(SERVER, String, "", "the server: the path of the file, with * for dates"),
    field("target", Word(TARGETS), "", "what is deployed to, by `--to` or the configuration"),
    field("diskUsage", Object(Kind::DiskUsage), "diskUsage", "the disk space in use"),
];

const IMAGE: &[Field] = &[
    field("id", String, "id", "the id, such as win2022|"),
    field("name", String, "name", "the name"),
    field("description", String, "description", "the description"),
    field("system", Word(SYSTEMS), "", "the operating system, by id or name"),
    field("release", String, "osrelease", "the release; 12SP3 reads 12.3"),
    field("build", String, "osBuildId", "the build number"),
    field("type", Word(&["base", "custom"]), "type", "the type"),
    field("custom", Bool, "", "whether the type is custom"),
    field("status", Word(STATUSES), "deployStatus", "the deployment status"),
    field("customizedIso", Bool, "isCustomizedISO", "whether the image is customized"),
    field("size", Int, "size", "the size in KB"),
    field("verdict", Word(VERDICTS), "", "whether it can be deployed, by its evidence"),
    field("reasons", Strings, "", "the attributes that decide the verdict"),
    field("flags", Object(Kind::Flags), "readyCheck", "the flags of readyCheck"),
    field("profiles", Objects(Kind::Profile), "profiles", "the profiles"),
];

const PROFILE: &[Field] = &[
    field("id", String, "id", "the id, such as win2022|win2022-x86_64-install-Standard"),
    field("name", String, "name", "the name"),
    field("description", String, "description", "the description"),
    field("imageId", String, "", "the id of the image, also of a profile saved alone"),
    field("image", Object(Kind::Image), "", "the image; absent for a profile saved alone"),
    field("system", Word(SYSTEMS), "", "the operating system, by id, name or image"),
    field("release", String, "supportedOsRelease", "the release; 12SP3 reads 12.3"),
    field("build", String, "osBuildId", "the build number"),
    field("type", Word(&["custom", "predefined"]), "type", "the type"),
    field("custom", Bool, "", "whether the type is custom"),
    field("status", Word(STATUSES), "deployStatus", "the deployment status"),
    field("customizedIso", Bool, "isCustomizedISO", "whether the image is customized"),
    field("customType", Int, "customType", "the kind of customization, 1 to 5"),
    field(
        "deployPath",
        String,
        "deployDataAndSoftwareLocation",
        "the path on the host for data and software",
    ),
    field("verdict", Word(VERDICTS), "", "whether it can be deployed, by its evidence"),
    field("reasons", Strings, "", "the attributes that decide the verdict"),
    field("flags", Object(Kind::Flags), "readyCheck", "the flags of readyCheck"),
    field("files", Object(Kind::ProfileFiles), "customizationOptions", "the files that it uses"),
];

const FLAGS: &[Field] = &[
    field("noWinpe", Bool, "noWinpe", "no WinPE boot file is used"),
    field("preloadedWinpe", Bool, "preloadedWinpe", "as written; see the rule preloaded-winpe"),
    field("isPlaceholder", Bool, "isPlaceholder", "it is a placeholder"),
    field("noPackages", Bool, "noPackages", "the packages image of SLES 15 is absent"),
    field("requiresThinksystemKiso", Bool, "requiresThinksystemKiso", "a kISO is required"),
    field("missingThinksystemKiso", Bool, "missingThinksystemKiso", "the kISO is absent"),
    field(
        "incompatibleWithThinksystem",
        Bool,
        "incompatibleWithThinksystem",
        "it is not compatible with ThinkSystem servers",
    ),
    field(
        "isNotAllowedInCurrentSecurityMode",
        Bool,
        "isNotAllowedInCurrentSecurityMode",
        "the security mode forbids it",
    ),
];

const PROFILE_FILES: &[Field] = &[
    field("boot", Objects(Kind::File), "bootOptions", "the boot files"),
    field("settings", Objects(Kind::File), "customConfigOptions", "the settings files"),
    field("drivers", Objects(Kind::File), "driverOptions", "the device drivers"),
    field("scripts", Objects(Kind::File), "installScriptOptions", "the installation scripts"),
    field("software", Objects(Kind::File), "customSoftwareOptions", "the software payloads"),
    field("unattend", Objects(Kind::File), "unattendOptions", "the unattend files"),
];

const FILE: &[Field] = &[
    field("id", String, "id", "the id"),
    field("kind", Word(FILE_KINDS), "", "the kind of file"),
    field("name", String, "name", "the name"),
    field("description", String, "description", "the description"),
    field("os", String, "os", "the operating system, as written"),
    field("system", Word(SYSTEMS), "os", "the operating system"),
    field("releases", Strings, "osrelease", "the releases; 12SP3 reads 12.3; empty for all"),
    field("version", String, "version", "the version"),
    field("type", Word(&["custom", "predefined"]), "type", "the type"),
    field("custom", Bool, "", "whether the type is custom"),
    field("deviceType", String, "devicetype", "the kind of a device driver, in lower case"),
    field("size", Int, "size", "the size in KB"),
    field("failedToLoad", Bool, "failedToLoad", "whether the server failed to load it"),
    field("bundleId", String, "bundleId", "the id of its bundle"),
    field("associated", Object(Kind::File), "associatedFileId", "the associated file"),
    field("missing", Bool, "", "whether the response does not contain the file"),
];

const SUPPORTED: &[Field] = &[
    field("name", String, "name", "the name, such as win or rhels"),
    field("displayName", String, "displayName", "the name for people"),
    field("system", Word(SYSTEMS), "", "the operating system"),
    field("releases", Strings, "releases", "the releases; 12SP3 reads 12.3"),
];

const DISK_USAGE: &[Field] = &[
    field("total", Int, "totalDiskUsage", "the total in KB"),
    field("images", Int, "osImageDiskUsage", "images, in KB"),
    field("bootFiles", Int, "bootFileDiskUsage", "boot files, in KB"),
    field("settingsFiles", Int, "configFileDiskUsage", "settings files, in KB"),
    field("drivers", Int, "deviceDriverDiskUsage", "device drivers, in KB"),
    field("scripts", Int, "scriptFileDiskUsage", "installation scripts, in KB"),
    field("software", Int, "softwareFileDiskUsage", "software payloads, in KB"),
    field("unattendFiles", Int, "unattendFileDiskUsage", "unattend files, in KB"),
];

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Response,
        Self::Image,
        Self::Profile,
        Self::Flags,
        Self::ProfileFiles,
        Self::File,
        Self::Supported,
        Self::DiskUsage,
    ];

    /// Returns the name for messages and docs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Image => "image",
            Self::Profile => "profile",
            Self::Flags => "flags",
            Self::ProfileFiles => "files of a profile",
            Self::File => "file",
            Self::Supported => "supported system",
            Self::DiskUsage => "disk usage",
        }
    }

    /// Returns the attributes.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Response => RESPONSE,
            Self::Image => IMAGE,
            Self::Profile => PROFILE,
            Self::Flags => FLAGS,
            Self::ProfileFiles => PROFILE_FILES,
            Self::File => FILE,
            Self::Supported => SUPPORTED,
            Self::DiskUsage => DISK_USAGE,
        }
    }

    /// Returns the index and the attribute of this name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields().iter().enumerate().find(|(_, field)| field.name == name)
    }
}
