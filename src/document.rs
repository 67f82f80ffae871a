//! Texts of the team's own, such as the configuration, and places in them: a finding may stand in
//! one, or lead to one.

use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use crate::lines::{Marks, marks};

/// A text and its name in reports.
#[derive(Debug)]
pub struct Document {
    /// Its name in reports, with `/`.
    pub file: String,
    /// Its characters, without a byte order mark.
    pub text: String,
    /// Made when a first place in it is told.
    marks: OnceLock<Marks>,
}

impl Document {
    /// The text `text`, which reports call `file`.
    #[must_use]
    pub fn new(file: String, text: String) -> Self {
        Self { file, text, marks: OnceLock::new() }
    }

    /// Where its lines are.
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

/// A place in such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The text.
    pub document: Arc<Document>,
    /// JSON Pointer to what stands there, as if the text were JSON.
    pub pointer: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

impl Spot {
    /// The characters there.
    #[must_use]
    pub fn text(&self) -> &str {
        self.document.text.get(self.range.clone()).unwrap_or_default()
    }

    /// File and line, as people write it: `osready.toml:12`.
    #[must_use]
    pub fn line(&self) -> String {
        let Document { file, text, .. } = &*self.document;
        let place = self.document.marks().place(text, self.range.start.min(text.len()));
        format!("{file}:{}", place.line + 1)
    }
}

/// A value that knows where it was written.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub spot: Spot,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// In the schema a value is what it is without its place.
#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for At<T> {
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
