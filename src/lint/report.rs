//! The results of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Level;
use crate::finding::{Finding, ReadinessRow};
use crate::input::Failure;
use crate::model::Verdict;
use crate::sanitize::Untrusted;
use crate::user_rules::RuleInfo;

use super::{IncompleteCheck, RunInfo, Timeline};

/// The version of the JSON report format.
pub const VERSION: u32 = 1;

/// The results of a run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The format version: [`VERSION`].
    pub version: u32,
    /// When, by what and under which policy it was made; `None` if the caller does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunInfo>,
    /// The findings, file by file, in the order of each text.
    pub findings: Vec<Finding>,
    /// The verdicts: a row for each profile and each image.
    pub readiness: Vec<ReadinessRow>,
    /// Files that could not be read.
    pub failures: Vec<FailedFile>,
    /// Files that could be read but were not checked, or not in full.
    #[serde(default)]
    pub incomplete: Vec<IncompleteCheck>,
    /// The paths of files relative to the root of the repository, or absolute outside of it, by the names in this
    /// report. Files whose names are their paths are omitted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub paths: BTreeMap<Untrusted, Untrusted>,
    /// The rules of the site that were checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleInfo>,
    /// The numbers of files, responses and findings.
    pub summary: Summary,
    /// The exit code of the run.
    #[serde(default)]
    pub exit_code: u8,
    /// The number of rows per verdict, kept and left out.
    #[serde(skip)]
    pub(crate) rows: [[usize; 2]; Verdict::ALL.len()],
    /// The verdicts by server and snapshot, for overviews. Shared, since formats may copy the report.
    #[serde(skip)]
    pub(super) timeline: Option<Arc<Timeline>>,
    /// The number of findings that count, per rule and level, kept or not.
    #[serde(skip)]
    pub(super) by_rule: BTreeMap<(Untrusted, Level), usize>,
    /// The estimated size of the texts of the findings, in bytes.
    #[serde(skip)]
    pub(super) finding_bytes: usize,
    /// The number of findings that were dropped from memory, which streaming reports have written.
    #[serde(skip)]
    pub(super) pruned: usize,
    /// The estimated size of the texts of the rows, in bytes.
    #[serde(skip)]
    pub(super) row_bytes: usize,
}

impl Report {
    /// Records the paths of the files in this report, for readers that know the repository but not the
    /// working folder. `address` returns the path of a file by its name.
    pub fn set_paths(&mut self, address: &dyn Fn(&str) -> String) {
        let labels = self.findings.iter().flat_map(|finding| &finding.labels);
        let findings = self.findings.iter().map(|finding| &finding.file);
        let files = findings
            .chain(labels.filter_map(|label| label.file.as_ref()))
            .chain(self.readiness.iter().map(|row| &row.file))
            .chain(self.failures.iter().map(|failure| &failure.file))
            .chain(self.incomplete.iter().map(|check| &check.file));
        let files: BTreeSet<&Untrusted> = files.collect();
        let paths = files.into_iter().filter_map(|file| {
            #[expect(clippy::disallowed_methods, reason = "the result is untrusted again")]
            let path = address(file.raw());
            (*file != path).then(|| (file.clone(), path.into()))
        });
        self.paths = paths.collect();
    }

    /// Returns the path of a file for readers that know the repository.
    pub(crate) fn path_of<'r>(&'r self, file: &'r Untrusted) -> &'r Untrusted {
        self.paths.get(file).unwrap_or(file)
    }
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedFile {
    /// The file, as named in the arguments or found in a folder.
    pub file: Untrusted,
    /// The cause.
    pub message: Untrusted,
}

impl From<Failure> for FailedFile {
    fn from(failure: Failure) -> Self {
        Self { file: failure.file.into(), message: failure.message.into() }
    }
}

/// The counts of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// Responses checked; a file may contain several.
    pub responses: usize,
    /// Hosts of deployment requests.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hosts: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Suppressed findings; not counted as errors, warnings or notes.
    #[serde(default)]
    pub suppressed: usize,
    /// Findings in the baseline; counted as notes.
    #[serde(default)]
    pub unchanged: usize,
    /// Baseline entries that match no finding any more.
    #[serde(default)]
    pub absent: usize,
    /// Files and folders that were not read because git ignores them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ignored: usize,
    /// Findings that the report omits because of a limit; still counted above.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
    /// Readiness rows that the report omits because of a limit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rows_left_out: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde requires this signature
fn is_zero(count: &usize) -> bool {
    *count == 0
}
