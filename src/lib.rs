//! `osready` judges saved answers of XClarity Administrator's `GET /osImages`: which profiles can
//! be deployed, which cannot, why, and what to do.
//!
//! Data flows one way: [`input`] gives texts, [`json`] a tree with places, [`schema`] and
//! [`rules`] (over the views of [`model`]) findings, [`readiness`] verdicts, [`policy`] what counts
//! here, [`report`] words. [`lint::Linter`] joins them. Nothing here prints, exits or reads the environment.
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
pub mod document;
pub mod finding;
pub mod fix;
pub mod input;
pub mod json;
mod lines;
pub mod lint;
pub mod model;
pub mod pattern;
pub mod policy;
pub mod readiness;
pub mod redact;
pub mod report;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod schema;
