#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "customized-windows-profile",
    group: Group::Customization,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["E4"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if profile.is_system(System::Windows) != Some(true) || !profile.is_custom() {
        return;
    }
    // A profile without its image has its own copy of the image's flag.
    let of_image = match profile.image {
        Some(image) => image.is_customized_iso(),
        None => profile.is_customized_iso(),
    };
    let Some(flag) = of_image.filter(|flag| flag.is_true && !flag.value.is_damaged()) else {
        return;
    };
    let Some(kind) = profile.kind() else { return };
    ctx
        .report(
            format!("{} is a custom profile, but its Windows image was modified before the import", profile.title()),
            &kind,
            "a custom profile",
        )
        .secondary_label(flag, "the image was modified")
        .subject(profile)
        .help(
            "deploy a predefined profile of this image, or import the image as Microsoft ships it and create the custom \
             profile from that image (Provisioning > Manage OS Images > OS Images)",
        );
}
