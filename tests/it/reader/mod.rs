//! The reader, held against `serde_json` and against the defects that people's files have.

#![allow(
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod brackets;
mod certainty;
mod defects;
mod oracle;
mod recovery;
mod suite;
mod values;

use crate::targets::reader::{as_serde, assert_same_as_serde, tree};
