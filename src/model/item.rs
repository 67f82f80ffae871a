//! The common members of images and profiles, read in one pass over their object.

use std::sync::LazyLock;

use crate::json::{Selected, Selection, Value};

use super::scalar::MAX_RELEASES_BYTES;
use super::{DeployStatus, Flag, ReadyCheck, System, Text, names};
use crate::spec::keywords::Meanings;

/// The members to read, by slot.
static MEMBERS: Selection<11> = Selection::of([
    names::ID,
    names::NAME,
    names::DEPLOY_STATUS,
    names::READY_CHECK,
    names::TYPE,
    names::IS_CUSTOMIZED_ISO,
    names::SUPPORTED_OS_RELEASE,
    names::OSRELEASE,
    names::PROFILES,
    names::CUSTOMIZATION_OPTIONS,
    names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE,
]);
const ID: usize = 0;
const NAME: usize = 1;
const DEPLOY_STATUS: usize = 2;
const READY_CHECK: usize = 3;
const TYPE: usize = 4;
const IS_CUSTOMIZED_ISO: usize = 5;
const SUPPORTED_OS_RELEASE: usize = 6;
const OSRELEASE: usize = 7;
const PROFILES: usize = 8;
const CUSTOMIZATION_OPTIONS: usize = 9;
const IS_ALLOWED_IN_CURRENT_SECURITY_MODE: usize = 10;

/// The type of an image or profile (`items[].type`, `items[].profiles[].type`), compared
/// case-insensitively.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemType {
    /// An image with predefined profiles.
    Base,
    /// A custom image or profile.
    Custom,
    /// A profile that is part of XClarity.
    Predefined,
}

/// An image or a profile: the object with the members that every rule uses, read once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) ready_check: ReadyCheck<'a>,
    pub(super) status: Option<DeployStatus>,
    /// The system, determined from the id or otherwise the name. `None` if they contradict each other.
    pub(super) system: Option<System>,
    /// Whether the id and the name contradict each other about the system.
    pub(super) has_two_systems: bool,
    pub(super) declared_type: Option<ItemType>,
    /// Whether the id contains a comma.
    pub(super) has_comma: bool,
    members: Selected<'a, 11>,
}

impl<'a> Item<'a> {
    pub(super) fn of(value: Value<'a>) -> Self {
        let members = value.select(&MEMBERS);
        let [of_id, of_name] = [ID, NAME].map(|slot| members.get(slot).and_then(System::of));
        let has_two_systems = of_id.zip(of_name).is_some_and(|(id, name)| id.differs_from(name));
        Self {
            ready_check: ReadyCheck::of(members.get(READY_CHECK)),
            status: members.get(DEPLOY_STATUS).and_then(DeployStatus::of),
            system: of_id.or(of_name).filter(|_| !has_two_systems),
            has_two_systems,
            has_comma: members
                .get(ID)
                .and_then(Value::as_str)
                .is_some_and(|id| id.as_bytes().contains(&b',')),
            declared_type: members.get(TYPE).and_then(ItemType::of),
            members,
        }
    }

    pub(super) fn id(&self) -> Option<Text<'a>> {
        self.members.get(ID).and_then(Text::of)
    }

    pub(super) fn id_value(&self) -> Option<Value<'a>> {
        self.members.get(ID)
    }

    pub(super) fn name(&self) -> Option<Text<'a>> {
        self.members.get(NAME).and_then(Text::of)
    }

    pub(super) fn kind_value(&self) -> Option<Value<'a>> {
        self.members.get(TYPE)
    }

    pub(super) fn kind(&self) -> Option<Text<'a>> {
        self.members.get(TYPE).and_then(Text::of)
    }

    pub(super) fn deploy_status_value(&self) -> Option<Value<'a>> {
        self.members.get(DEPLOY_STATUS)
    }

    pub(super) fn deploy_status(&self) -> Option<(DeployStatus, Value<'a>)> {
        Some((self.status?, self.deploy_status_value()?))
    }

    pub(super) fn ready_check_value(&self) -> Option<Value<'a>> {
        self.members.get(READY_CHECK)
    }

    pub(super) fn is_customized_iso(&self) -> Option<Flag<'a>> {
        self.members.get(IS_CUSTOMIZED_ISO).and_then(Flag::of_boolean)
    }

    pub(super) fn security_mode_value(&self) -> Option<Value<'a>> {
        self.members.get(IS_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }

    pub(super) fn profiles_value(&self) -> Option<Value<'a>> {
        self.members.get(PROFILES)
    }

    pub(super) fn options_value(&self) -> Option<Value<'a>> {
        self.members.get(CUSTOMIZATION_OPTIONS)
    }

    /// Returns the text that names the releases of the item itself: `supportedOsRelease`, otherwise `osrelease`.
    pub(super) fn release_text(&self) -> Option<Text<'a>> {
        let is_letter = |byte| !matches!(byte, b' ' | b',');
        let names_one =
            |text: &Text<'_>| text.len() > MAX_RELEASES_BYTES || text.bytes().any(is_letter);
        [SUPPORTED_OS_RELEASE, OSRELEASE].into_iter().find_map(|slot| {
            let value = self.members.get(slot).filter(|value| !value.is_damaged())?;
            Text::of(value).filter(names_one)
        })
    }
}

impl ItemType {
    /// Parses the type. `None` if `value` is not a known type.
    pub(super) fn of(value: Value<'_>) -> Option<Self> {
        static MEANINGS: LazyLock<Meanings<Option<ItemType>>> =
            LazyLock::new(|| Meanings::new(ItemType::of_word));
        MEANINGS.of(value)?
    }

    fn of_word(word: &str) -> Option<Self> {
        let known =
            [("base", Self::Base), ("custom", Self::Custom), ("predefined", Self::Predefined)];
        known.into_iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, kind)| kind)
    }
}
