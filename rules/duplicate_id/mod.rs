#![doc = include_str!("README.md")]

use foldhash::{HashMap, HashMapExt as _};
use std::borrow::Cow;

use crate::diagnostic::{Check, Diagnostic, Group, Level, Rule, RuleContext};
use crate::json::Value;
use crate::model::{Evidence, EvidenceKind, FileKind, ImageWithProfiles, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-id",
    group: Group::Consistency,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["H1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut seen = Seen::default();
    for kind in FileKind::ALL {
        for (first, file) in response.repository.again(kind) {
            let (Some(id), Some(first)) = (file.id(), first.id()) else { continue };
            let is_certain = |text: &Text<'_>| !text.is_empty() && !text.value.is_damaged();
            if is_certain(&id) && is_certain(&first) && !are_alternatives(id.value, first.value) {
                report(kind.as_str(), &id, first.value, ctx).subject_file(file);
            }
        }
    }
    for image in response.images() {
        if let Some((id, first)) = seen.twice(image.id()) {
            report("image", &id, first, ctx).subject_image(image);
        }
    }
    seen.clear();
    for ImageWithProfiles { profiles, .. } in response.images_with_profiles() {
        for profile in profiles {
            if let Some((id, first)) = seen.twice(profile.id()) {
                report("profile", &id, first, ctx).subject(profile);
            }
        }
        seen.clear();
    }
    contradictory_profiles(response, ctx);
    for profile in response.standalone_profiles() {
        if let Some((id, first)) = seen.twice(profile.id()) {
            report("profile", &id, first, ctx).subject(profile);
        }
    }
}

/// Reports profiles of different images that share an id but differ in whether they can be deployed.
fn contradictory_profiles<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let assessments = response.assess(ctx.options().target);
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
                let location = id.value;
                seen.insert(id.into_cow(), (image, location));
            }
            Some((of, first)) if *of != image && !are_alternatives(*first, id.value) => {
                report("profile", &id, *first, ctx).subject(profile);
            }
            Some(_) => {}
        }
    }
}

/// Returns whether the two values are sides of a merge conflict, which has a finding of its own.
fn are_alternatives(one: Value<'_>, other: Value<'_>) -> bool {
    one.tree().are_alternatives(one, other)
}

/// The maximum number of ids that are compared one by one, without a map.
const MAX_LINEAR: usize = 16;

/// The ids of one list so far, with their first occurrences. Most lists are short.
#[derive(Default)]
struct Seen<'a> {
    few: Vec<(Cow<'a, str>, Value<'a>)>,
    many: HashMap<Cow<'a, str>, Value<'a>>,
}

impl<'a> Seen<'a> {
    /// Adds an id. Returns it with its first occurrence if it is a duplicate. `None` if it is new,
    /// empty, or damaged.
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
        let location = id.value;
        if self.many.is_empty() && self.few.len() < MAX_LINEAR {
            self.few.push((id.into_cow(), location));
        } else {
            self.many.extend(self.few.drain(..));
            self.many.insert(id.into_cow(), location);
        }
        None
    }

    /// Clears the ids before the next list.
    fn clear(&mut self) {
        self.few.clear();
        if !self.many.is_empty() {
            // Clearing a large map costs as much for each following short list: replace it.
            self.many = HashMap::new();
        }
    }
}

fn report<'f, 'a>(
    word: &str,
    id: &Text<'a>,
    first: Value<'a>,
    ctx: &'f mut RuleContext<'_, 'a>,
) -> &'f mut Diagnostic<'a> {
    ctx.report(format!("duplicate {word} id {}", id.quotable()), id, "duplicate id")
        .secondary_label(first, "first used here")
        .help(
            "save the response again, without editing it; if both are still there, import what you need again \
             (Provisioning > Manage OS Images), so that it gets an id of its own, select that one, and then delete both of these",
        )
}
