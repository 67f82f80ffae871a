//! `osready` judges saved answers of XClarity Administrator's `GET /osImages`: which profiles can
//! be deployed, which cannot, why, and what to do.
//!
//! Data flows one way: [`input`] gives texts, [`json`] a tree with places, [`schema`] and
//! [`rules`] (over the views of [`model`]) findings, [`readiness`] verdicts, [`report`] words.
//! [`lint::Linter`] joins them. Nothing here prints, exits or reads the environment.

pub mod finding;
pub mod input;
pub mod json;
pub mod lint;
pub mod model;
pub mod readiness;
pub mod report;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod schema;
