//! The GET /osImages reference as data: names of attributes, types of objects, documented values, systems
//! and releases.

mod constraints;
pub(crate) mod keywords;
pub mod names;
mod object_types;
mod release;
pub mod requests;
mod system;

use std::sync::LazyLock;

pub(crate) use constraints::{Constraints, lists_words};
pub use constraints::{Fit, fit};
pub use object_types::{
    Attribute, ListOf, ObjectType, Shape, each_member, each_member_beside_others,
};
pub use release::{Release, Releases, releases};
pub(crate) use system::BEGINNINGS;
pub use system::System;

/// The JSON Schema of a response, Draft 2020-12.
pub const SCHEMA: &str = include_str!("../../schemas/osimages.schema.json");

/// [`SCHEMA`], parsed once for all its users.
pub static PARSED_SCHEMA: LazyLock<serde_json::Value> =
    LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap_or_default());
