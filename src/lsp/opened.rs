//! The open documents, with what was found in them.

use std::cell::OnceCell;

use super::checked::{Checked, Kind, check, plan};
use super::document::Document;
use super::workspace::Configured;

/// An open document, and what was found in its text.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) document: Document,
    checked: OnceCell<Checked>,
    /// What was found in a deployment request, which depends on the open snapshots.
    planned: OnceCell<Checked>,
    /// Whether the client has the diagnostics of this text.
    pub(super) is_published: bool,
}

impl Opened {
    pub(super) fn new(document: Document) -> Self {
        let (checked, planned) = (OnceCell::new(), OnceCell::new());
        Self { document, checked, planned, is_published: false }
    }

    /// Invalidates what was found, because the text or the configuration has changed.
    pub(super) fn invalidate(&mut self) {
        self.checked.take();
        self.invalidate_plan();
    }

    /// Invalidates what was found in a deployment request, because a snapshot has changed.
    pub(super) fn invalidate_plan(&mut self) {
        let had_plan = self.planned.take().is_some();
        self.is_published &= !had_plan && self.checked.get().is_some();
    }

    /// Returns what the document is.
    pub(super) fn kind(&self, configured: &Configured) -> Kind {
        self.without_plan(configured).kind
    }

    /// Returns what was found in the text, and checks it first if need be; a deployment request against `snapshot`.
    pub(super) fn checked<'o>(
        &'o self,
        configured: &Configured,
        snapshot: impl FnOnce() -> Option<&'o Document>,
    ) -> &'o Checked {
        let checked = self.without_plan(configured);
        match checked.kind {
            Kind::Request if configured.error.is_none() => {
                self.planned.get_or_init(|| plan(&self.document, configured, snapshot()))
            }
            _ => checked,
        }
    }

    fn without_plan(&self, configured: &Configured) -> &Checked {
        self.checked.get_or_init(|| check(&self.document, configured))
    }
}
