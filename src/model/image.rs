//! Images, and their profiles.

use crate::json::{Kind, Value};

use super::item::{Item, ItemType};
use super::{DeployStatus, Flag, Profile, ReadyCheck, Release, System, Text, names};

/// An operating-system image, an element of `items`.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    /// The JSON object.
    pub value: Value<'a>,
    item: Item<'a>,
}

impl<'a> Image<'a> {
    /// Creates the image for the object `value`.
    #[must_use]
    pub fn of(value: Value<'a>) -> Self {
        Self { value, item: Item::of(value) }
    }

    /// Returns the id, such as `win2016|` (`items[].id`).
    #[must_use]
    pub fn id(&self) -> Option<Text<'a>> {
        self.item.id()
    }

    /// Returns `true` if the id contains a comma, which separates ids in requests.
    #[must_use]
    pub fn has_comma(&self) -> bool {
        self.item.has_comma
    }

    /// Returns the name, such as `win2016` (`items[].name`).
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        self.item.name()
    }

    /// Returns `image` with its id, or otherwise its name, for use in messages.
    #[must_use]
    pub fn title(&self) -> String {
        let named = self.id().or_else(|| self.name()).filter(|text| !text.is_empty());
        named.map_or_else(|| "this image".to_owned(), |text| format!("image {}", text.quotable()))
    }

    /// Returns the system, determined from the id or otherwise the name.
    #[must_use]
    pub fn system(&self) -> Option<System> {
        self.item.system
    }

    /// Returns the release and its source: `supportedOsRelease`, otherwise `osrelease`. `None` if there is none, or a
    /// list of different ones.
    #[must_use]
    pub fn release(&self) -> Option<(Release<'a>, Text<'a>)> {
        let text = self.release_text()?;
        Some((text.sole_release()?, text))
    }

    pub(super) fn release_text(&self) -> Option<Text<'a>> {
        self.item.release_text()
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

    /// Returns the image's `deployStatus` if it is `notReady` but that of its `profile` is not.
    #[must_use]
    pub fn not_ready_against(&self, profile: &Profile<'_>) -> Option<Value<'a>> {
        let (status, value) = self.deploy_status()?;
        let of_profile = profile.deploy_status()?.0;
        (status == DeployStatus::NotReady && of_profile != DeployStatus::NotReady).then_some(value)
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

    /// Returns the type, `base` or `custom` (`items[].type`).
    #[must_use]
    pub fn kind(&self) -> Option<Text<'a>> {
        self.item.kind()
    }

    /// Returns `true` if the image can be deployed only through custom profiles (type `custom`).
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.item.declared_type == Some(ItemType::Custom)
    }

    /// Returns `true` if the image has predefined profiles (type `base`).
    #[must_use]
    pub fn is_base(&self) -> bool {
        self.item.declared_type == Some(ItemType::Base)
    }

    /// Returns the flag that says that the ISO was customized (`items[].isCustomizedISO`).
    #[must_use]
    pub fn is_customized_iso(&self) -> Option<Flag<'a>> {
        self.item.is_customized_iso()
    }

    /// Returns the value of `profiles`, whatever its type.
    #[must_use]
    pub fn profiles_value(&self) -> Option<Value<'a>> {
        self.item.profiles_value()
    }

    /// Returns the list of profiles. `None` if `profiles` is not an array.
    #[must_use]
    pub fn profile_list(&self) -> Option<Value<'a>> {
        self.item.profiles_value().filter(|list| list.kind() == Kind::Array)
    }

    /// Returns the ids of the profiles, in their order.
    pub fn profile_ids(&self) -> impl Iterator<Item = Text<'a>> + use<'a> {
        let profiles = self.profile_list().into_iter().flat_map(Value::elements);
        profiles.filter_map(|profile| Text::member(profile, names::ID))
    }
}

/// An image with its profiles.
#[derive(Clone, Copy, Debug)]
pub struct ImageWithProfiles<'r, 'a> {
    /// The image.
    pub image: &'r Image<'a>,
    /// The profiles, in their order.
    pub profiles: &'r [Profile<'a>],
}
