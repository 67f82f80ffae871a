//! The repository: the files of a response, by id.

use std::cell::OnceCell;

use crate::json::{Kind, Value};

use super::file_index::{FileIndex, FileTrait};
use super::{Content, File, FileKind, IndexedFile, Releases, Text};

const KINDS: usize = FileKind::ALL.len();

/// The seven file lists of a response. Each is read lazily.
#[derive(Debug, Default)]
pub struct Repository<'a> {
    lists: [Option<Value<'a>>; KINDS],
    shelves: [OnceCell<FileIndex<'a>>; KINDS],
    contents: [OnceCell<Vec<Content<'a>>>; KINDS],
}

impl<'a> Repository<'a> {
    pub(super) fn of(response: Value<'a>) -> Self {
        let list = |kind: FileKind| response.get(kind.list_name());
        let arrays = FileKind::ALL.map(|kind| list(kind).filter(|list| list.kind() == Kind::Array));
        Self { lists: arrays, ..Self::default() }
    }

    /// Returns the list of files of `kind`. `None` if the response has no such list.
    #[must_use]
    pub fn list(&self, kind: FileKind) -> Option<Value<'a>> {
        self.lists[kind as usize]
    }

    /// Returns the list of files of `kind` if it is complete, so that a file that it does not contain is
    /// certainly absent: the list exists and has no syntax error.
    #[must_use]
    pub fn complete_list(&self, kind: FileKind) -> Option<Value<'a>> {
        self.list(kind).filter(|list| !list.is_incomplete())
    }

    /// Returns the files of `kind`, in their order.
    pub fn files(&self, kind: FileKind) -> impl Iterator<Item = File<'a>> + use<'a> {
        let values = self.list(kind).into_iter().flat_map(Value::elements);
        values.filter(|value| value.kind() == Kind::Object).map(move |value| File { kind, value })
    }

    /// Returns the indexed files of `kind`, in their order.
    pub fn known(&self, kind: FileKind) -> impl Iterator<Item = IndexedFile<'a>> {
        self.file_index(kind).files()
    }

    /// Returns the files of `kind` that have the trait `rare`, with their indices in [`Self::known`].
    pub fn with_trait(
        &self,
        kind: FileKind,
        with_trait: FileTrait,
    ) -> impl Iterator<Item = (usize, IndexedFile<'a>)> {
        self.file_index(kind).with_trait(with_trait)
    }

    /// Returns the file at index `position` of [`Self::known`].
    #[must_use]
    #[inline]
    pub fn known_at(&self, kind: FileKind, position: usize) -> Option<IndexedFile<'a>> {
        self.file_index(kind).file(position)
    }

    /// Returns the releases that a file supports. An empty set means all releases.
    #[must_use]
    pub fn releases(&self, known: &IndexedFile<'a>) -> &Releases<'a> {
        self.file_index(known.file.kind).releases(known)
    }

    /// Returns the distinct ids of bundles in files of `kind` (`bundleId`).
    #[must_use]
    pub fn bundle_ids(&self, kind: FileKind) -> &[Text<'a>] {
        self.file_index(kind).bundle_ids()
    }

    /// Returns the index in [`Self::known`] of the file of `kind` with the id `id`. If there are several,
    /// the last one.
    #[must_use]
    pub fn position(&self, kind: FileKind, id: &str) -> Option<usize> {
        self.file_index(kind).position(id)
    }

    /// Returns the index in [`Self::known`] of the file of `kind` with the id `id`, and tries the file at
    /// `likely` first.
    #[must_use]
    pub fn position_near(&self, kind: FileKind, likely: usize, id: &str) -> Option<usize> {
        self.file_index(kind).position_near(likely, id)
    }

    /// Returns the files of `kind` with a duplicate id, each after the first file with that id.
    pub fn again(&self, kind: FileKind) -> impl Iterator<Item = (File<'a>, File<'a>)> {
        self.file_index(kind).again()
    }

    fn file_index(&self, kind: FileKind) -> &FileIndex<'a> {
        self.shelves[kind as usize].get_or_init(|| FileIndex::of(kind, self.list(kind)))
    }

    /// Returns the contents of the settings or unattend files, in the order of the files.
    #[must_use]
    pub fn contents(&self, kind: FileKind) -> &[Content<'a>] {
        self.contents[kind as usize]
            .get_or_init(|| self.files(kind).filter_map(Content::of).collect())
    }

    /// Returns the content of `file`. `None` if it has no content.
    #[must_use]
    pub fn content(&self, file: File<'a>) -> Option<&Content<'a>> {
        let contents = self.contents(file.kind);
        let found =
            contents.binary_search_by_key(&file.value.id(), |content| content.file.value.id());
        found.ok().map(|at| &contents[at])
    }

    /// Returns the file of `kind` with the id `id`.
    #[must_use]
    pub fn file(&self, kind: FileKind, id: &str) -> Option<File<'a>> {
        let position = self.position(kind, id)?;
        self.known_at(kind, position).map(|known| known.file)
    }

    /// Returns the file associated with `file`, if the response has it.
    #[must_use]
    pub fn partner(&self, file: File<'a>) -> Option<File<'a>> {
        self.file(file.kind.partner()?, &file.associated_id()?)
    }

    /// Returns `true` if `file` has an associated file that is not known to exist: the response does not
    /// have it, or its list is incomplete.
    #[must_use]
    pub fn partner_is_missing(&self, file: File<'a>) -> bool {
        file.associated_id().is_some() && self.partner(file).is_none()
    }
}
