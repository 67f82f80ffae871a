//! Profiles, and what each is customised with.

use crate::json::{Kind, Selected, Selection, Value};

use super::item::{Item, ItemType};
use super::{DeployStatus, FileKind, Flag, Image, ReadyCheck, Release, System, Text, names};

/// One profile: a way to deploy an image (line 171).
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// Its object.
    pub value: Value<'a>,
    /// The image that it deploys; none where a profile was saved alone.
    pub image: Option<Image<'a>>,
    /// Its system, by its id, its name, or its image's.
    system: Option<System>,
    item: Item<'a>,
    options: Option<Options<'a>>,
}

impl PartialEq for Profile<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<'a> Profile<'a> {
    /// The profile whose object is `value`, of `image` where it was saved with it.
    #[must_use]
    pub fn of(value: Value<'a>, image: Option<Image<'a>>) -> Self {
        let item = Item::of(value);
        let options = item.options_value().filter(|options| options.kind() == Kind::Object);
        Self {
            value,
            image,
            system: item.system.or_else(|| image.and_then(|image| image.system())),
            item,
            options: options.map(Options::of),
        }
    }

    /// Its id: image name, bar, profile name (line 221). It is what goes into a deployment.
    #[must_use]
    pub fn id(&self) -> Option<Text<'a>> {
        self.item.id()
    }

    /// Whether a comma stands in its id: requests take a list of ids with commas between them.
    #[must_use]
    pub fn has_comma(&self) -> bool {
        self.item.has_comma
    }

    /// Its name (line 228).
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        self.item.name()
    }

    /// What people call it in a sentence: its id, or else its name.
    #[must_use]
    pub fn title(&self) -> String {
        let named = self.id().or_else(|| self.name()).filter(|text| !text.is_empty());
        named.map_or_else(
            || "this profile".to_owned(),
            |text| format!("profile {}", text.quotable()),
        )
    }

    /// Its system, by its id, its name, or its image's.
    #[must_use]
    pub fn system(&self) -> Option<System> {
        self.system
    }

    /// Whether it deploys `system`; none where its system cannot be told.
    #[must_use]
    pub fn is_system(&self, system: System) -> Option<bool> {
        self.system().map(|own| own == system)
    }

    /// What its deployStatus says, and where (line 211).
    #[must_use]
    pub fn deploy_status(&self) -> Option<(DeployStatus, Value<'a>)> {
        self.item.deploy_status()
    }

    /// Its deployStatus, whatever it is (line 211).
    #[must_use]
    pub fn deploy_status_value(&self) -> Option<Value<'a>> {
        self.item.deploy_status_value()
    }

    /// Its readyCheck, whatever it is (line 231).
    #[must_use]
    pub fn ready_check_value(&self) -> Option<Value<'a>> {
        self.item.ready_check_value()
    }

    /// Its flags (line 231).
    #[must_use]
    pub fn ready_check(&self) -> ReadyCheck<'a> {
        self.item.ready_check
    }

    pub(super) fn kind_value(&self) -> Option<Value<'a>> {
        self.item.kind_value()
    }

    /// Whether its own id or name tells its system.
    pub(super) fn has_own_system(&self) -> bool {
        self.item.system.is_some()
    }

    pub(super) fn options_value(&self) -> Option<Value<'a>> {
        self.item.options_value()
    }

    /// What in its customizationOptions is of a type from which no used file can be read.
    pub(super) fn unreadable_options(&self) -> Option<Value<'a>> {
        match self.options {
            Some(options) => options.unreadable(),
            None => self.item.options_value().filter(|value| !is_none(*value)),
        }
    }

    /// Its empty list of boot files, where it is Windows and says that it has a WinPE: another WinPE
    /// than its own files hold.
    #[must_use]
    pub fn winpe_without_boot_file(&self) -> Option<Value<'a>> {
        let flag = self.ready_check().no_winpe().filter(|flag| !flag.is_true)?;
        let options = self.options.filter(|options| !options.is_unreadable(FileKind::Boot))?;
        let list = options.id_lists(FileKind::Boot).next()?;
        let is_empty = list.elements().all(|id| id.as_str().is_some_and(|id| id.is_empty()))
            && options.ids(FileKind::Boot).next().is_none();
        (is_empty && !flag.value.is_damaged() && self.is_system(System::Windows) == Some(true))
            .then_some(list)
    }

    /// Its type, `custom` or `predefined` (line 263).
    #[must_use]
    pub fn kind(&self) -> Option<Text<'a>> {
        self.item.kind()
    }

    /// Whether it was made here (line 264).
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.item.made_as == Some(ItemType::Custom)
    }

    /// Whether it came with XClarity (line 265).
    #[must_use]
    pub fn is_predefined(&self) -> bool {
        self.item.made_as == Some(ItemType::Predefined)
    }

    /// Whether its image is one that somebody changed (line 225).
    #[must_use]
    pub fn is_customized_iso(&self) -> Option<Flag<'a>> {
        self.item.is_customized_iso()
    }

    /// Its isAllowedInCurrentSecurityMode, whatever it is (line 222).
    #[must_use]
    pub fn is_allowed_in_current_security_mode_value(&self) -> Option<Value<'a>> {
        self.item.security_mode_value()
    }

    /// Whether the security mode allows it, the older way to say so (line 222).
    #[must_use]
    pub fn is_allowed_in_current_security_mode(&self) -> Option<Flag<'a>> {
        self.item.security_mode_value().and_then(Flag::of_boolean)
    }

    /// The release that it deploys, and where it stands: its supportedOsRelease, else its osrelease,
    /// else its image's (line 262). An id is no evidence of a release.
    #[must_use]
    pub fn release(&self) -> Option<(Release, Text<'a>)> {
        self.item.release().or_else(|| self.image.and_then(|image| image.release()))
    }

    /// What it is customised with (line 173); none where that is null, empty or absent.
    #[must_use]
    pub fn options(&self) -> Option<Options<'a>> {
        self.options
    }
}

/// The customizationOptions of a profile (line 173).
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Its object.
    pub value: Value<'a>,
    members: Selected<'a, 8>,
}

/// The members that are asked for: first the options of each kind of files, in the order of
/// [`FileKind::OF_PROFILES`].
static MEMBERS: Selection<8> = Selection::of([
    names::BOOT_OPTIONS,
    names::CUSTOM_CONFIG_OPTIONS,
    names::DRIVER_OPTIONS,
    names::INSTALL_SCRIPT_OPTIONS,
    names::CUSTOM_SOFTWARE_OPTIONS,
    names::UNATTEND_OPTIONS,
    names::CUSTOM_TYPE,
    names::DEPLOY_DATA_AND_SOFTWARE_LOCATION,
]);
const CUSTOM_TYPE: usize = 6;
const DEPLOY_PATH: usize = 7;

impl<'a> Options<'a> {
    fn of(value: Value<'a>) -> Self {
        Self { value, members: value.select(&MEMBERS) }
    }

    /// The options of files of one kind, whatever they are.
    fn option(&self, kind: FileKind) -> Option<Value<'a>> {
        FileKind::OF_PROFILES
            .iter()
            .position(|other| *other == kind)
            .and_then(|slot| self.members.get(slot))
    }

    /// The lists of ids of files of one kind (lines 179 to 210). Nearly always one: unattendOptions
    /// is an array of objects, each with a list of its own.
    pub fn id_lists(&self, kind: FileKind) -> impl Iterator<Item = Value<'a>> {
        let ids = kind.ids_name();
        let option = self.option(kind);
        let objects = option.into_iter().chain(option.into_iter().flat_map(Value::elements));
        objects.filter_map(move |object| object.get(ids)).filter(|list| list.kind() == Kind::Array)
    }

    /// The first value in it that is neither a list of ids nor stands for none.
    fn unreadable(&self) -> Option<Value<'a>> {
        FileKind::OF_PROFILES.into_iter().find_map(|kind| {
            let option = self.option(kind)?;
            match option.kind() {
                Kind::Object => unreadable_ids(option.get(kind.ids_name())?),
                // Only the unattend files are named in an array of objects.
                Kind::Array if kind != FileKind::Unattend => Some(option),
                Kind::Array => option.elements().find_map(|object| match object.kind() {
                    Kind::Object => unreadable_ids(object.get(kind.ids_name())?),
                    _ => (!is_none(object)).then_some(object),
                }),
                _ => (!is_none(option)).then_some(option),
            }
        })
    }

    /// Whether its lists of ids of one kind are there in full, so that what they lack is not used:
    /// "" stands for none (line 177). Absent or null options say nothing.
    #[must_use]
    pub fn is_complete(&self, kind: FileKind) -> bool {
        let ids = kind.ids_name();
        let Some(option) = self.option(kind) else { return false };
        let holds_list = |object: Value<'a>| {
            let list = object.get(ids).filter(|list| !object.is_incomplete() && !list.is_damaged());
            list.is_some_and(|list| match list.kind() {
                Kind::Array => !list.is_incomplete(),
                Kind::String => list.as_str().is_some_and(|text| text.is_empty()),
                _ => false,
            })
        };
        match option.kind() {
            Kind::Object => holds_list(option),
            Kind::Array => !option.is_incomplete() && option.elements().all(holds_list),
            Kind::String => option.as_str().is_some_and(|text| text.is_empty()),
            _ => false,
        }
    }

    /// Whether something in it is unreadable, so that it may name files of `kind` that are not seen.
    #[must_use]
    pub fn is_unreadable(&self, kind: FileKind) -> bool {
        let ids = kind.ids_name();
        let defective = |value: Value<'a>| value.is_incomplete() || value.is_damaged();
        let option = self.option(kind);
        let objects = option.into_iter().chain(option.into_iter().flat_map(Value::elements));
        defective(self.value)
            || objects.into_iter().any(|object| {
                defective(object)
                    || object.as_str().is_some_and(|text| !text.is_empty())
                    || object.get(ids).is_some_and(|list| {
                        defective(list) || list.as_str().is_some_and(|text| !text.is_empty())
                    })
            })
    }

    /// The ids of files of one kind, none of them empty.
    pub fn ids(&self, kind: FileKind) -> impl Iterator<Item = Text<'a>> {
        let ids = self.id_lists(kind).flat_map(Value::elements).filter_map(Text::of);
        ids.filter(|id| !id.is_empty())
    }

    /// The path on the deployed host (line 194).
    #[must_use]
    pub fn deploy_path(&self) -> Option<Text<'a>> {
        self.members.get(DEPLOY_PATH).and_then(Text::of)
    }

    /// Which custom unattend and settings files are there, as a number from 1 to 5 (line 188).
    #[must_use]
    pub fn custom_type(&self) -> Option<Value<'a>> {
        self.members.get(CUSTOM_TYPE).filter(|value| value.kind() == Kind::Number)
    }
}

/// Whether a value stands for no files: null or "" (line 177).
fn is_none(value: Value<'_>) -> bool {
    value.kind() == Kind::Null || value.as_str().is_some_and(|text| text.is_empty())
}

/// What in a list of ids is none.
fn unreadable_ids(list: Value<'_>) -> Option<Value<'_>> {
    match list.kind() {
        Kind::Array => list.elements().find(|id| id.kind() != Kind::String),
        _ => (!is_none(list)).then_some(list),
    }
}

#[cfg(test)]
mod tests;
