//! Images.

use crate::json::{Kind, Value};

use super::{DeployStatus, Flag, Profile, ReadyCheck, Release, System, Text, names};

/// One operating-system image, an element of `items` (line 153).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Image<'a>(pub Value<'a>);

impl<'a> Image<'a> {
    /// Its id, such as `win2016|` (line 164).
    #[must_use]
    pub fn id(self) -> Option<Text<'a>> {
        Text::member(self.0, names::ID)
    }

    /// Its name, such as `win2016` (line 168).
    #[must_use]
    pub fn name(self) -> Option<Text<'a>> {
        Text::member(self.0, names::NAME)
    }

    /// What people call it in a sentence: its id, or else its name.
    #[must_use]
    pub fn title(self) -> String {
        let named = self.id().or_else(|| self.name()).filter(|text| !text.is_empty());
        named.map_or_else(|| "this image".to_owned(), |text| format!("image {}", text.as_str()))
    }

    /// Its system, by its id or else its name.
    #[must_use]
    pub fn system(self) -> Option<System> {
        let of = |text: Option<Text<'_>>| text.and_then(|text| System::of_name(&text));
        of(self.id()).or_else(|| of(self.name()))
    }

    /// Its release, and where it stands: its supportedOsRelease, else its osrelease (lines 170 and
    /// 278).
    #[must_use]
    pub fn release(self) -> Option<(Release, Text<'a>)> {
        super::profile::release_of(self.0)
    }

    /// What its deployStatus says, and where (line 155).
    #[must_use]
    pub fn deploy_status(self) -> Option<(DeployStatus, Value<'a>)> {
        DeployStatus::of_item(self.0)
    }

    /// Its flags (line 266).
    #[must_use]
    pub fn ready_check(self) -> ReadyCheck<'a> {
        ReadyCheck::of_item(self.0)
    }

    /// Its type, `base` or `custom` (line 279).
    #[must_use]
    pub fn kind(self) -> Option<Text<'a>> {
        Text::member(self.0, names::TYPE)
    }

    /// Whether it can be deployed through custom profiles only (line 280).
    #[must_use]
    pub fn is_custom(self) -> bool {
        self.kind().is_some_and(|kind| kind.eq_ignore_ascii_case("custom"))
    }

    /// Whether predefined profiles come with it (line 282).
    #[must_use]
    pub fn is_base(self) -> bool {
        self.kind().is_some_and(|kind| kind.eq_ignore_ascii_case("base"))
    }

    /// Whether somebody changed it (line 165).
    #[must_use]
    pub fn is_customized_iso(self) -> Option<Flag<'a>> {
        Flag::boolean(self.0, names::IS_CUSTOMIZED_ISO)
    }

    /// Its list of profiles, where it has one (line 171).
    #[must_use]
    pub fn profile_list(self) -> Option<Value<'a>> {
        self.0.get(names::PROFILES).filter(|list| list.kind() == Kind::Array)
    }

    /// Its profiles.
    pub fn profiles(self) -> impl Iterator<Item = Profile<'a>> {
        let list = self.profile_list().into_iter().flat_map(Value::elements);
        let objects = list.filter(|value| value.kind() == Kind::Object);
        objects.map(move |value| Profile { value, image: Some(self) })
    }
}
