#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    id: "no-deployable-profile",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I8"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let assessments = response.assess(ctx.options().target);
    for whole in response.images_with_profiles().filter(|whole| whole.has_no_deployable_profile()) {
        let image = whole.image;
        let is_blocked = |profile: &Profile<'a>| {
            assessments.of(profile).is_some_and(|found| found.verdict() == Verdict::Blocked)
        };
        if !whole.counting_profiles().all(is_blocked) {
            continue;
        }
        let Some(list) = image.profile_list() else { continue };
        let (label, help) = match (whole.lacks_profiles(), list.is_empty()) {
            (false, _) => (
                "none of these profiles can be deployed",
                "one deployable profile is enough: follow the help of the findings about one of these, or create a customized \
                 profile (Provisioning > Manage OS Images > OS Images), then save the response again",
            ),
            (true, true) => (
                "no profile",
                "import the image again, or create a customized profile for it (Provisioning > Manage OS Images > \
                 OS Images), then save the response again",
            ),
            (true, false) => (
                "no custom profile, which a custom image requires",
                "create a customized profile for this image (Provisioning > Manage OS Images > OS Images), then \
                 save the response again",
            ),
        };
        ctx.report(format!("{} has no profile that can be deployed", image.title()), list, label)
            .secondary_label(image, "this image cannot be deployed")
            .subject_image(image)
            .help(help);
    }
}
