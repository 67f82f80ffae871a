//! The schemas of the tables. `docs/python.md` has them for people, and a test compares the two.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::DataType::{Int64, List, Struct, Utf8};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

/// The version of the schemas, in the metadata of each. A new one may take away or rename; the same one
/// only adds columns at the end.
const VERSION: &str = "1";

/// The tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What is wrong.
    RuleContext,
    /// What can be deployed.
    Readiness,
    /// Each snapshot, in a row.
    Files,
    /// The snapshots that could not be read.
    Failures,
    /// Each snapshot with its findings and verdicts, in a row.
    Snapshots,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::RuleContext, Self::Readiness, Self::Files, Self::Failures, Self::Snapshots];

    /// Its name.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::RuleContext => "findings",
            Self::Readiness => "readiness",
            Self::Files => "files",
            Self::Failures => "failures",
            Self::Snapshots => "snapshots",
        }
    }

    /// Its schema.
    pub(crate) fn schema(self) -> SchemaRef {
        let fields = match self {
            Self::RuleContext => with_file(finding()),
            Self::Readiness => with_file(readiness()),
            Self::Files => file(),
            Self::Failures => vec![a("file", Utf8), a("message", Utf8)],
            Self::Snapshots => {
                let found = [a("findings", list(finding())), a("readiness", list(readiness()))];
                file().into_iter().chain(found).collect()
            }
        };
        let metadata = [("osready.table", self.word()), ("osready.schema", VERSION)];
        let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned()));
        Arc::new(Schema::new(fields).with_metadata(HashMap::from(metadata)))
    }
}

/// A column that is never null.
fn a(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

/// A column that may be null.
fn maybe(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn structure(fields: Vec<Field>) -> DataType {
    Struct(Fields::from(fields))
}

fn list(fields: Vec<Field>) -> DataType {
    List(Arc::new(Field::new("item", structure(fields), false)))
}

fn with_file(mut fields: Vec<Field>) -> Vec<Field> {
    fields.insert(0, a("file", Utf8));
    fields
}

fn region() -> DataType {
    let columns = || List(Arc::new(Field::new("item", Int64, false)));
    structure(vec![
        a("start", Int64),
        a("end", Int64),
        a("line", Int64),
        a("column", Int64),
        a("end_line", Int64),
        a("end_column", Int64),
        maybe("utf8_columns", columns()),
        maybe("utf16_columns", columns()),
    ])
}

fn finding() -> Vec<Field> {
    let label = vec![
        a("message", Utf8),
        maybe("file", Utf8),
        a("pointer", Utf8),
        maybe("inner_pointer", Utf8),
        a("span", region()),
    ];
    let fix = vec![
        a("message", Utf8),
        a("applicability", Utf8),
        a("edits", list(vec![a("span", region()), a("replacement", Utf8)])),
    ];
    vec![
        a("index", Int64),
        a("rule", Utf8),
        a("level", Utf8),
        a("message", Utf8),
        a("help", Utf8),
        a("pointer", Utf8),
        maybe("inner_pointer", Utf8),
        a("span", region()),
        a("label", Utf8),
        a("labels", list(label)),
        maybe("image", Utf8),
        maybe("profile", Utf8),
        maybe("repository_file", structure(vec![a("kind", Utf8), a("id", Utf8)])),
        a("fingerprint", Utf8),
        maybe("suppressed", structure(vec![a("reason", Utf8), maybe("expires", Utf8)])),
        maybe("fix", structure(fix)),
        maybe("count", Int64),
    ]
}

fn readiness() -> Vec<Field> {
    vec![
        a("index", Int64),
        maybe("image", Utf8),
        maybe("profile", Utf8),
        a("verdict", Utf8),
        a("reasons", list(vec![a("rule", Utf8), maybe("finding", Int64)])),
    ]
}

fn file() -> Vec<Field> {
    vec![
        a("file", Utf8),
        maybe("failure", Utf8),
        a("responses", Int64),
        a("errors", Int64),
        a("warnings", Int64),
        a("notes", Int64),
        a("suppressed", Int64),
    ]
}
