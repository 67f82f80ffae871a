//! What the rules about deployment requests see: the hosts, the profiles that a snapshot offers, and the
//! hosts that the server lists.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use crate::model::{Host, HostPlatforms, Profile, Response, Text, Verdict};
use crate::spec::Shape;

use super::Label;

/// A profile of a snapshot with its verdict under the policy.
#[derive(Clone, Debug)]
pub struct Offered<'a> {
    /// The profile.
    pub profile: Profile<'a>,
    /// Whether it can be deployed.
    pub verdict: Verdict,
    /// The ids of the rules that explain the verdict.
    pub rules: Vec<String>,
    /// What to do about the first of them; empty if it is not known.
    pub help: String,
    /// The locations in the snapshot that explain it.
    pub labels: Vec<Label<'a>>,
}

/// The profiles that a snapshot offers, by id.
#[derive(Debug)]
pub struct Offer<'a> {
    /// The response.
    pub response: Response<'a>,
    /// Whether the snapshot may lack profiles of the server: it contains only some images, or a syntax
    /// error removed some of it.
    pub is_partial: bool,
    profiles: Vec<Offered<'a>>,
    by_id: HashMap<String, Vec<usize>>,
    similar: OnceCell<HashMap<String, Vec<(Inexact, usize)>>>,
    nearest: RefCell<HashMap<String, Option<usize>>>,
    /// The remaining budget of searches for similar ids, in compared pairs of bytes.
    budget: Cell<usize>,
}

/// How an id differs from that of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inexact {
    /// It differs in case or blanks only.
    Spelling,
    /// It is the name of a profile without its image.
    ProfileName,
    /// It is the id or the name of an image.
    Image,
}

/// The maximum number of ids that one search compares.
const MAX_IDS: usize = 4_000;
/// The maximum length of an id that is compared, in bytes.
const MAX_ID_BYTES: usize = 200;

impl<'a> Offer<'a> {
    /// Creates the offer of a response with its profiles, in their order.
    #[must_use]
    pub fn new(response: Response<'a>, profiles: Vec<Offered<'a>>) -> Self {
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, offered) in profiles.iter().enumerate() {
            if let Some(id) = offered.profile.id() {
                by_id.entry(id.to_string()).or_default().push(index);
            }
        }
        let is_partial = response.shape != Shape::Whole
            || response.is_incomplete()
            || !response.has_all_profiles();
        Self {
            response,
            is_partial,
            profiles,
            by_id,
            similar: OnceCell::new(),
            nearest: RefCell::default(),
            budget: Cell::new(50_000_000),
        }
    }

    /// Returns the profiles, in the order of the snapshot.
    #[must_use]
    pub fn profiles(&self) -> &[Offered<'a>] {
        &self.profiles
    }

    /// Returns the profile with this id; of several the one with the worst verdict.
    #[must_use]
    pub fn profile(&self, id: &str) -> Option<&Offered<'a>> {
        let all = self.by_id.get(id)?.iter().map(|index| &self.profiles[*index]);
        all.max_by_key(|offered| offered.verdict)
    }

    /// Returns the profiles that `id` probably means although none has it, and how it differs from
    /// theirs.
    #[must_use]
    pub fn inexact(&self, id: &str) -> Option<(Inexact, Vec<&Offered<'a>>)> {
        let similar = self.similar.get_or_init(|| self.similar());
        let found = similar.get(&normal(id))?;
        let kind = found.iter().map(|(kind, _)| *kind).min_by_key(|kind| *kind as u8)?;
        let of_kind = found.iter().filter(|(other, _)| *other == kind);
        Some((kind, of_kind.map(|(_, index)| &self.profiles[*index]).collect()))
    }

    fn similar(&self) -> HashMap<String, Vec<(Inexact, usize)>> {
        let mut similar: HashMap<String, Vec<(Inexact, usize)>> = HashMap::new();
        let mut add = |text: Option<Text<'_>>, kind, index| {
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return };
            let found = similar.entry(normal(&text)).or_default();
            if !found.contains(&(kind, index)) {
                found.push((kind, index));
            }
        };
        for (index, Offered { profile, .. }) in self.profiles.iter().enumerate() {
            add(profile.id(), Inexact::Spelling, index);
            add(profile.name(), Inexact::ProfileName, index);
            if let Some(image) = profile.image {
                add(image.id(), Inexact::Image, index);
                add(image.name(), Inexact::Image, index);
            }
        }
        similar
    }

    /// Returns the profile with the most similar id, or `None` if none is similar enough.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&Offered<'a>> {
        if id.len() > MAX_ID_BYTES {
            return None;
        }
        let known = self.nearest.borrow().get(id).copied();
        let found = known.unwrap_or_else(|| {
            let found = self.search(id);
            self.nearest.borrow_mut().insert(id.to_owned(), found);
            found
        });
        found.map(|index| &self.profiles[index])
    }

    fn search(&self, id: &str) -> Option<usize> {
        let farthest = (id.len() / 4).max(1);
        let mut best: Option<(usize, usize)> = None;
        for (index, offered) in self.profiles.iter().enumerate().take(MAX_IDS) {
            let other = offered.profile.id();
            let other = other.filter(|other| other.len().abs_diff(id.len()) <= farthest);
            let cost = other.as_ref().map_or(1, |other| 1 + other.len() * id.len());
            self.budget.set(self.budget.get().checked_sub(cost)?);
            let Some(other) = other else { continue };
            let distance = strsim::osa_distance(id, &other);
            if distance <= farthest && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, index));
            }
        }
        best.map(|(_, index)| index)
    }
}

/// Returns an id without what does not matter for its similarity: case, blanks and a bar at its end.
fn normal(id: &str) -> String {
    let letters = id.chars().filter(|character| !character.is_whitespace());
    let text: String = letters.flat_map(char::to_lowercase).collect();
    text.strip_suffix('|').map_or(text.clone(), str::to_owned)
}

/// A deployment: the hosts of all requests, and what they are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Deployment<'p, 'a> {
    /// The hosts, in the order of the files and of their texts.
    pub hosts: &'p [Host<'a>],
    /// The profiles of the snapshot.
    pub offer: &'p Offer<'a>,
    /// The hosts that the server lists.
    pub platforms: Option<&'p HostPlatforms<'a>>,
    /// Whether profiles with a potential issue are accepted.
    pub allow_warning: bool,
}

impl<'p, 'a> Deployment<'p, 'a> {
    /// Returns the profile that a host selects, by its exact id.
    #[must_use]
    pub fn profile(&self, host: &Host<'_>) -> Option<&'p Offered<'a>> {
        self.offer.profile(&host.selected_image()?)
    }
}
