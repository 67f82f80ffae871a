//! The two input columns: of any Arrow type for text or bytes, as views of its buffers.

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, BinaryViewArray, RecordBatch, StringViewArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Schema};
use pyo3::prelude::*;

use crate::{ColumnError, OsreadyError};

/// The positions of the columns in a table.
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
    /// Finds the columns of these names.
    ///
    /// # Errors
    /// [`ColumnError`] if a column is missing or has the wrong type.
    pub(crate) fn find(schema: &Schema, name: &str, content: &str) -> PyResult<Self> {
        let position = |name: &str, argument: &str, takes: fn(&DataType) -> bool, types: &str| {
            let Ok(index) = schema.index_of(name) else {
                let columns: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
                return Err(ColumnError::new_err(format!(
                    "no column {name:?}; select one of {columns:?} with {argument}="
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
                "column {name:?} has type {kind}; {argument}= requires a column of {types}"
            )))
        };
        Ok(Self {
            name: position(name, "name", is_text, "text")?,
            content: position(content, "content", is_text_or_bytes, "text or bytes")?,
        })
    }

    /// Returns the snapshots of a batch. Shares its buffers, except those of 4 GiB or more.
    ///
    /// # Errors
    /// [`OsreadyError`] if a column cannot be converted.
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
    /// Returns the number of snapshots.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the name of a snapshot. Empty if it is null.
    pub(crate) fn name(&self, row: usize) -> &str {
        if self.names.is_null(row) { "" } else { self.names.value(row) }
    }

    /// Returns the content of a snapshot. `None` if it is null.
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
