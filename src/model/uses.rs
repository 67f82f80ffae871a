//! Which profiles use which files.

use std::ops::Range;

use crate::json::Value;

use super::{FileKind, Known, Profile, Release, Repository, System, Text};

/// No file: the id names none.
const NO_FILE: u32 = u32::MAX;

/// Every id that a profile names in its customizationOptions, with the file that it names: looked
/// up once for all rules.
#[derive(Debug)]
pub struct Uses<'a> {
    users: Vec<User<'a>>,
    list: Vec<Stored>,
    /// The positions in the list of the ids of custom files.
    custom: Vec<u32>,
}

/// What is kept of one id: there are hundreds of thousands.
#[derive(Clone, Copy, Debug)]
struct Stored {
    /// The id, by [`Value::id`].
    id: u32,
    user: u32,
    file: u32,
    kind: FileKind,
}

const _: () = assert!(size_of::<Stored>() == 16);

/// A profile that is customised, with what is compared with each of its files, read once.
#[derive(Clone, Debug)]
pub struct User<'a> {
    /// The position of the profile among all profiles of the response.
    position: u32,
    /// The positions of its ids in the list.
    ids: Range<u32>,
    /// Its system.
    pub system: Option<System>,
    /// Its release, and where it stands.
    pub release: Option<(Release, Text<'a>)>,
}

impl User<'_> {
    /// The position of its profile among [`super::Response::profiles`].
    #[must_use]
    pub fn position(&self) -> usize {
        self.position as usize
    }
}

/// One id that a profile names.
#[derive(Clone, Copy, Debug)]
pub struct Use<'r, 'a> {
    /// The profile, with what is known of it.
    pub user: &'r User<'a>,
    /// The profile.
    pub profile: &'r Profile<'a>,
    /// The kind of files that the id's list names.
    pub kind: FileKind,
    /// The id, where it stands in the profile.
    pub id: Value<'a>,
    /// The position among [`Repository::known`] of the file that it names, where there is one.
    pub position: usize,
    repository: &'r Repository<'a>,
}

impl<'a> Use<'_, 'a> {
    /// Whether the response has no such file.
    #[must_use]
    pub fn is_dangling(&self) -> bool {
        self.position == NO_FILE as usize
    }

    /// The file that it names; none where the response has no such file.
    #[must_use]
    #[inline]
    pub fn file(&self) -> Option<Known<'a>> {
        self.repository.known_at(self.kind, self.position)
    }
}

impl<'a> Uses<'a> {
    pub(super) fn of(profiles: &[Profile<'a>], repository: &Repository<'a>) -> Self {
        let mut uses = Self { users: Vec::new(), list: Vec::new(), custom: Vec::new() };
        for (profile, position) in profiles.iter().zip(0..) {
            let Some(options) = profile.options() else { continue };
            let first = uses.list.len() as u32;
            let number = uses.users.len() as u32;
            for kind in FileKind::OF_PROFILES {
                // A profile mostly names files in the order in which the repository has them.
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
            uses.users.push(User { position, ids, system, release });
        }
        uses
    }

    /// The same, to be read with the profiles and the repository that they were made of.
    pub(super) fn of_these<'r>(
        &'r self,
        profiles: &'r [Profile<'a>],
        repository: &'r Repository<'a>,
    ) -> TheseUses<'r, 'a> {
        TheseUses { uses: self, profiles, repository }
    }
}

/// The uses of a response beside what they point into.
#[derive(Clone, Copy)]
pub(super) struct TheseUses<'r, 'a> {
    uses: &'r Uses<'a>,
    profiles: &'r [Profile<'a>],
    repository: &'r Repository<'a>,
}

impl<'r, 'a> TheseUses<'r, 'a> {
    /// All of them, profile by profile.
    pub(super) fn all(self) -> impl Iterator<Item = Use<'r, 'a>> {
        self.uses.list.iter().map(move |stored| self.told(stored))
    }

    pub(super) fn at(self, position: usize) -> Option<Use<'r, 'a>> {
        self.uses.list.get(position).map(|stored| self.told(stored))
    }

    /// Those of custom files, profile by profile.
    pub(super) fn of_custom_files(self) -> impl Iterator<Item = Use<'r, 'a>> {
        self.uses.custom.iter().map(move |position| self.told(&self.uses.list[*position as usize]))
    }

    /// The profiles that are customised, each with its uses.
    pub(super) fn by_profile(
        self,
    ) -> impl Iterator<Item = (&'r Profile<'a>, impl Iterator<Item = Use<'r, 'a>> + Clone)> {
        self.uses.users.iter().map(move |user| {
            let own = &self.uses.list[user.ids.start as usize..user.ids.end as usize];
            (
                &self.profiles[user.position as usize],
                own.iter().map(move |stored| self.told(stored)),
            )
        })
    }

    #[inline]
    fn told(self, stored: &Stored) -> Use<'r, 'a> {
        let user = &self.uses.users[stored.user as usize];
        let profile = &self.profiles[user.position as usize];
        Use {
            user,
            profile,
            kind: stored.kind,
            id: profile.value.tree().value_by_id(stored.id),
            position: stored.file as usize,
            repository: self.repository,
        }
    }
}
