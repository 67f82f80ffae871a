#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;
use crate::spec::System;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/deploy-path",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let Some(expected) = &policy.deploy_path else { return };
    for profile in response.profiles() {
        let (expected_path, windows) = match profile.system() {
            Some(System::Windows) => (&expected.windows, true),
            // The path cannot be chosen on ESXi.
            None | Some(System::Esxi) => continue,
            Some(_) => (&expected.linux, false),
        };
        let path = profile.options().and_then(|options| options.deploy_path());
        let Some((path, expected_path)) = path.zip(expected_path.as_ref()) else { continue };
        let is_set = !path.is_empty() && !path.value.is_damaged();
        if is_set && normalize(&path, windows) != normalize(expected_path, windows) {
            ctx
                .report(
                    format!("the deploy path of {} is not the path of this site", profile.title()),
                    &path,
                    format!("this site expects {}", expected_path.value),
                )
                .secondary_label(profile, "this profile uses another path for data and software")
                .config_label(&expected_path.source_span, "expected here")
                .subject(profile)
                .help(format!(
                    "set the path for data and software in the profile (Provisioning > Manage OS Images > OS \
                     Images > Edit) to {}",
                    expected_path.value
                ));
        }
    }
}

/// Returns a path in a normalized form for comparison. Windows paths ignore case and the kind of slash.
fn normalize(path: &str, windows: bool) -> String {
    let path = if windows { path.replace('/', "\\").to_lowercase() } else { path.to_owned() };
    path.trim_end_matches(['/', '\\']).to_owned()
}
