//! What must be deployable, in every response that is judged.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::document::Spot;
use crate::finding::{Finding, Findings, Group, Level};
use crate::harmless::Untrusted;
use crate::model::{Image, Profile, Response, WholeImage};
use crate::pattern::Pattern;
use crate::report::{Row, Verdict};
use crate::rules;

/// How alike two ids are, from 0 to 1, for one to be offered for the other.
const NEAR: f64 = 0.7;
/// So many ids are offered.
const OFFERED: usize = 3;
/// For how many requirements of one response ids are offered, and among how many rows they are looked for.
const MAX_OFFERS: usize = 20;
const MAX_ROWS_COMPARED: usize = 2_000;
/// How many bytes an id has that is compared.
const MAX_ID_BYTES: usize = 200;

/// One thing that must be deployable.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The profiles, or else the images, by their ids.
    pub pattern: Pattern,
    /// Where the configuration says so; none for an argument.
    pub spot: Option<Spot>,
}

/// Everything that must be deployable.
#[derive(Clone, Debug, Default)]
pub struct Require {
    /// Each of them.
    pub requirements: Vec<Requirement>,
    /// Whether one with a potential issue is good enough.
    pub allow_warning: bool,
    /// The patterns, made ready when a first id is looked up.
    wanted: OnceLock<Wanted>,
}

/// Patterns of which those without wildcards are looked up at once.
#[derive(Clone, Debug, Default)]
struct Wanted {
    plain: HashSet<String>,
    globs: Vec<Pattern>,
}

impl Wanted {
    fn new(requirements: &[Requirement]) -> Self {
        let patterns = requirements.iter().map(|requirement| &requirement.pattern);
        let (globs, plain): (Vec<_>, Vec<_>) = patterns.partition(|one| one.has_wildcards());
        Self {
            plain: plain.into_iter().map(|pattern| pattern.as_str().to_owned()).collect(),
            globs: globs.into_iter().cloned().collect(),
        }
    }

    fn matches(&self, id: &str) -> bool {
        self.plain.contains(id) || self.globs.iter().any(|glob| glob.matches(id))
    }
}

/// What of one response is required, worked out once for each image.
#[derive(Debug)]
pub(crate) struct RequiredIds<'r> {
    require: &'r Require,
    images: HashMap<u32, bool>,
}

impl RequiredIds<'_> {
    /// Whether a finding explains why something cannot be deployed that nobody requires.
    pub(crate) fn is_of_others(&mut self, finding: &Finding<'_>) -> bool {
        let require = self.require;
        if require.is_empty() || finding.rule.group != Group::Readiness {
            return false;
        }
        let requires = |id: Option<&str>| id.is_some_and(|id| require.wants(id));
        let image = finding.image.and_then(|image| image.id());
        if let Some(profile) = finding.profile {
            return !requires(profile.id().as_deref()) && !requires(image.as_deref());
        }
        // An image counts by its profiles too.
        finding.image.is_some_and(|of| {
            let is_required = self.images.entry(of.value.id()).or_insert_with(|| {
                let mut ids = of.profile_ids();
                requires(image.as_deref()) || ids.any(|id| requires(Some(&id)))
            });
            !*is_required
        })
    }
}

/// An image or a profile of a response, as each row of the readiness table is of one.
#[derive(Clone, Copy)]
enum Subject<'r, 'a> {
    Image(&'r Image<'a>),
    Profile(&'r Profile<'a>),
}

impl Require {
    /// Whether nothing is required.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// What is missing in a response: a pattern that nothing in it answers to, and each profile or
    /// image that answers to one and cannot be deployed. `rows` are the response's.
    #[must_use]
    pub fn check<'a>(&self, response: &Response<'a>, rows: &[Row]) -> Vec<Finding<'a>> {
        let mut findings = Findings::new(&rules::REQUIRED_PROFILE);
        if self.is_empty() {
            return findings.into_list();
        }
        let subjects: Vec<(Subject<'_, 'a>, &Row)> = subjects(response).zip(rows).collect();
        let by_id = ById::new(rows);
        let mut offers = MAX_OFFERS;
        for requirement in &self.requirements {
            let matching = by_id.matching(&requirement.pattern);
            for (subject, row) in matching.iter().filter_map(|index| subjects.get(*index)) {
                if !self.takes(row.verdict) {
                    requirement.not_deployable(*subject, row, &mut findings);
                }
            }
            if matching.is_empty() {
                let near = if offers > 0 {
                    nearest(requirement.pattern.as_str(), rows)
                } else {
                    Vec::new()
                };
                offers = offers.saturating_sub(1);
                requirement.absent(response, &near, &mut findings);
            }
        }
        findings.into_list()
    }

    /// Looks up what of one response is required.
    pub(crate) fn of_response(&self) -> RequiredIds<'_> {
        RequiredIds { require: self, images: HashMap::new() }
    }

    /// Whether a row of the readiness table is of something that is required.
    #[must_use]
    pub fn is_required(&self, row: &Row) -> bool {
        let ids = [raw(row.profile.as_ref()), raw(row.image.as_ref())];
        ids.into_iter().flatten().any(|id| self.wants(id))
    }

    fn wants(&self, id: &str) -> bool {
        self.wanted.get_or_init(|| Wanted::new(&self.requirements)).matches(id)
    }

    fn takes(&self, verdict: Verdict) -> bool {
        verdict == Verdict::Ready || (self.allow_warning && verdict == Verdict::Warning)
    }
}

/// Where in a list of rows the profiles and the images of each id are.
struct ById<'r> {
    profiles: HashMap<&'r str, Vec<usize>>,
    images: HashMap<&'r str, Vec<usize>>,
}

impl<'r> ById<'r> {
    fn new(rows: &'r [Row]) -> Self {
        let mut by_id = Self { profiles: HashMap::new(), images: HashMap::new() };
        for (index, row) in rows.iter().enumerate() {
            match (raw(row.profile.as_ref()), raw(row.image.as_ref())) {
                (Some(id), _) => by_id.profiles.entry(id).or_default().push(index),
                (None, Some(id)) => by_id.images.entry(id).or_default().push(index),
                (None, None) => {}
            }
        }
        by_id
    }

    /// The rows of the profiles that `pattern` matches, or else of the images.
    fn matching(&self, pattern: &Pattern) -> Vec<usize> {
        let of = |by_id: &HashMap<&str, Vec<usize>>| {
            if !pattern.has_wildcards() {
                return by_id.get(pattern.as_str()).cloned().unwrap_or_default();
            }
            let matching = by_id.iter().filter(|(id, _)| pattern.matches(id));
            let mut matching: Vec<usize> = matching.flat_map(|(_, rows)| rows).copied().collect();
            matching.sort_unstable();
            matching
        };
        let profiles = of(&self.profiles);
        if profiles.is_empty() { of(&self.images) } else { profiles }
    }
}

impl Requirement {
    fn not_deployable<'a>(&self, subject: Subject<'_, 'a>, row: &Row, findings: &mut Findings<'a>) {
        let (title, place) = match subject {
            Subject::Image(image) => (image.title(), image.into()),
            Subject::Profile(profile) => (profile.title(), profile.into()),
        };
        let (state, label): (_, &str) = match row.verdict {
            Verdict::Ready | Verdict::Blocked => ("is blocked", "it cannot be deployed"),
            Verdict::Warning => ("may fail", "it can be deployed, with a potential issue"),
            Verdict::Unknown => {
                ("is unknown", "the response does not say whether it can be deployed")
            }
        };
        let place: crate::finding::Place<'a> = place;
        let help = match row.verdict {
            Verdict::Warning => format!(
                "mend what {} says, or let warnings pass (allow-warning = true under [require])",
                rules_of(row)
            ),
            _ => format!("mend what {} says, then save the response again", rules_of(row)),
        };
        let finding = findings.add(format!("{title} is required and {state}"), place, label);
        match subject {
            Subject::Image(image) => finding.about_image(image),
            Subject::Profile(profile) => finding.about(profile),
        };
        finding.help(help);
        self.because(finding);
    }

    fn absent<'a>(&self, response: &Response<'a>, near: &[&str], findings: &mut Findings<'a>) {
        let wanted = self.pattern.as_str();
        let place = response.image_list().unwrap_or(response.value);
        let help = if near.is_empty() {
            "name a profile that the response has (osready status lists them), or import the image and save \
             the response again"
                .to_owned()
        } else {
            format!(
                "did you mean {}? Else import the image and save the response again",
                near.join(", or ")
            )
        };
        let finding = findings.add(
            format!("the required {wanted} is not in the response"),
            place,
            "no profile and no image here has such an id",
        );
        finding.help(help);
        self.because(finding);
    }

    fn because(&self, finding: &mut Finding<'_>) {
        finding.level(Level::Error);
        if let Some(spot) = &self.spot {
            finding.because(spot, "required here");
        }
    }
}

fn raw(id: Option<&Untrusted>) -> Option<&str> {
    id.map(Untrusted::raw)
}

/// The rules that say why, as a list in a sentence.
fn rules_of(row: &Row) -> String {
    let mut rules: Vec<&str> = Vec::new();
    for reason in &row.reasons {
        if !rules.contains(&reason.rule.raw()) {
            rules.push(reason.rule.raw());
        }
    }
    rules.join(", ")
}

/// The images and profiles of a response, in the order of its rows.
fn subjects<'r, 'a>(response: &'r Response<'a>) -> impl Iterator<Item = Subject<'r, 'a>> {
    let of_image = |whole: WholeImage<'r, 'a>| {
        let profiles = whole.profiles.iter().map(Subject::Profile);
        std::iter::once(Subject::Image(whole.image)).chain(profiles)
    };
    let lone = response.lone_profiles().iter().map(Subject::Profile);
    response.whole_images().flat_map(of_image).chain(lone)
}

/// The ids that are most like `wanted`, the likest first.
fn nearest<'r>(wanted: &str, rows: &'r [Row]) -> Vec<&'r str> {
    let wanted: String = wanted
        .chars()
        .filter(|character| !"*?[]{}".contains(*character))
        .take(MAX_ID_BYTES)
        .collect();
    let wanted = wanted.to_lowercase();
    let ids = rows.iter().filter_map(|row| raw(row.profile.as_ref()).or(raw(row.image.as_ref())));
    let mut near: Vec<(f64, &str)> = ids
        .filter(|id| id.len() <= MAX_ID_BYTES)
        .take(MAX_ROWS_COMPARED)
        .map(|id| (strsim::jaro_winkler(&wanted, &id.to_lowercase()), id))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    near.dedup_by(|next, last| next.1 == last.1);
    near.into_iter().take(OFFERED).map(|(_, id)| id).collect()
}
