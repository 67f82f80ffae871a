//! The files of the repository.

use crate::json::{KeyId, Kind, Value};

use super::{Flag, ItemType, System, Text, names};

/// A kind of file in the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// Boot-options files, such as WinPE (`bootFiles[]`).
    Boot,
    /// OS bundles (`bundleFiles[]`).
    Bundle,
    /// Configuration-settings files (`customConfigFiles[]`).
    Config,
    /// Device drivers (`driverFiles[]`).
    Driver,
    /// Installation scripts (`installScriptFiles[]`).
    Script,
    /// Software payloads (`softwareFiles[]`).
    Software,
    /// Unattend files (`unattendFiles[]`).
    Unattend,
}

impl FileKind {
    /// All kinds, in the order of the GET /osImages reference.
    pub const ALL: [Self; 7] = [
        Self::Boot,
        Self::Bundle,
        Self::Config,
        Self::Driver,
        Self::Script,
        Self::Software,
        Self::Unattend,
    ];

    /// The kinds that a profile references by id.
    pub const OF_PROFILES: [Self; 6] =
        [Self::Boot, Self::Config, Self::Driver, Self::Script, Self::Software, Self::Unattend];

    /// Returns the attribute of the response that lists files of this kind.
    #[must_use]
    pub const fn list_name(self) -> KeyId {
        match self {
            Self::Boot => names::BOOT_FILES,
            Self::Bundle => names::BUNDLE_FILES,
            Self::Config => names::CUSTOM_CONFIG_FILES,
            Self::Driver => names::DRIVER_FILES,
            Self::Script => names::INSTALL_SCRIPT_FILES,
            Self::Software => names::SOFTWARE_FILES,
            Self::Unattend => names::UNATTEND_FILES,
        }
    }

    /// Returns the attribute of a profile's options that lists ids of this kind. Bundles have none.
    #[must_use]
    pub const fn ids_name(self) -> KeyId {
        match self {
            Self::Boot => names::BOOT_FILE_IDS,
            Self::Config => names::CUSTOM_CONFIG_FILE_IDS,
            Self::Driver => names::DRIVER_FILE_IDS,
            Self::Script => names::SCRIPT_FILE_IDS,
            Self::Software => names::CUSTOM_SOFTWARE_IDS,
            Self::Unattend => names::UNATTEND_FILE_IDS,
            Self::Bundle => KeyId::OTHER,
        }
    }

    /// Returns the flag that says whether custom files of this kind are supported
    /// (`supportedImages[].allowCustom…`).
    #[must_use]
    pub const fn allow_name(self) -> Option<KeyId> {
        Some(match self {
            Self::Boot => names::ALLOW_CUSTOM_BOOT_FILE,
            Self::Bundle => return None,
            Self::Config => names::ALLOW_CUSTOM_CONFIG_FILE,
            Self::Driver => names::ALLOW_CUSTOM_DRIVER,
            Self::Script => names::ALLOW_CUSTOM_INSTALL_SCRIPT_FILE,
            Self::Software => names::ALLOW_CUSTOM_SOFTWARE_FILE,
            Self::Unattend => names::ALLOW_CUSTOM_UNATTEND_FILE,
        })
    }

    /// Returns the attribute of `supportedImages[]` that lists the allowed extensions.
    #[must_use]
    pub const fn extensions_name(self) -> KeyId {
        match self {
            Self::Boot => names::ALLOWED_BOOT_FILE_EXTENSION,
            Self::Bundle => names::ALLOWED_BUNDLE_FILE_EXTENSION,
            Self::Config => names::ALLOWED_CONFIG_FILE_EXTENSION,
            Self::Driver => names::ALLOWED_DRIVER_FILE_EXTENSION,
            Self::Script => names::ALLOWED_SCRIPT_FILE_EXTENSION,
            Self::Software => names::ALLOWED_SOFTWARE_FILE_EXTENSION,
            Self::Unattend => names::ALLOWED_UNATTEND_FILE_EXTENSION,
        }
    }

    /// Returns the extensions that the GET /osImages reference lists for this kind (`ks` is from another
    /// page of the same documentation).
    #[must_use]
    pub const fn known_extensions(self) -> &'static [&'static str] {
        match self {
            Self::Boot | Self::Bundle => &["zip"],
            Self::Config => &["json"],
            Self::Driver => &["iso", "rpm", "vib", "zip"],
            Self::Script => &["cmd", "pl", "pm", "ps1", "psm1", "py", "sh"],
            Self::Software => &["tar.gz", "zip"],
            Self::Unattend => &["cfg", "xml", "ks"],
        }
    }

    /// Returns the attribute of `supportedImages[]` that lists the releases with support for custom files
    /// of this kind.
    #[must_use]
    pub const fn releases_name(self) -> Option<KeyId> {
        Some(match self {
            Self::Boot => names::CUSTOM_BOOT_RELEASES,
            Self::Bundle => return None,
            Self::Config => names::CUSTOM_CONFIG_RELEASES,
            Self::Driver => names::CUSTOM_DRIVER_RELEASES,
            Self::Script => names::CUSTOM_INSTALL_SCRIPT_RELEASES,
            Self::Software => names::CUSTOM_SOFTWARE_RELEASES,
            Self::Unattend => names::CUSTOM_UNATTEND_RELEASES,
        })
    }

    /// Returns the kind of file that files of this kind can be associated with (`associatedFileId`).
    #[must_use]
    pub const fn partner(self) -> Option<Self> {
        match self {
            Self::Config => Some(Self::Unattend),
            Self::Unattend => Some(Self::Config),
            _ => None,
        }
    }

    /// Returns the name of this kind with an indefinite article.
    #[must_use]
    pub const fn a_word(self) -> &'static str {
        match self {
            Self::Boot => "a boot file",
            Self::Bundle => "a bundle",
            Self::Config => "a configuration-settings file",
            Self::Driver => "a device driver",
            Self::Script => "an installation script",
            Self::Software => "a software payload",
            Self::Unattend => "an unattend file",
        }
    }

    /// Returns the plural name of this kind.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Boot => "boot files",
            Self::Bundle => "bundles",
            Self::Config => "configuration-settings files",
            Self::Driver => "device drivers",
            Self::Script => "installation scripts",
            Self::Software => "software payloads",
            Self::Unattend => "unattend files",
        }
    }

    /// Returns the name of this kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boot => "boot file",
            Self::Bundle => "bundle",
            Self::Config => "configuration-settings file",
            Self::Driver => "device driver",
            Self::Script => "installation script",
            Self::Software => "software payload",
            Self::Unattend => "unattend file",
        }
    }
}

/// A file of the repository.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct File<'a> {
    /// The kind.
    pub kind: FileKind,
    /// The JSON object.
    pub value: Value<'a>,
}

impl<'a> File<'a> {
    /// Returns the id. The id of a custom file is a timestamp, `_`, and the file name with its extension.
    #[must_use]
    pub fn id(self) -> Option<Text<'a>> {
        Text::member(self.value, names::ID)
    }

    /// Returns the system, determined from `os`.
    #[must_use]
    pub fn system(self) -> Option<System> {
        self.value.get(names::OS).and_then(System::of)
    }

    /// Returns `true` if the file was imported by a user (`type` is `custom`, compared
    /// case-insensitively because servers send `CUSTOM`).
    #[must_use]
    pub fn is_custom(self) -> bool {
        self.value.get(names::TYPE).is_some_and(Self::is_custom_type)
    }

    pub(super) fn is_custom_type(kind: Value<'_>) -> bool {
        ItemType::of(kind) == Some(ItemType::Custom)
    }

    /// Returns the `os` attribute.
    #[must_use]
    pub fn os(self) -> Option<Text<'a>> {
        Text::member(self.value, names::OS)
    }

    /// Returns the `osrelease` attribute: one release or a comma-separated list.
    #[must_use]
    pub fn osrelease(self) -> Option<Text<'a>> {
        Text::member(self.value, names::OSRELEASE)
    }

    /// Returns the flag that says that the server failed to load the file. Servers send it for drivers; the
    /// GET /osImages reference does not document it.
    #[must_use]
    pub fn failed_to_load(self) -> Option<Flag<'a>> {
        Flag::boolean(self.value, names::FAILED_TO_LOAD)
    }

    /// Returns the id of the associated file: the unattend file of a configuration-settings file
    /// (`customConfigFiles[].associatedFileId`), or the reverse (`unattendFiles[].associatedFileId`).
    /// `None` if it is empty.
    #[must_use]
    pub fn associated_id(self) -> Option<Text<'a>> {
        self.kind.partner()?;
        Text::member(self.value, names::ASSOCIATED_FILE_ID).filter(|id| !id.is_empty())
    }

    /// Returns `true` if `other` is the associated file.
    #[must_use]
    pub fn names(self, other: File<'_>) -> bool {
        self.kind.partner() == Some(other.kind)
            && self
                .associated_id()
                .is_some_and(|named| other.id().is_some_and(|id| id.as_str() == named.as_str()))
    }

    /// Returns the kind and the id, for use in messages.
    #[must_use]
    pub fn title(self) -> String {
        let word = self.kind.as_str();
        match self.id().filter(|id| !id.is_empty()) {
            Some(id) => format!("{word} {}", id.quotable()),
            None => format!("this {word}"),
        }
    }

    /// Returns the `content` of a settings or unattend file. `None` if it is empty.
    #[must_use]
    pub fn content(self) -> Option<Text<'a>> {
        match self.kind {
            FileKind::Config | FileKind::Unattend => {
                Text::member(self.value, names::CONTENT).filter(|content| !content.is_empty())
            }
            _ => None,
        }
    }

    /// Returns the list of macros that the server derived from a settings file
    /// (`customConfigFiles[].customMacros`).
    #[must_use]
    pub fn custom_macros(self) -> Option<Value<'a>> {
        self.value.get(names::CUSTOM_MACROS).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the id of the bundle that contained the file, if there is one.
    #[must_use]
    pub fn bundle_id(self) -> Option<Text<'a>> {
        Text::member(self.value, names::BUNDLE_ID).filter(|id| !id.is_empty())
    }
}
