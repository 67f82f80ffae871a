//! The responses in a file, without findings about them.

use crate::input::File;
use crate::lint::{Linter, OnResponse};

/// Passes each response in a file to `on_response`, and runs no rules. Returns the number of responses; 0 if a text is
/// too long to read.
pub(super) fn each_response(file: &File, on_response: &mut OnResponse<'_>) -> usize {
    let reader = Linter::new().without_identity().with_rules(&[]);
    reader.lint_located(file, None, on_response).map_or(0, |file_report| file_report.responses)
}
