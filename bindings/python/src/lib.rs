//! `osready` for Python: the native part, `osready._osready`. The package around it is in `osready/`.
//!
//! One snapshot comes in as bytes and goes out as the JSON report; many come in and go out as Arrow data,
//! through the C data interface of [`pyo3_arrow`]. Nothing of Python is touched while snapshots are checked.

mod columns;
mod lint;
mod many;
mod rows;
mod schema;
mod table;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(_osready, OsreadyError, PyException, "What osready raises.");
pyo3::create_exception!(_osready, UnreadableError, OsreadyError, "A snapshot that cannot be read.");
pyo3::create_exception!(
    _osready,
    ConfigurationError,
    OsreadyError,
    "A configuration with mistakes; each with its position."
);
pyo3::create_exception!(
    _osready,
    ColumnError,
    OsreadyError,
    "A table that lacks a column, or has it of another type."
);

/// The native part of osready.
#[pymodule]
mod _osready {
    #[pymodule_export]
    use crate::lint::{lint_json, plan_json};
    #[pymodule_export]
    use crate::many::{judge_table, lint_table};
    #[pymodule_export]
    use crate::table::{Schema, Table, schema};
    #[pymodule_export]
    use crate::{ColumnError, ConfigurationError, OsreadyError, UnreadableError};
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
