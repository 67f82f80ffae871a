#![doc = include_str!("README.md")]

use std::collections::HashMap;

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{File, FileFault, FileKind, Repository, Response, Text, names};

pub(super) static RULE: Rule = Rule {
    id: "dangling-reference",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["B2", "C1", "P3", "P4", "P5", "P6", "P7", "P8"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let repository = &response.repository;
    let mut nearest = Nearest::default();
    for used in response.uses_with(FileFault::Missing) {
        let Some(list) = repository.complete_list(used.kind) else { continue };
        let Some(id) = Text::of(used.id) else { continue };
        let word = used.kind.a_word();
        findings
            .add(
                format!("{} uses {word} that the repository does not have", used.profile.title()),
                &id,
                nearest.label(repository, used.kind, &id),
            )
            .also(list, "the list that lacks it")
            .about(used.profile)
            .help(format!(
                "import the {} again (Provisioning > Manage OS Images) and choose it in the profile, or take it \
                 out of the profile",
                used.kind.word()
            ));
    }
    for kind in [FileKind::Config, FileKind::Unattend] {
        for file in repository.files(kind) {
            check_partner(repository, file, &mut nearest, findings);
        }
    }
    for kind in [FileKind::Boot, FileKind::Driver] {
        check_bundles(repository, kind, &mut nearest, findings);
    }
}

/// A settings or unattend file that names an associated file which is not there.
fn check_partner<'a>(
    repository: &Repository<'a>,
    file: File<'a>,
    nearest: &mut Nearest,
    findings: &mut Findings<'a>,
) {
    let Some(id) = file.associated_id().filter(|id| !id.value.is_damaged()) else { return };
    let Some(kind) = file.kind.partner() else { return };
    let Some(list) = repository.complete_list(kind) else { return };
    if repository.file(kind, &id).is_some() {
        return;
    }
    findings
        .add(
            format!(
                "{} is associated with {} that the repository does not have",
                file.title(),
                kind.a_word()
            ),
            &id,
            nearest.label(repository, kind, &id),
        )
        .also(list, "the list that lacks it")
        .about_file(file)
        .help(format!(
            "import the {} again (Provisioning > Manage OS Images), or import this {} anew and associate it \
             with one that is there",
            kind.word(),
            file.kind.word()
        ));
}

/// Files that name a bundle which is not there.
fn check_bundles<'a>(
    repository: &Repository<'a>,
    kind: FileKind,
    nearest: &mut Nearest,
    findings: &mut Findings<'a>,
) {
    let Some(list) = repository.complete_list(FileKind::Bundle) else { return };
    let is_missing = |id: &Text<'_>| repository.position(FileKind::Bundle, id).is_none();
    if !repository.bundle_ids(kind).iter().any(is_missing) {
        return;
    }
    for known in repository.known(kind).filter(|known| known.has_bundle) {
        let file = known.file;
        let Some(id) = file.bundle_id().filter(|id| !id.value.is_damaged()) else { continue };
        if repository.file(FileKind::Bundle, &id).is_some() {
            continue;
        }
        findings
            .add(
                format!("{} came from a bundle that the repository does not have", file.title()),
                &id,
                nearest.label(repository, FileKind::Bundle, &id),
            )
            .also(list, "the list that lacks it")
            .level(Level::Warning)
            .help(
                "nothing fails by it; import the bundle again (Provisioning > Manage OS Images) if you want to \
                 know its release date and version",
            );
    }
}

/// Finds the ids that were meant, with bounded effort over the whole response.
struct Nearest {
    /// About how many characters may still be compared.
    effort_left: usize,
    known: HashMap<(FileKind, String), Option<String>>,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { effort_left: 50_000_000, known: HashMap::new() }
    }
}

impl Nearest {
    /// How many ids of a list one search looks at.
    const MOST_IDS: usize = 4_000;
    /// Ids longer than this, in bytes, are not compared.
    const LONGEST: usize = 200;
    /// What it costs to look at an id, whether or not it is compared.
    const LOOK: usize = 50;

    /// What to see at an id that `kind`'s list lacks.
    fn label(&mut self, repository: &Repository<'_>, kind: FileKind, id: &str) -> String {
        let list = names::spelling(kind.list_name());
        match self.id(repository, kind, id) {
            Some(near) => format!("not in {list}, whose nearest id is {near}"),
            None => format!("not in {list}"),
        }
    }

    fn id(&mut self, repository: &Repository<'_>, kind: FileKind, id: &str) -> Option<String> {
        if id.len() > Self::LONGEST {
            return None;
        }
        let key = (kind, id.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.search(repository, kind, id);
        self.known.insert(key, found.clone());
        found
    }

    fn search(&mut self, repository: &Repository<'_>, kind: FileKind, id: &str) -> Option<String> {
        let farthest = (id.len() / 4).max(1);
        let mut best: Option<(usize, String)> = None;
        for file in repository.files(kind).take(Self::MOST_IDS) {
            let other = file.id().filter(|other| other.len().abs_diff(id.len()) <= farthest);
            let effort = Self::LOOK + other.as_ref().map_or(0, |other| other.len() * id.len());
            let Some(left) = self.effort_left.checked_sub(effort) else { break };
            self.effort_left = left;
            let Some(other) = other else { continue };
            let distance = strsim::osa_distance(id, &other);
            if distance <= farthest && best.as_ref().is_none_or(|(least, _)| distance < *least) {
                best = Some((distance, other.to_string()));
            }
        }
        best.map(|(_, id)| id)
    }
}
