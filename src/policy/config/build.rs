//! From what a configuration says to the policy in force.

use crate::document::At;
use crate::finding::Options;
use crate::model::Target;
use crate::pattern::Pattern;
use crate::policy::levels::Settings;
use crate::policy::{Levels, Override, Policy, Require, Requirement, Suppression};

use super::types::{Configuration, LevelTable, Patterns, SuppressTable};

impl Configuration {
    /// The policy that it asks for, without a baseline, a folder and a day.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            levels: self.levels(),
            require: self.require(),
            site: self.site_policy.clone().unwrap_or_default(),
            options: self.options(),
            suppressions: self.suppressions.iter().map(SuppressTable::suppression).collect(),
            ..Policy::default()
        }
    }

    /// The levels in force.
    #[must_use]
    pub fn levels(&self) -> Levels {
        let overrides = self.overrides.iter().map(|over| Override {
            files: patterns(&over.files),
            images: patterns(&over.images),
            profiles: patterns(&over.profiles),
            levels: settings(&over.levels),
        });
        Levels {
            settings: self.levels.as_ref().map(settings).unwrap_or_default(),
            overrides: overrides.collect(),
        }
    }

    fn target(&self) -> Target {
        match self.deploy.as_ref().and_then(|deploy| deploy.to.as_ref()) {
            Some(_) => Target::ThinkSystem,
            None => Target::Any,
        }
    }

    /// What must be deployable.
    #[must_use]
    pub fn require(&self) -> Require {
        let Some(require) = &self.require else { return Require::default() };
        let listed = require.profiles.iter().flat_map(|list| &list.value);
        let requirement = |At { value, spot }: &At<Pattern>| Requirement {
            pattern: value.clone(),
            spot: Some(spot.clone()),
        };
        let mut required = Require::default();
        required.requirements.extend(listed.map(requirement));
        required.allow_warning = require.allow_warning.as_ref().is_some_and(|allow| allow.value);
        required
    }

    /// What rules are asked to do otherwise.
    #[must_use]
    pub fn options(&self) -> Options {
        let preloaded = self.rules.as_ref().and_then(|rules| rules.preloaded_winpe.as_ref());
        let reading = preloaded.and_then(|options| options.reading.as_ref());
        Options {
            preloaded_winpe: reading.map(|reading| reading.value).unwrap_or_default(),
            target: self.target(),
        }
    }
}

impl SuppressTable {
    /// What it excuses.
    #[must_use]
    pub fn suppression(&self) -> Suppression {
        let Self { rule, reason, expires, .. } = self;
        Suppression {
            rule: rule.value.clone(),
            files: patterns(&self.files),
            images: patterns(&self.images),
            profiles: patterns(&self.profiles),
            repository_files: patterns(&self.repository_files),
            reason: reason.value.clone(),
            expires: expires.as_ref().map(|expires| expires.value),
            spot: rule.spot.clone(),
            expires_spot: expires.as_ref().map(|expires| expires.spot.clone()),
        }
    }
}

fn settings(levels: &LevelTable) -> Settings {
    levels.0.iter().map(|(name, setting)| (name.value.clone(), setting.value)).collect()
}

/// The globs of a list, without their places.
pub(super) fn patterns(list: &Patterns) -> Vec<Pattern> {
    list.iter().flat_map(|list| &list.value).map(|pattern| pattern.value.clone()).collect()
}
