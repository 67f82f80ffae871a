#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileFault, Response, SupportedImage, System, Text, Use};

pub(super) static RULE: Rule = Rule {
    id: "customization-not-supported",
    group: Group::Policy,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F7", "P1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    // Where nothing is supported, the first id of a profile is enough.
    let mut last_without = None;
    for evidence in response.file_evidence() {
        let Some(used) = response.use_at(evidence.position) else { continue };
        let supported = |system: Option<System>| response.supported_image(system?);
        let own_system = used.user.system;
        match evidence.fault {
            FileFault::NothingSupported if last_without != Some(evidence.profile) => {
                last_without = Some(evidence.profile);
                if let Some(supported) = supported(own_system) {
                    nothing_is_supported(&used, supported, findings);
                }
            }
            FileFault::KindNotSupported | FileFault::ReleaseNotSupported => {
                let system = used.file().and_then(|known| known.system).or(own_system);
                let (Some(system), Some(supported)) = (system, supported(system)) else { continue };
                match (evidence.fault, &used.user.release) {
                    (FileFault::KindNotSupported, _) => {
                        kind_is_off(&used, system, supported, findings);
                    }
                    (_, Some((_, text))) => {
                        release_is_off(&used, system, supported, text, findings);
                    }
                    (_, None) => {}
                }
            }
            _ => {}
        }
    }
}

fn nothing_is_supported<'a>(
    used: &Use<'_, 'a>,
    supported: SupportedImage<'a>,
    findings: &mut Findings<'a>,
) {
    let system = used.user.system.map_or("this system", System::word);
    findings
        .add(
            format!("{} is customized, and {system} supports no customization", used.profile.title()),
            used.id,
            format!("{} is used here", used.kind.a_word()),
        )
        .also(supported, "every kind of custom file is switched off here")
        .about(used.profile)
        .help(
            "deploy a profile without customization instead, and delete this one (Provisioning > Manage OS Images > \
             OS Images); configure the hosts after they are installed",
        );
}

fn kind_is_off<'a>(
    used: &Use<'_, 'a>,
    system: System,
    supported: SupportedImage<'a>,
    findings: &mut Findings<'a>,
) {
    let Some(flag) = supported.allows(used.kind) else { return };
    findings
        .add(
            format!(
                "{} uses {} of your own, which {} does not support",
                used.profile.title(),
                used.kind.a_word(),
                system.word()
            ),
            used.id,
            format!("a custom {}", used.kind.word()),
        )
        .also(flag, format!("no custom {} for {}", used.kind.plural(), system.word()))
        .about(used.profile)
        .help(help(used));
}

fn release_is_off<'a>(
    used: &Use<'_, 'a>,
    system: System,
    supported: SupportedImage<'a>,
    release: &Text<'a>,
    findings: &mut Findings<'a>,
) {
    let Some(list) = supported.custom_release_list(used.kind) else { return };
    findings
        .add(
            format!(
                "{} uses {} of your own, which {} does not support for this release",
                used.profile.title(),
                used.kind.a_word(),
                system.word()
            ),
            used.id,
            format!("a custom {}", used.kind.word()),
        )
        .also(list, format!("the releases with custom {}", used.kind.plural()))
        .also(release, "this profile's release is none of them")
        .about(used.profile)
        .help(help(used));
}

fn help(used: &Use<'_, '_>) -> String {
    format!(
        "take the {} out of the profile (Provisioning > Manage OS Images > OS Images > Edit), or use a release or \
         an XClarity version that supports it",
        used.kind.word()
    )
}
