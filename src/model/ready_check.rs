//! The flags of `readyCheck`, which say why something cannot be deployed.

use crate::json::{KeyId, Kind, Selected, Selection, Value};

use super::{Flag, names};

/// The names of the flags.
pub(super) const NAMES: [KeyId; 9] = [
    names::NO_WINPE,
    names::PRELOADED_WINPE,
    names::IS_PLACEHOLDER,
    names::NO_PACKAGES,
    names::REQUIRES_THINKSYSTEM_KISO,
    names::MISSING_THINKSYSTEM_KISO,
    names::INCOMPATIBLE_WITH_THINKSYSTEM,
    names::IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE,
    names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE,
];

/// The flags, by slot.
static FLAGS: Selection<9> = Selection::of(NAMES);
pub(super) const NO_WINPE: usize = 0;
pub(super) const PRELOADED_WINPE: usize = 1;
pub(super) const IS_PLACEHOLDER: usize = 2;
pub(super) const NO_PACKAGES: usize = 3;
pub(super) const REQUIRES_THINKSYSTEM_KISO: usize = 4;
pub(super) const MISSING_THINKSYSTEM_KISO: usize = 5;
pub(super) const INCOMPATIBLE_WITH_THINKSYSTEM: usize = 6;
pub(super) const IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE: usize = 7;
pub(super) const IS_ALLOWED_IN_CURRENT_SECURITY_MODE: usize = 8;

/// The `readyCheck` of an image or profile: an object, or an array of exactly one object, as older
/// servers send it. A value of any other shape has no flags.
#[derive(Clone, Copy, Debug)]
pub struct ReadyCheck<'a> {
    flags: Option<Selected<'a, 9>>,
    /// A bit mask of the slots whose flag is `true`.
    set: u16,
}

impl<'a> ReadyCheck<'a> {
    /// Reads `value`, the `readyCheck` of an image or profile.
    pub(super) fn of(value: Option<Value<'a>>) -> Self {
        let object = value.and_then(|value| match value.kind() {
            Kind::Object => Some(value),
            Kind::Array => {
                let mut elements =
                    value.elements().filter(|element| element.kind() == Kind::Object);
                elements.next().filter(|_| value.len() == 1)
            }
            _ => None,
        });
        let Some(object) = object else { return Self { flags: None, set: 0 } };
        let flags = object.select(&FLAGS);
        let is_true = |slot: &usize| flags.get(*slot).is_some_and(|flag| flag.kind() == Kind::True);
        let set = (0..9).filter(is_true).fold(0, |set, slot| set | 1 << slot);
        Self { flags: Some(flags), set }
    }

    /// Returns `true` if any flag is `true`.
    #[must_use]
    pub fn has_true_flag(&self) -> bool {
        self.set != 0
    }

    /// Returns `true` if `readyCheck` exists in a supported shape.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.flags.is_some()
    }

    /// Returns the object with the flags.
    #[must_use]
    pub fn value(&self) -> Option<Value<'a>> {
        self.flags.map(|flags| flags.value)
    }

    /// Returns `true` if each flag is absent or a boolean.
    pub(super) fn has_only_booleans(&self) -> bool {
        let is_boolean = |value: Value<'_>| value.as_bool().is_some();
        (0..9).all(|slot| self.member(slot).is_none_or(is_boolean))
    }

    /// Returns the flag in a slot, whatever its type.
    pub(super) fn member(&self, slot: usize) -> Option<Value<'a>> {
        self.flags.as_ref()?.get(slot)
    }

    fn flag(&self, slot: usize) -> Option<Flag<'a>> {
        self.flags.as_ref()?.get(slot).and_then(Flag::of_boolean)
    }

    /// Returns the flag that says that a Windows profile has no WinPE boot file.
    #[must_use]
    pub fn no_winpe(&self) -> Option<Flag<'a>> {
        self.flag(NO_WINPE)
    }

    /// Returns the flag about the preloaded WinPE boot file. The GET /osImages reference describes its
    /// value in two opposite ways.
    #[must_use]
    pub fn preloaded_winpe(&self) -> Option<Flag<'a>> {
        self.flag(PRELOADED_WINPE)
    }

    /// Returns the flag that says that the profile is a placeholder.
    #[must_use]
    pub fn is_placeholder(&self) -> Option<Flag<'a>> {
        self.flag(IS_PLACEHOLDER)
    }

    /// Returns the flag that says that a SLES 15 profile has no packages image.
    #[must_use]
    pub fn no_packages(&self) -> Option<Flag<'a>> {
        self.flag(NO_PACKAGES)
    }

    /// Returns the flag that says that a SLES image needs a kISO to be compatible with ThinkSystem
    /// servers.
    #[must_use]
    pub fn requires_thinksystem_kiso(&self) -> Option<Flag<'a>> {
        self.flag(REQUIRES_THINKSYSTEM_KISO)
    }

    /// Returns `true` if there is a `requiresThinksystemKiso`, readable or not.
    #[must_use]
    pub fn has_requires_thinksystem_kiso(&self) -> bool {
        self.member(REQUIRES_THINKSYSTEM_KISO).is_some()
    }

    /// Returns the flag that says that the kISO is missing. Newer servers send it; the GET /osImages
    /// reference does not document it.
    #[must_use]
    pub fn missing_thinksystem_kiso(&self) -> Option<Flag<'a>> {
        self.flag(MISSING_THINKSYSTEM_KISO)
    }

    /// Returns the flag that says that the item is not compatible with ThinkSystem servers.
    #[must_use]
    pub fn incompatible_with_thinksystem(&self) -> Option<Flag<'a>> {
        self.flag(INCOMPATIBLE_WITH_THINKSYSTEM)
    }

    /// Returns the flag that says that the current security mode forbids the deployment.
    #[must_use]
    pub fn is_not_allowed_in_current_security_mode(&self) -> Option<Flag<'a>> {
        self.flag(IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }

    /// Returns the older security-mode flag, of the opposite meaning (here in example 1 of the
    /// reference).
    #[must_use]
    pub fn is_allowed_in_current_security_mode(&self) -> Option<Flag<'a>> {
        self.flag(IS_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }
}
