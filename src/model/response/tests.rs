use super::*;
use crate::json::read;
use crate::model::{Content, FileKind, KisoTwins};
use crate::spec::Release;

/// Applies `read_value` to the response `text`.
fn of<T>(text: &str, shape: Shape, read_value: impl Fn(&Response<'_>) -> T) -> T {
    let tree = read(text, names::interner()).unwrap();
    read_value(&Response::new(tree.root().unwrap(), shape))
}

#[test]
fn all_profiles_are_known_if_lists_are_complete() {
    for (text, has_all) in [
        (r#"{"items": [{"profiles": [{}]}, {"profiles": []}]}"#, true),
        (r#"{"items": [{"profiles": []}]}"#, false),
        ("{}", false),
        (r#"{"items": [{"profiles": [{}]}, {}]}"#, false),
        (r#"{"items": [{"profiles": [{}]}, 1]}"#, false),
        (r#"{"items": [{"profiles": [{}]}, ...]}"#, false),
        (r#"{"items": [{"profiles": [{}]}, {"profiles": [{}], ...}]}"#, false),
        (r#"{"items": [{"profiles": [{}, ...]}, {"profiles": [{}]}]}"#, false),
        (r#"{"items": [{"profiles": [{...}]}, {"profiles": [{}]}]}"#, false),
        (r#"{"items": [{"profiles": [{}, 1]}, {"profiles": [{}]}]}"#, false),
    ] {
        let read_value = |response: &Response<'_>| response.has_all_profiles();
        assert_eq!(of(text, Shape::Whole, read_value), has_all, "{text}");
    }
    for (text, has_all) in [
        (r#"{"profiles": [{}]}"#, true),
        (r#"{"profiles": [{}, 1]}"#, false),
        (r#"{"profiles": [{}, ...]}"#, false),
        (r#"{"profiles": ""}"#, false),
        ("{}", false),
    ] {
        let read_value = |response: &Response<'_>| {
            response.images_with_profiles().all(ImageWithProfiles::has_all_profiles)
        };
        assert_eq!(of(text, Shape::Image, read_value), has_all, "{text}");
    }
}

#[test]
fn status_or_flag_blocks_profile() {
    let sles = r#""id": "sles12.2|a", "readyCheck": {"requiresThinksystemKiso": true}"#;
    for (image, profiles, is_blocked) in [
        ("", r#"{"deployStatus": "ready"}"#.to_owned(), false),
        ("", r#"{"deployStatus": "notReady"}"#.to_owned(), true),
        ("", r#"{"readyCheck": {"isPlaceholder": true}}"#.to_owned(), true),
        ("", r#"{"readyCheck": {"incompatibleWithThinksystem": true}}"#.to_owned(), false),
        ("", format!("{{{sles}}}"), true),
        ("", format!(r#"{{{sles}}}, {{"id": "sles12.2|a-kISO"}}"#), false),
        ("", r#"{"readyCheck": {"requiresThinksystemKiso": true}}"#.to_owned(), false),
        (r#""readyCheck": {"isAllowedInCurrentSecurityMode": false},"#, "{}".to_owned(), true),
    ] {
        let text = format!(r#"{{{image} "profiles": [{profiles}]}}"#);
        let read_value = |response: &Response<'_>| {
            let image = response.images_with_profiles().next().unwrap();
            image.profiles[0].is_forbidden(&KisoTwins::new(image))
        };
        assert_eq!(of(&text, Shape::Image, read_value), is_blocked, "{text}");
    }
}

#[test]
fn image_status_is_explained_by_flags_or_profiles() {
    for (text, is_explained) in [
        (r#"{"profiles": [{"deployStatus": "ready"}]}"#, false),
        (r#"{"profiles": [{"deployStatus": "ready"}, {"deployStatus": "warning"}]}"#, true),
        (r#"{"profiles": [{"readyCheck": {"incompatibleWithThinksystem": true}}]}"#, true),
        (r#"{"profiles": [{"readyCheck": {"incompatibleWithThinksystem": false}}]}"#, false),
        (r#"{"profiles": []}"#, true),
        (r#"{"profiles": [...]}"#, false),
        (r#"{"readyCheck": {"isAllowedInCurrentSecurityMode": false}}"#, true),
        (r#"{"readyCheck": {"incompatibleWithThinksystem": true}}"#, true),
        ("{}", false),
    ] {
        let read_value = |response: &Response<'_>| {
            response.images_with_profiles().all(ImageWithProfiles::is_explained)
        };
        assert_eq!(of(text, Shape::Image, read_value), is_explained, "{text}");
    }
}

#[test]
fn syntax_error_in_list_makes_response_incomplete() {
    for (text, is_incomplete) in [
        (r#"{"items": [{"profiles": [{}]}], "driverFiles": [{}]}"#, false),
        (r#"{"items": [], ...}"#, true),
        (r#"{"items": [], "driverFiles": [{}, ...]}"#, true),
        (r#"{"items": [], "driverFiles": [{...}]}"#, true),
        (r#"{"items": [{"profiles": [{}, ...]}]}"#, true),
        (r#"{"items": [{"profiles": [{"attributes": [...]}]}]}"#, false),
    ] {
        let read_value = |response: &Response<'_>| response.is_incomplete();
        assert_eq!(of(text, Shape::Whole, read_value), is_incomplete, "{text}");
    }
}

#[test]
fn supported_image_is_found_by_own_name_first() {
    for (names, system, position) in [
        (["hyperv", "win"], System::Windows, Some(1)),
        (["win", "hyperv"], System::Windows, Some(0)),
        (["win", "win"], System::Windows, Some(0)),
        (["hyperv", "azurestack"], System::Windows, Some(0)),
        (["sles", "win"], System::Windows, Some(1)),
        (["sles", "win"], System::Rhel, None),
        (["rocky", "win"], System::OtherLinux, None),
    ] {
        let entries = names.map(|name| format!(r#"{{"name": "{name}"}}"#)).join(", ");
        let text = format!(r#"{{"supportedImages": [{entries}]}}"#);
        let read_value = |response: &Response<'_>| {
            let found = response.supported_image(system)?;
            response.supported_images().iter().position(|entry| entry.value == found.value)
        };
        assert_eq!(of(&text, Shape::Whole, read_value), position, "{names:?} for {system:?}");
    }
}

#[test]
fn missing_partner_is_detected() {
    for (config, associated, is_missing) in [
        (r#"{"id": "a"}"#, "a", false),
        (r#"{"id": "a"}"#, "b", true),
        ("", "b", true),
        (r#"{"id": "a"}"#, "", false),
    ] {
        let text = format!(
            r#"{{"customConfigFiles": [{config}], "unattendFiles": [{{"associatedFileId": "{associated}"}}]}}"#
        );
        let read_value = |response: &Response<'_>| {
            let mut files = response.repository.files(FileKind::Unattend);
            response.repository.partner_is_missing(files.next().unwrap())
        };
        assert_eq!(of(&text, Shape::Whole, read_value), is_missing, "{text}");
    }
}

#[test]
fn written_flag_is_boolean_or_string() {
    for (flag, is_true) in [
        ("true", Some(true)),
        ("false", Some(false)),
        ("\"true\"", Some(true)),
        ("\"False\"", Some(false)),
        ("\"yes\"", None),
        ("1", None),
    ] {
        let text = format!(r#"{{"supportedImages": [{{"allowCustomPath": {flag}}}]}}"#);
        let read_value = |response: &Response<'_>| {
            response.supported_images().first()?.allows_path().map(|flag| flag.is_true)
        };
        assert_eq!(of(&text, Shape::Whole, read_value), is_true, "{flag}");
    }
}

#[test]
fn unknown_value_has_suggestion() {
    use crate::model::Listed::{OtherwiseSpelt, Unknown};
    for (text, expected) in [
        (r#"{"items": [{"deployStatus": "ready"}]}"#, None),
        (r#"{"items": [{"deployStatus": ""}]}"#, None),
        (r#"{"items": [{"deployStatus": "r\u0065ady"}]}"#, None),
        (r#"{"items": [{"deployStatus": 1}]}"#, None),
        (r#"{"items": [{"deployStatus": re|ady}]}"#, None),
        (r#"{"items": [{"deployStatus": "READY"}]}"#, Some(OtherwiseSpelt("ready"))),
        (r#"{"items": [{"deployStatus": "Not Ready"}]}"#, Some(OtherwiseSpelt("notReady"))),
        (r#"{"items": [{"deployStatus": "rhel"}]}"#, Some(Unknown)),
        (r#"{"items": [{"type": "CUSTOM"}]}"#, Some(OtherwiseSpelt("custom"))),
        (r#"{"driverFiles": [{"type": "CUSTOM"}]}"#, None),
        (r#"{"driverFiles": [{"type": "mine"}]}"#, Some(Unknown)),
        (r#"{"supportedImages": [{"name": "RHEL"}]}"#, Some(OtherwiseSpelt("rhels"))),
        (r#"{"supportedImages": [{"name": "rocky"}]}"#, Some(Unknown)),
    ] {
        let read_value = |response: &Response<'_>| {
            response.undocumented().values.first().map(|value| value.listed)
        };
        assert_eq!(of(text, Shape::Whole, read_value), expected, "{text}");
    }
}

#[test]
fn names_of_other_endpoints_are_not_misspellings() {
    for (text, meant) in [
        (r#"{"items": [], "resul": "failed"}"#, vec![names::RESULT]),
        (r#"{"items": [], "results": "failed", "x": 1}"#, vec![]),
    ] {
        let read_value = |response: &Response<'_>| {
            crate::model::aliases(response)
                .renamed
                .into_iter()
                .map(|(_, name)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(text, Shape::Whole, read_value), meant, "{text}");
    }
}

#[test]
fn releases_are_known_if_list_is_complete() {
    for (releases, count) in [
        (r#"[{"2016": []}, {"2019": [], "2022": []}]"#, Some(3)),
        ("[]", Some(0)),
        (r#"[{"2016": []}, ...]"#, None),
        (r#"[{"2016": [], ...}]"#, None),
        (r#"[{"2016": []}, "2019"]"#, None),
        (r#""2016""#, None),
    ] {
        let text = format!(r#"{{"supportedImages": [{{"releases": {releases}}}]}}"#);
        let read_value = |response: &Response<'_>| {
            let list = response.supported_images().first()?.release_list()?;
            let releases = response.supported_images().first()?.releases()?;
            let names = list.elements().flat_map(Value::members).filter_map(Value::key);
            let known = names.filter_map(Release::of);
            Some(known.filter(|release| releases.contains(release)).count())
        };
        assert_eq!(of(&text, Shape::Whole, read_value), count, "{releases}");
    }
}

#[test]
fn syntax_error_damages_content() {
    for (content, is_damaged) in [("\"<a>\"", false), ("\"<a>\n", true)] {
        let text = format!(r#"{{"unattendFiles": [{{"content": {content}}}]}}"#);
        let read_value = |response: &Response<'_>| {
            let contents = response.repository.contents(FileKind::Unattend);
            contents.iter().map(Content::is_damaged).collect::<Vec<_>>()
        };
        assert_eq!(of(&text, Shape::Whole, read_value), [is_damaged], "{text}");
    }
}

#[test]
fn profile_ids_keep_their_order() {
    let text = r#"{"profiles": [{"id": "a"}, {"name": "b"}, {"id": "c"}]}"#;
    let read_value = |response: &Response<'_>| {
        let ids = response.images().flat_map(Image::profile_ids);
        ids.map(|id| id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(text, Shape::Image, read_value), ["a", "c"]);
}

#[test]
fn damaged_releases_match_every_release() {
    for (releases, is_for_all) in [("\"2016\"", false), ("\"\"", true), ("\"2016,2019\n", true)] {
        let text = format!(r#"{{"driverFiles": [{{"osrelease": {releases}}}]}}"#);
        let read_value = |response: &Response<'_>| {
            let file = response.repository.known(FileKind::Driver).next().unwrap();
            response.repository.releases(&file).is_empty()
        };
        assert_eq!(of(&text, Shape::Whole, read_value), is_for_all, "{text}");
    }
}

#[test]
fn bundle_ids_are_distinct_and_undamaged() {
    let text = r#"{"driverFiles": [{"bundleId": "a"}, {"bundleId": ""}, {"bundleId": "a"},
        {"bundleId": "b
        }]}"#;
    let read_value = |response: &Response<'_>| {
        let ids = response.repository.bundle_ids(FileKind::Driver).iter();
        ids.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of(text, Shape::Whole, read_value), ["a"]);
}

#[test]
fn shape_is_detected_by_attributes() {
    use crate::model::{Found, find};
    for (text, shape) in [
        (r#"{"items": []}"#, Some(Shape::Whole)),
        (r#"{"profiles": []}"#, Some(Shape::Image)),
        (r#"{"id": "a|", "readyCheck": {}}"#, Some(Shape::Image)),
        (r#"{"id": "a|b", "readyCheck": {}}"#, Some(Shape::Profile)),
        (r#"{"customizationOptions": null}"#, Some(Shape::Profile)),
        (r#"[1, {"profiles": []}]"#, Some(Shape::Images)),
        (r#"[{"id": "a|b", "deployStatus": ""}]"#, Some(Shape::Profiles)),
        (r#"{"id": "a|"}"#, None),
        ("[1]", None),
    ] {
        let tree = read(text, names::interner()).unwrap();
        let found = match find(tree.root().unwrap()).as_slice() {
            [Found::Response(response)] => Some(response.shape),
            _ => None,
        };
        assert_eq!(found, shape, "{text}");
    }
}
