//! The files of a response by their ids.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use crate::json::{Kind, Value};

use super::{File, FileKind};

/// The seven file lists of a response, and one index over their ids that is made when a first id
/// is looked up.
#[derive(Debug, Default)]
pub struct Repository<'a> {
    lists: [Option<Value<'a>>; FileKind::ALL.len()],
    by_id: [OnceCell<HashMap<Cow<'a, str>, File<'a>>>; FileKind::ALL.len()],
}

impl<'a> Repository<'a> {
    pub(super) fn of(response: Value<'a>) -> Self {
        let list = |kind: FileKind| response.get(kind.list_name());
        let arrays = FileKind::ALL.map(|kind| list(kind).filter(|list| list.kind() == Kind::Array));
        Self { lists: arrays, by_id: std::array::from_fn(|_| OnceCell::new()) }
    }

    /// The list of files of `kind`; none where the response has none.
    #[must_use]
    pub fn list(&self, kind: FileKind) -> Option<Value<'a>> {
        self.lists[kind as usize]
    }

    /// The files of `kind`, in their order.
    pub fn files(&self, kind: FileKind) -> impl Iterator<Item = File<'a>> + use<'a> {
        let values = self.list(kind).into_iter().flat_map(Value::elements);
        values.filter(|value| value.kind() == Kind::Object).map(move |value| File { kind, value })
    }

    /// The file of `kind` whose id is `id`.
    #[must_use]
    pub fn file(&self, kind: FileKind, id: &str) -> Option<File<'a>> {
        let index = self.by_id[kind as usize].get_or_init(|| {
            let named = self.files(kind).filter_map(|file| Some((file.id()?.into_cow(), file)));
            named.collect()
        });
        index.get(id).copied()
    }
}
