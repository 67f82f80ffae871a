//! The context in which a rule runs.

use crate::config::{RuleConfig, RuleOptions};
use crate::date::Date;

use crate::model::Host;

use super::{Diagnostic, Label, LeftOut, Level, Location, Quota, Rule};

/// The context in which a rule runs: the configuration, the dates of the run and of the file, and the
/// diagnostics reported so far.
#[derive(Debug)]
pub struct RuleContext<'c, 'a> {
    rule: &'static Rule,
    config: &'c RuleConfig,
    saved: Option<Date>,
    host: Option<Host<'a>>,
    diagnostics: Vec<Diagnostic<'a>>,
    quota: Quota,
    /// The last diagnostic beyond the limit, until its level is final and it can be counted.
    over_quota: Option<Box<Diagnostic<'a>>>,
    left_out: LeftOut,
}

impl<'c, 'a> RuleContext<'c, 'a> {
    /// Creates a context without diagnostics. `rule` is the first rule to report.
    #[must_use]
    pub fn new(rule: &'static Rule, config: &'c RuleConfig) -> Self {
        Self {
            rule,
            config,
            saved: None,
            host: None,
            diagnostics: Vec::new(),
            quota: Quota::ALL,
            over_quota: None,
            left_out: LeftOut::new(),
        }
    }

    /// Sets the date on which the file was saved, by its name or otherwise by the file system.
    #[must_use]
    pub fn with_saved(mut self, saved: Option<Date>) -> Self {
        self.saved = saved;
        self
    }

    /// Limits how many diagnostics are kept. Diagnostics beyond the limit are only counted.
    #[must_use]
    pub fn within(mut self, quota: Quota) -> Self {
        self.quota = quota;
        self
    }

    /// Returns the remaining quota for diagnostics.
    #[must_use]
    pub fn quota(&self) -> Quota {
        self.quota
    }

    /// Sets the rule that reports from now on.
    pub fn set_rule(&mut self, rule: &'static Rule) {
        self.rule = rule;
    }

    /// Sets the host of a deployment request that findings are about from now on.
    pub fn set_host(&mut self, host: Option<Host<'a>>) {
        self.host = host;
    }

    /// Returns the options of individual rules.
    #[must_use]
    pub fn options(&self) -> RuleOptions {
        self.config.options
    }

    /// Returns the date of the run.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        self.config.today
    }

    /// Returns the date on which the file was saved.
    #[must_use]
    pub fn saved(&self) -> Option<Date> {
        self.saved
    }

    /// Reports a diagnostic with its message, location and label. Use the returned reference to add help,
    /// secondary labels or a fix.
    pub fn report(
        &mut self,
        message: impl Into<String>,
        location: impl Into<Location<'a>>,
        label: impl Into<String>,
    ) -> &mut Diagnostic<'a> {
        let (message, label) = (message.into(), label.into());
        let is_kept = self.quota.try_take(message.len() + label.len());
        let diagnostic = Diagnostic {
            rule: self.rule,
            level: self.rule.level,
            message,
            primary: Label { location: location.into(), message: label },
            secondary: Vec::new(),
            config_labels: Vec::new(),
            help: String::new(),
            image: None,
            profile: None,
            file: None,
            required: None,
            lowered_from: None,
            host: self.host,
            verdict: None,
            fix: None,
            count: None,
        };
        if !is_kept {
            self.count_over_quota();
            return self.over_quota.insert(Box::new(diagnostic));
        }
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    /// Returns the diagnostics that were kept, in the order in which they were reported.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic<'a>> {
        self.diagnostics
    }

    /// Returns the diagnostics that were kept and the counts of the others.
    #[must_use]
    pub fn into_parts(mut self) -> (Vec<Diagnostic<'a>>, LeftOut) {
        self.count_over_quota();
        (self.diagnostics, self.left_out)
    }

    /// Counts diagnostics of the rule that are not reported, since they are too many.
    pub fn leave_out(&mut self, count: usize) {
        self.count_left_out(self.rule, self.rule.level, count);
    }

    fn count_over_quota(&mut self) {
        let Some(over_quota) = self.over_quota.take() else { return };
        self.count_left_out(over_quota.rule, over_quota.level, 1);
    }

    fn count_left_out(&mut self, rule: &'static Rule, level: Level, more: usize) {
        let same = self.left_out.iter_mut().rev();
        match same.into_iter().find(|known| known.0.id == rule.id && known.1 == level) {
            Some((.., count)) => *count += more,
            None => self.left_out.push((rule, level, more)),
        }
    }
}
