#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{Response, System};

use super::SitePolicy;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/deploy-path",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    let Some(expected) = &asked.deploy_path else { return };
    findings.speak_for(&RULE);
    for profile in response.profiles() {
        let (wanted, windows) = match profile.system() {
            Some(System::Windows) => (&expected.windows, true),
            // ESXi has no folder that anybody chooses.
            None | Some(System::Esxi) => continue,
            Some(_) => (&expected.linux, false),
        };
        let path = profile.options().and_then(|options| options.deploy_path());
        let Some((path, wanted)) = path.zip(wanted.as_ref()) else { continue };
        let is_told = !path.is_empty() && !path.value.is_damaged();
        if is_told && spelling(&path, windows) != spelling(wanted, windows) {
            findings
                .add(
                    format!("the deploy path of {} is not this site's", profile.title()),
                    &path,
                    format!("this site expects {}", wanted.value),
                )
                .also(profile, "this profile puts its data and software elsewhere")
                .because(&wanted.spot, "expected here")
                .about(profile)
                .help(format!(
                    "set the path for data and software in the profile (Provisioning > Manage OS Images > OS \
                     Images > Edit) to {}",
                    wanted.value
                ));
        }
    }
}

/// A path in the spelling that all spellings of it share.
fn spelling(path: &str, windows: bool) -> String {
    let path = if windows { path.replace('/', "\\").to_lowercase() } else { path.to_owned() };
    path.trim_end_matches(['/', '\\']).to_owned()
}
