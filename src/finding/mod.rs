//! Findings as they appear in reports: resolved to files, lines and columns, owned and serializable.

mod config;
mod excerpt;
mod fingerprint;
mod masks;
mod readiness;
mod resolve;
mod shown;
mod shows;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Applicability, Level};
use crate::sanitize::Untrusted;
use crate::source::Region;

pub use config::ConfigDiagnostic;
pub use excerpt::{Excerpt, Mark, Snippet};
pub use fingerprint::FingerprintNumbers;
pub use masks::Masks;
pub use readiness::{ReadinessRow, Reason, RowHost};
pub use resolve::{Resolver, Resolvers};
pub(crate) use shown::shown_of;
pub(crate) use shows::Shows;

/// A problem in a file, as reported by a rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that reports it.
    pub rule: Untrusted,
    /// The severity.
    pub level: Level,
    /// The problem.
    pub message: Untrusted,
    /// What to do.
    pub help: Untrusted,
    /// The file, as given on the command line, with `/` as separator; `-` for standard input.
    pub file: Untrusted,
    /// JSON Pointer from the root of the file; "" for the root.
    pub pointer: Untrusted,
    /// JSON Pointer within the text in the string at `pointer`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inner_pointer: Option<Untrusted>,
    /// The main location.
    pub span: Region,
    /// A short description of what is at the location.
    pub label: Untrusted,
    /// Related locations.
    pub labels: Vec<Label>,
    /// The id of the affected image.
    pub image: Option<Untrusted>,
    /// The id of the affected profile.
    pub profile: Option<Untrusted>,
    /// The affected file of the server's repository.
    #[serde(default)]
    pub repository_file: Option<RepositoryFile>,
    /// The affected host of a deployment request: its id, or otherwise its name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub host: Option<Untrusted>,
    /// The fingerprint, unique in the file: a digest of the rule, the subject and the value, so that it
    /// stays the same if the file is reordered, reformatted or extended. 32 hexadecimal digits, followed by
    /// a number if there are several identical findings.
    #[serde(default)]
    pub fingerprint: Untrusted,
    /// The suppression that covers it, if any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suppressed: Option<Suppressed>,
    /// Whether the baseline contains it. `None` if there is no baseline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<BaselineState>,
    /// Whether the policy requires what it is about; `None` if the policy requires nothing, or if it is
    /// about no image and no profile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required: Option<bool>,
    /// The level that it had before it was lowered to a note, because what it is about is not required.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lowered_from: Option<Level>,
    /// The fix, if there is one.
    pub fix: Option<Fix>,
    /// The number of occurrences in the response, if one finding covers all of them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<u32>,
    /// The text around the locations, for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub excerpt: Option<Excerpt>,
}

impl Finding {
    /// Returns `true` if neither a suppression nor a baseline covers this.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.suppressed.is_none() && self.baseline != Some(BaselineState::Unchanged)
    }

    /// Returns `true` if this is an error that neither a suppression nor a baseline covers.
    #[must_use]
    pub fn is_counted_error(&self) -> bool {
        self.level == Level::Error && self.is_counted()
    }
}

impl Finding {
    /// Returns the approximate memory use of the texts, in bytes.
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
    /// The kind: `device driver`, `unattend file`, and so on.
    pub kind: Untrusted,
    /// The id.
    pub id: Untrusted,
}

/// The suppression of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The reason.
    pub reason: Untrusted,
    /// The last day on which the suppression applies, as YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<Untrusted>,
}

/// Whether a baseline contains a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BaselineState {
    /// The finding is not in the baseline.
    New,
    /// The finding is in the baseline.
    Unchanged,
}

/// A related location of a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Label {
    /// A short description of what is at the location.
    pub message: Untrusted,
    /// The file, if it is not the finding's file: the configuration, or the snapshot of a deployment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<Untrusted>,
    /// JSON Pointer, as in [`Finding::pointer`].
    pub pointer: Untrusted,
    /// JSON Pointer, as in [`Finding::inner_pointer`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inner_pointer: Option<Untrusted>,
    /// The location.
    pub span: Region,
}

/// A change that resolves a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fix {
    /// What the fix does, in the imperative.
    pub message: Untrusted,
    /// Whether the fix can be applied without review.
    #[serde(default)]
    pub applicability: Applicability,
    /// The edits of the file, which must be applied together.
    pub edits: Vec<Edit>,
}

/// One edit of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edit {
    /// The text to replace.
    pub span: Region,
    /// The new text.
    pub replacement: Untrusted,
}
