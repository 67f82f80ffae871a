#![doc = include_str!("README.md")]

use std::collections::BTreeMap;

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Image, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "same-release-twice",
    group: Group::Consistency,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["E5"],
    checks: &[Check::Response(check)],
};

/// How many images one finding shows.
const MAX_IMAGES_SHOWN: usize = 10;

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut by_release: BTreeMap<(&'static str, String), Vec<&Image<'a>>> = BTreeMap::new();
    for image in response.images() {
        // A newer system that counts as another one (Hyper-V as Windows) is not that one.
        let own = image.id().or_else(|| image.name()).and_then(|name| System::of_own_name(&name));
        if let (Some(system), Some((release, _))) = (own, image.release())
            && system != System::Esxi
        {
            by_release.entry((system.word(), release.as_str().to_owned())).or_default().push(image);
        }
    }
    for ((system, release), images) in by_release {
        let [first, second, others @ ..] = images.as_slice() else { continue };
        let finding = findings.add(
            format!("{} images are of one release, {system} {release}", images.len()),
            *second,
            "another image of this release",
        );
        finding.also(*first, "the first one");
        for other in others.iter().take(MAX_IMAGES_SHOWN) {
            finding.also(*other, "another one");
        }
        finding.about_image(second).help(
            "check which of them the profiles that you deploy belong to: several images of one release are documented \
             for ESXi only (Provisioning > Manage OS Images > OS Images)",
        );
    }
}
