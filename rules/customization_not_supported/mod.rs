#![doc = include_str!("README.md")]

use std::cell::OnceCell;

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{FileKind, Releases, Response, SupportedImage, System, Text, Use};

pub(super) static RULE: Rule = Rule {
    id: "customization-not-supported",
    group: Group::Policy,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["F7", "P1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let entries = System::ALL.map(|system| response.supported_image(system).map(Entry::of));
    let forbids_all = |system: Option<System>| {
        let entry = system.and_then(|system| entries[system as usize].as_ref());
        entry.filter(|entry| entry.allows_nothing)
    };
    for (profile, mut uses) in response.customized_profiles() {
        // The first id of such a profile is enough.
        if let Some(entry) = forbids_all(profile.system())
            && let Some(used) = uses.next()
        {
            nothing_is_supported(&used, entry.supported, findings);
        }
    }
    for used in response.uses_of_custom_files() {
        let own_system = used.user.system;
        let Some(known) = used.file().filter(|_| forbids_all(own_system).is_none()) else {
            continue;
        };
        let Some(system) = known.system.or(own_system) else { continue };
        let Some(entry) = &entries[system as usize] else { continue };
        let supported = entry.supported;
        match supported.allows(used.kind) {
            Some(flag) if flag.value.is_damaged() => {}
            Some(flag) if !flag.is_true => kind_is_off(&used, system, supported, findings),
            _ => {
                let Some(releases) = entry.releases(used.kind) else { continue };
                // A file of another system is os-mismatch's.
                if own_system.is_some_and(|own| own.differs_from(system)) {
                    continue;
                }
                if let Some((release, said)) = &used.user.release
                    && !releases.contains(release)
                {
                    release_is_off(&used, system, supported, said, findings);
                }
            }
        }
    }
}

/// An entry of the supported images, its lists read once, and only where they are asked for.
struct Entry<'a> {
    supported: SupportedImage<'a>,
    allows_nothing: bool,
    releases: [OnceCell<Option<Releases>>; FileKind::ALL.len()],
}

impl<'a> Entry<'a> {
    fn of(supported: SupportedImage<'a>) -> Self {
        Self { supported, allows_nothing: supported.allows_nothing(), releases: Default::default() }
    }

    /// The releases that custom files of `kind` are supported for.
    fn releases(&self, kind: FileKind) -> Option<&Releases> {
        let read = || self.supported.custom_releases(kind);
        self.releases[kind as usize].get_or_init(read).as_ref()
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
