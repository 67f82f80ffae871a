//! The files of one kind, read once: there may be hundreds of thousands, so little is kept of each.

mod reading;

use std::cell::OnceCell;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashMapExt as _};
use hashbrown::hash_table::{Entry, HashTable};

use crate::json::{Kind, Tree, Value};

use reading::Reading;

use super::{File, FileKind, Releases, System, Text};

/// No such value: the root is no file and no id.
const NONE: u32 = 0;
/// The number of the list of releases of a file that has none.
const ALL_RELEASES: u32 = u32::MAX;

/// A file with what is asked of it for each profile that uses it.
// Each is a fact of its own, of which every combination occurs.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The file.
    pub file: File<'a>,
    /// The value of its id.
    pub id: Option<Value<'a>>,
    /// Its system, by its `os`.
    pub system: Option<System>,
    /// Whether it was imported by hand.
    pub is_custom: bool,
    /// Whether the server could not load it.
    pub failed_to_load: bool,
    /// Whether something in it that is evidence cannot be read: damaged, or of another type.
    pub is_unreadable: bool,
    /// Whether it names a bundle that it came from.
    pub has_bundle: bool,
    /// The number of its list of releases: the same for files whose lists are the same.
    pub release_list: u32,
}

/// What is true of few files, so that they are looked through alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rare {
    /// It was imported by hand.
    Custom,
    /// The server could not load it.
    FailedToLoad,
    /// A comma stands in its id.
    Comma,
}

impl Rare {
    const ALL: [Self; 3] = [Self::Custom, Self::FailedToLoad, Self::Comma];

    const fn fact(self) -> u8 {
        match self {
            Self::Custom => IS_CUSTOM,
            Self::FailedToLoad => FAILED_TO_LOAD,
            Self::Comma => HAS_COMMA,
        }
    }
}

/// What is kept of a file.
#[derive(Clone, Copy, Debug)]
struct Stored {
    /// Its object, by [`Value::id`].
    value: u32,
    id: u32,
    release_list: u32,
    system: Option<System>,
    facts: u8,
}

const _: () = assert!(size_of::<Stored>() == 16);

const HAS_COMMA: u8 = 1;
const IS_CUSTOM: u8 = 2;
const FAILED_TO_LOAD: u8 = 4;
const HAS_BUNDLE: u8 = 8;
const IS_UNREADABLE: u8 = 16;

/// The files of one kind.
#[derive(Debug)]
pub(super) struct Shelf<'a> {
    kind: FileKind,
    tree: Option<&'a Tree<'a>>,
    files: Vec<Stored>,
    /// The positions of the files of which each rare thing is true.
    rare: [Vec<u32>; Rare::ALL.len()],
    ids: Ids,
    release_lists: Vec<ReleaseList<'a>>,
    bundle_ids: Vec<Text<'a>>,
    hasher: RandomState,
    /// The positions of the files by their ids.
    index: HashTable<u32>,
    /// Where an id stands again: the position where it stands first, and that one.
    again: Vec<(u32, u32)>,
}

impl<'a> Shelf<'a> {
    pub(super) fn of(kind: FileKind, list: Option<Value<'a>>) -> Self {
        let len = list.map_or(0, Value::len);
        let mut shelf = Self {
            kind,
            tree: list.map(Value::tree),
            files: Vec::with_capacity(len),
            rare: Default::default(),
            ids: Ids { text: String::new(), ends: Vec::with_capacity(len) },
            release_lists: Vec::new(),
            bundle_ids: Vec::new(),
            hasher: RandomState::default(),
            index: HashTable::with_capacity(len),
            again: Vec::new(),
        };
        let mut reading = Reading::default();
        let mut first_of = HashMap::new();
        let values = list.into_iter().flat_map(Value::elements);
        for file in values.filter(|value| value.kind() == Kind::Object) {
            let (stored, id) = reading.file(file);
            let position = shelf.files.len() as u32;
            shelf.files.push(stored);
            for rare in Rare::ALL.into_iter().filter(|rare| stored.facts & rare.fact() != 0) {
                shelf.rare[rare as usize].push(position);
            }
            shelf.ids.push(id.as_deref().unwrap_or_default());
            if id.is_some() {
                shelf.remember(position, &mut first_of);
            }
        }
        shelf.release_lists =
            reading.release_lists.into_texts().into_iter().map(ReleaseList::of).collect();
        shelf.bundle_ids = reading.bundle_ids.into_texts();
        shelf
    }

    /// Puts the id of the file at `position` into the index. The last of several holds.
    fn remember(&mut self, position: u32, first_of: &mut HashMap<u32, u32>) {
        let (ids, hasher) = (&self.ids, &self.hasher);
        let id = ids.at(position as usize);
        let hash = hasher.hash_one(id);
        let is_same = |other: &u32| ids.at(*other as usize) == id;
        let rehash = |other: &u32| hasher.hash_one(ids.at(*other as usize));
        match self.index.entry(hash, is_same, rehash) {
            Entry::Occupied(mut known) => {
                let first = first_of.get(known.get()).copied().unwrap_or(*known.get());
                first_of.insert(position, first);
                self.again.push((first, position));
                *known.get_mut() = position;
            }
            Entry::Vacant(place) => {
                place.insert(position);
            }
        }
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        let hash = self.hasher.hash_one(id);
        let is_same = |other: &u32| self.ids.at(*other as usize) == id;
        self.index.find(hash, is_same).map(|position| *position as usize)
    }

    /// As [`Self::position`], for an id that probably is the one of the file at `likely`.
    pub(super) fn position_near(&self, likely: usize, id: &str) -> Option<usize> {
        let is_there = likely < self.files.len()
            && self.again.is_empty()
            && self.files[likely].id != NONE
            && self.ids.at(likely) == id;
        if is_there { Some(likely) } else { self.position(id) }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = Known<'a>> {
        (0..self.files.len()).filter_map(|position| self.file(position))
    }

    /// The files of which `rare` is true, with their positions.
    pub(super) fn rare(&self, rare: Rare) -> impl Iterator<Item = (usize, Known<'a>)> {
        let positions = self.rare[rare as usize].iter().map(|position| *position as usize);
        positions.filter_map(|position| Some((position, self.file(position)?)))
    }

    #[inline]
    pub(super) fn file(&self, position: usize) -> Option<Known<'a>> {
        let stored = self.files.get(position)?;
        let tree = self.tree?;
        let has = |fact: u8| stored.facts & fact != 0;
        Some(Known {
            file: File { kind: self.kind, value: tree.value_by_id(stored.value) },
            id: (stored.id != NONE).then(|| tree.value_by_id(stored.id)),
            system: stored.system,
            is_custom: has(IS_CUSTOM),
            failed_to_load: has(FAILED_TO_LOAD),
            is_unreadable: has(IS_UNREADABLE),
            has_bundle: has(HAS_BUNDLE),
            release_list: stored.release_list,
        })
    }

    pub(super) fn releases(&self, known: &Known<'a>) -> &Releases {
        static ALL: Releases = Releases::none();
        self.release_lists.get(known.release_list as usize).map_or(&ALL, ReleaseList::releases)
    }

    pub(super) fn bundle_ids(&self) -> &[Text<'a>] {
        &self.bundle_ids
    }

    pub(super) fn again(&self) -> impl Iterator<Item = (File<'a>, File<'a>)> {
        let file = |position: u32| Some(self.file(position as usize)?.file);
        self.again.iter().filter_map(move |(first, later)| Some((file(*first)?, file(*later)?)))
    }
}

/// A comma list of releases, taken apart when it is first asked about.
#[derive(Debug)]
struct ReleaseList<'a> {
    text: Text<'a>,
    releases: OnceCell<Releases>,
}

impl<'a> ReleaseList<'a> {
    fn of(text: Text<'a>) -> Self {
        Self { text, releases: OnceCell::new() }
    }

    fn releases(&self) -> &Releases {
        self.releases.get_or_init(|| Releases::of_list(&self.text))
    }
}

/// The ids of the files, one after another: in the response they stand far apart, and looking at many
/// of them there would wait for the memory each time.
#[derive(Debug, Default)]
struct Ids {
    text: String,
    /// Where each of them ends.
    ends: Vec<u32>,
}

impl Ids {
    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(self.text.len() as u32);
    }

    #[inline]
    fn at(&self, position: usize) -> &str {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[position] as usize]
    }
}
