//! The report as it is: one JSON document, or a finding a line.

use std::io::{self, Write};

use serde::Serialize;

use crate::harmless::json::{compact, pretty};
use crate::report::{Finding, IncompleteCheck, Report};

/// The whole report.
///
/// # Errors
/// Those of writing.
pub fn document(report: &Report, to: &mut impl Write) -> io::Result<()> {
    pretty(report, to)
}

/// Findings, one a line, without their excerpts.
///
/// # Errors
/// Those of writing.
pub fn lines(findings: &[Finding], to: &mut impl Write) -> io::Result<()> {
    for finding in findings {
        match finding.excerpt {
            Some(_) => compact(&Finding { excerpt: None, ..finding.clone() }, to)?,
            None => compact(finding, to)?,
        }
    }
    Ok(())
}

/// What was not checked, a line each, and as a last line how many findings are left out; nothing where
/// none is.
///
/// # Errors
/// Those of writing.
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
