#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileKind, ImageWithProfiles, Profile, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "image-type-profiles",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I7", "P16"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for image in response.images_with_profiles() {
        check_image(image, ctx);
    }
    check_files(response, ctx);
}

/// Reports an image whose type does not allow its profiles, or requires others.
fn check_image<'a>(whole: ImageWithProfiles<'_, 'a>, ctx: &mut RuleContext<'_, 'a>) {
    let ImageWithProfiles { image, profiles } = whole;
    let Some(kind) = image.kind() else { return };
    let lacks = |required: &str, other: fn(&Profile<'a>) -> bool| {
        let is_evidence = profiles.iter().all(other) && whole.has_all_profiles();
        is_evidence.then(|| format!("no {required} profile in this list"))
    };
    let title = || image.title();
    if image.is_custom() {
        let none = lacks("custom", Profile::is_predefined);
        if let Some(predefined) = profiles.iter().find(|profile| profile.is_predefined()) {
            let has =
                if none.is_some() { "only predefined profiles" } else { "a predefined profile" };
            let finding = ctx.report(
                format!(
                    "{} is a custom image, which only custom profiles can deploy, but has {has}",
                    title()
                ),
                &kind,
                "a custom image",
            );
            let location = predefined.kind().map_or(predefined.value, |kind| kind.value);
            finding
                .secondary_label(location, "a predefined profile")
                .subject_image(image)
                .help(HELP_CUSTOM);
        } else if let (Some(label), Some(list)) = (none, image.profile_list()) {
            ctx.report(
                format!("{} is a custom image without a custom profile", title()),
                list,
                label,
            )
            .secondary_label(&kind, "a custom image")
            .subject_image(image)
            .help(HELP_CUSTOM);
        }
    } else if image.is_base()
        && let (Some(label), Some(list)) =
            (lacks("predefined", Profile::is_custom), image.profile_list())
    {
        ctx.report(
            format!("{} is a base image without a predefined profile", title()),
            list,
            label,
        )
        .secondary_label(&kind, "a base image")
        .subject_image(image)
        .help(
            "delete the image and import it again to restore its predefined profiles (Provisioning > \
                 Manage OS Images > OS Images)",
        );
    }
}

const HELP_CUSTOM: &str = "save the response again, without editing it; if the finding stays, create a customized profile for \
     this image and deploy that profile (Provisioning > Manage OS Images > OS Images)";

/// Reports predefined profiles that use custom files, which only custom profiles can have.
fn check_files<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    // Report each kind of file once per profile.
    let mut last_reported: Option<(&Profile<'a>, FileKind)> = None;
    for used in response.uses_of_custom_files() {
        let is_custom_only = matches!(used.kind, FileKind::Boot | FileKind::Driver);
        let (profile, kind) = (used.profile, used.kind);
        if !is_custom_only || !profile.is_predefined() || last_reported == Some((profile, kind)) {
            continue;
        }
        let (Some(own), Some(id)) = (profile.kind(), Text::of(used.id)) else { continue };
        last_reported = Some((profile, kind));
        let word = kind.as_str();
        ctx
                .report(
                    format!("{} is predefined, but uses a custom {word}", profile.title()),
                    &own,
                    "a predefined profile",
                )
                .secondary_label(&id, format!("a custom {word}"))
                .subject(profile)
                .help(
                    "move the custom files to a customized profile of the same image (Provisioning > Manage OS \
                     Images > OS Images), and leave the predefined profile unchanged",
                );
    }
}
