//! The budget of evaluation, and why an expression has no value.

use std::cell::Cell;
use std::ops::Range;

use crate::json::Value;

/// The number of bytes or elements that are handled in one step.
pub(super) const PER_STEP: usize = 8;

/// The number of steps that an element of a new list takes, since it is held in memory.
pub(super) const ELEMENT_STEPS: usize = 16;

/// The steps that evaluation may still take.
#[derive(Debug)]
pub struct Budget(Cell<u64>);

impl Budget {
    /// Creates a budget.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self(Cell::new(steps))
    }

    /// Returns the number of steps that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.0.get()
    }

    pub(super) fn take(&self, steps: usize) -> Result<(), Stop<'static>> {
        match self.0.get().checked_sub(steps as u64) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => {
                self.0.set(0);
                Err(Stop::OutOfSteps)
            }
        }
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub enum Stop<'a> {
    /// It is unknown.
    Unknown(Unknown<'a>),
    /// The budget is used up.
    OutOfSteps,
}

/// What is unknown.
#[derive(Clone, Debug)]
pub struct Unknown<'a> {
    /// The bytes of the expression.
    pub span: Range<usize>,
    /// Why.
    pub reason: Reason,
    /// The value of the response that is at fault.
    pub value: Option<Value<'a>>,
}

/// Why a value is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The response does not have it.
    Absent,
    /// It cannot be read.
    Unreadable,
    /// It is not a version.
    NotAVersion,
    /// A number is divided by zero, or too large.
    Arithmetic,
    /// A list has no such element.
    NoElement,
}

impl Reason {
    /// Returns what is wrong, after the name of what is.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Absent => "is absent",
            Self::Unreadable => "cannot be read",
            Self::NotAVersion => "is not a version",
            Self::Arithmetic => "has no result",
            Self::NoElement => "is not in the list",
        }
    }
}
