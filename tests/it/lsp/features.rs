//! What a client can ask about an open response.

use osready::fix::{FixOptions, apply_fixes};
use osready::input::{Discovery, File};
use osready::lint::Linter;
use serde_json::{Value, json};

use super::client::{Client, Memory, capabilities, document, edited, position, range, uri};

const RESPONSE: &str = r#"{
  "result": "success",
  "items": [
    {
      "id": "win2022|",
      "name": "win2022",
      "deployStatus": "ready",
      "readyCheck": {},
      "profiles": [
        {
          "id": "win2022|win2022-x86_64-install-Datacenter",
          "name": "win2022-x86_64-install-Datacenter",
          "deployStatus": "notReady",
          "readyCheck": { "noWinpe": true }
        },
        {
          "id": "win2022|win2022-x86_64-install-Standard_custom",
          "name": "win2022-x86_64-install-Standard_custom",
          "deployStatus": "ready",
          "type": "Custom",
          "readyCheck": { "noWinpe": false },
          "customizationOptions": {
            "customType": "WithoutUnattend",
            "bootOptions": { "bootFileIds": ["20240101000000_WinPE.zip"] }
          }
        }
      ]
    }
  ],
  "bootFiles": [
    { "id": "20240101000000_WinPE.zip", "name": "WinPE", "os": "win", "osrelease": "2022", "type": "Custom" },
    { "id": "20240202000000_Other.zip", "name": "Other", "os": "sles", "osrelease": "15.3", "type": "Custom" }
  ]
}
"#;

const NAME: &str = "rack7.json";

fn opened(text: &str) -> Client {
    let mut client = Client::new(&Memory::default());
    client.open(NAME, text);
    client
}

/// Returns the parameters for the place where `part` begins, plus `more` bytes.
fn at(text: &str, part: &str, more: usize) -> Value {
    let at = text.find(part).expect("it is in the text") + more;
    json!({"textDocument": document(NAME), "position": position(text, at)})
}

fn whole(text: &str) -> Value {
    range(text, 0, text.len())
}

fn actions(client: &mut Client, text: &str, only: Option<&str>) -> Vec<Value> {
    let only = only.map(|kind| json!([kind]));
    let params = json!({
        "textDocument": document(NAME), "range": whole(text),
        "context": {"diagnostics": [], "only": only},
    });
    client.request("textDocument/codeAction", params).as_array().expect("a list").clone()
}

/// Returns the edits of an action in a document.
fn edits_of(action: &Value, name: &str) -> Value {
    let changes = action["edit"]["documentChanges"].as_array().expect("changes");
    let of_document = |change: &&Value| change["textDocument"]["uri"] == uri(name);
    changes.iter().find(of_document).expect("the document is edited")["edits"].clone()
}

#[test]
fn symbols_are_images_with_their_verdicts_and_files_by_kind() {
    let mut client = opened(RESPONSE);
    let symbols =
        client.request("textDocument/documentSymbol", json!({"textDocument": document(NAME)}));
    let line = |symbol: &Value| {
        format!("{} ({})", symbol["name"].as_str().unwrap(), symbol["detail"].as_str().unwrap())
    };
    let mut lines = Vec::new();
    for symbol in symbols.as_array().expect("a list") {
        lines.push(line(symbol));
        let children = symbol["children"].as_array().expect("children");
        lines.extend(children.iter().map(|child| format!("  {}", line(child))));
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    win2022| (ready)
      win2022|win2022-x86_64-install-Datacenter (blocked: missing-winpe)
      win2022|win2022-x86_64-install-Standard_custom (ready)
    boot files (2)
      20240101000000_WinPE.zip (boot file)
      20240202000000_Other.zip (boot file)
    ");
    client.end();
}

#[test]
fn hints_show_the_verdict_behind_each_id() {
    let mut client = opened(RESPONSE);
    let params = json!({"textDocument": document(NAME), "range": whole(RESPONSE)});
    let hints = client.request("textDocument/inlayHint", params);
    let hint = |id: &str| {
        let end = RESPONSE.find(id).expect("it is there") + id.len();
        let all = hints.as_array().expect("a list").iter();
        let here: Vec<&str> = all
            .filter(|hint| hint["position"] == position(RESPONSE, end))
            .map(|hint| hint["label"].as_str().expect("a text"))
            .collect();
        here.join(" and ")
    };
    assert_eq!(hint("\"win2022|win2022-x86_64-install-Datacenter\""), "blocked: missing-winpe");
    assert_eq!(hint("\"win2022|win2022-x86_64-install-Standard_custom\""), "ready");
    client.end();
}

#[test]
fn a_hover_has_the_attribute_the_verdict_and_why() {
    let mut client = opened(RESPONSE);
    let mut hover = |part: &str, more: usize| {
        let hover = client.request("textDocument/hover", at(RESPONSE, part, more));
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let status = hover("\"deployStatus\": \"notReady\"", 3);
    assert!(status.contains("deployStatus") && status.contains("`\"notReady\"`"), "{status}");
    let profile = hover("win2022|win2022-x86_64-install-Datacenter", 4);
    assert!(profile.contains("blocked: `missing-winpe`"), "{profile}");
    let flag = hover("true }", 1);
    assert!(flag.contains("Why: ") && flag.contains("Help: import"), "{flag}");
    client.end();
}

#[test]
fn an_id_leads_to_its_file_and_the_file_to_its_users() {
    let mut client = opened(RESPONSE);
    let used = RESPONSE.find("20240101000000_WinPE.zip").expect("it is used") - 1;
    let defined = RESPONSE.rfind("20240101000000_WinPE.zip").expect("it is defined") - 1;
    let location = |start: usize| {
        let end = start + "\"20240101000000_WinPE.zip\"".len();
        json!({"uri": uri(NAME), "range": range(RESPONSE, start, end)})
    };
    let place = at(RESPONSE, "20240101000000_WinPE.zip", 3);
    let definition = client.request("textDocument/definition", place.clone());
    assert_eq!(definition, json!([location(defined)]));
    let mut params = place;
    params["context"] = json!({"includeDeclaration": true});
    let references = client.request("textDocument/references", params);
    assert_eq!(references, json!([location(used), location(defined)]));
    client.end();
}

#[test]
fn completions_are_attributes_words_and_files_that_fit() {
    let text = RESPONSE.replace(
        r#""type": "Custom",
          "#,
        r#""type": "",
          "#,
    );
    let mut client = opened(&text);
    let mut labels = |place: Value| {
        let items = client.request("textDocument/completion", place);
        let items = items.as_array().expect("a list").iter();
        items.map(|item| item["label"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let attributes = labels(at(&text, "{ \"noWinpe\": true", 1));
    assert!(attributes.contains(&"isPlaceholder".to_owned()), "{attributes:?}");
    assert!(!attributes.contains(&"noWinpe".to_owned()), "{attributes:?}");
    let words = labels(at(&text, "\"type\": \"\"", "\"type\": \"".len()));
    assert!(words.contains(&"custom".to_owned()), "{words:?}");
    let files = labels(at(&text, "20240101000000_WinPE.zip", 0));
    assert_eq!(files, ["20240101000000_WinPE.zip"]);
    client.end();
}

#[test]
fn a_completion_is_the_text_that_belongs_there() {
    let text =
        r#"{"items":[{"id":"a|","name":"a","deployStatus":"","readyCheck":{},"profiles":[]}]}"#;
    let mut client = opened(text);
    let items = client.request("textDocument/completion", at(text, "\"\"", 1));
    let item = items.as_array().expect("a list").iter().find(|item| item["label"] == "ready");
    let edits = json!([item.expect("a word")["textEdit"]]);
    assert_eq!(edited(text, &edits), text.replace("\"\"", "\"ready\""));
    client.end();
}

#[test]
fn a_quick_fix_resolves_its_finding() {
    let text = "{\"result\": \"success\", \"items\": [],}\n";
    let mut client = opened(text);
    let before = client.diagnostics(NAME);
    assert_eq!(before.len(), 1, "{before:?}");
    let actions = actions(&mut client, text, Some("quickfix"));
    let fix = actions.iter().find(|action| action["isPreferred"] == true).expect("a fix");
    assert_eq!(fix["diagnostics"], json!(before));
    let fixed = edited(text, &edits_of(fix, NAME));
    client.change(NAME, &json!([{"text": fixed}]));
    assert_eq!(client.diagnostics(NAME), Vec::<Value>::new());
    client.end();
}

#[test]
fn all_safe_fixes_are_those_of_osready_fix() {
    let text = "{\u{201c}result\u{201d}: 'success', // saved \u{1f600}\r\n \"items\": [,],}";
    let mut client = opened(text);
    let actions = actions(&mut client, text, Some("source.fixAll"));
    let [action] = actions.as_slice() else { panic!("{actions:?}") };
    let file = File::new(NAME, Discovery::Discovered, text);
    let options = FixOptions { with_unsafe: false, rules: Vec::new() };
    let fixed = apply_fixes(&Linter::new(), &file, &options).expect("it can be fixed");
    assert_eq!(edited(text, &edits_of(action, NAME)), fixed.text);
    client.end();
}

#[test]
fn a_suppression_asks_for_its_reason_and_then_holds() {
    let memory = Memory::default();
    let mut client = Client::new(&memory);
    client.open(NAME, RESPONSE);
    let is_winpe = |diagnostic: &Value| diagnostic["code"] == "missing-winpe";
    assert!(client.diagnostics(NAME).iter().any(is_winpe));
    let actions = actions(&mut client, RESPONSE, None);
    let title = "Suppress missing-winpe with a reason\u{2026}";
    let action = actions.iter().find(|action| action["title"] == title).expect("it is offered");
    assert_eq!(action["edit"]["documentChanges"][0]["kind"], "create");
    let text = edited("", &edits_of(action, "osready-suppress.toml"));
    // Without a reason the file has an error, at the place to fill in.
    client.open("osready-suppress.toml", &text);
    assert_eq!(client.diagnostics("osready-suppress.toml").len(), 1);
    let text = text.replace("reason = \"\"", "reason = \"the lab has no WinPE\"");
    client.change("osready-suppress.toml", &json!([{"text": text}]));
    assert_eq!(client.diagnostics("osready-suppress.toml"), Vec::<Value>::new());
    memory.write("osready-suppress.toml", &text);
    client.save("osready-suppress.toml");
    let after = client.diagnostics(NAME);
    assert!(!after.iter().any(is_winpe), "{after:?}");
    client.end();
}

#[test]
fn a_rule_is_turned_off_where_levels_are() {
    for (before, after) in [
        ("", "[levels]\nmissing-winpe = \"off\"\n"),
        ("fail-on = \"note\"", "fail-on = \"note\"\n\n[levels]\nmissing-winpe = \"off\"\n"),
        ("[levels]\n\n[deploy]\n", "[levels]\nmissing-winpe = \"off\"\n\n[deploy]\n"),
    ] {
        let memory = Memory::default();
        memory.write("osready.toml", before);
        let mut client = Client::new(&memory);
        client.open(NAME, RESPONSE);
        let actions = actions(&mut client, RESPONSE, None);
        let title = "Turn missing-winpe off in osready.toml";
        let action = actions.iter().find(|action| action["title"] == title).expect("it is offered");
        assert_eq!(edited(before, &edits_of(action, "osready.toml")), after);
        client.end();
    }
}

#[test]
fn fixes_of_everything_are_made_only_for_who_asks() {
    let text = "{\"result\": \"success\", \"items\": [],}\n";
    let mut client = opened(text);
    let any = actions(&mut client, text, None);
    assert!(!any.iter().any(|action| action["kind"] == "source.fixAll.osready"), "{any:?}");
    client.end();
}

#[test]
fn a_hover_has_the_reasons_of_its_profile_though_others_are_suppressed() {
    let second = RESPONSE.replace("noWinpe\": false", "noWinpe\": true");
    let memory = Memory::default();
    let table =
        "[[suppress]]\nrule = \"missing-winpe\"\nprofiles = [\"*Datacenter\"]\nreason = \"lab\"\n";
    memory.write("osready-suppress.toml", table);
    let mut client = Client::new(&memory);
    client.open(NAME, &second);
    let mut hover = |id: &str| {
        let hover = client.request("textDocument/hover", at(&second, id, 3));
        hover["contents"]["value"].as_str().expect("a text").to_owned()
    };
    let (first, other) = ("win2022|win2022-x86_64-install-Datacenter", "Standard_custom");
    assert!(hover(first).contains("Datacenter` has no WinPE"), "{}", hover(first));
    let of_other = hover(&format!("win2022|win2022-x86_64-install-{other}"));
    assert!(of_other.contains(&format!("{other}` has no WinPE")), "{of_other}");
    client.end();
}

#[test]
fn nothing_is_completed_where_it_would_have_to_be_escaped() {
    let text = json!({"changed": false, "stdout": RESPONSE}).to_string();
    let mut client = opened(&text);
    for part in ["notReady", "noWinpe", "20240101000000_WinPE.zip", "profiles"] {
        let items = client.request("textDocument/completion", at(&text, part, 2));
        assert_eq!(items, json!([]), "{part}");
    }
    client.end();
}

#[test]
fn a_completion_replaces_what_is_around_the_cursor() {
    let text = "{\"items\":[{\"id\":\"a|\",\"name\":\"a\",\"deployStatus\":  \"re\",\"profiles\":\n[\n]}]}";
    let mut client = opened(text);
    for start in 0..text.len() {
        let place = json!({"textDocument": document(NAME), "position": position(text, start)});
        let items = client.request("textDocument/completion", place.clone());
        for item in items.as_array().expect("a list") {
            let (range, cursor) = (&item["textEdit"]["range"], &place["position"]);
            assert_eq!(range["start"]["line"], range["end"]["line"], "{item}");
            assert_eq!(range["start"]["line"], cursor["line"], "{item}");
            let column = |place: &Value| place["character"].as_u64().expect("a number");
            assert!(column(&range["start"]) <= column(cursor), "{item} at {cursor}");
            assert!(column(cursor) <= column(&range["end"]), "{item} at {cursor}");
        }
    }
    client.end();
}

#[test]
fn a_client_that_creates_no_files_gets_no_action_that_would() {
    let mut client = Client::with(&Memory::default(), &json!({}));
    client.open(NAME, RESPONSE);
    let actions = actions(&mut client, RESPONSE, None);
    let titles: Vec<&str> = actions.iter().filter_map(|action| action["title"].as_str()).collect();
    assert!(!titles.iter().any(|title| title.starts_with("Suppress")), "{titles:?}");
    client.end();
}

#[test]
fn columns_are_bytes_if_the_client_offers_them() {
    let text = RESPONSE.replace("Datacenter", "D\u{1f600}tacenter");
    let mut offers = capabilities();
    offers["general"]["positionEncodings"] = json!(["utf-8", "utf-16"]);
    for (capabilities, columns) in [(offers, 4), (capabilities(), 2)] {
        let mut client = Client::with(&Memory::default(), &capabilities);
        client.open(NAME, &text);
        let params = json!({"textDocument": document(NAME), "range": whole(&text)});
        let hints = client.request("textDocument/inlayHint", params);
        let id = text.find("\"win2022|win2022-x86_64-install-D").expect("it is there");
        let end = position(&text, id)["character"].as_u64().expect("a number")
            + "\"win2022|win2022-x86_64-install-D".len() as u64
            + columns
            + "tacenter\"".len() as u64;
        let all = hints.as_array().expect("a list").iter();
        let is_here = |hint: &Value| hint["position"]["character"] == end;
        assert!(all.clone().any(is_here), "{end} in {hints}");
        client.end();
    }
}

#[test]
fn a_text_in_a_string_is_judged_where_it_is_written() {
    let text = json!({"changed": false, "stdout": RESPONSE}).to_string();
    let mut client = opened(&text);
    let diagnostics = client.diagnostics(NAME);
    let winpe = diagnostics.iter().find(|diagnostic| diagnostic["code"] == "missing-winpe");
    let start = text.find("true }").expect("it is there");
    assert_eq!(winpe.expect("it is found")["range"], range(&text, start, start + 4));
    let hover = client.request("textDocument/hover", at(&text, "noWinpe", 2));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("noWinpe")));
    client.end();
}
