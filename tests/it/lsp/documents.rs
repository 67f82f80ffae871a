//! Deployment requests, the configuration, and other documents.

use serde_json::{Value, json};

use super::client::{Client, Memory, capabilities, document, edited, position, range, uri};
use crate::support::deployment::SNAPSHOT;

const REQUEST: &str = r#"[{
  "uuid": "0000000000000000000000000000000A",
  "selectedImage": "win2022|win2022-x86_64-install-Standard",
  "storageSettings": {"targetDevice": "localdisk"},
  "networkSettings": {"hostname": "web01"}
}]"#;

fn messages(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|diagnostic| diagnostic["message"].as_str()).collect()
}

fn lacks_a_snapshot(diagnostics: &[Value]) -> bool {
    matches!(messages(diagnostics)[..], [one] if one.starts_with("not checked: no snapshot is open"))
}

#[test]
fn a_request_is_checked_against_the_open_snapshot() {
    let mut client = Client::new(&Memory::default());
    client.open("request.json", REQUEST);
    client.diagnostics_when("request.json", lacks_a_snapshot);
    client.open("rack7.json", SNAPSHOT);
    client.diagnostics_when("request.json", <[Value]>::is_empty);
    // A change of the snapshot is a change of the request's verdict.
    client.change("rack7.json", &json!([{"text": SNAPSHOT.replace("-Standard", "-Core")}]));
    let is_unknown = |found: &[Value]| found.iter().any(|of| of["code"] == "unknown-profile");
    client.diagnostics_when("request.json", is_unknown);
    client.notify("textDocument/didClose", json!({"textDocument": document("rack7.json")}));
    client.diagnostics_when("request.json", lacks_a_snapshot);
    client.end();
}

#[test]
fn two_requests_do_not_wait_for_each_other() {
    let mut client = Client::new(&Memory::default());
    client.open("a.json", REQUEST);
    client.open("b.json", REQUEST);
    client.open("rack7.json", SNAPSHOT);
    client.diagnostics_when("a.json", <[Value]>::is_empty);
    client.diagnostics_when("b.json", <[Value]>::is_empty);
    client.end();
}

#[test]
fn the_image_of_a_request_leads_to_the_profile_of_the_snapshot() {
    let mut client = Client::new(&Memory::default());
    client.open("request.json", REQUEST);
    client.open("rack7.json", SNAPSHOT);
    let id = "\"win2022|win2022-x86_64-install-Standard\"";
    let at = position(REQUEST, REQUEST.find(id).expect("it is there") + 3);
    let params = json!({"textDocument": document("request.json"), "position": at});
    let start = SNAPSHOT.find(id).expect("it is there");
    let profile = range(SNAPSHOT, start, start + id.len());
    let definition = client.request("textDocument/definition", params);
    assert_eq!(definition, json!([{"uri": uri("rack7.json"), "range": profile}]));
    client.end();
}

#[test]
fn a_request_completes_and_explains_from_the_open_snapshot() {
    let text = REQUEST.replace(r#""networkSettings": {"#, r#""networkSettings": { "#);
    let mut client = Client::new(&Memory::default());
    client.open("request.json", &text);
    client.open("rack7.json", SNAPSHOT);
    let params = |part: &str, more: usize| {
        let at = text.find(part).expect("it is there") + more;
        json!({"textDocument": document("request.json"), "position": position(&text, at)})
    };
    let mut labels = |part: &str, more: usize| {
        let items = client.request("textDocument/completion", params(part, more));
        let items = items.as_array().expect("a list").iter();
        items.map(|item| item["label"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let profiles = labels("win2022|", 3);
    assert_eq!(
        profiles,
        ["win2022|win2022-x86_64-install-Standard", "rhels8.6|rhels8.6-x86_64-install-Minimal"]
    );
    let network = labels("{ \"hostname\"", 1);
    assert!(network.contains(&"gateway".to_owned()), "{network:?}");
    assert!(!network.contains(&"hostname".to_owned()), "{network:?}");
    let hover = client.request("textDocument/hover", params("win2022|", 3));
    let hover = hover["contents"]["value"].as_str().expect("a text");
    assert!(hover.ends_with("In the open snapshot: ready\n"), "{hover}");
    client.end();
}

#[test]
fn what_is_no_response_has_no_diagnostics() {
    let mut client = Client::new(&Memory::default());
    for text in ["", "{}", "[1, 2", "{\"name\": \"left-pad\", \"version\": \"1.0.0\"}", "# Notes\n"]
    {
        client.open("package.json", text);
        assert_eq!(client.diagnostics("package.json"), Vec::<Value>::new(), "{text}");
    }
    client.end();
}

#[test]
fn the_configuration_is_checked_while_it_is_written() {
    let mut client = Client::new(&Memory::default());
    client.open("osready.toml", "fail-on = \"eror\"\n");
    let found = client.diagnostics("osready.toml");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["range"], range("fail-on = \"eror\"\n", 10, 16));
    client.end();
}

#[test]
fn a_configuration_with_errors_checks_nothing_and_says_so() {
    let memory = Memory::default();
    memory.write("osready.toml", "[site-policy]\nmin = 1\n");
    let mut client = Client::new(&memory);
    client.open("rack7.json", SNAPSHOT);
    let found = client.diagnostics("rack7.json");
    assert!(matches!(messages(&found)[..], [one] if one.starts_with("not checked: ")), "{found:?}");
    // It is read once a day and when a file of it is saved, not with each message.
    assert_eq!(memory.reads(), 1);
    memory.write("osready.toml", "");
    client.save("osready.toml");
    assert_eq!(messages(&client.diagnostics("rack7.json")), Vec::<&str>::new());
    client.end();
}

#[test]
fn the_configuration_completes_keys_rules_words_and_facts() {
    let text = "\n[[rule]]\neach = \"image\"\nrequire = \"image.\"\n\n[levels]\n\n[[suppress]]\nrule = \"\"\n";
    let mut client = Client::new(&Memory::default());
    client.open("osready.toml", text);
    let mut labels = |at: usize| {
        let params =
            json!({"textDocument": document("osready.toml"), "position": position(text, at)});
        let items = client.request("textDocument/completion", params);
        let items = items.as_array().expect("a list").iter();
        items.map(|item| item["label"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    for (at, label) in [
        (0, "fail-on"),
        (text.find("image\"\n").expect("it is there"), "boot-file"),
        (text.find("image.").expect("it is there") + 6, "release"),
        (text.find("[levels]\n").expect("it is there") + 9, "missing-winpe"),
        (text.find("rule = \"\"").expect("it is there") + 8, "missing-winpe"),
    ] {
        assert!(labels(at).contains(&label.to_owned()), "{label} in {:?}", labels(at));
    }
    client.end();
}

#[test]
fn a_completion_of_the_configuration_replaces_the_word_in_front_of_the_cursor() {
    for (text, label, after) in [
        (
            "[[suppress]]\nrule = \"missing-wi",
            "missing-winpe",
            "[[suppress]]\nrule = \"missing-winpe",
        ),
        (
            "[[suppress]]\nrule = missing-wi",
            "missing-winpe",
            "[[suppress]]\nrule = \"missing-winpe\"",
        ),
        ("fail-o", "fail-on", "fail-on"),
        ("fail-on = warn", "warning", "fail-on = \"warning\""),
        (
            "[[rule]]\nrequire = \"a/profile.rel",
            "release",
            "[[rule]]\nrequire = \"a/profile.release",
        ),
    ] {
        let mut client = Client::new(&Memory::default());
        client.open("osready.toml", text);
        let at = position(text, text.len());
        let params = json!({"textDocument": document("osready.toml"), "position": at});
        let items = client.request("textDocument/completion", params);
        let mut items = items.as_array().expect("a list").iter();
        let item = items.find(|item| item["label"] == label).expect("it is offered");
        assert_eq!(edited(text, &json!([item["textEdit"]])), after);
        client.end();
    }
}

#[test]
fn a_broken_file_with_rules_is_repaired_in_the_editor() {
    let memory = Memory::default();
    let rule = "[[rule]]\nid = \"site/a\"\neach = \"profile\"\nrequire = \"true\"\n";
    memory.write("osready.toml", "rule-files = [\"rules/*.toml\"]\n");
    memory.write("rules/a.toml", "[[rule]]\n");
    let mut client = Client::new(&memory);
    client.open("rack7.json", SNAPSHOT);
    client.open("rules/a.toml", "[[rule]]\n");
    assert!(!client.diagnostics("rules/a.toml").is_empty());
    client.diagnostics_when("rack7.json", |found| messages(found)[0].starts_with("not checked: "));
    client.change("rules/a.toml", &json!([{"text": rule}]));
    assert_eq!(client.diagnostics("rules/a.toml"), Vec::<Value>::new());
    memory.write("rules/a.toml", rule);
    client.save("rules/a.toml");
    client.diagnostics_when("rack7.json", <[Value]>::is_empty);
    client.end();
}

#[test]
fn a_client_that_can_watches_the_policy_and_shows_hints_again() {
    let mut capabilities = capabilities();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({"dynamicRegistration": true});
    capabilities["workspace"]["inlayHint"] = json!({"refreshSupport": true});
    let memory = Memory::default();
    let mut client = Client::with(&memory, &capabilities);
    client.open("rack7.json", SNAPSHOT);
    client.diagnostics("rack7.json");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    client.request("textDocument/documentSymbol", json!({"textDocument": document("rack7.json")}));
    assert_eq!(client.asked, ["client/registerCapability", "workspace/inlayHint/refresh"]);
    client.end();
}

#[test]
fn a_rule_of_the_site_says_how_many_it_holds_for() {
    let text = "[[rule]]\nid = \"site/standard\"\neach = \"profile\"\n\
                require = \"profile.id.contains('Standard')\"\nmessage = \"not Standard\"\n";
    let mut client = Client::new(&Memory::default());
    client.open("osready.toml", text);
    client.open("rack7.json", SNAPSHOT);
    let params =
        json!({"textDocument": document("osready.toml"), "range": range(text, 0, text.len())});
    let hints = client.request("textDocument/inlayHint", params);
    assert_eq!(hints[0]["label"], "1 pass, 1 fail, 0 unknown", "{hints}");
    client.end();
}

#[test]
fn a_finding_of_the_site_leads_to_its_condition() {
    let memory = Memory::default();
    let config = "[[rule]]\nid = \"site/standard\"\neach = \"profile\"\n\
                  require = \"profile.id.contains('Standard')\" # \u{1f600}\nmessage = \"not Standard\"\n";
    memory.write("osready.toml", config);
    let mut client = Client::new(&memory);
    client.open("rack7.json", SNAPSHOT);
    let found = client.diagnostics("rack7.json");
    let of_site = found.iter().find(|diagnostic| diagnostic["code"] == "site/standard");
    let related = of_site.expect("one profile is another")["relatedInformation"].to_string();
    let start = config.find("\"profile.id").expect("it is there");
    let place = json!({
        "uri": uri("osready.toml"),
        "range": range(config, start, start + "'profile.id.contains('Standard')'".len()),
    });
    assert!(related.contains(&place["range"].to_string()), "{place} in {related}");
    assert!(related.contains("osready.toml"), "{related}");
    client.end();
}

#[test]
fn links_lead_to_the_page_of_the_rule() {
    let memory = Memory::default();
    memory.write("osready.toml", "docs-url = \"https://docs.example.com/osready\"\n");
    let mut client = Client::new(&memory);
    client.open("rack7.json", &SNAPSHOT.replace("\"noWinpe\": false", "\"noWinpe\": true"));
    let found = client.diagnostics("rack7.json");
    let winpe = found.iter().find(|diagnostic| diagnostic["code"] == "missing-winpe");
    assert_eq!(
        winpe.expect("it is found")["codeDescription"]["href"],
        "https://docs.example.com/osready/rules/missing-winpe.html"
    );
    client.end();
}
