//! Globs of the configuration that match nothing, which are errors more often than not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use osready::diagnostic::Level;
use osready::finding::{ConfigDiagnostic, Finding};
use osready::input::{Filter, Folder};
use osready::pattern::Pattern;
use osready::policy::config::Configuration;
use osready::rules;
use osready::source::Spanned;
use osready::user_rules::UserRule;

/// The globs of `[[override]]` that matched no checked file so far.
pub(super) struct UnmatchedOverrides<'c>(Vec<&'c Spanned<Pattern>>);

impl<'c> UnmatchedOverrides<'c> {
    pub(super) fn new(configuration: &'c Configuration) -> Self {
        let globs = configuration.overrides.iter().filter_map(|table| table.files.as_ref());
        Self(globs.flat_map(|globs| &globs.value).collect())
    }

    /// Notes a file that is checked. The globs are relative to `folder`.
    pub(super) fn add(&mut self, folder: &Folder, file: &str) {
        if !self.0.is_empty() {
            let file = folder.relative(file);
            self.0.retain(|glob| !glob.value.matches(&file));
        }
    }

    /// Reports the globs that matched nothing in a run over `paths`, if one of these is `folder`, which is
    /// that of the configuration, or contains it.
    pub(super) fn findings(
        &self,
        filter: &Filter,
        folder: &Folder,
        paths: &[PathBuf],
    ) -> Vec<Finding> {
        let Ok(folder) = Path::new(folder.path()).canonicalize() else { return Vec::new() };
        let is_around =
            |path: &PathBuf| path.canonicalize().is_ok_and(|path| folder.starts_with(path));
        if !paths.iter().any(is_around) {
            return Vec::new();
        }
        filter.unmatched().chain(self.0.iter().copied()).map(finding).collect()
    }
}

fn finding(glob: &Spanned<Pattern>) -> Finding {
    let diagnostic = ConfigDiagnostic {
        rule: &rules::CONFIGURATION,
        level: Level::Warning,
        source_span: &glob.source_span,
        message: format!("the glob \"{}\" matches no file", glob.value.as_str()),
        label: "nothing in the configuration's folder is matched".to_owned(),
        help: "correct it, or remove it; it is relative to the folder of the configuration, * matches \
               within one folder, ** any number of folders"
            .to_owned(),
    };
    diagnostic.finding()
}

/// Returns a finding for each rule of the site that found nothing to look at. `with_subject` are the
/// positions of the others.
pub(super) fn without_subject(
    rules: &[Arc<UserRule>],
    with_subject: &BTreeSet<usize>,
) -> Vec<Finding> {
    let without = rules.iter().enumerate().filter(|(position, _)| !with_subject.contains(position));
    let finding = |(_, rule): (usize, &Arc<UserRule>)| {
        let diagnostic = ConfigDiagnostic {
            rule: &rules::CONFIGURATION,
            level: Level::Warning,
            source_span: &rule.each_span,
            message: format!("the rule {} found no {}", rule.rule.id, rule.each.as_str()),
            label: "no response has any".to_owned(),
            help: "check that the files are those that the rule is for, or correct `each`"
                .to_owned(),
        };
        diagnostic.finding()
    };
    without.map(finding).collect()
}
