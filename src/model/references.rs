//! References from profiles to files.

use std::ops::Range;

use crate::json::Value;

use super::{FileKind, IndexedFile, Profile, Release, Repository, System, Text};

/// Stands for no file: the id is dangling.
const NO_FILE: u32 = u32::MAX;

/// The ids in the `customizationOptions` of profiles with the files that they refer to, resolved once for
/// all rules.
#[derive(Debug)]
pub struct References<'a> {
    users: Vec<Referrer<'a>>,
    list: Vec<Stored>,
    /// The indices of the ids that refer to custom files.
    custom: Vec<u32>,
}

/// A stored id. It is small, because there can be hundreds of thousands.
#[derive(Clone, Copy, Debug)]
struct Stored {
    /// The id, by [`Value::id`].
    id: u32,
    user: u32,
    file: u32,
    kind: FileKind,
}

const _: () = assert!(size_of::<Stored>() == 16);

/// A customized profile with the properties that are compared with each of its files, read once.
#[derive(Clone, Debug)]
pub struct Referrer<'a> {
    /// The index of the profile in all profiles of the response.
    position: u32,
    /// The indices of its ids.
    ids: Range<u32>,
    /// The system.
    pub system: Option<System>,
    /// The release and its source.
    pub release: Option<(Release<'a>, Text<'a>)>,
}

impl Referrer<'_> {
    /// Returns the index of the profile in [`super::Response::profiles`].
    #[must_use]
    pub fn position(&self) -> usize {
        self.position as usize
    }
}

/// A reference from a profile to a file.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'r, 'a> {
    /// The referring profile with its properties.
    pub user: &'r Referrer<'a>,
    /// The referring profile.
    pub profile: &'r Profile<'a>,
    /// The kind of the file.
    pub kind: FileKind,
    /// The id in the profile.
    pub id: Value<'a>,
    /// The index of the file in [`Repository::known`], if the file exists.
    pub position: usize,
    repository: &'r Repository<'a>,
}

impl<'a> Reference<'_, 'a> {
    /// Returns `true` if the response has no such file.
    #[must_use]
    pub fn is_dangling(&self) -> bool {
        self.position == NO_FILE as usize
    }

    /// Returns the file. `None` if the response has no such file.
    #[must_use]
    #[inline]
    pub fn file(&self) -> Option<IndexedFile<'a>> {
        self.repository.known_at(self.kind, self.position)
    }
}

impl<'a> References<'a> {
    pub(super) fn of(profiles: &[Profile<'a>], repository: &Repository<'a>) -> Self {
        let mut uses = Self { users: Vec::new(), list: Vec::new(), custom: Vec::new() };
        for (profile, position) in profiles.iter().zip(0..) {
            let Some(options) = profile.options() else { continue };
            let first = uses.list.len() as u32;
            let number = uses.users.len() as u32;
            for kind in FileKind::OF_PROFILES {
                // Profiles usually refer to files in the order of the repository.
                let mut likely = 0;
                for id in options.ids(kind) {
                    let file = repository.position_near(kind, likely, &id);
                    likely = file.map_or(0, |file| file + 1);
                    let known = file.and_then(|file| repository.known_at(kind, file));
                    if known.is_some_and(|known| known.is_custom) {
                        uses.custom.push(uses.list.len() as u32);
                    }
                    let file = file.map_or(NO_FILE, |file| file as u32);
                    uses.list.push(Stored { id: id.value.id(), user: number, file, kind });
                }
            }
            let ids = first..uses.list.len() as u32;
            let (system, release) = (profile.system(), profile.release());
            uses.users.push(Referrer { position, ids, system, release });
        }
        uses
    }

    /// Combines the references with the profiles and the repository that they were built from.
    pub(super) fn of_these<'r>(
        &'r self,
        profiles: &'r [Profile<'a>],
        repository: &'r Repository<'a>,
    ) -> TheseUses<'r, 'a> {
        TheseUses { uses: self, profiles, repository }
    }
}

/// The references of a response with their profiles and repository.
#[derive(Clone, Copy)]
pub(super) struct TheseUses<'r, 'a> {
    uses: &'r References<'a>,
    profiles: &'r [Profile<'a>],
    repository: &'r Repository<'a>,
}

impl<'r, 'a> TheseUses<'r, 'a> {
    /// Returns all references, profile by profile.
    pub(super) fn all(self) -> impl Iterator<Item = Reference<'r, 'a>> {
        self.uses.list.iter().map(move |stored| self.resolve(stored))
    }

    pub(super) fn at(self, position: usize) -> Option<Reference<'r, 'a>> {
        self.uses.list.get(position).map(|stored| self.resolve(stored))
    }

    /// Returns the references to custom files, profile by profile.
    pub(super) fn of_custom_files(self) -> impl Iterator<Item = Reference<'r, 'a>> {
        self.uses
            .custom
            .iter()
            .map(move |position| self.resolve(&self.uses.list[*position as usize]))
    }

    /// Returns the customized profiles, each with its references.
    pub(super) fn by_profile(
        self,
    ) -> impl Iterator<Item = (&'r Profile<'a>, impl Iterator<Item = Reference<'r, 'a>> + Clone)>
    {
        self.uses.users.iter().map(move |user| {
            let own = &self.uses.list[user.ids.start as usize..user.ids.end as usize];
            (
                &self.profiles[user.position as usize],
                own.iter().map(move |stored| self.resolve(stored)),
            )
        })
    }

    #[inline]
    fn resolve(self, stored: &Stored) -> Reference<'r, 'a> {
        let user = &self.uses.users[stored.user as usize];
        let profile = &self.profiles[user.position as usize];
        Reference {
            user,
            profile,
            kind: stored.kind,
            id: profile.value.tree().value_by_id(stored.id),
            position: stored.file as usize,
            repository: self.repository,
        }
    }
}
