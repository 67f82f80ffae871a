#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileKind, Profile, Response, Text, WholeImage};

pub(super) static RULE: Rule = Rule {
    id: "image-type-profiles",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I7", "P16"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for image in response.whole_images() {
        check_image(image, findings);
    }
    check_files(response, findings);
}

/// What an image of its type may and must hold.
fn check_image<'a>(whole: WholeImage<'_, 'a>, findings: &mut Findings<'a>) {
    let WholeImage { image, profiles } = whole;
    let Some(kind) = image.kind() else { return };
    let lacks = |wanted: &str, other: fn(&Profile<'a>) -> bool| {
        let is_evidence = profiles.iter().all(other) && whole.has_all_profiles();
        is_evidence.then(|| format!("no {wanted} profile in this list"))
    };
    let title = || image.title();
    if image.is_custom() {
        let none = lacks("custom", Profile::is_predefined);
        if let Some(predefined) = profiles.iter().find(|profile| profile.is_predefined()) {
            let has =
                if none.is_some() { "only predefined profiles" } else { "a predefined profile" };
            let finding = findings.add(
                format!("{} is a custom image and has {has}", title()),
                &kind,
                "a custom image",
            );
            let place = predefined.kind().map_or(predefined.value, |kind| kind.value);
            finding.also(place, "a predefined profile in it").about_image(image).help(HELP_CUSTOM);
        } else if let (Some(label), Some(list)) = (none, image.profile_list()) {
            findings
                .add(format!("{} is a custom image without a custom profile", title()), list, label)
                .also(&kind, "a custom image")
                .about_image(image)
                .help(HELP_CUSTOM);
        }
    } else if image.is_base()
        && let (Some(label), Some(list)) =
            (lacks("predefined", Profile::is_custom), image.profile_list())
    {
        findings
            .add(format!("{} is a base image without a predefined profile", title()), list, label)
            .also(&kind, "a base image")
            .about_image(image)
            .help(
                "delete the image and import it again, which brings its predefined profiles back \
                 (Provisioning > Manage OS Images > OS Images)",
            );
    }
}

const HELP_CUSTOM: &str = "create a customized profile for this image and deploy it through that one \
     (Provisioning > Manage OS Images > OS Images)";

/// A predefined profile that carries files which only a custom one can have.
fn check_files<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    // A profile is told once for each kind, however many such files it carries.
    let mut told: Option<(&Profile<'a>, FileKind)> = None;
    for used in response.uses_of_custom_files() {
        let carries = matches!(used.kind, FileKind::Boot | FileKind::Driver);
        let (profile, kind) = (used.profile, used.kind);
        if !carries || !profile.is_predefined() || told == Some((profile, kind)) {
            continue;
        }
        let (Some(own), Some(id)) = (profile.kind(), Text::of(used.id)) else { continue };
        told = Some((profile, kind));
        let word = kind.word();
        findings
                .add(
                    format!("{} is predefined, but carries a custom {word}", profile.title()),
                    &own,
                    "a predefined profile",
                )
                .also(&id, format!("a custom {word}"))
                .about(profile)
                .help(
                    "put custom files into a customized profile of the same image, and leave the predefined one \
                     as it came (Provisioning > Manage OS Images > OS Images)",
                );
    }
}
