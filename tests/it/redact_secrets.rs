//! Secrets of every kind, injected everywhere in a response: none is left after `redact`, however it is
//! written and however the result is decoded.
#![allow(clippy::expect_used)]

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use osready::input::{Discovery, File};
use osready::redact::{Preserved, redact};
use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};

use crate::support::{cases, stride};

/// Secrets, and the ways in which they are written. None of their words is documented.
const SECRETS: &[&str] = &[
    // Hosts
    "kilo7.zetacorp.intern",
    "kilo7.zetacorp.internal",
    "kilo7.zetacorp.localdomain",
    "kilo7.zetacorp.de",
    "KILO7.ZetaCorp.Nosuchtld",
    "kilo-seven",
    "xn--kilo-zoa.zetacorp",
    "kilo7.zetacorp.:8443",
    // IPv4
    "10.83.47.219",
    "10.83.47.219:8443",
    "10.83.47.219/23",
    "010.083.047.219",
    "10[.]83[.]47[.]219",
    "0x0A532FDB",
    "0x0a.0x53.0x2f.0xdb",
    "173223899",
    "ip-10-83-47-219",
    "::ffff:10.83.47.219",
    "64:ff9b::10.83.47.219",
    // IPv6
    "fe80::9c4b:71ff:fe2d:8a36%eth3",
    "[2a02:8109:9c40:1b2c::7f]:443",
    "2A02:8109:9C40:1B2C:0000:0000:0000:007F",
    "2a02-8109-9c40-1b2c--7f.ipv6-literal.net",
    // MAC
    "9c:4b:71:2d:8a:36",
    "9C-4B-71-2D-8A-36",
    "9c4b.712d.8a36",
    "9c4b712d8a36",
    "9c 4b 71 2d 8a 36",
    "9c4b71-2d8a36",
    "00:11:22:33:44:55",
    // Accounts
    "ZETACORP\\kilian",
    "kilian@zetacorp.intern",
    "kilian%40zetacorp",
    "CN=Kilian,OU=Zeta Racks,DC=zetacorp,DC=intern",
    "kilian/rack@ZETACORP.INTERN",
    // Places
    "\\\\kilofiler\\zetashare$",
    "kilofiler:/zetaexport",
    "https://kilian:geh%65im7@kilo7.zetacorp/zetapath9?token=q7w8e9#zetafrag",
    "smb://kilofiler/zetashare",
    "/srv/zetacorp/kilian",
    "iqn.2001-04.intern.zetacorp:kilodisk",
    "wwn-0x5000c5009c4b712d",
    "50:00:c5:00:9c:4b:71:2d",
    // Keys
    "VK7JG-NPHTM-C97JM-9MPGT-3V66T",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKq7w8e9zeta kilian@kilo7",
    "SHA256:q7w8e9zetaQ7W8E9kilian0123456789abcdefghij",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJraWxpYW4ifQ.q7w8e9zetaQ7W8E9",
    "d2hhdGV2ZXIgemV0YWNvcnAga2lsaWFu",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "-----BEGIN CERTIFICATE-----\nMIIBq7w8e9zetaKILIAN\n-----END CERTIFICATE-----",
    "$6$q7w8e9zeta$Kilian0123456789",
    "AKIAQ7W8E9ZETAKILIAN",
    // Numbers
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "{3F2504E0-4F89-41D3-9A0C-0305E82C3301}",
    "S-1-5-21-3623811015-3361044348-30300820-1013",
    "J301ZETA7",
    "+49 711 8347 219",
    "0711/8347219",
    "ThinkSystem-7X06CTO1WW-J301ZETA",
    // Passwords
    "password=geheimX7",
    "rootpw geheimX7",
    "geheimX7",
    "g3h#e1m!X7",
    "пароль7",
    "密码测试七",
    "Ｋｉｌｉａｎ",
];

/// What may stand around one.
const AROUND: &[&str] = &[
    "@",
    "\"@\"",
    "'@'",
    "#@#",
    "#a@#",
    "=@,",
    "(@)",
    "[@]",
    "<@>",
    "&@;",
    "\n@\n",
    "\t@",
    "x @ y",
    "|@",
    "win2022|@",
    "win2022-@",
    "@.zip",
    "20240306081503_@.cfg",
    "2022.04-@",
    "install-@-install",
    "--@",
    "--password=@",
    "rootpw @",
    "rhels@",
    "%@",
    "// @",
    "@password",
    "http://www.w3.org/2001/XMLSchema-instance@",
    "FQXHMFC0001I @",
];

fn file(name: &str, text: &str) -> File {
    File::new(name, Discovery::Explicit, text)
}

/// Letters and digits alone, in small letters: of a MAC address or a key the same one however it is written.
fn canonical(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What of a secret must be gone: all of it, and each longer word of it.
fn needles(secret: &str) -> Vec<String> {
    let documented = ["password", "rootpw", "https", "begin"];
    let words = secret.split(|character: char| !character.is_alphanumeric());
    let long = words.map(canonical).filter(|word| word.chars().count() >= 5);
    let mut needles: Vec<String> =
        long.filter(|word| !documented.contains(&word.as_str())).collect();
    needles.push(canonical(secret));
    needles
}

/// What `text` says when it is decoded once more in each way that a reader of it may try.
fn decoded(text: &str) -> Vec<String> {
    static CODES: LazyLock<[(Regex, u32); 4]> = LazyLock::new(|| {
        [
            (r"\\u([0-9a-fA-F]{4})", 16),
            (r"&#x([0-9a-fA-F]+);", 16),
            (r"&#([0-9]+);", 10),
            (r"%([0-9a-fA-F]{2})", 16),
        ]
        .map(|(pattern, radix)| (Regex::new(pattern).expect("a pattern"), radix))
    });
    static BLOBS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/]{12,}={0,2}").expect("a pattern"));
    let mut views = vec![text.to_owned()];
    for (pattern, radix) in &*CODES {
        let character = |found: &regex::Captures<'_>| {
            let code = u32::from_str_radix(&found[1], *radix).ok();
            code.and_then(char::from_u32).map(String::from).unwrap_or_default()
        };
        // Without a code, it is the text itself.
        if let Cow::Owned(view) = pattern.replace_all(text, character) {
            views.push(view);
        }
    }
    for blob in BLOBS.find_iter(text) {
        if let Ok(bytes) = STANDARD.decode(blob.as_str()) {
            views.push(String::from_utf8_lossy(&bytes).into_owned());
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            views.push(String::from_utf16_lossy(&units));
        }
    }
    views
}

/// Redacts `text`, of which nothing of `secret` is left, and which stays what it was.
fn assert_gone(name: &str, text: &str, secret: &str) -> String {
    let after = redact(&file(name, text)).expect("shorter than 4 GiB").text;
    let needles = needles(secret);
    for view in decoded(&after) {
        let view = canonical(&view);
        for needle in &needles {
            assert!(
                !view.contains(needle),
                "{needle} of {secret:?} is left\nof {text}\nin {after}"
            );
        }
    }
    let is_json = serde_json::from_str::<Value>(text).is_ok();
    let again = redact(&file(name, &after)).expect("shorter than 4 GiB").text;
    if is_json && again != after {
        let at =
            again.bytes().zip(after.bytes()).position(|(one, other)| one != other).unwrap_or(0);
        let near = |text: &str| {
            text[text.floor_char_boundary(at.saturating_sub(300))
                ..text.floor_char_boundary(at + 100)]
                .to_owned()
        };
        panic!("redacted once more:\n{}\n{}\nof {secret}", near(&after), near(&again));
    }
    if let Ok(before) = serde_json::from_str::<Value>(text) {
        let after: Value = serde_json::from_str(&after).expect("JSON, as before");
        assert_eq!(shape(&before), shape(&after));
    }
    after
}

/// Brackets and commas.
fn shape(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", list.iter().map(shape).collect::<Vec<_>>().join(",")),
        // The order of keys is no part of a value.
        Value::Object(members) => format!("{{{}}}", members.len()),
        Value::String(_) => "s".to_owned(),
        Value::Number(_) => "n".to_owned(),
        other => other.to_string(),
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- @ -->\n<unattend xmlns=\"urn:schemas-microsoft-com:unattend\" \
    a=\"@\"><Password><Value>@</Value><PlainText>true</PlainText></Password><b>@</b><![CDATA[@]]><!--#@#--><?pi @?></unattend>";
const SETTINGS: &str =
    r#"{"name": "@", "label": "@", "content": [{"name": "a", "value": "@", "@": 5}]}"#;
const COMMANDS: &str = "# @\nrootpw --plaintext @\nnetwork --hostname=@ --@=1\n@\nPW=@\n%packages\n@\n%end\n%post --log=@\n\
    echo @ > /etc/@\n%end\nurl --url=http://u:@@h/@\n";

/// `template` with `secret` in each of its places, escaped as there has to be.
fn filled(template: &str, secret: &str) -> String {
    let escaped = match template.trim_start().as_bytes().first() {
        Some(b'<') => secret
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;"),
        Some(b'{') => {
            let quoted = Value::from(secret).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        _ => secret.to_owned(),
    };
    template.replace('@', &escaped)
}

/// A response with `injected` in each string and as a key of each object.
fn response(injected: &str) -> Value {
    let file = |id: &str, more: &Value| {
        let mut file = json!({
            "id": format!("{id}{injected}"), "name": injected, "description": injected, "os": injected, "type": injected,
            "version": injected, "osrelease": injected, "bundleId": injected, "associatedFileId": injected,
            "devicetype": injected, "releasedate": injected, "size": injected, injected: injected,
        });
        if let (Some(file), Some(more)) = (file.as_object_mut(), more.as_object()) {
            file.extend(more.clone());
        }
        file
    };
    let content = |template: &str| json!({"content": filled(template, injected)});
    let supported = json!([{
        "name": injected, "allowCustomDriver": injected, "allowedDriverFileExtension": [injected],
        "releases": [{injected: injected}, {injected: [injected]}], "customDriverReleases": [injected], injected: injected,
    }]);
    let items = json!([{
        "id": format!("{injected}|"), "name": injected, "deployStatus": injected, "osBuildId": injected, "type": injected,
        "supportedOsRelease": injected, "osrelease": injected, "isCustomizedISO": injected, "readyCheck": {"noWinpe": injected, injected: true},
        "hwplatform": injected, "displayName": injected, "size": injected,
        "profiles": [{
            "id": format!("{injected}|{injected}"), "name": injected, "deployStatus": injected, "type": injected, "attributes": [injected],
            "customizationOptions": {
                "customType": injected, "deployDataAndSoftwareLocation": injected, "driverOptions": {"driverFileIds": [injected, injected]},
                "unattendOptions": [{"unattendFileIds": [injected]}], "bootOptions": injected, injected: injected,
            },
        }, injected],
    }]);
    json!({
        "result": injected, "lastRefreshed": injected, "number": injected, injected: {injected: [injected, 5]},
        "isAuthorized": injected, "serverSerial": injected,
        "messages": [{"id": injected, "text": injected, "explanation": injected, "recovery": {"text": injected, "URL": injected}}],
        "diskUsage": {"totalDiskUsage": injected, injected: 5},
        "predefinedMacros": [{"macroName": injected}, {"macroName": format!("predefined.{injected}")}],
        "bootFiles": [file("", &json!({}))],
        "bundleFiles": [file("1_", &json!({}))],
        "driverFiles": [file("20240306081503_", &json!({}))],
        "softwareFiles": [injected, file("a", &json!({}))],
        "customConfigFiles": [
            file("", &content(SETTINGS)), file("b", &content(XML)), file("c", &content(COMMANDS)),
            file("d", &json!({"customMacros": [{"macroName": injected}], "content": injected})),
        ],
        "unattendFiles": [file("", &content(XML)), file("b", &content(COMMANDS)), file("c", &content(SETTINGS)), file("d", &json!({"content": injected}))],
        "supportedImages": supported, "items": items,
    })
}

#[test]
fn no_secret_is_left_wherever_it_stands_in_a_response() {
    let step = 6 * stride();
    for (number, secret) in SECRETS.iter().enumerate() {
        // Each secret in one of the surroundings after the other: all pairs would take minutes.
        for around in AROUND.iter().skip(number % step).step_by(step).chain(&AROUND[..1]) {
            let injected = around.replace('@', secret);
            assert_gone("r.json", &response(&injected).to_string(), secret);
        }
    }
}

#[test]
fn no_secret_is_left_in_what_stands_around_a_response() {
    for secret in SECRETS.iter().copied() {
        let body = response(secret);
        let text = body.to_string();
        for encoded in
            [json!({"text": text}), json!({"encoding": "base64", "text": STANDARD.encode(&text)})]
        {
            let mut content = encoded;
            content["mimeType"] = json!(secret);
            let har = json!({"log": {"creator": {"name": secret, secret: 1}, "entries": [{
                "request": {"method": "GET", "url": format!("https://{secret}/osImages?{secret}"), "headers": [{"name": secret, "value": secret}]},
                "response": {"status": 200, "content": content, secret: secret},
            }]}});
            assert_gone("r.har", &har.to_string(), secret);
        }
        let ansible = json!({"invocation": {"host": secret}, "stderr": secret, "msg": body, "results": [{secret: 5}]});
        assert_gone("r.json", &ansible.to_string(), secret);
        let one_line = secret.replace('\n', " ");
        assert_gone(
            "r.txt",
            &format!(
                "HTTP/1.1 200 {one_line}\r\n{one_line}: {one_line}\r\nServer: {one_line}\r\n\r\n{text}"
            ),
            secret,
        );
        let lines = format!(
            "{text}\n// {one_line}\n\"{}\"\n{one_line}\n{text}\n",
            one_line.replace(['"', '\\'], "")
        );
        assert_gone("r.ndjson", &lines, secret);
    }
}

#[test]
fn no_secret_is_left_in_a_damaged_text() {
    for secret in SECRETS.iter().filter(|secret| !secret.contains(['\n', '\\', '"'])) {
        // Where a count is documented, any number may be one.
        let is_number = secret.bytes().all(|byte| byte.is_ascii_digit());
        for template in [
            "{\"items\": [] // @\n}",
            "{\"items\": [] /* @ */}",
            "{\"items\": []} @",
            "@ {\"items\": []}",
            "{\"items\": [@]}",
            "{'items': ['@'], '@': '@'}",
            "{items: [], @: @}",
            "{\"items\": [], \"number\": @}",
            "{\"items\": [], \"a\": \"@",
            "{\"items\": [{\"description\": \"a \"@\" b\", \"id\": \"@\"}]}",
            "{\"items\": [],\n<<<<<<< @\n\"number\": 1\n=======\n\"number\": \"@\"\n>>>>>>> @\n}",
            "{\"items\": [], \"a\": \"\\q@\\ud800@\\u12\"}",
            "{\"items\": [], \"a\": [1, 2 @}",
            "{\"unattendFiles\": [{\"id\": \"a\", \"content\": \"rootpw \"@\"}]}",
        ] {
            if !(is_number && template.contains("\"number\": @")) {
                assert_gone("r.json", &template.replace('@', secret), secret);
            }
        }
    }
}

/// `text` with each character as a JSON escape.
fn escaped(text: &str) -> String {
    text.encode_utf16().flat_map(|unit| ["\\u".to_owned(), format!("{unit:04x}")]).collect()
}

#[test]
fn no_secret_is_left_in_escapes() {
    for secret in SECRETS {
        let mark = "PLANTED";
        let text = response(mark).to_string();
        assert_gone("r.json", &text.replace(mark, &escaped(secret)), secret);
        let damaged =
            "{\"items\": [] /* @ */, 'a': '@', @: \"@\" @}".replace('@', &escaped(secret));
        assert_gone("r.json", &damaged, secret);
        let entities: String = secret
            .chars()
            .flat_map(|character| ["&#x".to_owned(), format!("{:X};", character as u32)])
            .collect();
        let xml = XML.replace('@', &entities);
        let answers = json!({"unattendFiles": [{"id": "a.xml", "os": "win", "type": "Custom", "content": xml}]});
        assert_gone("r.json", &answers.to_string(), secret);
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for blob in [STANDARD.encode(secret), STANDARD.encode(wide)] {
            assert_gone("r.json", &response(&blob).to_string(), secret);
        }
    }
}

#[test]
fn the_same_is_found_where_secrets_stand_in_names_that_refer_to_each_other() {
    let linter = crate::support::linter(false).showing_contents(true);
    for secret in SECRETS.iter().filter(|secret| secret.is_ascii()) {
        let file = |id: &str, kind: &str| json!({"id": id, "name": secret, "os": "rhels", "osrelease": "", "type": kind, "description": ""});
        let [first, second] = ["a", "b"].map(|end| format!("20240306081503_{secret}_{end}.cfg"));
        let mut unattend = file(&first, "Custom");
        unattend["content"] =
            json!(format!("rootpw --plaintext geheim\n# {secret}\n#{secret}# #a.b#\n"));
        let profile = |id: &str| {
            json!({
                "id": format!("rhels8.6|{id}"), "name": id, "type": "custom", "deployStatus": "ready", "readyCheck": {},
                "customizationOptions": {"unattendOptions": [{"unattendFileIds": [first, format!("{first}x")]}]},
            })
        };
        let text = json!({
            "items": [{"id": "rhels8.6|", "name": "rhels8.6", "type": "base", "deployStatus": "ready", "readyCheck": {}, "profiles": [
                profile(&format!("rhels8.6-x86_64-install-{secret}")), profile(secret), profile(secret),
            ]}],
            "unattendFiles": [unattend, file(&second, "Custom"), file(&second, "Custom")],
            "customConfigFiles": [], secret.to_owned(): secret, format!("{secret}Password"): 5,
        });
        let before = self::file("r.json", &text.to_string());
        let after = self::file("r.json", &assert_gone("r.json", &before.text, secret));
        let differences = Preserved::of(&linter, &before, &after).expect("short").differences;
        assert!(differences.is_empty(), "{differences:#?}\nof {}\nin {}", before.text, after.text);
    }
}

#[test]
fn what_a_repeated_key_hides_goes_however_often_it_stands_there() {
    let secret = "kilo7.zetacorp.intern";
    let value = json!({"description": secret, "id": secret, secret: [secret], "x": {"y": secret}});
    let members: Vec<String> =
        (0..4).map(|_| format!("\"inventory\": {value}, \"items\": [{value}]")).collect();
    assert_gone("r.json", &format!("{{{}}}", members.join(", ")), secret);
}

#[test]
fn a_misspelled_name_stays_one_and_holds_nothing() {
    for (key, name) in [
        ("isNotAllowurrenrentSecurityMode", "isNotAllowedInCurrentSecurityMode"),
        ("incompatibleWithThinksystemGeheim", "incompatibleWithThinksystem"),
        ("noWinpd", "noWinpe"),
    ] {
        let text = json!({"items": [{"id": "rhels8.6|", "readyCheck": {key: false}, "profiles": [{"id": "a", "readyCheck": {key: true}}]}]});
        let before = file("r.json", &text.to_string());
        let after = file("r.json", &redact(&before).expect("short").text);
        let linter = crate::support::linter(false).showing_contents(true);
        let differences = Preserved::of(&linter, &before, &after).expect("short").differences;
        assert!(differences.is_empty(), "{differences:#?} for {name}\nin {}", after.text);
        assert!(!after.text.contains("Geheim") && !after.text.contains("urrenr"), "{}", after.text);
        assert_eq!(redact(&after).expect("short").text, after.text);
    }
}

#[test]
fn documented_values_stay() {
    let attributes = include_str!("../spec/attributes.tsv").lines().skip(1);
    let values =
        attributes.filter_map(|line| line.split('\t').nth(3)).flat_map(|values| values.split(','));
    let profiles = [
        "win2022|win2022-x86_64-install-Datacenter_core",
        "win2012r2|win2012r2-x86_64-install-Standard",
        "rhels8.6|rhels8.6-x86_64-install-Virtualization",
        "esxi8.0_1.2|esxi8.0_1.2-x86_64-install-Virtualization",
        "sles15.4|sles15.4-x86_64-install-Basic-kISO",
        "ubuntu22.04.3|ubuntu22.04.3-x86_64-install-Minimal",
        "hyperv2019|hyperv2019-x86_64-install-Core",
        "FQXHMFC0001I",
        "predefined.hostPlatforms.networkSettings.ipAddress",
        "#predefined.unattendSettings.preinstallConfig#",
        "tar.gz",
        ".ps1",
        "20240306081503_.xml",
    ];
    for value in values.chain(profiles).filter(|value| value.len() > 1) {
        let text = json!({"items": [{"id": value, "name": value, "type": value, "os": value}]})
            .to_string();
        assert_eq!(redact(&file("r.json", &text)).expect("short").text, text);
    }
    for version in [
        "2022.04",
        "2012R2,2016,2019",
        "12SP3",
        "15 SP4",
        "2.1.10",
        "6.7.0.20210101",
        "2016v1709",
        "2024-01-19T06:30:02Z",
        "2019-03-02",
        "",
    ] {
        let text = json!({"lastRefreshed": version, "items": [{"id": "win|", "supportedOsRelease": version}],
            "bootFiles": [{"version": version, "osrelease": version, "size": 5, "releasedate": version}],
            "supportedImages": [{"releases": [{version.split(',').next().unwrap_or_default(): "5"}]}]});
        let after: Value =
            serde_json::from_str(&redact(&file("r.json", &text.to_string())).expect("short").text)
                .expect("JSON");
        assert_eq!(after["bootFiles"], text["bootFiles"]);
        assert_eq!(after["items"], text["items"]);
        assert_eq!(after["lastRefreshed"], text["lastRefreshed"]);
        let releases = |value: &Value| {
            value["supportedImages"][0]["releases"][0]
                .as_object()
                .expect("an object")
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(releases(&after), releases(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(75) as u32))]

    /// Any word goes, whatever stands beside it.
    #[test]
    fn no_word_is_left(
        secret in "[a-zA-Z0-9]{0,6}[qQ][0-9a-zA-Z]{7,20}",
        before in "[ !#-&(-~é\n]{0,4}",
        behind in "[ !#-&(-~é\n]{0,4}",
    ) {
        assert_gone("r.json", &response(&format!("{before}{secret}{behind}")).to_string(), &secret);
    }

    /// Any text that is put anywhere into the written response goes, whatever that breaks.
    #[test]
    fn no_word_is_left_where_it_breaks_the_text(at in any::<prop::sample::Index>(), end in "[\"'\\\\}\\],:{\n ]{0,2}") {
        let text = response("a").to_string();
        let at = text.floor_char_boundary(at.index(text.len()));
        let secret = "q9Zv7Kx4Wm2L";
        let (start, rest) = text.split_at(at);
        let after = redact(&file("r.json", &format!("{start}{secret}{end}{rest}"))).expect("short").text;
        prop_assert!(!canonical(&after).contains(&canonical(secret)), "{after}");
    }
}
