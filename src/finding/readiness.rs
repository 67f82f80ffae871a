//! Rows of the readiness table.

use serde::{Deserialize, Serialize};

use crate::model::Verdict;
use crate::sanitize::Untrusted;

/// Whether one profile, or one image, can be deployed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadinessRow {
    /// The file.
    pub file: Untrusted,
    /// The id of the image; null for a profile that was saved without its image.
    pub image: Option<Untrusted>,
    /// The id of the profile; null for an image.
    pub profile: Option<Untrusted>,
    /// The host of a deployment request; null for a row about a response.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub host: Option<RowHost>,
    /// Whether it can be deployed.
    pub verdict: Verdict,
    /// Whether the policy requires it; `None` if the policy requires nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required: Option<bool>,
    /// The rules that explain the verdict, if it is not ready.
    pub reasons: Vec<Reason>,
}

/// A host of a deployment request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowHost {
    /// The id, as the request writes it.
    pub uuid: Option<Untrusted>,
    /// The name.
    pub hostname: Option<Untrusted>,
}

impl RowHost {
    /// Returns the name, or otherwise the id.
    #[must_use]
    pub fn title(&self) -> Untrusted {
        self.hostname.as_ref().or(self.uuid.as_ref()).cloned().unwrap_or_else(|| "(no uuid)".into())
    }
}

impl ReadinessRow {
    /// Returns the rules that explain the verdict, each once, in the order of their findings.
    #[must_use]
    pub fn rules(&self) -> Vec<&Untrusted> {
        let mut rules: Vec<&Untrusted> = Vec::new();
        for reason in &self.reasons {
            if !rules.contains(&&reason.rule) {
                rules.push(&reason.rule);
            }
        }
        rules
    }

    /// Returns the approximate memory use of the texts, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let ids = [&self.image, &self.profile].into_iter().flatten().map(Untrusted::len);
        let host = self.host.iter().flat_map(|host| [&host.uuid, &host.hostname]).flatten();
        self.file.len() + host.map(Untrusted::len).sum::<usize>() + ids.sum::<usize>()
    }
}

/// A rule that explains a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule.
    pub rule: Untrusted,
    /// The index of its finding in `Report::findings`; null if the rule is off or did not run, or the finding
    /// was omitted because of a limit.
    pub finding: Option<usize>,
}
