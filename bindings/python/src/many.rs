//! Judging the snapshots of a table, on all cores, in pieces that become batches of the answer.

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
use crate::lint::Checker;
use crate::rows::Snapshot;
use crate::schema::Kind;
use crate::table::Table;

/// The most snapshots, and about the most bytes of them, that become one batch.
const ROWS: usize = 256;
const BYTES: usize = 32 << 20;

/// How many pieces each thread checks before it is asked whether somebody pressed Ctrl-C.
const PIECES: usize = 4;

/// How the snapshots of a table are checked.
#[derive(FromPyObject)]
pub(crate) struct How {
    content: String,
    name: String,
    threads: Option<usize>,
    strict: bool,
    config: Option<String>,
    today: Option<String>,
}

/// The batches of one piece: one of each kind.
type Batches = Vec<RecordBatch>;

/// Four tables: findings, readiness, files, failures.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // as Python gives them
pub(crate) fn lint_table(
    py: Python<'_>,
    table: AnyRecordBatch,
    how: How,
) -> PyResult<(Table, Table, Table, Table)> {
    let kinds = [Kind::RuleContext, Kind::Readiness, Kind::Files, Kind::Failures];
    let mut tables = all(py, table, &how, &kinds)?.into_iter();
    let mut next = || tables.next().ok_or_else(|| OsreadyError::new_err("a table is missing"));
    Ok((next()?, next()?, next()?, next()?))
}

/// One table, with a row for each snapshot that holds its findings and verdicts.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // as Python gives them
pub(crate) fn judge_table(py: Python<'_>, table: AnyRecordBatch, how: How) -> PyResult<Table> {
    let mut tables = all(py, table, &how, &[Kind::Snapshots])?;
    tables.pop().ok_or_else(|| OsreadyError::new_err("a table is missing"))
}

fn all(py: Python<'_>, table: AnyRecordBatch, how: &How, kinds: &[Kind]) -> PyResult<Vec<Table>> {
    let lint = Checker::new(how.config.as_deref(), how.today.as_deref(), false)?;
    let discovery = if how.strict { Discovery::Explicit } else { Discovery::Discovered };
    let pool = pool(how.threads)?;
    let columns = Columns::of(&*table.schema()?, &how.name, &how.content)?;
    let mut reader = table.into_reader()?;
    let mut tables: Vec<Vec<RecordBatch>> = kinds.iter().map(|_| Vec::new()).collect();
    // Whoever gives the batches may need the interpreter for it.
    while let Some(batch) = py.detach(|| reader.next()) {
        let batch = batch.map_err(|error| OsreadyError::new_err(error.to_string()))?;
        let snapshots = columns.snapshots(&batch)?;
        let pieces = pieces(&snapshots, pool.current_num_threads());
        for some in pieces.chunks(pool.current_num_threads() * PIECES) {
            py.check_signals()?;
            let checked: Vec<PyResult<Batches>> = py.detach(|| {
                let piece = |rows: &Range<usize>| {
                    batches(&lint, discovery, &snapshots, rows.clone(), kinds)
                };
                pool.install(|| some.par_iter().map(piece).collect())
            });
            for batches in checked {
                for (table, batch) in tables.iter_mut().zip(batches?) {
                    table.extend((batch.num_rows() > 0).then_some(batch));
                }
            }
        }
    }
    Ok(kinds.iter().zip(tables).map(|(kind, batches)| Table::new(*kind, batches)).collect())
}

/// So many threads, or as many as there are cores.
fn pool(threads: Option<usize>) -> PyResult<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder.build().map_err(|error| OsreadyError::new_err(error.to_string()))
}

/// The rows of a batch in pieces, enough of them for all threads.
fn pieces(snapshots: &Snapshots, threads: usize) -> Vec<Range<usize>> {
    let most = (snapshots.len() / (threads * PIECES)).clamp(1, ROWS);
    let mut pieces = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for row in 0..snapshots.len() {
        bytes += snapshots.content(row).map_or(0, <[u8]>::len);
        if row + 1 - start == most || bytes >= BYTES {
            pieces.push(start..row + 1);
            (start, bytes) = (row + 1, 0);
        }
    }
    if start < snapshots.len() {
        pieces.push(start..snapshots.len());
    }
    pieces
}

/// Judges some rows, and gives a batch of each kind.
fn batches(
    lint: &Checker,
    discovery: Discovery,
    snapshots: &Snapshots,
    rows: Range<usize>,
    kinds: &[Kind],
) -> PyResult<Batches> {
    let file_report = |row: usize| {
        let name = snapshots.name(row);
        let outcome = match snapshots.content(row) {
            Some(bytes) => lint.report(name, discovery, bytes, false),
            None => Err("its content is null".to_owned()),
        };
        Snapshot { name: name.to_owned(), outcome }
    };
    let file_report: Vec<Snapshot> = rows.map(file_report).collect();
    let of_kind = |kind: &Kind| match kind {
        Kind::RuleContext => batch(*kind, file_report.iter().flat_map(Snapshot::findings)),
        Kind::Readiness => batch(*kind, file_report.iter().flat_map(Snapshot::readiness)),
        Kind::Files => batch(*kind, file_report.iter().map(|one| one.file(false))),
        Kind::Failures => batch(*kind, file_report.iter().filter_map(Snapshot::failure)),
        Kind::Snapshots => batch(*kind, file_report.iter().map(|one| one.file(true))),
    };
    kinds.iter().map(of_kind).collect()
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
