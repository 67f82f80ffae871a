//! Expressions of rules: a subset of the Common Expression Language (CEL) over the rule model.
//!
//! An expression comes from a pull request. It is bounded in size and nesting before it is checked, its
//! types are known before it runs, and evaluation counts its steps. What cannot be read is unknown, never
//! false.

mod check;
mod evaluate;
mod parse;
mod regex;
mod stop;
mod token;
mod types;
mod values;
mod version;

use std::ops::Range;

pub(crate) use check::compile_within;
pub use check::{Compiled, Variable, compile};
pub use evaluate::Evaluator;
pub use stop::{Budget, Reason, Stop, Unknown};
pub use types::Type;
pub use values::Val;
pub use version::ReleaseNumber;

/// The maximum length of an expression, in bytes.
pub const MAX_BYTES: usize = 4096;

/// The maximum nesting of an expression: brackets, operators and attributes.
pub const MAX_DEPTH: usize = 48;

/// The maximum nesting of comprehensions (`all`, `exists`, `exists_one`, `filter`, `map`).
pub const MAX_COMPREHENSIONS: usize = 2;

/// An error in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// The bytes of the expression that are at fault.
    pub span: Range<usize>,
    /// The problem.
    pub message: String,
    /// A short description of what is at the location.
    pub label: String,
    /// What to write instead.
    pub help: String,
}

impl ExpressionError {
    fn new(
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { span, message: message.into(), label: label.into(), help: help.into() }
    }
}
