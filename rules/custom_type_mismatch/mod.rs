#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{File, FileKind, Options, Profile, Response, Use};

pub(super) static RULE: Rule = Rule {
    id: "custom-type-mismatch",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P9"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for (profile, uses) in response.customized_profiles() {
        if let Some(options) = profile.options() {
            check_profile(response, profile, options, uses, findings);
        }
    }
}

/// What a customType says: whether there is a custom unattend file, a custom settings file, and,
/// where both are there, whether they are associated (lines 188 to 193).
const fn meaning(custom_type: i64) -> Option<(bool, bool, Option<bool>, &'static str)> {
    Some(match custom_type {
        1 => (true, true, Some(true), "a custom unattend file and its associated settings file"),
        2 => (true, false, None, "a custom unattend file only"),
        3 => (true, true, Some(false), "custom unattend and settings files, not associated"),
        4 => (false, true, None, "a custom settings file only"),
        5 => (false, false, None, "neither a custom unattend nor a custom settings file"),
        _ => return None,
    })
}

/// The custom files of one kind that a profile uses.
struct Used<'a> {
    files: Vec<(Value<'a>, File<'a>)>,
    /// Whether these are all of them.
    is_all: bool,
}

impl<'a> Used<'a> {
    fn of<'r>(options: Options<'a>, kind: FileKind, uses: impl Iterator<Item = Use<'r, 'a>>) -> Self
    where
        'a: 'r,
    {
        let mut found = Self { files: Vec::new(), is_all: options.is_complete(kind) };
        for one in uses.filter(|one| one.kind == kind) {
            match one.file() {
                Some(known) if known.is_custom => found.files.push((one.id, known.file)),
                Some(_) => {}
                None => found.is_all = false,
            }
        }
        found
    }

    /// Whether it holds something; none where that cannot be told.
    fn holds(&self) -> Option<bool> {
        let is_empty = self.files.is_empty();
        if is_empty && !self.is_all { None } else { Some(!is_empty) }
    }
}

fn check_profile<'r, 'a>(
    response: &'r Response<'a>,
    profile: &Profile<'a>,
    options: Options<'a>,
    uses: impl Iterator<Item = Use<'r, 'a>> + Clone,
    findings: &mut Findings<'a>,
) {
    let Some(value) = options.custom_type().filter(|value| !value.is_damaged()) else { return };
    let Some((unattend, config, associated, words)) = value.as_i64().and_then(meaning) else {
        return;
    };
    let unattends = Used::of(options, FileKind::Unattend, uses.clone());
    let configs = Used::of(options, FileKind::Config, uses);
    let found = if unattends.holds().is_some_and(|holds| holds != unattend) {
        if unattend { "it has no custom unattend file" } else { "it has a custom unattend file" }
    } else if configs.holds().is_some_and(|holds| holds != config) {
        if config { "it has no custom settings file" } else { "it has a custom settings file" }
    } else if let Some(associated) = associated
        && are_associated(response, &unattends, &configs).is_some_and(|are| are != associated)
    {
        if associated { "its files are not associated" } else { "its files are associated" }
    } else {
        return;
    };
    let message = format!("the customType of {} does not fit: {found}", profile.title());
    let finding = findings.add(message, value, format!("stands for {words}"));
    finding.about(profile).help(
        "open the profile (Provisioning > Manage OS Images > OS Images > Edit), choose the customization type \
         that is meant and its unattend and settings files, and save the profile and then the response again",
    );
    for (id, _) in unattends.files.iter().take(3) {
        finding.also(*id, "a custom unattend file");
    }
    for (id, _) in configs.files.iter().take(3) {
        finding.also(*id, "a custom settings file");
    }
}

/// Whether an unattend and a settings file of the profile are associated; none where that cannot be
/// told, as where a file that one names is not there.
fn are_associated<'a>(
    response: &Response<'a>,
    unattends: &Used<'a>,
    configs: &Used<'a>,
) -> Option<bool> {
    let repository = &response.repository;
    let mut all = unattends.files.iter().chain(&configs.files);
    if !unattends.is_all
        || !configs.is_all
        || unattends.files.is_empty()
        || configs.files.is_empty()
        || all.any(|(_, file)| file.value.is_incomplete() || repository.partner_is_missing(*file))
    {
        return None;
    }
    let named_by = |files: &Used<'a>, others: &Used<'a>| {
        let partners = files.files.iter().filter_map(|(_, file)| repository.partner(*file));
        let ids: std::collections::HashSet<u32> =
            others.files.iter().map(|(_, file)| file.value.id()).collect();
        partners.into_iter().any(|partner| ids.contains(&partner.value.id()))
    };
    Some(named_by(unattends, configs) || named_by(configs, unattends))
}
