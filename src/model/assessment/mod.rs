//! Assesses from the evidence in the response whether each image and profile can be deployed,
//! independent of rules and configured levels.
//!
//! The verdict is the worst that any evidence contributes. If evidence is missing, unreadable or
//! contradictory, the verdict is unknown or worse.

mod flags;
mod readable;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::{KeyId, Kind, Value};

use super::{
    Assessment, Evidence, EvidenceKind, ImageWithProfiles, KisoTwins, Profile, Response, System,
    names, ready_check as slot,
};
pub(crate) use readable::Readability;

/// The kind of server that profiles are deployed to, as far as verdicts depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Any server.
    #[default]
    Any,
    /// `ThinkSystem` servers.
    ThinkSystem,
}

impl Target {
    /// All variants.
    pub const ALL: [Self; 2] = [Self::Any, Self::ThinkSystem];

    /// Returns the name in the rule model.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::ThinkSystem => "thinksystem",
        }
    }
}

/// The assessments of a response.
#[derive(Debug, Default)]
pub struct Assessments<'a> {
    /// The assessments of the images, in the order of [`Response::images`].
    images: Vec<Assessment<'a>>,
    /// The assessments of the profiles with their objects, in the order of [`Response::profiles`].
    profiles: Vec<(Value<'a>, Assessment<'a>)>,
}

impl<'a> Assessments<'a> {
    pub(super) fn new(response: &Response<'a>, target: Target) -> Self {
        let text = &Readability::new(response.value.tree());
        let assessor = Assessor { text, target, global: evidence_about_all(response, text) };
        let mut found = Self::default();
        let same_images = contradictory_ids(response.images().map(|image| image.value), &OF_IMAGES);
        for (at, whole) in response.images_with_profiles().enumerate() {
            let (mut image, mut inherited) = assessor.image(whole);
            if let Some(id) = same_images.get(&at) {
                inherited.push(Evidence::new(EvidenceKind::Contradictory, *id));
            }
            image.extend(&inherited);
            let twins = KisoTwins::new(whole);
            for profile in whole.profiles {
                let has_twin = twins.of(profile).is_some();
                found
                    .profiles
                    .push((profile.value, assessor.profile(profile, &inherited, has_twin)));
            }
            found.images.push(image);
        }
        let none = assessor.global.clone();
        let alone = response.standalone_profiles().iter();
        found
            .profiles
            .extend(alone.map(|alone| (alone.value, assessor.profile(alone, &none, false))));
        let profiles = response.profiles().map(|profile| profile.value);
        for (at, id) in contradictory_ids(profiles, &OF_PROFILES) {
            found.profiles[at].1.add(EvidenceKind::Contradictory, id);
        }
        for evidence in response.file_evidence() {
            found.profiles[evidence.profile].1.add(evidence.kind, evidence.value);
        }
        for (whole, image) in response.images_with_profiles().zip(&mut found.images) {
            let verdicts = of_these(&found.profiles, whole.profiles);
            let counting = whole.profiles.iter().zip(verdicts);
            let counting = counting.filter(|(profile, _)| whole.image.counts(profile));
            if let Some(best) = counting.map(|(_, assessed)| assessed.1.verdict()).min() {
                image.worsen_to(whole.capped_at(best));
            }
        }
        found
    }

    /// Returns the assessments of the images, in the order of [`Response::images`].
    #[must_use]
    pub fn images(&self) -> &[Assessment<'a>] {
        &self.images
    }

    /// Returns the assessments of the profiles, in the order of [`Response::profiles`].
    pub fn profiles(&self) -> impl Iterator<Item = &Assessment<'a>> {
        self.profiles.iter().map(|(_, assessment)| assessment)
    }

    /// Returns the assessment of one profile of the response.
    #[must_use]
    pub fn of(&self, profile: &Profile<'_>) -> Option<&Assessment<'a>> {
        let id = profile.value.id();
        let at = self.profiles.binary_search_by_key(&id, |(object, _)| object.id()).ok()?;
        Some(&self.profiles[at].1)
    }
}

/// Returns the assessments of `profiles`, which must be consecutive.
fn of_these<'s, 'a>(
    all: &'s [(Value<'a>, Assessment<'a>)],
    profiles: &[Profile<'a>],
) -> &'s [(Value<'a>, Assessment<'a>)] {
    let Some(first) = profiles.first() else { return &[] };
    let at = all.partition_point(|(object, _)| object.id() < first.value.id());
    &all[at..at + profiles.len()]
}

/// The attributes of an image that are evidence. Images with the same id contradict each other if they
/// differ in one of them.
const OF_IMAGES: [KeyId; 3] = [names::DEPLOY_STATUS, names::READY_CHECK, names::TYPE];
/// The attributes of a profile that are evidence, compared like those of images.
const OF_PROFILES: [KeyId; 7] = [
    names::DEPLOY_STATUS,
    names::READY_CHECK,
    names::TYPE,
    names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE,
    names::CUSTOMIZATION_OPTIONS,
    names::SUPPORTED_OS_RELEASE,
    names::OSRELEASE,
];

/// Returns the positions of all objects that share their id with an object with different evidence, and
/// the values of their ids.
fn contradictory_ids<'a>(
    objects: impl Iterator<Item = Value<'a>>,
    evidence: &[KeyId],
) -> HashMap<usize, Value<'a>> {
    let is_same = |one: Value<'a>, two: Value<'a>| {
        evidence.iter().all(|name| match (one.get(*name), two.get(*name)) {
            (Some(one), Some(two)) => one.is_same_as(two),
            (one, two) => one.is_none() && two.is_none(),
        })
    };
    let mut first: foldhash::HashMap<Cow<'a, str>, (usize, Value<'a>)> =
        foldhash::HashMap::default();
    // By the position of the first object: all with this id, and whether one differs from the first.
    let mut repeated: HashMap<usize, (Vec<(usize, Value<'a>)>, bool)> = HashMap::new();
    for (at, object) in objects.enumerate() {
        let Some(id) = object.get(names::ID) else { continue };
        let Some(text) = id.as_str().filter(|text| !text.is_empty()) else { continue };
        match first.entry(text) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert((at, object));
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let (first_at, first) = *entry.get();
                let (all, differs) = repeated.entry(first_at).or_insert_with(|| {
                    (first.get(names::ID).map(|id| (first_at, id)).into_iter().collect(), false)
                });
                all.push((at, id));
                *differs |= !is_same(first, object);
            }
        }
    }
    let contradictory = repeated.into_values().filter(|(_, differs)| *differs);
    contradictory.flat_map(|(all, _)| all).collect()
}

/// Returns the evidence that affects the whole response: a failed request, or a duplicate list of
/// images.
fn evidence_about_all<'a>(response: &Response<'a>, text: &Readability) -> Vec<Evidence<'a>> {
    let mut found = Vec::new();
    if let Some(result) = response.result_value() {
        let has_succeeded =
            result.as_str().is_some_and(|result| result.eq_ignore_ascii_case("success"));
        if let Some(fault) = text.fault_or_misspelled(result) {
            found.push(Evidence::new(fault, result));
        } else if !has_succeeded {
            found.push(Evidence::new(EvidenceKind::Unreadable, result));
        }
    }
    if let Some(items) = response.items_value()
        && text.fault(items) == Some(EvidenceKind::Contradictory)
    {
        found.push(Evidence::new(EvidenceKind::Contradictory, items));
    }
    found
}

/// Assesses images and profiles one by one.
struct Assessor<'t, 'a> {
    text: &'t Readability,
    target: Target,
    /// The evidence that affects the whole response.
    global: Vec<Evidence<'a>>,
}

impl<'a> Assessor<'_, 'a> {
    /// Returns the assessment of an image and the evidence that its profiles inherit.
    fn image(&self, whole: ImageWithProfiles<'_, 'a>) -> (Assessment<'a>, Vec<Evidence<'a>>) {
        let (image, text) = (whole.image, self.text);
        let (mut own, mut inherited) = (Assessment::default(), Assessment::default());
        inherited.evidence.clone_from(&self.global);
        if let Some(fault) = text.fault(image.value) {
            inherited.add(fault, image.value);
        }
        flags::status(image.value, image.deploy_status_value(), text, &mut own);
        let is_doubtful = |one: &mut Evidence<'a>| {
            matches!(one.kind, EvidenceKind::Unreadable | EvidenceKind::Contradictory)
        };
        inherited.evidence.extend(own.evidence.extract_if(.., is_doubtful));
        let check = image.ready_check();
        if let Some(value) = image.ready_check_value() {
            flags::ready_check(value, &check, text, &mut inherited);
        }
        let newer = [check.member(slot::IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE)];
        let older = [check.member(slot::IS_ALLOWED_IN_CURRENT_SECURITY_MODE)];
        flags::security_mode(&newer, &older, false, text, &mut inherited);
        let incompatible = check.member(slot::INCOMPATIBLE_WITH_THINKSYSTEM);
        flags::flag(incompatible, true, self.incompatible(), Some(true), text, &mut own);
        self.profile_list(whole, &mut own, &mut inherited);
        (own, inherited.evidence)
    }

    /// Adds evidence if the list of profiles is absent, is incomplete, or contains no profile through
    /// which the image can be deployed.
    fn profile_list(
        &self,
        whole: ImageWithProfiles<'_, 'a>,
        own: &mut Assessment<'a>,
        inherited: &mut Assessment<'a>,
    ) {
        let (image, text) = (whole.image, self.text);
        let Some(list) = image.profiles_value() else {
            own.add(EvidenceKind::Absent, image.value);
            return;
        };
        match text.fault_or_misspelled(list) {
            Some(EvidenceKind::Contradictory) => {
                inherited.add(EvidenceKind::Contradictory, list);
            }
            None if list.kind() == Kind::Array
                && list.elements().count() == whole.profiles.len() => {}
            _ => own.add(EvidenceKind::Unreadable, list),
        }
        // Whether a profile counts depends on the types of the image and of the profile.
        let of_profiles = whole.profiles.iter().map(Profile::kind_value);
        let types: Vec<_> = std::iter::once(image.kind_value()).chain(of_profiles).collect();
        let faults = types.into_iter().flatten().filter_map(|kind| {
            let fault = text.text_fault(Some(kind))?;
            Some((fault, kind))
        });
        let may_be_custom = image.is_custom() || text.text_fault(image.kind_value()).is_some();
        if may_be_custom {
            faults.for_each(|(fault, kind)| own.add(fault, kind));
        }
        if whole.lacks_profiles() {
            own.add(EvidenceKind::Forbids, list);
        }
    }

    /// Returns the assessment of a profile, including the evidence inherited from its image.
    fn profile(
        &self,
        profile: &Profile<'a>,
        inherited: &[Evidence<'a>],
        has_twin: bool,
    ) -> Assessment<'a> {
        let text = self.text;
        let mut found = Assessment::default();
        found.extend(inherited);
        // A deployment request names the profile by its id.
        if profile.id().is_none_or(|id| id.is_empty()) {
            found.add(EvidenceKind::Unreadable, profile.id_value().unwrap_or(profile.value));
        }
        flags::status(profile.value, profile.deploy_status_value(), text, &mut found);
        self.image_contradicts(profile, &mut found);
        match profile.ready_check_value() {
            None => found.add(EvidenceKind::Absent, profile.value),
            Some(value) => flags::ready_check(value, &profile.ready_check(), text, &mut found),
        }
        self.flags(profile, has_twin, &mut found);
        if let Some(list) = profile.winpe_without_boot_file() {
            found.add(EvidenceKind::PotentialIssue, list);
        }
        if !text.is_clean() {
            self.damage(profile, &mut found);
        }
        if let Some(value) = profile.unreadable_options() {
            found.add(EvidenceKind::Unreadable, value);
        }
        found
    }

    /// Adds evidence if the image is not ready but the profile is: a contradiction.
    fn image_contradicts(&self, profile: &Profile<'a>, found: &mut Assessment<'a>) {
        if let Some(value) = profile.image.and_then(|image| image.not_ready_against(profile))
            && self.text.fault(value).is_none()
        {
            found.add(EvidenceKind::Contradictory, value);
        }
    }

    fn flags(&self, profile: &Profile<'a>, has_twin: bool, found: &mut Assessment<'a>) {
        let (text, check) = (self.text, profile.ready_check());
        let allowed = profile.is_allowed_in_current_security_mode_value();
        if text.is_clean()
            && check.has_only_booleans()
            && !check.has_true_flag()
            && check.member(slot::IS_ALLOWED_IN_CURRENT_SECURITY_MODE).is_none()
            && allowed.is_none()
        {
            self.image_is_incompatible(profile, found);
            return;
        }
        let windows = profile.is_system(System::Windows);
        let sles = profile.is_system(System::Sles);
        let forbids = EvidenceKind::Forbids;
        let flag = |at, says, applies, found: &mut Assessment<'a>| {
            flags::flag(check.member(at), true, says, applies, text, found);
        };
        flag(slot::IS_PLACEHOLDER, forbids, Some(true), found);
        flag(slot::NO_WINPE, forbids, windows, found);
        flag(slot::NO_PACKAGES, forbids, profile.needs_packages(), found);
        if let Some(value) = check.member(slot::PRELOADED_WINPE)
            && windows != Some(false)
        {
            flags::readable(value, text, found);
        }
        let is_enough = has_twin && self.target == Target::Any;
        flags::kiso(
            check.member(slot::REQUIRES_THINKSYSTEM_KISO),
            check.member(slot::MISSING_THINKSYSTEM_KISO),
            (sles, is_enough),
            text,
            found,
        );
        flag(slot::INCOMPATIBLE_WITH_THINKSYSTEM, self.incompatible(), Some(true), found);
        self.image_is_incompatible(profile, found);
        let newer = [check.member(slot::IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE)];
        let older = [allowed, check.member(slot::IS_ALLOWED_IN_CURRENT_SECURITY_MODE)];
        let says_image = profile
            .image
            .and_then(|image| image.ready_check().is_not_allowed_in_current_security_mode());
        let is_allowed = newer[0].is_none() && says_image.is_some_and(|flag| !flag.is_true);
        flags::security_mode(&newer, &older, is_allowed, text, found);
    }

    /// Adds the `ThinkSystem` compatibility of the image if the profile has no such flag.
    fn image_is_incompatible(&self, profile: &Profile<'a>, found: &mut Assessment<'a>) {
        let own = profile.ready_check().member(slot::INCOMPATIBLE_WITH_THINKSYSTEM);
        if let Some(image) = profile.image.filter(|_| own.is_none()) {
            let flag = image.ready_check().member(slot::INCOMPATIBLE_WITH_THINKSYSTEM);
            flags::flag(flag, true, self.incompatible(), Some(true), self.text, found);
        }
    }

    const fn incompatible(&self) -> EvidenceKind {
        match self.target {
            Target::Any => EvidenceKind::PotentialIssue,
            Target::ThinkSystem => EvidenceKind::Forbids,
        }
    }

    /// Adds syntax errors and contradictions in other evidence than the status and the flags: the
    /// profile's own object, the values that name its system and release, and the files that it uses.
    fn damage(&self, profile: &Profile<'a>, found: &mut Assessment<'a>) {
        let text = self.text;
        if let Some(fault) = text.fault(profile.value) {
            found.add(fault, profile.value);
        }
        if let Some((fault, value)) =
            profile.options_value().and_then(|options| text.fault_within(options))
        {
            found.add(fault, value);
        }
        let release_counts = profile.options().is_some()
            || (profile.is_system(System::Sles) != Some(false)
                && profile.ready_check().member(slot::NO_PACKAGES).is_some());
        let releases = [profile.value, profile.image.map_or(profile.value, |image| image.value)]
            .into_iter()
            .flat_map(|object| {
                [names::SUPPORTED_OS_RELEASE, names::OSRELEASE].map(|name| object.get(name))
            });
        let texts =
            [Some(profile.value), profile.image.map(|image| image.value)].into_iter().flatten();
        let ids = texts.take(if profile.has_own_system() { 1 } else { 2 });
        let ids = ids.map(|object| object.get(names::ID));
        for value in ids.chain(releases.filter(|_| release_counts)).flatten() {
            if let Some(fault) = text.fault_or_misspelled(value) {
                found.add(fault, value);
            }
        }
    }
}
