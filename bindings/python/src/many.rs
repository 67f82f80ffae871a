//! Checks the snapshots of a table on all cores, in chunks that become batches of the result.

use std::ops::Range;

use arrow_array::RecordBatch;
use osready::input::Discovery;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Serialize;
use serde_arrow::ArrayBuilder;

use crate::OsreadyError;
use crate::columns::{Columns, Snapshots};
use crate::config::ConfigTexts;
use crate::lint::Checker;
use crate::rows::Snapshot;
use crate::schema::Kind;
use crate::table::Table;

/// The maximum number of snapshots in a batch.
const MAX_BATCH_ROWS: usize = 256;

/// The approximate maximum size of the snapshots in a batch, in bytes.
const MAX_BATCH_BYTES: usize = 32 << 20;

/// The number of chunks that each thread checks between two checks for Ctrl-C.
const CHUNKS_PER_THREAD: usize = 4;

/// The arguments of `lint_many` and `check_many`.
#[derive(FromPyObject)]
pub(crate) struct Options {
    content: String,
    name: String,
    threads: Option<usize>,
    strict: bool,
    config: Option<ConfigTexts>,
    today: Option<String>,
}

/// The batches of one chunk: one per kind of table.
type Batches = Vec<RecordBatch>;

/// Checks the snapshots of a table. Returns four tables: findings, readiness, files, failures.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // owned, as Python passes them
pub(crate) fn lint_table(
    py: Python<'_>,
    table: AnyRecordBatch,
    options: Options,
) -> PyResult<(Table, Table, Table, Table)> {
    let kinds = [Kind::Findings, Kind::Readiness, Kind::Files, Kind::Failures];
    let mut tables = all(py, table, &options, &kinds)?.into_iter();
    let mut next = || tables.next().ok_or_else(|| OsreadyError::new_err("a table is missing"));
    Ok((next()?, next()?, next()?, next()?))
}

/// Checks the snapshots of a table. Returns one table, with a row for each snapshot and its findings
/// and verdicts.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // owned, as Python passes them
pub(crate) fn check_table(
    py: Python<'_>,
    table: AnyRecordBatch,
    options: Options,
) -> PyResult<Table> {
    let mut tables = all(py, table, &options, &[Kind::Snapshots])?;
    tables.pop().ok_or_else(|| OsreadyError::new_err("a table is missing"))
}

fn all(
    py: Python<'_>,
    table: AnyRecordBatch,
    options: &Options,
    kinds: &[Kind],
) -> PyResult<Vec<Table>> {
    let checker = Checker::new(options.config.as_ref(), options.today.as_deref(), false)?;
    let discovery = if options.strict { Discovery::Explicit } else { Discovery::Discovered };
    let pool = pool(options.threads)?;
    let columns = Columns::find(&*table.schema()?, &options.name, &options.content)?;
    let mut reader = table.into_reader()?;
    let mut tables: Vec<Vec<RecordBatch>> = kinds.iter().map(|_| Vec::new()).collect();
    // The producer of the batches may need the interpreter.
    while let Some(batch) = py.detach(|| reader.next()) {
        let batch = batch.map_err(|error| OsreadyError::new_err(error.to_string()))?;
        let snapshots = columns.snapshots(&batch)?;
        let chunks = chunks(&snapshots, pool.current_num_threads());
        for group in chunks.chunks(pool.current_num_threads() * CHUNKS_PER_THREAD) {
            py.check_signals()?;
            let results: Vec<PyResult<Batches>> = py.detach(|| {
                let check = |rows: &Range<usize>| {
                    batches(&checker, discovery, &snapshots, rows.clone(), kinds)
                };
                pool.install(|| group.par_iter().map(check).collect())
            });
            for batches in results {
                for (table, batch) in tables.iter_mut().zip(batches?) {
                    table.extend((batch.num_rows() > 0).then_some(batch));
                }
            }
        }
    }
    Ok(kinds.iter().zip(tables).map(|(kind, batches)| Table::new(*kind, batches)).collect())
}

/// Creates a pool of `threads` threads; one per core if `None`.
fn pool(threads: Option<usize>) -> PyResult<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder.build().map_err(|error| OsreadyError::new_err(error.to_string()))
}

/// Splits the rows of a batch into chunks, enough for all threads.
fn chunks(snapshots: &Snapshots, threads: usize) -> Vec<Range<usize>> {
    let max_rows = (snapshots.len() / (threads * CHUNKS_PER_THREAD)).clamp(1, MAX_BATCH_ROWS);
    let mut chunks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for row in 0..snapshots.len() {
        bytes += snapshots.content(row).map_or(0, <[u8]>::len);
        if row + 1 - start == max_rows || bytes >= MAX_BATCH_BYTES {
            chunks.push(start..row + 1);
            (start, bytes) = (row + 1, 0);
        }
    }
    if start < snapshots.len() {
        chunks.push(start..snapshots.len());
    }
    chunks
}

/// Checks some rows and returns a batch of each kind.
fn batches(
    checker: &Checker,
    discovery: Discovery,
    snapshots: &Snapshots,
    rows: Range<usize>,
    kinds: &[Kind],
) -> PyResult<Batches> {
    let check = |row: usize| {
        let name = snapshots.name(row);
        let outcome = match snapshots.content(row) {
            Some(bytes) => checker.report(name, discovery, bytes, false),
            None => Err("its content is null".to_owned()),
        };
        Snapshot { name: name.to_owned(), outcome }
    };
    let results: Vec<Snapshot> = rows.map(check).collect();
    let build = |kind: &Kind| match kind {
        Kind::Findings => batch(*kind, results.iter().flat_map(Snapshot::findings)),
        Kind::Readiness => batch(*kind, results.iter().flat_map(Snapshot::readiness)),
        Kind::Files => batch(*kind, results.iter().map(|one| one.file(false))),
        Kind::Failures => batch(*kind, results.iter().filter_map(Snapshot::failure)),
        Kind::Snapshots => batch(*kind, results.iter().map(|one| one.file(true))),
    };
    kinds.iter().map(build).collect()
}

fn batch(kind: Kind, rows: impl Iterator<Item = impl Serialize>) -> PyResult<RecordBatch> {
    let failed = |error: serde_arrow::Error| OsreadyError::new_err(error.to_string());
    let schema = kind.schema();
    let mut builder = ArrayBuilder::from_arrow(schema.fields()).map_err(failed)?;
    for row in rows {
        builder.push(row).map_err(failed)?;
    }
    let arrays = builder.into_arrow().map_err(failed)?;
    RecordBatch::try_new(schema, arrays).map_err(|error| OsreadyError::new_err(error.to_string()))
}
