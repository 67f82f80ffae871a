use super::*;
use crate::json::read;

/// Returns whether the ids of boot files in the customizationOptions `text` are complete, and whether
/// a value is unreadable.
fn boot_files(text: &str) -> (bool, bool) {
    let tree = read(text, names::interner()).unwrap();
    let options = Options::of(tree.root().unwrap());
    (options.is_complete(FileKind::Boot), options.is_unreadable(FileKind::Boot))
}

#[test]
fn incomplete_options_may_hide_ids() {
    for (text, expected) in [
        (r#"{"bootOptions": {"bootFileIds": ["a"]}}"#, (true, false)),
        (r#"{"bootOptions": {"bootFileIds": ""}}"#, (true, false)),
        (r#"{"bootOptions": ""}"#, (true, false)),
        (r#"{"bootOptions": [{"bootFileIds": []}, {"bootFileIds": ""}]}"#, (true, false)),
        // No statement about boot files.
        ("{}", (false, false)),
        (r#"{"bootOptions": null}"#, (false, false)),
        (r#"{"bootOptions": {}}"#, (false, false)),
        (r#"{"bootOptions": {"bootFileIds": null}}"#, (false, false)),
        (r#"{"bootOptions": [{"bootFileIds": []}, {}]}"#, (false, false)),
        // Not a list.
        (r#"{"bootOptions": "a"}"#, (false, true)),
        (r#"{"bootOptions": {"bootFileIds": "a"}}"#, (false, true)),
        // A syntax error may hide an id.
        (r#"{"bootOptions": {"bootFileIds": ["a", ...]}}"#, (false, true)),
        (r#"{"bootOptions": {"bootFileIds": ["a"], ...}}"#, (false, true)),
        (r#"{"bootOptions": {"bootFileIds": NaN}}"#, (false, true)),
        (r#"{"bootOptions": NaN}"#, (false, true)),
        (r#"{"bootOptions": [{"bootFileIds": []}, ...]}"#, (false, true)),
        (r#"{"bootOptions": {"bootFileIds": []}, ...}"#, (true, true)),
    ] {
        assert_eq!(boot_files(text), expected, "{text}");
    }
}

#[test]
fn item_type_is_read_from_image_and_profile() {
    for (text, has_comma, is_base, is_custom) in [
        (r#"{"id": "a,b", "type": "Base"}"#, true, true, false),
        (r#"{"id": "a", "type": "custom"}"#, false, false, true),
        (r#"{"id": "a", "type": "predefined"}"#, false, false, false),
        ("{}", false, false, false),
    ] {
        let tree = read(text, names::interner()).unwrap();
        let value = tree.root().unwrap();
        let (image, profile) = (Image::of(value), Profile::of(value, None));
        assert_eq!((image.has_comma(), profile.has_comma()), (has_comma, has_comma), "{text}");
        assert_eq!((image.is_base(), image.is_custom()), (is_base, is_custom), "{text}");
        assert_eq!(profile.is_custom(), is_custom, "{text}");
        assert_eq!(profile, Profile::of(value, Some(image)));
    }
}

#[test]
fn flags_are_read_from_object_and_array() {
    for (text, is_readable) in [
        (r#"{"readyCheck": {"isAllowedInCurrentSecurityMode": false, "noWinpe": true}}"#, true),
        (r#"{"readyCheck": [{"isAllowedInCurrentSecurityMode": false, "noWinpe": true}]}"#, true),
        (r#"{"readyCheck": [{"noWinpe": true}, {}]}"#, false),
        (r#"{"readyCheck": [1]}"#, false),
        (r#"{"readyCheck": []}"#, false),
        (r#"{"readyCheck": true}"#, false),
    ] {
        let tree = read(text, names::interner()).unwrap();
        let profile = Profile::of(tree.root().unwrap(), None);
        let check = profile.ready_check();
        assert_eq!(
            (check.is_readable(), check.has_true_flag()),
            (is_readable, is_readable),
            "{text}"
        );
        assert_eq!(check.no_winpe().is_some_and(|flag| flag.is_true), is_readable, "{text}");
        assert_eq!(profile.security_mode().forbids().is_some(), is_readable, "{text}");
    }
}
