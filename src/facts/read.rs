//! Reads facts from a response.

use std::borrow::Cow;
use std::rc::Rc;

use crate::date::date_of;
use crate::json::{Kind as JsonKind, Value};
use crate::model::{
    Assessment, DeployStatus, DiskUsage, File, FileKind, Image, ImageWithProfiles, Options,
    Profile, ReadyCheck, SupportedImage,
};
use crate::spec::{Release, Shape, System};

use super::schema::Kind;
use super::values::kilobytes;
use super::{Fact, Facts, Object, file_kind_word};

impl<'r, 'a> Facts<'r, 'a> {
    /// Returns the attribute at index `field` of [`Kind::fields`] of an object.
    #[must_use]
    pub fn read(&self, object: Object<'r, 'a>, field: usize) -> Fact<'r, 'a> {
        let Some(field_of) = object.kind().fields().get(field) else { return Fact::Absent };
        let (name, json) = (field_of.name, field_of.json);
        match object {
            Object::Response => match self.lists.get(field) {
                Some(kept) => kept.get_or_init(|| self.response_fact(name, json)).clone(),
                None => self.response_fact(name, json),
            },
            Object::Image(image) => self.image(image, name, json),
            Object::Profile(profile) => self.profile(profile, name, json),
            Object::Flags(flags) => {
                self.boolean(flags.value().and_then(|value| value.get_key(json)))
            }
            Object::ProfileFiles(profile) => self.files_of(profile, name),
            Object::File(kind, file) => self.file(kind, file, name, json),
            Object::Supported(supported) => self.supported(supported, name, json),
            Object::DiskUsage(DiskUsage(value)) => self.integer(value.get_key(json)),
        }
    }

    fn response_fact(&self, name: &str, json: &str) -> Fact<'r, 'a> {
        let response = self.response;
        let is_whole = response.shape == Shape::Whole;
        let member = |json: &str| is_whole.then(|| response.value.get_key(json)).flatten();
        let files = |kind: FileKind| match self.objects(member(json)) {
            Err(fact) => fact,
            Ok(_) => {
                let files = response.repository.files(kind);
                Fact::Objects(files.map(|file| Object::File(kind, Ok(file))).collect())
            }
        };
        match name {
            "result" => self.word(member(json), |word| {
                ["success", "failed"].into_iter().find(|known| word.eq_ignore_ascii_case(known))
            }),
            "authorized" => self.boolean(member(json)),
            "refreshed" => self.text(member(json)),
            "count" => self.integer(member(json)),
            "images" => match is_whole.then(|| self.objects(member(json))) {
                Some(Err(fact)) => fact,
                _ => Fact::Objects(response.images().map(Object::Image).collect()),
            },
            "profiles" => self.all_profiles(),
            "bootFiles" => files(FileKind::Boot),
            "bundles" => files(FileKind::Bundle),
            "settingsFiles" => files(FileKind::Config),
            "drivers" => files(FileKind::Driver),
            "scripts" => files(FileKind::Script),
            "software" => files(FileKind::Software),
            "unattendFiles" => files(FileKind::Unattend),
            "supported" => match self.objects(member(json)) {
                Err(fact) => fact,
                Ok(_) => Fact::Objects(
                    response.supported_images().iter().map(Object::Supported).collect(),
                ),
            },
            "age" => self.age(),
            "server" => match self.options.server {
                Some(server) => Fact::Text(Cow::Owned(server.to_owned())),
                None => Fact::Absent,
            },
            "target" => Fact::Text(Cow::Borrowed(self.options.target.as_str())),
            "diskUsage" => self.object(member(json), |value| Object::DiskUsage(DiskUsage(value))),
            _ => Fact::Absent,
        }
    }

    /// Returns the age of the response in days: since its last refresh or, without one, since it was saved.
    fn age(&self) -> Fact<'r, 'a> {
        let refreshed = self.response.last_refreshed();
        if let Some(text) = &refreshed
            && self.readability.fault_or_misspelled(text.value).is_some()
        {
            return Fact::Unreadable(Some(text.value));
        }
        let date = refreshed.and_then(|text| date_of(&text)).or(self.options.saved);
        let age = self.options.today.zip(date).and_then(|(today, date)| today.since(date).ok());
        age.map_or(Fact::Absent, |age| Fact::Int(age.get_days().into()))
    }

    fn all_profiles(&self) -> Fact<'r, 'a> {
        let response = self.response;
        if response.shape == Shape::Whole
            && let Err(fact) = self.objects(response.value.get_key("items"))
        {
            return fact;
        }
        for image in response.images() {
            if let Err(fact) = self.objects(image.profiles_value()) {
                return fact;
            }
        }
        Fact::Objects(response.profiles().map(Object::Profile).collect())
    }

    fn image(&self, image: &'r Image<'a>, name: &str, json: &str) -> Fact<'r, 'a> {
        match name {
            "system" => self.system(image.value, image.system()),
            "release" => self.release(image.value),
            "verdict" | "reasons" => {
                let assessments = self.response.assess(self.options.target);
                let position = self.image_position(image);
                let assessment = position.and_then(|position| assessments.images().get(position));
                assessed(assessment, name)
            }
            "flags" => self.flags(image.ready_check_value(), image.ready_check()),
            "profiles" => match self.objects(image.profiles_value()) {
                Err(fact) => fact,
                Ok(_) => {
                    let position = self.image_position(image);
                    let profiles = position.map_or(&[][..], |at| self.images()[at].profiles);
                    Fact::Objects(profiles.iter().map(Object::Profile).collect())
                }
            },
            _ => self.common(image.value, name, json),
        }
    }

    fn profile(&self, profile: &'r Profile<'a>, name: &str, json: &str) -> Fact<'r, 'a> {
        let option = || match self.options(profile) {
            Ok(Some(options)) => Ok(options.value.get_key(json)),
            Ok(None) => Ok(None),
            Err(fact) => Err(fact),
        };
        match name {
            // The profile holds a copy of its image; the response owns the one to refer to.
            "image" => profile.image.map_or(Fact::Absent, |image| {
                let position = self.image_position(&image);
                position.map_or(Fact::Unreadable(None), |position| {
                    Fact::Object(Object::Image(self.images()[position].image))
                })
            }),
            "imageId" => match (profile.image, self.text(profile.value.get_key("id"))) {
                (Some(image), _) => self.text(image.value.get_key("id")),
                // The part of a profile id up to the bar is the id of its image.
                (None, Fact::Text(id)) => match id.find('|') {
                    Some(bar) => Fact::Text(Cow::Owned(id[..=bar].to_owned())),
                    None => Fact::Absent,
                },
                (None, fact) => fact,
            },
            "system" => self.system(profile.value, profile.system()),
            "release" => match (self.release(profile.value), profile.image) {
                (Fact::Absent, Some(image)) => self.release(image.value),
                (fact, _) => fact,
            },
            "customType" => option().map_or_else(|fact| fact, |value| self.integer(value)),
            "deployPath" => option().map_or_else(|fact| fact, |value| self.text(value)),
            "verdict" | "reasons" => {
                assessed(self.response.assess(self.options.target).of(profile), name)
            }
            "flags" => self.flags(profile.ready_check_value(), profile.ready_check()),
            "files" => match self.options(profile) {
                Ok(_) => Fact::Object(Object::ProfileFiles(profile)),
                Err(fact) => fact,
            },
            _ => self.common(profile.value, name, json),
        }
    }

    /// Returns an attribute that images, profiles and files share.
    fn common(&self, value: Value<'a>, name: &str, json: &str) -> Fact<'r, 'a> {
        match name {
            "type" | "custom" => {
                let kinds = ["base", "custom", "predefined"];
                let kind = self.word(value.get_key("type"), |word| {
                    kinds.into_iter().find(|known| word.eq_ignore_ascii_case(known))
                });
                match kind {
                    Fact::Text(kind) if name == "custom" => Fact::Bool(kind == "custom"),
                    fact => fact,
                }
            }
            "status" => self.word(value.get_key(json), |word| {
                DeployStatus::of_word(word).map(|status| match status {
                    DeployStatus::Ready => "ready",
                    DeployStatus::Warning => "warning",
                    DeployStatus::NotReady => "notReady",
                })
            }),
            "customizedIso" | "failedToLoad" => self.boolean(value.get_key(json)),
            "size" => self.integer(value.get_key(json)),
            _ => self.text(value.get_key(json)),
        }
    }

    fn file(
        &self,
        kind: FileKind,
        file: Result<File<'a>, Value<'a>>,
        name: &str,
        json: &str,
    ) -> Fact<'r, 'a> {
        if name == "kind" {
            return Fact::Text(Cow::Borrowed(file_kind_word(kind)));
        }
        let file = match (file, name) {
            (Ok(_), "missing") => return Fact::Bool(false),
            // Without the whole list, the file may exist.
            (Err(id), "missing") => {
                return match self.response.repository.complete_list(kind) {
                    Some(_) => Fact::Bool(true),
                    None => Fact::Unreadable(Some(id)),
                };
            }
            (Err(id), "id") => return self.text(Some(id)),
            (Err(id), _) => return Fact::Unreadable(Some(id)),
            (Ok(file), _) => file,
        };
        let value = file.value;
        if self.readability.fault(value).is_some() {
            return Fact::Unreadable(Some(value));
        }
        match name {
            "system" => match self.text(value.get_key(json)) {
                Fact::Text(_) => file.system().map_or(Fact::Absent, system_word),
                fact => fact,
            },
            "releases" => match self.text(value.get_key(json)) {
                Fact::Text(list) => strings(crate::spec::releases(&list)),
                Fact::Absent => strings(std::iter::empty()),
                fact => fact,
            },
            "deviceType" => match self.text(value.get_key(json)) {
                Fact::Text(kind) => Fact::Text(kind.to_ascii_lowercase().into()),
                fact => fact,
            },
            "size" if kind == FileKind::Bundle => match self.text(value.get_key(json)) {
                Fact::Text(text) => {
                    kilobytes(&text).map_or(Fact::Unreadable(Some(value)), Fact::Int)
                }
                fact => fact,
            },
            "associated" => match self.text(value.get_key(json)) {
                Fact::Text(id) if !id.is_empty() => match (kind.partner(), value.get_key(json)) {
                    (Some(partner), Some(at)) => {
                        let found = self.response.repository.file(partner, &id).ok_or(at);
                        Fact::Object(Object::File(partner, found))
                    }
                    _ => Fact::Absent,
                },
                Fact::Text(_) => Fact::Absent,
                fact => fact,
            },
            _ => self.common(value, name, json),
        }
    }

    fn supported(&self, supported: &SupportedImage<'a>, name: &str, json: &str) -> Fact<'r, 'a> {
        let value = supported.value;
        match name {
            "system" => match self.text(value.get_key("name")) {
                Fact::Text(_) => supported.system().map_or(Fact::Absent, system_word),
                fact => fact,
            },
            "releases" => {
                let list = value.get_key(json);
                match list {
                    Some(list) if list.kind() == JsonKind::Array => {}
                    Some(list) if list.kind() != JsonKind::Null => {
                        return Fact::Unreadable(Some(list));
                    }
                    _ => return Fact::Absent,
                }
                let fault = list.and_then(|list| self.readability.fault_within(list));
                match fault {
                    Some((_, value)) => Fact::Unreadable(Some(value)),
                    None => {
                        let elements = list.into_iter().flat_map(Value::elements);
                        let keys = elements.filter_map(|one| match one.kind() {
                            JsonKind::String => one.as_str(),
                            _ => one.members().next().and_then(Value::key),
                        });
                        strings(keys.filter_map(Release::of))
                    }
                }
            }
            _ => self.text(value.get_key(json)),
        }
    }

    /// Returns the customization options of a profile: `None` if the response says that it has none.
    fn options(&self, profile: &'r Profile<'a>) -> Result<Option<Options<'a>>, Fact<'r, 'a>> {
        let value = profile.value.get_key("customizationOptions").ok_or(Fact::Absent)?;
        if self.readability.fault_or_misspelled(value).is_some() {
            return Err(Fact::Unreadable(Some(value)));
        }
        match profile.options() {
            Some(options) => Ok(Some(options)),
            None if value.kind() == JsonKind::Null => Ok(None),
            None if value.as_str().is_some_and(|text| text.is_empty()) => Ok(None),
            None => Err(Fact::Unreadable(Some(value))),
        }
    }

    fn files_of(&self, profile: &'r Profile<'a>, name: &str) -> Fact<'r, 'a> {
        let kind = match name {
            "boot" => FileKind::Boot,
            "settings" => FileKind::Config,
            "drivers" => FileKind::Driver,
            "scripts" => FileKind::Script,
            "software" => FileKind::Software,
            _ => FileKind::Unattend,
        };
        let options = match self.options(profile) {
            Ok(Some(options)) => options,
            Ok(None) => return Fact::Objects(Rc::new([])),
            Err(fact) => return fact,
        };
        let lists = options.id_lists(kind);
        let doubtful = lists.flat_map(|list| std::iter::once(list).chain(list.elements()));
        let doubtful = doubtful.into_iter().find(|value| {
            self.readability.fault_or_misspelled(*value).is_some()
                || !matches!(value.kind(), JsonKind::Array | JsonKind::String)
        });
        if doubtful.is_some() {
            return Fact::Unreadable(doubtful);
        }
        if !options.is_complete(kind) {
            let option = Kind::ProfileFiles.field(name).map(|(_, field)| field.json);
            let option = option.and_then(|option| options.value.get_key(option));
            return option.map_or(Fact::Absent, |option| match option.kind() {
                JsonKind::Null => Fact::Absent,
                _ => Fact::Unreadable(Some(option)),
            });
        }
        let repository = &self.response.repository;
        let files = options
            .ids(kind)
            .map(|id| Object::File(kind, repository.file(kind, &id).ok_or(id.value)));
        Fact::Objects(files.collect())
    }

    fn flags(&self, value: Option<Value<'a>>, flags: ReadyCheck<'a>) -> Fact<'r, 'a> {
        let Some(value) = value.filter(|value| value.kind() != JsonKind::Null) else {
            return Fact::Absent;
        };
        let is_doubtful = self.readability.fault_or_misspelled(value).is_some()
            || flags.value().is_none_or(|value| self.readability.fault(value).is_some());
        if is_doubtful { Fact::Unreadable(Some(value)) } else { Fact::Object(Object::Flags(flags)) }
    }

    fn system(&self, value: Value<'a>, system: Option<System>) -> Fact<'r, 'a> {
        for json in ["id", "name"] {
            if let Fact::Unreadable(at) = self.text(value.get_key(json)) {
                return Fact::Unreadable(at);
            }
        }
        system.map_or(Fact::Absent, system_word)
    }

    /// Returns the release of an image or profile itself.
    fn release(&self, value: Value<'a>) -> Fact<'r, 'a> {
        for json in ["supportedOsRelease", "osrelease"] {
            match self.text(value.get_key(json)) {
                Fact::Text(text) => {
                    if let Some(release) = Release::of(&*text) {
                        return Fact::Text(release.as_str().to_owned().into());
                    }
                }
                Fact::Absent => {}
                fact => return fact,
            }
        }
        Fact::Absent
    }

    fn images(&self) -> &[ImageWithProfiles<'r, 'a>] {
        self.images.get_or_init(|| self.response.images_with_profiles().collect())
    }

    fn image_position(&self, image: &Image<'a>) -> Option<usize> {
        self.images().binary_search_by_key(&image.value.id(), |whole| whole.image.value.id()).ok()
    }
}

/// Returns the verdict of an assessment, or the names of the attributes that decide it.
fn assessed<'r, 'a>(assessment: Option<&Assessment<'a>>, name: &str) -> Fact<'r, 'a> {
    let Some(assessment) = assessment else { return Fact::Unreadable(None) };
    if name == "verdict" {
        return Fact::Text(Cow::Borrowed(assessment.verdict().as_str()));
    }
    let mut reasons: Vec<Cow<'a, str>> = Vec::new();
    for evidence in assessment.decisive() {
        // An element of a list is named by the list.
        let mut named = Some(evidence.value);
        while let Some(value) = named.filter(|value| !value.is_member()) {
            named = value.parent();
        }
        let reason = named.and_then(Value::quotable_key).unwrap_or_default();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Fact::Strings(reasons.into())
}

fn strings<'r, 'a, 't>(releases: impl Iterator<Item = Release<'t>>) -> Fact<'r, 'a> {
    Fact::Strings(releases.map(|release| Cow::Owned(release.as_str().to_owned())).collect())
}

fn system_word<'r, 'a>(system: System) -> Fact<'r, 'a> {
    Fact::Text(Cow::Borrowed(system.keyword()))
}
