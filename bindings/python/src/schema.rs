//! The schemas of the tables. `docs/reference/python.md` documents them, and a test compares the two.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::DataType::{Boolean, Int64, List, Struct, Utf8};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

/// The version in the metadata of each schema. Within a version, columns are only added at the end; a
/// new version may remove or rename them.
const VERSION: &str = "1";

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A row per finding.
    Findings,
    /// A row per profile and per image, with its verdict.
    Readiness,
    /// A row per snapshot.
    Files,
    /// A row per snapshot that could not be read.
    Failures,
    /// A row per snapshot, with its findings and verdicts.
    Snapshots,
}

impl Kind {
    /// All kinds.
    pub(crate) const ALL: [Self; 5] =
        [Self::Findings, Self::Readiness, Self::Files, Self::Failures, Self::Snapshots];

    /// Returns the name of the table.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Readiness => "readiness",
            Self::Files => "files",
            Self::Failures => "failures",
            Self::Snapshots => "snapshots",
        }
    }

    /// Returns the schema of the table.
    pub(crate) fn schema(self) -> SchemaRef {
        let fields = match self {
            Self::Findings => with_file(finding()),
            Self::Readiness => with_file(readiness()),
            Self::Files => file(),
            Self::Failures => vec![column("file", Utf8), column("message", Utf8)],
            Self::Snapshots => {
                let found =
                    [column("findings", list(finding())), column("readiness", list(readiness()))];
                file().into_iter().chain(found).collect()
            }
        };
        let metadata = [("osready.table", self.as_str()), ("osready.schema", VERSION)];
        let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned()));
        Arc::new(Schema::new(fields).with_metadata(HashMap::from(metadata)))
    }
}

/// Creates a column that is never null.
fn column(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

/// Creates a column that may be null.
fn nullable(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn structure(fields: Vec<Field>) -> DataType {
    Struct(Fields::from(fields))
}

fn list(fields: Vec<Field>) -> DataType {
    List(Arc::new(Field::new("item", structure(fields), false)))
}

fn with_file(mut fields: Vec<Field>) -> Vec<Field> {
    fields.insert(0, column("file", Utf8));
    fields
}

fn region() -> DataType {
    let columns = || List(Arc::new(Field::new("item", Int64, false)));
    structure(vec![
        column("start", Int64),
        column("end", Int64),
        column("line", Int64),
        column("column", Int64),
        column("end_line", Int64),
        column("end_column", Int64),
        nullable("utf8_columns", columns()),
        nullable("utf16_columns", columns()),
    ])
}

fn finding() -> Vec<Field> {
    let label = vec![
        column("message", Utf8),
        nullable("file", Utf8),
        column("pointer", Utf8),
        nullable("inner_pointer", Utf8),
        column("span", region()),
    ];
    let fix = vec![
        column("message", Utf8),
        column("applicability", Utf8),
        column("edits", list(vec![column("span", region()), column("replacement", Utf8)])),
    ];
    vec![
        column("index", Int64),
        column("rule", Utf8),
        column("level", Utf8),
        column("message", Utf8),
        column("help", Utf8),
        column("pointer", Utf8),
        nullable("inner_pointer", Utf8),
        column("span", region()),
        column("label", Utf8),
        column("labels", list(label)),
        nullable("image", Utf8),
        nullable("profile", Utf8),
        nullable("repository_file", structure(vec![column("kind", Utf8), column("id", Utf8)])),
        column("fingerprint", Utf8),
        nullable("suppressed", structure(vec![column("reason", Utf8), nullable("expires", Utf8)])),
        nullable("fix", structure(fix)),
        nullable("count", Int64),
        nullable("required", Boolean),
        nullable("lowered_from", Utf8),
    ]
}

fn readiness() -> Vec<Field> {
    vec![
        column("index", Int64),
        nullable("image", Utf8),
        nullable("profile", Utf8),
        column("verdict", Utf8),
        column("reasons", list(vec![column("rule", Utf8), nullable("finding", Int64)])),
        nullable("required", Boolean),
    ]
}

fn file() -> Vec<Field> {
    let incomplete = vec![
        column("cause", Utf8),
        column("message", Utf8),
        column("line", Int64),
        column("count", Int64),
    ];
    vec![
        column("file", Utf8),
        nullable("failure", Utf8),
        column("responses", Int64),
        column("errors", Int64),
        column("warnings", Int64),
        column("notes", Int64),
        column("suppressed", Int64),
        column("incomplete", list(incomplete)),
    ]
}
