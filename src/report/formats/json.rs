//! The complete report as one JSON object, or one JSON line per finding.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::finding::Finding;
use crate::lint::{IncompleteCheck, Report};
use crate::report::Reporter;
use crate::sanitize::json::{compact, pretty};

/// The reporter of the format `ndjson`.
pub(in crate::report) struct Lines;

impl Reporter for Lines {
    fn report_file(&mut self, findings: &[&Finding], to: &mut dyn Write) -> io::Result<()> {
        let mut buffer = BufWriter::new(to);
        lines(findings, &mut buffer)?;
        buffer.flush()
    }

    fn finish(&mut self, report: &Report, mut to: &mut dyn Write) -> io::Result<()> {
        last_lines(report, &mut to)
    }
}

/// Writes the complete report.
///
/// # Errors
/// Returns an error if writing fails.
pub fn document(report: &Report, to: &mut impl Write) -> io::Result<()> {
    pretty(report, to)
}

/// Writes findings, one per line, without excerpts.
///
/// # Errors
/// Returns an error if writing fails.
pub fn lines(findings: &[&Finding], to: &mut impl Write) -> io::Result<()> {
    for finding in findings {
        match finding.excerpt {
            Some(_) => compact(&Finding { excerpt: None, ..(*finding).clone() }, to)?,
            None => compact(finding, to)?,
        }
    }
    Ok(())
}

/// Writes incomplete checks, one per line, and the number of omitted findings as the last line, if
/// there are any.
///
/// # Errors
/// Returns an error if writing fails.
pub fn last_lines(report: &Report, to: &mut impl Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Incomplete<'r> {
        incomplete: &'r IncompleteCheck,
    }
    #[derive(Serialize)]
    struct LeftOut {
        left_out: usize,
    }
    for incomplete in &report.incomplete {
        compact(&Incomplete { incomplete }, to)?;
    }
    let left_out = report.summary.left_out;
    if left_out > 0 { compact(&LeftOut { left_out }, to) } else { Ok(()) }
}
