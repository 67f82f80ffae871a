#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Flag, Response, WholeImage};

pub(super) static RULE: Rule = Rule {
    id: "customized-flag-mismatch",
    group: Group::Consistency,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["I6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for WholeImage { image, profiles } in response.whole_images() {
        let Some(of_image) = image.is_customized_iso() else { continue };
        for profile in profiles {
            let Some(own) = profile.is_customized_iso() else { continue };
            if own.is_true != of_image.is_true {
                findings
                    .add(
                        format!("{} and its image disagree on whether it is customized", profile.title()),
                        own,
                        word(own),
                    )
                    .also(of_image, format!("the image says {}", word(of_image)))
                    .about(profile)
                    .help(
                        "look at the image in Provisioning > Manage OS Images before you rely on either; nothing \
                         fails by it",
                    );
            }
        }
    }
}

fn word(flag: Flag<'_>) -> &'static str {
    if flag.is_true { "customized" } else { "not customized" }
}
