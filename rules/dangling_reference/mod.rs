#![doc = include_str!("README.md")]

use std::collections::HashMap;

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{File, FileFault, FileKind, Repository, Response, Text};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "dangling-reference",
    group: Group::References,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["B2", "C1", "P3", "P4", "P5", "P6", "P7", "P8"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let repository = &response.repository;
    let mut nearest = Nearest::default();
    for used in response.uses_with(FileFault::Missing) {
        let Some(list) = repository.complete_list(used.kind) else { continue };
        let Some(id) = Text::of(used.id) else { continue };
        let word = used.kind.a_word();
        let near = nearest.id(repository, used.kind, &id);
        ctx
            .report(
                format!("{} uses {word} that the repository does not have", used.profile.title()),
                &id,
                nearest.label(repository, used.kind, &id),
            )
            .secondary_label(list, "the list that lacks it")
            .subject(used.profile)
            .help(match near {
                Some(near) => format!(
                    "select {near} in the profile if you mean that one; otherwise import the {} again (Provisioning > \
                     Manage OS Images) and select it, or remove it from the profile",
                    used.kind.as_str()
                ),
                None => format!(
                    "import the {} again (Provisioning > Manage OS Images) and select it in the profile, or remove it \
                     from the profile",
                    used.kind.as_str()
                ),
            });
    }
    for kind in [FileKind::Config, FileKind::Unattend] {
        for file in repository.files(kind) {
            check_partner(repository, file, &mut nearest, ctx);
        }
    }
    for kind in [FileKind::Boot, FileKind::Driver] {
        check_bundles(repository, kind, &mut nearest, ctx);
    }
}

/// Reports a settings or unattend file whose associated file is missing.
fn check_partner<'a>(
    repository: &Repository<'a>,
    file: File<'a>,
    nearest: &mut Nearest,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(id) = file.associated_id().filter(|id| !id.value.is_damaged()) else { return };
    let Some(kind) = file.kind.partner() else { return };
    let Some(list) = repository.complete_list(kind) else { return };
    if repository.file(kind, &id).is_some() {
        return;
    }
    ctx
        .report(
            format!(
                "{} is associated with {} that the repository does not have",
                file.title(),
                kind.a_word()
            ),
            &id,
            nearest.label(repository, kind, &id),
        )
        .secondary_label(list, "the list that lacks it")
        .subject_file(file)
        .help(format!(
            "import the {} again (Provisioning > Manage OS Images), or import this {} again and associate it \
             with an existing one",
            kind.as_str(),
            file.kind.as_str()
        ));
}

/// Reports files whose bundle is missing.
fn check_bundles<'a>(
    repository: &Repository<'a>,
    kind: FileKind,
    nearest: &mut Nearest,
    ctx: &mut RuleContext<'_, 'a>,
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
        ctx
            .report(
                format!("{} came from a bundle that the repository does not have", file.title()),
                &id,
                nearest.label(repository, FileKind::Bundle, &id),
            )
            .secondary_label(list, "the list that lacks it")
            .level(Level::Warning)
            .help(
                "import the bundle again (Provisioning > Manage OS Images) if you need its release date and \
                 version; deployments do not use it",
            );
    }
}

/// A search for the ids that are most similar to missing ids, with bounded cost per response.
struct Nearest {
    /// The remaining budget, in compared pairs of bytes.
    budget: usize,
    known: HashMap<(FileKind, String), Option<String>>,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { budget: 50_000_000, known: HashMap::new() }
    }
}

impl Nearest {
    /// The maximum number of ids of a list that one search compares.
    const MAX_IDS: usize = 4_000;
    /// The maximum length of an id that is compared, in bytes.
    const MAX_ID_BYTES: usize = 200;
    /// The cost of reading one id, whether or not it is compared.
    const COST_PER_ID: usize = 50;

    /// Returns the label of an id that the list of `kind` lacks.
    fn label(&mut self, repository: &Repository<'_>, kind: FileKind, id: &str) -> String {
        let list = names::spelling(kind.list_name());
        match self.id(repository, kind, id) {
            Some(near) => format!("not in {list}; the most similar id is {near}"),
            None => format!("not in {list}"),
        }
    }

    /// Returns the id of the list of `kind` that is most similar to `id`, or `None` if none is similar
    /// enough.
    fn id(&mut self, repository: &Repository<'_>, kind: FileKind, id: &str) -> Option<String> {
        if id.len() > Self::MAX_ID_BYTES {
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
        let (letters, farthest) = (Letters::of(id), (id.len() / 4).max(1));
        // The distance that an id must be below.
        let mut limit = farthest + 1;
        let mut best = None;
        for file in repository.files(kind).take(Self::MAX_IDS) {
            // Lengths are in bytes, and distances in characters: only the letters of a text bound its distance.
            let other = file.id().filter(|other| other.len().abs_diff(id.len()) <= farthest);
            if !self.spend(Self::COST_PER_ID + other.as_ref().map_or(0, |other| other.len())) {
                break;
            }
            let is_nearer = |other: &Text<'_>| letters.min_distance(&Letters::of(other)) < limit;
            let Some(other) = other.filter(is_nearer) else { continue };
            if !self.spend(other.len() * id.len()) {
                break;
            }
            let distance = strsim::osa_distance(id, &other);
            if distance < limit {
                (limit, best) = (distance, Some(other.to_string()));
            }
        }
        best
    }

    /// Takes `cost` from the budget. Returns whether it was there.
    fn spend(&mut self, cost: usize) -> bool {
        let left = self.budget.checked_sub(cost);
        self.budget = left.unwrap_or(self.budget);
        left.is_some()
    }
}

/// How often each letter occurs in a text; letters with the same last bits count as one.
struct Letters([i16; 64]);

impl Letters {
    fn of(text: &str) -> Self {
        let mut counts = [0_i16; 64];
        for character in text.chars() {
            counts[character as usize % 64] += 1;
        }
        Self(counts)
    }

    /// Returns the least number of edits that turn the letters of one text into those of another: each adds a
    /// letter, takes one away, or does both.
    fn min_distance(&self, other: &Self) -> usize {
        let differences = self.0.iter().zip(&other.0).map(|(one, other)| one - other);
        let (added, removed) = differences.fold((0, 0), |(added, removed), difference| {
            (added + difference.max(0), removed + (-difference).max(0))
        });
        added.max(removed).unsigned_abs().into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Letters, Nearest};
    use crate::json::read;
    use crate::model::{FileKind, Response};
    use crate::spec::Shape;
    use crate::spec::names::interner;

    #[test]
    fn the_nearest_id_is_that_with_the_fewest_other_characters() {
        let list = r#"{"driverFiles": [{"id": "drivers-2016-b2"}, {"id": "drivers-2016-日1"}]}"#;
        let tree = read(list, interner()).unwrap();
        let response = Response::new(tree.root().unwrap(), Shape::Whole);
        let repository = &response.repository;
        let found = Nearest::default().search(repository, FileKind::Driver, "drivers-2016-a1");
        assert_eq!(found.as_deref(), Some("drivers-2016-日1"));
    }

    proptest! {
        #[test]
        fn letters_never_differ_more_than_texts(one in "[a-e\u{e9}日-]{0,12}", other in "[a-e\u{e9}日-]{0,12}") {
            let least = Letters::of(&one).min_distance(&Letters::of(&other));
            prop_assert!(least <= strsim::osa_distance(&one, &other));
        }
    }
}
