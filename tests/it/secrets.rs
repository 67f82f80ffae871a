//! What a file holds beside a finding is in no output: a word that stands for a password, at every kind of
//! place, through every format and every command.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use osready::fix::{FixOptions, apply_fixes, difference};
use osready::input::{Discovery, File};
use osready::lint::{Linter, Report, Retention};
use osready::report::Format;
use regex::Regex;
use serde_json::json;

use crate::binary::osready;
use crate::support::cases;
use crate::support::formats::all;

/// Stands for a password.
const CANARY: &str = "Kq7Zx9Wv";

/// As `AdministratorPassword` of an answer file has it.
fn encoded() -> String {
    let text = format!("{CANARY}AdministratorPassword");
    STANDARD.encode(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
}

/// Contents of unattend files: each has a macro that nothing defines on the canary's line.
fn contents() -> Vec<String> {
    let encoded = encoded();
    let lines = [
        "<a><b Password=\"CANARY\"/>#un.defined#</a>",
        "<a><b password='CANARY'>#un.defined#</c></a>",
        "<a><AutoLogon><Value>CANARY</Value></AutoLogon>#un.defined#&</a>",
        "<a><!-- CANARY -->#un.defined#<b></a>",
        "<a><![CDATA[CANARY]]>#un.defined# &</a>",
        "<a><?pi CANARY?>#un.defined#</b></a>",
        "<a><pwd>CANARY</pwd>#un.defined# & </a>",
        "<a><pwd>x<CANARY</pwd>#un.defined#</a>",
        "<a><pwd>x<CANARY >y</pwd>#un.defined#</a>",
        "<a><pwd>x</CANARY>y</pwd>#un.defined#</a>",
        "<a><pwd>x&CANARY;y</pwd>#un.defined#</a>",
        "<a CANARY>#un.defined#</a>",
        "<a b=CANARY>#un.defined#</a>",
        "<a><Value>ENCODED</Value>#un.defined#&</a>",
        "<CommandLine>net user admin CANARY /add</CommandLine>#un.defined#",
        "rootpw CANARY #un.defined#",
        "rootpw --iscrypted $6$salt$CANARYCANARY #un.defined#",
        "user --name=a --password=CANARY #un.defined#",
        "bootloader --password=CANARY #un.defined#",
        "%post\ncurl -u admin:CANARY https://192.0.2.1/#un.defined#\n%end",
        "%post\ncurl -H 'Authorization: Bearer CANARY' https://#un.defined#/\n%end",
        "net user administrator CANARY & echo #un.defined#",
        "echo CANARY | passwd --stdin root # #un.defined#",
        "echo root:CANARY | chpasswd #un.defined#",
        "wget --http-password CANARY #un.defined#",
        "mysql -pCANARY -h #un.defined#",
        "sshpass -p CANARY ssh #un.defined#",
        "ldapsearch -w CANARY -h #un.defined#",
        "export PW=CANARY HOST=#un.defined#",
        "$pw = ConvertTo-SecureString 'CANARY' -AsPlainText -Force; $h = '#un.defined#'",
        "url --url=http://ops:CANARY@192.0.2.1/ --x=#un.defined#",
        "smb://dom;ops:CANARY@h/#un.defined#",
        "#cloud-config\npassword: CANARY # #un.defined#",
        "chpasswd: {list: 'root:CANARY'} # #un.defined#",
        "d-i passwd/root-password password CANARY #un.defined#",
        "-----BEGIN KEY----- CANARY #un.defined#",
        "Set-Cookie: session=CANARY; #un.defined#",
        "key = a#CANARY.x#b #un.defined#",
        "pw:#CANARY#! #un.defined#",
        "#un.defined#\u{2028}CANARY\u{200b}",
        "#un.defined# \"a\\\" CANARY",
        "CANARY#un.defined#CANARY",
    ];
    lines.iter().map(|line| line.replace("ENCODED", &encoded).replace("CANARY", CANARY)).collect()
}

/// A response with `content`, in which much else is to be found.
fn response(id: &str, content: &str) -> serde_json::Value {
    let settings = format!(
        "{{\"name\": \"a\", \"value\": \"{CANARY}\", 'pin': \"{CANARY}\", \"b\": {CANARY}}}"
    );
    json!({
        "customConfigFiles": [{ "associatedFileId": id, "content": settings, "id": "1_a.json", "name": "a",
            "os": "sles", "type": "Custom" }],
        "invented": CANARY,
        "note": { "text": CANARY, "list": [CANARY, { "deep": CANARY }] },
        "items": [{
            "id": "win2022|", "deployStatus": "odd", "description": format!("{{\"pw\": \"{CANARY}\"}}"),
            "adminPassword": CANARY, "name": "win2022", "odd": format!("https://a:{CANARY}@h/"),
            "profiles": [{ "id": "win2022|win2022-x86_64-install-Core", "deployStatus": "ready",
                "readyCheck": { "noWinpe": true, "why": CANARY }, "description": CANARY, "strange": CANARY }],
        }],
        "predefinedMacros": [],
        "unattendFiles": [{ "before": CANARY, "content": content, "description": CANARY, "id": id, "name": "n",
            "os": "sles", "type": "Custom", "zone": CANARY }],
    })
}

/// Texts that are damaged beside the canary, and other texts that hold a response.
fn texts(id: &str, content: &str) -> Vec<String> {
    let value = response(id, content);
    let (line, pretty) = (value.to_string(), format!("{value:#}"));
    let quoted = serde_json::Value::from(content).to_string();
    let inner = &quoted[1..quoted.len() - 1];
    let mut texts = vec![line.clone(), pretty.clone()];
    for text in [&line, &pretty] {
        let swap = |from: &str, to: &str| text.replacen(from, to, 1);
        texts.extend([
            swap(&quoted, &format!("\"{inner}")),
            swap(&quoted, &format!("{inner}\"")),
            swap(&quoted, inner),
            swap(&quoted, &format!("'{inner}'")),
            swap(&quoted, &format!("“{inner}”")),
            swap(&quoted, &format!("\"{content}\"")),
            swap(&quoted, &format!("\"a\"{inner}\"")),
            swap(&quoted, &format!("\"a\" \"{inner}\"")),
            swap(&quoted, &format!("\"a\", \"{inner}\"")),
            swap(&quoted, &format!("\"a\", {inner}: 1")),
            swap(&quoted, &format!("\"a\", \"b {inner}\": 1")),
            swap(&quoted, &format!("\"{inner}\\q\u{1}\t\\ud800\"")),
            swap(&quoted, &format!("\"a\nb {inner}\n\"")),
            swap(&quoted, &format!("{quoted} {CANARY} ")),
            swap(&quoted, &format!("{quoted} // {CANARY}\n")),
            swap(&quoted, &format!("{quoted} /* {CANARY}")),
            swap(&quoted, &format!("{quoted} # {CANARY}\n")),
            swap(
                &quoted,
                &format!("\n<<<<<<< {CANARY}\n{quoted}\n=======\n\"{CANARY}\"\n>>>>>>> {CANARY}\n"),
            ),
            swap("\"before\":", "\"before\""),
            swap("\"before\":", "before:"),
            swap("\"before\":", "\"before:"),
            swap("\"description\":", "\"description\""),
            swap("\"id\":", "\"id: "),
            swap("\"win2022|\"", "\"win2022|"),
            swap("\"win2022\"", "\"win2022"),
            swap("\"invented\":", ""),
            text[..text.find(CANARY).expect("a canary") + CANARY.len()].to_owned(),
            text[..text.rfind(CANARY).expect("a canary") + CANARY.len()].to_owned(),
            format!("{text}{CANARY}"),
            format!("{text}\n{CANARY}\n"),
            format!("$ curl -u admin:{CANARY} https://192.0.2.1/osImages\n{text}"),
            format!("$ curl -su admin:{CANARY} https://192.0.2.1/osImages {text}"),
            format!(
                "> Authorization: Basic {CANARY}\n< Set-Cookie: a={CANARY}\n<\n{text}\n* {CANARY}"
            ),
            format!(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a={CANARY}\r\nAuthorization: {CANARY}\r\n\r\n{text}"
            ),
            format!("2026-01-01 INFO password={CANARY} response: {text} done {CANARY}"),
            format!("{CANARY}{text}"),
            format!("\"{CANARY}\", {text}"),
            format!("{text}, \"{CANARY}\": \"{CANARY}\""),
            format!("[{CANARY}, {text}, \"{CANARY}\"]"),
        ]);
    }
    for width in [60, 80] {
        let characters: Vec<char> = line.chars().collect();
        let lines: Vec<String> = characters.chunks(width).map(String::from_iter).collect();
        texts.push(lines.join("\n"));
    }
    texts.push(format!("{line}\n{{\"items\": [], \"pw\": \"{CANARY}\"}}\n{line}"));
    texts.push(format!("{{'a': '{CANARY}', 'items': []}}"));
    texts.push(format!("<html>{CANARY} password</html>"));
    texts.push(format!("@{{a={CANARY}}}"));
    texts.push(format!("{{\"code\": 401, \"message\": \"bad password {CANARY}\"}}"));
    texts.push(format!("{{\"pw\": \"{CANARY}\", \"a\": [1,]}}"));
    texts.push(CANARY.to_owned());
    let har = |text: serde_json::Value| {
        json!({ "log": { "entries": [{
            "request": { "method": "GET", "url": format!("https://a:{CANARY}@192.0.2.1/osImages"),
                "headers": [{ "name": "Authorization", "value": CANARY }] },
            "response": { "status": 200, "content": text, "cookies": [{ "name": "a", "value": CANARY }] } }] } })
    };
    let base64 = STANDARD.encode(&pretty);
    for har in
        [har(json!({ "text": &pretty })), har(json!({ "encoding": "base64", "text": base64 }))]
    {
        texts.extend([har.to_string(), format!("{har:#}")]);
    }
    let ansible = json!({ "changed": false, "url_password": CANARY, "msg": format!("ok {CANARY}"), "json": &value,
        "invocation": { "module_args": { "headers": { "x": CANARY } } } });
    texts.extend([format!("{ansible:#}"), format!("localhost | SUCCESS => {ansible:#}")]);
    texts
}

fn file(text: &str) -> File {
    File::new("response.json", Discovery::Explicit, text)
}

fn report(linter: &Linter, text: &str) -> Report {
    let mut report = Report::new();
    report.add(linter.lint(&file(text)).expect("it is short"), Retention::All);
    report
}

/// The first part of a password in `text`, with what stands around it: a part is a part too much.
fn leak(text: &str) -> Option<String> {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        let parts = [CANARY.to_owned(), encoded()].map(|secret| {
            let parts: Vec<String> =
                (0..secret.len() - 4).map(|at| regex::escape(&secret[at..at + 5])).collect();
            parts.join("|")
        });
        Regex::new(&parts.join("|")).expect("a pattern")
    });
    let part = PARTS.find(text)?;
    let before = text.floor_char_boundary(part.start().saturating_sub(150));
    Some(format!("…{}", &text[before..text.ceil_char_boundary(part.end() + 40)]))
}

#[test]
fn nothing_beside_a_finding_is_reported_in_any_format() {
    let mut leaks = Vec::new();
    let hidden = crate::support::linter(true).every_excerpt();
    for (index, content) in contents().iter().enumerate() {
        let id = if content.starts_with('<') { "1_a.xml" } else { "1_a.cfg" };
        let mut texts = texts(id, content);
        // Wrappings do not depend on the content.
        if index > 0 {
            texts.truncate(2 + index % 3);
        }
        for (at, text) in texts.iter().enumerate() {
            let report = report(&hidden, text);
            assert!(report.findings.len() + report.incomplete.len() > 0, "{text}");
            for (format, written) in all(&report) {
                if let Some(near) = leak(&written) {
                    leaks.push(format!("{content:?} in text {at} as {format}: {near}"));
                }
            }
        }
    }
    leaks.sort_by_key(|leak| leak.rsplit(" as ").next().map(str::to_owned));
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks[..leaks.len().min(40)].join("\n"));
}

#[test]
fn a_password_in_the_address_of_an_id_is_reported_in_no_format() {
    let linter = crate::support::linter(true).every_excerpt();
    for (slash, at) in [("/", "@"), ("\\/", "@"), ("/", "\\u0040")] {
        let id = format!("win2022|http:{slash}{slash}u:{CANARY}{at}h");
        let text = format!(
            r#"[{{"deployStatus": "ready", "id": "{id}", "name": "{id}", "readyCheck": {{"noWinpe": true}},
                "osrelease": "{id}", "customizationOptions": {{"bootOptions": {{"bootFileIds": ["{id}"]}}}}}}]"#
        );
        let report = report(&linter, &text);
        assert!(report.findings.len() > 1, "{text}");
        for (format, written) in all(&report) {
            assert_eq!(leak(&written), None, "{format} of {id}: {written}");
        }
    }
}

#[test]
fn a_value_of_another_type_than_documented_is_reported_in_no_format() {
    let linter = crate::support::linter(true).every_excerpt();
    for key in ["number", "diskUsage", "isAuthorized", "items"] {
        let text =
            format!(r#"{{"items": [], "driverFiles": [], "number": 0, "{key}": "{CANARY}"}}"#);
        for (format, written) in all(&report(&linter, &text)) {
            assert_eq!(leak(&written), None, "{format} of {key}: {written}");
        }
    }
}

#[test]
fn what_is_hidden_is_there_where_it_is_asked_for() {
    let shown = crate::support::linter(true).every_excerpt().showing_contents(true);
    let content = format!("net user administrator {CANARY} & echo #un.defined#");
    for text in
        [response("1_a.cfg", &content).to_string(), format!("{:#}", response("1_a.cfg", &content))]
    {
        for (format, written) in all(&report(&shown, &text)) {
            let holds_excerpts = matches!(format, "human" | "json" | "html");
            assert_eq!(written.contains(CANARY), holds_excerpts, "{format}");
        }
        let changed = file(&text.replacen(':', "::", 1));
        let diff = |shows| difference(&changed, &text, shows).expect("it is short").to_string();
        assert!(!diff(false).contains(CANARY));
    }
}

#[test]
fn what_a_change_stands_beside_is_not_reported() {
    let mut leaks = Vec::new();
    let choice = FixOptions { with_unsafe: true, rules: Vec::new() };
    let linter = crate::support::linter(false);
    let contents = contents();
    for (at, text) in texts("1_a.cfg", &contents[15]).iter().enumerate() {
        let file = file(text);
        let Ok(fixed) = apply_fixes(&linter, &file, &choice) else { continue };
        let shown = difference(&file, &fixed.text, false).expect("it is short");
        if let Some(near) = leak(&shown) {
            leaks.push(format!("{at}: {near}"));
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn nothing_is_reported_whatever_a_text_is_damaged_by() {
    const MARKS: [&str; 18] = [
        "\"", "'", "{", "}", "[", "]", ",", ":", "\n", "\\", "//", "/*", "#", "“", " ", "\"\"",
        "\",", "\": \"",
    ];
    let contents = contents();
    let linter = crate::support::linter(true).every_excerpt();
    let mut leaks = Vec::new();
    for seed in 0..cases(75) as u64 {
        let mut random = fastrand::Rng::with_seed(seed);
        let content = &contents[random.usize(..contents.len())];
        let value = response("1_a.cfg", content);
        let mut text = if random.bool() { value.to_string() } else { format!("{value:#}") };
        for _ in 0..random.usize(1..4) {
            let at = text.floor_char_boundary(random.usize(..text.len()));
            let end = text.ceil_char_boundary(at + random.usize(..3));
            text.replace_range(at..end.min(text.len()), MARKS[random.usize(..MARKS.len())]);
        }
        let report = report(&linter, &text);
        if let Some(near) = leak(&all_json(&report)) {
            leaks.push(format!("{seed}: {near}"));
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

/// All that a report holds.
fn all_json(report: &Report) -> String {
    serde_json::to_string(report).expect("it is written")
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = osready(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let reported = text(&output.stdout) + &text(&output.stderr);
    assert!(!reported.is_empty() && !reported.contains("panicked"), "{arguments:?}: {reported}");
    reported
}

/// Checks once and returns the report in every format.
fn checked(folder: &Path, path: &str) -> Vec<String> {
    let formats = Format::ALL.map(Format::as_str);
    let outputs = formats.map(|format| format!("{format}=report.{format}"));
    let options = outputs.iter().flat_map(|output| ["--format", output]);
    run(
        folder,
        &["check"]
            .into_iter()
            .chain(options)
            .chain(["--format", "concise", path])
            .collect::<Vec<_>>(),
    );
    let read = |format| fs::read_to_string(folder.join(format!("report.{format}")));
    formats.map(|format| read(format).expect("a report")).into()
}

#[test]
fn no_command_tells_what_stands_beside_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let contents = contents();
    for (at, text) in texts("1_a.xml", &contents[0]).iter().enumerate() {
        fs::create_dir_all(folder.path().join("new")).expect("a folder");
        fs::write(folder.path().join(format!("new/{at}.json")), text).expect("a file");
    }
    let old = response("1_a.cfg", &contents[15])
        .to_string()
        .replace("\"noWinpe\":true", "\"noWinpe\":false");
    fs::create_dir_all(folder.path().join("old")).expect("a folder");
    fs::write(folder.path().join("old/0.json"), old).expect("a file");
    let commands = [
        vec![
            "check",
            "--format",
            "json=saved.out",
            "--format",
            "html=page.out",
            "--format",
            "concise",
            "new",
        ],
        vec!["render", "saved.out"],
        vec!["render", "--format", "html", "saved.out"],
        vec!["status", "new"],
        vec!["status", "--format", "json", "new"],
        vec!["status", "--require", "win2022|*", "new"],
        vec!["diff", "old", "new"],
        vec!["diff", "--format", "json", "old", "new"],
        vec!["diff", "--format", "markdown", "old", "new"],
        vec!["history", "--format", "json", "new"],
        vec!["history", "new"],
        vec!["fix", "--diff", "new"],
        vec!["fix", "--diff", "--unsafe", "new"],
        vec!["fix", "--dry-run", "--unsafe", "new"],
        vec!["init", "--output", "-", "new"],
        vec!["baseline", "create", "--fail-on", "never", "--output", "known.out", "new"],
        vec!["check", "--baseline", "known.out", "new"],
        vec!["check", "--statistics", "--show-suppressed", "new"],
    ];
    let reports = checked(folder.path(), "new");
    let mut leaks: Vec<String> = reports.iter().filter_map(|report| leak(report)).collect();
    for arguments in commands {
        let reported = run(folder.path(), &arguments);
        if let Some(near) = leak(&reported) {
            leaks.push(format!("{arguments:?}: {near}"));
        }
    }
    for name in ["saved.out", "page.out", "known.out"] {
        let written = fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        if let Some(near) = leak(&written) {
            leaks.push(format!("{name}: {near}"));
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    let reported = run(folder.path(), &["check", "--show-contents", "new"]);
    assert!(reported.contains(CANARY), "{reported}");
    let reported = run(folder.path(), &["fix", "--diff", "--unsafe", "--show-contents", "new"]);
    assert!(reported.contains(CANARY), "{reported}");
}

/// Where a configuration leads to another file, which a checkout may have and its repository not.
#[test]
fn no_configuration_shows_the_text_of_another_file() {
    const PART: &str = "hunter2";
    let git =
        "[http \"https://host.invalid/\"]\n\textraheader = AUTHORIZATION: basic hunter2aGVsbG8=\n";
    let env = "API_TOKEN=hunter2secretvalue\n";
    let toml = "[api]\ntoken = \"hunter2\" # hunter2\nother = { password = \"hunter2\" }\n";
    let damaged = "rule = [\n# hunter2\nAPI_TOKEN = hunter2 secret\n";
    let mixed = "[[rule]]\nid = \"x\" # hunter2\nmore = \"hunter2\"\neach = \"any\" # hunter2\n";
    let texts =
        [("git", git), ("env", env), ("toml", toml), ("damaged", damaged), ("mixed", mixed)];
    let assert_hidden = |folder: &Path, what: &str, words: &str| {
        let mut all =
            vec![run(folder, &["config"]), run(folder, &["test"]), run(folder, &["rules"])];
        all.extend(checked(folder, "ok.json"));
        all.push(run(folder, &["check", "--show-contents", "ok.json"]));
        for text in &all {
            assert!(!text.contains(PART), "{what}: {text}");
        }
        assert!(all[3].contains(words), "{what}: {}", all[3]);
    };
    let globs = ["**", "**/*", "*/*/*", "{*,.*}/*", "{.*,*}", ".git/*", "conf/.*"];
    for (what, text) in texts {
        for (name, words) in [
            (".git/config", "no file with rules"),
            (".env", "no file with rules"),
            ("conf/.secret/a.toml", "no file with rules"),
            ("conf/.secret.toml", "no file with rules"),
            ("secret.txt", "no file with rules"),
            ("secret.toml", "error"),
            ("conf/secret.toml", "error"),
        ] {
            let files = crate::binary::folder(&[("ok.json", crate::binary::READY), (name, text)]);
            let names = |glob: &str| {
                let config = format!("rule-files = [\"{glob}\"]");
                fs::write(files.path().join("osready.toml"), config).expect("a file");
            };
            names(name);
            assert_hidden(files.path(), &format!("{what} {name}"), words);
            for glob in globs {
                names(glob);
                let report = run(files.path(), &["check", "--format", "json", "ok.json"]);
                assert!(!report.contains(PART), "{what} {name} {glob}: {report}");
            }
        }
        // The own files of a team are not shown either, if they look like something else.
        for name in ["osready.toml", "osready-suppress.toml"] {
            let files = crate::binary::folder(&[("ok.json", crate::binary::READY), (name, text)]);
            assert_hidden(files.path(), &format!("{what} {name}"), "error");
        }
    }
}

#[cfg(unix)]
#[test]
fn no_configuration_is_a_link_to_a_hidden_file() {
    use std::os::unix::fs::symlink;
    let config = "rule-files = [\"rules/a.toml\"]";
    for (link, target) in [
        ("osready.toml", ".env"),
        ("osready.toml", ".hidden/a.toml"),
        ("osready-suppress.toml", ".git/config"),
        ("rules/a.toml", "../.hidden/a.toml"),
        ("rules", ".hidden"),
    ] {
        let files = crate::binary::folder(&[
            ("ok.json", crate::binary::READY),
            (".env", "a=hunter2\n"),
            (".git/config", "a=hunter2\n"),
            (".hidden/a.toml", "[[rule]]\nid = \"hunter2\"\n"),
            ("rules.txt", ""),
        ]);
        if link.starts_with("rules") {
            fs::write(files.path().join("osready.toml"), config).expect("a file");
        }
        if link.contains('/') {
            fs::create_dir(files.path().join("rules")).expect("a folder");
        }
        symlink(target, files.path().join(link)).expect("a link");
        let output = crate::binary::osready(files.path(), &["check", "ok.json"]);
        let said = crate::binary::out(&output) + &crate::binary::err(&output);
        assert_eq!(output.status.code(), Some(2), "{link} {target}: {said}");
        assert!(!said.contains("hunter2"), "{link} {target}: {said}");
        assert!(said.contains("hidden"), "{link} {target}: {said}");
    }
}
