//! The two columns that are read: of any Arrow type that holds text or bytes, as views of its buffers.

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, BinaryViewArray, RecordBatch, StringViewArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Schema};
use pyo3::prelude::*;

use crate::{ColumnError, OsreadyError};

/// Where the columns stand in a table.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    name: usize,
    content: usize,
}

/// The snapshots of a batch.
pub(crate) struct Snapshots {
    names: StringViewArray,
    contents: BinaryViewArray,
}

impl Columns {
    /// The columns of these names, if they are there and of a type that serves.
    pub(crate) fn of(schema: &Schema, name: &str, content: &str) -> PyResult<Self> {
        let find = |wanted: &str, argument: &str, takes: fn(&DataType) -> bool, types: &str| {
            let Ok(index) = schema.index_of(wanted) else {
                let there: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
                return Err(ColumnError::new_err(format!(
                    "there is no column {wanted:?}; name it with {argument}=, one of {there:?}"
                )));
            };
            let kind = schema.field(index).data_type();
            let plain = match kind {
                DataType::Dictionary(_, values) => values,
                plain => plain,
            };
            if takes(plain) {
                return Ok(index);
            }
            Err(ColumnError::new_err(format!(
                "the column {wanted:?} is {kind}; {argument}= takes a column of {types}"
            )))
        };
        Ok(Self {
            name: find(name, "name", is_text, "text")?,
            content: find(content, "content", is_text_or_bytes, "text or bytes")?,
        })
    }

    /// The snapshots in a batch. Buffers are shared, not copied, but for those of 4 GiB or more.
    pub(crate) fn snapshots(self, batch: &RecordBatch) -> PyResult<Snapshots> {
        let view = |index: usize, kind: DataType| {
            cast(batch.column(index), &kind)
                .map_err(|error| OsreadyError::new_err(error.to_string()))
        };
        Ok(Snapshots {
            names: view(self.name, DataType::Utf8View)?.as_string_view().clone(),
            contents: view(self.content, DataType::BinaryView)?.as_binary_view().clone(),
        })
    }
}

impl Snapshots {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of one; empty where it has none.
    pub(crate) fn name(&self, row: usize) -> &str {
        if self.names.is_null(row) { "" } else { self.names.value(row) }
    }

    /// The content of one.
    pub(crate) fn content(&self, row: usize) -> Option<&[u8]> {
        self.contents.is_valid(row).then(|| self.contents.value(row))
    }
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn is_text_or_bytes(kind: &DataType) -> bool {
    is_text(kind) || matches!(kind, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}
