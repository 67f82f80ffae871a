//! The key names in the content of a settings file, interned for the reader. They are separate from the
//! names of the GET /osImages reference.

use std::sync::LazyLock;

use crate::json::{Interner, KeyId};

const SPELLINGS: &[&str] = &[
    "name",
    "content",
    "template",
    "templates",
    "properties",
    "value",
    "default",
    "defaultValue",
    "defaultvalue",
    // Not used, but in every setting: interned keys are read faster.
    "category",
    "common",
    "description",
    "label",
    "optional",
    "type",
];

/// The name of an object or a setting.
pub(super) const NAME: KeyId = KeyId::nth(0);
/// The objects and settings within an object.
pub(super) const CONTENT: KeyId = KeyId::nth(1);
/// Names that do not occur in settings of a supported structure.
pub(super) const OTHER_SHAPES: [KeyId; 3] = [KeyId::nth(2), KeyId::nth(3), KeyId::nth(4)];
/// The names of a setting's values.
pub(super) const VALUES: [KeyId; 4] = [KeyId::nth(5), KeyId::nth(6), KeyId::nth(7), KeyId::nth(8)];

static INTERNER: LazyLock<Interner> = LazyLock::new(|| Interner::new(SPELLINGS, &[]));

/// Returns the interner for the reader.
pub(super) fn interner() -> &'static Interner {
    &INTERNER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_match_their_names() {
        let spelling = |name| interner().spelling(name).unwrap();
        assert_eq!((spelling(NAME), spelling(CONTENT)), ("name", "content"));
        assert_eq!(OTHER_SHAPES.map(spelling), ["template", "templates", "properties"]);
        assert_eq!(VALUES.map(spelling), ["value", "default", "defaultValue", "defaultvalue"]);
    }
}
