//! Globs of the configuration that match nothing, which are mistakes more often than not.

use std::path::{Path, PathBuf};

use osready::diagnostic::Level;
use osready::finding::{ConfigDiagnostic, Finding};
use osready::input::Folder;
use osready::pattern::Pattern;
use osready::policy::config::{Configuration, Patterns};
use osready::rules;
use osready::source::Spanned;

use super::settings::Settings;

/// The globs of `[[override]]` that matched no checked file so far.
pub(super) struct UnmatchedOverrides<'c>(Vec<&'c Spanned<Pattern>>);

impl<'c> UnmatchedOverrides<'c> {
    pub(super) fn new(configuration: &'c Configuration) -> Self {
        let globs = configuration.overrides.iter().flat_map(|table| all(&table.files));
        Self(globs.collect())
    }

    /// Notes a file that is checked, by its path relative to the configuration.
    pub(super) fn see(&mut self, file: &str) {
        self.0.retain(|glob| !glob.value.matches(file));
    }

    /// Reports the globs that matched nothing in a run over `paths`, if one of these is `folder`, which is
    /// that of the configuration, or contains it.
    pub(super) fn findings(
        &self,
        settings: &Settings,
        folder: &Folder,
        paths: &[PathBuf],
    ) -> Vec<Finding> {
        let Ok(folder) = Path::new(folder.path()).canonicalize() else { return Vec::new() };
        let is_around =
            |path: &PathBuf| path.canonicalize().is_ok_and(|path| folder.starts_with(path));
        if !paths.iter().any(is_around) {
            return Vec::new();
        }
        let Configuration { include, exclude, .. } = &settings.configuration;
        let unmatched: Vec<&str> = settings.filter.unmatched().map(Pattern::as_str).collect();
        let of_filter = all(include).chain(all(exclude));
        let of_filter = of_filter.filter(|glob| unmatched.contains(&glob.value.as_str()));
        of_filter.chain(self.0.iter().copied()).map(finding).collect()
    }
}

fn all(globs: &Patterns) -> impl Iterator<Item = &Spanned<Pattern>> {
    globs.iter().flat_map(|globs| &globs.value)
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
