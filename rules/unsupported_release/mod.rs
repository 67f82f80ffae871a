#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Image, Response, Text};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-release",
    group: Group::Customization,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F9", "P15"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for image in response.images() {
        let Some(system) = own_system(image) else { continue };
        let Some(supported) = response.supported_image(system) else { continue };
        // The list does not cover newer systems that only count as this one, such as Hyper-V.
        if supported.name().is_none_or(|name| System::of_own_name(&name).is_none()) {
            continue;
        }
        let Some((list, releases)) = supported.release_list().zip(supported.releases()) else {
            continue;
        };
        let Some((release, said)) = image.release() else { continue };
        if releases.contains(&release) {
            continue;
        }
        let title = image.id().or_else(|| image.name()).map(|text| text.to_string());
        ctx
            .report(
                format!(
                    "image {} has a release of {} that this XClarity does not support",
                    title.as_deref().unwrap_or("without an id"),
                    system.as_str()
                ),
                &said,
                "not among the supported releases",
            )
            .secondary_label(list, format!("the supported releases of {}", system.as_str()))
            .subject_image(image)
            .help(
                "import an image of a supported release (Provisioning > Manage OS Images > OS Images), or update \
                 XClarity to a version that supports this one",
            );
    }
}

/// Returns the system of an image whose id or name uses a system name of the reference. `None` for
/// other images.
fn own_system(image: &Image<'_>) -> Option<System> {
    let of = |text: Option<Text<'_>>| text.and_then(|text| System::of_own_name(&text));
    let system = of(image.id()).or_else(|| of(image.name()))?;
    (image.system() == Some(system)).then_some(system)
}
