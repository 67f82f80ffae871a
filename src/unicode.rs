//! What cannot be seen, by the tables of Unicode that `regex-syntax` keeps.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// Separators, and what a program may ignore when it shows a text. The last five are graphic characters
/// by their category, whose glyphs are blank: Braille without dots, a null note head, fillers.
const BLANK: &str = r"[\p{Z}\p{Default_Ignorable_Code_Point}\x{85}\x{2800}\x{13441}\x{13442}\x{16FE4}\x{1D159}--\x20]";

/// Controls, formats, private use, and what is no character or none yet.
const OTHER: &str = r"\p{C}";

static BLANKS: LazyLock<Vec<RangeInclusive<char>>> = LazyLock::new(|| ranges(BLANK));
static UNPRINTABLE: LazyLock<Vec<RangeInclusive<char>>> =
    LazyLock::new(|| ranges(&format!("[{BLANK}{OTHER}]")));

/// Whether `character` looks like a space or like nothing, and is no plain space.
pub(crate) fn is_blank(character: char) -> bool {
    contains(&BLANKS, character)
}

/// Whether `character` cannot be seen, or not by everybody: it is blank, steers what shows it, or has no
/// meaning that all agree on.
pub(crate) fn is_unprintable(character: char) -> bool {
    match character.is_ascii() {
        true => character.is_ascii_control(),
        false => contains(&UNPRINTABLE, character),
    }
}

fn contains(ranges: &[RangeInclusive<char>], character: char) -> bool {
    let after = ranges.partition_point(|range| *range.end() < character);
    ranges.get(after).is_some_and(|range| range.contains(&character))
}

/// The ranges of a class, ascending.
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

    /// `Other_Default_Ignorable_Code_Point` and `Variation_Selector` of `PropList.txt`, from which, with
    /// the formats, `DerivedCoreProperties.txt` derives what may be ignored.
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

    /// Blank by their glyphs alone.
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
    fn every_character_is_judged_as_other_tables_judge_it() {
        let unassigned = ranges(r"\p{Cn}");
        for character in '\0'..=char::MAX {
            let (ours, theirs) = (is_unprintable(character), is_hidden(character));
            // Tables of another version know other characters.
            let is_newer = contains(&unassigned, character)
                || get_general_category(character) == GeneralCategory::Unassigned;
            assert!(ours == theirs || is_newer && ours, "U+{:04X}", character as u32);
        }
    }

    #[test]
    fn what_is_blank_is_unprintable_and_no_control_but_one() {
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
