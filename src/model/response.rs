//! A response, whole or in part.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::iter::once;
use std::ops::Range;

use crate::json::{KeyId, Kind, Value};
use crate::spec::{Fit, Shape, fit};

use super::items::Items;
use super::objects::objects;
use super::references::TheseUses;
use super::{
    Assessments, DiskUsage, File, FileEvidence, FileFault, FileKind, Flag, Image,
    ImageWithProfiles, Message, Profile, Reference, References, Repository, SupportedImage, System,
    Target, Text, UndefinedMacros, Undocumented, file_evidence, message, names, undefined_macros,
};

/// A response, whole or in part.
#[derive(Debug)]
pub struct Response<'a> {
    /// The root value.
    pub value: Value<'a>,
    /// The part of a response that it is.
    pub shape: Shape,
    /// The repository.
    pub repository: Repository<'a>,
    supported_images: OnceCell<Vec<SupportedImage<'a>>>,
    /// The indices of the supported images by system.
    supported_by_system: OnceCell<[Option<usize>; System::ALL.len()]>,
    items: OnceCell<Items<'a>>,
    uses: OnceCell<References<'a>>,
    fit: OnceCell<Fit>,
    undocumented: OnceCell<Undocumented<'a>>,
    file_evidence: OnceCell<Vec<FileEvidence<'a>>>,
    undefined_macros: OnceCell<Vec<UndefinedMacros<'a>>>,
    /// The assessments for each [`Target`].
    assessments: [OnceCell<Assessments<'a>>; Target::ALL.len()],
}

impl<'a> Response<'a> {
    /// Creates a response of the given shape from `value`.
    #[must_use]
    pub fn new(value: Value<'a>, shape: Shape) -> Self {
        let repository =
            if shape == Shape::Whole { Repository::of(value) } else { Repository::default() };
        Self {
            value,
            shape,
            repository,
            supported_images: OnceCell::new(),
            supported_by_system: OnceCell::new(),
            items: OnceCell::new(),
            uses: OnceCell::new(),
            fit: OnceCell::new(),
            undocumented: OnceCell::new(),
            file_evidence: OnceCell::new(),
            undefined_macros: OnceCell::new(),
            assessments: Default::default(),
        }
    }

    /// Returns the images, in their order.
    pub fn images(&self) -> impl Iterator<Item = &Image<'a>> {
        self.items().images.iter().map(|(image, _)| image)
    }

    /// Returns the images with their profiles, in their order.
    pub fn images_with_profiles(&self) -> impl Iterator<Item = ImageWithProfiles<'_, 'a>> {
        let items = self.items();
        let profiles = |range: &Range<usize>| &items.profiles[range.clone()];
        items
            .images
            .iter()
            .map(move |(image, range)| ImageWithProfiles { image, profiles: profiles(range) })
    }

    /// Returns the profiles, in their order: those of the images, or those saved without an image.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile<'a>> {
        self.items().profiles.iter()
    }

    /// Returns the profiles that were saved without their image.
    pub fn standalone_profiles(&self) -> &[Profile<'a>] {
        &self.items().profiles[self.items().first_standalone..]
    }

    fn items(&self) -> &Items<'a> {
        self.items.get_or_init(|| Items::of(self.value, self.shape))
    }

    /// Returns the entries of `supportedImages`: the customizations that each system supports.
    pub fn supported_images(&self) -> &[SupportedImage<'a>] {
        let read =
            || objects(self.member(names::SUPPORTED_IMAGES)).map(SupportedImage::of).collect();
        self.supported_images.get_or_init(read)
    }

    /// Returns the value of `result`, whatever its type.
    pub(super) fn result_value(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::RESULT)
    }

    /// Returns the value of `items`, whatever its type.
    pub(super) fn items_value(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::ITEMS)
    }

    /// Returns the member `name`. `None` if this is not a whole response.
    pub(super) fn member(&self, name: KeyId) -> Option<Value<'a>> {
        self.whole()?.get(name)
    }

    /// Assesses whether each image and profile can be deployed to servers of a kind. The result is cached.
    pub fn assess(&self, target: Target) -> &Assessments<'a> {
        self.assessments[target as usize].get_or_init(|| Assessments::new(self, target))
    }

    /// Returns the evidence against files that profiles use. The result is cached.
    pub fn file_evidence(&self) -> &[FileEvidence<'a>] {
        self.file_evidence.get_or_init(|| file_evidence::collect(self))
    }

    /// Returns the references to files that have the fault `fault`.
    pub fn uses_with(&self, fault: FileFault) -> impl Iterator<Item = Reference<'_, 'a>> {
        let found = self.file_evidence().iter().filter(move |evidence| evidence.fault == fault);
        found.filter_map(|evidence| self.use_at(evidence.position))
    }

    /// Returns the reference at index `position` of [`Self::uses`].
    #[must_use]
    pub fn use_at(&self, position: usize) -> Option<Reference<'_, 'a>> {
        self.these_uses().at(position)
    }

    /// Returns the unattend files with undefined macros. The result is cached.
    pub fn undefined_macros(&self) -> &[UndefinedMacros<'a>] {
        self.undefined_macros.get_or_init(|| undefined_macros::collect(self))
    }

    /// Returns the custom unattend files that several profiles use, each with these profiles. Such a file
    /// can be associated with only one profile (`unattendFiles[]`).
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

    /// Returns the result of the request: `success` or `failed`.
    #[must_use]
    pub fn result(&self) -> Option<Text<'a>> {
        self.whole().and_then(|response| Text::member(response, names::RESULT))
    }

    /// Returns the messages of the server about the request (an object or an array of objects).
    pub fn messages(&self) -> impl Iterator<Item = Message<'a>> + use<'a> {
        message::messages(self.whole().and_then(|response| response.get(names::MESSAGES)))
    }

    /// Returns the flag that says whether the user may deploy systems (`isAuthorized`).
    #[must_use]
    pub fn is_authorized(&self) -> Option<Flag<'a>> {
        Flag::boolean(self.whole()?, names::IS_AUTHORIZED)
    }

    /// Returns the disk space that the repository uses (`diskUsage`).
    #[must_use]
    pub fn disk_usage(&self) -> Option<DiskUsage<'a>> {
        self.whole()?.get(names::DISK_USAGE).map(DiskUsage)
    }

    /// Returns the number of images that the response declares, and its value (`number`).
    #[must_use]
    pub fn number(&self) -> Option<(i64, Value<'a>)> {
        let value = self.whole()?.get(names::NUMBER).filter(|value| !value.is_damaged())?;
        Some((value.as_i64()?, value))
    }

    /// Returns the list of images (`items`).
    #[must_use]
    pub fn image_list(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::ITEMS).filter(|list| list.kind() == Kind::Array)
    }

    fn whole(&self) -> Option<Value<'a>> {
        (self.shape == Shape::Whole).then_some(self.value)
    }

    /// Returns the entry of `supportedImages` for `system`: the entry with the documented name of the
    /// system, otherwise the first entry for it. `None` for [`System::OtherLinux`], which covers
    /// several systems.
    #[must_use]
    pub fn supported_image(&self, system: System) -> Option<&SupportedImage<'a>> {
        let all = self.supported_images();
        let by_system = self.supported_by_system.get_or_init(|| {
            let mut by_system = [None; System::ALL.len()];
            for (position, supported) in all.iter().enumerate() {
                let Some(name) = supported.name() else { continue };
                let Some(system) = System::of_name(&name) else { continue };
                let entry = &mut by_system[system as usize];
                let is_better = |before: usize| {
                    System::of_own_name(&name).is_some()
                        && all[before]
                            .name()
                            .is_none_or(|name| System::of_own_name(&name).is_none())
                };
                if entry.is_none_or(is_better) && system != System::OtherLinux {
                    *entry = Some(position);
                }
            }
            by_system
        });
        by_system[system as usize].map(|position| &all[position])
    }

    /// Returns `true` if a syntax error hides some of the images, profiles, files or systems.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let lists = self.value.members().flat_map(|list| once(list).chain(list.elements()));
        let profiles = self.images().filter_map(|image| image.value.get(names::PROFILES));
        once(self.value).chain(lists).chain(profiles).any(Value::is_incomplete)
    }

    /// Returns `true` if all profiles that use the files are known: this is a whole response with at
    /// least one profile, and all lists of images and profiles are complete.
    #[must_use]
    pub fn has_all_profiles(&self) -> bool {
        let items = self.items();
        self.shape == Shape::Whole && items.has_all_profiles && !items.profiles.is_empty()
    }

    /// Returns whether the response matches the schema, and whether it certainly contains only what the GET /osImages
    /// reference lists. The result is cached.
    #[must_use]
    pub fn fit(&self) -> Fit {
        *self.fit.get_or_init(|| fit(self.shape, self.value))
    }

    /// Returns the values and members that the GET /osImages reference does not list. The result is
    /// cached.
    pub fn undocumented(&self) -> &Undocumented<'a> {
        self.undocumented.get_or_init(|| Undocumented::of(self))
    }

    /// Returns the references from profiles to files. The result is cached.
    pub fn uses(&self) -> impl Iterator<Item = Reference<'_, 'a>> {
        self.these_uses().all()
    }

    /// Returns the references from profiles to custom files.
    pub fn uses_of_custom_files(&self) -> impl Iterator<Item = Reference<'_, 'a>> {
        self.these_uses().of_custom_files()
    }

    /// Returns the customized profiles, each with its references.
    pub fn customized_profiles(
        &self,
    ) -> impl Iterator<Item = (&Profile<'a>, impl Iterator<Item = Reference<'_, 'a>> + Clone)> {
        self.these_uses().by_profile()
    }

    fn these_uses(&self) -> TheseUses<'_, 'a> {
        let uses =
            self.uses.get_or_init(|| References::of(&self.items().profiles, &self.repository));
        uses.of_these(&self.items().profiles, &self.repository)
    }
}

#[cfg(test)]
mod tests;
