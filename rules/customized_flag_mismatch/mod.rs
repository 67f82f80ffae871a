#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Flag, ImageWithProfiles, Response};

pub(super) static RULE: Rule = Rule {
    id: "customized-flag-mismatch",
    group: Group::Consistency,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["I6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for ImageWithProfiles { image, profiles } in response.images_with_profiles() {
        let Some(of_image) = image.is_customized_iso() else { continue };
        for profile in profiles {
            let Some(own) = profile.is_customized_iso() else { continue };
            if own.is_true != of_image.is_true {
                ctx
                    .report(
                        format!("{} and its image have different values of isCustomizedISO", profile.title()),
                        own,
                        describe(own),
                    )
                    .secondary_label(of_image, format!("the image says {}", describe(of_image)))
                    .subject(profile)
                    .help(
                        "nothing needs to change for a deployment; if a script reads isCustomizedISO, look in XClarity (Provisioning \
                         > Manage OS Images > OS Images) whether the image is customized, and let the script read the flag that agrees",
                    );
            }
        }
    }
}

fn describe(flag: Flag<'_>) -> &'static str {
    if flag.is_true { "customized" } else { "not customized" }
}
