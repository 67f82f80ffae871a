//! JSONTestSuite: what is JSON is accepted with its values, what is none is refused, and what each
//! reader may decide for itself is decided, for a reason.

use std::path::Path;

use osready::input::{Decoding, Discovery, Source, unpacked};

use super::{as_serde, tree};
use crate::targets::suite::cases;

/// Half a surrogate pair is no character: what a program made of it would be a guess.
const HALF_A_PAIR: &str = "refused: half a surrogate pair is no character";
/// A text that is not UTF-8 does not come as far as the reader.
const NOT_UTF_8: &str = "refused: decoding takes UTF-8 and UTF-16, and guesses no other encoding";

/// What no program could read back is no number.
const TOO_LARGE: &str = "refused: no 64-bit floating-point number is so large";

/// What the suite leaves open, and what osready does.
const DECIDED: [(&str, &str); 25] = [
    // Later editions of the suite leave it open too.
    ("y_number_huge_exp", TOO_LARGE),
    ("y_number_neg_int_huge_exp", TOO_LARGE),
    ("y_number_pos_double_huge_exp", TOO_LARGE),
    ("y_number_real_neg_overflow", TOO_LARGE),
    ("y_number_real_pos_overflow", TOO_LARGE),
    ("y_structure_500_nested_arrays", "refused: more than 127 levels are no response"),
    ("i_object_key_lone_2nd_surrogate", HALF_A_PAIR),
    ("i_string_1st_valid_surrogate_2nd_invalid", HALF_A_PAIR),
    ("i_string_UTF-8_invalid_sequence", NOT_UTF_8),
    ("i_string_UTF8_surrogate_U+D800", NOT_UTF_8),
    ("i_string_incomplete_surrogate_and_escape_valid", HALF_A_PAIR),
    ("i_string_incomplete_surrogate_pair", HALF_A_PAIR),
    ("i_string_incomplete_surrogates_escape_valid", HALF_A_PAIR),
    ("i_string_invalid_lonely_surrogate", HALF_A_PAIR),
    ("i_string_invalid_surrogate", HALF_A_PAIR),
    ("i_string_invalid_utf-8", NOT_UTF_8),
    ("i_string_inverted_surrogates_U+1D11E", HALF_A_PAIR),
    ("i_string_iso_latin_1", NOT_UTF_8),
    ("i_string_lone_second_surrogate", HALF_A_PAIR),
    ("i_string_lone_utf8_continuation_byte", NOT_UTF_8),
    ("i_string_not_in_unicode_range", NOT_UTF_8),
    ("i_string_overlong_sequence_2_bytes", NOT_UTF_8),
    ("i_string_overlong_sequence_6_bytes", NOT_UTF_8),
    ("i_string_overlong_sequence_6_bytes_null", NOT_UTF_8),
    ("i_string_truncated-utf-8", NOT_UTF_8),
];

/// Whether a file of these bytes is read in its own encoding, and its text has no defect.
fn is_accepted(bytes: &[u8]) -> bool {
    let source = Source::file(Path::new("case.json"), Discovery::Explicit);
    unpacked(&source, bytes.to_vec()).is_ok_and(|file| {
        file.decoding == Decoding::default() && tree(&file.text).syntax_errors().is_empty()
    })
}

#[test]
fn every_case_is_checked_as_the_suite_says_and_as_serde_json_checks_it() {
    let mut counts = [0; 3];
    for (name, bytes) in cases() {
        let accepted = is_accepted(&bytes);
        let name = name.trim_end_matches(".json");
        let decided = DECIDED.iter().find(|(decided, _)| *decided == name);
        let kind = match name.as_bytes()[0] {
            _ if decided.is_some() => 2,
            b'y' => 0,
            b'n' => 1,
            _ => 2,
        };
        counts[kind] += 1;
        match kind {
            0 => assert!(accepted, "{name} is JSON"),
            1 => assert!(!accepted, "{name} is no JSON"),
            _ => {
                let (_, why) = decided.unwrap_or_else(|| panic!("{name} is not decided"));
                assert_eq!(accepted, !why.starts_with("refused: "), "{name}");
            }
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let oracle = serde_json::from_str::<serde_json::Value>(&text);
        assert_eq!(tree(&text).syntax_errors().is_empty(), oracle.is_ok(), "{name}: {oracle:?}");
        if let Ok(value) = oracle {
            assert_eq!(as_serde(tree(&text).root().expect("a value")), value, "{name}");
        }
    }
    let [accepted, refused, decided] = counts;
    assert!(accepted >= 95 && refused >= 185 && decided == DECIDED.len(), "{counts:?}");
}

/// What the suite leaves open beyond the cases that the crate ships: numbers, nesting, and a mark at
/// the beginning.
#[test]
fn numbers_nesting_and_a_byte_order_mark_are_decided_too() {
    let deep = "[".repeat(500) + &"]".repeat(500);
    for (text, accepted, why) in [
        ("[123.456e-789]", true, "too small for 64 bits is zero, as in every language"),
        ("[123e-10000000]", true, "the same"),
        ("[0.4e00669999999999999999999999999]", false, "too large for 64 bits is no number there"),
        ("[-1e+9999]", false, "the same"),
        ("[1.5e+9999]", false, "the same"),
        ("[-123123e100000]", false, "the same"),
        ("[123123e100000]", false, "the same"),
        ("[100000000000000000000]", true, "a whole number beyond 64 bits is near enough"),
        ("[-123123123123123123123123123123]", true, "the same"),
        ("[-237462374673276894279832749832423479823246327846]", true, "the same"),
        ("\u{feff}{}", true, "the mark is cut before the text is read"),
        (deep.as_str(), false, "more than 127 levels are no response"),
    ] {
        assert_eq!(is_accepted(text.as_bytes()), accepted, "{text}: {why}");
    }
    assert!(is_accepted(b"\xFF\xFE[\0\"\0\xE9\0\"\0]\0"), "UTF-16 is what PowerShell writes");
}
