//! Rules: their ids, groups, levels, pages and checks.

use serde::{Deserialize, Serialize};

use crate::json::Tree;
use crate::model::{Host, Profile, Response};

use super::{Deployment, RuleContext};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Level {
    /// Information; fails no run by default.
    Note,
    /// A potential problem; fails a run with `--fail-on warning`.
    Warning,
    /// A problem that must be fixed or accepted; fails a run.
    Error,
}

impl Level {
    /// Returns what the level means, for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Note => "information, which fails no run by default",
            Self::Warning => "a potential problem, which fails a run with `--fail-on warning`",
            Self::Error => "a problem that must be fixed or accepted, which fails a run",
        }
    }

    /// Returns the level as written in the configuration and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Whether a file can be read as a response.
    Input,
    /// Whether something can be deployed.
    Readiness,
    /// Whether the response is consistent.
    Consistency,
    /// Whether items that are referenced by id exist and fit.
    References,
    /// Which customizations each system supports.
    Customization,
    /// The content of settings and unattend files.
    Content,
    /// Differences from the GET /osImages reference that do no damage.
    Drift,
    /// Deployment requests, and whether they fit a snapshot.
    Deployment,
    /// The requirements of the site in its configuration.
    Site,
}

impl Group {
    /// All groups, in the order of `osready rules`.
    pub const ALL: [Self; 9] = [
        Self::Input,
        Self::Readiness,
        Self::Consistency,
        Self::References,
        Self::Customization,
        Self::Content,
        Self::Drift,
        Self::Deployment,
        Self::Site,
    ];

    /// Returns what its rules check, for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Input => "whether a file can be read as a response",
            Self::Readiness => "whether something can be deployed",
            Self::Consistency => "whether the response contradicts itself",
            Self::References => "whether items that are referenced by id exist and fit",
            Self::Customization => "which customizations each system supports",
            Self::Content => "the content of settings and unattend files",
            Self::Drift => "differences from the GET /osImages reference that do no damage",
            Self::Deployment => "deployment requests, and whether they fit a snapshot",
            Self::Site => "the requirements of the site",
        }
    }

    /// Returns the group as written in the configuration and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Readiness => "readiness",
            Self::Consistency => "consistency",
            Self::References => "references",
            Self::Customization => "customization",
            Self::Content => "content",
            Self::Drift => "drift",
            Self::Deployment => "deployment",
            Self::Site => "site",
        }
    }
}

/// A rule: its id, its page and its checks.
#[derive(Debug)]
pub struct Rule {
    /// The id, in kebab case. The folder under `rules/` has the same name with underscores.
    pub id: &'static str,
    /// The subject.
    pub group: Group,
    /// The default level of its findings.
    pub level: Level,
    /// The documentation page, in Markdown.
    pub page: &'static str,
    /// The ids of the statements of the GET /osImages reference that the rule enforces.
    pub statements: &'static [&'static str],
    /// The checks that implement the rule.
    pub checks: &'static [Check],
}

/// A check that implements a rule.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A function over a parsed text that contains a response.
    Text(for<'a> fn(&'a Tree<'a>, &mut RuleContext<'_, 'a>)),
    /// A function over a whole response.
    Response(for<'a> fn(&Response<'a>, &mut RuleContext<'_, 'a>)),
    /// A function over one profile of a response. All such functions run on one profile before the next,
    /// while the profile is in the processor's cache.
    Profile(for<'a> fn(&Response<'a>, &Profile<'a>, &mut RuleContext<'_, 'a>)),
    /// A function over all hosts of a deployment.
    Deployment(for<'a> fn(&Deployment<'_, 'a>, &mut RuleContext<'_, 'a>)),
    /// A function over one host of a deployment.
    Host(for<'a> fn(&Deployment<'_, 'a>, &Host<'a>, &mut RuleContext<'_, 'a>)),
    /// The linter, for a text or a value that is not a response.
    Input,
    /// The policy, after the findings and verdicts of a file are known.
    Policy,
    /// An expression of the configuration: `[[rule]]`, or a key of `[site-policy]`.
    Expression,
    /// The reader of the configuration.
    Configuration,
}

impl Rule {
    /// Returns the first paragraph of the page, on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let body =
            self.page.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
        body.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the first paragraph of the section `title` of the page, on one line. `None` if the page has
    /// no such section or the section has no text.
    #[must_use]
    pub fn section(&self, title: &str) -> Option<String> {
        let mut lines = self.page.lines();
        lines.find(|line| line.strip_prefix("## ") == Some(title))?;
        let lines = lines.skip_while(|line| line.trim().is_empty());
        let lines = lines.take_while(|line| !line.trim().is_empty() && !line.starts_with('#'));
        Some(lines.collect::<Vec<_>>().join(" ")).filter(|paragraph| !paragraph.is_empty())
    }

    /// Returns why its findings matter: the first sentence of the section "Why" of the page. `None` if the page
    /// has no such section.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        let mut paragraph = self.section("Why")?;
        if let Some(end) = paragraph.find(". ") {
            paragraph.truncate(end + 1);
        }
        Some(paragraph)
    }
}
