//! One response, whole or in part.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::iter::once;
use std::ops::Range;

use crate::json::{Kind, Name, Value};

use super::items::Items;
use super::uses::TheseUses;
use super::{
    Assessments, FileEvidence, FileFault, Target, UndefinedMacros, file_evidence, undefined_macros,
};
use super::{
    DiskUsage, File, FileKind, Flag, Image, Message, Profile, Repository, SupportedImage, System,
    Text, Unlisted, Use, Uses, WholeImage, message, names,
};

/// How much of a response a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole response: an object with the document's top-level attributes.
    Whole,
    /// One image alone.
    Image,
    /// An array of images.
    Images,
    /// One profile alone.
    Profile,
    /// An array of profiles.
    Profiles,
}

/// One response, whole or in part.
#[derive(Debug)]
pub struct Response<'a> {
    /// Its outermost value.
    pub value: Value<'a>,
    /// How much of a response it is.
    pub shape: Shape,
    /// Its files.
    pub repository: Repository<'a>,
    supported_by_system: OnceCell<BySystem<'a>>,
    items: OnceCell<Items<'a>>,
    uses: OnceCell<Uses<'a>>,
    unlisted: OnceCell<Unlisted<'a>>,
    file_evidence: OnceCell<Vec<FileEvidence<'a>>>,
    undefined_macros: OnceCell<Vec<UndefinedMacros<'a>>>,
    assessments: OnceCell<Assessments<'a>>,
}

type BySystem<'a> = [Option<SupportedImage<'a>>; System::ALL.len()];

impl<'a> Response<'a> {
    /// The response that `value` is, which has the given shape.
    #[must_use]
    pub fn new(value: Value<'a>, shape: Shape) -> Self {
        let repository =
            if shape == Shape::Whole { Repository::of(value) } else { Repository::default() };
        Self {
            value,
            shape,
            repository,
            supported_by_system: OnceCell::new(),
            items: OnceCell::new(),
            uses: OnceCell::new(),
            unlisted: OnceCell::new(),
            file_evidence: OnceCell::new(),
            undefined_macros: OnceCell::new(),
            assessments: OnceCell::new(),
        }
    }

    /// Its images, in their order.
    pub fn images(&self) -> impl Iterator<Item = &Image<'a>> {
        self.items().images.iter().map(|(image, _)| image)
    }

    /// Its images with their profiles, in their order.
    pub fn whole_images(&self) -> impl Iterator<Item = WholeImage<'_, 'a>> {
        let items = self.items();
        let profiles = |range: &Range<usize>| &items.profiles[range.clone()];
        items
            .images
            .iter()
            .map(move |(image, range)| WholeImage { image, profiles: profiles(range) })
    }

    /// Its profiles, in their order: those of its images, or those saved alone.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile<'a>> {
        self.items().profiles.iter()
    }

    /// The profiles that were saved without their image.
    pub fn lone_profiles(&self) -> &[Profile<'a>] {
        &self.items().profiles[self.items().first_lone..]
    }

    fn items(&self) -> &Items<'a> {
        self.items.get_or_init(|| Items::of(self.value, self.shape))
    }

    /// What each system may be customised with (line 307).
    pub fn supported_images(&self) -> impl Iterator<Item = SupportedImage<'a>> + use<'a> {
        let list =
            if self.shape == Shape::Whole { self.value.get(names::SUPPORTED_IMAGES) } else { None };
        objects(list).map(SupportedImage)
    }

    /// Its result, whatever it is (line 443).
    pub(super) fn result_value(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::RESULT)
    }

    /// Its list of images, whatever it is (line 153).
    pub(super) fn items_value(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::ITEMS)
    }

    /// Its member `name`, where it is a whole response.
    pub(super) fn member(&self, name: Name) -> Option<Value<'a>> {
        self.whole()?.get(name)
    }

    /// Whether each image and profile can be deployed, assessed once: every call names the same target.
    pub fn assess(&self, target: Target) -> &Assessments<'a> {
        self.assessments.get_or_init(|| Assessments::new(self, target))
    }

    /// Everything in the repository that speaks against a file which a profile uses, found once.
    pub fn file_evidence(&self) -> &[FileEvidence<'a>] {
        self.file_evidence.get_or_init(|| file_evidence::collect(self))
    }

    /// The uses of files of which `fault` is true.
    pub fn uses_with(&self, fault: FileFault) -> impl Iterator<Item = Use<'_, 'a>> {
        let found = self.file_evidence().iter().filter(move |evidence| evidence.fault == fault);
        found.filter_map(|evidence| self.use_at(evidence.position))
    }

    /// The use of a file at `position` among [`Self::uses`].
    #[must_use]
    pub fn use_at(&self, position: usize) -> Option<Use<'_, 'a>> {
        self.these_uses().at(position)
    }

    /// The unattend files whose text uses macros that nothing defines, found once.
    pub fn undefined_macros(&self) -> &[UndefinedMacros<'a>] {
        self.undefined_macros.get_or_init(|| undefined_macros::collect(self))
    }

    /// The custom unattend files that more than one profile uses, each with these profiles
    /// (line 421: such a file can be associated with one profile only).
    #[must_use]
    pub fn shared_unattend_files(&self) -> Vec<(File<'a>, Vec<Profile<'a>>)> {
        let mut users: HashMap<usize, (File<'a>, Vec<Profile<'a>>)> = HashMap::new();
        for used in self.uses_of_custom_files().filter(|used| used.kind == FileKind::Unattend) {
            let Some(known) = used.file() else { continue };
            let (_, profiles) = users.entry(used.position).or_insert((known.file, Vec::new()));
            if profiles.last() != Some(used.profile) {
                profiles.push(*used.profile);
            }
        }
        let mut shared: Vec<_> = users.into_values().filter(|(_, users)| users.len() > 1).collect();
        shared.sort_by_key(|(file, _)| file.value.id());
        shared
    }

    /// Whether the request succeeded: `success` or `failed` (line 443).
    #[must_use]
    pub fn result(&self) -> Option<Text<'a>> {
        self.whole().and_then(|response| Text::member(response, names::RESULT))
    }

    /// What the server says about the request (line 446): one object, or an array of them.
    pub fn messages(&self) -> impl Iterator<Item = Message<'a>> + use<'a> {
        message::messages(self.whole().and_then(|response| response.get(names::MESSAGES)))
    }

    /// Whether the asking user may deploy systems (line 148).
    #[must_use]
    pub fn is_authorized(&self) -> Option<Flag<'a>> {
        Flag::boolean(self.whole()?, names::IS_AUTHORIZED)
    }

    /// The space that the repository takes (line 91).
    #[must_use]
    pub fn disk_usage(&self) -> Option<DiskUsage<'a>> {
        self.whole()?.get(names::DISK_USAGE).map(DiskUsage)
    }

    /// How many images it says it has, and where (line 285).
    #[must_use]
    pub fn number(&self) -> Option<(i64, Value<'a>)> {
        let value = self.whole()?.get(names::NUMBER).filter(|value| !value.is_damaged())?;
        Some((value.as_i64()?, value))
    }

    /// Its list of images (line 153).
    #[must_use]
    pub fn image_list(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::ITEMS).filter(|list| list.kind() == Kind::Array)
    }

    fn whole(&self) -> Option<Value<'a>> {
        (self.shape == Shape::Whole).then_some(self.value)
    }

    /// What `system` may be customised with: the entry that has the document's name for it, or else
    /// the first that speaks of it. None for [`System::OtherLinux`], which is several systems.
    #[must_use]
    pub fn supported_image(&self, system: System) -> Option<SupportedImage<'a>> {
        let by_system = self.supported_by_system.get_or_init(|| {
            let mut by_system: BySystem<'a> = [None; System::ALL.len()];
            for supported in self.supported_images() {
                let Some(name) = supported.name() else { continue };
                let Some(system) = System::of_name(&name) else { continue };
                let entry = &mut by_system[system as usize];
                let is_better = |before: SupportedImage<'_>| {
                    System::of_own_name(&name).is_some()
                        && before.name().is_none_or(|name| System::of_own_name(&name).is_none())
                };
                if entry.is_none_or(is_better) && system != System::OtherLinux {
                    *entry = Some(supported);
                }
            }
            by_system
        });
        by_system[system as usize]
    }

    /// Whether a defect of the text hides some of its images, profiles, files or systems.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let lists = self.value.members().flat_map(|list| once(list).chain(list.elements()));
        let profiles = self.images().filter_map(|image| image.value.get(names::PROFILES));
        once(self.value).chain(lists).chain(profiles).any(Value::is_incomplete)
    }

    /// Whether all profiles that use its files are there to look at: it is a whole response, with at
    /// least one profile, and no list of images or profiles lacks something.
    #[must_use]
    pub fn has_all_profiles(&self) -> bool {
        let items = self.items();
        self.shape == Shape::Whole && items.has_all_profiles && !items.profiles.is_empty()
    }

    /// What it holds that the document's table does not list, found once.
    pub fn unlisted(&self) -> &Unlisted<'a> {
        self.unlisted.get_or_init(|| Unlisted::of(self))
    }

    /// Every id that its profiles name, looked up once.
    pub fn uses(&self) -> impl Iterator<Item = Use<'_, 'a>> {
        self.these_uses().all()
    }

    /// As [`Self::uses`], but only of ids that name custom files.
    pub fn uses_of_custom_files(&self) -> impl Iterator<Item = Use<'_, 'a>> {
        self.these_uses().of_custom_files()
    }

    /// Its customised profiles, each with the ids that it names.
    pub fn customized_profiles(
        &self,
    ) -> impl Iterator<Item = (&Profile<'a>, impl Iterator<Item = Use<'_, 'a>> + Clone)> {
        self.these_uses().by_profile()
    }

    fn these_uses(&self) -> TheseUses<'_, 'a> {
        let uses = self.uses.get_or_init(|| Uses::of(&self.items().profiles, &self.repository));
        uses.of_these(&self.items().profiles, &self.repository)
    }
}

pub(super) fn objects(list: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    list.into_iter().flat_map(Value::elements).filter(|value| value.kind() == Kind::Object)
}

#[cfg(test)]
mod tests;
