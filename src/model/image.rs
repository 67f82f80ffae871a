//! Images, and their profiles.

use crate::json::{Kind, Value};

use super::item::{Item, ItemType};
use super::{DeployStatus, Flag, Profile, ReadyCheck, Release, System, Text, names};

/// One operating-system image, an element of `items` (line 153).
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    /// Its object.
    pub value: Value<'a>,
    item: Item<'a>,
}

impl<'a> Image<'a> {
    /// The image whose object is `value`.
    #[must_use]
    pub fn of(value: Value<'a>) -> Self {
        Self { value, item: Item::of(value) }
    }

    /// Its id, such as `win2016|` (line 164).
    #[must_use]
    pub fn id(&self) -> Option<Text<'a>> {
        self.item.id()
    }

    /// Whether a comma stands in its id: requests take a list of ids with commas between them.
    #[must_use]
    pub fn has_comma(&self) -> bool {
        self.item.has_comma
    }

    /// Its name, such as `win2016` (line 168).
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        self.item.name()
    }

    /// What people call it in a sentence: its id, or else its name.
    #[must_use]
    pub fn title(&self) -> String {
        let named = self.id().or_else(|| self.name()).filter(|text| !text.is_empty());
        named.map_or_else(|| "this image".to_owned(), |text| format!("image {}", text.quotable()))
    }

    /// Its system, by its id or else its name.
    #[must_use]
    pub fn system(&self) -> Option<System> {
        self.item.system
    }

    /// Its release, and where it stands: its supportedOsRelease, else its osrelease (lines 170 and
    /// 278).
    #[must_use]
    pub fn release(&self) -> Option<(Release, Text<'a>)> {
        self.item.release()
    }

    /// What its deployStatus says, and where (line 155).
    #[must_use]
    pub fn deploy_status(&self) -> Option<(DeployStatus, Value<'a>)> {
        self.item.deploy_status()
    }

    /// Its deployStatus, whatever it is (line 155).
    #[must_use]
    pub fn deploy_status_value(&self) -> Option<Value<'a>> {
        self.item.deploy_status_value()
    }

    /// Its deployStatus, where it is notReady and that of `profile`, one of its own, is not.
    #[must_use]
    pub fn not_ready_against(&self, profile: &Profile<'_>) -> Option<Value<'a>> {
        let (status, value) = self.deploy_status()?;
        let of_profile = profile.deploy_status()?.0;
        (status == DeployStatus::NotReady && of_profile != DeployStatus::NotReady).then_some(value)
    }

    /// Its readyCheck, whatever it is (line 266).
    #[must_use]
    pub fn ready_check_value(&self) -> Option<Value<'a>> {
        self.item.ready_check_value()
    }

    /// Its flags (line 266).
    #[must_use]
    pub fn ready_check(&self) -> ReadyCheck<'a> {
        self.item.ready_check
    }

    pub(super) fn kind_value(&self) -> Option<Value<'a>> {
        self.item.kind_value()
    }

    /// Its type, `base` or `custom` (line 279).
    #[must_use]
    pub fn kind(&self) -> Option<Text<'a>> {
        self.item.kind()
    }

    /// Whether it can be deployed through custom profiles only (line 280).
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.item.made_as == Some(ItemType::Custom)
    }

    /// Whether predefined profiles come with it (line 282).
    #[must_use]
    pub fn is_base(&self) -> bool {
        self.item.made_as == Some(ItemType::Base)
    }

    /// Whether somebody changed it (line 165).
    #[must_use]
    pub fn is_customized_iso(&self) -> Option<Flag<'a>> {
        self.item.is_customized_iso()
    }

    /// Its list of profiles, whatever it is (line 171).
    #[must_use]
    pub fn profiles_value(&self) -> Option<Value<'a>> {
        self.item.profiles_value()
    }

    /// Its list of profiles, where it has one (line 171).
    #[must_use]
    pub fn profile_list(&self) -> Option<Value<'a>> {
        self.item.profiles_value().filter(|list| list.kind() == Kind::Array)
    }

    /// The ids of its profiles, in their order.
    pub fn profile_ids(&self) -> impl Iterator<Item = Text<'a>> + use<'a> {
        let profiles = self.profile_list().into_iter().flat_map(Value::elements);
        profiles.filter_map(|profile| Text::member(profile, names::ID))
    }
}

/// An image with its profiles.
#[derive(Clone, Copy, Debug)]
pub struct WholeImage<'r, 'a> {
    /// The image.
    pub image: &'r Image<'a>,
    /// Its profiles, in their order.
    pub profiles: &'r [Profile<'a>],
}
