//! Documents of the user, such as the configuration, and spans in them: findings may refer to them.

use std::borrow::Borrow;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use super::position::{Marks, marks};

/// A text and its name in reports.
#[derive(Debug)]
pub struct Document {
    /// The name in reports, with `/`.
    pub file: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// Which keys excerpts show beside the location itself; `None` if they show everything.
    mask: Option<fn(&str) -> bool>,
    /// Computed when the first location is reported.
    marks: OnceLock<Marks>,
}

impl Document {
    /// Creates a document with the given name and text.
    #[must_use]
    pub fn new(file: String, text: String) -> Self {
        Self { file, text, mask: None, marks: OnceLock::new() }
    }

    /// Hides the text around locations in excerpts, except for keys that are known.
    #[must_use]
    pub fn masked(self, is_known: fn(&str) -> bool) -> Self {
        Self { mask: Some(is_known), ..self }
    }

    /// Returns which keys excerpts show beside the location itself; `None` if they show everything.
    #[must_use]
    pub fn mask(&self) -> Option<fn(&str) -> bool> {
        self.mask
    }

    /// Returns the positions of the lines.
    pub(crate) fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| marks(&self.text))
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        (&self.file, &self.text) == (&other.file, &other.text)
    }
}

impl Eq for Document {}

/// A span in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSpan {
    /// The document.
    pub document: Arc<Document>,
    /// The JSON Pointer of the value, as if the document were JSON.
    pub pointer: String,
    /// The byte range in the document.
    pub range: Range<usize>,
}

impl SourceSpan {
    /// Returns the text of the span.
    #[must_use]
    pub fn text(&self) -> &str {
        self.document.text.get(self.range.clone()).unwrap_or_default()
    }

    /// Returns the file and the 1-based line: `osready.toml:12`.
    #[must_use]
    pub fn line(&self) -> String {
        let Document { file, text, .. } = &*self.document;
        let location = self.document.marks().location(text, self.range.start.min(text.len()));
        format!("{file}:{}", location.line + 1)
    }
}

/// A value with the span that it was written at.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The span of the value.
    pub source_span: SourceSpan,
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Borrow<T> for Spanned<T> {
    fn borrow(&self) -> &T {
        &self.value
    }
}

/// The schema describes the value without its span.
#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
