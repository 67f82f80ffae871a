//! `osready lsp` itself: its folder, its configuration and its end.

use std::io::BufReader;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

use crate::binary::folder;

const BLOCKED: &str = r#"{"id": "win2022|a", "name": "a", "deployStatus": "notReady", "readyCheck": {"noWinpe": true}}"#;

struct Server(Child);

impl Server {
    fn new(root: &Path, arguments: &[&str]) -> Self {
        let server = Command::new(env!("CARGO_BIN_EXE_osready"))
            .arg("lsp")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = Self(server.expect("osready runs"));
        let folder = json!({"uri": format!("file://{}", root.display()), "name": "w"});
        let params = json!({"processId": null, "capabilities": {}, "workspaceFolders": [folder]});
        server.send(Request::new(1.into(), "initialize".to_owned(), params));
        server.send(Notification::new("initialized".to_owned(), json!({})));
        server
    }

    fn send(&mut self, message: impl Into<Message>) {
        message.into().write(self.0.stdin.as_mut().expect("a pipe")).expect("the server reads");
    }

    fn open(&mut self, file: &Path, text: &str) {
        let uri = format!("file://{}", file.display());
        let item = json!({"uri": uri, "languageId": "json", "version": 1, "text": text});
        let params = json!({"textDocument": item});
        self.send(Notification::new("textDocument/didOpen".to_owned(), params));
    }

    /// Returns the codes of the diagnostics of each document, once there are `count`, and ends the server.
    fn published(mut self, count: usize) -> Vec<(String, Vec<Value>)> {
        let mut output = BufReader::new(self.0.stdout.take().expect("a pipe"));
        let mut published = Vec::new();
        while published.len() < count {
            let message = Message::read(&mut output).expect("the protocol").expect("a message");
            if let Message::Notification(notification) = message {
                let uri = notification.params["uri"].as_str().expect("a URI").to_owned();
                let diagnostics = notification.params["diagnostics"].as_array().expect("a list");
                let codes = diagnostics.iter().map(|of| of["code"].clone()).collect();
                published.push((uri.rsplit('/').next().expect("a name").to_owned(), codes));
            }
        }
        self.send(Request::new(2.into(), "shutdown".to_owned(), Value::Null));
        self.send(Notification::new("exit".to_owned(), Value::Null));
        assert_eq!(self.0.wait().expect("it ends").code(), Some(0));
        published.sort_by(|one, next| one.0.cmp(&next.0));
        published
    }
}

#[cfg(unix)]
#[test]
fn a_folder_behind_a_link_has_the_configuration_and_the_names_of_its_own() {
    let here =
        folder(&[("real/osready.toml", "exclude = [\"old/**\"]\n"), ("real/old/a.json", "")]);
    let root = here.path().join("link");
    std::os::unix::fs::symlink("real", &root).expect("a link");
    let mut server = Server::new(&root, &[]);
    server.open(&root.join("old/a.json"), BLOCKED);
    server.open(&root.join("b.json"), BLOCKED);
    let found = server.published(2);
    assert_eq!(found[0], ("a.json".to_owned(), Vec::new()));
    assert!(found[1].1.contains(&json!("missing-winpe")), "{found:?}");
}

#[test]
fn a_named_configuration_applies_and_is_checked() {
    let here = folder(&[("site.toml", "[levels]\nmissing-winpe = \"off\"\n")]);
    let config = here.path().join("site.toml");
    let mut server = Server::new(here.path(), &["--config", &config.to_string_lossy()]);
    server.open(&here.path().join("a.json"), BLOCKED);
    server.open(&config, "[levels]\nmissing-winpe = \"of\"\n");
    let found = server.published(2);
    assert!(!found[0].1.contains(&json!("missing-winpe")), "{found:?}");
    assert_eq!(found[1], ("site.toml".to_owned(), vec![json!("configuration")]));
}

#[test]
fn a_client_that_disappears_ends_the_server_with_an_error() {
    let here = folder(&[]);
    let mut server = Server::new(here.path(), &[]);
    drop(server.0.stdin.take());
    assert_eq!(server.0.wait().expect("it ends").code(), Some(1));
}
