//! The native module of `osready` for Python, `osready._osready`. The package around it is in `osready/`.
//!
//! It takes one snapshot as bytes and returns the JSON report, or takes and returns many as Arrow data,
//! through the C data interface of [`pyo3_arrow`]. It releases the interpreter while it checks snapshots.

mod columns;
mod config;
mod lint;
mod many;
mod rows;
mod schema;
mod table;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(
    _osready,
    OsreadyError,
    PyException,
    "Base class of the exceptions of osready."
);
pyo3::create_exception!(_osready, UnreadableError, OsreadyError, "A snapshot that cannot be read.");
pyo3::create_exception!(
    _osready,
    ConfigurationError,
    OsreadyError,
    "A configuration with errors; the message lists each with its position."
);
pyo3::create_exception!(
    _osready,
    ColumnError,
    OsreadyError,
    "A table with a missing column, or one of the wrong type."
);

/// The native module of osready.
#[pymodule]
mod _osready {
    #[pymodule_export]
    use crate::config::read_config;
    #[pymodule_export]
    use crate::lint::{lint_json, plan_json};
    #[pymodule_export]
    use crate::many::{check_table, lint_table};
    #[pymodule_export]
    use crate::table::{Schema, Table, schema};
    #[pymodule_export]
    use crate::{ColumnError, ConfigurationError, OsreadyError, UnreadableError};
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
