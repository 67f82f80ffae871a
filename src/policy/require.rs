//! What must be deployable in every checked response.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use crate::config::RuleConfig;
use crate::diagnostic::{Diagnostic, Group, Level, RuleContext};
use crate::finding::ReadinessRow;
use crate::model::{Image, ImageWithProfiles, Profile, Response, Verdict};
use crate::pattern::Pattern;
use crate::rules;
use crate::sanitize::Untrusted;
use crate::source::SourceSpan;
use crate::suggest::ranked;

/// The maximum number of suggested ids.
const MAX_SUGGESTIONS: usize = 3;
/// The maximum number of requirements per response with suggestions, and of rows to search for
/// them.
const MAX_OFFERS: usize = 20;
const MAX_ROWS_COMPARED: usize = 2_000;
/// The maximum length of an id to compare, in bytes.
const MAX_ID_BYTES: usize = 200;

/// A requirement: ids of profiles or images that must be deployable.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Matches the ids of profiles, or else of images.
    pub pattern: Pattern,
    /// The location in the configuration; `None` for an argument.
    pub source_span: Option<SourceSpan>,
}

/// All requirements.
#[derive(Clone, Debug, Default)]
pub struct Require {
    /// The requirements.
    pub requirements: Vec<Requirement>,
    /// Whether a potential issue is accepted.
    pub allow_warning: bool,
    /// The patterns, compiled for the first lookup.
    wanted: OnceLock<Wanted>,
}

/// Patterns; those without wildcards are looked up directly.
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

/// The required ids of a response, computed once per image.
#[derive(Debug)]
pub(crate) struct RequiredIds<'r> {
    require: &'r Require,
    images: HashMap<u32, bool>,
}

impl RequiredIds<'_> {
    /// Marks whether what a finding is about is required. Lowers readiness
    /// findings about what is not required to notes.
    pub(crate) fn mark(&mut self, finding: &mut Diagnostic<'_>) {
        finding.required = self.is_required(finding);
        let explains_others =
            finding.required == Some(false) && finding.rule.group == Group::Readiness;
        if explains_others && finding.level > Level::Note {
            finding.lowered_from = Some(finding.level);
            finding.level = Level::Note;
        }
    }

    /// Returns whether what a finding is about is required; `None` if nothing is required, or if it is
    /// about no image and no profile.
    fn is_required(&mut self, finding: &Diagnostic<'_>) -> Option<bool> {
        let require = self.require;
        if require.is_empty() {
            return None;
        }
        let requires = |id: Option<&str>| id.is_some_and(|id| require.wants(id));
        let image = finding.image.and_then(|image| image.id());
        if let Some(profile) = finding.profile {
            return Some(requires(profile.id().as_deref()) || requires(image.as_deref()));
        }
        // An image also counts through its profiles.
        finding.image.map(|of| {
            *self.images.entry(of.value.id()).or_insert_with(|| {
                let mut ids = of.profile_ids();
                requires(image.as_deref()) || ids.any(|id| requires(Some(&id)))
            })
        })
    }
}

/// An image or a profile, as in a row of the readiness table.
#[derive(Clone, Copy)]
enum Subject<'r, 'a> {
    Image(&'r Image<'a>),
    Profile(&'r Profile<'a>),
}

impl Require {
    /// Returns whether nothing is required.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Returns a finding for each pattern without a match, and for each matching profile or image
    /// that cannot be deployed. `rows` are those of the response; `cause` returns the help of the finding that explains
    /// a row best.
    #[must_use]
    pub fn check<'a>(
        &self,
        response: &Response<'a>,
        rows: &[ReadinessRow],
        cause: &dyn Fn(&ReadinessRow) -> Option<String>,
    ) -> Vec<Diagnostic<'a>> {
        let config = RuleConfig::default();
        let mut ctx = RuleContext::new(&rules::REQUIRED_PROFILE, &config);
        if self.is_empty() {
            return ctx.into_diagnostics();
        }
        let subjects: Vec<(Subject<'_, 'a>, &ReadinessRow)> =
            subjects(response).zip(rows).collect();
        let by_id = ById::new(rows);
        let mut offers = MAX_OFFERS;
        // What several requirements match is reported once.
        let mut reported = HashSet::new();
        for requirement in &self.requirements {
            let matching = by_id.matching(&requirement.pattern);
            for index in &matching {
                let Some((subject, row)) = subjects.get(*index) else { continue };
                if !self.takes(row.verdict) && reported.insert(*index) {
                    requirement.not_deployable(*subject, row, cause(row), &mut ctx);
                }
            }
            if matching.is_empty() {
                let near = if offers > 0 {
                    nearest(requirement.pattern.as_str(), rows)
                } else {
                    Vec::new()
                };
                offers = offers.saturating_sub(1);
                requirement.absent(response, &near, &mut ctx);
            }
        }
        ctx.into_diagnostics()
    }

    /// Returns the required ids of a response.
    pub(crate) fn of_response(&self) -> RequiredIds<'_> {
        RequiredIds { require: self, images: HashMap::new() }
    }

    /// Returns whether a row is about something required.
    #[must_use]
    pub fn is_required(&self, row: &ReadinessRow) -> bool {
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

/// Indices of rows by the ids of profiles and images.
struct ById<'r> {
    profiles: HashMap<&'r str, Vec<usize>>,
    images: HashMap<&'r str, Vec<usize>>,
}

impl<'r> ById<'r> {
    fn new(rows: &'r [ReadinessRow]) -> Self {
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

    /// Returns the rows of the profiles that `pattern` matches, or else of the images.
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
    fn not_deployable<'a>(
        &self,
        subject: Subject<'_, 'a>,
        row: &ReadinessRow,
        cause: Option<String>,
        ctx: &mut RuleContext<'_, 'a>,
    ) {
        let (title, location) = match subject {
            Subject::Image(image) => (image.title(), image.into()),
            Subject::Profile(profile) => (profile.title(), profile.into()),
        };
        let (state, label): (_, &str) = match row.verdict {
            Verdict::Blocked | Verdict::Ready => ("is blocked", "it cannot be deployed"),
            Verdict::Warning => ("may fail", "it can be deployed, with a potential issue"),
            Verdict::Unknown => {
                ("is unknown", "the response does not say whether it can be deployed")
            }
        };
        let location: crate::diagnostic::Location<'a> = location;
        let rules = rules_of(row);
        let help = match cause.filter(|help| !help.is_empty()) {
            Some(help) => format!("{help} (by {rules})"),
            None => format!(
                "follow the help of the findings {rules} about it, then save the response again"
            ),
        };
        let help = match row.verdict {
            Verdict::Warning => {
                format!("{help}; or accept potential issues (allow-warning = true under [require])")
            }
            _ => help,
        };
        let finding = ctx.report(format!("{title} is required and {state}"), location, label);
        match subject {
            Subject::Image(image) => finding.subject_image(image),
            Subject::Profile(profile) => finding.subject(profile),
        };
        finding.help(help);
        self.config_label(finding);
    }

    fn absent<'a>(&self, response: &Response<'a>, near: &[&str], ctx: &mut RuleContext<'_, 'a>) {
        let wanted = self.pattern.as_str();
        let location = response.image_list().unwrap_or(response.value);
        let help = if near.is_empty() {
            "require a profile of the response (osready status lists them), or import the image and save \
             the response again"
                .to_owned()
        } else {
            format!(
                "did you mean {}? Otherwise import the image and save the response again",
                near.join(", or ")
            )
        };
        let finding = ctx.report(
            format!("required {wanted} is not in the response"),
            location,
            "no profile or image here matches",
        );
        finding.help(help);
        self.config_label(finding);
    }

    fn config_label(&self, finding: &mut Diagnostic<'_>) {
        finding.level(Level::Error).required = Some(true);
        if let Some(source_span) = &self.source_span {
            finding.config_label(source_span, "required here");
        }
    }
}

fn raw(id: Option<&Untrusted>) -> Option<&str> {
    id.map(Untrusted::raw)
}

/// Returns the ids of the rules that explain a row, as a list for a sentence.
fn rules_of(row: &ReadinessRow) -> String {
    row.rules().into_iter().map(Untrusted::raw).collect::<Vec<_>>().join(", ")
}

/// Returns the images and profiles of a response, in the order of its rows.
fn subjects<'r, 'a>(response: &'r Response<'a>) -> impl Iterator<Item = Subject<'r, 'a>> {
    let of_image = |whole: ImageWithProfiles<'r, 'a>| {
        let profiles = whole.profiles.iter().map(Subject::Profile);
        std::iter::once(Subject::Image(whole.image)).chain(profiles)
    };
    let lone = response.standalone_profiles().iter().map(Subject::Profile);
    response.images_with_profiles().flat_map(of_image).chain(lone)
}

/// Returns the ids most similar to `wanted`, best first.
fn nearest<'r>(wanted: &str, rows: &'r [ReadinessRow]) -> Vec<&'r str> {
    let is_text = |character: &char| !"*?[]{}".contains(*character);
    let wanted: String = wanted.chars().filter(is_text).take(MAX_ID_BYTES).collect();
    let ids = rows.iter().filter_map(|row| raw(row.profile.as_ref()).or(raw(row.image.as_ref())));
    let ids = ids.filter(|id| id.len() <= MAX_ID_BYTES).take(MAX_ROWS_COMPARED);
    let mut near = ranked(&wanted, ids.collect::<BTreeSet<_>>());
    near.truncate(MAX_SUGGESTIONS);
    near
}
