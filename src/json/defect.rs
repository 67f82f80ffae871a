//! What can be wrong with a text as JSON.

use super::{Kind, Span};

/// One thing that is wrong with a text as JSON. The words for it stand in the rule `syntax`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What is wrong.
    pub kind: DefectKind,
    /// The characters that are wrong, or the place where something is missing.
    pub span: Span,
    /// Another place that belongs to it: the bracket that is not closed, say.
    pub related: Option<Span>,
    /// The changes that mend it together; none where the repair is not plain.
    pub repair: Vec<Edit>,
}

/// How many changes one repair has at most: where more would be needed, there is none.
pub(super) const MAX_EDITS: usize = 20_000;

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What comes in its place; empty for a removal.
    pub replacement: String,
}

/// The kinds of defects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefectKind {
    /// There is nothing but white space.
    Empty,
    /// Two members or elements without a comma between them.
    MissingComma,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comma with nothing before it.
    ExtraComma {
        /// Whether it stands in an array, where an element may have been taken out.
        in_list: bool,
    },
    /// A key without a colon after it.
    MissingColon,
    /// A key without a value.
    MissingValue,
    /// A value in an object, without a key.
    MissingKey,
    /// `...` in place of what was left out.
    Elision,
    /// A string that its line ends without a closing quote.
    UnterminatedString,
    /// A quote within a string, without a backslash before it.
    InnerQuote,
    /// Line ends within a string.
    LineEndInString {
        /// How many.
        count: u32,
    },
    /// Control characters within a string.
    ControlInString {
        /// The first of them.
        first: char,
        /// How many.
        count: u32,
    },
    /// A backslash before a character that needs none.
    BadEscape,
    /// `\u` and no four hexadecimal digits.
    BadUnicodeEscape,
    /// Half a surrogate pair.
    LoneSurrogate,
    /// A string in single quotes.
    SingleQuotes,
    /// A string in the quotes of a word processor.
    TypographicQuotes,
    /// A key without quotes.
    UnquotedKey,
    /// Text without quotes where a value is expected.
    UnquotedText,
    /// A remark; JSON has none.
    Remark,
    /// A remark that is never closed.
    UnclosedRemark,
    /// A literal of another language (`True`, `None`, `NaN`).
    ForeignLiteral {
        /// The JSON literal for it.
        json: &'static str,
    },
    /// A number that JSON writes in another way.
    BadNumber(NumberFault),
    /// A number beyond what a 64-bit floating-point number holds.
    HugeNumber,
    /// A bracket that is never closed, noticed where its parent goes on.
    UnclosedBracket {
        /// What it opens: an array or an object.
        opened: Kind,
    },
    /// A closing bracket of the wrong kind.
    MismatchedBracket {
        /// The bracket that fits.
        expected: char,
    },
    /// A closing bracket that closes nothing.
    StrayBracket,
    /// Characters that have no meaning in JSON.
    Unexpected,
    /// Text after the end of the outermost value.
    TextAfterEnd,
    /// The text ends before its outermost value does.
    EndsEarly {
        /// The opening brackets that are still open, outermost first.
        open: Vec<Span>,
        /// Whether the end cuts a string.
        in_string: bool,
    },
    /// Values nested deeper than the reader reads.
    TooDeep,
    /// Lines that were broken at a fixed width; its span is in the text without their ends.
    WrappedLines {
        /// The width, in characters or bytes.
        width: usize,
        /// How many keys and scalars a line end broke.
        count: u32,
    },
    /// Spaces between tokens that are no white space in JSON.
    ForeignSpace {
        /// The first of them.
        first: char,
        /// How many.
        count: u32,
    },
    /// A merge conflict that nobody resolved; its span is the first marker.
    MergeConflict {
        /// `|||||||`, in the style of diff3.
        base: Option<Span>,
        /// `=======`.
        middle: Option<Span>,
        /// `>>>>>>>`.
        closing: Option<Span>,
    },
}

impl DefectKind {
    /// Whether strings around it may begin or end elsewhere than they were read.
    #[must_use]
    pub const fn makes_strings_doubtful(&self) -> bool {
        match self {
            Self::MissingComma
            | Self::MissingColon
            | Self::MissingValue
            | Self::MissingKey
            | Self::UnterminatedString
            | Self::InnerQuote
            | Self::LineEndInString { .. }
            | Self::SingleQuotes
            | Self::TypographicQuotes
            | Self::UnquotedKey
            | Self::UnquotedText
            | Self::Remark
            | Self::UnclosedRemark
            | Self::Unexpected
            | Self::TextAfterEnd
            | Self::EndsEarly { .. }
            | Self::MergeConflict { .. } => true,
            Self::Empty
            | Self::TrailingComma
            | Self::ExtraComma { .. }
            | Self::Elision
            | Self::ControlInString { .. }
            | Self::BadEscape
            | Self::BadUnicodeEscape
            | Self::LoneSurrogate
            | Self::ForeignLiteral { .. }
            | Self::BadNumber(_)
            | Self::HugeNumber
            | Self::UnclosedBracket { .. }
            | Self::MismatchedBracket { .. }
            | Self::StrayBracket
            | Self::TooDeep
            | Self::ForeignSpace { .. }
            | Self::WrappedLines { .. } => false,
        }
    }
}

/// How a number is written that is no JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// `007`.
    LeadingZero,
    /// `+7`.
    PlusSign,
    /// `.5`, `5.`, `1e`.
    MissingDigits,
    /// `0x1F`.
    Hexadecimal,
    /// Anything else that begins as a number.
    Other,
}
