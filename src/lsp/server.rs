//! The messages of a client, and the answers.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use gen_lsp_types::{
    CodeActionParams, CodeActionResponse, CompletionItem, Diagnostic, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentSymbolParams, InitializeParams, InitializeResult, InlayHint, InlayHintParams,
    PublishDiagnosticsParams, ReferenceParams, ServerInfo, TextDocumentPositionParams, Uri,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::date::Date;

use super::actions::Actions;
use super::checked::{Checked, Kind};
use super::diagnostics::Diagnostics;
use super::document::Document;
use super::handshake::{ClientSupport, capabilities, root};
use super::navigation::{self, Open};
use super::opened::Opened;
use super::workspace::{Configured, Workspace};
use super::{completion, hover, policy_completion, requests, rule_hints, symbols, uri};

/// The error for a connection that ends without a shutdown request, or a client that does not speak the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client disconnected without a shutdown request")
    }
}

impl std::error::Error for Disconnected {}

/// Serves a client until it asks to shut down.
///
/// # Errors
/// Returns [`Disconnected`] if the connection ends before.
pub fn serve(connection: &Connection, workspace: &mut dyn Workspace) -> Result<(), Disconnected> {
    let (id, params) = connection.initialize_start().map_err(|_| Disconnected)?;
    let params: InitializeParams = match read(params) {
        Ok(params) => params,
        Err(error) => {
            let response =
                Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string());
            let _ = connection.sender.send(Message::Response(response));
            return Err(Disconnected);
        }
    };
    let client = ClientSupport::new(&params.capabilities);
    let result = InitializeResult {
        capabilities: capabilities(client.encoding),
        server_info: Some(ServerInfo {
            name: "osready".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    };
    let result = serde_json::to_value(result).map_err(|_| Disconnected)?;
    connection.initialize_finish(id, result).map_err(|_| Disconnected)?;
    if let Some(root) = root(&params) {
        workspace.open(&root);
    }
    let (day, configured) = (workspace.today(), workspace.configure());
    let documents = HashMap::new();
    let mut server =
        Server { connection, workspace, client, configured, day, documents, requests: 0 };
    server.watch_policy()?;
    server.run()
}

struct Server<'s> {
    connection: &'s Connection,
    workspace: &'s mut dyn Workspace,
    client: ClientSupport,
    configured: Configured,
    /// The day on which the configuration was read.
    day: Option<Date>,
    documents: HashMap<Uri, Opened>,
    /// The number of requests to the client so far.
    requests: i32,
}

impl Server<'_> {
    fn run(&mut self) -> Result<(), Disconnected> {
        loop {
            // Diagnostics are for the latest text: whatever waits may change it.
            let message = match self.connection.receiver.try_recv() {
                Ok(message) => message,
                Err(_) if self.publish_next()? => continue,
                Err(_) => self.connection.receiver.recv().map_err(|_| Disconnected)?,
            };
            // What has expired since yesterday depends on the day.
            if self.workspace.today() != self.day {
                self.configure()?;
            }
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request).map_err(|_| Disconnected)? {
                        return Ok(());
                    }
                    let response = self.answer(request);
                    self.send(Message::Response(response))?;
                }
                Message::Notification(notification) => self.handle(notification)?,
                Message::Response(_) => {}
            }
        }
    }

    fn send(&self, message: Message) -> Result<(), Disconnected> {
        self.connection.sender.send(message).map_err(|_| Disconnected)
    }

    /// Publishes the diagnostics of one document that has new ones. Returns whether there was one.
    fn publish_next(&mut self) -> Result<bool, Disconnected> {
        let mut all = self.documents.iter();
        let Some((uri, opened)) = all.find(|(_, opened)| !opened.is_published) else {
            return Ok(false);
        };
        let uri = uri.clone();
        let open = |path: &Path| self.at(path);
        let diagnostics = self.diagnostics(opened, &open).all();
        self.publish(&uri, Some(opened.document.version), diagnostics)?;
        let is_snapshot = opened.kind(&self.configured) == Kind::Snapshot;
        if let Some(opened) = self.documents.get_mut(&uri) {
            opened.is_published = true;
        }
        let mut others = self.documents.values();
        if is_snapshot && others.any(|other| other.kind(&self.configured) == Kind::Policy) {
            self.refresh_hints()?;
        }
        Ok(true)
    }

    fn publish(
        &self,
        uri: &Uri,
        version: Option<i32>,
        diagnostics: Vec<Diagnostic>,
    ) -> Result<(), Disconnected> {
        let params = PublishDiagnosticsParams { uri: uri.clone(), version, diagnostics };
        let method = "textDocument/publishDiagnostics".to_owned();
        self.send(Message::Notification(Notification::new(method, params)))
    }

    /// Handles a notification. Those with unreadable parameters, or of no interest, change nothing.
    fn handle(&mut self, notification: Notification) -> Result<(), Disconnected> {
        let Notification { method, params } = notification;
        match method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(DidOpenTextDocumentParams { text_document: opened }) = read(params) {
                    let path = uri::path_of(&opened.uri);
                    let name = path.map_or_else(
                        || opened.uri.as_ref().to_owned(),
                        |path| self.workspace.name(&path),
                    );
                    let (uri, version) = (opened.uri, opened.version);
                    let document = Document::new(
                        uri.clone(),
                        name,
                        version,
                        opened.text,
                        self.client.encoding,
                    );
                    self.documents.insert(uri, Opened::new(document));
                    self.invalidate_plans();
                }
            }
            "textDocument/didChange" => {
                if let Ok(DidChangeTextDocumentParams { text_document, content_changes }) =
                    read(params)
                {
                    let uri = text_document.text_document_identifier.uri;
                    if let Some(opened) = self.documents.get_mut(&uri) {
                        opened.document.change(text_document.version, content_changes);
                        opened.invalidate();
                    }
                    self.invalidate_plans();
                }
            }
            "textDocument/didClose" => {
                if let Ok(DidCloseTextDocumentParams { text_document }) = read(params) {
                    self.documents.remove(&text_document.uri);
                    self.invalidate_plans();
                    self.publish(&text_document.uri, None, Vec::new())?;
                }
            }
            "textDocument/didSave" => {
                if let Ok(DidSaveTextDocumentParams { text_document, .. }) = read(params) {
                    match self.documents.get_mut(&text_document.uri) {
                        // The date of a snapshot without one in its name is that of its file.
                        Some(opened) if opened.kind(&self.configured) == Kind::Snapshot => {
                            opened.invalidate();
                            self.invalidate_plans();
                        }
                        // It may be a file that the configuration names, such as a baseline.
                        _ => self.configure()?,
                    }
                }
            }
            "workspace/didChangeWatchedFiles" | "workspace/didChangeConfiguration" => {
                self.configure()?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads the configuration from disk again, as `osready check` reads it.
    fn configure(&mut self) -> Result<(), Disconnected> {
        (self.day, self.configured) = (self.workspace.today(), self.workspace.configure());
        self.documents.values_mut().for_each(Opened::invalidate);
        self.refresh_hints()
    }

    /// Asks the client to watch the files of the policy, if it can.
    fn watch_policy(&mut self) -> Result<(), Disconnected> {
        if !self.client.watches_files {
            return Ok(());
        }
        let globs = ["**/*.toml", "**/*baseline*.json"].map(|glob| json!({"globPattern": glob}));
        let registration = json!({
            "id": "policy",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": globs},
        });
        self.ask("client/registerCapability", json!({"registrations": [registration]}))
    }

    /// Asks the client to show hints again, if it can: those of one document may depend on another one.
    fn refresh_hints(&mut self) -> Result<(), Disconnected> {
        match self.client.refreshes_hints && !self.documents.is_empty() {
            true => self.ask("workspace/inlayHint/refresh", Json::Null),
            false => Ok(()),
        }
    }

    /// Sends a request to the client. What it answers does not matter.
    fn ask(&mut self, method: &str, params: Json) -> Result<(), Disconnected> {
        self.requests += 1;
        self.send(Message::Request(Request::new(self.requests.into(), method.to_owned(), params)))
    }

    /// Invalidates what was found in deployment requests, since it depends on the open snapshots.
    fn invalidate_plans(&mut self) {
        self.documents.values_mut().for_each(Opened::invalidate_plan);
    }

    fn answer(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        match method.as_str() {
            "textDocument/codeAction" => respond(id, params, |params| self.actions(&params)),
            "textDocument/completion" => respond(id, params, |params| self.completions(&params)),
            "textDocument/definition" => respond(id, params, |at: TextDocumentPositionParams| {
                navigation::definitions(&self.open(), &at.text_document.uri, at.position)
            }),
            "textDocument/references" => respond(id, params, |params: ReferenceParams| {
                let at = params.text_document_position_params;
                let with_definitions = params.context.include_declaration;
                let uri = &at.text_document.uri;
                navigation::references(&self.open(), uri, at.position, with_definitions)
            }),
            "textDocument/documentSymbol" => respond(id, params, |params: DocumentSymbolParams| {
                let opened = self.documents.get(&params.text_document.uri)?;
                Some(symbols::symbols(&opened.document, self.checked(opened)))
            }),
            "textDocument/hover" => respond(id, params, |at: TextDocumentPositionParams| {
                let opened = self.documents.get(&at.text_document.uri)?;
                let (document, checked) = (&opened.document, self.checked(opened));
                let of_request = match checked.kind {
                    Kind::Request => requests::hover(document, self.snapshot(), at.position),
                    _ => None,
                };
                of_request.or_else(|| hover::hover(document, checked, at.position))
            }),
            "textDocument/inlayHint" => respond(id, params, |params| self.hints(&params)),
            _ => {
                let message = "osready does not answer this request".to_owned();
                Response::new_err(id, ErrorCode::MethodNotFound as i32, message)
            }
        }
    }

    fn actions(&self, params: &CodeActionParams) -> Option<Vec<CodeActionResponse>> {
        let opened = self.documents.get(&params.text_document.uri)?;
        let open = |path: &Path| self.at(path);
        let actions = Actions {
            diagnostics: self.diagnostics(opened, &open),
            capabilities: self.client.edits,
        };
        let bytes = opened.document.bytes(params.range);
        let actions = actions.at(&bytes, params.context.only.as_deref());
        Some(actions.into_iter().map(CodeActionResponse::CodeAction).collect())
    }

    /// Returns the open document at a path.
    fn at(&self, path: &Path) -> Option<&Document> {
        let mut documents = self.documents.values().map(|opened| &opened.document);
        documents.find(|document| document.is_at(path))
    }

    fn completions(&self, at: &TextDocumentPositionParams) -> Option<Vec<CompletionItem>> {
        let opened = self.documents.get(&at.text_document.uri)?;
        let document = &opened.document;
        Some(match self.checked(opened).kind {
            Kind::Policy => policy_completion::completions(document, &self.configured, at.position),
            Kind::Request => requests::completions(document, self.snapshot(), at.position),
            _ => completion::completions(document, at.position),
        })
    }

    fn hints(&self, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
        let opened = self.documents.get(&params.text_document.uri)?;
        let (document, checked) = (&opened.document, self.checked(opened));
        Some(match checked.kind {
            Kind::Policy => {
                let snapshots = self.snapshots();
                let snapshots: Vec<_> = snapshots.iter().map(|opened| &opened.document).collect();
                let bytes = document.bytes(params.range);
                rule_hints::hints(document, &bytes, &snapshots, &self.configured)
            }
            _ => symbols::hints(document, checked, &document.bytes(params.range)),
        })
    }

    fn diagnostics<'d>(
        &'d self,
        opened: &'d Opened,
        open: &'d dyn Fn(&Path) -> Option<&'d Document>,
    ) -> Diagnostics<'d> {
        Diagnostics {
            document: &opened.document,
            checked: self.checked(opened),
            configured: &self.configured,
            workspace: self.workspace,
            encoding: self.client.encoding,
            open,
        }
    }

    fn checked<'d>(&'d self, opened: &'d Opened) -> &'d Checked {
        opened.checked(&self.configured, || Some(&self.snapshots().pop()?.document))
    }

    /// Returns all open documents with what was found in them.
    fn open(&self) -> Open<'_> {
        let documents = self.documents.iter();
        documents.map(|(uri, opened)| (uri, (&opened.document, self.checked(opened)))).collect()
    }

    /// Returns the open snapshots, ordered by their names. Deployment requests are checked against the last one, which
    /// is the newest of one server.
    fn snapshots(&self) -> Vec<&Opened> {
        let is_snapshot = |opened: &&Opened| opened.kind(&self.configured) == Kind::Snapshot;
        let mut snapshots: Vec<&Opened> = self.documents.values().filter(is_snapshot).collect();
        snapshots.sort_by(|one, other| one.document.name.cmp(&other.document.name));
        snapshots
    }

    /// Returns what was found in the snapshot that deployment requests are checked against.
    fn snapshot(&self) -> Option<&Checked> {
        self.snapshots().pop().map(|opened| self.checked(opened))
    }
}

fn read<T: DeserializeOwned>(params: Json) -> Result<T, serde_json::Error> {
    serde_json::from_value(params)
}

/// Answers a request, or says that its parameters cannot be read.
fn respond<P: DeserializeOwned, R: Serialize>(
    id: RequestId,
    params: Json,
    answer: impl FnOnce(P) -> R,
) -> Response {
    match read(params) {
        Ok(params) => Response::new_ok(id, answer(params)),
        Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
    }
}
