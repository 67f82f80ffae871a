//! Damaged keys of evidence: what they say cannot be read, so nothing that depends on them is ready.

use osready::input::{Discovery, File};
use osready::lint::Linter;
use osready::model::Verdict;

/// The verdicts of the image and of the profile in a text.
fn verdicts(text: &str) -> Vec<Verdict> {
    let text = text.to_owned();
    let file = File::new("response.json", Discovery::Explicit, text);
    let report = Linter::new().lint(&file).expect("shorter than 4 GiB");
    report.readiness.iter().map(|row| row.verdict).collect()
}

/// A response with more members in its root, its image, its profile, and the profile's flags.
fn response(root: &str, image: &str, profile: &str, flags: &str) -> String {
    format!(
        r#"{{"items": [{{{image}"id": "win2019|", "name": "win2019", "profiles": [{{{profile}"id": "win2019|c", "name": "c", "readyCheck": {{{flags}"isPlaceholder": false}}}}], "type": "base"}}], {root}"number": 1}}"#
    )
}

/// Every key with one letter left out, doubled or replaced, two letters swapped, or in another case, and
/// with characters in it that no key has.
fn damaged(key: &str) -> Vec<String> {
    let mut damaged = vec![key.to_uppercase(), key.to_lowercase(), format!("...{key}")];
    for at in 0..key.len() {
        let (before, after) = key.split_at(at);
        damaged.push(format!("{before}{}", &after[1..]));
        damaged.push(format!("{before}{}{after}", &after[..1]));
        damaged.push(format!("{before}q{}", &after[1..]));
        damaged.push(format!("{before}[]{after}"));
        if let Some(swapped) = after.get(1..2) {
            damaged.push(format!("{before}{swapped}{}{}", &after[..1], &after[2..]));
        }
    }
    damaged.retain(|other| other != key);
    damaged
}

const READY: &str = r#""deployStatus": "ready", "#;

#[test]
fn a_damaged_key_makes_nothing_ready() {
    let mut count = 0;
    for key in ["noWinpe", "isNotAllowedInCurrentSecurityMode", "incompatibleWithThinksystem"] {
        for key in damaged(key) {
            let text = response("", READY, READY, &format!("\"{key}\": true, "));
            assert!(verdicts(&text)[1] > Verdict::Ready, "{key}");
            count += 1;
        }
    }
    for key in damaged("isAllowedInCurrentSecurityMode") {
        let text = response("", READY, READY, &format!("\"{key}\": false, "));
        assert!(verdicts(&text)[1] > Verdict::Ready, "{key}");
    }
    for key in damaged("result") {
        let text = response(&format!("\"{key}\": \"failed\", "), READY, READY, "");
        // One letter more is the key of Ansible's lists.
        if key.to_lowercase() != "results" {
            assert!(verdicts(&text)[1] > Verdict::Ready, "{key}");
        }
    }
    for key in damaged("deployStatus") {
        let status = format!("\"{key}\": \"notReady\", ");
        assert!(verdicts(&response("", READY, &status, ""))[1] > Verdict::Ready, "{key}");
    }
    assert!(count > 300, "{count}");
}

#[test]
fn a_damaged_key_beside_the_right_one_contradicts_it() {
    let flag = r#""noWinpe": false, "#;
    for (text, undamaged) in [
        (response("", READY, &format!(r#"{READY}"DeployStatus": "notReady", "#), ""), READY),
        (response("", READY, &format!(r#""deploystatus": "notReady", {READY}"#), ""), READY),
        (response("", READY, READY, &format!(r#"{flag}"NoWinPE": true, "#)), flag),
        (response(r#""result": "success", "Result": "failed", "#, READY, READY, ""), "result"),
        (
            response("", READY, &format!(r#"{READY}"ReadyCheck": {{"noWinpe": true}}, "#), ""),
            "readyCheck",
        ),
    ] {
        assert!(verdicts(&text)[1] > Verdict::Warning, "{undamaged}: {text}");
    }
    // The same value contradicts nothing.
    let same = response("", READY, &format!(r#"{READY}"DeployStatus": "ready", "#), "");
    assert_eq!(verdicts(&same)[1], Verdict::Ready);
}
