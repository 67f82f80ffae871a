//! The flags that say why something cannot be deployed.

use crate::json::{Kind, Selected, Selection, Value};

use super::{Flag, names};

/// The flags, by their slots.
static FLAGS: Selection<9> = Selection::of([
    names::NO_WINPE,
    names::PRELOADED_WINPE,
    names::IS_PLACEHOLDER,
    names::NO_PACKAGES,
    names::REQUIRES_THINKSYSTEM_KISO,
    names::MISSING_THINKSYSTEM_KISO,
    names::INCOMPATIBLE_WITH_THINKSYSTEM,
    names::IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE,
    names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE,
]);
pub(super) const NO_WINPE: usize = 0;
pub(super) const PRELOADED_WINPE: usize = 1;
pub(super) const IS_PLACEHOLDER: usize = 2;
pub(super) const NO_PACKAGES: usize = 3;
pub(super) const REQUIRES_THINKSYSTEM_KISO: usize = 4;
pub(super) const MISSING_THINKSYSTEM_KISO: usize = 5;
pub(super) const INCOMPATIBLE_WITH_THINKSYSTEM: usize = 6;
pub(super) const IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE: usize = 7;
pub(super) const IS_ALLOWED_IN_CURRENT_SECURITY_MODE: usize = 8;

/// The readyCheck of an image or profile: one object, or an array of exactly one (an older
/// server's shape; lines 231 and 266). Any other shape holds no flag.
#[derive(Clone, Copy, Debug)]
pub struct ReadyCheck<'a> {
    flags: Option<Selected<'a, 9>>,
    /// A bit for each slot whose flag is true.
    set: u16,
}

impl<'a> ReadyCheck<'a> {
    /// What `value`, the readyCheck of an image or profile, says.
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

    /// Whether any flag is true.
    #[must_use]
    pub fn has_true_flag(&self) -> bool {
        self.set != 0
    }

    /// Whether it is there in a shape that can be read.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.flags.is_some()
    }

    /// The object of flags.
    #[must_use]
    pub fn value(&self) -> Option<Value<'a>> {
        self.flags.map(|flags| flags.value)
    }

    /// Whether each flag is absent or a boolean.
    pub(super) fn has_only_booleans(&self) -> bool {
        let is_boolean = |value: Value<'_>| value.as_bool().is_some();
        (0..9).all(|slot| self.member(slot).is_none_or(is_boolean))
    }

    /// The flag in a slot, whatever it is.
    pub(super) fn member(&self, slot: usize) -> Option<Value<'a>> {
        self.flags.as_ref()?.get(slot)
    }

    fn flag(&self, slot: usize) -> Option<Flag<'a>> {
        self.flags.as_ref()?.get(slot).and_then(Flag::of_boolean)
    }

    /// A Windows profile has no WinPE boot file (line 247).
    #[must_use]
    pub fn no_winpe(&self) -> Option<Flag<'a>> {
        self.flag(NO_WINPE)
    }

    /// A Windows profile's WinPE is, or is not, the preloaded one: the document says both
    /// (line 252).
    #[must_use]
    pub fn preloaded_winpe(&self) -> Option<Flag<'a>> {
        self.flag(PRELOADED_WINPE)
    }

    /// The profile only holds a place (line 237).
    #[must_use]
    pub fn is_placeholder(&self) -> Option<Flag<'a>> {
        self.flag(IS_PLACEHOLDER)
    }

    /// SLES 15 lacks its packages medium (line 242).
    #[must_use]
    pub fn no_packages(&self) -> Option<Flag<'a>> {
        self.flag(NO_PACKAGES)
    }

    /// A SLES image needs a kISO to be compatible with ThinkSystem servers (line 257).
    #[must_use]
    pub fn requires_thinksystem_kiso(&self) -> Option<Flag<'a>> {
        self.flag(REQUIRES_THINKSYSTEM_KISO)
    }

    /// Whether it has a requiresThinksystemKiso, readable or not.
    #[must_use]
    pub fn has_requires_thinksystem_kiso(&self) -> bool {
        self.member(REQUIRES_THINKSYSTEM_KISO).is_some()
    }

    /// The kISO is, or is not, there: newer servers say so, the document does not.
    #[must_use]
    pub fn missing_thinksystem_kiso(&self) -> Option<Flag<'a>> {
        self.flag(MISSING_THINKSYSTEM_KISO)
    }

    /// It is not compatible with ThinkSystem servers (lines 232 and 272).
    #[must_use]
    pub fn incompatible_with_thinksystem(&self) -> Option<Flag<'a>> {
        self.flag(INCOMPATIBLE_WITH_THINKSYSTEM)
    }

    /// The current security mode forbids it (line 267).
    #[must_use]
    pub fn is_not_allowed_in_current_security_mode(&self) -> Option<Flag<'a>> {
        self.flag(IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }

    /// The older flag of the same, in the opposite sense (example 1 has it here).
    #[must_use]
    pub fn is_allowed_in_current_security_mode(&self) -> Option<Flag<'a>> {
        self.flag(IS_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }
}
