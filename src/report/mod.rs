//! Reporters: write the results of a run in human-readable and machine-readable formats.

pub mod formats;
pub mod saved;

mod human;

pub use human::{Human, Overview, Theme, within_width};
pub(crate) use human::{PLAIN, colour};
