//! The files of a response by their ids.

use std::borrow::Cow;
use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt as _};

use crate::json::{Kind, Value};

use super::{Content, File, FileKind, Releases, System, Text, names};

const KINDS: usize = FileKind::ALL.len();

/// The seven file lists of a response, and one index over their ids that is made when a first id
/// is looked up.
#[derive(Debug, Default)]
pub struct Repository<'a> {
    lists: [Option<Value<'a>>; KINDS],
    known: [OnceCell<Vec<Known<'a>>>; KINDS],
    releases: [OnceCell<Vec<Releases>>; KINDS],
    index: [OnceCell<Index<'a>>; KINDS],
    contents: [OnceCell<Vec<Content<'a>>>; KINDS],
}

/// The positions of the files of one kind by their ids.
#[derive(Debug, Default)]
struct Index<'a> {
    by_id: HashMap<Cow<'a, str>, u32>,
    /// Where an id stands again: the position where it stands first, and that one.
    again: Vec<(u32, u32)>,
}

/// A file with what is asked of it for each profile that uses it, read once.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // four facts about a file, none of which excludes another
pub struct Known<'a> {
    /// The file.
    pub file: File<'a>,
    /// The value of its id.
    pub id: Option<Value<'a>>,
    /// Whether a comma stands in its id.
    pub has_comma: bool,
    /// Its system, by its `os`.
    pub system: Option<System>,
    /// Whether it was imported by hand.
    pub is_custom: bool,
    /// Whether the server could not load it.
    pub failed_to_load: bool,
    /// Whether it names a bundle that it came from.
    pub has_bundle: bool,
    /// Which of the repository's lists of releases is its own.
    releases: u32,
}

impl<'a> Repository<'a> {
    pub(super) fn of(response: Value<'a>) -> Self {
        let list = |kind: FileKind| response.get(kind.list_name());
        let arrays = FileKind::ALL.map(|kind| list(kind).filter(|list| list.kind() == Kind::Array));
        Self { lists: arrays, ..Self::default() }
    }

    /// The list of files of `kind`; none where the response has none.
    #[must_use]
    pub fn list(&self, kind: FileKind) -> Option<Value<'a>> {
        self.lists[kind as usize]
    }

    /// The list of files of `kind` where it is evidence that a file is not there: it stands in the
    /// response and no defect stands in it.
    #[must_use]
    pub fn complete_list(&self, kind: FileKind) -> Option<Value<'a>> {
        self.list(kind).filter(|list| !list.is_incomplete())
    }

    /// The files of `kind`, in their order.
    pub fn files(&self, kind: FileKind) -> impl Iterator<Item = File<'a>> + use<'a> {
        let values = self.list(kind).into_iter().flat_map(Value::elements);
        values.filter(|value| value.kind() == Kind::Object).map(move |value| File { kind, value })
    }

    /// The files of `kind` with what is known of each, in their order.
    #[must_use]
    pub fn known(&self, kind: FileKind) -> &[Known<'a>] {
        self.known[kind as usize].get_or_init(|| {
            let mut lists = ReleaseLists::default();
            let known = self.files(kind).map(|file| Known::of(file, &mut lists)).collect();
            // The cell is empty still: only this function fills it, and only once.
            let _ = self.releases[kind as usize].set(lists.lists);
            known
        })
    }

    /// The releases that a file supports; empty where it supports all (line 52).
    #[must_use]
    pub fn releases(&self, known: &Known<'a>) -> &Releases {
        static ALL: Releases = Releases::none();
        let lists = self.releases[known.file.kind as usize].get();
        lists.and_then(|lists| lists.get(known.releases as usize)).unwrap_or(&ALL)
    }

    /// The position among [`Self::known`] of the file of `kind` whose id is `id`; of several the
    /// last.
    #[must_use]
    pub fn position(&self, kind: FileKind, id: &str) -> Option<usize> {
        self.list(kind)?;
        self.index(kind).by_id.get(id).map(|at| *at as usize)
    }

    /// The files of `kind` whose id another one before has too: the first of them, and that one.
    pub fn again(&self, kind: FileKind) -> impl Iterator<Item = (File<'a>, File<'a>)> {
        let known = self.known(kind);
        let file = |at: u32| known[at as usize].file;
        self.index(kind).again.iter().map(move |(first, later)| (file(*first), file(*later)))
    }

    fn index(&self, kind: FileKind) -> &Index<'a> {
        self.index[kind as usize].get_or_init(|| {
            let known = self.known(kind);
            let mut index = Index { by_id: HashMap::with_capacity(known.len()), again: Vec::new() };
            let mut first_of: HashMap<u32, u32> = HashMap::new();
            for (known, at) in known.iter().zip(0_u32..) {
                let Some(id) = known.id.and_then(Value::as_str) else { continue };
                let Some(before) = index.by_id.insert(id, at) else { continue };
                let first = first_of.get(&before).copied().unwrap_or(before);
                first_of.insert(at, first);
                index.again.push((first, at));
            }
            index
        })
    }

    /// The contents of the settings or unattend files, in the order of the files that have one.
    #[must_use]
    pub fn contents(&self, kind: FileKind) -> &[Content<'a>] {
        self.contents[kind as usize]
            .get_or_init(|| self.files(kind).filter_map(Content::of).collect())
    }

    /// The content of `file`; none where it has none.
    #[must_use]
    pub fn content(&self, file: File<'a>) -> Option<&Content<'a>> {
        let contents = self.contents(file.kind);
        let found =
            contents.binary_search_by_key(&file.value.id(), |content| content.file.value.id());
        found.ok().map(|at| &contents[at])
    }

    /// The file of `kind` whose id is `id`.
    #[must_use]
    pub fn file(&self, kind: FileKind, id: &str) -> Option<File<'a>> {
        self.position(kind, id).map(|at| self.known(kind)[at].file)
    }

    /// The file that `file` names as associated with it, where the response has it.
    #[must_use]
    pub fn partner(&self, file: File<'a>) -> Option<File<'a>> {
        self.file(file.kind.partner()?, &file.associated_id()?)
    }

    /// Whether `file` names an associated file that the response may lack: it does, or its list is
    /// not there in full.
    #[must_use]
    pub fn partner_is_missing(&self, file: File<'a>) -> bool {
        file.associated_id().is_some() && self.partner(file).is_none()
    }
}

/// The lists of releases that files have: few, for thousands of files.
#[derive(Default)]
struct ReleaseLists<'a> {
    lists: Vec<Releases>,
    by_text: HashMap<Cow<'a, str>, u32>,
}

impl<'a> ReleaseLists<'a> {
    fn number(&mut self, text: Text<'a>) -> u32 {
        if let Some(number) = self.by_text.get(text.as_str()) {
            return *number;
        }
        let number = self.lists.len() as u32;
        self.lists.push(Releases::of_list(&text));
        self.by_text.insert(text.into_cow(), number);
        number
    }
}

impl<'a> Known<'a> {
    fn of(file: File<'a>, lists: &mut ReleaseLists<'a>) -> Self {
        let mut known = Self {
            file,
            id: None,
            has_comma: false,
            system: None,
            has_bundle: false,
            is_custom: false,
            failed_to_load: false,
            releases: u32::MAX,
        };
        for member in file.value.members() {
            match member.name() {
                names::ID => {
                    known.id = Some(member);
                    known.has_comma =
                        member.as_str().is_some_and(|id| id.as_bytes().contains(&b','));
                }
                names::BUNDLE_ID => known.has_bundle = true,
                names::OS => known.system = Text::of(member).and_then(|os| System::of_name(&os)),
                names::TYPE => known.is_custom = File::is_custom_type(member),
                names::FAILED_TO_LOAD => known.failed_to_load = member.as_bool() == Some(true),
                names::OSRELEASE if !member.is_damaged() => {
                    known.releases = Text::of(member).map_or(u32::MAX, |text| lists.number(text));
                }
                _ => {}
            }
        }
        known
    }
}
