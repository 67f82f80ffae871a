//! The effective levels of findings.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::pattern::Pattern;
use crate::rules;

/// The configured level of a rule or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum LevelOverride {
    /// Not reported.
    Off,
    /// Reported; fails no run by default.
    Note,
    /// Fails a run with `--fail-on warning`.
    Warning,
    /// Fails a run.
    Error,
}

impl LevelOverride {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Off, Self::Note, Self::Warning, Self::Error];

    /// Returns the name in configurations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Returns the level; `None` if it is off.
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

/// Levels by the names of rules and groups.
pub type LevelOverrides = HashMap<String, LevelOverride>;

/// Levels for some files, images or profiles.
#[derive(Clone, Debug, Default)]
pub struct Override {
    /// Globs over files; empty for all.
    pub files: Vec<Pattern>,
    /// Globs over image ids; empty for all.
    pub images: Vec<Pattern>,
    /// Globs over profile ids; empty for all.
    pub profiles: Vec<Pattern>,
    /// The levels.
    pub levels: LevelOverrides,
}

/// The configured levels.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// The levels of rules and groups.
    pub settings: LevelOverrides,
    /// The levels for some files, images or profiles; the last match counts.
    pub overrides: Vec<Override>,
    /// Whether pedantic notes are reported
    /// ([`rules::is_pedantic`]).
    pub pedantic: bool,
}

/// The id of the rule about incompatibility with ThinkSystem servers.
pub(super) const THINKSYSTEM: &str = "incompatible-with-thinksystem";

impl Levels {
    /// Returns the effective level of a finding; `None` if it is off. `file` is relative to the
    /// folder of the configuration.
    #[must_use]
    pub fn of(&self, finding: &Diagnostic<'_>, file: &str) -> Option<Level> {
        let (rule, group) = (finding.rule.id, finding.rule.group);
        let last = self.overrides.iter().rev().find_map(|over| {
            let level = configured(&over.levels, rule, group)?;
            over.covers(finding, file).then_some(level)
        });
        if let Some(level) = last {
            return level.level();
        }
        self.at(finding.rule, finding.level)
    }

    /// Returns the effective level of a finding of `rule` at `level` without a known subject.
    #[must_use]
    pub fn at(&self, rule: &Rule, level: Level) -> Option<Level> {
        match configured(&self.settings, rule.id, rule.group) {
            Some(level) => level.level(),
            // Only a note is off by default, whatever its rule.
            None if level == Level::Note && !self.pedantic && rules::is_pedantic(rule) => None,
            None => Some(level),
        }
    }

    /// Returns whether a finding of `rule` may be reported: a pedantic rule reports only notes, which are off unless
    /// something is configured.
    #[must_use]
    pub fn may_report(&self, rule: &Rule) -> bool {
        let is_configured = |levels| configured(levels, rule.id, rule.group).is_some();
        self.pedantic
            || !rules::is_pedantic(rule)
            || is_configured(&self.settings)
            || self.overrides.iter().any(|over| is_configured(&over.levels))
    }

    /// Returns the effective level of a rule about the run instead of a response.
    #[must_use]
    pub fn of_rule(&self, rule: &Rule) -> Option<Level> {
        self.at(rule, rule.level)
    }
}

/// Returns the configured level of the rule, or else of its group.
fn configured(settings: &LevelOverrides, rule: &str, group: Group) -> Option<LevelOverride> {
    settings.get(rule).or_else(|| settings.get(group.as_str())).copied()
}

impl Override {
    fn covers(&self, finding: &Diagnostic<'_>, file: &str) -> bool {
        let image = finding.image.and_then(|image| image.id());
        let profile = finding.profile.and_then(|profile| profile.id());
        covers(&self.files, Some(file))
            && covers(&self.images, image.as_deref())
            && covers(&self.profiles, profile.as_deref())
    }
}

/// Returns whether one of `patterns` matches; `true` without patterns.
pub(super) fn covers(patterns: &[Pattern], text: Option<&str>) -> bool {
    patterns.is_empty()
        || text.is_some_and(|text| patterns.iter().any(|pattern| pattern.matches(text)))
}
