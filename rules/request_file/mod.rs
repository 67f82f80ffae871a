#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Location, Offered, Rule, RuleContext};
use crate::json::Value;
use crate::model::{FileKind, Host, IndexedFile, Options, Profile, Text, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "request-file",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The attributes that name files, and the kind of each.
const FILES: [(&str, FileKind); 2] =
    [("configFileId", FileKind::Config), ("unattendFileId", FileKind::Unattend)];

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(offered) = deployment.profile(host) else { return };
    for (name, kind) in FILES {
        let Some(id) = host.text(name) else { continue };
        let options = offered.profile.options();
        let has_none = options.is_none_or(|options| options.ids(kind).next().is_none());
        let is_unreadable = options.is_some_and(|options| options.is_unreadable(kind));
        // A settings file that the profile does not have is ignored: see config-file-required.
        if kind != FileKind::Config || !has_none || is_unreadable {
            check_file(deployment, host, offered, kind, &id, ctx);
        }
    }
}

fn check_file<'a>(
    deployment: &Deployment<'_, 'a>,
    host: &Host<'a>,
    offered: &Offered<'a>,
    kind: FileKind,
    id: &Text<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let repository = &deployment.offer.response.repository;
    let word = kind.as_str();
    let position = repository.position(kind, id);
    let Some(known) = position.and_then(|position| repository.known_at(kind, position)) else {
        let Some(list) = repository.complete_list(kind) else {
            let problem =
                format!("it is unknown whether XClarity has the {word} {}", id.quotable());
            return unknown(
                problem,
                id,
                "the snapshot has no complete list of such files",
                None,
                ctx,
            );
        };
        ctx.report(
            format!(
                "{} names the {word} {}, which the snapshot does not have",
                host.title(),
                id.quotable()
            ),
            id,
            "no file has this id",
        )
        .secondary_label(list, "the list that lacks it")
        .subject(&offered.profile)
        .help(format!(
            "use {}; or import the missing file (Provisioning > Manage OS Images), select it in the profile, save the \
             snapshot again, and write the id from there",
            files_of(&offered.profile, kind)
        ));
        return;
    };
    let defective = |value: Value<'_>| value.is_damaged() || value.is_incomplete();
    if known.is_unreadable || known.file.value.descendants().any(defective) {
        let problem = format!("{} cannot be read", known.file.title());
        return unknown(problem, id, "names this file", Some(known.file.into()), ctx);
    }
    check_fit(deployment, offered, &known, id, ctx);
}

/// Returns the ids of the first files of this kind that a profile has, for people.
pub(super) fn ids_of(options: &Options<'_>, kind: FileKind) -> Vec<String> {
    const MAX_IDS: usize = 3;
    options.ids(kind).take(MAX_IDS).map(|id| id.quotable().into_owned()).collect()
}

/// Returns the files of this kind that a profile has, for people.
fn files_of(profile: &Profile<'_>, kind: FileKind) -> String {
    let ids = profile.options().map(|options| ids_of(&options, kind)).unwrap_or_default();
    match ids.is_empty() {
        true => format!("{} of the profile", kind.a_word()),
        false => format!("{} of the profile: {}", kind.a_word(), ids.join(", ")),
    }
}

/// Checks whether a file fits the profile.
fn check_fit<'a>(
    deployment: &Deployment<'_, 'a>,
    offered: &Offered<'a>,
    known: &IndexedFile<'a>,
    id: &Text<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let (profile, kind) = (&offered.profile, known.file.kind);
    let word = kind.as_str();
    let systems = known.system.zip(profile.system());
    if let Some((file, own)) = systems.filter(|(file, own)| file.differs_from(*own)) {
        let finding = ctx.report(
            format!(
                "{} deploys {}, but the {word} is for {}",
                profile.title(),
                own.as_str(),
                file.as_str()
            ),
            id,
            format!("this {word} is for {}", file.as_str()),
        );
        if let Some(os) = known.file.os() {
            finding.secondary_label(&os, format!("for {}", file.as_str()));
        }
        finding.subject(profile).help(format!("use {} for {}", kind.a_word(), own.as_str()));
        return;
    }
    let options = profile.options();
    let is_listed =
        options.is_some_and(|options| options.ids(kind).any(|own| own.as_str() == id.as_str()));
    if !is_listed {
        if options.is_some_and(|options| options.is_unreadable(kind)) {
            let problem = format!(
                "it is unknown whether {} has the {word} {}",
                profile.title(),
                id.quotable()
            );
            return unknown(problem, id, "names this file", Some(profile.into()), ctx);
        }
        ctx.report(
            format!("{} does not have the {word} {}", profile.title(), id.quotable()),
            id,
            "not a file of the profile",
        )
        .secondary_label(profile, "this profile does not have it")
        .secondary_label(known.file, "the file")
        .subject(profile)
        .help(format!(
            "use {}, or add this one to it (Provisioning > Manage OS Images > OS Images > Edit)",
            files_of(profile, kind)
        ));
        return;
    }
    let releases = deployment.offer.response.repository.releases(known);
    let Some((release, said)) = profile.release() else { return };
    if releases.is_empty() || releases.contains(&release) {
        return;
    }
    let finding = ctx.report(
        format!("the {word} does not support the release of {}", profile.title()),
        id,
        format!("this {word} is for other releases"),
    );
    if let Some(osrelease) = known.file.osrelease() {
        finding.secondary_label(&osrelease, "supports only these releases");
    }
    finding
        .secondary_label(&said, "the release of the profile")
        .subject(profile)
        .level(Level::Warning)
        .help(format!("use {} for this release", kind.a_word()));
}

/// Reports that a file cannot be compared.
fn unknown<'a>(
    problem: String,
    id: &Text<'a>,
    label: &str,
    elsewhere: Option<Location<'a>>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let finding = ctx.report(problem, id, label);
    if let Some(location) = elsewhere {
        finding.secondary_label(location, "cannot be read in full");
    }
    finding.verdict(Verdict::Unknown).help("save the whole response of GET /osImages");
}
