//! The customizations that an operating system supports.

use std::cell::OnceCell;

use crate::json::{KeyId, Kind, Selected, Selection, Value};

use super::{FileKind, Flag, Release, Releases, System, Text, names};

const KINDS: usize = FileKind::ALL.len();

/// The members to read: for each kind of file its flag, its extensions and its releases, then the others.
static MEMBERS: Selection<{ 3 * KINDS + 3 }> = Selection::of(member_names());
const FLAGS: usize = 0;
const EXTENSIONS: usize = KINDS;
const CUSTOM_RELEASES: usize = 2 * KINDS;
const NAME: usize = 3 * KINDS;
const RELEASES: usize = 3 * KINDS + 1;
const CUSTOM_PATH: usize = 3 * KINDS + 2;

const fn member_names() -> [KeyId; 3 * KINDS + 3] {
    let mut names = [KeyId::OTHER; 3 * KINDS + 3];
    let mut at = 0;
    while at < KINDS {
        let kind = FileKind::ALL[at];
        if let Some(name) = kind.allow_name() {
            names[FLAGS + at] = name;
        }
        names[EXTENSIONS + at] = kind.extensions_name();
        if let Some(name) = kind.releases_name() {
            names[CUSTOM_RELEASES + at] = name;
        }
        at += 1;
    }
    names[NAME] = names::NAME;
    names[RELEASES] = names::RELEASES;
    names[CUSTOM_PATH] = names::ALLOW_CUSTOM_PATH;
    names
}

/// An element of `supportedImages`, with its members, read once. Its lists of releases are read lazily.
#[derive(Debug)]
pub struct SupportedImage<'a> {
    /// The JSON object.
    pub value: Value<'a>,
    members: Selected<'a, { 3 * KINDS + 3 }>,
    releases: OnceCell<Option<Releases<'a>>>,
    custom_releases: [OnceCell<Option<Releases<'a>>>; KINDS],
}

impl<'a> SupportedImage<'a> {
    pub(super) fn of(value: Value<'a>) -> Self {
        Self {
            value,
            members: value.select(&MEMBERS),
            releases: OnceCell::new(),
            custom_releases: Default::default(),
        }
    }

    /// Returns the name: `esxi`, `rhels`, `sles`, `ubuntu` or `win` (`supportedImages[].name`).
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        self.members.get(NAME).and_then(Text::of)
    }

    /// Returns the system, determined from the name.
    #[must_use]
    pub fn system(&self) -> Option<System> {
        self.name().and_then(|name| System::of_name(&name))
    }

    /// Returns the flag that says whether custom files of `kind` are supported.
    #[must_use]
    pub fn allows(&self, kind: FileKind) -> Option<Flag<'a>> {
        self.allows_value(kind).and_then(Flag::written)
    }

    /// Returns the value of the flag for files of `kind`, whatever its type.
    pub(super) fn allows_value(&self, kind: FileKind) -> Option<Value<'a>> {
        self.members.get(FLAGS + kind as usize)
    }

    /// Returns the list of allowed extensions for files of `kind`, if there is one.
    #[must_use]
    pub fn extensions(&self, kind: FileKind) -> Option<Value<'a>> {
        self.extensions_value(kind).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the value of the list of allowed extensions for files of `kind`, whatever its type.
    pub(super) fn extensions_value(&self, kind: FileKind) -> Option<Value<'a>> {
        self.members.get(EXTENSIONS + kind as usize)
    }

    /// Returns the list of supported releases, if there is one: objects with one key each
    /// (`supportedImages[].releases`).
    #[must_use]
    pub fn release_list(&self) -> Option<Value<'a>> {
        self.members.get(RELEASES).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the supported releases. `None` if the list is absent or incomplete.
    #[must_use]
    pub fn releases(&self) -> Option<&Releases<'a>> {
        let read = || {
            let list = self.release_list().filter(|list| !is_defective(*list))?;
            let mut releases = Releases::with_capacity(list.len());
            for element in list.elements() {
                releases.extend(element.members().filter_map(Value::key).filter_map(Release::of));
            }
            Some(releases)
        };
        self.releases.get_or_init(read).as_ref()
    }

    /// Returns the list of releases with support for custom files of `kind`, if there is one.
    #[must_use]
    pub fn custom_release_list(&self, kind: FileKind) -> Option<Value<'a>> {
        self.custom_releases_value(kind).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the value of the list of releases for files of `kind`, whatever its type.
    pub(super) fn custom_releases_value(&self, kind: FileKind) -> Option<Value<'a>> {
        self.members.get(CUSTOM_RELEASES + kind as usize)
    }

    /// Returns the releases with support for custom files of `kind`. `None` if the list is absent or
    /// incomplete.
    #[must_use]
    pub fn custom_releases(&self, kind: FileKind) -> Option<&Releases<'a>> {
        let read = || {
            let list = self.custom_release_list(kind).filter(|list| !list.is_incomplete())?;
            let mut releases = Releases::with_capacity(list.len());
            let texts = list.elements().filter_map(Text::of);
            releases.extend(texts.filter_map(|text| text.release()));
            Some(releases)
        };
        self.custom_releases[kind as usize].get_or_init(read).as_ref()
    }

    /// Returns the flag that says whether the path of deployment data can differ from the default
    /// (`supportedImages[].allowCustomPath`).
    #[must_use]
    pub fn allows_path(&self) -> Option<Flag<'a>> {
        self.members.get(CUSTOM_PATH).and_then(Flag::written)
    }

    /// Returns `true` if the system supports no kind of custom file: every flag exists and is `false`.
    #[must_use]
    pub fn allows_nothing(&self) -> bool {
        let is_off =
            |kind| self.allows(kind).is_some_and(|flag| !flag.is_true && !flag.value.is_damaged());
        FileKind::OF_PROFILES.into_iter().all(is_off)
    }
}

/// Returns `true` if a list of objects is damaged by a syntax error, or contains other values.
fn is_defective(list: Value<'_>) -> bool {
    list.is_incomplete()
        || list.elements().any(|element| element.is_incomplete() || element.kind() != Kind::Object)
}
