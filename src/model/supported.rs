//! The customizations that an operating system supports.

use crate::json::{Kind, Value};

use super::{FileKind, Flag, Release, Releases, System, Text, names};

/// An element of `supportedImages`.
#[derive(Clone, Copy, Debug)]
pub struct SupportedImage<'a>(pub Value<'a>);

impl<'a> SupportedImage<'a> {
    /// Returns the name: `esxi`, `rhels`, `sles`, `ubuntu` or `win` (`supportedImages[].name`).
    #[must_use]
    pub fn name(self) -> Option<Text<'a>> {
        Text::member(self.0, names::NAME)
    }

    /// Returns the system, determined from the name.
    #[must_use]
    pub fn system(self) -> Option<System> {
        self.name().and_then(|name| System::of_name(&name))
    }

    /// Returns the flag that says whether custom files of `kind` are supported.
    #[must_use]
    pub fn allows(self, kind: FileKind) -> Option<Flag<'a>> {
        Flag::written(self.0, kind.allow_name()?)
    }

    /// Returns the list of allowed extensions for files of `kind`, if there is one.
    #[must_use]
    pub fn extensions(self, kind: FileKind) -> Option<Value<'a>> {
        self.0.get(kind.extensions_name()).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the list of supported releases, if there is one: objects with one key each
    /// (`supportedImages[].releases`).
    #[must_use]
    pub fn release_list(self) -> Option<Value<'a>> {
        self.0.get(names::RELEASES).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the supported releases. `None` if the list is absent or incomplete.
    #[must_use]
    pub fn releases(self) -> Option<Releases> {
        let list = self.release_list().filter(|list| !is_defective(*list))?;
        let keys = list.elements().flat_map(Value::members).filter_map(Value::key);
        Some(keys.filter_map(|key| Release::of(&key)).collect())
    }

    /// Returns the list of releases with support for custom files of `kind`, if there is one.
    #[must_use]
    pub fn custom_release_list(self, kind: FileKind) -> Option<Value<'a>> {
        self.0.get(kind.releases_name()?).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the releases with support for custom files of `kind`. `None` if the list is absent or
    /// incomplete.
    #[must_use]
    pub fn custom_releases(self, kind: FileKind) -> Option<Releases> {
        let list = self.custom_release_list(kind).filter(|list| !list.is_incomplete())?;
        Some(list.elements().filter_map(Text::of).filter_map(|text| Release::of(&text)).collect())
    }

    /// Returns the flag that says whether the path of deployment data can differ from the default
    /// (`supportedImages[].allowCustomPath`).
    #[must_use]
    pub fn allows_path(self) -> Option<Flag<'a>> {
        Flag::written(self.0, names::ALLOW_CUSTOM_PATH)
    }

    /// Returns `true` if the system supports no kind of custom file: every flag exists and is `false`.
    #[must_use]
    pub fn allows_nothing(self) -> bool {
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
