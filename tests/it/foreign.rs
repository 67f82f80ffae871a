//! What is no answer of GET /osImages is named as what it is, in one finding, and is called ready nowhere.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use osready::diagnostic::Level;
use osready::input::{Discovery, File};
use osready::lint::FileReport;
use osready::redact::{Preserved, redact};
use serde_json::{Value, json};

fn file(text: &str, discovery: Discovery) -> File {
    File::new("saved.json", discovery, text)
}

fn lint(text: &str) -> FileReport {
    crate::support::linter(true).lint(&file(text, Discovery::Explicit)).expect("shorter than 4 GiB")
}

const MINIMAL: &str = "rhels8.6|rhels8.6-x86_64-install-Minimal";

/// A host as GET /hostPlatforms lists it.
fn host(status: &str) -> Value {
    json!({
        "availableImages": [{"label": MINIMAL, "selected": false, "value": MINIMAL}],
        "deployStatus": status, "deployStatusID": 0, "id": "9F01", "immIpAddress": "192.0.2.77",
        "readyCheck": {"accessState": "Online"}, "uuid": "0A0B0C0D0E0F00000000000000000001",
    })
}

/// What a deployment request says of one host.
fn request() -> Value {
    json!({"networkSettings": {"hostname": "node-7", "mtu": 1500}, "selectedImage": MINIMAL,
        "storageSettings": {"targetDevice": "localdisk"}, "uuid": "0A0B0C0D0E0F00000000000000000001"})
}

fn image() -> Value {
    let profile = json!({"deployStatus": "ready", "id": MINIMAL, "name": "rhels8.6-x86_64-install-Minimal",
        "readyCheck": {"isPlaceholder": false}, "type": "predefined"});
    json!({"deployStatus": "ready", "id": "rhels8.6|", "name": "rhels8.6", "profiles": [profile],
        "type": "base"})
}

/// Values that are no responses, each with what its finding says.
fn foreign() -> Vec<(&'static str, Value)> {
    let settings = json!({"networkSettings": {"dns1": "", "hostname": "node-7"}, "uuid": "0A0B"});
    vec![
        (
            "GET /hostPlatforms",
            json!({"items": [host("Ready"), host("Not Ready")], "number": 2, "result": "success"}),
        ),
        (
            "GET /hostPlatforms",
            json!({"incompatibleImagesRemoved": true, "items": [], "result": "success"}),
        ),
        (
            "GET /hostPlatforms",
            json!({"availableImages": [MINIMAL], "isAuthorized": true, "result": "success"}),
        ),
        ("GET /hostPlatforms", json!({"items": host("ready"), "result": "success"})),
        (
            "GET /hostPlatforms",
            json!({"items": {"value": [host("ready")], "Count": 1}, "result": "success"}),
        ),
        ("GET /hostPlatforms", host("ready")),
        ("GET /hostPlatforms", json!([host("ready"), host("ready")])),
        ("GET /hostPlatforms", json!({"value": [host("ready"), host("ready")], "Count": 2})),
        ("GET /hostPlatforms", json!({"deployStatus": "ready", "readyCheck": {}, "uuid": "0A0B"})),
        (
            "GET /hostPlatforms",
            json!({"items": [{"deployStatus": "Ready", "id": "9F01", "storageSettings": []}]}),
        ),
        ("PUT /hostPlatforms", request()),
        ("PUT /hostPlatforms", json!([request(), request()])),
        ("PUT /hostPlatforms", json!({"result": [request()]})),
        ("/hostSettings", json!({"hosts": [settings], "messages": [], "result": "success"})),
        ("/hostSettings", json!({"host": settings, "result": "success"})),
        ("/hostSettings", json!([settings])),
        (
            "/globalSettings",
            json!({"deploySettings": {"stateTransitionTimeout": 5400}, "globalSetting": {}}),
        ),
        (
            "/globalSettings",
            json!({"credentials": [], "ipAssignment": "dhcpv4", "isVLANMode": "false"}),
        ),
        ("/remoteFileServers", json!({"result": "success", "serverList": [{"serverId": "101"}]})),
        (
            "/remoteFileServers",
            json!({"address": "192.0.2.9", "port": 443, "protocol": "HTTPS", "result": "success"}),
        ),
        (
            "/osInfo",
            json!({"items": [{"deployStatus": "ready", "hostname": "node-7", "installedOS": MINIMAL}]}),
        ),
        (
            "metadata.json",
            json!([{"osName": "rhel", "sha256sum": "rhel.iso.sha256", "type": "os"}]),
        ),
        ("metadata.json", json!({"files": [{"imageFile": "win.iso", "signatureFile": "win.asc"}]})),
        (
            "Redfish",
            json!({"@odata.id": "/redfish/v1/Managers/1", "Id": "1", "Status": {"State": "Enabled"}}),
        ),
        ("Redfish", json!({"@odata.type": "#ManagerCollection.ManagerCollection", "Members": []})),
        ("job", json!({"jobId": "1207", "messages": [], "result": "success"})),
        ("job", json!({"jobID": 12, "result": "success"})),
        ("result", json!({"result": "success"})),
        ("result", json!({"isAuthorized": true, "messages": [], "number": 0, "result": "success"})),
        ("failed", json!({"result": "failed"})),
        ("failed", json!({"result": {"result": "failed"}})),
        ("GET /nodes", json!({"nodeList": []})),
    ]
}

#[test]
fn each_is_named_in_one_finding_and_nothing_in_it_has_a_verdict() {
    for (name, value) in foreign() {
        for text in [value.to_string(), format!("{value:#}"), json!({"msg": value}).to_string()] {
            let file_report = lint(&text);
            assert_eq!(
                (file_report.findings.len(), file_report.responses),
                (1, 0),
                "{text}: {:?}",
                file_report.findings
            );
            let finding = &file_report.findings[0];
            assert_eq!(
                (finding.rule.raw(), finding.level),
                ("not-a-response", Level::Error),
                "{text}"
            );
            assert!(finding.message.raw().contains(name), "{text}: {:?}", finding.message);
            assert!(finding.help.raw().contains("osImages"), "{text}");
            assert!(file_report.readiness.is_empty(), "{text}");
        }
    }
}

#[test]
fn one_that_a_walk_met_is_a_note() {
    for (_, value) in foreign() {
        let met = file(&value.to_string(), Discovery::Discovered);
        let file_report = crate::support::linter(false).lint(&met).expect("short");
        assert_eq!(file_report.findings[0].level, Level::Note, "{value}");
    }
}

#[test]
fn beside_responses_each_is_named_once_where_it_stands() {
    let response = || json!({"items": [image()], "result": "success"});
    for (name, value) in foreign() {
        let text = json!([response(), value, response()]).to_string();
        let file_report = lint(&text);
        let discovery: Vec<_> =
            file_report.findings.iter().filter(|one| one.rule == "not-a-response").collect();
        assert_eq!((discovery.len(), file_report.responses), (1, 2), "{text}");
        assert!(discovery[0].message.raw().contains(name), "{text}: {:?}", discovery[0].message);
        assert!(discovery[0].pointer.raw().starts_with("/1"), "{text}: {:?}", discovery[0].pointer);
        assert!(
            file_report
                .readiness
                .iter()
                .all(|row| row.image.as_ref().is_some_and(|id| *id == "rhels8.6|"))
        );
        assert_eq!(file_report.readiness.len(), 4, "{text}");
        let tasks =
            json!({"results": [{"item": 1, "json": response()}, {"item": 2, "json": value}]});
        let file_report = lint(&tasks.to_string());
        let discovery =
            file_report.findings.iter().filter(|one| one.rule == "not-a-response").count();
        assert_eq!((discovery, file_report.responses), (1, 1), "{tasks}");
    }
}

#[test]
fn a_host_among_images_or_profiles_is_named_and_has_no_verdict() {
    let file_report = lint(&json!([image(), host("ready")]).to_string());
    assert_eq!(file_report.findings.iter().filter(|one| one.rule == "not-a-response").count(), 1);
    assert_eq!(file_report.readiness.len(), 2, "{:?}", file_report.readiness);
    let file_report = lint(&json!({"items": [image(), host("ready")]}).to_string());
    assert_eq!(file_report.findings[0].rule, "not-a-response");
    assert!(file_report.readiness.is_empty());
}

#[test]
fn a_response_needs_one_attribute_of_its_own_and_no_more() {
    for text in [
        json!({"items": []}),
        json!({"items": [], "jobId": "7", "result": "success"}),
        json!({"driverFiles": []}),
        json!({"supportedImages": [], "number": 0}),
        json!({"unattendFilse": []}),
        json!({"result": "failed", "messages": [{"id": "FQXHMFC0295M", "text": "No."}]}),
        json!({"result": "Failed", "messages": {"id": "FQXHMFC0295M", "text": "No."}}),
        json!({"changed": false, "result": {"result": "failed", "messages": [{"id": "FQXHMFC0295M"}]}}),
        image(),
        image()["profiles"][0].clone(),
        json!([image()]),
        // A newer server may say more of an image.
        json!([{"id": "rhels8.6|", "deployStatus": "ready", "uuid": "0A0B", "profiles": []}]),
        json!({"items": [{"id": "rhels8.6|", "deployStatus": "ready", "uuid": "0A0B"}]}),
    ] {
        let file_report = lint(&text.to_string());
        assert_eq!(file_report.responses, 1, "{text}: {:?}", file_report.findings);
        assert!(file_report.findings.iter().all(|one| one.rule != "not-a-response"), "{text}");
    }
    for text in [
        json!({"isAuthorized": true}),
        json!({"number": 3}),
        json!({"lastRefreshed": "", "messages": []}),
        json!({"item": "a"}),
        json!({}),
    ] {
        let file_report = lint(&text.to_string());
        assert_eq!((file_report.findings.len(), file_report.responses), (1, 0), "{text}");
        assert_eq!(file_report.findings[0].rule, "not-a-response", "{text}");
    }
}

#[test]
fn what_is_redacted_is_named_as_before() {
    let linter = crate::support::linter(false);
    for (_, value) in foreign() {
        for text in [value.to_string(), json!([{"items": []}, value]).to_string()] {
            let before = file(&text, Discovery::Explicit);
            let after = file(&redact(&before).expect("short").text, Discovery::Explicit);
            let differences = Preserved::of(&linter, &before, &after).expect("short").differences;
            assert!(differences.is_empty(), "{text}\n{}\n{differences:?}", after.text);
            assert!(
                !after.text.contains("192.0.2.77") && !after.text.contains("node-7"),
                "{}",
                after.text
            );
        }
    }
}
