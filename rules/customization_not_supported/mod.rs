#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Diagnostic, Group, Level, Rule, RuleContext};
use crate::model::{FileFault, Reference, Response, SupportedImage, Text};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "customization-not-supported",
    group: Group::Customization,
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
    supported: &SupportedImage<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let system = used.user.system.map_or("this system", System::as_str);
    ctx
        .report(
            format!("{} is customized, but XClarity supports no customization of {system}", used.profile.title()),
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
    supported: &SupportedImage<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(flag) = supported.allows(used.kind) else { return };
    let label = format!("no custom {} for {}", used.kind.plural(), system.as_str());
    report_file(used, system, "", ctx).secondary_label(flag, label);
}

fn report_release<'a>(
    used: &Reference<'_, 'a>,
    system: System,
    supported: &SupportedImage<'a>,
    release: &Text<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(list) = supported.custom_release_list(used.kind) else { return };
    let label = format!("the releases that support custom {}", used.kind.plural());
    report_file(used, system, " in this release", ctx)
        .secondary_label(list, label)
        .secondary_label(release, "not the release of this profile");
}

/// Reports a custom file that the system does not support, or not `for_release`.
fn report_file<'c, 'a>(
    used: &Reference<'_, 'a>,
    system: System,
    for_release: &str,
    ctx: &'c mut RuleContext<'_, 'a>,
) -> &'c mut Diagnostic<'a> {
    let kind = used.kind.as_str();
    ctx.report(
        format!(
            "{} uses a custom {kind}, which XClarity does not support for {}{for_release}",
            used.profile.title(),
            system.as_str()
        ),
        used.id,
        format!("a custom {kind}"),
    )
    .subject(used.profile)
    .help(format!(
        "remove the {kind} from the profile (Provisioning > Manage OS Images > OS Images > Edit), or use a release \
         or an XClarity version that supports it"
    ))
}
