#![doc = include_str!("README.md")]

use std::collections::BTreeMap;

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Image, Response};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "same-release-twice",
    group: Group::Consistency,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["E5"],
    checks: &[Check::Response(check)],
};

/// The maximum number of images that a finding labels in addition to the first two.
const MAX_IMAGES_SHOWN: usize = 10;

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut by_release: BTreeMap<(&'static str, String), Vec<&Image<'a>>> = BTreeMap::new();
    for image in response.images() {
        // Hyper-V counts as Windows elsewhere, but its images are not Windows images.
        let own = image.id().or_else(|| image.name()).and_then(|name| System::of_own_name(&name));
        if let (Some(system), Some((release, _))) = (own, image.release())
            && system != System::Esxi
        {
            by_release
                .entry((system.as_str(), release.as_str().to_owned()))
                .or_default()
                .push(image);
        }
    }
    for ((system, release), images) in by_release {
        let [first, second, others @ ..] = images.as_slice() else { continue };
        let finding = ctx.report(
            format!("{} images have the same release, {system} {release}", images.len()),
            *second,
            "another image with this release",
        );
        finding.secondary_label(*first, "the first image");
        for other in others.iter().take(MAX_IMAGES_SHOWN) {
            finding.secondary_label(*other, "another image");
        }
        finding.subject_image(second).help(
            "decide which image you deploy, use the ids of its profiles only, and delete the other one if nobody needs it \
             (Provisioning > Manage OS Images > OS Images)",
        );
    }
}
