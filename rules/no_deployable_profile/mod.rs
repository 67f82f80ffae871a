#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Profile, Response, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "no-deployable-profile",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I8"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let assessments = response.assess(findings.options().target);
    for whole in response.whole_images().filter(|whole| whole.has_no_deployable_profile()) {
        let image = whole.image;
        let is_blocked = |profile: &Profile<'a>| {
            assessments.of(profile).is_some_and(|found| found.verdict == Verdict::Blocked)
        };
        if !whole.counting_profiles().all(is_blocked) {
            continue;
        }
        let Some(list) = image.profile_list() else { continue };
        let (label, help) = match (whole.lacks_profiles(), list.is_empty()) {
            (false, _) => (
                "none of these can be deployed",
                "mend what is wrong with one of its profiles, or create a customized profile \
                 (Provisioning > Manage OS Images > OS Images), then save the response again",
            ),
            (true, true) => (
                "no profile",
                "import the image again, or create a customized profile for it (Provisioning > Manage OS Images > \
                 OS Images), then save the response again",
            ),
            (true, false) => (
                "a custom image needs a custom profile, and none of these is one",
                "create a customized profile for this image (Provisioning > Manage OS Images > OS Images), then \
                 save the response again",
            ),
        };
        findings
            .add(format!("{} has no profile that can be deployed", image.title()), list, label)
            .also(image, "so this image cannot be deployed")
            .about_image(image)
            .help(help);
    }
}
