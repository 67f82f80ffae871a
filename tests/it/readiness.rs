//! Verdicts: the verdict of each profile and image, and by which rules.
#![allow(clippy::disallowed_methods)]

use osready::model::Verdict;

/// The verdict on each image and profile of `text`, in order, with the rules that give it.
fn verdicts(text: &str) -> Vec<(Verdict, Vec<String>)> {
    let rows = crate::support::lint(text).readiness;
    let rules = |reasons: Vec<osready::finding::Reason>| {
        reasons.into_iter().map(|reason| reason.rule.raw().to_owned()).collect::<Vec<_>>()
    };
    rows.into_iter().map(|row| (row.verdict, rules(row.reasons))).collect()
}

fn profile(name: &str, rest: &str) -> String {
    format!(r#"{{"id": "rhels8.6|{name}", "name": "{name}", {rest}}}"#)
}

fn image(profiles: &[String], rest: &str) -> String {
    image_of("ready", profiles, rest)
}

fn image_of(status: &str, profiles: &[String], rest: &str) -> String {
    format!(
        r#"{{"deployStatus": "{status}", "id": "rhels8.6|", "name": "rhels8.6", "profiles": [{}]{rest}}}"#,
        profiles.join(", ")
    )
}

const READY: &str = r#""deployStatus": "ready", "readyCheck": {}"#;
const BLOCKED: &str = r#""deployStatus": "notReady", "readyCheck": {"isPlaceholder": true}"#;

#[test]
fn a_status_or_check_that_cannot_be_read_is_unknown() {
    for rest in [
        r#""deployStatus": "ready""#,
        r#""deployStatus": "ready", "readyCheck": null"#,
        r#""deployStatus": "ready", "readyCheck": []"#,
        r#""deployStatus": "ready", "readyCheck": [{}, {}]"#,
        r#""deployStatus": "ready", "readyCheck": "none""#,
        r#""readyCheck": {}"#,
        r#""deployStatus": null, "readyCheck": {}"#,
        r#""deployStatus": "maybe", "readyCheck": {}"#,
        r#""deployStatus": true, "readyCheck": {}"#,
    ] {
        let given = verdicts(&profile("a", rest));
        let [(verdict, reasons)] = given.as_slice() else { panic!("one row of {rest}") };
        assert_eq!(*verdict, Verdict::Unknown, "{rest}");
        let explaining = ["readiness-unknown", "schema"];
        assert!(
            matches!(reasons.as_slice(), [one] if explaining.contains(&one.as_str())),
            "{reasons:?} for {rest}"
        );
    }
}

#[test]
fn a_profile_that_no_request_can_name_is_unknown() {
    for (id, rule) in [
        (r#""id": "", "#, "readiness-unknown"),
        (r#""id": {}, "#, "schema"),
        (r#""id": null, "#, "schema"),
        ("", "schema"),
    ] {
        let profile = format!(r#"{{{id}"name": "a", {READY}}}"#);
        let given = verdicts(&image(&[profile], ""));
        assert_eq!(given[1], (Verdict::Unknown, vec![rule.to_owned()]), "{id}");
    }
}

#[test]
fn a_result_that_does_not_say_success_is_unknown() {
    for (result, rule) in [
        (r#""""#, "readiness-unknown"),
        ("null", "schema"),
        ("false", "schema"),
        (r#""failed""#, "failed-response"),
    ] {
        let image = image(&[profile("a", READY)], "");
        let given = verdicts(&format!(r#"{{"items": [{image}], "result": {result}}}"#));
        assert_eq!(given[1], (Verdict::Unknown, vec![rule.to_owned()]), "{result}");
    }
}

#[test]
fn an_attribute_of_the_hosts_is_no_misspelled_status() {
    let with = |rest: &str| verdicts(&image(&[profile("a", rest)], ""))[1].0;
    assert_eq!(with(&format!(r#"{READY}, "deployStatusID": 0"#)), Verdict::Ready);
    assert_eq!(with(r#""deployStatusID": 0, "readyCheck": {}"#), Verdict::Unknown);
}

#[test]
fn a_list_of_releases_is_no_release_in_any_order() {
    for (releases, verdict) in [
        ("15.4", Verdict::Blocked),
        ("15.4,15SP4", Verdict::Blocked),
        ("12.5", Verdict::Ready),
        ("12.5,15.4", Verdict::Unknown),
        ("15.4,12.5", Verdict::Unknown),
        (",", Verdict::Unknown),
    ] {
        let text = format!(
            r#"{{"deployStatus": "ready", "id": "sles15.4|a", "name": "a", "osrelease": "{releases}",
                "readyCheck": {{"noPackages": true}}}}"#
        );
        assert_eq!(verdicts(&text)[0].0, verdict, "{releases}");
    }
}

#[test]
fn a_flag_of_one_of_two_systems_is_unknown() {
    let image = |image: &str, id: &str, name: &str, flag: &str| {
        format!(
            r#"{{"deployStatus": "ready", "id": "{image}|", "name": "{image}", "osrelease": "2019", "profiles": [
                {{"id": "{id}|a", "name": "{name}", "deployStatus": "ready", "readyCheck": {{"{flag}": true}}}}]}}"#
        )
    };
    for (text, verdict) in [
        (image("win2019", "win2019", "win2019", "noWinpe"), Verdict::Blocked),
        (image("rhels8.6", "rhels8.6", "rhels8.6", "noWinpe"), Verdict::Ready),
        (image("rhels8.6", "rhels8.6", "win2019", "noWinpe"), Verdict::Unknown),
        (image("win2019", "rhels8.6", "win2019", "noWinpe"), Verdict::Unknown),
        // Red Hat's files may fit the other Linux, so these names agree.
        (image("ol8", "ol8", "rhels8.6", "noWinpe"), Verdict::Ready),
        // The release is that of an image of another system.
        (image("win2019", "sles15.4", "sles15.4", "noPackages"), Verdict::Unknown),
    ] {
        assert_eq!(verdicts(&text)[1].0, verdict, "{text}");
    }
}

#[test]
fn what_is_blocked_is_not_unknown() {
    for rest in [
        r#""deployStatus": "notReady""#,
        r#""deployStatus": "Not Ready", "readyCheck": null"#,
        r#""readyCheck": {"isPlaceholder": true}"#,
        r#""deployStatus": "ready", "isAllowedInCurrentSecurityMode": false"#,
    ] {
        assert_eq!(verdicts(&profile("a", rest))[0].0, Verdict::Blocked, "{rest}");
    }
}

#[test]
fn an_image_is_as_good_as_the_best_of_its_profiles() {
    let given = verdicts(&image(&[profile("a", BLOCKED), profile("b", READY)], ""));
    let given: Vec<Verdict> = given.into_iter().map(|(verdict, _)| verdict).collect();
    assert_eq!(given, [Verdict::Ready, Verdict::Blocked, Verdict::Ready]);
}

#[test]
fn image_that_is_not_ready_contradicts_its_ready_profiles() {
    let given = verdicts(&image_of("notReady", &[profile("a", READY), profile("b", BLOCKED)], ""));
    let given: Vec<Verdict> = given.into_iter().map(|(verdict, _)| verdict).collect();
    assert_eq!(given, [Verdict::Blocked, Verdict::Unknown, Verdict::Blocked]);
    let given = verdicts(&image_of("warning", &[profile("a", READY)], ""));
    let given: Vec<Verdict> = given.into_iter().map(|(verdict, _)| verdict).collect();
    assert_eq!(given, [Verdict::Warning, Verdict::Ready]);
}

#[test]
fn a_security_mode_that_forbids_an_image_blocks_all_its_profiles() {
    let rest = r#", "readyCheck": {"isNotAllowedInCurrentSecurityMode": true}"#;
    let given = verdicts(&image(&[profile("a", READY), profile("b", READY)], rest));
    for (verdict, rules) in &given {
        assert_eq!((*verdict, &**rules), (Verdict::Blocked, &["security-mode".to_owned()][..]));
    }
    assert_eq!(given.len(), 3);
}

#[test]
fn an_image_without_a_profile_that_counts_is_blocked() {
    let none = verdicts(&image(&[], ""));
    assert_eq!(none, [(Verdict::Blocked, vec!["no-deployable-profile".to_owned()])]);
    let predefined = profile("a", &format!(r#"{READY}, "type": "predefined""#));
    let given = verdicts(&image(&[predefined], r#", "type": "custom""#));
    assert_eq!(given[0], (Verdict::Blocked, vec!["no-deployable-profile".to_owned()]));
}

#[test]
fn file_that_is_there_twice_and_differs_makes_its_profiles_unknown() {
    let options =
        r#""customizationOptions": {"installScriptOptions": {"scriptFileIds": ["1_a.sh"]}}"#;
    let items = image(&[profile("a", &format!("{READY}, {options}")), profile("b", READY)], "");
    let files = r#"[{"id": "1_a.sh", "type": "Custom"}, {"id": "1_a.sh", "type": "Custom", "os": "rhels"}]"#;
    let given = verdicts(&format!(r#"{{"installScriptFiles": {files}, "items": [{items}]}}"#));
    assert_eq!(given[1], (Verdict::Unknown, vec!["duplicate-id".to_owned()]));
    assert_eq!(given[2].0, Verdict::Ready);
}

#[test]
fn a_list_with_a_stray_comma_is_no_evidence_that_an_image_has_no_profile() {
    let text = r#"{"items": [{"id": "rhels8.6|", "deployStatus": "ready", "profiles": [,]}]}"#;
    let found = crate::support::lint(text).findings;
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule.raw()).collect();
    assert_eq!(rules, ["syntax"]);
}

#[test]
fn all_profiles_with_one_id_are_contradicted_by_one_that_differs() {
    let profiles = [profile("a", READY), profile("a", READY), profile("a", BLOCKED)];
    for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1]] {
        let given = verdicts(&image(&order.map(|at| profiles[at].clone()), ""));
        assert!(given.iter().all(|(verdict, _)| *verdict >= Verdict::Unknown), "{given:?}");
    }
}

#[test]
fn a_boot_file_without_a_system_is_for_windows() {
    let options = r#""customizationOptions": {"bootOptions": {"bootFileIds": ["pe"]}}"#;
    for (system, expected) in
        [("centos8", Verdict::Blocked), ("win2019", Verdict::Ready), ("mine", Verdict::Ready)]
    {
        let items = image(&[profile("a", &format!("{READY}, {options}"))], "");
        let items = items.replace("rhels8.6", system);
        let given = verdicts(&format!(r#"{{"bootFiles": [{{"id": "pe"}}], "items": [{items}]}}"#));
        assert_eq!(given[1].0, expected, "{system}");
        let is_explained = given[1].1 == ["os-mismatch"];
        assert_eq!(is_explained, expected == Verdict::Blocked, "{system}");
    }
}

#[test]
fn unreadable_flag_counts_where_the_system_may_be_windows() {
    let rest = r#""deployStatus": "ready", "readyCheck": {"preloadedWinpe": null}"#;
    for (system, expected) in
        [("mine", Verdict::Unknown), ("win2019", Verdict::Unknown), ("rhels8.6", Verdict::Ready)]
    {
        let text = profile("a", rest).replace("rhels8.6", system);
        let given = verdicts(&text);
        assert_eq!(given[0].0, expected, "{system}");
        assert_eq!(given[0].1.is_empty(), expected == Verdict::Ready, "{system}");
    }
}

#[test]
fn unreadable_flag_of_a_kind_does_not_hide_that_its_release_is_not_supported() {
    let options = r#""customizationOptions": {"driverOptions": {"driverFileIds": ["1_a.rpm"]}}"#;
    let items = image(&[profile("a", &format!("{READY}, {options}"))], r#", "osrelease": "8.6""#);
    for (releases, expected) in [
        (r#"["7.4"]"#, Verdict::Blocked),
        (r#"["8.6"]"#, Verdict::Unknown),
        ("1", Verdict::Unknown),
    ] {
        let given = verdicts(&format!(
            r#"{{"driverFiles": [{{"id": "1_a.rpm", "os": "rhel", "type": "Custom"}}],
            "supportedImages": [{{"name": "rhels", "allowCustomDriver": 1, "customDriverReleases": {releases}}}],
            "items": [{items}]}}"#
        ));
        assert_eq!(given[1].0, expected, "{releases}");
    }
}

#[test]
fn an_array_in_the_place_of_options_is_unreadable() {
    let rest = format!(r#"{READY}, "customizationOptions": {{"driverOptions": []}}"#);
    let given = verdicts(&profile("a", &rest));
    assert_eq!(given, [(Verdict::Unknown, vec!["schema".to_owned()])]);
}

#[test]
fn images_among_profiles_are_read_as_images() {
    let images = image(&[], "");
    for text in [
        format!("[{}, {images}]", profile("a", READY)),
        format!("[{images}, {}]", profile("a", READY)),
    ] {
        let mut given: Vec<Verdict> =
            verdicts(&text).into_iter().map(|(verdict, _)| verdict).collect();
        given.sort_unstable();
        assert_eq!(given, [Verdict::Ready, Verdict::Blocked], "{text}");
    }
}

#[test]
fn a_comment_may_hide_evidence() {
    for hidden in [
        r#"/* "isPlaceholder": true */"#,
        r"/* isPlaceholder: true */",
        "// \"isPlaceholder\": true\n",
        "# 'isPlaceholder': true\n",
    ] {
        let flags = format!(r#""deployStatus": "ready", "readyCheck": {{{hidden}}}"#);
        assert_eq!(verdicts(&profile("a", &flags))[0].0, Verdict::Unknown, "{hidden}");
        let list = image(&[format!("{hidden}{}", profile("a", READY))], "");
        assert_eq!(verdicts(&list)[0].0, Verdict::Unknown, "{hidden}");
    }
    // Words hide nothing.
    for words in ["/* saved by the nightly job */", "// saved on Monday\n"] {
        let flags = format!(r#""deployStatus": "ready", "readyCheck": {{{words}}}"#);
        assert_eq!(verdicts(&profile("a", &flags))[0].0, Verdict::Ready, "{words}");
    }
}
