#![doc = include_str!("README.md")]

use foldhash::{HashSet, HashSetExt as _};

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{File, FileKind, FileTrait, Profile, Repository, Response};

pub(super) static RULE: Rule = Rule {
    id: "unused-file",
    group: Group::References,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["P14"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if !response.has_all_profiles() {
        return;
    }
    let repository = &response.repository;
    let used = Used::new(response);
    let mut unused: Vec<File<'a>> = Vec::new();
    for kind in FileKind::OF_PROFILES {
        let custom = repository.with_trait(kind, FileTrait::Custom).map(|(_, known)| known.file);
        unused.extend(custom.filter(|file| !used.contains(repository, *file)));
    }
    if unused.is_empty() {
        return;
    }
    let mut unreadable: HashSet<FileKind> = HashSet::new();
    for options in response.profiles().filter_map(Profile::options) {
        let kinds = FileKind::OF_PROFILES.into_iter();
        unreadable.extend(kinds.filter(|kind| options.is_unreadable(*kind)));
    }
    // A hidden unattend file may use a settings file, and a hidden settings file an unattend file.
    let is_hidden = |kind: FileKind| {
        unreadable.contains(&kind)
            || kind.partner().is_some_and(|other| unreadable.contains(&other))
    };
    for file in unused.into_iter().filter(|file| !is_hidden(file.kind)) {
        ctx
            .report(format!("no profile uses {}", file.title()), file, "a custom file that no profile references")
            .subject_file(file)
            .help(format!(
                "select it in the profile that it was imported for (Provisioning > Manage OS Images > OS Images > Edit), \
                 or delete this {} to free disk space",
                file.kind.as_str()
            ));
    }
}

/// The ids of the values of custom files that profiles use, and of their associated files.
struct Used {
    files: HashSet<u32>,
    partners: HashSet<u32>,
}

impl Used {
    fn new(response: &Response<'_>) -> Self {
        let mut used = Self { files: HashSet::new(), partners: HashSet::new() };
        for known in response.uses_of_custom_files().filter_map(|used| used.file()) {
            let partner = response.repository.partner(known.file);
            used.files.insert(known.file.value.id());
            used.partners.extend(partner.map(|partner| partner.value.id()));
        }
        used
    }

    /// Returns whether a profile uses `file` or an associated file, or may use it.
    fn contains<'a>(&self, repository: &Repository<'a>, file: File<'a>) -> bool {
        let location = file.value.id();
        let is_used = |file: File<'_>| self.files.contains(&file.value.id());
        if self.files.contains(&location) || self.partners.contains(&location) {
            return true;
        }
        let Some(id) = file.id().filter(|id| !id.is_empty() && !id.value.is_damaged()) else {
            return true;
        };
        // If several files have the same id, a profile uses one of them.
        repository.file(file.kind, &id).is_some_and(is_used)
            || repository.partner(file).is_some_and(is_used)
            || repository.partner_is_missing(file)
            || file.value.is_incomplete()
    }
}
