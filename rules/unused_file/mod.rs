#![doc = include_str!("README.md")]

use std::collections::HashSet;

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{FileKind, Known, Response};

pub(super) static RULE: Rule = Rule {
    id: "unused-file",
    group: Group::References,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["P14"],
    check: Some(check),
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    if !response.has_all_profiles() {
        return;
    }
    let mut used: [HashSet<usize>; FileKind::ALL.len()] = Default::default();
    for one in response.uses() {
        if one.file.is_some_and(|known| known.is_custom) {
            used[one.kind as usize].insert(one.position);
        }
    }
    let mut readable = FileKind::OF_PROFILES.to_vec();
    for profile in response.profiles() {
        let options = profile.options();
        readable.retain(|kind| options.is_none_or(|options| !options.is_unreadable(*kind)));
    }
    let repository = &response.repository;
    // The files that a used file names as its partner.
    let mut named: HashSet<u32> = HashSet::new();
    for kind in [FileKind::Config, FileKind::Unattend] {
        for position in &used[kind as usize] {
            let file = repository.known(kind)[*position].file;
            named.extend(repository.partner(file).map(|partner| partner.value.id()));
        }
    }
    // A settings file may be used through an unattend file that cannot be seen, and the reverse.
    let is_hidden = |kind: FileKind| {
        !readable.contains(&kind) || kind.partner().is_some_and(|other| !readable.contains(&other))
    };
    let position_of = |known: &Known<'a>| {
        known.file.id().and_then(|id| repository.position(known.file.kind, &id))
    };
    for kind in FileKind::OF_PROFILES.into_iter().filter(|kind| !is_hidden(*kind)) {
        let files = repository.known(kind).iter().enumerate();
        for (position, known) in files.filter(|(_, known)| known.is_custom) {
            let file = known.file;
            if used[kind as usize].contains(&position)
                || named.contains(&file.value.id())
                || file.value.is_incomplete()
                || file.id().is_none_or(|id| id.is_empty() || id.value.is_damaged())
                // Of files with one id, a profile uses one.
                || position_of(known).is_some_and(|at| used[kind as usize].contains(&at))
            {
                continue;
            }
            let partner = repository.partner(file);
            let is_partner_used = partner.and_then(|partner| {
                let at = repository.position(partner.kind, &partner.id()?)?;
                Some(used[partner.kind as usize].contains(&at))
            });
            if is_partner_used == Some(true) || repository.partner_is_missing(file) {
                continue;
            }
            findings
                .add(
                    format!("no profile uses {}", file.title()),
                    file,
                    "imported by hand, and used by no profile",
                )
                .about_file(file)
                .help(format!(
                    "choose it in the profile that it was imported for (Provisioning > Manage OS Images > OS Images \
                     > Edit), or delete this {} and free its disk space",
                    kind.word()
                ));
        }
    }
}
