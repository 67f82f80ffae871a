#![doc = include_str!("README.md")]

use std::collections::HashMap;
use std::fmt::Write;

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, FileTrait, Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "failed-to-load",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L1"],
    checks: &[Check::Response(check)],
};

/// The maximum number of profiles that one finding labels.
const MAX_LABELS: usize = 10;

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut users: Option<HashMap<(FileKind, usize), Vec<Profile<'a>>>> = None;
    for kind in FileKind::ALL {
        for (position, known) in response.repository.with_trait(kind, FileTrait::FailedToLoad) {
            let file = known.file;
            let Some(flag) = file.failed_to_load() else { continue };
            let users = users.get_or_insert_with(|| users_of_failed(response));
            let profiles = users.get(&(kind, position)).map_or(&[][..], Vec::as_slice);
            let mut message = format!("XClarity could not load {}", file.title());
            if profiles.len() > MAX_LABELS {
                let _ = write!(message, ", which {} profiles use", profiles.len());
            }
            let finding = ctx.report(message, flag, "failed to load");
            finding.subject_file(file);
            if profiles.is_empty() {
                finding.secondary_label(file, "no profile uses it").help(format!(
                    "delete this {} and import a working copy (Provisioning > Manage OS Images) before a profile uses \
                     it",
                    kind.as_str()
                ));
                continue;
            }
            finding.level(Level::Error).help(format!(
                "if the profile needs the file, import a working copy (Provisioning > Manage OS Images) and select it there (OS \
                 Images > Edit); otherwise remove it from the profile; then delete this {} and save the response again",
                kind.as_str()
            ));
            for profile in &profiles[..profiles.len().min(MAX_LABELS)] {
                finding.secondary_label(profile, "this profile uses it");
            }
        }
    }
}

/// Returns the profiles that use files that failed to load, by kind and position of the file.
fn users_of_failed<'a>(response: &Response<'a>) -> HashMap<(FileKind, usize), Vec<Profile<'a>>> {
    let mut users: HashMap<(FileKind, usize), Vec<Profile<'a>>> = HashMap::new();
    for used in response.uses() {
        if used.file().is_some_and(|known| known.failed_to_load) {
            let profiles = users.entry((used.kind, used.position)).or_default();
            if profiles.last() != Some(used.profile) {
                profiles.push(*used.profile);
            }
        }
    }
    users
}
