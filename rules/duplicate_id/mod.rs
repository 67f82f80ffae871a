#![doc = include_str!("README.md")]

use foldhash::{HashMap, HashMapExt as _};
use std::borrow::Cow;

use crate::finding::{Check, Finding, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{Evidence, EvidenceKind, FileKind, Response, Text, WholeImage};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-id",
    group: Group::Consistency,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["H1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut seen = Seen::default();
    for kind in FileKind::ALL {
        for (first, file) in response.repository.again(kind) {
            let (Some(id), Some(first)) = (file.id(), first.id()) else { continue };
            let is_certain = |text: &Text<'_>| !text.is_empty() && !text.value.is_damaged();
            if is_certain(&id) && is_certain(&first) && !are_alternatives(id.value, first.value) {
                report(kind.word(), &id, first.value, findings).about_file(file);
            }
        }
    }
    for image in response.images() {
        if let Some((id, first)) = seen.twice(image.id()) {
            report("image", &id, first, findings).about_image(image);
        }
    }
    seen.clear();
    for WholeImage { profiles, .. } in response.whole_images() {
        for profile in profiles {
            if let Some((id, first)) = seen.twice(profile.id()) {
                report("profile", &id, first, findings).about(profile);
            }
        }
        seen.clear();
    }
    contradictory_profiles(response, findings);
    for profile in response.lone_profiles() {
        if let Some((id, first)) = seen.twice(profile.id()) {
            report("profile", &id, first, findings).about(profile);
        }
    }
}

/// Profiles of two images that have one id and differ in what decides whether they can be deployed.
fn contradictory_profiles<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let assessments = response.assess(findings.options().target);
    let mut seen: HashMap<Cow<'a, str>, (u32, Value<'a>)> = HashMap::new();
    for (profile, assessment) in response.profiles().zip(assessments.profiles()) {
        let Some(id) = profile.id() else { continue };
        let contradicts = |evidence: &Evidence<'a>| {
            evidence.kind == EvidenceKind::Contradictory && evidence.value == id.value
        };
        if !assessment.evidence.iter().any(contradicts) {
            continue;
        }
        let image = profile.image.map_or(0, |image| image.value.id());
        match seen.get(id.as_str()) {
            None => {
                let place = id.value;
                seen.insert(id.into_cow(), (image, place));
            }
            Some((of, first)) if *of != image && !are_alternatives(*first, id.value) => {
                report("profile", &id, *first, findings).about(profile);
            }
            Some(_) => {}
        }
    }
}

/// Whether a merge conflict is why both are there: its own finding says so.
fn are_alternatives(one: Value<'_>, other: Value<'_>) -> bool {
    one.tree().are_alternatives(one, other)
}

/// Fewer ids than these are compared one with another.
const FEW: usize = 16;

/// The ids of one list so far, each with the place where it stands first: most lists are short.
#[derive(Default)]
struct Seen<'a> {
    few: Vec<(Cow<'a, str>, Value<'a>)>,
    many: HashMap<Cow<'a, str>, Value<'a>>,
}

impl<'a> Seen<'a> {
    /// The id, and the place where it stood before; none where it is new, empty, or a guess.
    fn twice(&mut self, id: Option<Text<'a>>) -> Option<(Text<'a>, Value<'a>)> {
        let id = id.filter(|id| !id.is_empty() && !id.value.is_damaged())?;
        let known = match self.many.is_empty() {
            true => {
                self.few.iter().find(|(known, _)| known == id.as_str()).map(|(_, first)| *first)
            }
            false => self.many.get(id.as_str()).copied(),
        };
        if let Some(first) = known {
            return (!are_alternatives(id.value, first)).then_some((id, first));
        }
        let place = id.value;
        if self.many.is_empty() && self.few.len() < FEW {
            self.few.push((id.into_cow(), place));
        } else {
            self.many.extend(self.few.drain(..));
            self.many.insert(id.into_cow(), place);
        }
        None
    }

    /// Makes ready for the next list.
    fn clear(&mut self) {
        self.few.clear();
        if !self.many.is_empty() {
            // A long list leaves a large map, which would be wiped again for each short one.
            self.many = HashMap::new();
        }
    }
}

fn report<'f, 'a>(
    word: &str,
    id: &Text<'a>,
    first: Value<'a>,
    findings: &'f mut Findings<'a>,
) -> &'f mut Finding<'a> {
    findings
        .add(format!("another {word} has the id {} too", id.quotable()), id, "the same id again")
        .also(first, "it stands here first")
        .help(
            "save the response again; if the id still stands there twice, delete one of the two \
             (Provisioning > Manage OS Images) and import it anew",
        )
}
