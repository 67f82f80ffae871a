//! The names of attributes in the GET /osImages reference, interned for the reader.

use std::sync::LazyLock;

use crate::json::{Interner, KeyId};

use super::keywords;

/// Declares each name as a constant, and the list of all names in the same order.
macro_rules! names {
    ($($constant:ident = $spelling:literal,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Position { $($constant,)* }

        $(
            #[doc = concat!("`", $spelling, "`")]
            pub const $constant: KeyId = KeyId::nth(Position::$constant as u8);
        )*

        const SPELLINGS: &[&str] = &[$($spelling,)*];
    };
}

names! {
    // Attributes of the GET /osImages reference, and four undocumented ones that servers send.
    ALLOW_CUSTOM_BOOT_FILE = "allowCustomBootFile",
    ALLOW_CUSTOM_CONFIG_FILE = "allowCustomConfigFile",
    ALLOW_CUSTOM_DRIVER = "allowCustomDriver",
    ALLOW_CUSTOM_INSTALL_SCRIPT_FILE = "allowCustomInstallScriptFile",
    ALLOW_CUSTOM_PATH = "allowCustomPath",
    ALLOW_CUSTOM_SOFTWARE_FILE = "allowCustomSoftwareFile",
    ALLOW_CUSTOM_UNATTEND_FILE = "allowCustomUnattendFile",
    ALLOWED_BOOT_FILE_EXTENSION = "allowedBootFileExtension",
    ALLOWED_BUNDLE_FILE_EXTENSION = "allowedBundleFileExtension",
    ALLOWED_CONFIG_FILE_EXTENSION = "allowedConfigFileExtension",
    ALLOWED_DRIVER_FILE_EXTENSION = "allowedDriverFileExtension",
    ALLOWED_SCRIPT_FILE_EXTENSION = "allowedScriptFileExtension",
    ALLOWED_SOFTWARE_FILE_EXTENSION = "allowedSoftwareFileExtension",
    ALLOWED_UNATTEND_FILE_EXTENSION = "allowedUnattendFileExtension",
    ASSOCIATED_FILE_ID = "associatedFileId",
    ATTRIBUTES = "attributes",
    BOOT_FILE_DISK_USAGE = "bootFileDiskUsage",
    BOOT_FILE_IDS = "bootFileIds",
    BOOT_FILES = "bootFiles",
    BOOT_OPTIONS = "bootOptions",
    BUNDLE_FILES = "bundleFiles",
    BUNDLE_ID = "bundleId",
    CONFIG_FILE_DISK_USAGE = "configFileDiskUsage",
    CONTENT = "content",
    CUSTOM_BOOT_RELEASES = "customBootReleases",
    CUSTOM_CONFIG_FILE_IDS = "customConfigFileIds",
    CUSTOM_CONFIG_FILES = "customConfigFiles",
    CUSTOM_CONFIG_OPTIONS = "customConfigOptions",
    CUSTOM_CONFIG_RELEASES = "customConfigReleases",
    CUSTOM_DRIVER_RELEASES = "customDriverReleases",
    CUSTOM_INSTALL_SCRIPT_RELEASES = "customInstallScriptReleases",
    CUSTOMIZATION_OPTIONS = "customizationOptions",
    CUSTOM_MACROS = "customMacros",
    CUSTOM_SOFTWARE_IDS = "customSoftwareIds",
    CUSTOM_SOFTWARE_OPTIONS = "customSoftwareOptions",
    CUSTOM_SOFTWARE_RELEASES = "customSoftwareReleases",
    CUSTOM_TYPE = "customType",
    CUSTOM_UNATTEND_RELEASES = "customUnattendReleases",
    DEPLOY_DATA_AND_SOFTWARE_LOCATION = "deployDataAndSoftwareLocation",
    DEPLOY_STATUS = "deployStatus",
    DESCRIPTION = "description",
    DEVICE_DRIVER_DISK_USAGE = "deviceDriverDiskUsage",
    DEVICETYPE = "devicetype",
    DISK_USAGE = "diskUsage",
    DISPLAY_NAME = "displayName",
    DRIVER_FILE_IDS = "driverFileIds",
    DRIVER_FILES = "driverFiles",
    DRIVER_OPTIONS = "driverOptions",
    DRIVERS = "drivers",
    EXPLANATION = "explanation",
    FAILED_TO_LOAD = "failedToLoad",
    HWPLATFORM = "hwplatform",
    ID = "id",
    INCOMPATIBLE_WITH_THINKSYSTEM = "incompatibleWithThinksystem",
    INSTALL_SCRIPT_FILES = "installScriptFiles",
    INSTALL_SCRIPT_OPTIONS = "installScriptOptions",
    IS_ALLOWED_IN_CURRENT_SECURITY_MODE = "isAllowedInCurrentSecurityMode",
    IS_AUTHORIZED = "isAuthorized",
    IS_CUSTOMIZED_ISO = "isCustomizedISO",
    IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE = "isNotAllowedInCurrentSecurityMode",
    IS_PLACEHOLDER = "isPlaceholder",
    ITEMS = "items",
    LAST_REFRESHED = "lastRefreshed",
    MACRO_NAME = "macroName",
    MESSAGES = "messages",
    MINLXCARELEASE = "minlxcarelease",
    MISSING_THINKSYSTEM_KISO = "missingThinksystemKiso",
    NAME = "name",
    NO_PACKAGES = "noPackages",
    NO_WINPE = "noWinpe",
    NUMBER = "number",
    OS = "os",
    OS_BUILD_ID = "osBuildId",
    OS_IMAGE_DISK_USAGE = "osImageDiskUsage",
    OSRELEASE = "osrelease",
    PREDEFINED_MACROS = "predefinedMacros",
    PRELOADED_WINPE = "preloadedWinpe",
    PROFILES = "profiles",
    READY_CHECK = "readyCheck",
    RECOVERY = "recovery",
    RELEASEDATE = "releasedate",
    RELEASES = "releases",
    REQUIRES_THINKSYSTEM_KISO = "requiresThinksystemKiso",
    RESULT = "result",
    SCRIPT_FILE_DISK_USAGE = "scriptFileDiskUsage",
    SCRIPT_FILE_IDS = "scriptFileIds",
    SIZE = "size",
    SOFTWARE_FILE_DISK_USAGE = "softwareFileDiskUsage",
    SOFTWARE_FILES = "softwareFiles",
    SUPPORTED_IMAGES = "supportedImages",
    SUPPORTED_OS_RELEASE = "supportedOsRelease",
    TEXT = "text",
    TOTAL_DISK_USAGE = "totalDiskUsage",
    TYPE = "type",
    UNATTEND_FILE_DISK_USAGE = "unattendFileDiskUsage",
    UNATTEND_FILE_IDS = "unattendFileIds",
    UNATTEND_FILES = "unattendFiles",
    UNATTEND_OPTIONS = "unattendOptions",
    URL = "URL",
    VERSION = "version",
    // Names in the wrapping of a response: an Ansible or pylxca result, or a HAR file.
    MSG = "msg",
    RESULTS = "results",
    JSON = "json",
    LOG = "log",
    ENTRIES = "entries",
    REQUEST = "request",
    HAR_URL = "url",
    RESPONSE = "response",
    ENCODING = "encoding",
    METHOD = "method",
    MIME_TYPE = "mimeType",
    STATUS = "status",
}

/// The attributes that are always arrays.
pub(crate) const LISTS: &[KeyId] = &[
    ALLOWED_BOOT_FILE_EXTENSION,
    ALLOWED_BUNDLE_FILE_EXTENSION,
    ALLOWED_CONFIG_FILE_EXTENSION,
    ALLOWED_DRIVER_FILE_EXTENSION,
    ALLOWED_SCRIPT_FILE_EXTENSION,
    ALLOWED_SOFTWARE_FILE_EXTENSION,
    ALLOWED_UNATTEND_FILE_EXTENSION,
    ATTRIBUTES,
    BOOT_FILE_IDS,
    BOOT_FILES,
    BUNDLE_FILES,
    CUSTOM_BOOT_RELEASES,
    CUSTOM_CONFIG_FILE_IDS,
    CUSTOM_CONFIG_FILES,
    CUSTOM_CONFIG_RELEASES,
    CUSTOM_DRIVER_RELEASES,
    CUSTOM_INSTALL_SCRIPT_RELEASES,
    CUSTOM_MACROS,
    CUSTOM_SOFTWARE_IDS,
    CUSTOM_SOFTWARE_RELEASES,
    CUSTOM_UNATTEND_RELEASES,
    DRIVER_FILE_IDS,
    DRIVER_FILES,
    INSTALL_SCRIPT_FILES,
    ITEMS,
    PREDEFINED_MACROS,
    PROFILES,
    RELEASES,
    SCRIPT_FILE_IDS,
    SOFTWARE_FILES,
    SUPPORTED_IMAGES,
    UNATTEND_FILE_IDS,
    UNATTEND_FILES,
    UNATTEND_OPTIONS,
];

/// Attributes whose strings are names, versions, kinds or paths, not free text.
pub(crate) const PLAIN_STRINGS: &[KeyId] = &[
    ALLOW_CUSTOM_BOOT_FILE,
    ALLOW_CUSTOM_CONFIG_FILE,
    ALLOW_CUSTOM_DRIVER,
    ALLOW_CUSTOM_INSTALL_SCRIPT_FILE,
    ALLOW_CUSTOM_PATH,
    ALLOW_CUSTOM_SOFTWARE_FILE,
    ALLOW_CUSTOM_UNATTEND_FILE,
    ALLOWED_BOOT_FILE_EXTENSION,
    ALLOWED_BUNDLE_FILE_EXTENSION,
    ALLOWED_CONFIG_FILE_EXTENSION,
    ALLOWED_DRIVER_FILE_EXTENSION,
    ALLOWED_SCRIPT_FILE_EXTENSION,
    ALLOWED_SOFTWARE_FILE_EXTENSION,
    ALLOWED_UNATTEND_FILE_EXTENSION,
    ASSOCIATED_FILE_ID,
    ATTRIBUTES,
    BOOT_FILE_IDS,
    BUNDLE_ID,
    CUSTOM_BOOT_RELEASES,
    CUSTOM_CONFIG_FILE_IDS,
    CUSTOM_CONFIG_RELEASES,
    CUSTOM_DRIVER_RELEASES,
    CUSTOM_INSTALL_SCRIPT_RELEASES,
    CUSTOM_SOFTWARE_IDS,
    CUSTOM_SOFTWARE_RELEASES,
    CUSTOM_TYPE,
    CUSTOM_UNATTEND_RELEASES,
    DEPLOY_DATA_AND_SOFTWARE_LOCATION,
    DEPLOY_STATUS,
    DEVICETYPE,
    DISPLAY_NAME,
    DRIVER_FILE_IDS,
    HWPLATFORM,
    ID,
    LAST_REFRESHED,
    MACRO_NAME,
    MINLXCARELEASE,
    NAME,
    OS,
    OS_BUILD_ID,
    OSRELEASE,
    RELEASEDATE,
    RELEASES,
    RESULT,
    SCRIPT_FILE_IDS,
    SIZE,
    SUPPORTED_OS_RELEASE,
    TYPE,
    UNATTEND_FILE_IDS,
    VERSION,
    FAILED_TO_LOAD,
];

static INTERNER: LazyLock<Interner> = LazyLock::new(|| {
    Interner::new(SPELLINGS, keywords::WORDS).with_lists(LISTS).with_open_list(RELEASES)
});

/// Returns the interner with all names, for the reader.
#[must_use]
pub fn interner() -> &'static Interner {
    &INTERNER
}

/// Returns the spelling of a name.
#[must_use]
pub fn spelling(name: KeyId) -> &'static str {
    INTERNER.spelling(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_fit_interner() {
        assert!(SPELLINGS.len() <= Interner::CAPACITY);
        for (position, spelling) in SPELLINGS.iter().enumerate() {
            assert_eq!(INTERNER.find(spelling.as_bytes()).position(), Some(position), "{spelling}");
        }
    }
}
