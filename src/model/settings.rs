//! The names in the content of a settings file, numbered for the reader. They are names of another
//! document than the response's.

use std::sync::LazyLock;

use crate::json::{Name, Vocabulary};

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
    // Asked for by nothing, but in every setting: what is known by number is read faster.
    "category",
    "common",
    "description",
    "label",
    "optional",
    "type",
];

/// The name of an object or a setting.
pub(super) const NAME: Name = Name::nth(0);
/// The objects and settings that an object holds.
pub(super) const CONTENT: Name = Name::nth(1);
/// Names that no setting of a shape that we know has.
pub(super) const OTHER_SHAPES: [Name; 3] = [Name::nth(2), Name::nth(3), Name::nth(4)];
/// What a setting holds.
pub(super) const VALUES: [Name; 4] = [Name::nth(5), Name::nth(6), Name::nth(7), Name::nth(8)];

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(SPELLINGS, &[]));

/// The names, for the reader.
pub(super) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_the_one_of_its_name() {
        let spelling = |name| vocabulary().spelling(name).unwrap();
        assert_eq!((spelling(NAME), spelling(CONTENT)), ("name", "content"));
        assert_eq!(OTHER_SHAPES.map(spelling), ["template", "templates", "properties"]);
        assert_eq!(VALUES.map(spelling), ["value", "default", "defaultValue", "defaultvalue"]);
    }
}
