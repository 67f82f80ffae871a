#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::json::Value;
use crate::model::{File, FileKind, Options, Profile, Reference, Response};

pub(super) static RULE: Rule = Rule {
    id: "custom-type-mismatch",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P9"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for (profile, uses) in response.customized_profiles() {
        if let Some(options) = profile.options() {
            check_profile(response, profile, options, uses, ctx);
        }
    }
}

/// Returns the meaning of a `customType`: whether the profile has a custom unattend file, whether it
/// has a custom settings file, whether the two are associated (`None` if it does not have both), and
/// a description. `None` if the reference does not list the value
/// (`items[].profiles[].customizationOptions.customType`).
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
    /// Whether `files` is complete.
    is_all: bool,
}

impl<'a> Used<'a> {
    fn new<'r>(
        options: Options<'a>,
        kind: FileKind,
        uses: impl Iterator<Item = Reference<'r, 'a>>,
    ) -> Self
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

    /// Returns whether the profile uses a file of this kind. `None` if that is unknown.
    fn has_any(&self) -> Option<bool> {
        let is_empty = self.files.is_empty();
        if is_empty && !self.is_all { None } else { Some(!is_empty) }
    }
}

fn check_profile<'r, 'a>(
    response: &'r Response<'a>,
    profile: &Profile<'a>,
    options: Options<'a>,
    uses: impl Iterator<Item = Reference<'r, 'a>> + Clone,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(value) = options.custom_type().filter(|value| !value.is_damaged()) else { return };
    let Some((unattend, config, associated, words)) = value.as_i64().and_then(meaning) else {
        return;
    };
    let unattends = Used::new(options, FileKind::Unattend, uses.clone());
    let configs = Used::new(options, FileKind::Config, uses);
    let found = if unattends.has_any().is_some_and(|has_any| has_any != unattend) {
        if unattend { "it uses no custom unattend file" } else { "it uses a custom unattend file" }
    } else if configs.has_any().is_some_and(|has_any| has_any != config) {
        if config { "it uses no custom settings file" } else { "it uses a custom settings file" }
    } else if let Some(associated) = associated
        && are_associated(response, &unattends, &configs).is_some_and(|are| are != associated)
    {
        if associated { "the two are not associated" } else { "the two are associated" }
    } else {
        return;
    };
    let message = format!("the customType of {} means {words}, but {found}", profile.title());
    let finding = ctx.report(message, value, "does not match the files");
    finding.subject(profile).help(
        "edit the profile (Provisioning > Manage OS Images > OS Images > Edit): select the intended customization \
         type and its unattend and settings files, then save the response again",
    );
    for (id, _) in unattends.files.iter().take(3) {
        finding.secondary_label(*id, "a custom unattend file");
    }
    for (id, _) in configs.files.iter().take(3) {
        finding.secondary_label(*id, "a custom settings file");
    }
}

/// Returns whether an unattend file and a settings file of the profile are associated. `None` if that
/// is unknown, for example because an associated file is missing.
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
