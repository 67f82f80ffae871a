#![doc = include_str!("README.md")]

use std::collections::HashMap;
use std::fmt::Write;

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileKind, Profile, Rare, Response};

pub(super) static RULE: Rule = Rule {
    id: "failed-to-load",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L1"],
    checks: &[Check::Response(check)],
};

/// How many profiles one finding shows.
const SHOWN: usize = 10;

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut users: Option<HashMap<(FileKind, usize), Vec<Profile<'a>>>> = None;
    for kind in FileKind::ALL {
        for (position, known) in response.repository.rare(kind, Rare::FailedToLoad) {
            let file = known.file;
            let Some(flag) = file.failed_to_load() else { continue };
            let users = users.get_or_insert_with(|| users_of_failed(response));
            let profiles = users.get(&(kind, position)).map_or(&[][..], Vec::as_slice);
            let mut message = format!("XClarity could not load {}", file.title());
            if profiles.len() > SHOWN {
                let _ = write!(message, ", which {} profiles use", profiles.len());
            }
            let finding = findings.add(message, flag, "loading it failed");
            finding.about_file(file);
            if profiles.is_empty() {
                finding.also(file, "no profile uses it").help(format!(
                    "delete this {} and import it again (Provisioning > Manage OS Images) before a profile uses it",
                    kind.word()
                ));
                continue;
            }
            finding.level(Level::Error).help(format!(
                "delete this {} and import it again (Provisioning > Manage OS Images), or take it out of the \
                 profiles that use it; then save the response again",
                kind.word()
            ));
            for profile in &profiles[..profiles.len().min(SHOWN)] {
                finding.also(profile, "this profile uses it");
            }
        }
    }
}

/// The profiles that use files which could not be loaded.
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
