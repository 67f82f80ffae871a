//! Which profiles use which files.

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

/// A profile that uses files, with what is compared with each of them, read once.
#[derive(Clone, Debug)]
pub struct User<'a> {
    /// The position of the profile among all profiles of the response.
    position: u32,
    /// Its system.
    pub system: Option<System>,
    /// Its release, and where it stands.
    pub release: Option<(Release, Text<'a>)>,
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
    /// The file that it names; none where the response has no such file.
    pub file: Option<Known<'a>>,
    /// The position of that file among [`Repository::known`].
    pub position: usize,
}

impl<'a> Uses<'a> {
    pub(super) fn of(profiles: &[Profile<'a>], repository: &Repository<'a>) -> Self {
        let mut uses = Self { users: Vec::new(), list: Vec::new() };
        for (profile, position) in profiles.iter().zip(0..) {
            let Some(options) = profile.options() else { continue };
            let before = uses.list.len();
            let number = uses.users.len() as u32;
            for kind in FileKind::OF_PROFILES {
                // A profile mostly names files in the order in which the repository has them.
                let mut likely = 0;
                for id in options.ids(kind) {
                    let file = repository.position_near(kind, likely, &id);
                    likely = file.map_or(0, |file| file + 1);
                    let file = file.map_or(NO_FILE, |file| file as u32);
                    uses.list.push(Stored { id: id.value.id(), user: number, file, kind });
                }
            }
            if uses.list.len() > before {
                let (system, release) = (profile.system(), profile.release());
                uses.users.push(User { position, system, release });
            }
        }
        uses
    }

    /// All of them, profile by profile; `profiles` are those that they were made of.
    pub fn iter<'r>(
        &'r self,
        profiles: &'r [Profile<'a>],
        repository: &'r Repository<'a>,
    ) -> impl Iterator<Item = Use<'r, 'a>> + use<'r, 'a> {
        self.list.iter().map(move |stored| {
            let user = &self.users[stored.user as usize];
            let profile = &profiles[user.position as usize];
            Use {
                user,
                profile,
                kind: stored.kind,
                id: profile.value.tree().value_by_id(stored.id),
                file: repository.known_at(stored.kind, stored.file as usize),
                position: stored.file as usize,
            }
        })
    }
}
