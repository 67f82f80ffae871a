//! What was found, as every format tells it.

pub mod formats;
pub mod saved;

mod capped;
mod excerpt;
mod fingerprint;
mod human;
mod incomplete;
mod judged;
mod kept;
mod lines;
mod locate;
mod masks;
mod shown;
mod shows;
mod told;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Level, Safety};
use crate::harmless::Untrusted;
use crate::input::Failure;

pub use crate::harmless::harmless;
pub use crate::model::Verdict;
pub use excerpt::{Excerpt, Mark, Part};
pub use fingerprint::Numbers;
pub use human::{Human, Theme};
pub(crate) use human::{PLAIN, SHOWN_WHOLE, colour};
pub use incomplete::{IncompleteCause, IncompleteCheck};
pub use judged::Judged;
pub use kept::{Kept, ROWS_SHOWN};
pub use lines::Lines;
pub use locate::Locator;
pub use masks::Masks;
pub(crate) use shown::shown_of;
pub(crate) use shows::Shows;
pub use told::Told;

/// The version of the JSON report's form.
pub const VERSION: u32 = 1;

/// How many findings of each level carry an excerpt to the end of a run: more than anyone reads, and
/// few enough to be kept in memory.
pub const EXCERPTS_KEPT: usize = 5_000;

/// Everything that one run found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The version of this form: [`VERSION`].
    pub version: u32,
    /// What is wrong, file by file, in the order of each file's text.
    pub findings: Vec<Finding>,
    /// What can be deployed: a row for each profile and each image.
    pub readiness: Vec<Row>,
    /// Files that could not be read.
    pub failures: Vec<FailedFile>,
    /// Files that were not checked, or not as a whole, though they could be read.
    #[serde(default)]
    pub incomplete: Vec<IncompleteCheck>,
    /// How many of each there are.
    pub summary: Summary,
    /// The code that the run ended with.
    #[serde(default)]
    pub exit_code: u8,
    /// How many rows of each verdict are held, and how many are not, since nobody will be shown them.
    #[serde(skip)]
    pub(crate) rows: [[usize; 2]; Verdict::ALL.len()],
    /// How often each rule found something that counts, at each level, whether the findings are held or not.
    #[serde(skip)]
    by_rule: BTreeMap<(Untrusted, Level), usize>,
    /// About how many bytes the texts of the findings have.
    #[serde(skip)]
    finding_bytes: usize,
    /// About how many bytes the texts of the rows have.
    #[serde(skip)]
    row_bytes: usize,
}

/// One thing that is wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Untrusted,
    /// How much it weighs.
    pub level: Level,
    /// What is wrong.
    pub message: Untrusted,
    /// What to do.
    pub help: Untrusted,
    /// The file, as it was given, with `/`; `-` for standard input.
    pub file: Untrusted,
    /// JSON Pointer from the file's root; "" for the root.
    pub pointer: Untrusted,
    /// JSON Pointer within the text that the string at `pointer` holds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inner_pointer: Option<Untrusted>,
    /// The place that it is about.
    pub span: Region,
    /// What to see there.
    pub label: Untrusted,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// The id of the image that it is about.
    pub image: Option<Untrusted>,
    /// The id of the profile that it is about.
    pub profile: Option<Untrusted>,
    /// The file of the server's repository that it is about.
    #[serde(default)]
    pub repository_file: Option<RepositoryFile>,
    /// What tells it from every other finding of its file: the rule, what it is about, and the value,
    /// so that it stays the same where the file is reordered, laid out anew or added to. 32
    /// hexadecimal digits, and a number where the same stands there several times.
    #[serde(default)]
    pub fingerprint: Untrusted,
    /// Why it does not count, where a suppression covers it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suppressed: Option<Suppressed>,
    /// Whether the baseline holds it; none where there is no baseline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<BaselineState>,
    /// The change that mends it.
    pub fix: Option<Fix>,
    /// How often the same stands in the response, where one finding speaks for all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<u32>,
    /// The text around the places, for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub excerpt: Option<Excerpt>,
}

impl Finding {
    /// Returns about how many bytes of memory its texts take.
    pub(crate) fn bytes(&self) -> usize {
        let labels = self.labels.iter().map(|label| label.pointer.len() + label.message.len());
        let texts = [&self.message, &self.help, &self.file, &self.pointer, &self.label];
        let ids = [&self.image, &self.profile, &self.inner_pointer];
        let edits = self.fix.iter().flat_map(|fix| &fix.edits);
        texts.iter().map(|text| text.len()).sum::<usize>()
            + ids.into_iter().flatten().map(Untrusted::len).sum::<usize>()
            + labels.map(|bytes| bytes + size_of::<Label>()).sum::<usize>()
            + edits.map(|edit| edit.replacement.len() + size_of::<Edit>()).sum::<usize>()
    }
}

/// A file of the server's repository, such as a driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryFile {
    /// What people call such a file: `device driver`, `unattend file`, and so on.
    pub kind: Untrusted,
    /// Its id.
    pub id: Untrusted,
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The reason that the suppression gives.
    pub reason: Untrusted,
    /// The last day on which it holds, as YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<Untrusted>,
}

/// Whether a baseline holds a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BaselineState {
    /// It does not: the finding came since.
    New,
    /// It does.
    Known,
}

/// A stretch of a file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Offset of the first byte of the decoded text, a byte order mark not counted.
    pub start: usize,
    /// Offset past the last byte.
    pub end: usize,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1, in Unicode scalar values.
    pub column: usize,
    /// Line of the end, from 1.
    pub end_line: usize,
    /// Column of the end, from 1, exclusive.
    pub end_column: usize,
    /// Both columns in bytes of UTF-8; none where they are the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utf8_columns: Option<(usize, usize)>,
    /// Both columns in code units of UTF-16; none where they are the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utf16_columns: Option<(usize, usize)>,
}

impl Region {
    /// Both columns in bytes of UTF-8, from 1.
    #[must_use]
    pub fn in_utf8(&self) -> (usize, usize) {
        self.utf8_columns.unwrap_or((self.column, self.end_column))
    }

    /// Both columns in code units of UTF-16, from 1.
    #[must_use]
    pub fn in_utf16(&self) -> (usize, usize) {
        self.utf16_columns.unwrap_or((self.column, self.end_column))
    }
}

/// Another place of a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Label {
    /// What to see there.
    pub message: Untrusted,
    /// The file, where it is another than the finding's: a configuration.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<Untrusted>,
    /// JSON Pointer, as in [`Finding::pointer`].
    pub pointer: Untrusted,
    /// JSON Pointer, as in [`Finding::inner_pointer`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inner_pointer: Option<Untrusted>,
    /// The place.
    pub span: Region,
}

/// A change that mends a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fix {
    /// What it does.
    pub message: Untrusted,
    /// Whether it may be made without a look at it.
    #[serde(default)]
    pub safety: Safety,
    /// The changes of the file's text, which belong together.
    pub edits: Vec<Edit>,
}

/// One change of a file's text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced.
    pub span: Region,
    /// What comes in its place.
    pub replacement: Untrusted,
}

/// Whether one profile, or one image, can be deployed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The file.
    pub file: Untrusted,
    /// The image's id; null for a profile that was saved without its image.
    pub image: Option<Untrusted>,
    /// The profile's id; null for an image.
    pub profile: Option<Untrusted>,
    /// Whether it can be deployed.
    pub verdict: Verdict,
    /// Why not, or why with doubt.
    pub reasons: Vec<Reason>,
}

impl Row {
    /// Returns about how many bytes of memory its texts take.
    fn bytes(&self) -> usize {
        let ids = [&self.image, &self.profile].into_iter().flatten().map(Untrusted::len);
        self.file.len() + ids.sum::<usize>()
    }
}

/// A rule that says why a verdict is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule.
    pub rule: Untrusted,
    /// Its finding's index in [`Report::findings`]; null where that rule is off.
    pub finding: Option<usize>,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedFile {
    /// The file, as it was given.
    pub file: Untrusted,
    /// Why not.
    pub message: Untrusted,
}

impl From<Failure> for FailedFile {
    fn from(failure: Failure) -> Self {
        Self { file: failure.file.into(), message: failure.message.into() }
    }
}

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Responses that were judged: several in a file, at times.
    pub responses: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// Findings that a suppression covers; none of them counts above.
    #[serde(default)]
    pub suppressed: usize,
    /// Findings that the baseline holds; they count as notes above.
    #[serde(default)]
    pub known: usize,
    /// Entries of the baseline that nothing answers to any more.
    #[serde(default)]
    pub gone: usize,
    /// Findings that the report does not hold, since no more than so many were asked for or are held;
    /// they count above all the same.
    #[serde(default, skip_serializing_if = "is_none_left_out")]
    pub left_out: usize,
    /// Rows of the readiness table that the report does not hold, since there are too many.
    #[serde(default, skip_serializing_if = "is_none_left_out")]
    pub rows_left_out: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_none_left_out(left_out: &usize) -> bool {
    *left_out == 0
}
