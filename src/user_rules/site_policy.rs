//! The keys of `[site-policy]`: each stands for rules with expressions.

mod conditions;

use std::sync::Arc;

use crate::config::{MinimumDriverVersion, Reading, ReleasePattern, SitePolicy};
use crate::diagnostic::Rule;
use crate::expression::{ExpressionError, compile_within};
use crate::model::Version;
use crate::pattern::Pattern;
use crate::rules::site_policy as rules;
use crate::source::{SourceSpan, Spanned};

use conditions::{and, id_or_name_matches, matches, not, or, path_regex, quoted};

use super::define::DefinitionError;
use super::{Condition, Each, Source, SubjectPath, Template, UserRule};

/// Returns the rules that a site policy stands for. `reading` says what `preloadedWinpe` means.
///
/// # Errors
/// Returns an error for each key whose rule exceeds the limits of expressions, or cannot be decided.
pub fn site_rules(
    policy: &SitePolicy,
    reading: Reading,
) -> Result<Vec<Arc<UserRule>>, Vec<DefinitionError>> {
    let mut rules = Vec::new();
    images(policy, &mut rules);
    releases(policy, &mut rules);
    profiles(policy, &mut rules);
    drivers(policy, &mut rules);
    repository(policy, &mut rules);
    let mut errors = preloaded_winpe(policy, reading, &mut rules);
    let mut compiled = Vec::with_capacity(rules.len());
    for rule in rules {
        match rule.compile() {
            Ok(rule) => compiled.push(Arc::new(rule)),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(compiled) } else { Err(errors) }
}

/// The maximum length of a condition, in bytes: enough for the longest list that a configuration can have.
const MAX_BYTES: usize = 1 << 20;

/// A rule before it is compiled.
struct Shorthand<'k> {
    rule: &'static Rule,
    each: Each,
    when: String,
    require: String,
    at: &'static str,
    message: String,
    label: String,
    help: String,
    /// The location of the key or value that it stands for.
    key: &'k SourceSpan,
    key_label: &'static str,
}

impl Shorthand<'_> {
    fn compile(self) -> Result<UserRule, DefinitionError> {
        let Self { rule, each, when, require, at, message, label, help, key, key_label } = self;
        let variables = each.variables();
        let too_large = |error: ExpressionError| DefinitionError {
            source_span: key.clone(),
            message: format!("this cannot be checked: {}", error.message),
            label: "too many or too complex values".to_owned(),
            help: "combine globs, such as \"win20*\"".to_owned(),
        };
        let condition = |text: String| {
            let compiled = compile_within(&text, &variables, MAX_BYTES).map_err(too_large)?;
            let source = Source::generated(text, key.clone());
            Ok(Condition { compiled, source })
        };
        Ok(UserRule {
            rule,
            each,
            when: if when.is_empty() { None } else { Some(condition(when)?) },
            require: condition(require)?,
            at: SubjectPath::parse(at, each).ok(),
            message: Some(Template::parse(&message, &variables).map_err(too_large)?),
            label,
            help,
            config_label: key_label,
            source_span: key.clone(),
            each_span: key.clone(),
            examples: Vec::new(),
        })
    }
}

/// The subjects of a rule about images, with the condition that selects them: images, and profiles that were
/// saved without their image.
const IMAGES: [(Each, &str, Option<&str>); 2] =
    [(Each::Image, "image", None), (Each::Profile, "profile", Some("!has(profile.image)"))];

fn images<'k>(policy: &'k SitePolicy, rules: &mut Vec<Shorthand<'k>>) {
    let lists = [(&policy.allowed_images, true), (&policy.denied_images, false)];
    for (list, is_allowed) in lists {
        let Some(list) = list else { continue };
        for (each, subject, when) in IMAGES {
            let matches = |pattern: &Spanned<Pattern>| match each {
                Each::Image => id_or_name_matches("image", &pattern.value),
                // The bar is part of the id of an image.
                _ => matches("profile.imageId", &pattern.value, "|"),
            };
            let mut add = |require: String, key: &'k SourceSpan, key_label| {
                rules.push(Shorthand {
                    rule: &rules::IMAGES,
                    each,
                    when: when.unwrap_or_default().to_owned(),
                    require,
                    at: "id",
                    message: format!("{subject} {{{subject}.id}} is not allowed at this site"),
                    label: "not allowed".to_owned(),
                    help: "deploy an image that the site allows and delete this one (Provisioning > Manage OS Images), \
                           or change the site policy"
                        .to_owned(),
                    key,
                    key_label,
                });
            };
            if is_allowed {
                let all: Vec<String> = list.value.iter().map(matches).collect();
                add(or(&all), &list.source_span, "no glob here matches it");
            } else {
                for pattern in &list.value {
                    add(not(&matches(pattern)), &pattern.source_span, "denied here");
                }
            }
        }
    }
}

fn releases<'k>(policy: &'k SitePolicy, rules: &mut Vec<Shorthand<'k>>) {
    for (each, subject, filter) in IMAGES {
        let matches = |pattern: &Spanned<ReleasePattern>| {
            let release = matches(&format!("{subject}.release"), pattern.value.release(), "");
            match pattern.value.system() {
                Some(system) => {
                    format!("({subject}.system == '{}' && {release})", system.keyword())
                }
                None => release,
            }
        };
        let mut add = |when: Option<String>, require: String, key: &'k SourceSpan, key_label| {
            rules.push(Shorthand {
                rule: &rules::RELEASES,
                each,
                when: and(&filter.map(str::to_owned).into_iter().chain(when).collect::<Vec<_>>()),
                require,
                at: if each == Each::Image { "osrelease" } else { "supportedOsRelease" },
                message: format!(
                    "{subject} {{{subject}.id}} has release {{{subject}.release}}, which this site does not allow"
                ),
                label: "not allowed".to_owned(),
                help: "deploy a release that the site allows and delete this image (Provisioning > Manage OS Images), \
                       or change the site policy"
                    .to_owned(),
                key,
                key_label,
            });
        };
        if let Some(list) = &policy.allowed_releases {
            let all: Vec<String> = list.value.iter().map(matches).collect();
            add(None, or(&all), &list.source_span, "none of these matches its release");
        }
        for pattern in policy.denied_releases.iter().flat_map(|list| &list.value) {
            add(None, not(&matches(pattern)), &pattern.source_span, "denied here");
        }
        for minimum in &policy.minimum_release {
            let when = format!("{subject}.system == '{}'", minimum.system.keyword());
            let require = format!(
                "version({subject}.release) >= version({})",
                quoted(&minimum.release.value)
            );
            add(Some(when), require, &minimum.release.source_span, "the minimum release");
        }
    }
}

fn profiles<'k>(policy: &'k SitePolicy, rules: &mut Vec<Shorthand<'k>>) {
    if let Some(only) = policy.custom_profiles_only.as_ref().filter(|only| only.value) {
        rules.push(Shorthand {
            rule: &rules::CUSTOM_PROFILES,
            each: Each::Profile,
            when: String::new(),
            require: "profile.custom".to_owned(),
            at: "type",
            message: "profile {profile.id} is not customized, but this site deploys customized profiles only"
                .to_owned(),
            label: "a predefined profile".to_owned(),
            help: "create a customized profile from it (Provisioning > Manage OS Images > OS Images > Create Customized \
                   Profile) and deploy that one; if the predefined one may stay, list the profiles that you deploy under [require] \
                   in osready.toml: findings about others are then notes"
                .to_owned(),
            key: &only.source_span,
            key_label: "required here",
        });
    }
    for system in policy.required_unattend_file.iter().flat_map(|list| &list.value) {
        rules.push(Shorthand {
            rule: &rules::UNATTEND_FILE,
            each: Each::Profile,
            when: format!("profile.system == '{}' && profile.custom", system.value.keyword()),
            require: "profile.files.unattend.size() > 0".to_owned(),
            at: "customizationOptions.unattendOptions",
            message: "customized profile {profile.id} uses no unattend file, which this site requires".to_owned(),
            label: "no unattend file here".to_owned(),
            help: "select an unattend file in the profile (Provisioning > Manage OS Images > OS Images > Edit); import \
                   one first if there is none (Unattend Files)"
                .to_owned(),
            key: &system.source_span,
            key_label: "required here",
        });
    }
    let Some(path) = &policy.deploy_path else { return };
    // The path cannot be chosen on ESXi.
    let systems = [
        (&path.windows, "profile.system == 'windows'", true),
        (&path.linux, "profile.system in ['rhel', 'sles', 'ubuntu', 'linux']", false),
    ];
    for (expected, system, is_windows) in systems {
        let Some(expected) = expected else { continue };
        rules.push(Shorthand {
            rule: &rules::DEPLOY_PATH,
            each: Each::Profile,
            when: format!("{system} && has(profile.deployPath) && profile.deployPath != ''"),
            require: format!("profile.deployPath.matches({})", quoted(&path_regex(&expected.value, is_windows))),
            at: "customizationOptions.deployDataAndSoftwareLocation",
            message: "the deploy path of profile {profile.id} is not the path of this site".to_owned(),
            label: format!("this site expects {}", expected.value),
            help: format!(
                "set the path for data and software in the profile (Provisioning > Manage OS Images > OS Images > Edit) \
                 to {}",
                expected.value
            ),
            key: &expected.source_span,
            key_label: "expected here",
        });
    }
}

fn drivers<'k>(policy: &'k SitePolicy, rules: &mut Vec<Shorthand<'k>>) {
    for kind in policy.required_drivers.iter().flat_map(|list| &list.value) {
        let word = kind.value.as_str();
        rules.push(Shorthand {
            rule: &rules::DRIVERS,
            each: Each::Profile,
            when: String::new(),
            require: format!("profile.files.drivers.exists(file, file.deviceType == '{word}')"),
            at: "customizationOptions.driverOptions.driverFileIds",
            message: format!("profile {{profile.id}} has no {word} driver, which this site requires"),
            label: format!("no {word} driver among these"),
            help: format!(
                "select a {word} driver in the profile (Provisioning > Manage OS Images > OS Images > Edit); import one \
                 first if there is none (Driver Files)"
            ),
            key: &kind.source_span,
            key_label: "required here",
        });
    }
    for minimum in &policy.minimum_driver_version {
        let help = "import a newer version, as a bundle or as a file of your own (Provisioning > Manage OS Images > Driver \
                    Files), select it in the profiles that use this one (OS Images > Edit), and delete this one";
        let (rule, version) = (&rules::DRIVER_VERSION, &minimum.version);
        let of_all = minimum_version(rule, Each::Driver, "device driver", version, help);
        rules.push(Shorthand { when: selected(minimum), ..of_all });
    }
}

/// Returns a rule about the minimum version of all files of a kind.
fn minimum_version<'k>(
    rule: &'static Rule,
    each: Each,
    kind: &str,
    minimum: &'k Spanned<Version>,
    help: &str,
) -> Shorthand<'k> {
    let version = &minimum.value;
    Shorthand {
        rule,
        each,
        when: String::new(),
        require: format!("version(file.version) >= version('{version}')"),
        at: "version",
        message: format!(
            "{kind} {{file.id}} has version {{file.version}}, which is older than {version}, the minimum of this site"
        ),
        label: format!("older than {version}, number by number"),
        help: help.to_owned(),
        key: &minimum.source_span,
        key_label: "the minimum version",
    }
}

/// Returns the condition that selects the drivers of a minimum version.
fn selected(minimum: &MinimumDriverVersion) -> String {
    let drivers = minimum.drivers.as_ref();
    let drivers = drivers.map(|pattern| id_or_name_matches("file", &pattern.value));
    let kind = minimum.device_type.as_ref();
    let kind = kind.map(|kind| format!("file.deviceType == '{}'", kind.value.as_str()));
    let system = minimum.system.as_ref();
    let system = system.map(|system| format!("file.system == '{}'", system.value.keyword()));
    and(&[drivers, kind, system].into_iter().flatten().collect::<Vec<_>>())
}

fn repository<'k>(policy: &'k SitePolicy, rules: &mut Vec<Shorthand<'k>>) {
    if let Some(minimum) = &policy.minimum_boot_file_version {
        let help = "import a bundle with a boot file of this version or later (Provisioning > Manage OS Images > Boot \
                    Files), and select that boot file in the profiles that use this one";
        rules.push(minimum_version(
            &rules::BOOT_FILE_VERSION,
            Each::BootFile,
            "boot file",
            minimum,
            help,
        ));
    }
    if let Some(budget) = &policy.disk_budget {
        rules.push(Shorthand {
            rule: &rules::DISK_BUDGET,
            each: Each::Response,
            when: String::new(),
            require: format!("response.diskUsage.total <= {}", budget.kilobytes),
            at: "diskUsage.totalDiskUsage",
            message: format!(
                "the repository uses {{response.diskUsage.total}} KB of disk space, but this site allows {} KB",
                budget.kilobytes
            ),
            label: "more than the site allows".to_owned(),
            help: "delete images and files that are not deployed (Provisioning > Manage OS Images): osready reports files \
                   that no profile uses by the rule unused-file; or increase disk-budget"
                .to_owned(),
            key: &budget.source_span,
            key_label: "the maximum",
        });
    }
    if let Some(days) = &policy.max_age_days {
        let mut add = |require: String, message: String, help: &str| {
            rules.push(Shorthand {
                rule: &rules::SNAPSHOT_AGE,
                each: Each::Response,
                when: String::new(),
                require,
                at: "lastRefreshed",
                message,
                label: "the age counts from lastRefreshed, else from the date of the file"
                    .to_owned(),
                help: help.to_owned(),
                key: &days.source_span,
                key_label: "the maximum age in days",
            });
        };
        add(
            format!("response.age <= {}", days.value),
            format!(
                "this response is {{response.age}} days old, but this site allows {} days",
                days.value
            ),
            "refresh the repository (Provisioning > Manage OS Images), and save the response again",
        );
        // Time zones differ by up to a day.
        add(
            "response.age >= -1".to_owned(),
            "this response is dated {-response.age} days in the future".to_owned(),
            "check the clock of the server, refresh the repository (Provisioning > Manage OS Images), and save the response \
             again",
        );
    }
}

/// Adds the rules of `denied-preloaded-winpe`. Returns an error if the meaning of the flag is not configured.
fn preloaded_winpe<'k>(
    policy: &'k SitePolicy,
    reading: Reading,
    rules: &mut Vec<Shorthand<'k>>,
) -> Vec<DefinitionError> {
    let Some(targets) = &policy.denied_preloaded_winpe else { return Vec::new() };
    let allows = match reading {
        Reading::Name => "!profile.flags.preloadedWinpe",
        Reading::Values => "profile.flags.preloadedWinpe",
        Reading::Unsure => {
            return vec![DefinitionError {
                source_span: targets.source_span.clone(),
                message: "it is not configured what preloadedWinpe means".to_owned(),
                label: "cannot be checked".to_owned(),
                help: "the reference describes the flag in two opposite ways: compare a profile whose WinPE you know, then \
                       set reading = \"name\" or \"values\" under [rules.preloaded-winpe]"
                    .to_owned(),
            }];
        }
    };
    for target in &targets.value {
        rules.push(Shorthand {
            rule: &rules::PRELOADED_WINPE,
            each: Each::Profile,
            when: format!(
                "response.target == '{}' && profile.system == 'windows' && !(has(profile.flags.noWinpe) && profile.flags.noWinpe)",
                target.value.as_str()
            ),
            require: allows.to_owned(),
            at: "readyCheck.preloadedWinpe",
            message: format!(
                "profile {{profile.id}} uses the preloaded WinPE, which this site does not allow for {} servers",
                target.value.name()
            ),
            label: "the preloaded WinPE".to_owned(),
            help: "import a newer bundle (Provisioning > Manage OS Images > Boot Files), select its boot file in a customized \
                   profile (OS Images > Edit, or Create Customized Profile if this one is predefined), and deploy that one"
                .to_owned(),
            key: &target.source_span,
            key_label: "denied here",
        });
    }
    Vec::new()
}
