//! What is fuzzed: seven targets, each a function of bytes that panics where something is wrong. The
//! first byte picks the variant.
//!
//! `fuzz_targets/` gives them to libFuzzer; `tests/fuzz.rs` of the package runs the same over the
//! [`seeds`] and some thousand changes of them.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate
)]

pub mod archives;
pub mod configuration;
pub mod formats;
pub mod input;
pub mod lint;
pub mod reader;
pub mod rules;
pub mod samples;
pub mod seeds;
pub mod suite;
pub mod wrappings;

/// A target: its name, and what is done with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// The seven targets.
pub const TARGETS: [Target; 7] = [
    ("reader", reader::run),
    ("lint", lint::run),
    ("input", input::run),
    ("archives", archives::run),
    ("formats", formats::run),
    ("configuration", configuration::run),
    ("rules", rules::run),
];

/// The byte that picks the variant, and the rest; of no bytes at all, none.
fn variant(data: &[u8]) -> (u8, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (*first, rest))
}

/// Bytes as a text: what is no UTF-8 in them is replaced.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
