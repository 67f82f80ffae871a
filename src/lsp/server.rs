//! The messages of a client, and the answers.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionResponse,
    CompletionItem, CompletionOptions, Diagnostic, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentSymbolParams, InitializeParams, InitializeResult, InlayHint, InlayHintParams,
    PublishDiagnosticsParams, ReferenceParams, ResourceOperationKind, ServerCapabilities,
    ServerInfo, TextDocumentPositionParams, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
    WorkspaceFolders,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::actions::{Abilities, Actions, FIX_ALL};
use super::checked::{Checked, Kind};
use super::diagnostics::Diagnostics;
use super::document::Document;
use super::navigation::{self, Open};
use super::opened::Opened;
use super::positions::Encoding;
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
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let offered = params.capabilities.general.as_ref();
    let offered = offered.and_then(|general| general.position_encodings.as_deref());
    let encoding = Encoding::among(offered.unwrap_or_default());
    let result = InitializeResult {
        capabilities: capabilities(encoding),
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
    let configured = workspace.configure();
    let abilities = abilities(&params.capabilities);
    let documents = HashMap::new();
    let mut server = Server { connection, workspace, encoding, abilities, configured, documents };
    server.run()
}

/// Returns the folder that the client opened, or the first of several.
fn root(params: &InitializeParams) -> Option<PathBuf> {
    let folders = match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => folders.as_slice(),
        _ => &[],
    };
    #[allow(deprecated, reason = "older clients send nothing else")]
    let first = folders.first().map(|folder| &folder.uri).or(params.root_uri.as_ref());
    first.and_then(uri::path_of)
}

fn abilities(capabilities: &ClientCapabilities) -> Abilities {
    let edit = capabilities.workspace.as_ref().and_then(|of| of.workspace_edit.as_ref());
    let operations = edit.and_then(|edit| edit.resource_operations.as_deref());
    Abilities {
        has_document_changes: edit.and_then(|edit| edit.document_changes) == Some(true),
        creates_files: operations.is_some_and(|of| of.contains(&ResourceOperationKind::Create)),
    }
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(true.into()),
        ..TextDocumentSyncOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QuickFix,
            CodeActionKind::from(FIX_ALL.to_owned()),
        ]),
        ..CodeActionOptions::default()
    };
    let completion = CompletionOptions {
        trigger_characters: Some(vec!["\"".to_owned(), ".".to_owned()]),
        ..CompletionOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(sync.into()),
        code_action_provider: Some(actions.into()),
        completion_provider: Some(completion),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        ..ServerCapabilities::default()
    }
}

struct Server<'s> {
    connection: &'s Connection,
    workspace: &'s mut dyn Workspace,
    encoding: Encoding,
    abilities: Abilities,
    configured: Configured,
    documents: HashMap<Uri, Opened>,
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
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request).map_err(|_| Disconnected)? {
                        return Ok(());
                    }
                    let response = self.answer(request);
                    self.send(Message::Response(response))?;
                }
                Message::Notification(notification) => self.notice(notification)?,
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
        let diagnostics = self.diagnostics(opened).all();
        self.publish(&uri, Some(opened.document.version), diagnostics)?;
        if let Some(opened) = self.documents.get_mut(&uri) {
            opened.is_published = true;
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
    fn notice(&mut self, notification: Notification) -> Result<(), Disconnected> {
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
                    let document =
                        Document::new(uri.clone(), name, version, opened.text, self.encoding);
                    self.documents.insert(uri, Opened::new(document));
                    self.forget_plans();
                }
            }
            "textDocument/didChange" => {
                if let Ok(DidChangeTextDocumentParams { text_document, content_changes }) =
                    read(params)
                {
                    let uri = text_document.text_document_identifier.uri;
                    if let Some(opened) = self.documents.get_mut(&uri) {
                        opened.document.change(text_document.version, content_changes);
                        opened.forget();
                    }
                    self.forget_plans();
                }
            }
            "textDocument/didClose" => {
                if let Ok(DidCloseTextDocumentParams { text_document }) = read(params) {
                    self.documents.remove(&text_document.uri);
                    self.forget_plans();
                    self.publish(&text_document.uri, None, Vec::new())?;
                }
            }
            "textDocument/didSave" => {
                if let Ok(DidSaveTextDocumentParams { text_document, .. }) = read(params) {
                    match self.documents.get_mut(&text_document.uri) {
                        // The date of a snapshot without one in its name is that of its file.
                        Some(opened) if opened.kind(&self.configured) != Kind::Policy => {
                            opened.forget();
                        }
                        _ => self.configure(),
                    }
                    self.forget_plans();
                }
            }
            "workspace/didChangeWatchedFiles" | "workspace/didChangeConfiguration" => {
                self.configure();
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads the configuration from disk again, as `osready check` reads it.
    fn configure(&mut self) {
        self.configured = self.workspace.configure();
        self.documents.values_mut().for_each(Opened::forget);
    }

    /// Drops what was found in deployment requests, since it depends on the open snapshots.
    fn forget_plans(&mut self) {
        self.documents.values_mut().for_each(Opened::forget_plan);
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
        let documents = || self.documents.values().map(|opened| &opened.document);
        let open = |path: &Path| documents().find(|document| document.is_at(path));
        let actions = Actions {
            diagnostics: self.diagnostics(opened),
            abilities: self.abilities,
            open: &open,
        };
        let bytes = opened.document.bytes(params.range);
        let actions = actions.at(&bytes, params.context.only.as_deref());
        Some(actions.into_iter().map(CodeActionResponse::CodeAction).collect())
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
                rule_hints::hints(document, &snapshots, &self.configured)
            }
            _ => symbols::hints(document, checked, &document.bytes(params.range)),
        })
    }

    fn diagnostics<'d>(&'d self, opened: &'d Opened) -> Diagnostics<'d> {
        Diagnostics {
            document: &opened.document,
            checked: self.checked(opened),
            configured: &self.configured,
            workspace: self.workspace,
            encoding: self.encoding,
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
