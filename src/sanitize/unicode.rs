//! Classification of invisible characters, by the Unicode tables of `regex-syntax`.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// Separators, and characters that a program may ignore for display. The last five are graphic
/// characters by category but have blank glyphs: Braille without dots, a null note head, fillers.
const BLANK: &str = r"[\p{Z}\p{Default_Ignorable_Code_Point}\x{85}\x{2800}\x{13441}\x{13442}\x{16FE4}\x{1D159}--\x20]";

/// Control, format, private-use and unassigned characters, and noncharacters.
const OTHER: &str = r"\p{C}";

static BLANKS: LazyLock<Vec<RangeInclusive<char>>> = LazyLock::new(|| ranges(BLANK));
static UNPRINTABLE: LazyLock<Vec<RangeInclusive<char>>> =
    LazyLock::new(|| ranges(&format!("[{BLANK}{OTHER}]")));

/// Returns whether `character` looks like a space or like nothing, and is not an ordinary space.
pub(crate) fn is_blank(character: char) -> bool {
    contains(&BLANKS, character)
}

/// Returns whether `character` may be invisible: it is blank, controls the display, or has no
/// agreed meaning.
pub(crate) fn is_unprintable(character: char) -> bool {
    match character.is_ascii() {
        true => character.is_ascii_control(),
        false => contains(&UNPRINTABLE, character),
    }
}

/// Returns whether `text` needs no escape anywhere: it is printable ASCII without `#`, which can begin a command, and
/// `<`, which can begin a tag. A fast check that most texts pass.
pub(super) fn is_plain(text: &str) -> bool {
    // `fold` without an early exit is vectorized.
    text.bytes().fold(true, |is_plain, byte| {
        is_plain & matches!(byte, b' '..=b'~') & !matches!(byte, b'<' | b'#')
    })
}

fn contains(ranges: &[RangeInclusive<char>], character: char) -> bool {
    let after = ranges.partition_point(|range| *range.end() < character);
    ranges.get(after).is_some_and(|range| range.contains(&character))
}

/// Returns the ranges of a class, ascending.
fn ranges(class: &str) -> Vec<RangeInclusive<char>> {
    match regex_syntax::parse(class).map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => {
            class.iter().map(|range| range.start()..=range.end()).collect()
        }
        _ => unreachable!("the classes above are classes"),
    }
}

#[cfg(test)]
mod tests {
    use unicode_general_category::{GeneralCategory, get_general_category};

    use super::*;

    /// `Other_Default_Ignorable_Code_Point` and `Variation_Selector` of `PropList.txt`.
    /// `DerivedCoreProperties.txt` derives the ignorable characters from these and the format
    /// characters.
    const IGNORABLE: &[(u32, u32)] = &[
        (0x34f, 0x34f),
        (0x115f, 0x1160),
        (0x17b4, 0x17b5),
        (0x180b, 0x180d),
        (0x180f, 0x180f),
        (0x2065, 0x2065),
        (0x3164, 0x3164),
        (0xfe00, 0xfe0f),
        (0xffa0, 0xffa0),
        (0xfff0, 0xfff8),
        (0xe0000, 0xe0fff),
    ];

    /// Characters that are blank only by their glyphs.
    const GLYPHS: [u32; 5] = [0x2800, 0x13441, 0x13442, 0x16fe4, 0x1d159];

    fn is_hidden(character: char) -> bool {
        use GeneralCategory as C;
        let code = character as u32;
        character != ' '
            && (matches!(
                get_general_category(character),
                C::Control
                    | C::Format
                    | C::PrivateUse
                    | C::Unassigned
                    | C::SpaceSeparator
                    | C::LineSeparator
                    | C::ParagraphSeparator
            ) || GLYPHS.contains(&code)
                || IGNORABLE.iter().any(|(first, last)| (*first..=*last).contains(&code)))
    }

    #[test]
    fn classification_agrees_with_other_tables() {
        let unassigned = ranges(r"\p{Cn}");
        for character in '\0'..=char::MAX {
            let (ours, theirs) = (is_unprintable(character), is_hidden(character));
            // Tables of other versions assign other characters.
            let is_newer = contains(&unassigned, character)
                || get_general_category(character) == GeneralCategory::Unassigned;
            assert!(ours == theirs || is_newer && ours, "U+{:04X}", character as u32);
        }
    }

    #[test]
    fn blank_characters_are_unprintable() {
        let blank: Vec<char> = ('\0'..=char::MAX).filter(|c| is_blank(*c)).collect();
        assert!(blank.iter().all(|character| is_unprintable(*character)));
        let controls: Vec<&char> = blank.iter().filter(|c| c.is_control()).collect();
        assert_eq!(controls, [&'\u{85}']);
        for character in ['\u{a0}', '\u{200b}', '\u{3000}', '\u{feff}', '\u{e0041}', '\u{2800}'] {
            assert!(blank.contains(&character), "{character:?}");
        }
        assert!(!blank.contains(&' ') && !blank.contains(&'\u{600}'));
    }
}
