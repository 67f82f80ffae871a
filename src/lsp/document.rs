//! An open document, and the changes that the client makes.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;

use gen_lsp_types::{Position, Range as LspRange, TextDocumentContentChangeEvent, Uri};

use crate::input::{Discovery, File};

use super::positions::{Encoding, Positions};
use super::uri::path_of;

/// An open document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    /// The version that the client gave the text.
    pub(super) version: i32,
    /// The name of its file in reports and for globs.
    pub(super) name: String,
    text: String,
    encoding: Encoding,
    positions: OnceCell<Positions>,
}

impl Document {
    pub(super) fn new(
        uri: Uri,
        name: String,
        version: i32,
        text: String,
        encoding: Encoding,
    ) -> Self {
        Self { uri, version, name, text, encoding, positions: OnceCell::new() }
    }

    /// Returns the last part of the name.
    pub(super) fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// Returns whether this is the file at an absolute path.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        path_of(&self.uri).is_some_and(|own| own == path)
    }

    /// Returns the text as a discovered file: without a response, it has no findings.
    pub(super) fn file(&self) -> File {
        File::new(self.name.as_str(), Discovery::Discovered, self.text.as_str())
    }

    /// Returns the range of a line, 0-based, without its end.
    pub(super) fn line(&self, line: usize) -> LspRange {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let start = self.offset(Position { line, character: 0 });
        self.range(&(start..self.offset(Position { line, character: u32::MAX })))
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Applies the changes of one notification, each to what the one before it made.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let mut positions = self.positions.take().unwrap_or_else(|| self.indexed());
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    positions.complete_to(&self.text, part.range.start);
                    positions.complete_to(&self.text, part.range.end);
                    let bytes = positions.bytes(&self.text, part.range);
                    positions.truncate(bytes.start);
                    self.text.replace_range(bytes, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    self.text = whole.text;
                    positions.truncate(0);
                }
            }
        }
        positions.complete(&self.text);
        self.positions = OnceCell::from(positions);
        self.version = version;
    }

    /// Returns the range of a range of bytes.
    pub(super) fn range(&self, bytes: &Range<usize>) -> LspRange {
        self.positions().range(&self.text, bytes)
    }

    /// Returns the range of bytes of a range.
    pub(super) fn bytes(&self, range: LspRange) -> Range<usize> {
        self.positions().bytes(&self.text, range)
    }

    /// Returns the byte offset of a position.
    pub(super) fn offset(&self, position: Position) -> usize {
        self.positions().offset(&self.text, position)
    }

    fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| self.indexed())
    }

    fn indexed(&self) -> Positions {
        Positions::new(&self.text, self.encoding)
    }
}
