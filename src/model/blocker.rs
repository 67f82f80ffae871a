//! Blockers: flags of an image or profile that prevent its deployment, each in the context that the
//! GET /osImages reference gives it.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{DeployStatus, Flag, Image, ImageWithProfiles, Profile, System, Verdict};

/// A reason in a flag not to deploy a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// The profile is only a placeholder.
    Placeholder,
    /// A Windows profile has no WinPE boot file.
    NoWinpe,
    /// A SLES 15 profile has no packages image.
    NoPackages,
    /// A SLES profile needs a kISO.
    NeedsKiso,
    /// The security mode forbids the deployment.
    SecurityMode,
    /// The profile is not compatible with ThinkSystem servers: only a warning.
    Incompatible,
}

/// The SLES release whose installer needs a second medium with the packages
/// (`items[].profiles[].readyCheck.noPackages`).
const RELEASE_WITH_PACKAGES: u32 = 15;

impl<'a> Profile<'a> {
    /// Returns the blockers of the profile with their flags, and whether each certainly applies. If the
    /// system is unknown, the flag counts but does not block.
    pub fn blockers(&self) -> impl Iterator<Item = (Blocker, Flag<'a>, bool)> {
        let check = self.ready_check();
        let is_set = |flag: Option<Flag<'a>>| flag.filter(|flag| flag.is_true);
        let with = |blocker, flag: Option<Flag<'a>>, applies: fn(&Self) -> Option<bool>| {
            let flag = flag?;
            match applies(self) {
                Some(false) => None,
                known => Some((blocker, flag, known.is_some())),
            }
        };
        let has_kiso = check.missing_thinksystem_kiso().is_some_and(|missing| !missing.is_true);
        let needs_kiso = is_set(check.requires_thinksystem_kiso()).filter(|_| !has_kiso);
        let incompatible = is_set(check.incompatible_with_thinksystem());
        let forbidden = self.security_mode().forbids();
        // Fast path: most profiles have no flag set.
        let is_silent = !check.has_true_flag() && forbidden.is_none();
        let all = || {
            [
                with(Blocker::Placeholder, is_set(check.is_placeholder()), |_| Some(true)),
                with(Blocker::NoWinpe, is_set(check.no_winpe()), |own| {
                    own.is_system(System::Windows)
                }),
                with(Blocker::NoPackages, is_set(check.no_packages()), Self::needs_packages),
                with(Blocker::NeedsKiso, needs_kiso, |own| own.is_system(System::Sles)),
                with(Blocker::SecurityMode, forbidden, |_| Some(true)),
                with(Blocker::Incompatible, incompatible, |_| Some(true)),
            ]
        };
        (!is_silent).then(all).into_iter().flatten().flatten()
    }

    /// Returns whether the profile is SLES 15. `None` if its system or release is unknown.
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

    /// Returns `true` if a flag explains the status of the profile.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        self.blockers().next().is_some()
            || self.image.is_some_and(|image| image.security_mode().forbids().is_some())
    }

    /// Returns `true` if the status or a flag of the profile or its image says that it cannot be
    /// deployed.
    #[must_use]
    pub fn is_forbidden(&self, twins: &KisoTwins<'_, 'a>) -> bool {
        let blocks = |(blocker, _, is_certain): (Blocker, Flag<'a>, bool)| match blocker {
            Blocker::Incompatible => false,
            Blocker::NeedsKiso => is_certain && twins.of(self).is_none(),
            _ => is_certain,
        };
        self.deploy_status().is_some_and(|(status, _)| status == DeployStatus::NotReady)
            || self.image.is_some_and(|image| image.security_mode().forbids().is_some())
            || self.blockers().any(blocks)
    }

    /// Returns the security-mode flags of the profile (`items[].profiles[].isAllowedInCurrentSecurityMode`).
    /// The newer flag is in the `readyCheck` of the image.
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
    /// Returns the security-mode flags of the image
    /// (`items[].readyCheck.isNotAllowedInCurrentSecurityMode`).
    #[must_use]
    pub fn security_mode(&self) -> SecurityMode<'a> {
        let own = self.ready_check();
        SecurityMode {
            old: own.is_allowed_in_current_security_mode(),
            new: own.is_not_allowed_in_current_security_mode(),
        }
    }

    /// Returns the flag that says that the image is not compatible with ThinkSystem servers
    /// (`items[].readyCheck.incompatibleWithThinksystem`).
    #[must_use]
    pub fn incompatible(&self) -> Option<Flag<'a>> {
        self.ready_check().incompatible_with_thinksystem().filter(|flag| flag.is_true)
    }

    /// Returns `true` if `profile`, a profile of this image, can be used to deploy it. Predefined
    /// profiles do not count on an image of type `custom` (`items[].type`).
    #[must_use]
    pub fn counts(&self, profile: &Profile<'_>) -> bool {
        !(profile.is_predefined() && self.is_custom())
    }
}

impl<'r, 'a> ImageWithProfiles<'r, 'a> {
    /// Returns `true` if a flag of the image, or the status or a flag of a profile, explains its status.
    #[must_use]
    pub fn is_explained(self) -> bool {
        let has_reason = |profile: &Profile<'_>| {
            let status = profile.deploy_status().map(|(status, _)| status);
            status.is_some_and(|status| status != DeployStatus::Ready) || profile.is_explained()
        };
        self.image.security_mode().forbids().is_some()
            || self.image.incompatible().is_some()
            || self.profiles.iter().any(has_reason)
            || self.has_no_deployable_profile()
    }

    /// Returns the profiles whose status is not `notReady` although that of the image is.
    pub fn profiles_ready_against_image(self) -> impl Iterator<Item = &'r Profile<'a>> {
        self.profiles.iter().filter(move |profile| self.image.not_ready_against(profile).is_some())
    }

    /// Returns the profiles through which the image can be deployed.
    pub fn counting_profiles(self) -> impl Iterator<Item = &'r Profile<'a>> {
        self.profiles.iter().filter(move |profile| self.image.counts(profile))
    }

    /// Returns `true` if the image has a complete list of profiles and none of them counts.
    #[must_use]
    pub fn lacks_profiles(self) -> bool {
        self.has_all_profiles() && self.counting_profiles().next().is_none()
    }

    /// Returns the verdict on the image for the `best` verdict of its profiles. A profile that cannot be
    /// read may be better than those that can.
    #[must_use]
    pub fn capped_at(self, best: Verdict) -> Verdict {
        if self.has_all_profiles() { best } else { best.min(Verdict::Unknown) }
    }

    /// Returns `true` if every profile of the image can be read: the list has no syntax error or
    /// elision, and contains only profiles.
    #[must_use]
    pub fn has_all_profiles(self) -> bool {
        self.image
            .profile_list()
            .is_some_and(|list| !list.is_incomplete() && self.profiles.len() == list.len())
    }

    /// Returns `true` if, by statuses and flags, no profile that counts can be deployed.
    #[must_use]
    pub fn has_no_deployable_profile(self) -> bool {
        let twins = KisoTwins::new(self);
        self.counting_profiles().all(|profile| profile.is_forbidden(&twins))
            && self.has_all_profiles()
    }
}

/// The older and the newer security-mode flag, which have opposite values if they agree. The newer one
/// takes precedence.
#[derive(Clone, Copy, Debug)]
pub struct SecurityMode<'a> {
    /// `isAllowedInCurrentSecurityMode`.
    pub old: Option<Flag<'a>>,
    /// `isNotAllowedInCurrentSecurityMode`.
    pub new: Option<Flag<'a>>,
}

impl<'a> SecurityMode<'a> {
    /// Returns the flag that says that the security mode forbids the deployment.
    #[must_use]
    pub fn forbids(self) -> Option<Flag<'a>> {
        match (self.new, self.old) {
            (Some(new), _) => new.is_true.then_some(new),
            (None, old) => old.filter(|old| !old.is_true),
        }
    }

    /// Returns both flags, the older one first, if they contradict each other.
    #[must_use]
    pub fn contradiction(self) -> Option<(Flag<'a>, Flag<'a>)> {
        let (old, new) = (self.old?, self.new?);
        (old.is_true == new.is_true).then_some((old, new))
    }
}

/// The suffix of the id of the profile with the kISO, compared to the profile that needs it.
const KISO_SUFFIX: &str = "-kiso";

/// The profiles of an image that have the kISO, by the ids of those that need it. Read lazily.
#[derive(Debug)]
pub struct KisoTwins<'r, 'a> {
    profiles: &'r [Profile<'a>],
    by_id: OnceCell<HashMap<String, Profile<'a>>>,
}

impl<'r, 'a> KisoTwins<'r, 'a> {
    /// Creates the lookup for the profiles of `image`.
    #[must_use]
    pub fn new(image: ImageWithProfiles<'r, 'a>) -> Self {
        Self { profiles: image.profiles, by_id: OnceCell::new() }
    }

    /// Returns the variant of `profile` with the kISO (`sles12.2-x86_64-install-Basic-kISO`), if the
    /// image has it.
    #[must_use]
    pub fn of(&self, profile: &Profile<'_>) -> Option<Profile<'a>> {
        let by_id = self.by_id.get_or_init(|| {
            let named = self.profiles.iter().filter_map(|twin| {
                let id = twin.id()?;
                let (id, suffix) = id.split_at_checked(id.len().checked_sub(KISO_SUFFIX.len())?)?;
                suffix.eq_ignore_ascii_case(KISO_SUFFIX).then(|| (id.to_ascii_lowercase(), *twin))
            });
            named.collect()
        });
        if by_id.is_empty() {
            return None;
        }
        by_id.get(&profile.id()?.to_ascii_lowercase()).copied()
    }
}
