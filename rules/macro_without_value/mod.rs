#![doc = include_str!("README.md")]

use std::collections::HashMap;

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext, StringLocation};
use crate::json::Value;
use crate::model::{File, FileKind, Host, Profile, macros};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: "macro-without-value",
    group: Group::Deployment,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Deployment(check)],
};

/// The beginning of the macros that get their values from a request.
const PREFIX: &str = "predefined.hostPlatforms.";
/// The maximum number of findings per host.
const MAX_FINDINGS: usize = 8;

/// The attributes that an unattend file uses, each with its first location.
type Used<'a> = Vec<(String, Span)>;

fn check<'a>(deployment: &Deployment<'_, 'a>, ctx: &mut RuleContext<'_, 'a>) {
    // Many hosts use the same file.
    let mut files: HashMap<u32, (StringLocation<'a>, Used<'a>)> = HashMap::new();
    for host in deployment.hosts {
        let Some(offered) = deployment.profile(host) else { continue };
        let Some(file) = unattend(deployment, &offered.profile, host) else { continue };
        let Some(text) = file.content() else { continue };
        let (inside, used) = files
            .entry(file.value.id())
            .or_insert_with(|| (StringLocation::of(text.value), used(&text)));
        ctx.set_host(Some(*host));
        let missing = used.iter().filter(|(name, _)| !has(host, name));
        for (name, span) in missing.take(MAX_FINDINGS) {
            ctx.report(
                format!("{} has no \"{name}\", which {} uses", host.title(), file.title()),
                host.selected_image().map_or(host.value, |id| id.value),
                format!("its unattend file needs \"{name}\", which is missing here"),
            )
            .secondary_label(inside.named(*span), "used here")
            .subject(&offered.profile)
            .help(format!(
                "add \"{}\" to {} in the request; or remove the macro from the unattend file, import it again (Provisioning > \
                 Manage OS Images > Unattend Files), and select the new file in the profile",
                name.rsplit('.').next().unwrap_or(name),
                match name.rsplit_once('.') {
                    Some((object, _)) => format!("\"{object}\" of this host"),
                    None => "this host, beside \"selectedImage\",".to_owned(),
                }
            ));
        }
    }
    ctx.set_host(None);
}

/// Returns the unattend file of a host: the one that it names, or else the only one of its profile.
fn unattend<'a>(
    deployment: &Deployment<'_, 'a>,
    profile: &Profile<'a>,
    host: &Host<'a>,
) -> Option<File<'a>> {
    let repository = &deployment.offer.response.repository;
    if let Some(id) = host.text("unattendFileId") {
        return repository.file(FileKind::Unattend, &id);
    }
    let options = profile.options()?;
    let mut ids = options.ids(FileKind::Unattend);
    let only = ids.next().filter(|_| ids.next().is_none())?;
    repository.file(FileKind::Unattend, &only)
}

/// Returns the attributes of a host that a text uses.
fn used(text: &str) -> Used<'static> {
    let mut used: Used<'static> = Vec::new();
    for found in macros(text) {
        let Some(name) = found.name.strip_prefix(PREFIX) else { continue };
        let is_of_request = name == "licenseKey" || name.starts_with("networkSettings.");
        if is_of_request && !used.iter().any(|(known, _)| known == name) {
            used.push((name.to_owned(), found.span));
        }
    }
    used
}

/// Returns whether a host has a value for an attribute, given by its path.
fn has(host: &Host<'_>, path: &str) -> bool {
    let value = path.split('.').try_fold(host.value, |at: Value<'_>, step| at.get_key(step));
    let is_empty = |value: Value<'_>| {
        value.kind() == crate::json::Kind::Null
            || value.as_str().is_some_and(|text| text.trim().is_empty())
    };
    value.is_some_and(|value| !is_empty(value))
}
