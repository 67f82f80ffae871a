//! `osready` judges saved answers of XClarity Administrator's `GET /osImages`: which profiles can
//! be deployed, which cannot, why, and what to do.
//!
//! Data flows one way: [`input`] gives texts, [`json`] a tree with places, [`schema`] and
//! [`rules`] (over the views of [`model`]) findings, [`readiness`] verdicts, [`policy`] what counts
//! here, [`report`] words, and [`harmless`] is what they are told by. [`lint::Linter`] joins them; [`diff`]
//! and [`history`] compare what it said of several snapshots.
//! Nothing here prints, exits or reads the environment.
//!
//! ```
//! use osready::input::{File, Named};
//! use osready::lint::Linter;
//! use osready::report::Verdict;
//!
//! let text = r#"{
//!   "deployStatus": "notReady",
//!   "id": "win2016|win2016-x86_64-install-Core",
//!   "name": "win2016-x86_64-install-Core",
//!   "readyCheck": { "noWinpe": true }
//! }"#;
//! let file = File { name: "saved.json".into(), named: Named::ByHand, text: text.into() };
//! let judged = Linter::new(false).judge(&file)?;
//! assert_eq!(judged.findings[0].rule, "missing-winpe");
//! assert_eq!(judged.findings[0].span.line, 5);
//! assert_eq!(judged.readiness[0].verdict, Verdict::Blocked);
//! # Ok::<(), osready::json::TooLong>(())
//! ```

pub mod date;
#[allow(clippy::disallowed_methods, reason = "it compares; what it writes goes through the sinks")]
pub mod diff;
pub mod document;
pub mod finding;
#[allow(clippy::disallowed_methods, reason = "a change is made as it is told; nothing is printed")]
pub mod fix;
pub mod harmless;
#[allow(clippy::disallowed_methods, reason = "it looks up; what it writes goes through the sinks")]
pub mod history;
pub mod input;
pub mod json;
mod lines;
pub mod lint;
pub mod model;
pub mod pattern;
#[allow(clippy::disallowed_methods, reason = "it compares and looks up; it prints nothing")]
pub mod policy;
pub mod readiness;
#[allow(clippy::disallowed_methods, reason = "it compares")]
pub mod redact;
pub mod report;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod schema;
mod unicode;
