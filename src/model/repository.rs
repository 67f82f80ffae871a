//! The files of a response by their ids.

use std::cell::OnceCell;

use crate::json::{Kind, Value};

use super::shelf::{Rare, Shelf};
use super::{Content, File, FileKind, Known, Releases, Text};

const KINDS: usize = FileKind::ALL.len();

/// The seven file lists of a response. Each is read when it is first asked about.
#[derive(Debug, Default)]
pub struct Repository<'a> {
    lists: [Option<Value<'a>>; KINDS],
    shelves: [OnceCell<Shelf<'a>>; KINDS],
    contents: [OnceCell<Vec<Content<'a>>>; KINDS],
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
    pub fn known(&self, kind: FileKind) -> impl Iterator<Item = Known<'a>> {
        self.shelf(kind).files()
    }

    /// The files of `kind` of which `rare` is true, with their positions among [`Self::known`].
    pub fn rare(&self, kind: FileKind, rare: Rare) -> impl Iterator<Item = (usize, Known<'a>)> {
        self.shelf(kind).rare(rare)
    }

    /// The file at `position` among [`Self::known`].
    #[must_use]
    #[inline]
    pub fn known_at(&self, kind: FileKind, position: usize) -> Option<Known<'a>> {
        self.shelf(kind).file(position)
    }

    /// The releases that a file supports; empty where it supports all (line 52).
    #[must_use]
    pub fn releases(&self, known: &Known<'a>) -> &Releases {
        self.shelf(known.file.kind).releases(known)
    }

    /// The bundles that files of `kind` name, each once (lines 45 and 101).
    #[must_use]
    pub fn bundle_ids(&self, kind: FileKind) -> &[Text<'a>] {
        self.shelf(kind).bundle_ids()
    }

    /// The position among [`Self::known`] of the file of `kind` whose id is `id`; of several the
    /// last.
    #[must_use]
    pub fn position(&self, kind: FileKind, id: &str) -> Option<usize> {
        self.shelf(kind).position(id)
    }

    /// As [`Self::position`], for an id that probably is the one of the file at `likely`.
    #[must_use]
    pub fn position_near(&self, kind: FileKind, likely: usize, id: &str) -> Option<usize> {
        self.shelf(kind).position_near(likely, id)
    }

    /// The files of `kind` whose id another one before has too: the first of them, and that one.
    pub fn again(&self, kind: FileKind) -> impl Iterator<Item = (File<'a>, File<'a>)> {
        self.shelf(kind).again()
    }

    fn shelf(&self, kind: FileKind) -> &Shelf<'a> {
        self.shelves[kind as usize].get_or_init(|| Shelf::of(kind, self.list(kind)))
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
        let position = self.position(kind, id)?;
        self.known_at(kind, position).map(|known| known.file)
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
