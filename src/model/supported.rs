//! What an operating system may be customised with.

use crate::json::{Kind, Value};

use super::{FileKind, Flag, System, Text, names};

/// One element of supportedImages (line 307).
#[derive(Clone, Copy, Debug)]
pub struct SupportedImage<'a>(pub Value<'a>);

impl<'a> SupportedImage<'a> {
    /// Its name: esxi, rhels, sles, ubuntu or win (line 409).
    #[must_use]
    pub fn name(self) -> Option<Text<'a>> {
        Text::member(self.0, names::NAME)
    }

    /// Its system, by its name.
    #[must_use]
    pub fn system(self) -> Option<System> {
        self.name().and_then(|name| System::of_name(&name))
    }

    /// Whether files of `kind` may be customised (lines 308 to 346).
    #[must_use]
    pub fn allows(self, kind: FileKind) -> Option<Flag<'a>> {
        Flag::written(self.0, kind.allow_name()?)
    }

    /// The list of extensions that files of `kind` may have, where it has one.
    #[must_use]
    pub fn extensions(self, kind: FileKind) -> Option<Value<'a>> {
        self.0.get(kind.extensions_name()).filter(|list| list.kind() == Kind::Array)
    }
}
