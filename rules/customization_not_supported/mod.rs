#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{FileFault, Reference, Response, SupportedImage, Text};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "customization-not-supported",
    group: Group::Policy,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F7", "P1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    // If the system supports no customization, report the first id of a profile only.
    let mut last_without = None;
    for evidence in response.file_evidence() {
        let Some(used) = response.use_at(evidence.position) else { continue };
        let supported = |system: Option<System>| response.supported_image(system?);
        let own_system = used.user.system;
        match evidence.fault {
            FileFault::NothingSupported if last_without != Some(evidence.profile) => {
                last_without = Some(evidence.profile);
                if let Some(supported) = supported(own_system) {
                    report_no_customization(&used, supported, ctx);
                }
            }
            FileFault::KindNotSupported | FileFault::ReleaseNotSupported => {
                let system = used.file().and_then(|known| known.system).or(own_system);
                let (Some(system), Some(supported)) = (system, supported(system)) else { continue };
                match (evidence.fault, &used.user.release) {
                    (FileFault::KindNotSupported, _) => {
                        report_kind(&used, system, supported, ctx);
                    }
                    (_, Some((_, text))) => {
                        report_release(&used, system, supported, text, ctx);
                    }
                    (_, None) => {}
                }
            }
            _ => {}
        }
    }
}

fn report_no_customization<'a>(
    used: &Reference<'_, 'a>,
    supported: SupportedImage<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let system = used.user.system.map_or("this system", System::word);
    ctx
        .report(
            format!("{} is customized, but {system} supports no customization", used.profile.title()),
            used.id,
            format!("{} is used here", used.kind.a_word()),
        )
        .secondary_label(supported, "this entry disables every kind of custom file")
        .subject(used.profile)
        .help(
            "deploy a profile without customization, and delete this one (Provisioning > Manage OS Images > OS Images); \
             configure the hosts after the installation",
        );
}

fn report_kind<'a>(
    used: &Reference<'_, 'a>,
    system: System,
    supported: SupportedImage<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(flag) = supported.allows(used.kind) else { return };
    ctx.report(
        format!(
            "{} uses a custom {}, which {} does not support",
            used.profile.title(),
            used.kind.word(),
            system.word()
        ),
        used.id,
        format!("a custom {}", used.kind.word()),
    )
    .secondary_label(flag, format!("no custom {} for {}", used.kind.plural(), system.word()))
    .subject(used.profile)
    .help(help(used));
}

fn report_release<'a>(
    used: &Reference<'_, 'a>,
    system: System,
    supported: SupportedImage<'a>,
    release: &Text<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(list) = supported.custom_release_list(used.kind) else { return };
    ctx.report(
        format!(
            "{} uses a custom {}, which {} does not support for this release",
            used.profile.title(),
            used.kind.word(),
            system.word()
        ),
        used.id,
        format!("a custom {}", used.kind.word()),
    )
    .secondary_label(list, format!("the releases that support custom {}", used.kind.plural()))
    .secondary_label(release, "not the release of this profile")
    .subject(used.profile)
    .help(help(used));
}

fn help(used: &Reference<'_, '_>) -> String {
    format!(
        "remove the {} from the profile (Provisioning > Manage OS Images > OS Images > Edit), or use a release or \
         an XClarity version that supports it",
        used.kind.word()
    )
}
