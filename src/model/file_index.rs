//! An index of the files of one kind. There can be hundreds of thousands, so entries are small.

mod reading;

use std::cell::OnceCell;
use std::hash::BuildHasher as _;
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashMapExt as _};
use hashbrown::hash_table::{Entry, HashTable};

use crate::json::{Kind, Tree, Value};

use reading::Reading;

use super::{File, FileKind, Releases, System, Text};

/// Stands for an absent value: 0 is the root, which is neither a file nor an id.
const NONE: u32 = 0;
/// The `release_list` of a file without a list of releases.
const ALL_RELEASES: u32 = u32::MAX;

/// A file with the properties that are compared for each profile that uses it.
// The flags are independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug)]
pub struct IndexedFile<'a> {
    /// The file.
    pub file: File<'a>,
    /// The value of its id.
    pub id: Option<Value<'a>>,
    /// The system, determined from `os`.
    pub system: Option<System>,
    /// Whether it was imported by a user.
    pub is_custom: bool,
    /// Whether the server failed to load it.
    pub failed_to_load: bool,
    /// Whether a member that is evidence is damaged or of the wrong type.
    pub is_unreadable: bool,
    /// Whether it names a bundle.
    pub has_bundle: bool,
    /// The number of its list of releases. Files with equal lists have the same number.
    pub release_list: u32,
}

/// A rare property of files. Files that have it are indexed separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTrait {
    /// The file was imported by a user.
    Custom,
    /// The server failed to load the file.
    FailedToLoad,
    /// The id contains a comma.
    Comma,
}

impl FileTrait {
    const ALL: [Self; 3] = [Self::Custom, Self::FailedToLoad, Self::Comma];

    const fn fact(self) -> u8 {
        match self {
            Self::Custom => IS_CUSTOM,
            Self::FailedToLoad => FAILED_TO_LOAD,
            Self::Comma => HAS_COMMA,
        }
    }
}

/// The index entry of a file.
#[derive(Clone, Copy, Debug)]
struct Stored {
    /// The object, by [`Value::id`].
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

/// An index of the files of one kind.
#[derive(Debug)]
pub(super) struct FileIndex<'a> {
    kind: FileKind,
    tree: Option<&'a Tree<'a>>,
    files: Vec<Stored>,
    /// For each [`FileTrait`], the positions of the files that have it.
    rare: [Vec<u32>; FileTrait::ALL.len()],
    ids: Ids,
    release_lists: Vec<ReleaseList<'a>>,
    bundle_ids: Vec<Text<'a>>,
    hasher: RandomState,
    /// The positions of the files by their ids.
    index: HashTable<u32>,
    /// Duplicate ids: the position of the first file with the id, and that of the duplicate.
    again: Vec<(u32, u32)>,
}

impl<'a> FileIndex<'a> {
    pub(super) fn of(kind: FileKind, list: Option<Value<'a>>) -> Self {
        let len = list.map_or(0, Value::len);
        let mut file_index = Self {
            kind,
            tree: list.map(Value::tree),
            files: Vec::with_capacity(len),
            rare: Default::default(),
            ids: Ids::with_capacity(len),
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
            let position = file_index.files.len() as u32;
            file_index.files.push(stored);
            for rare in FileTrait::ALL.into_iter().filter(|rare| stored.facts & rare.fact() != 0) {
                file_index.rare[rare as usize].push(position);
            }
            file_index.ids.push(id.as_deref().unwrap_or_default());
            if id.is_some() {
                file_index.remember(position, &mut first_of);
            }
        }
        file_index.release_lists =
            reading.release_lists.into_texts().into_iter().map(ReleaseList::of).collect();
        file_index.bundle_ids = reading.bundle_ids.into_texts();
        file_index
    }

    /// Adds the id of the file at `position` to the index. The last file with an id takes precedence.
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
            Entry::Vacant(location) => {
                location.insert(position);
            }
        }
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        let hash = self.hasher.hash_one(id);
        let is_same = |other: &u32| self.ids.at(*other as usize) == id;
        self.index.find(hash, is_same).map(|position| *position as usize)
    }

    /// Returns the position of the file with this id, and tries the file at `likely` first.
    pub(super) fn position_near(&self, likely: usize, id: &str) -> Option<usize> {
        let is_there = likely < self.files.len()
            && self.again.is_empty()
            && self.files[likely].id != NONE
            && self.ids.at(likely) == id;
        if is_there { Some(likely) } else { self.position(id) }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = IndexedFile<'a>> {
        (0..self.files.len()).filter_map(|position| self.file(position))
    }

    /// Returns the files that have the trait `rare`, with their positions.
    pub(super) fn with_trait(
        &self,
        rare: FileTrait,
    ) -> impl Iterator<Item = (usize, IndexedFile<'a>)> {
        let positions = self.rare[rare as usize].iter().map(|position| *position as usize);
        positions.filter_map(|position| Some((position, self.file(position)?)))
    }

    #[inline]
    pub(super) fn file(&self, position: usize) -> Option<IndexedFile<'a>> {
        let stored = self.files.get(position)?;
        let tree = self.tree?;
        let has = |fact: u8| stored.facts & fact != 0;
        Some(IndexedFile {
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

    pub(super) fn releases(&self, known: &IndexedFile<'a>) -> &Releases<'a> {
        static ALL: LazyLock<Releases<'static>> = LazyLock::new(Releases::default);
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

/// A comma-separated list of releases, parsed lazily.
#[derive(Debug)]
struct ReleaseList<'a> {
    text: Text<'a>,
    releases: OnceCell<Releases<'a>>,
}

impl<'a> ReleaseList<'a> {
    fn of(text: Text<'a>) -> Self {
        Self { text, releases: OnceCell::new() }
    }

    fn releases(&self) -> &Releases<'a> {
        self.releases.get_or_init(|| Releases::of_list(self.text.clone().into_cow()))
    }
}

/// The ids of the files in one buffer. In the response they are far apart, so that each comparison would
/// be a cache miss.
#[derive(Debug, Default)]
struct Ids {
    text: String,
    /// The end offset of each id.
    ends: Vec<u32>,
}

impl Ids {
    /// Creates a buffer with room for `len` ids of the usual length.
    fn with_capacity(len: usize) -> Self {
        const USUAL_BYTES: usize = 24;
        Self { text: String::with_capacity(len * USUAL_BYTES), ends: Vec::with_capacity(len) }
    }

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
