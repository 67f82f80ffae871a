//! What the flags of an image or profile say against deploying it, each in the context that the
//! document gives it.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{DeployStatus, Flag, Image, Profile, System, Verdict, WholeImage};

/// What a flag says against deploying a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It is only a placeholder.
    Placeholder,
    /// Windows without a WinPE boot file.
    NoWinpe,
    /// SLES 15 without its packages.
    NoPackages,
    /// SLES that needs a kISO.
    NeedsKiso,
    /// The security mode forbids it.
    SecurityMode,
    /// It does not suit ThinkSystem servers, which only warns.
    Incompatible,
}

/// The SLES release whose installer needs a second medium with the packages (line 242).
const RELEASE_WITH_PACKAGES: u32 = 15;

impl<'a> Profile<'a> {
    /// The flags that say something against deploying it, and whether its system is known: where it
    /// is not, the flag is believed, and blocks nothing.
    pub fn obstacles(&self) -> impl Iterator<Item = (Obstacle, Flag<'a>, bool)> {
        let check = self.ready_check();
        let is_set = |flag: Option<Flag<'a>>| flag.filter(|flag| flag.is_true);
        let with = |obstacle, flag: Option<Flag<'a>>, applies: fn(&Self) -> Option<bool>| {
            let flag = flag?;
            match applies(self) {
                Some(false) => None,
                known => Some((obstacle, flag, known.is_some())),
            }
        };
        let has_kiso = check.missing_thinksystem_kiso().is_some_and(|missing| !missing.is_true);
        let needs_kiso = is_set(check.requires_thinksystem_kiso()).filter(|_| !has_kiso);
        let incompatible = is_set(check.incompatible_with_thinksystem());
        let forbidden = self.security_mode().forbids();
        // Of most profiles no flag says anything.
        let is_silent = !check.has_true_flag() && forbidden.is_none();
        let all = || {
            [
                with(Obstacle::Placeholder, is_set(check.is_placeholder()), |_| Some(true)),
                with(Obstacle::NoWinpe, is_set(check.no_winpe()), |own| {
                    own.is_system(System::Windows)
                }),
                with(Obstacle::NoPackages, is_set(check.no_packages()), Self::needs_packages),
                with(Obstacle::NeedsKiso, needs_kiso, |own| own.is_system(System::Sles)),
                with(Obstacle::SecurityMode, forbidden, |_| Some(true)),
                with(Obstacle::Incompatible, incompatible, |_| Some(true)),
            ]
        };
        (!is_silent).then(all).into_iter().flatten().flatten()
    }

    /// Whether it is SLES 15; none where its system or its release cannot be told.
    #[must_use]
    pub fn needs_packages(&self) -> Option<bool> {
        let release = || {
            self.release()
                .and_then(|(release, _)| release.major())
                .map(|major| major == RELEASE_WITH_PACKAGES)
        };
        match self.system() {
            Some(System::Sles) => release(),
            Some(_) => Some(false),
            None => release().filter(|is_fifteen| !is_fifteen),
        }
    }

    /// Whether a flag has spoken that gives a reason for its status.
    #[must_use]
    pub fn has_reason(&self) -> bool {
        self.obstacles().next().is_some()
            || self.image.is_some_and(|image| image.security_mode().forbids().is_some())
    }

    /// Whether its status or a flag, its own or its image's, says that it cannot be deployed.
    #[must_use]
    pub fn is_blocked(&self, twins: &KisoTwins<'_, 'a>) -> bool {
        let blocks = |(obstacle, _, is_certain): (Obstacle, Flag<'a>, bool)| match obstacle {
            Obstacle::Incompatible => false,
            Obstacle::NeedsKiso => is_certain && twins.of(self).is_none(),
            _ => is_certain,
        };
        self.deploy_status().is_some_and(|(status, _)| status == DeployStatus::NotReady)
            || self.image.is_some_and(|image| image.security_mode().forbids().is_some())
            || self.obstacles().any(blocks)
    }

    /// What is known of the security mode (line 222): the newer flag stands in the image's
    /// readyCheck.
    #[must_use]
    pub fn security_mode(&self) -> SecurityMode<'a> {
        let own = self.ready_check();
        let image = || self.image?.ready_check().is_not_allowed_in_current_security_mode();
        SecurityMode {
            old: self
                .is_allowed_in_current_security_mode()
                .or_else(|| own.is_allowed_in_current_security_mode()),
            new: own.is_not_allowed_in_current_security_mode().or_else(image),
        }
    }
}

impl<'a> Image<'a> {
    /// What its readyCheck says of the security mode (line 267).
    #[must_use]
    pub fn security_mode(&self) -> SecurityMode<'a> {
        let own = self.ready_check();
        SecurityMode {
            old: own.is_allowed_in_current_security_mode(),
            new: own.is_not_allowed_in_current_security_mode(),
        }
    }

    /// The flag that says that it is not compatible with ThinkSystem servers (line 272).
    #[must_use]
    pub fn incompatible(&self) -> Option<Flag<'a>> {
        self.ready_check().incompatible_with_thinksystem().filter(|flag| flag.is_true)
    }

    /// Whether `profile`, one of its own, counts when it is deployed: on an image of type custom the
    /// predefined ones do not (line 280).
    #[must_use]
    pub fn counts(&self, profile: &Profile<'_>) -> bool {
        !(profile.is_predefined() && self.is_custom())
    }
}

impl<'r, 'a> WholeImage<'r, 'a> {
    /// Whether a flag of it, or the status or a flag of a profile, gives a reason for its status.
    #[must_use]
    pub fn has_reason(self) -> bool {
        let speaks = |profile: &Profile<'_>| {
            let status = profile.deploy_status().map(|(status, _)| status);
            status.is_some_and(|status| status != DeployStatus::Ready) || profile.has_reason()
        };
        self.image.security_mode().forbids().is_some()
            || self.image.incompatible().is_some()
            || self.profiles.iter().any(speaks)
            || self.has_no_deployable_profile()
    }

    /// The profiles whose status is not notReady, where that of the image is.
    pub fn profiles_ready_against_image(self) -> impl Iterator<Item = &'r Profile<'a>> {
        self.profiles.iter().filter(move |profile| self.image.not_ready_against(profile).is_some())
    }

    /// The profiles through which it can be deployed at all.
    pub fn counting_profiles(self) -> impl Iterator<Item = &'r Profile<'a>> {
        self.profiles.iter().filter(move |profile| self.image.counts(profile))
    }

    /// Whether it has a list of profiles of which nothing is missing and none counts.
    #[must_use]
    pub fn lacks_profiles(self) -> bool {
        self.has_all_profiles() && self.counting_profiles().next().is_none()
    }

    /// The verdict of the best of its profiles, as far as it binds the image: a profile that cannot be
    /// seen may be better than those that can.
    #[must_use]
    pub fn at_worst(self, best: Verdict) -> Verdict {
        if self.has_all_profiles() { best } else { best.min(Verdict::Unknown) }
    }

    /// Whether every profile of it can be seen: no defect or elision stands in the list, and
    /// nothing in it but profiles.
    #[must_use]
    pub fn has_all_profiles(self) -> bool {
        self.image
            .profile_list()
            .is_some_and(|list| !list.is_incomplete() && self.profiles.len() == list.len())
    }

    /// Whether no profile that counts can be deployed, as far as statuses and flags say.
    #[must_use]
    pub fn has_no_deployable_profile(self) -> bool {
        let twins = KisoTwins::new(self);
        self.counting_profiles().all(|profile| profile.is_blocked(&twins))
            && self.has_all_profiles()
    }
}

/// The older flag on the security mode and the newer one, which say opposite things where all is
/// well. The newer one counts.
#[derive(Clone, Copy, Debug)]
pub struct SecurityMode<'a> {
    /// `isAllowedInCurrentSecurityMode`.
    pub old: Option<Flag<'a>>,
    /// `isNotAllowedInCurrentSecurityMode`.
    pub new: Option<Flag<'a>>,
}

impl<'a> SecurityMode<'a> {
    /// The flag that says that the mode forbids it.
    #[must_use]
    pub fn forbids(self) -> Option<Flag<'a>> {
        match (self.new, self.old) {
            (Some(new), _) => new.is_true.then_some(new),
            (None, old) => old.filter(|old| !old.is_true),
        }
    }

    /// Both flags, the older one first, where they are not opposites.
    #[must_use]
    pub fn contradiction(self) -> Option<(Flag<'a>, Flag<'a>)> {
        let (old, new) = (self.old?, self.new?);
        (old.is_true == new.is_true).then_some((old, new))
    }
}

/// How the id of the profile that has the kISO ends, beside the one that needs it.
const KISO_SUFFIX: &str = "-kiso";

/// The profiles of an image that have the kISO, by the ids of those that need it. Read when a
/// first one is asked for.
#[derive(Debug)]
pub struct KisoTwins<'r, 'a> {
    profiles: &'r [Profile<'a>],
    by_id: OnceCell<HashMap<String, Profile<'a>>>,
}

impl<'r, 'a> KisoTwins<'r, 'a> {
    /// Those of `image`.
    #[must_use]
    pub fn new(image: WholeImage<'r, 'a>) -> Self {
        Self { profiles: image.profiles, by_id: OnceCell::new() }
    }

    /// The same profile with the kISO (sles12.2-x86_64-install-Basic-kISO), where it stands beside
    /// `profile`.
    #[must_use]
    pub fn of(&self, profile: &Profile<'_>) -> Option<Profile<'a>> {
        let by_id = self.by_id.get_or_init(|| {
            let named = self.profiles.iter().filter_map(|twin| {
                let mut id = twin.id()?.to_ascii_lowercase();
                id.truncate(id.strip_suffix(KISO_SUFFIX)?.len());
                Some((id, *twin))
            });
            named.collect()
        });
        by_id.get(&profile.id()?.to_ascii_lowercase()).copied()
    }
}
