//! Checks of single files, on several threads at once.

use std::sync::atomic::{AtomicBool, Ordering};

use osready::input::{Failure, File, Source, saved_on};
use osready::lint::{FileReport, Linter};

use super::result_cache::ResultCache;
use crate::cli::reading::{is_baseline_file, unless_interrupted};

/// Reads and checks the files of a run.
pub(super) struct FileChecker<'r> {
    linter: &'r Linter,
    result_cache: ResultCache,
    /// Whether a file was checked, so that the next one is not the only file of the report.
    has_file: AtomicBool,
}

impl<'r> FileChecker<'r> {
    pub(super) fn new(linter: &'r Linter) -> Self {
        let result_cache = ResultCache::new(linter.policy());
        Self { linter, result_cache, has_file: AtomicBool::new(false) }
    }

    /// Checks a file of the report; `None` if it is a baseline, or if the run was interrupted before it was read.
    pub(super) fn check_next(&self, source: &Source) -> Option<Result<FileReport, Failure>> {
        let file = unless_interrupted(source)?;
        if source.chunk.is_none() && file.as_ref().is_ok_and(is_baseline_file) {
            return None;
        }
        let is_further = self.has_file.load(Ordering::Relaxed);
        let result = file.and_then(|file| self.check_file(source, file, is_further));
        // Whether a chunk is a file of its own depends on the chunks before it.
        self.has_file.fetch_or(result.is_ok() && source.chunk.is_none(), Ordering::Relaxed);
        Some(result)
    }

    /// Checks a file as if it were the only one of the report; `None` if the run was interrupted before it was read.
    pub(super) fn check_alone(&self, source: &Source) -> Option<Result<FileReport, Failure>> {
        let file = unless_interrupted(source)?;
        Some(file.and_then(|file| self.check_file(source, file, false)))
    }

    /// Checks a file that was read. `is_further` says whether it is certainly not the only one of the report.
    fn check_file(
        &self,
        source: &Source,
        file: File,
        is_further: bool,
    ) -> Result<FileReport, Failure> {
        let linter = self.linter;
        let lint = |file: &File| {
            // Only what looks at files depends on the day.
            let saved = linter.policy().looks_at_files().then(|| saved_on(source)).flatten();
            let file_report = match &source.chunk {
                Some(chunk) => linter.lint_chunk(file, chunk.part, saved),
                None if is_further => linter.lint_further(file, saved),
                None => linter.lint_saved(file, saved),
            };
            file_report.map_err(|error| source.failure(error.to_string()))
        };
        match &source.chunk {
            Some(_) => lint(&file),
            None => self.result_cache.file_report(file, lint),
        }
    }
}
