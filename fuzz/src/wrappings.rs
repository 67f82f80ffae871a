//! What programs make of a response when they save it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde_json::json;

/// A text, and whether it is a JSON value.
#[derive(Clone)]
pub struct Wrapped {
    /// The text.
    pub text: String,
    /// Whether it is a JSON value.
    pub is_json: bool,
}

impl Wrapped {
    /// The text as a JSON value: itself, or a string that contains it.
    fn value(&self) -> String {
        if self.is_json { self.text.clone() } else { json!(self.text).to_string() }
    }

    fn string(&self) -> String {
        json!(self.text).to_string()
    }
}

/// A text that is a JSON value.
pub fn json_text(text: String) -> Wrapped {
    Wrapped { text, is_json: true }
}

fn other_text(text: String) -> Wrapped {
    Wrapped { text, is_json: false }
}

/// The name of a wrapping, and what it makes of a text.
pub type Wrapping = (&'static str, fn(&Wrapped) -> Wrapped);

fn each_line(text: &str, prefix: impl Fn(usize) -> String) -> Wrapped {
    let mut lines = String::new();
    for (number, line) in text.lines().enumerate() {
        let _ = writeln!(lines, "{}{line}", prefix(number + 1));
    }
    other_text(lines)
}

fn har(content: &str) -> Wrapped {
    let entry = |url: &str, content: &str| {
        format!(
            r#"{{"request": {{"method": "GET", "url": "{url}"}}, "response": {{"status": 200, "content": {content}}}}}"#
        )
    };
    let nodes = entry("https://192.0.2.7/nodes", r#"{"text": "{}"}"#);
    let images = entry("https://192.0.2.7/osImages", content);
    json_text(format!(r#"{{"log": {{"version": "1.2", "entries": [{nodes}, {images}]}}}}"#))
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/// The wrappings.
pub const WRAPPINGS: &[Wrapping] = &[
    ("Ansible ad hoc", |inner| {
        let value = inner.value();
        other_text(format!(
            "mgmt01 | SUCCESS => {{\n    \"changed\": false,\n    \"result\": {value}\n}}\n"
        ))
    }),
    ("a log of Ansible", |inner| {
        let value = inner.value();
        other_text(format!(
            "PLAY [all] ****\n\nTASK [Gathering Facts] ****\n [WARNING]: no log\nok: [mgmt01]\n\nTASK [images] ****\n\
             ok: [mgmt01] => {{\"changed\": false, \"msg\": {value}}}\n\nPLAY RECAP ****\nmgmt01 : ok=2 changed=0\n"
        ))
    }),
    ("the JSON callback of Ansible", |inner| {
        let value = inner.value();
        json_text(format!(
            r#"{{"custom_stats": {{}}, "plays": [{{"play": {{"name": "x"}}, "tasks": [{{"hosts": {{"a": {{"changed": false}}}}}}, {{"hosts": {{"a": {{"changed": false, "json": {value}}}}}}}]}}], "stats": {{"a": {{"ok": 1}}}}}}"#
        ))
    }),
    ("the uri module of Ansible", |inner| {
        json_text(format!(r#"{{"changed": false, "content": {}, "status": 200}}"#, inner.string()))
    }),
    ("a loop of the uri module", |inner| {
        json_text(format!(
            r#"{{"results": [{{"item": "a", "content": {}, "status": 200}}]}}"#,
            inner.string()
        ))
    }),
    ("the command module of Ansible", |inner| {
        let lines: Vec<&str> = inner.text.lines().collect();
        json_text(
            json!({"cmd": "curl", "rc": 0, "stdout": inner.text, "stdout_lines": lines})
                .to_string(),
        )
    }),
    ("the lines of the command module", |inner| {
        let lines: Vec<&str> = inner.text.lines().collect();
        json_text(json!({"changed": true, "stdout_lines": lines}).to_string())
    }),
    ("a prompt of root", |inner| {
        other_text(format!(
            "[root@mgmt01 ~]# curl -sk https://192.0.2.10/osImages | jq .\n{}",
            inner.text
        ))
    }),
    ("a prompt of PowerShell", |inner| {
        other_text(format!(
            "PS C:\\Users\\ops> Get-Content .\\images.json\r\n{}\r\nPS C:\\Users\\ops> ",
            inner.text
        ))
    }),
    ("a transcript", |inner| {
        other_text(format!("ops@jump:~$ cat images\n{}\nops@jump:~$ exit\nlogout\n", inner.text))
    }),
    ("a time before it", |inner| {
        other_text(format!("2026-01-30T04:00:01.210Z saver[412]: {}", inner.text))
    }),
    ("a level before it", |inner| other_text(format!("[INFO] response: {}", inner.text))),
    ("docker compose", |inner| each_line(&inner.text, |_| "saver_1  | ".to_owned())),
    ("journald", |inner| {
        each_line(&inner.text, |number| {
            format!("Jan 30 04:{:02}:01 jump saver[{number}]: ", number % 60)
        })
    }),
    ("cat -n", |inner| each_line(&inner.text, |number| format!("{number:6}\t"))),
    ("grep -n", |inner| each_line(&inner.text, |number| format!("{number}:"))),
    ("a quoted mail", |inner| each_line(&inner.text, |_| "> ".to_owned())),
    ("colours", |inner| {
        let coloured = inner.text.lines().map(|line| format!("\u{1b}[1;39m{line}\u{1b}[0m\n"));
        other_text(coloured.collect())
    }),
    ("curl -w", |inner| other_text(format!("{}\n200 0.412s", inner.text))),
    ("curl -v", |inner| {
        other_text(format!(
            "*   Trying 192.0.2.10:443...\n* Connected to 192.0.2.10\n> GET /osImages HTTP/2\n> Host: 192.0.2.10\n>\n\
             < HTTP/2 200\n< content-type: application/json\n<\n{{ [5 bytes data]\n{}\n* Connection #0 left intact\n",
            inner.text
        ))
    }),
    ("curl -i", |inner| other_text(format!("{HEAD}\r\n{}", inner.text))),
    ("chunks", |inner| {
        let mut text = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n");
        let mut rest = inner.text.as_str();
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(rest.floor_char_boundary(rest.len().min(1_000)));
            let _ = write!(text, "{:x}\r\n{chunk}\r\n", chunk.len());
            rest = after;
        }
        other_text(text + "0\r\n\r\n")
    }),
    ("Postman", |inner| {
        json_text(format!(
            r#"{{"info": {{"name": "LXCA"}}, "item": [{{"name": "images", "request": {{"method": "GET"}}, "response": [{{"name": "a", "code": 200, "body": {}}}]}}]}}"#,
            inner.string()
        ))
    }),
    ("Insomnia", |inner| {
        json_text(format!(
            r#"{{"_type": "export", "resources": [{{"_type": "response", "statusCode": 200, "body": {}}}]}}"#,
            inner.string()
        ))
    }),
    ("HAR", |inner| har(&format!(r#"{{"text": {}}}"#, inner.string()))),
    ("HAR that claims base64", |inner| {
        har(&format!(r#"{{"encoding": "base64", "text": {}}}"#, inner.string()))
    }),
    ("HAR in base64", |inner| {
        har(&format!(r#"{{"encoding": "base64", "text": "{}"}}"#, STANDARD.encode(&inner.text)))
    }),
    ("base64 without padding", |inner| {
        json_text(format!(
            r#"{{"body": "{}", "isBase64Encoded": true}}"#,
            STANDARD_NO_PAD.encode(&inner.text)
        ))
    }),
    ("base64 for an address", |inner| {
        json_text(format!(
            r#"{{"data": "data:application/json;base64,{}"}}"#,
            URL_SAFE.encode(&inner.text)
        ))
    }),
    ("any key", |inner| {
        json_text(format!(r#"{{"server": "lxca7", "night": {{"osImages": {}}}}}"#, inner.value()))
    }),
    ("nested arrays", |inner| json_text(format!("[[{}]]", inner.value()))),
    ("a ConfigMap", |inner| {
        json_text(format!(
            r#"{{"apiVersion": "v1", "kind": "ConfigMap", "data": {{"os-images.json": {}}}}}"#,
            inner.string()
        ))
    }),
    ("a log of docker", |inner| {
        json_text(format!(r#"{{"log": {}, "stream": "stdout"}}"#, inner.string()))
    }),
    ("a record separator", |inner| other_text(format!("\u{1e}{}\n", inner.text))),
    ("a byte order mark", |inner| other_text(format!("\u{feff}{}", inner.text))),
    ("a page of a browser", |inner| other_text(format!("<pre>{}</pre>", inner.text))),
    ("Markdown", |inner| other_text(format!("# Images\n\n```json\n{}\n```\n", inner.text))),
];

/// Returns `text` in wrappings, the first of them innermost.
pub fn wrapped(text: &str, wrappings: &[&Wrapping]) -> String {
    let text = json_text(text.to_owned());
    wrappings.iter().fold(text, |text, (_, wrap)| wrap(&text)).text
}

/// Returns whether `outer` can contain what `inner` wrote. The head before the chunks of a body is at the start of a
/// text, so that only a string can contain it; and what is sent in chunks has no head of its own.
pub fn can_contain(outer: &Wrapping, inner: &Wrapping) -> bool {
    let is_value = outer.1(&json_text("{}".to_owned())).is_json;
    (inner.0 != "chunks" || is_value) && (inner.0, outer.0) != ("curl -i", "chunks")
}
