//! What a rule finds: one thing that is wrong, where, and what to do about it.

use serde::{Deserialize, Serialize};

use crate::document::Spot;
use crate::json::{Edit, Kind, Span, Tree, Value, Way};
use crate::model::{File, Flag, Image, Profile, Response, SupportedImage, Text};

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
    /// The function that looks for it; none where the reader, the schema or the input finds it.
    pub check: Option<Check>,
}

/// A function that looks through a response.
pub type Check = for<'a> fn(&Response<'a>, &mut Findings<'a>);

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

/// A place in a text, as a rule names it.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A value. An object or array is marked at its key, or else at its opening bracket, so that
    /// no report quotes all of it.
    Value(Value<'a>),
    /// The key that a value stands under.
    Key(Value<'a>),
    /// Characters of the content of a string: bytes of the content, as unescaped.
    Within(Value<'a>, Span),
    /// Characters of the text, as they stand, within a value: see [`Inside`].
    Part(Value<'a>, Span),
    /// Characters of the text, as they stand.
    Text(&'a Tree<'a>, Span),
}

impl<'a> Place<'a> {
    /// The characters of the text that it marks.
    #[must_use]
    pub fn span(&self) -> Span {
        match *self {
            Self::Value(value) => match value.kind() {
                Kind::Object | Kind::Array => value.key_span().unwrap_or_else(|| {
                    let start = value.span().start;
                    Span::new(start, start + 1)
                }),
                _ => value.span(),
            },
            Self::Key(value) => value.key_span().unwrap_or_else(|| value.span()),
            Self::Within(value, inner) => {
                let start = value.content_start();
                let outer = value.unescaped().map_or(inner, |content| content.way.outer(inner));
                Span::new(start + outer.start, start + outer.end)
            }
            Self::Part(_, span) | Self::Text(_, span) => span,
        }
    }

    /// The value that it is in; none for characters of the text.
    #[must_use]
    pub fn value(&self) -> Option<Value<'a>> {
        match *self {
            Self::Value(value)
            | Self::Key(value)
            | Self::Within(value, _)
            | Self::Part(value, _) => Some(value),
            Self::Text(..) => None,
        }
    }
}

/// The content of a string in which many places are told: its escapes are read once for all of
/// them.
#[derive(Clone, Debug)]
pub struct Inside<'a> {
    value: Value<'a>,
    start: u32,
    way: Way,
}

impl<'a> Inside<'a> {
    /// The content of `value`.
    #[must_use]
    pub fn of(value: Value<'a>) -> Self {
        let way = value.unescaped().map(|content| content.way).unwrap_or_default();
        Self { value, start: value.content_start(), way }
    }

    /// The characters at `inner`, bytes of the content as unescaped.
    #[must_use]
    pub fn place(&self, inner: Span) -> Place<'a> {
        let outer = self.way.outer(inner);
        Place::Part(self.value, Span::new(self.start + outer.start, self.start + outer.end))
    }
}

impl<'a> From<Value<'a>> for Place<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::Value(value)
    }
}

impl<'a> From<&Text<'a>> for Place<'a> {
    fn from(text: &Text<'a>) -> Self {
        Self::Value(text.value)
    }
}

impl<'a> From<Flag<'a>> for Place<'a> {
    fn from(flag: Flag<'a>) -> Self {
        Self::Value(flag.value)
    }
}

impl<'a> From<&Profile<'a>> for Place<'a> {
    fn from(profile: &Profile<'a>) -> Self {
        profile.id().map_or(Self::Value(profile.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<&Image<'a>> for Place<'a> {
    fn from(image: &Image<'a>) -> Self {
        image.id().map_or(Self::Value(image.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<File<'a>> for Place<'a> {
    fn from(file: File<'a>) -> Self {
        file.id().map_or(Self::Value(file.value), |id| Self::Value(id.value))
    }
}

impl<'a> From<SupportedImage<'a>> for Place<'a> {
    fn from(supported: SupportedImage<'a>) -> Self {
        supported.name().map_or(Self::Value(supported.0), |name| Self::Value(name.value))
    }
}

/// A place and what to see there.
#[derive(Clone, Debug)]
pub struct Label<'a> {
    /// The place.
    pub place: Place<'a>,
    /// What to see there, in a few words.
    pub message: String,
}

/// Whether a change may be made without a look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// It may: osready reads the same response before and after, and nothing is left out.
    Safe,
    /// Somebody has to look: it guesses, leaves something out, or changes what other programs read.
    #[default]
    Unsafe,
}

/// A change that mends a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What it does, as an order: "remove the comma".
    pub message: String,
    /// Whether it may be made without a look at it.
    pub safety: Safety,
    /// The changes of the text, which belong together.
    pub edits: Vec<Edit>,
}

/// One thing that is wrong. Its message says what, its labels what to see where, its help what to
/// do.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How much it weighs.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// The place that it is about.
    pub primary: Label<'a>,
    /// Other places that belong to it.
    pub others: Vec<Label<'a>>,
    /// Places in the configuration that belong to it.
    pub elsewhere: Vec<(Spot, String)>,
    /// What to do.
    pub help: String,
    /// The image that it is about.
    pub image: Option<Image<'a>>,
    /// The profile that it is about.
    pub profile: Option<Profile<'a>>,
    /// The file of the repository that it is about.
    pub file: Option<File<'a>>,
    /// The change that mends it, where that is plain.
    pub fix: Option<Fix>,
    /// How often the same thing stands in the response, where one finding speaks for all of them.
    pub count: Option<u32>,
}

impl<'a> Finding<'a> {
    /// Marks another place.
    pub fn also(&mut self, place: impl Into<Place<'a>>, message: impl Into<String>) -> &mut Self {
        self.others.push(Label { place: place.into(), message: message.into() });
        self
    }

    /// Marks a place in the configuration.
    pub fn because(&mut self, spot: &Spot, message: impl Into<String>) -> &mut Self {
        self.elsewhere.push((spot.clone(), message.into()));
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = help.into();
        self
    }

    /// Says which profile it is about, and so which image.
    pub fn about(&mut self, profile: &Profile<'a>) -> &mut Self {
        self.profile = Some(*profile);
        self.image = profile.image;
        self
    }

    /// Says which image it is about.
    pub fn about_image(&mut self, image: &Image<'a>) -> &mut Self {
        self.image = Some(*image);
        self
    }

    /// Says which file of the repository it is about.
    pub fn about_file(&mut self, file: File<'a>) -> &mut Self {
        self.file = Some(file);
        self
    }

    /// Sets another level than the rule's.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }

    /// Says what change mends it.
    pub fn fix(
        &mut self,
        message: impl Into<String>,
        safety: Safety,
        edits: Vec<Edit>,
    ) -> &mut Self {
        self.fix = Some(Fix { message: message.into(), safety, edits });
        self
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    options: Options,
    list: Vec<Finding<'a>>,
}

impl<'a> Findings<'a> {
    /// An empty list, for the findings of `rule` first.
    #[must_use]
    pub fn new(rule: &'static Rule) -> Self {
        Self { rule, options: Options::default(), list: Vec::new() }
    }

    /// The same list, for rules that are asked to do something otherwise.
    #[must_use]
    pub fn with_options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// What rules are asked to do otherwise.
    #[must_use]
    pub fn options(&self) -> Options {
        self.options
    }

    /// From here on findings are those of `rule`.
    pub fn speak_for(&mut self, rule: &'static Rule) {
        self.rule = rule;
    }

    /// Adds a finding: what is wrong, the place that it is about, and what to see there.
    pub fn add(
        &mut self,
        message: impl Into<String>,
        place: impl Into<Place<'a>>,
        label: impl Into<String>,
    ) -> &mut Finding<'a> {
        self.list.push(Finding {
            rule: self.rule,
            level: self.rule.level,
            message: message.into(),
            primary: Label { place: place.into(), message: label.into() },
            others: Vec::new(),
            elsewhere: Vec::new(),
            help: String::new(),
            image: None,
            profile: None,
            file: None,
            fix: None,
            count: None,
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// What has been found.
    #[must_use]
    pub fn into_list(self) -> Vec<Finding<'a>> {
        self.list
    }
}
