#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Image, Releases, Response, SupportedImage, System, Text};

pub(super) static RULE: Rule = Rule {
    id: "unsupported-release",
    group: Group::Policy,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["F9", "P15"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut releases: [Option<Releases>; System::ALL.len()] = Default::default();
    for system in System::ALL {
        let supported = response.supported_image(system);
        // Of a newer system that only counts as this one, the list says nothing.
        let supported = supported.filter(|supported| {
            supported.name().is_some_and(|name| System::of_own_name(&name).is_some())
        });
        releases[system as usize] = supported.and_then(SupportedImage::releases);
    }
    if releases.iter().all(Option::is_none) {
        return;
    }
    for image in response.images() {
        let Some(system) = own_system(image) else { continue };
        let Some(releases) = &releases[system as usize] else { continue };
        let Some((release, said)) = image.release() else { continue };
        if releases.contains(&release) {
            continue;
        }
        let Some(supported) = response.supported_image(system) else { continue };
        let Some(list) = supported.release_list() else { continue };
        let title = image.id().or_else(|| image.name()).map(|text| text.to_string());
        findings
            .add(
                format!(
                    "image {} is a release of {} that this server does not support",
                    title.as_deref().unwrap_or("without an id"),
                    system.word()
                ),
                &said,
                "not among the supported releases",
            )
            .also(list, format!("the supported releases of {}", system.word()))
            .about_image(image)
            .help(
                "import an image of a supported release (Provisioning > Manage OS Images > OS Images), or update \
                 XClarity to a version that supports this one",
            );
    }
}

/// The image's system, by the document's own name for it.
fn own_system(image: &Image<'_>) -> Option<System> {
    let of = |text: Option<Text<'_>>| text.and_then(|text| System::of_own_name(&text));
    let system = of(image.id()).or_else(|| of(image.name()))?;
    (image.system() == Some(system)).then_some(system)
}
