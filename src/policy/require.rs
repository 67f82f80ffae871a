//! What must be deployable, in every response that is judged.

use crate::document::Spot;
use crate::finding::{Finding, Findings, Group, Level};
use crate::harmless::Untrusted;
use crate::model::{Image, Profile, Response, WholeImage};
use crate::pattern::Pattern;
use crate::report::{Row, Verdict};
use crate::rules;

use super::levels::covers;

/// How alike two ids are, from 0 to 1, for one to be offered for the other.
const NEAR: f64 = 0.7;
/// So many ids are offered.
const OFFERED: usize = 3;

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
        let subjects: Vec<(Subject<'_, 'a>, &Row)> = subjects(response).zip(rows).collect();
        for requirement in &self.requirements {
            let of_profile =
                |row: &Row| requirement.matches(raw(row.profile.as_ref())) && row.profile.is_some();
            let of_image =
                |row: &Row| requirement.matches(raw(row.image.as_ref())) && row.profile.is_none();
            let any_profile = rows.iter().any(of_profile);
            let matching = subjects
                .iter()
                .filter(|(_, row)| if any_profile { of_profile(row) } else { of_image(row) });
            let mut is_absent = true;
            for (subject, row) in matching {
                is_absent = false;
                if !self.takes(row.verdict) {
                    requirement.not_deployable(*subject, row, &mut findings);
                }
            }
            if is_absent {
                requirement.absent(response, rows, &mut findings);
            }
        }
        findings.into_list()
    }

    /// Whether a finding tells why something cannot be deployed that nobody requires.
    #[must_use]
    pub fn is_of_others(&self, finding: &Finding<'_>) -> bool {
        if self.is_empty() || finding.rule.group != Group::Readiness {
            return false;
        }
        let requires = |id: Option<&str>| self.requirements.iter().any(|one| one.matches(id));
        let image = finding.image.and_then(|image| image.id());
        let profile = finding.profile.and_then(|profile| profile.id());
        let (image, profile) = (image.as_deref(), profile.as_deref());
        match finding.profile {
            Some(_) => !requires(profile) && !requires(image),
            // An image counts by its profiles too.
            None => finding.image.is_some_and(|of| {
                let mut ids = of.profile_ids();
                !requires(image) && !ids.any(|id| requires(Some(&id)))
            }),
        }
    }

    /// Whether a row of the readiness table is of something that is required.
    #[must_use]
    pub fn is_required(&self, row: &Row) -> bool {
        let ids = [raw(row.profile.as_ref()), raw(row.image.as_ref())];
        self.requirements.iter().any(|one| ids.iter().any(|id| one.matches(*id)))
    }

    fn takes(&self, verdict: Verdict) -> bool {
        verdict == Verdict::Ready || (self.allow_warning && verdict == Verdict::Warning)
    }
}

impl Requirement {
    fn matches(&self, id: Option<&str>) -> bool {
        id.is_some() && covers(std::slice::from_ref(&self.pattern), id)
    }

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

    fn absent<'a>(&self, response: &Response<'a>, rows: &[Row], findings: &mut Findings<'a>) {
        let wanted = self.pattern.as_str();
        let place = response.image_list().unwrap_or(response.value);
        let near = nearest(wanted, rows);
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
    let wanted: String =
        wanted.chars().filter(|character| !"*?[]{}".contains(*character)).take(200).collect();
    let wanted = wanted.to_lowercase();
    let ids = rows.iter().filter_map(|row| raw(row.profile.as_ref()).or(raw(row.image.as_ref())));
    let mut near: Vec<(f64, &str)> = ids
        .filter(|id| id.len() <= 400)
        .map(|id| (strsim::jaro_winkler(&wanted, &id.to_lowercase()), id))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    near.dedup_by(|next, last| next.1 == last.1);
    near.into_iter().take(OFFERED).map(|(_, id)| id).collect()
}
