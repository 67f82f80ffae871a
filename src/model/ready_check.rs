//! The flags that say why something cannot be deployed.

use crate::json::{Kind, Name, Value};

use super::{Flag, names};

/// The readyCheck of an image or profile: one object, or an array of exactly one (an older
/// server's shape; lines 231 and 266). Any other shape holds no flag.
#[derive(Clone, Copy, Debug)]
pub struct ReadyCheck<'a>(Option<Value<'a>>);

impl<'a> ReadyCheck<'a> {
    pub(super) fn of_item(item: Value<'a>) -> Self {
        Self(item.get(names::READY_CHECK).and_then(|value| match value.kind() {
            Kind::Object => Some(value),
            Kind::Array => {
                let mut elements =
                    value.elements().filter(|element| element.kind() == Kind::Object);
                elements.next().filter(|_| value.len() == 1)
            }
            _ => None,
        }))
    }

    /// Whether it is there in a shape that can be read.
    #[must_use]
    pub fn is_readable(self) -> bool {
        self.0.is_some()
    }

    /// The object of flags.
    #[must_use]
    pub fn value(self) -> Option<Value<'a>> {
        self.0
    }

    fn flag(self, name: Name) -> Option<Flag<'a>> {
        Flag::boolean(self.0?, name)
    }

    /// A Windows profile has no WinPE boot file (line 247).
    #[must_use]
    pub fn no_winpe(self) -> Option<Flag<'a>> {
        self.flag(names::NO_WINPE)
    }

    /// A Windows profile's WinPE is, or is not, the preloaded one: the document says both
    /// (line 252).
    #[must_use]
    pub fn preloaded_winpe(self) -> Option<Flag<'a>> {
        self.flag(names::PRELOADED_WINPE)
    }

    /// The profile only holds a place (line 237).
    #[must_use]
    pub fn is_placeholder(self) -> Option<Flag<'a>> {
        self.flag(names::IS_PLACEHOLDER)
    }

    /// SLES 15 lacks its packages medium (line 242).
    #[must_use]
    pub fn no_packages(self) -> Option<Flag<'a>> {
        self.flag(names::NO_PACKAGES)
    }

    /// A SLES image needs a kISO to be compatible with ThinkSystem servers (line 257).
    #[must_use]
    pub fn requires_thinksystem_kiso(self) -> Option<Flag<'a>> {
        self.flag(names::REQUIRES_THINKSYSTEM_KISO)
    }

    /// The kISO is, or is not, there: newer servers say so, the document does not.
    #[must_use]
    pub fn missing_thinksystem_kiso(self) -> Option<Flag<'a>> {
        self.flag(names::MISSING_THINKSYSTEM_KISO)
    }

    /// It is not compatible with ThinkSystem servers (lines 232 and 272).
    #[must_use]
    pub fn incompatible_with_thinksystem(self) -> Option<Flag<'a>> {
        self.flag(names::INCOMPATIBLE_WITH_THINKSYSTEM)
    }

    /// The current security mode forbids it (line 267).
    #[must_use]
    pub fn is_not_allowed_in_current_security_mode(self) -> Option<Flag<'a>> {
        self.flag(names::IS_NOT_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }

    /// The older flag of the same, in the opposite sense (example 1 has it here).
    #[must_use]
    pub fn is_allowed_in_current_security_mode(self) -> Option<Flag<'a>> {
        self.flag(names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE)
    }
}
