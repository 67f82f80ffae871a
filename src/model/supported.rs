//! What an operating system may be customised with.

use crate::json::{Kind, Value};

use super::{FileKind, Flag, Release, Releases, System, Text, names};

/// One element of supportedImages (line 307).
#[derive(Clone, Copy, Debug)]
pub struct SupportedImage<'a>(pub Value<'a>);

impl<'a> SupportedImage<'a> {
    /// Its name: esxi, rhels, sles, ubuntu or win (line 409).
    #[must_use]
    pub fn name(self) -> Option<Text<'a>> {
        Text::member(self.0, names::NAME)
    }

    /// Its system, by its name.
    #[must_use]
    pub fn system(self) -> Option<System> {
        self.name().and_then(|name| System::of_name(&name))
    }

    /// Whether files of `kind` may be customised (lines 308 to 346).
    #[must_use]
    pub fn allows(self, kind: FileKind) -> Option<Flag<'a>> {
        Flag::written(self.0, kind.allow_name()?)
    }

    /// The list of extensions that files of `kind` may have, where it has one.
    #[must_use]
    pub fn extensions(self, kind: FileKind) -> Option<Value<'a>> {
        self.0.get(kind.extensions_name()).filter(|list| list.kind() == Kind::Array)
    }

    /// The list of releases that the system is supported for, where it has one: objects of one key
    /// (line 420).
    #[must_use]
    pub fn release_list(self) -> Option<Value<'a>> {
        self.0.get(names::RELEASES).filter(|list| list.kind() == Kind::Array)
    }

    /// The releases that the system is supported for; none where the list is absent or not there in
    /// full.
    #[must_use]
    pub fn releases(self) -> Option<Releases> {
        let list = self.release_list().filter(|list| !is_defective(*list))?;
        let keys = list.elements().flat_map(Value::members).filter_map(Value::key);
        Some(keys.filter_map(|key| Release::of(&key)).collect())
    }

    /// The list of releases that custom files of `kind` are supported for, where it has one (lines
    /// 390 to 407).
    #[must_use]
    pub fn custom_release_list(self, kind: FileKind) -> Option<Value<'a>> {
        self.0.get(kind.releases_name()?).filter(|list| list.kind() == Kind::Array)
    }

    /// The releases that custom files of `kind` are supported for; none where the list is absent or
    /// not there in full.
    #[must_use]
    pub fn custom_releases(self, kind: FileKind) -> Option<Releases> {
        let list = self.custom_release_list(kind).filter(|list| !list.is_incomplete())?;
        Some(list.elements().filter_map(Text::of).filter_map(|text| Release::of(&text)).collect())
    }

    /// Whether the path of deployment data may be another than the default (line 330).
    #[must_use]
    pub fn allows_path(self) -> Option<Flag<'a>> {
        Flag::written(self.0, names::ALLOW_CUSTOM_PATH)
    }

    /// Whether it may be customised with no kind of file at all: every flag is there and says so.
    #[must_use]
    pub fn allows_nothing(self) -> bool {
        let is_off =
            |kind| self.allows(kind).is_some_and(|flag| !flag.is_true && !flag.value.is_damaged());
        FileKind::OF_PROFILES.into_iter().all(is_off)
    }
}

/// Whether a list of objects lacks something because of a defect, or holds something else.
fn is_defective(list: Value<'_>) -> bool {
    list.is_incomplete()
        || list.elements().any(|element| element.is_incomplete() || element.kind() != Kind::Object)
}
