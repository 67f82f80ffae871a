//! Caches the results of identical responses: most nightly snapshots equal those of the day before.
//!
//! A text is cached when it is met for the second time: in a run over different files, keeping each would cost more
//! than checking it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, PoisonError};

use osready::input::{Failure, File, is_named_ndjson};
use osready::lint::FileReport;
use osready::policy::Policy;

/// The maximum size of the cached texts and results, in bytes.
const MAX_BYTES: usize = 32 << 20;
/// The estimated size of a finding and of a verdict, in bytes.
const FINDING_BYTES: usize = 2_500;
const ROW_BYTES: usize = 400;
/// The maximum number of findings of a cached response: caching more costs more memory than time.
const MAX_FINDINGS: usize = 1_000;
/// The maximum number of hashes of texts that were met once.
const MAX_MET: usize = 1 << 16;

/// The latest texts and their results.
#[derive(Debug)]
pub(super) struct ResultCache {
    /// Whether results depend on the text alone.
    is_on: bool,
    hasher: foldhash::fast::RandomState,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The hashes of texts that were met once.
    met: HashSet<u64>,
    bodies: HashMap<u64, Body>,
    /// Hashes, the oldest first.
    order: VecDeque<u64>,
    bytes: usize,
}

/// A text and its result.
#[derive(Debug)]
struct Body {
    file: File,
    file_report: Arc<FileReport>,
}

impl ResultCache {
    /// Creates an empty cache for a policy.
    pub(super) fn new(policy: &Policy) -> Self {
        Self {
            is_on: !policy.looks_at_files(),
            hasher: foldhash::fast::RandomState::default(),
            known: Mutex::default(),
        }
    }

    /// Returns the cached result of an equal file, or the result of `lint`.
    pub(super) fn file_report(
        &self,
        file: File,
        lint: impl FnOnce(&File) -> Result<FileReport, Failure>,
    ) -> Result<FileReport, Failure> {
        if !self.is_on || file.text.len() > MAX_BYTES / 2 {
            return lint(&file);
        }
        let hash = self.hasher.hash_one(&file.text);
        let (known, is_met) = self.known(hash, &file);
        if let Some(file_report) = known {
            return Ok(file_report.of_file(&file.name));
        }
        let file_report = lint(&file)?;
        if is_met && file_report.findings.len() <= MAX_FINDINGS {
            self.keep(hash, file, file_report.clone());
        }
        Ok(file_report)
    }

    /// Returns the cached result of an equal file, and whether its text was met before.
    fn known(&self, hash: u64, file: &File) -> (Option<Arc<FileReport>>, bool) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A matching hash is not enough: collisions can be constructed.
        let equal = known.bodies.get(&hash).filter(|body| body.is_equal(file));
        let file_report = equal.map(|body| body.file_report.clone());
        if known.met.len() == MAX_MET {
            known.met.clear();
        }
        (file_report, !known.met.insert(hash))
    }

    fn keep(&self, hash: u64, file: File, file_report: FileReport) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let body = Body { file, file_report: Arc::new(file_report) };
        known.bytes += body.bytes();
        known.order.push_back(hash);
        let before = known.bodies.insert(hash, body);
        known.bytes -= before.map_or(0, |body| body.bytes());
        while known.bytes > MAX_BYTES
            && let Some(oldest) = known.order.pop_front()
        {
            let gone = known.bodies.remove(&oldest);
            known.bytes -= gone.map_or(0, |body| body.bytes());
        }
    }
}

impl Body {
    /// Returns the estimated size in bytes: a small text has mostly its result.
    fn bytes(&self) -> usize {
        let FileReport { findings, readiness, .. } = &*self.file_report;
        self.file.text.len() + findings.len() * FINDING_BYTES + readiness.len() * ROW_BYTES
    }

    /// Returns whether a file has the same result: the same text, discovery and line format.
    fn is_equal(&self, file: &File) -> bool {
        self.file.discovery == file.discovery
            && is_named_ndjson(&self.file.name) == is_named_ndjson(&file.name)
            && self.file.text == file.text
    }
}

#[cfg(test)]
mod tests {
    use osready::input::Discovery;

    use super::*;

    fn file(name: &str, text: &str) -> File {
        File::new(name, Discovery::Discovered, text)
    }

    #[test]
    fn equal_texts_are_checked_twice_at_most() {
        let result_cache = ResultCache::new(&Policy::default());
        let is_checked = |file: File| {
            let mut is_checked = false;
            let file_report = result_cache.file_report(file, |_| {
                is_checked = true;
                Ok(FileReport { responses: 7, ..FileReport::default() })
            });
            assert_eq!(file_report.map(|file_report| file_report.responses), Ok(7));
            is_checked
        };
        assert!(is_checked(file("a-1.json", "{}")));
        assert!(is_checked(file("a-2.json", "{}")));
        assert!(!is_checked(file("a-3.json.gz", "{}")));
        assert!(is_checked(file("a-2.json", "{ }")));
        // A file with one response per line and an explicit file have other results.
        assert!(is_checked(file("a.ndjson", "{}")));
        assert!(is_checked(File { discovery: Discovery::Explicit, ..file("a.ndjson", "{}") }));
    }

    #[test]
    fn size_is_bounded() {
        let result_cache = ResultCache::new(&Policy::default());
        for number in 0..40 {
            let text = number.to_string() + &" ".repeat(1 << 20);
            for _ in 0..2 {
                let file_report =
                    result_cache.file_report(file("a.json", &text), |_| Ok(FileReport::default()));
                assert!(file_report.is_ok());
            }
        }
        let known = result_cache.known.lock().unwrap();
        let kept: usize = known.bodies.values().map(|body| body.file.text.len()).sum();
        assert_eq!(kept, known.bytes);
        assert!((MAX_BYTES - (2 << 20)..=MAX_BYTES).contains(&kept), "{kept}");
    }
}
