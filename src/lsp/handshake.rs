//! What client and server can do, as they exchange it at the start.

use std::path::PathBuf;

use gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CompletionOptions, InitializeParams,
    ResourceOperationKind, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFolders,
};

use super::actions::{EditCapabilities, FIX_ALL};
use super::positions::Encoding;
use super::uri;

/// Returns the folder that the client opened, or the first of several.
pub(super) fn root(params: &InitializeParams) -> Option<PathBuf> {
    let folders = match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => folders.as_slice(),
        _ => &[],
    };
    #[allow(deprecated, reason = "older clients send nothing else")]
    let first = folders.first().map(|folder| &folder.uri).or(params.root_uri.as_ref());
    first.and_then(uri::path_of)
}

/// What the client can do.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientSupport {
    pub(super) encoding: Encoding,
    pub(super) edits: EditCapabilities,
    /// Whether it watches files for the server.
    pub(super) watches_files: bool,
    /// Whether it asks for hints again after a request to refresh them.
    pub(super) refreshes_hints: bool,
}

impl ClientSupport {
    pub(super) fn new(capabilities: &ClientCapabilities) -> Self {
        let general = capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let workspace = capabilities.workspace.as_ref();
        let edit = workspace.and_then(|of| of.workspace_edit.as_ref());
        let operations = edit.and_then(|edit| edit.resource_operations.as_deref());
        let watched = workspace.and_then(|of| of.did_change_watched_files.as_ref());
        let hints = workspace.and_then(|of| of.inlay_hint.as_ref());
        Self {
            encoding: Encoding::among(offered.unwrap_or_default()),
            edits: EditCapabilities {
                has_document_changes: edit.and_then(|edit| edit.document_changes) == Some(true),
                creates_files: operations
                    .is_some_and(|of| of.contains(&ResourceOperationKind::Create)),
            },
            watches_files: watched.and_then(|of| of.dynamic_registration) == Some(true),
            refreshes_hints: hints.and_then(|of| of.refresh_support) == Some(true),
        }
    }
}

pub(super) fn capabilities(encoding: Encoding) -> ServerCapabilities {
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
