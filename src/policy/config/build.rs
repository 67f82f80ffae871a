//! Converts a configuration to a policy.

use crate::config::{Reading, RuleConfig, RuleOptions};
use crate::model::Target;
use crate::pattern::Pattern;
use crate::policy::levels::LevelOverrides;
use crate::policy::suppress::of_snapshots;
use crate::policy::{Levels, Override, Policy, Require, Requirement, Suppression};
use crate::source::Spanned;

use super::types::{Configuration, LevelTable, Patterns, SuppressTable};

impl Configuration {
    /// Returns how much memory the regular expressions of its rules take, in bytes.
    pub(super) fn regex_bytes(&self) -> usize {
        self.user_rules.iter().map(|rule| rule.regex_bytes()).sum()
    }

    /// Returns the ids of the rules of the site.
    #[must_use]
    pub fn user_rule_ids(&self) -> Vec<String> {
        self.user_rules.iter().map(|rule| rule.rule.id.to_owned()).collect()
    }

    /// Returns the policy without baseline, folder and date.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            levels: self.levels(),
            require: self.require(),
            rules: RuleConfig { options: self.options(), today: None },
            user_rules: self.user_rules.iter().chain(&self.site_rules).cloned().collect(),
            suppressions: self.suppressions.iter().map(SuppressTable::suppression).collect(),
            ..Policy::default()
        }
    }

    /// Returns the levels.
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
            pedantic: false,
        }
    }

    fn target(&self) -> Target {
        match self.deploy.as_ref().and_then(|deploy| deploy.to.as_ref()) {
            Some(_) => Target::ThinkSystem,
            None => Target::Any,
        }
    }

    /// Returns the requirements.
    #[must_use]
    pub fn require(&self) -> Require {
        let Some(require) = &self.require else { return Require::default() };
        let listed = require.profiles.iter().flat_map(|list| &list.value);
        let requirement = |Spanned { value, source_span }: &Spanned<Pattern>| Requirement {
            pattern: value.clone(),
            source_span: Some(source_span.clone()),
        };
        let mut required = Require::default();
        required.requirements.extend(listed.map(requirement));
        required.allow_warning = require.allow_warning.as_ref().is_some_and(|allow| allow.value);
        required
    }

    /// Returns the options of rules.
    #[must_use]
    pub fn options(&self) -> RuleOptions {
        RuleOptions { preloaded_winpe: self.reading(), target: self.target() }
    }

    /// Returns how to interpret `preloadedWinpe`.
    pub(super) fn reading(&self) -> Reading {
        let preloaded = self.rules.as_ref().and_then(|rules| rules.preloaded_winpe.as_ref());
        let reading = preloaded.and_then(|options| options.reading.as_ref());
        reading.map(|reading| reading.value).unwrap_or_default()
    }
}

impl SuppressTable {
    /// Returns the suppression.
    #[must_use]
    pub fn suppression(&self) -> Suppression {
        let Self { rule, reason, expires, .. } = self;
        let files = patterns(&self.files);
        Suppression {
            rule: rule.value.clone(),
            snapshots: of_snapshots(&files),
            files,
            images: patterns(&self.images),
            profiles: patterns(&self.profiles),
            repository_files: patterns(&self.repository_files),
            reason: reason.value.clone(),
            expires: expires.as_ref().map(|expires| expires.value),
            source_span: rule.source_span.clone(),
            expires_span: expires.as_ref().map(|expires| expires.source_span.clone()),
        }
    }
}

fn settings(levels: &LevelTable) -> LevelOverrides {
    levels.0.iter().map(|(name, setting)| (name.value.clone(), setting.value)).collect()
}

/// Returns the globs of a list without their locations.
pub(super) fn patterns(list: &Patterns) -> Vec<Pattern> {
    list.iter().flat_map(|list| &list.value).map(|pattern| pattern.value.clone()).collect()
}
