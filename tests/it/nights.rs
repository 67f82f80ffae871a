//! A folder of thirty snapshots, of three servers over ten nights: what a reader learns from two screens.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{code, folder, osready, out};
use crate::support::assert_in_order;

/// A profile of an image.
fn profile(image: &str, name: &str, flag: &str, is_set: bool) -> Value {
    json!({
        "deployStatus": if is_set { "notReady" } else { "ready" },
        "id": format!("{image}|{image}-x86_64-install-{name}"),
        "isAllowedInCurrentSecurityMode": true,
        "name": format!("{image}-x86_64-install-{name}"),
        "readyCheck": {flag: is_set},
    })
}

/// An image with its profiles; it is ready as long as one of them is.
fn image(id: &str, profiles: &[Value]) -> Value {
    let is_ready = profiles.iter().any(|profile| profile["deployStatus"] == "ready");
    json!({
        "deployStatus": if is_ready { "ready" } else { "notReady" },
        "id": format!("{id}|"),
        "name": id,
        "profiles": profiles,
    })
}

/// The response of a server in a night, from 1 to 10.
fn response(server: usize, night: usize) -> String {
    // The WinPE boot file of rack 7 is gone since the seventh night.
    let no_winpe = server == 7 && night >= 7;
    // A profile of rack 8 has always been a placeholder.
    let is_placeholder = server == 8;
    let windows: Vec<Value> = ["Core", "Standard", "Datacenter"]
        .iter()
        .map(|name| profile("win2022", name, "noWinpe", no_winpe))
        .collect();
    // The packages of rack 9 were missing in the third and fourth night.
    let no_packages = server == 9 && (3..5).contains(&night);
    let suse = [
        profile("sles15.5", "Basic", "isPlaceholder", is_placeholder),
        profile("sles15.5", "Minimal", "noPackages", no_packages),
    ];
    let red_hat = [
        profile("rhels9.2", "Minimal", "isPlaceholder", false),
        profile("rhels9.2", "Virtualization", "isPlaceholder", false),
    ];
    let response = json!({
        "items": [
            image("win2022", &windows),
            image("sles15.5", &suse),
            image("rhels9.2", &red_hat),
        ],
        "result": "success",
        "unknownToTheReference": night,
    });
    serde_json::to_string_pretty(&response).expect("JSON")
}

/// Three servers in ten nights. The last snapshot of rack 9 is a login page.
pub(crate) fn snapshots() -> TempDir {
    let mut files = Vec::new();
    for night in 1..=10 {
        for server in 7..=9 {
            let text = match (server, night) {
                (9, 10) => "<html><title>Log in</title>".to_owned(),
                _ => response(server, night),
            };
            files.push((format!("snapshots/rack{server}-2026-01-{night:02}.json"), text));
        }
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    folder(&files)
}

#[test]
fn two_screens_say_what_is_broken_now_since_when_and_why() {
    let files = snapshots();
    let output = osready(files.path(), &["check", "snapshots"]);
    let text = out(&output);
    assert_eq!(code(&output), 1);
    assert!(text.lines().count() <= 100, "{} lines:\n{text}", text.lines().count());
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}:\n{text}");
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}:\n{text}"));
    // In this order: totals, what is broken now, since when and why, findings, the pointer.
    let order = [
        "in 29 responses of 30 files",
        "3 servers, snapshots from 2026-01-01 to 2026-01-10",
        "BLOCKED OR UNKNOWN NOW",
        "snapshots/rack7-2026-01-10.json: ",
        "blocked since 2026-01-07  win2022|win2022-x86_64-install-Core",
        "missing-winpe",
        "snapshots/rack8-2026-01-10.json: ",
        "blocked in all snapshots  sles15.5|sles15.5-x86_64-install-Basic",
        "snapshots/rack9-2026-01-10.json",
        "this is a login page, not a response",
        "error[missing-winpe]",
        "osready history snapshots shows when each verdict changed",
    ];
    assert_in_order(&text, &order);
    // Each kind of finding once, with its count; a consequence after its cause.
    for rule in ["missing-winpe", "placeholder-profile", "no-deployable-profile"] {
        assert_eq!(text.matches(&format!("error[{rule}]")).count(), 1, "{rule}:\n{text}");
    }
    assert_eq!(text.matches("warning[missing-packages]").count(), 1, "{text}");
    assert!(at("error[missing-winpe]") < at("error[no-deployable-profile]"));
    assert!(text.contains("  12 times in 4 files since 2026-01-07, also at\n"), "{text}");
    assert!(text.contains(", see missing-winpe (4 times in 4 files)"), "{text}");
    // Notes that nobody can act on are off, and on with --pedantic: a line each.
    assert!(!text.contains("deprecated-attribute"), "{text}");
    let pedantic = out(&osready(files.path(), &["check", "--pedantic", "snapshots"]));
    assert_eq!(pedantic.matches("note[deprecated-attribute]").count(), 1, "{pedantic}");
    assert!(pedantic.contains("(29 times in 29 files)"), "{pedantic}");
    // What is no longer broken is not broken now.
    let now = &text[at("BLOCKED OR UNKNOWN NOW")..at("error[missing-winpe]")];
    assert!(!now.contains("Minimal"), "{now}");
    insta::assert_snapshot!(text);
}
