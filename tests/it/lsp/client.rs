//! A client in the same process, with a folder in memory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use osready::date::Date;
use osready::input::{Filter, Folder};
use osready::lint::Linter;
use osready::lsp::{Configured, Connection, Disconnected, PolicyFile, Workspace, serve};
use osready::policy::config::{self, SuppressTable};
use osready::policy::files::{CONFIG, SUPPRESSIONS};
use osready::sanitize::Untrusted;
use serde_json::{Value, json};

/// Everything that clients of our time can do.
pub(super) fn capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]},
        },
    })
}

/// The files of the folder `/w`, by their names.
#[derive(Clone, Default)]
pub(super) struct Memory(Arc<Mutex<HashMap<String, String>>>, Arc<AtomicUsize>);

impl Memory {
    pub(super) fn write(&self, name: &str, text: &str) {
        self.0.lock().expect("no test panics with it").insert(name.to_owned(), text.to_owned());
    }

    /// Returns how often the configuration was read.
    pub(super) fn reads(&self) -> usize {
        self.1.load(Ordering::Relaxed)
    }

    /// Returns the files of a folder, ordered by name.
    fn texts(&self, folder: &str) -> Vec<(String, String)> {
        let all = self.0.lock().expect("no test panics with it");
        let here = all.iter().filter(|(name, _)| name.starts_with(folder));
        let mut here: Vec<_> = here.map(|(name, text)| (name.clone(), text.clone())).collect();
        here.sort();
        here
    }

    fn text(&self, name: &str) -> Option<String> {
        self.0.lock().expect("no test panics with it").get(name).cloned()
    }
}

impl Workspace for Memory {
    fn open(&mut self, _root: &Path) {}

    fn configure(&self) -> Configured {
        self.1.fetch_add(1, Ordering::Relaxed);
        let text = self.text(CONFIG).unwrap_or_default();
        let own = config::read(CONFIG, &text);
        let named = !own.configuration.rule_files.as_ref().is_none_or(|of| of.value.is_empty());
        let rule_files: Vec<_> = self.texts("rules/").into_iter().filter(|_| named).collect();
        let own = config::with_rule_files(own, CONFIG, &text, &rule_files);
        let user_rules = own.configuration.user_rule_ids();
        let suppressions = self.text(SUPPRESSIONS).unwrap_or_default();
        let suppressions = config::read_suppressions(SUPPRESSIONS, &suppressions, &user_rules);
        let errors = own.errors.iter().chain(&suppressions.errors);
        let error = errors.map(|error| error.message.sanitized()).next();
        let mut policy = own.configuration.policy();
        policy.config_dir = Folder::new("/w", "/w");
        let suppressed = suppressions.configuration.suppressions.iter();
        policy.suppressions = suppressed.map(SuppressTable::suppression).collect();
        Configured {
            linter: Linter::new().with_policy(policy),
            filter: Filter::default(),
            docs_url: own.configuration.docs_url.map(|url| url.value),
            rule_files,
            config: None,
            user_rules,
            error,
        }
    }

    fn name(&self, path: &Path) -> String {
        path.strip_prefix("/w").unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new("/w").join(name)
    }

    fn policy_file(&self, file: PolicyFile) -> Option<(PathBuf, Option<String>)> {
        let name = match file {
            PolicyFile::Configuration => CONFIG,
            PolicyFile::Suppressions => SUPPRESSIONS,
        };
        Some((self.path(name), self.text(name)))
    }

    fn today(&self) -> Option<Date> {
        Some(Date::constant(2026, 1, 30))
    }
}

pub(super) struct Client {
    connection: Connection,
    server: Option<JoinHandle<Result<(), Disconnected>>>,
    requests: i32,
    versions: HashMap<String, i32>,
    /// The diagnostics of each document, with the version that they are of.
    published: HashMap<String, (i64, Vec<Value>)>,
    /// The methods that the server asked for.
    pub(super) asked: Vec<String>,
}

impl Client {
    pub(super) fn new(memory: &Memory) -> Self {
        Self::with(memory, &capabilities())
    }

    pub(super) fn with(memory: &Memory, capabilities: &Value) -> Self {
        let (connection, other) = Connection::memory();
        let mut workspace = memory.clone();
        let server = Some(thread::spawn(move || serve(&other, &mut workspace)));
        let (versions, published) = (HashMap::new(), HashMap::new());
        let asked = Vec::new();
        let mut client = Self { connection, server, requests: 0, versions, published, asked };
        let root = json!([{"uri": "file:///w", "name": "w"}]);
        client.request(
            "initialize",
            json!({"processId": null, "capabilities": capabilities, "workspaceFolders": root}),
        );
        client.notify("initialized", json!({}));
        client
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        let notification = Notification { method: method.to_owned(), params };
        self.connection.sender.send(notification.into()).expect("the server runs");
    }

    /// Returns the result, or the error.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(request.into()).expect("the server runs");
        loop {
            if let Message::Response(response) = self.receive() {
                assert_eq!(response.id, id);
                let result = response.response_result;
                return result.unwrap_or_else(|error| json!({"error": error.code}));
            }
        }
    }

    pub(super) fn open(&mut self, name: &str, text: &str) {
        self.versions.insert(name.to_owned(), 1);
        self.published.remove(&uri(name));
        let item = json!({"uri": uri(name), "languageId": "json", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    pub(super) fn change(&mut self, name: &str, changes: &Value) {
        let version = self.versions.entry(name.to_owned()).or_default();
        *version += 1;
        let document = json!({"uri": uri(name), "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", params);
    }

    pub(super) fn save(&mut self, name: &str) {
        self.published.clear();
        self.notify("textDocument/didSave", json!({"textDocument": {"uri": uri(name)}}));
    }

    /// Returns the diagnostics of the latest version of a document.
    pub(super) fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        self.diagnostics_when(name, |_| true)
    }

    /// Returns the diagnostics of the latest version of a document, once they are as expected. Those of a
    /// deployment request change with other documents.
    pub(super) fn diagnostics_when(
        &mut self,
        name: &str,
        is_expected: impl Fn(&[Value]) -> bool,
    ) -> Vec<Value> {
        loop {
            match self.published.get(&uri(name)) {
                Some((version, diagnostics))
                    if *version == i64::from(self.versions[name]) && is_expected(diagnostics) =>
                {
                    return diagnostics.clone();
                }
                _ => drop(self.receive()),
            }
        }
    }

    fn receive(&mut self) -> Message {
        let message = self.connection.receiver.recv_timeout(Duration::from_mins(1));
        let message = message.expect("the server answers");
        if let Message::Request(request) = &message {
            self.asked.push(request.method.clone());
            let answer = Response::new_ok(request.id.clone(), Value::Null);
            self.connection.sender.send(answer.into()).expect("the server runs");
        }
        if let Message::Notification(Notification { method, params }) = &message {
            assert_eq!(method, "textDocument/publishDiagnostics");
            let uri = params["uri"].as_str().expect("an address").to_owned();
            let diagnostics = params["diagnostics"].as_array().expect("a list").clone();
            self.published.insert(uri, (params["version"].as_i64().unwrap_or(-1), diagnostics));
        }
        message
    }

    pub(super) fn end(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let server = self.server.take().expect("it ends once");
        assert_eq!(server.join().expect("it does not panic"), Ok(()));
    }
}

pub(super) fn uri(name: &str) -> String {
    format!("file:///w/{name}")
}

pub(super) fn document(name: &str) -> Value {
    json!({"uri": uri(name)})
}

/// Returns the position of a byte offset, counted character by character in UTF-16.
pub(super) fn position(text: &str, at: usize) -> Value {
    let before = text[..at].replace("\r\n", "\n").replace('\r', "\n");
    let is_within_crlf = text[..at].ends_with('\r') && text[at..].starts_with('\n');
    assert!(!is_within_crlf, "no test points there");
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    json!({"line": line, "character": before[start..].encode_utf16().count()})
}

pub(super) fn range(text: &str, start: usize, end: usize) -> Value {
    json!({"start": position(text, start), "end": position(text, end)})
}

/// Returns the text after edits of the protocol, none of which overlap.
pub(super) fn edited(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let is_within_crlf = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
        let mut places = places.filter(|at| !is_within_crlf(*at));
        places.find(|at| self::position(text, *at) == *position).expect("a place in the text")
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("a list")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new_text = edit["newText"].as_str().expect("a text");
            (offset(&range["start"]), offset(&range["end"]), new_text)
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new_text) in edits.into_iter().rev() {
        text.replace_range(start..end, new_text);
    }
    text
}

/// Returns what a diagnostic says, for comparisons.
pub(super) fn summary(diagnostic: &Value) -> String {
    let Value::Object(members) = diagnostic else { panic!("an object") };
    let keys = ["range", "severity", "code", "message"];
    keys.map(|key| members.get(key).unwrap_or(&Value::Null).to_string()).join(" ")
}

/// Returns the text of an untrusted message as clients show it.
pub(super) fn shown(text: &Untrusted) -> String {
    text.sanitized().as_str().to_owned()
}
