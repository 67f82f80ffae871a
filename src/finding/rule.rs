//! Rules: what each is called, how much it weighs, and what it looks for.

use serde::{Deserialize, Serialize};

use crate::model::{Profile, Response, Target};

use super::Findings;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know; nothing fails by it.
    Note,
    /// It may fail.
    Warning,
    /// It will fail.
    Error,
}

impl Level {
    /// The level as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
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
    /// Whether the file can be read as a response.
    Document,
    /// Whether something can be deployed.
    Readiness,
    /// Whether the response agrees with itself.
    Consistency,
    /// Whether what is named by id is there and fits.
    References,
    /// What each system may be customised with.
    Policy,
    /// What stands in the texts of settings and unattend files.
    Content,
    /// What differs from the document and harms nobody.
    Drift,
    /// What this site asks for in its configuration.
    Site,
}

impl Group {
    /// All of them, in the order of `osready rules`.
    pub const ALL: [Self; 8] = [
        Self::Document,
        Self::Readiness,
        Self::Consistency,
        Self::References,
        Self::Policy,
        Self::Content,
        Self::Drift,
        Self::Site,
    ];

    /// The group as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Readiness => "readiness",
            Self::Consistency => "consistency",
            Self::References => "references",
            Self::Policy => "policy",
            Self::Content => "content",
            Self::Drift => "drift",
            Self::Site => "site",
        }
    }

    /// Whether an error of this group keeps the profile that it is about from being deployed.
    #[must_use]
    pub const fn blocks(self) -> bool {
        !matches!(self, Self::Document | Self::Drift)
    }
}

/// A rule: its name, its page, and the function that looks for what it is about.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab case; the folder under `rules/` has the same with underscores.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// The level of its findings, where nothing says otherwise.
    pub level: Level,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// The statements of the document that it enforces, by their ids.
    pub statements: &'static [&'static str],
    /// The functions that look for it; none where the reader, the schema or the input finds it.
    pub checks: &'static [Check],
}

/// A function that looks for what a rule is about.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Looks through a whole response.
    Response(for<'a> fn(&Response<'a>, &mut Findings<'a>)),
    /// Looks at one profile of a response. All such functions look at one profile before they go on to the
    /// next, while it is at hand.
    Profile(for<'a> fn(&Response<'a>, &Profile<'a>, &mut Findings<'a>)),
}

impl Rule {
    /// The first paragraph of its page.
    #[must_use]
    pub fn summary(&self) -> String {
        let body =
            self.page.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
        body.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The first paragraph of the section `title` of its page, on one line.
    #[must_use]
    pub fn section(&self, title: &str) -> Option<String> {
        let mut lines = self.page.lines();
        lines.find(|line| line.strip_prefix("## ") == Some(title))?;
        let lines = lines.skip_while(|line| line.trim().is_empty());
        let lines = lines.take_while(|line| !line.trim().is_empty() && !line.starts_with('#'));
        Some(lines.collect::<Vec<_>>().join(" ")).filter(|paragraph| !paragraph.is_empty())
    }
}

/// What some rules are asked to do otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How preloadedWinpe is read.
    pub preloaded_winpe: Reading,
    /// What the profiles are deployed to.
    pub target: Target,
}

/// How preloadedWinpe is read, of which the document says two opposite things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum Reading {
    /// By its name, with the doubt told.
    #[default]
    Unsure,
    /// By its name: true says that the WinPE is preloaded.
    Name,
    /// By the text on its values: false says that the WinPE is preloaded.
    Values,
}

impl Reading {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unsure, Self::Name, Self::Values];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Name => "name",
            Self::Values => "values",
        }
    }
}
