//! Profiles, and what each is customised with.

use crate::json::{Kind, Value};

use super::{DeployStatus, FileKind, Flag, Image, ReadyCheck, Release, System, Text, names};

/// One profile: a way to deploy an image (line 171).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile<'a> {
    /// Its object.
    pub value: Value<'a>,
    /// The image that it deploys; none where a profile was saved alone.
    pub image: Option<Image<'a>>,
}

impl<'a> Profile<'a> {
    /// Its id: image name, bar, profile name (line 221). It is what goes into a deployment.
    #[must_use]
    pub fn id(self) -> Option<Text<'a>> {
        Text::member(self.value, names::ID)
    }

    /// Its name (line 228).
    #[must_use]
    pub fn name(self) -> Option<Text<'a>> {
        Text::member(self.value, names::NAME)
    }

    /// What people call it in a sentence: its id, or else its name.
    #[must_use]
    pub fn title(self) -> String {
        let named = self.id().or_else(|| self.name()).filter(|text| !text.is_empty());
        named.map_or_else(|| "this profile".to_owned(), |text| format!("profile {}", text.as_str()))
    }

    /// Its system, by its id, its name, or its image's.
    #[must_use]
    pub fn system(self) -> Option<System> {
        let of = |text: Option<Text<'_>>| text.and_then(|text| System::of_name(&text));
        of(self.id()).or_else(|| of(self.name())).or_else(|| self.image.and_then(Image::system))
    }

    /// Whether it deploys `system`; none where its system cannot be told.
    #[must_use]
    pub fn is_system(self, system: System) -> Option<bool> {
        self.system().map(|own| own == system)
    }

    /// What its deployStatus says, and where (line 211).
    #[must_use]
    pub fn deploy_status(self) -> Option<(DeployStatus, Value<'a>)> {
        DeployStatus::of_item(self.value)
    }

    /// Its flags (line 231).
    #[must_use]
    pub fn ready_check(self) -> ReadyCheck<'a> {
        ReadyCheck::of_item(self.value)
    }

    /// Its type, `custom` or `predefined` (line 263).
    #[must_use]
    pub fn kind(self) -> Option<Text<'a>> {
        Text::member(self.value, names::TYPE)
    }

    /// Whether it was made here (line 264).
    #[must_use]
    pub fn is_custom(self) -> bool {
        self.kind().is_some_and(|kind| kind.eq_ignore_ascii_case("custom"))
    }

    /// Whether it came with XClarity (line 265).
    #[must_use]
    pub fn is_predefined(self) -> bool {
        self.kind().is_some_and(|kind| kind.eq_ignore_ascii_case("predefined"))
    }

    /// Whether its image is one that somebody changed (line 225).
    #[must_use]
    pub fn is_customized_iso(self) -> Option<Flag<'a>> {
        Flag::boolean(self.value, names::IS_CUSTOMIZED_ISO)
    }

    /// Whether the security mode allows it, the older way to say so (line 222).
    #[must_use]
    pub fn is_allowed_in_current_security_mode(self) -> Option<Flag<'a>> {
        Flag::boolean(self.value, names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }

    /// The release that it deploys, and where it stands: its supportedOsRelease, else its osrelease,
    /// else its image's (line 262). An id is no evidence of a release.
    #[must_use]
    pub fn release(self) -> Option<(Release, Text<'a>)> {
        release_of(self.value).or_else(|| self.image.and_then(Image::release))
    }

    /// What it is customised with (line 173); none where that is null, empty or absent.
    #[must_use]
    pub fn options(self) -> Option<Options<'a>> {
        let value = self.value.get(names::CUSTOMIZATION_OPTIONS)?;
        (value.kind() == Kind::Object).then_some(Options(value))
    }
}

/// The release that an image or profile says itself.
pub(super) fn release_of(item: Value<'_>) -> Option<(Release, Text<'_>)> {
    let said = |name| {
        let text = Text::member(item, name).filter(|text| !text.value.is_damaged())?;
        Release::of(&text).map(|release| (release, text))
    };
    said(names::SUPPORTED_OS_RELEASE).or_else(|| said(names::OSRELEASE))
}

/// The customizationOptions of a profile (line 173).
#[derive(Clone, Copy, Debug)]
pub struct Options<'a>(pub Value<'a>);

impl<'a> Options<'a> {
    /// The lists of ids of files of one kind (lines 179 to 210). Nearly always one: unattendOptions
    /// is an array of objects, each with a list of its own.
    pub fn id_lists(self, kind: FileKind) -> impl Iterator<Item = Value<'a>> {
        let (option, ids) = kind.option_names();
        let option = self.0.get(option);
        let objects = option.into_iter().chain(option.into_iter().flat_map(Value::elements));
        objects.filter_map(move |object| object.get(ids)).filter(|list| list.kind() == Kind::Array)
    }

    /// Whether its lists of ids of one kind are there in full, so that what they lack is not used:
    /// "" stands for none (line 177). Absent or null options say nothing.
    #[must_use]
    pub fn is_complete(self, kind: FileKind) -> bool {
        let (option, ids) = kind.option_names();
        let Some(option) = self.0.get(option) else { return false };
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
    pub fn is_unreadable(self, kind: FileKind) -> bool {
        let (option, ids) = kind.option_names();
        let defective = |value: Value<'a>| value.is_incomplete() || value.is_damaged();
        let option = self.0.get(option);
        let objects = option.into_iter().chain(option.into_iter().flat_map(Value::elements));
        defective(self.0)
            || objects.into_iter().any(|object| {
                defective(object)
                    || object.as_str().is_some_and(|text| !text.is_empty())
                    || object.get(ids).is_some_and(|list| {
                        defective(list) || list.as_str().is_some_and(|text| !text.is_empty())
                    })
            })
    }

    /// The ids of files of one kind, none of them empty.
    pub fn ids(self, kind: FileKind) -> impl Iterator<Item = Text<'a>> {
        let ids = self.id_lists(kind).flat_map(Value::elements).filter_map(Text::of);
        ids.filter(|id| !id.is_empty())
    }

    /// The path on the deployed host (line 194).
    #[must_use]
    pub fn deploy_path(self) -> Option<Text<'a>> {
        Text::member(self.0, names::DEPLOY_DATA_AND_SOFTWARE_LOCATION)
    }

    /// Which custom unattend and settings files are there, as a number from 1 to 5 (line 188).
    #[must_use]
    pub fn custom_type(self) -> Option<Value<'a>> {
        self.0.get(names::CUSTOM_TYPE).filter(|value| value.kind() == Kind::Number)
    }
}
