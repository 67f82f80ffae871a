//! Rules of a site: `[[rule]]` in the configuration, with expressions over the rule model.

mod define;
mod explain;
mod location;
mod page;
mod registry;
mod run;
mod site_policy;
mod template;

use crate::diagnostic::{Level, Rule};
use crate::expression::{Compiled, Variable};
use crate::facts::Kind;
use crate::model::FileKind;
use crate::source::{SourceSpan, Spanned};

pub use define::{Definition, DefinitionError, define, is_valid_id};
pub use explain::{Explained, explain};
pub use location::SubjectPath;
pub use registry::{RuleInfo, described, register};
pub use run::{Exhausted, MAX_STEPS, MAX_STEPS_OF_ALL, Ran, run};
pub use site_policy::site_rules;
pub use template::Template;

/// What a rule looks at, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case"))]
pub enum Each {
    /// The whole response.
    Response,
    /// Each image.
    Image,
    /// Each profile.
    Profile,
    /// Each boot file.
    BootFile,
    /// Each device driver.
    Driver,
    /// Each unattend file.
    UnattendFile,
    /// Each configuration-settings file.
    SettingsFile,
    /// Each installation script.
    Script,
    /// Each software payload.
    Software,
    /// Each bundle.
    Bundle,
    /// Each entry of `supportedImages`.
    SupportedImage,
}

impl Each {
    /// All variants.
    pub const ALL: [Self; 11] = [
        Self::Response,
        Self::Image,
        Self::Profile,
        Self::BootFile,
        Self::Driver,
        Self::UnattendFile,
        Self::SettingsFile,
        Self::Script,
        Self::Software,
        Self::Bundle,
        Self::SupportedImage,
    ];

    /// Returns the name in configurations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Image => "image",
            Self::Profile => "profile",
            Self::BootFile => "boot-file",
            Self::Driver => "driver",
            Self::UnattendFile => "unattend-file",
            Self::SettingsFile => "settings-file",
            Self::Script => "script",
            Self::Software => "software",
            Self::Bundle => "bundle",
            Self::SupportedImage => "supported-image",
        }
    }

    /// Returns the kind of repository file, if it is one.
    #[must_use]
    pub const fn file_kind(self) -> Option<FileKind> {
        Some(match self {
            Self::BootFile => FileKind::Boot,
            Self::Driver => FileKind::Driver,
            Self::UnattendFile => FileKind::Unattend,
            Self::SettingsFile => FileKind::Config,
            Self::Script => FileKind::Script,
            Self::Software => FileKind::Software,
            Self::Bundle => FileKind::Bundle,
            _ => return None,
        })
    }

    /// Returns the variables of the expressions of a rule: the subject, and the response.
    #[must_use]
    pub fn variables(self) -> Vec<Variable> {
        let (name, kind) = match self {
            Self::Response => return vec![RESPONSE],
            Self::Image => ("image", Kind::Image),
            Self::Profile => ("profile", Kind::Profile),
            Self::SupportedImage => ("supported", Kind::Supported),
            _ => ("file", Kind::File),
        };
        vec![Variable { name, kind }, RESPONSE]
    }
}

const RESPONSE: Variable = Variable { name: "response", kind: Kind::Response };

/// A checked condition of a rule.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The expression.
    pub compiled: Compiled,
    /// Where it is written.
    pub source: Source,
}

/// A string of the configuration, or one that a value of it stands for.
#[derive(Clone, Debug)]
pub struct Source {
    text: Spanned<String>,
    is_generated: bool,
}

impl Source {
    /// Creates it from a string with its location.
    #[must_use]
    pub fn new(text: Spanned<String>) -> Self {
        Self { text, is_generated: false }
    }

    /// Creates a string that the value at `source_span` stands for.
    #[must_use]
    pub fn generated(value: String, source_span: SourceSpan) -> Self {
        Self { text: Spanned { value, source_span }, is_generated: true }
    }

    /// Returns the string.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text.value
    }

    /// Returns the location of the whole string.
    #[must_use]
    pub fn whole(&self) -> &SourceSpan {
        &self.text.source_span
    }

    /// Returns the location of `span`, a range of bytes of the string.
    #[must_use]
    pub fn span(&self, span: &std::ops::Range<usize>) -> SourceSpan {
        match self.is_generated {
            true => self.whole().clone(),
            false => location::within(self.whole(), self.text(), span),
        }
    }
}

/// An example of a rule: a response, or the path of a file with one.
#[derive(Clone, Debug)]
pub struct Example {
    /// Whether the rule reports the response.
    pub fails: bool,
    /// The response, or the path.
    pub source: Source,
}

/// A rule of a site.
#[derive(Clone, Debug)]
pub struct UserRule {
    /// The rule as all others see it.
    pub rule: &'static Rule,
    /// What it looks at.
    pub each: Each,
    /// Which of these it is about; all if there is none.
    pub when: Option<Condition>,
    /// What must hold.
    pub require: Condition,
    /// The attribute that its findings point at.
    pub at: Option<SubjectPath>,
    /// The message of a finding.
    pub message: Option<Template>,
    /// A short description of what is at the location of a finding.
    pub label: String,
    /// The help of a finding.
    pub help: String,
    /// A short description of the condition in the configuration.
    pub config_label: &'static str,
    /// The location of its id.
    pub source_span: SourceSpan,
    /// The location of `each`.
    pub each_span: SourceSpan,
    /// Its examples.
    pub examples: Vec<Example>,
}

impl UserRule {
    /// Returns whether it is a rule of osready, which `[site-policy]` configures.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.require.source.is_generated
    }

    /// Returns its default level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.rule.level
    }

    /// Returns whether what it reports depends on the name or the date of the file.
    #[must_use]
    pub fn depends_on_file(&self) -> bool {
        self.when.iter().chain([&self.require]).any(|condition| condition.compiled.depends_on_file)
            || self.message.as_ref().is_some_and(Template::depends_on_file)
    }

    /// Returns how much memory its regular expressions take, in bytes.
    #[must_use]
    pub fn regex_bytes(&self) -> usize {
        let conditions = self.when.iter().chain([&self.require]);
        let of_conditions: usize = conditions.map(|condition| condition.compiled.regex_bytes).sum();
        of_conditions + self.message.as_ref().map_or(0, Template::regex_bytes)
    }
}
