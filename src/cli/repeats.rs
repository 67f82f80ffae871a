//! What was found in bodies that come again: most nights are those of the day before, byte for byte.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, PoisonError};

use osready::input::{Failure, File, is_named_ndjson};
use osready::policy::Policy;
use osready::report::Judged;

/// How many bytes of bodies, and of what was found in them, are kept to be compared with.
const KEPT: usize = 32 << 20;
/// About how many bytes a finding takes, and a verdict.
const FINDING: usize = 2_500;
const ROW: usize = 400;
/// Bodies in which more was found are judged again: to keep that would take more memory than time.
const FOUND: usize = 1_000;

/// The bodies that were judged last, and what was found in each.
#[derive(Debug)]
pub(super) struct Repeats {
    /// Whether what is found in a body depends on nothing else.
    is_on: bool,
    hasher: foldhash::fast::RandomState,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    bodies: HashMap<u64, Body>,
    /// The oldest first.
    order: VecDeque<u64>,
    bytes: usize,
}

/// A body, and what was found in it.
#[derive(Debug)]
struct Body {
    file: File,
    judged: Arc<Judged>,
}

impl Repeats {
    /// None yet, under a policy.
    pub(super) fn new(policy: &Policy) -> Self {
        Self {
            is_on: !policy.looks_at_files(),
            hasher: foldhash::fast::RandomState::default(),
            known: Mutex::default(),
        }
    }

    /// What is found in a file: by `judge`, or as in an equal file before.
    pub(super) fn judged(
        &self,
        file: File,
        judge: impl FnOnce(&File) -> Result<Judged, Failure>,
    ) -> Result<Judged, Failure> {
        if !self.is_on || file.text.len() > KEPT / 2 {
            return judge(&file);
        }
        let hash = self.hasher.hash_one(&file.text);
        if let Some(judged) = self.known(hash, &file) {
            return Ok(judged.of_file(&file.name));
        }
        let judged = judge(&file)?;
        if judged.findings.len() <= FOUND {
            self.keep(hash, file, judged.clone());
        }
        Ok(judged)
    }

    fn known(&self, hash: u64, file: &File) -> Option<Arc<Judged>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A hash alone is no proof: it could be made.
        known.bodies.get(&hash).filter(|body| body.is_equal(file)).map(|body| body.judged.clone())
    }

    fn keep(&self, hash: u64, file: File, judged: Judged) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let body = Body { file, judged: Arc::new(judged) };
        known.bytes += body.bytes();
        known.order.push_back(hash);
        let before = known.bodies.insert(hash, body);
        known.bytes -= before.map_or(0, |body| body.bytes());
        while known.bytes > KEPT
            && let Some(oldest) = known.order.pop_front()
        {
            let gone = known.bodies.remove(&oldest);
            known.bytes -= gone.map_or(0, |body| body.bytes());
        }
    }
}

impl Body {
    /// About how many bytes it takes: of a small body most is what was found in it.
    fn bytes(&self) -> usize {
        let Judged { findings, readiness, .. } = &*self.judged;
        self.file.text.len() + findings.len() * FINDING + readiness.len() * ROW
    }

    /// Whether a file is judged as this one: by its text, how it came to be read, and what its name says
    /// of the form of the text.
    fn is_equal(&self, file: &File) -> bool {
        self.file.named == file.named
            && is_named_ndjson(&self.file.name) == is_named_ndjson(&file.name)
            && self.file.text == file.text
    }
}

#[cfg(test)]
mod tests {
    use osready::input::Named;

    use super::*;

    fn file(name: &str, text: &str) -> File {
        File { name: name.to_owned(), named: Named::ByWalk, text: text.to_owned() }
    }

    #[test]
    fn a_body_is_judged_once_whatever_its_name_and_no_other_is_taken_for_it() {
        let repeats = Repeats::new(&Policy::default());
        let is_judged = |file: File| {
            let mut is_judged = false;
            let judged = repeats.judged(file, |_| {
                is_judged = true;
                Ok(Judged { responses: 7, ..Judged::default() })
            });
            assert_eq!(judged.map(|judged| judged.responses), Ok(7));
            is_judged
        };
        assert!(is_judged(file("a-1.json", "{}")));
        assert!(!is_judged(file("a-2.json.gz", "{}")));
        assert!(is_judged(file("a-2.json", "{ }")));
        // One a line, and one that a person named, are judged otherwise.
        assert!(is_judged(file("a.ndjson", "{}")));
        assert!(is_judged(File { named: Named::ByHand, ..file("a.ndjson", "{}") }));
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let repeats = Repeats::new(&Policy::default());
        for number in 0..40 {
            let text = number.to_string() + &" ".repeat(1 << 20);
            let judged = repeats.judged(file("a.json", &text), |_| Ok(Judged::default()));
            assert!(judged.is_ok());
        }
        let known = repeats.known.lock().unwrap();
        let kept: usize = known.bodies.values().map(|body| body.file.text.len()).sum();
        assert_eq!(kept, known.bytes);
        assert!((KEPT - (2 << 20)..=KEPT).contains(&kept), "{kept}");
    }
}
