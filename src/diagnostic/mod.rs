//! Diagnostics: the problems that rules report, with their locations, help and fixes.

mod context;
mod deployment;
mod location;
mod quota;
mod rule;

use serde::{Deserialize, Serialize};

use crate::json::Edit;
use crate::model::{File, Host, Image, Profile, Verdict};
use crate::source::SourceSpan;

pub use context::RuleContext;
pub use deployment::{Deployment, Inexact, Offer, Offered};
pub use location::{Location, StringLocation};
pub use quota::{LeftOut, Quota};
pub use rule::{Check, Group, Level, Rule};

/// A location with a message.
#[derive(Clone, Debug)]
pub struct Label<'a> {
    /// The location.
    pub location: Location<'a>,
    /// A short description of what is at the location.
    pub message: String,
}

/// Whether a fix can be applied without review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// The fix can be applied without review: osready reads the same response before and after, and no
    /// data is removed.
    Safe,
    /// The fix needs review: it guesses, removes data, or changes what other programs read.
    #[default]
    Unsafe,
}

/// A change that resolves a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What the fix does, in the imperative: "remove the comma".
    pub message: String,
    /// Whether the fix can be applied without review.
    pub applicability: Applicability,
    /// The edits of the text, which must be applied together.
    pub edits: Vec<Edit>,
}

/// A problem that a rule reports. The message states the problem, the labels explain locations, and the
/// help says what to do.
#[derive(Clone, Debug)]
pub struct Diagnostic<'a> {
    /// The rule that reports it.
    pub rule: &'static Rule,
    /// The severity.
    pub level: Level,
    /// The problem.
    pub message: String,
    /// The main location.
    pub primary: Label<'a>,
    /// Related locations.
    pub secondary: Vec<Label<'a>>,
    /// Related locations in the configuration.
    pub config_labels: Vec<(SourceSpan, String)>,
    /// What to do.
    pub help: String,
    /// The affected image.
    pub image: Option<Image<'a>>,
    /// The affected profile.
    pub profile: Option<Profile<'a>>,
    /// The affected file of the repository.
    pub file: Option<File<'a>>,
    /// Whether the policy requires what it is about; `None` if that is not known.
    pub required: Option<bool>,
    /// The level before it was lowered, because what it is about is not required.
    pub lowered_from: Option<Level>,
    /// The affected host of a deployment request.
    pub host: Option<Host<'a>>,
    /// The verdict that the finding implies, on the host of a request or as an error of a policy. `None` if it follows
    /// from the level.
    pub verdict: Option<Verdict>,
    /// The fix, if there is an obvious one.
    pub fix: Option<Fix>,
    /// The number of occurrences in the response, if one finding covers all of them.
    pub count: Option<u32>,
}

impl<'a> Diagnostic<'a> {
    /// Adds a label at a related location.
    pub fn secondary_label(
        &mut self,
        location: impl Into<Location<'a>>,
        message: impl Into<String>,
    ) -> &mut Self {
        self.secondary.push(Label { location: location.into(), message: message.into() });
        self
    }

    /// Adds a label in the configuration.
    pub fn config_label(
        &mut self,
        source_span: &SourceSpan,
        message: impl Into<String>,
    ) -> &mut Self {
        self.config_labels.push((source_span.clone(), message.into()));
        self
    }

    /// Sets the help: what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = help.into();
        self
    }

    /// Sets the affected profile and its image.
    pub fn subject(&mut self, profile: &Profile<'a>) -> &mut Self {
        self.profile = Some(*profile);
        self.image = profile.image;
        self
    }

    /// Sets the affected image.
    pub fn subject_image(&mut self, image: &Image<'a>) -> &mut Self {
        self.image = Some(*image);
        self
    }

    /// Sets the affected file of the repository.
    pub fn subject_file(&mut self, file: File<'a>) -> &mut Self {
        self.file = Some(file);
        self
    }

    /// Sets the affected host of a deployment request.
    pub fn subject_host(&mut self, host: &Host<'a>) -> &mut Self {
        self.host = Some(*host);
        self
    }

    /// Sets the verdict on the host that the finding implies.
    pub fn verdict(&mut self, verdict: Verdict) -> &mut Self {
        self.verdict = Some(verdict);
        self
    }

    /// Overrides the level of the rule.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }

    /// Sets the fix.
    pub fn fix(
        &mut self,
        message: impl Into<String>,
        applicability: Applicability,
        edits: Vec<Edit>,
    ) -> &mut Self {
        self.fix = Some(Fix { message: message.into(), applicability, edits });
        self
    }
}
