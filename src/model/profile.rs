//! Profiles and their customization options.

use crate::json::{Kind, Selected, Selection, Value};

use super::item::{Item, ItemType};
use super::{DeployStatus, FileKind, Flag, Image, ReadyCheck, Release, System, Text, names};

/// A profile: a way to deploy an image (`items[].profiles[]`).
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// The JSON object.
    pub value: Value<'a>,
    /// The image that it deploys. `None` if the profile was saved without its image.
    pub image: Option<Image<'a>>,
    /// The system, determined from the id, the name or the image.
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
    /// Creates the profile for the object `value` of `image`.
    #[must_use]
    pub fn of(value: Value<'a>, image: Option<Image<'a>>) -> Self {
        let item = Item::of(value);
        let options = item.options_value().filter(|options| options.kind() == Kind::Object);
        Self {
            value,
            image,
            system: match item.has_two_systems {
                true => None,
                false => item.system.or_else(|| image?.system()),
            },
            item,
            options: options.map(Options::of),
        }
    }

    /// Returns the id, which deployment requests use: image name, `|`, profile name
    /// (`items[].profiles[].id`).
    #[must_use]
    pub fn id(&self) -> Option<Text<'a>> {
        self.item.id()
    }

    /// Returns the value of `id`, whatever its type.
    #[must_use]
    pub fn id_value(&self) -> Option<Value<'a>> {
        self.item.id_value()
    }

    /// Returns `true` if the id contains a comma, which separates ids in requests.
    #[must_use]
    pub fn has_comma(&self) -> bool {
        self.item.has_comma
    }

    /// Returns the name (`items[].profiles[].name`).
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        self.item.name()
    }

    /// Returns `profile` with its id, or otherwise its name, for use in messages.
    #[must_use]
    pub fn title(&self) -> String {
        let named = self.id().or_else(|| self.name()).filter(|text| !text.is_empty());
        named.map_or_else(
            || "this profile".to_owned(),
            |text| format!("profile {}", text.quotable()),
        )
    }

    /// Returns the system, determined from the id, the name or the image.
    #[must_use]
    pub fn system(&self) -> Option<System> {
        self.system
    }

    /// Returns whether the profile deploys `system`. `None` if its system is unknown.
    #[must_use]
    pub fn is_system(&self, system: System) -> Option<bool> {
        self.system().map(|own| own == system)
    }

    /// Returns the status and its value. `None` if `deployStatus` is absent or invalid.
    #[must_use]
    pub fn deploy_status(&self) -> Option<(DeployStatus, Value<'a>)> {
        self.item.deploy_status()
    }

    /// Returns the value of `deployStatus`, whatever its type.
    #[must_use]
    pub fn deploy_status_value(&self) -> Option<Value<'a>> {
        self.item.deploy_status_value()
    }

    /// Returns the value of `readyCheck`, whatever its type.
    #[must_use]
    pub fn ready_check_value(&self) -> Option<Value<'a>> {
        self.item.ready_check_value()
    }

    /// Returns the flags of `readyCheck`.
    #[must_use]
    pub fn ready_check(&self) -> ReadyCheck<'a> {
        self.item.ready_check
    }

    pub(super) fn kind_value(&self) -> Option<Value<'a>> {
        self.item.kind_value()
    }

    /// Returns `true` if the profile's own id or name identifies its system.
    pub(super) fn has_own_system(&self) -> bool {
        self.item.system.is_some()
    }

    pub(super) fn options_value(&self) -> Option<Value<'a>> {
        self.item.options_value()
    }

    /// Returns the first value in `customizationOptions` whose type hides references to files.
    pub(super) fn unreadable_options(&self) -> Option<Value<'a>> {
        match self.options {
            Some(options) => options.unreadable(),
            None => self.item.options_value().filter(|value| !is_none(*value)),
        }
    }

    /// Returns the empty list of boot files of a Windows profile whose flags say that it has a WinPE boot
    /// file.
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

    /// Returns the type, `custom` or `predefined` (`items[].profiles[].type`).
    #[must_use]
    pub fn kind(&self) -> Option<Text<'a>> {
        self.item.kind()
    }

    /// Returns `true` if the type is `custom`.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.item.declared_type == Some(ItemType::Custom)
    }

    /// Returns `true` if the type is `predefined`.
    #[must_use]
    pub fn is_predefined(&self) -> bool {
        self.item.declared_type == Some(ItemType::Predefined)
    }

    /// Returns the flag that says that the ISO of its image was customized
    /// (`items[].profiles[].isCustomizedISO`).
    #[must_use]
    pub fn is_customized_iso(&self) -> Option<Flag<'a>> {
        self.item.is_customized_iso()
    }

    /// Returns the value of `isAllowedInCurrentSecurityMode`, whatever its type.
    #[must_use]
    pub fn is_allowed_in_current_security_mode_value(&self) -> Option<Value<'a>> {
        self.item.security_mode_value()
    }

    /// Returns the older security-mode flag (`items[].profiles[].isAllowedInCurrentSecurityMode`).
    #[must_use]
    pub fn is_allowed_in_current_security_mode(&self) -> Option<Flag<'a>> {
        self.item.security_mode_value().and_then(Flag::of_boolean)
    }

    /// Returns the release and its source: `supportedOsRelease`, otherwise `osrelease`, otherwise the
    /// release of the image, unless that is of another system. `None` if there is none, or a list of different ones. An id is no evidence of a release.
    #[must_use]
    pub fn release(&self) -> Option<(Release<'a>, Text<'a>)> {
        let is_of_system = |image: &Image<'_>| {
            !image.system().zip(self.system).is_some_and(|(image, own)| image.differs_from(own))
        };
        let of_image = || self.image.filter(is_of_system)?.release_text();
        let text = self.item.release_text().or_else(of_image)?;
        Some((text.sole_release()?, text))
    }

    /// Returns the customization options. `None` if they are null, empty or absent.
    #[must_use]
    pub fn options(&self) -> Option<Options<'a>> {
        self.options
    }
}

/// The `customizationOptions` of a profile.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The JSON object.
    pub value: Value<'a>,
    members: Selected<'a, 8>,
}

/// The members to read: first the options of each kind of file, in the order of
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

    /// Returns the options for files of one kind, whatever their type.
    fn option(&self, kind: FileKind) -> Option<Value<'a>> {
        FileKind::OF_PROFILES
            .iter()
            .position(|other| *other == kind)
            .and_then(|slot| self.members.get(slot))
    }

    /// Returns the lists of ids of files of one kind. There is one, except for `unattendOptions`, an
    /// array of objects with a list each.
    pub fn id_lists(&self, kind: FileKind) -> impl Iterator<Item = Value<'a>> {
        let ids = kind.ids_name();
        let option = self.option(kind);
        let objects = option.into_iter().chain(option.into_iter().flat_map(Value::elements));
        objects.filter_map(move |object| object.get(ids)).filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the first value that is neither a list of ids nor a placeholder for none.
    fn unreadable(&self) -> Option<Value<'a>> {
        FileKind::OF_PROFILES.into_iter().find_map(|kind| {
            let option = self.option(kind)?;
            match option.kind() {
                Kind::Object => unreadable_ids(option.get(kind.ids_name())?),
                // Only `unattendOptions` is an array of objects.
                Kind::Array if kind != FileKind::Unattend => Some(option),
                Kind::Array => option.elements().find_map(|object| match object.kind() {
                    Kind::Object => unreadable_ids(object.get(kind.ids_name())?),
                    _ => (!is_none(object)).then_some(object),
                }),
                _ => (!is_none(option)).then_some(option),
            }
        })
    }

    /// Returns `true` if the lists of ids of one kind are complete, so that files that they do not
    /// contain are certainly not used. `""` means none; absent or null options are not complete.
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

    /// Returns `true` if an unreadable value may hide references to files of `kind`.
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

    /// Returns the non-empty ids of files of one kind.
    pub fn ids(&self, kind: FileKind) -> impl Iterator<Item = Text<'a>> {
        let ids = self.id_lists(kind).flat_map(Value::elements).filter_map(Text::of);
        ids.filter(|id| !id.is_empty())
    }

    /// Returns the path on the deployed host (`deployDataAndSoftwareLocation`).
    #[must_use]
    pub fn deploy_path(&self) -> Option<Text<'a>> {
        self.members.get(DEPLOY_PATH).and_then(Text::of)
    }

    /// Returns `customType`, a number from 1 to 5 for the combination of custom unattend and settings
    /// files.
    #[must_use]
    pub fn custom_type(&self) -> Option<Value<'a>> {
        self.members.get(CUSTOM_TYPE).filter(|value| value.kind() == Kind::Number)
    }
}

/// Returns `true` if a value means that there are no files: null or `""`.
fn is_none(value: Value<'_>) -> bool {
    value.kind() == Kind::Null || value.as_str().is_some_and(|text| text.is_empty())
}

/// Returns the first value in a list of ids that is not an id.
fn unreadable_ids(list: Value<'_>) -> Option<Value<'_>> {
    match list.kind() {
        Kind::Array => list.elements().find(|id| id.kind() != Kind::String),
        _ => (!is_none(list)).then_some(list),
    }
}

#[cfg(test)]
mod tests;
