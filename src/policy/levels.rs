//! Levels in force: how much a finding weighs here, or that it is off.

use std::collections::HashMap;

use crate::finding::{Finding, Group, Level, Rule};
use crate::pattern::Pattern;

/// What a configuration says of a rule or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum Setting {
    /// Nobody is told.
    Off,
    /// Good to know; nothing fails by it.
    Note,
    /// It may fail.
    Warning,
    /// It will fail.
    Error,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Off, Self::Note, Self::Warning, Self::Error];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level; none where it is off.
    #[must_use]
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// What is said of rules and groups, by their names.
pub type Settings = HashMap<String, Setting>;

/// Levels for some files, images or profiles.
#[derive(Clone, Debug, Default)]
pub struct Override {
    /// Globs over files; none for all.
    pub files: Vec<Pattern>,
    /// Globs over the ids of images; none for all.
    pub images: Vec<Pattern>,
    /// Globs over the ids of profiles; none for all.
    pub profiles: Vec<Pattern>,
    /// The levels.
    pub levels: Settings,
}

/// The levels in force.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Of rules and groups.
    pub settings: Settings,
    /// Of some files, images or profiles; of several the last counts.
    pub overrides: Vec<Override>,
}

/// The rule that speaks of what is incompatible with ThinkSystem servers.
pub(super) const THINKSYSTEM: &str = "incompatible-with-thinksystem";

impl Levels {
    /// The level in force of a finding in the file `file`, as seen from the configuration's folder:
    /// none where it is off.
    #[must_use]
    pub fn of(&self, finding: &Finding<'_>, file: &str) -> Option<Level> {
        let (rule, group) = (finding.rule.id, finding.rule.group);
        let last = self.overrides.iter().rev().find_map(|over| {
            let said = said(&over.levels, rule, group)?;
            over.covers(finding, file).then_some(said)
        });
        if let Some(said) = last {
            return said.level();
        }
        said(&self.settings, rule, group).map_or(Some(finding.level), Setting::level)
    }

    /// Returns the level of a finding of `rule` at `level` where nothing is known of what it is about.
    #[must_use]
    pub fn at(&self, rule: &Rule, level: Level) -> Option<Level> {
        said(&self.settings, rule.id, rule.group).map_or(Some(level), Setting::level)
    }

    /// The level in force of a rule that speaks of the run and not of a response.
    #[must_use]
    pub fn of_rule(&self, rule: &Rule) -> Option<Level> {
        self.at(rule, rule.level)
    }
}

/// What is said of the rule, or else of its group.
fn said(settings: &Settings, rule: &str, group: Group) -> Option<Setting> {
    settings.get(rule).or_else(|| settings.get(group.word())).copied()
}

impl Override {
    fn covers(&self, finding: &Finding<'_>, file: &str) -> bool {
        let image = finding.image.and_then(|image| image.id());
        let profile = finding.profile.and_then(|profile| profile.id());
        covers(&self.files, Some(file))
            && covers(&self.images, image.as_deref())
            && covers(&self.profiles, profile.as_deref())
    }
}

/// Whether one of `patterns` matches, where there are any.
pub(super) fn covers(patterns: &[Pattern], text: Option<&str>) -> bool {
    patterns.is_empty()
        || text.is_some_and(|text| patterns.iter().any(|pattern| pattern.matches(text)))
}
