//! What a rule finds: one thing that is wrong, where, and what to do about it.

mod place;
mod rule;

use serde::{Deserialize, Serialize};

use crate::document::Spot;
use crate::json::Edit;
use crate::model::{File, Image, Profile};

pub use place::{Inside, Place};
pub use rule::{Check, Group, Level, Options, Reading, Rule};

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
    room: Room,
    /// The last finding for which there was no room, until its level is settled.
    spare: Option<Box<Finding<'a>>>,
    left_out: LeftOut,
}

/// How many findings are kept at most, and how many bytes of words.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// How many more findings.
    pub findings: usize,
    /// How many more bytes.
    pub bytes: usize,
}

impl Room {
    /// Room for whatever is found.
    pub const ALL: Self = Self { findings: usize::MAX, bytes: usize::MAX };

    /// Whether there is room for one more finding.
    #[must_use]
    pub fn has_any(self) -> bool {
        self.findings > 0 && self.bytes > 0
    }

    /// Takes room for one more finding with so many bytes of words. Returns whether there was any.
    pub fn take(&mut self, bytes: usize) -> bool {
        if !self.has_any() {
            return false;
        }
        self.findings -= 1;
        self.bytes = self.bytes.saturating_sub(bytes);
        true
    }
}

/// How many findings were counted and not kept, by rule and level.
pub type LeftOut = Vec<(&'static Rule, Level, usize)>;

impl<'a> Findings<'a> {
    /// An empty list, for the findings of `rule` first.
    #[must_use]
    pub fn new(rule: &'static Rule) -> Self {
        Self {
            rule,
            options: Options::default(),
            list: Vec::new(),
            room: Room::ALL,
            spare: None,
            left_out: LeftOut::new(),
        }
    }

    /// The same list, which keeps no more than there is room for, and counts the rest.
    #[must_use]
    pub fn within(mut self, room: Room) -> Self {
        self.room = room;
        self
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
        let (message, label) = (message.into(), label.into());
        let is_kept = self.room.take(message.len() + label.len());
        let finding = Finding {
            rule: self.rule,
            level: self.rule.level,
            message,
            primary: Label { place: place.into(), message: label },
            others: Vec::new(),
            elsewhere: Vec::new(),
            help: String::new(),
            image: None,
            profile: None,
            file: None,
            fix: None,
            count: None,
        };
        if !is_kept {
            self.count_spare();
            return self.spare.insert(Box::new(finding));
        }
        self.list.push(finding);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// What has been found, as far as there was room for it.
    #[must_use]
    pub fn into_list(self) -> Vec<Finding<'a>> {
        self.list
    }

    /// What has been found, as far as there was room for it, and how much for which there was none.
    #[must_use]
    pub fn into_parts(mut self) -> (Vec<Finding<'a>>, LeftOut) {
        self.count_spare();
        (self.list, self.left_out)
    }

    fn count_spare(&mut self) {
        let Some(spare) = self.spare.take() else { return };
        let (rule, level) = (spare.rule, spare.level);
        let same = self.left_out.iter_mut().rev();
        match same.into_iter().find(|known| known.0.id == rule.id && known.1 == level) {
            Some((.., count)) => *count += 1,
            None => self.left_out.push((rule, level, 1)),
        }
    }
}
