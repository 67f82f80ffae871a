//! `osready` checks saved `GET /osImages` responses of Lenovo XClarity Administrator: which
//! OS-image profiles can be deployed, which cannot, why, and what to do.
//!
//! Data flows in one direction. [`input`] reads texts and [`json`] parses them into trees with
//! source locations. [`schema`] and [`rules`] produce findings over the views of [`model`], which assesses
//! verdicts by itself. [`policy`] decides which findings count, and [`report`] writes them, escaped by
//! [`sanitize`]. [`lint::Linter`] runs these steps; [`diff`] and [`history`] compare the results of
//! several snapshots.
//! Nothing in this crate prints, exits or reads the environment.
//!
//! ```
//! use osready::input::{Discovery, File};
//! use osready::lint::Linter;
//! use osready::model::Verdict;
//!
//! let text = r#"{
//!   "deployStatus": "notReady",
//!   "id": "win2016|win2016-x86_64-install-Core",
//!   "name": "win2016-x86_64-install-Core",
//!   "readyCheck": { "noWinpe": true }
//! }"#;
//! let file = File::new("saved.json", Discovery::Explicit, text);
//! let file_report = Linter::new().lint(&file)?;
//! assert_eq!(file_report.findings[0].rule, "missing-winpe");
//! assert_eq!(file_report.findings[0].span.line, 5);
//! assert_eq!(file_report.readiness[0].verdict, Verdict::Blocked);
//! # Ok::<(), osready::json::TooLong>(())
//! ```

pub mod config;
pub mod date;
pub mod diagnostic;
#[allow(clippy::disallowed_methods, reason = "compares; output goes through the sinks")]
pub mod diff;
pub mod expression;
pub mod facts;
pub mod finding;
#[allow(clippy::disallowed_methods, reason = "changes text byte by byte; prints nothing")]
pub mod fix;
#[allow(clippy::disallowed_methods, reason = "compares; output goes through the sinks")]
pub mod history;
pub mod input;
pub mod json;
pub mod lint;
#[allow(
    clippy::disallowed_methods,
    reason = "compares ids, and makes edits of the documents that they are in"
)]
pub mod lsp;
pub mod model;
pub mod pattern;
#[allow(clippy::disallowed_methods, reason = "compares and looks up; prints nothing")]
pub mod policy;
#[allow(clippy::disallowed_methods, reason = "compares values; prints nothing")]
pub mod redact;
pub mod report;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod sanitize;
pub mod schema;
pub mod source;
pub mod spec;
pub mod suggest;
#[allow(clippy::disallowed_methods, reason = "compares and looks up; prints nothing")]
pub mod user_rules;
