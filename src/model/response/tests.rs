use super::*;
use crate::json::read;
use crate::model::{Content, FileKind, KisoTwins, Release};

/// What `told` says of the response `text`.
fn of<T>(text: &str, shape: Shape, told: impl Fn(&Response<'_>) -> T) -> T {
    let tree = read(text, names::vocabulary()).unwrap();
    told(&Response::new(tree.root().unwrap(), shape))
}

#[test]
fn all_profiles_are_there_where_no_list_of_them_lacks_something() {
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
        let told = |response: &Response<'_>| response.has_all_profiles();
        assert_eq!(of(text, Shape::Whole, told), has_all, "{text}");
    }
    for (text, has_all) in [
        (r#"{"profiles": [{}]}"#, true),
        (r#"{"profiles": [{}, 1]}"#, false),
        (r#"{"profiles": [{}, ...]}"#, false),
        (r#"{"profiles": ""}"#, false),
        ("{}", false),
    ] {
        let told =
            |response: &Response<'_>| response.whole_images().all(WholeImage::has_all_profiles);
        assert_eq!(of(text, Shape::Image, told), has_all, "{text}");
    }
}

#[test]
fn a_profile_is_blocked_by_its_status_by_a_flag_or_by_a_flag_of_its_image() {
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
        let told = |response: &Response<'_>| {
            let image = response.whole_images().next().unwrap();
            image.profiles[0].is_blocked(&KisoTwins::new(image))
        };
        assert_eq!(of(&text, Shape::Image, told), is_blocked, "{text}");
    }
}

#[test]
fn the_status_of_an_image_has_a_reason_in_its_flags_or_in_its_profiles() {
    for (text, has_reason) in [
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
        let told = |response: &Response<'_>| response.whole_images().all(WholeImage::has_reason);
        assert_eq!(of(text, Shape::Image, told), has_reason, "{text}");
    }
}

#[test]
fn a_response_is_incomplete_where_a_defect_hides_something_in_a_list_of_it() {
    for (text, is_incomplete) in [
        (r#"{"items": [{"profiles": [{}]}], "driverFiles": [{}]}"#, false),
        (r#"{"items": [], ...}"#, true),
        (r#"{"items": [], "driverFiles": [{}, ...]}"#, true),
        (r#"{"items": [], "driverFiles": [{...}]}"#, true),
        (r#"{"items": [{"profiles": [{}, ...]}]}"#, true),
        (r#"{"items": [{"profiles": [{"attributes": [...]}]}]}"#, false),
    ] {
        let told = |response: &Response<'_>| response.is_incomplete();
        assert_eq!(of(text, Shape::Whole, told), is_incomplete, "{text}");
    }
}

#[test]
fn a_system_is_customised_as_the_entry_says_that_has_its_own_name() {
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
        let told = |response: &Response<'_>| {
            let found = response.supported_image(system)?;
            response.supported_images().position(|entry| entry.0 == found.0)
        };
        assert_eq!(of(&text, Shape::Whole, told), position, "{names:?} for {system:?}");
    }
}

#[test]
fn a_file_lacks_its_partner_where_the_response_has_no_file_of_that_id() {
    for (config, associated, is_missing) in [
        (r#"{"id": "a"}"#, "a", false),
        (r#"{"id": "a"}"#, "b", true),
        ("", "b", true),
        (r#"{"id": "a"}"#, "", false),
    ] {
        let text = format!(
            r#"{{"customConfigFiles": [{config}], "unattendFiles": [{{"associatedFileId": "{associated}"}}]}}"#
        );
        let told = |response: &Response<'_>| {
            let mut files = response.repository.files(FileKind::Unattend);
            response.repository.partner_is_missing(files.next().unwrap())
        };
        assert_eq!(of(&text, Shape::Whole, told), is_missing, "{text}");
    }
}

#[test]
fn a_flag_may_be_written_as_a_boolean_or_as_a_word() {
    for (flag, is_true) in [
        ("true", Some(true)),
        ("false", Some(false)),
        ("\"true\"", Some(true)),
        ("\"False\"", Some(false)),
        ("\"yes\"", None),
        ("1", None),
    ] {
        let text = format!(r#"{{"supportedImages": [{{"allowCustomPath": {flag}}}]}}"#);
        let told = |response: &Response<'_>| {
            response.supported_images().next()?.allows_path().map(|flag| flag.is_true)
        };
        assert_eq!(of(&text, Shape::Whole, told), is_true, "{flag}");
    }
}

#[test]
fn a_word_that_is_not_listed_is_told_with_the_one_that_was_meant() {
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
        let told =
            |response: &Response<'_>| response.unlisted().values.first().map(|value| value.listed);
        assert_eq!(of(text, Shape::Whole, told), expected, "{text}");
    }
}

#[test]
fn a_name_of_another_document_is_no_misspelling() {
    for (text, meant) in [
        (r#"{"items": [], "resul": "failed"}"#, vec![names::RESULT]),
        (r#"{"items": [], "results": "failed", "x": 1}"#, vec![]),
    ] {
        let told = |response: &Response<'_>| {
            crate::model::aliases(response).into_iter().map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(of(text, Shape::Whole, told), meant, "{text}");
    }
}

#[test]
fn the_releases_of_a_system_are_known_where_their_list_is_read_in_full() {
    for (releases, count) in [
        (r#"[{"2016": []}, {"2019": [], "2022": []}]"#, Some(3)),
        ("[]", Some(0)),
        (r#"[{"2016": []}, ...]"#, None),
        (r#"[{"2016": [], ...}]"#, None),
        (r#"[{"2016": []}, "2019"]"#, None),
        (r#""2016""#, None),
    ] {
        let text = format!(r#"{{"supportedImages": [{{"releases": {releases}}}]}}"#);
        let told = |response: &Response<'_>| {
            let list = response.supported_images().next()?.release_list()?;
            let releases = response.supported_images().next()?.releases()?;
            let names = list.elements().flat_map(Value::members).filter_map(Value::key);
            let known = names.filter_map(|name| Release::of(&name));
            Some(known.filter(|release| releases.contains(release)).count())
        };
        assert_eq!(of(&text, Shape::Whole, told), count, "{releases}");
    }
}

#[test]
fn a_content_in_which_a_defect_of_the_response_stands_is_a_guess() {
    for (content, is_damaged) in [("\"<a>\"", false), ("\"<a>\n", true)] {
        let text = format!(r#"{{"unattendFiles": [{{"content": {content}}}]}}"#);
        let told = |response: &Response<'_>| {
            let contents = response.repository.contents(FileKind::Unattend);
            contents.iter().map(Content::is_damaged).collect::<Vec<_>>()
        };
        assert_eq!(of(&text, Shape::Whole, told), [is_damaged], "{text}");
    }
}

#[test]
fn the_ids_of_the_profiles_of_an_image_are_told_in_their_order() {
    let text = r#"{"profiles": [{"id": "a"}, {"name": "b"}, {"id": "c"}]}"#;
    let told = |response: &Response<'_>| {
        let ids = response.images().flat_map(Image::profile_ids);
        ids.map(|id| id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(text, Shape::Image, told), ["a", "c"]);
}

#[test]
fn releases_that_a_defect_has_cut_limit_no_file() {
    for (releases, is_for_all) in [("\"2016\"", false), ("\"\"", true), ("\"2016,2019\n", true)] {
        let text = format!(r#"{{"driverFiles": [{{"osrelease": {releases}}}]}}"#);
        let told = |response: &Response<'_>| {
            let file = response.repository.known(FileKind::Driver).next().unwrap();
            response.repository.releases(&file).is_empty()
        };
        assert_eq!(of(&text, Shape::Whole, told), is_for_all, "{text}");
    }
}

#[test]
fn a_bundle_is_named_once_and_not_by_a_guess() {
    let text = r#"{"driverFiles": [{"bundleId": "a"}, {"bundleId": ""}, {"bundleId": "a"},
        {"bundleId": "b
        }]}"#;
    let told = |response: &Response<'_>| {
        let ids = response.repository.bundle_ids(FileKind::Driver).iter();
        ids.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of(text, Shape::Whole, told), ["a"]);
}

#[test]
fn a_part_of_a_response_is_known_by_what_its_objects_have() {
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
        let tree = read(text, names::vocabulary()).unwrap();
        let found = match find(tree.root().unwrap()).as_slice() {
            [Found::Response(response)] => Some(response.shape),
            _ => None,
        };
        assert_eq!(found, shape, "{text}");
    }
}
