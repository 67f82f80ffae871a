//! The tables and schemas that Python receives, with Arrow's `PyCapsule` interface.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{Field, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

use crate::schema::Kind;

/// A table of Arrow data, for consumers of `__arrow_c_stream__`.
#[pyclass(frozen, module = "osready")]
pub(crate) struct Table {
    kind: Kind,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// Creates a table from batches.
    pub(crate) fn new(kind: Kind, batches: Vec<RecordBatch>) -> Self {
        Self { kind, batches }
    }
}

#[pymethods]
impl Table {
    /// The number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The schema.
    #[getter]
    fn schema(&self) -> Schema {
        Schema(self.kind.schema())
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("osready.Table({}, {} rows)", self.kind.as_str(), self.num_rows())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.kind.schema().as_ref())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let schema = self.kind.schema();
        let field = Field::new_struct("", schema.fields().clone(), false)
            .with_metadata(schema.metadata().clone());
        let arrays = self.batches.clone().into_iter().map(|batch| {
            let array: ArrayRef = Arc::new(StructArray::from(batch));
            Ok(array)
        });
        let reader = Box::new(ArrayIterator::new(arrays, Arc::new(field)));
        to_stream_pycapsule(py, reader, requested_schema)
    }
}

/// The schema of a table, for consumers of `__arrow_c_schema__`.
#[pyclass(frozen, module = "osready")]
pub(crate) struct Schema(SchemaRef);

#[pymethods]
impl Schema {
    /// The names of the columns.
    #[getter]
    fn names(&self) -> Vec<String> {
        self.0.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __repr__(&self) -> String {
        format!("osready.Schema({})", self.names().join(", "))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.0.as_ref())
    }
}

/// Returns the schema of the table of this name.
#[pyfunction]
pub(crate) fn schema(table: &str) -> PyResult<Schema> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == table);
    kind.map(|kind| Schema(kind.schema())).ok_or_else(|| {
        let names = Kind::ALL.map(Kind::as_str).join(", ");
        PyValueError::new_err(format!("no table {table:?}; expected one of {names}"))
    })
}
