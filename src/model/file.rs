//! The files of the repository.

use crate::json::{Kind, Name, Value};

use super::{Flag, ItemType, System, Text, names};

/// The seven kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// Boot-options files, such as WinPE (line 44).
    Boot,
    /// OS bundles (line 58).
    Bundle,
    /// Configuration-settings files (line 69).
    Config,
    /// Device drivers (line 100).
    Driver,
    /// Installation scripts (line 128).
    Script,
    /// Software payloads (line 288).
    Software,
    /// Unattend files (line 421).
    Unattend,
}

impl FileKind {
    /// All kinds, in the order of the document's table.
    pub const ALL: [Self; 7] = [
        Self::Boot,
        Self::Bundle,
        Self::Config,
        Self::Driver,
        Self::Script,
        Self::Software,
        Self::Unattend,
    ];

    /// The kinds that a profile names by id.
    pub const OF_PROFILES: [Self; 6] =
        [Self::Boot, Self::Config, Self::Driver, Self::Script, Self::Software, Self::Unattend];

    /// The response's list of such files.
    #[must_use]
    pub const fn list_name(self) -> Name {
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

    /// The list of ids in the options of such files. Bundles have none and are never named so.
    pub(super) const fn ids_name(self) -> Name {
        match self {
            Self::Boot => names::BOOT_FILE_IDS,
            Self::Config => names::CUSTOM_CONFIG_FILE_IDS,
            Self::Driver => names::DRIVER_FILE_IDS,
            Self::Script => names::SCRIPT_FILE_IDS,
            Self::Software => names::CUSTOM_SOFTWARE_IDS,
            Self::Unattend => names::UNATTEND_FILE_IDS,
            Self::Bundle => Name::OTHER,
        }
    }

    /// The flag of supportedImages that lets files of this kind be customised (lines 308 to 346).
    #[must_use]
    pub const fn allow_name(self) -> Option<Name> {
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

    /// The list of supportedImages of the extensions that such a file may have (lines 347 to 389).
    #[must_use]
    pub const fn extensions_name(self) -> Name {
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

    /// The extensions that the document knows for such files (lines 347 to 389; `ks` from another
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

    /// The list of supportedImages of the releases that such a custom file is supported for
    /// (lines 390 to 407).
    #[must_use]
    pub const fn releases_name(self) -> Option<Name> {
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

    /// The kind of files that such a file may be associated with (lines 70 and 422).
    #[must_use]
    pub const fn partner(self) -> Option<Self> {
        match self {
            Self::Config => Some(Self::Unattend),
            Self::Unattend => Some(Self::Config),
            _ => None,
        }
    }

    /// What people call such a file, with its article.
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

    /// What people call such files.
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

    /// What people call such a file.
    #[must_use]
    pub const fn word(self) -> &'static str {
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

/// One file of the repository.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct File<'a> {
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its object.
    pub value: Value<'a>,
}

impl<'a> File<'a> {
    /// Its id; of a custom file a timestamp, `_`, and the file's name with its extension.
    #[must_use]
    pub fn id(self) -> Option<Text<'a>> {
        Text::member(self.value, names::ID)
    }

    /// Its system, by its `os`.
    #[must_use]
    pub fn system(self) -> Option<System> {
        self.value.get(names::OS).and_then(System::of)
    }

    /// Whether it was imported by hand (`type` custom, compared without case: real servers send
    /// capitals).
    #[must_use]
    pub fn is_custom(self) -> bool {
        self.value.get(names::TYPE).is_some_and(Self::is_custom_type)
    }

    pub(super) fn is_custom_type(kind: Value<'_>) -> bool {
        ItemType::of(kind) == Some(ItemType::Custom)
    }

    /// The system that it is for, where it stands (line 49).
    #[must_use]
    pub fn os(self) -> Option<Text<'a>> {
        Text::member(self.value, names::OS)
    }

    /// The releases that it is for, as they stand: one, or a comma list (line 52).
    #[must_use]
    pub fn osrelease(self) -> Option<Text<'a>> {
        Text::member(self.value, names::OSRELEASE)
    }

    /// Whether the server could not load it: every real server says so of drivers, the document
    /// does not.
    #[must_use]
    pub fn failed_to_load(self) -> Option<Flag<'a>> {
        Flag::boolean(self.value, names::FAILED_TO_LOAD)
    }

    /// The id of the file that it is associated with: an unattend file's of a configuration-settings
    /// file (line 70), and the reverse (line 422). None where it is empty.
    #[must_use]
    pub fn associated_id(self) -> Option<Text<'a>> {
        self.kind.partner()?;
        Text::member(self.value, names::ASSOCIATED_FILE_ID).filter(|id| !id.is_empty())
    }

    /// Whether it names `other` as the file that it is associated with.
    #[must_use]
    pub fn names(self, other: File<'_>) -> bool {
        self.kind.partner() == Some(other.kind)
            && self
                .associated_id()
                .is_some_and(|named| other.id().is_some_and(|id| id.as_str() == named.as_str()))
    }

    /// What people call it in a sentence: its kind and its id.
    #[must_use]
    pub fn title(self) -> String {
        let word = self.kind.word();
        match self.id().filter(|id| !id.is_empty()) {
            Some(id) => format!("{word} {}", id.quotable()),
            None => format!("this {word}"),
        }
    }

    /// Its text, of a settings or unattend file (lines 71 and 423); none where it is empty.
    #[must_use]
    pub fn content(self) -> Option<Text<'a>> {
        match self.kind {
            FileKind::Config | FileKind::Unattend => {
                Text::member(self.value, names::CONTENT).filter(|content| !content.is_empty())
            }
            _ => None,
        }
    }

    /// The list of macros that the server derived from a settings file (line 72).
    #[must_use]
    pub fn custom_macros(self) -> Option<Value<'a>> {
        self.value.get(names::CUSTOM_MACROS).filter(|list| list.kind() == Kind::Array)
    }

    /// The bundle that it came from, where it names one.
    #[must_use]
    pub fn bundle_id(self) -> Option<Text<'a>> {
        Text::member(self.value, names::BUNDLE_ID).filter(|id| !id.is_empty())
    }
}
