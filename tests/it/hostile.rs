//! Whatever a file holds, it is checked, shown, fixed and redacted: nothing panics, every place lies in the text, and
//! nothing in the report could steer a terminal.
#![allow(clippy::expect_used)]

use osready::fix::{FixOptions, apply_fixes, difference};
use osready::input::{Discovery, File};
use osready::redact::redact;
use proptest::prelude::*;

use crate::support::cases;

/// Texts that are nearly responses.
const SAMPLES: [&str; 4] = [
    include_str!("../fixtures/base-image.txt"),
    include_str!("../fixtures/failure.txt"),
    include_str!("../samples/nightly.ndjson"),
    include_str!("../samples/rack7.json"),
];

/// What breaks JSON, and what steers terminals.
const SOUP: &str =
    "[\\[\\]{}:,\"'\\\\/*. \n\r\t0-9a-fuE+#<>|\u{1b}\u{7f}\u{9b}\u{202e}\u{200b}é日😀-]{0,16}";

fn assert_checked(text: &str) {
    let file_report = crate::support::lint(text);
    for finding in &file_report.findings {
        let places = finding.labels.iter().map(|label| label.span).chain([finding.span]);
        for place in places {
            assert!(text.get(place.start..place.end).is_some(), "{finding:?}");
        }
    }
    let report = crate::support::human(text);
    let harmful = |character: char| {
        character.is_control() && character != '\n' || matches!(character, '\u{202e}' | '\u{200b}')
    };
    assert!(!report.contains(harmful), "{report:?}");
    assert_fixed_and_redacted(text);
}

fn assert_fixed_and_redacted(text: &str) {
    let file = |text: &str| File::new("r", Discovery::Explicit, text);
    let linter = crate::support::linter(false);
    let choice = FixOptions { with_unsafe: true, rules: Vec::new() };
    let fixed = apply_fixes(&linter, &file(text), &choice).expect("shorter than 4 GiB");
    let again = apply_fixes(&linter, &file(&fixed.text), &choice).expect("shorter than 4 GiB");
    assert_eq!(again.text, fixed.text, "of {text:?}");
    let shown = difference(&file(text), &fixed.text, false).expect("shorter than 4 GiB");
    assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{shown:?}");
    redact(&file(text)).expect("shorter than 4 GiB");
}

#[test]
fn what_once_stopped_it_is_checked() {
    // The end of a long line, which Windows writes as two characters, is what is wrong.
    assert_checked(
        "{{\n \"y\",\"i\"a\"d\": \"sles15.3|sles15.3-x86_64-install-Basic, and so much longer\r\n,readyCheck:{}}",
    );
}

#[test]
fn an_escape_of_an_invisible_character_is_checked() {
    for character in ["\u{200b}", "\u{a0}", "\u{202e}", "\u{feff}", "é"] {
        for text in [
            "{\"a\": \"\nb\\Xc\", \"d\": 1}",
            "{\"a\": b\\X}",
            "{\"\\X\": [1 2]}",
            "\\X{}",
            "{\"a\nX\\X\": 1}",
        ] {
            assert_checked(&text.replace('X', character));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(50) as u32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_response_is_checked(
        sample in prop::sample::select(SAMPLES.to_vec()),
        spoils in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, SOUP), 1..4),
        is_of_windows in any::<bool>(),
    ) {
        let mut text = sample.replace('\n', if is_of_windows { "\r\n" } else { "\n" });
        for (place, len, soup) in spoils {
            let start = text.floor_char_boundary(place.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + len).min(text.len()));
            text.replace_range(start..end, &soup);
        }
        assert_checked(&text);
    }

    #[test]
    fn a_cut_response_on_one_line_is_checked(
        sample in prop::sample::select(SAMPLES.to_vec()),
        place in any::<prop::sample::Index>(),
        soup in SOUP,
    ) {
        let line: String = sample.split(['\n', '\r']).collect();
        let end = line.floor_char_boundary(place.index(line.len() + 1));
        assert_checked(&format!("{}{soup}", &line[..end]));
    }

    #[test]
    fn any_text_is_checked(text in prop_oneof![any::<String>(), Just(String::new()), SOUP.prop_map(String::from)]) {
        assert_checked(&text);
        assert_checked(&format!("{{\"items\": [{{\"id\": \"{text}\", \"profiles\": [{text}]}}]}}"));
    }
}
