//! The syntax errors of a JSON text.

use super::{Kind, Span};

/// A syntax error in a JSON text. The rule `syntax` provides its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The kind of error.
    pub kind: SyntaxErrorKind,
    /// The invalid characters, or the position where something is missing.
    pub span: Span,
    /// A related location, such as the opening bracket of an unclosed container.
    pub related: Option<Span>,
    /// The edits that together repair the error; empty if the repair is ambiguous.
    pub repair: Vec<Edit>,
}

/// The maximum number of edits in one repair. A repair that needs more is dropped.
pub(super) const MAX_EDITS: usize = 20_000;

/// A text edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The text to replace; empty for an insertion.
    pub span: Span,
    /// The new text; empty for a removal.
    pub replacement: String,
}

/// The kinds of syntax errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The text contains only white space.
    Empty,
    /// Two members or elements without a comma between them.
    MissingComma,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comma with nothing before it.
    ExtraComma {
        /// Whether the comma is in an array, where an element may have been removed.
        in_list: bool,
    },
    /// A key without a colon after it.
    MissingColon,
    /// A key without a value.
    MissingValue,
    /// A value in an object without a key.
    MissingKey,
    /// An elision (`...`) in place of omitted text.
    Elision,
    /// A string without a closing quote on its line.
    UnterminatedString,
    /// An unescaped quote inside a string.
    InnerQuote,
    /// Line breaks inside a string.
    LineEndInString {
        /// The number of line breaks.
        count: u32,
    },
    /// Control characters inside a string.
    ControlInString {
        /// The first control character.
        first: char,
        /// The number of control characters.
        count: u32,
    },
    /// A backslash before a character that has no escape.
    BadEscape,
    /// `\u` without four hexadecimal digits.
    BadUnicodeEscape,
    /// Half a surrogate pair.
    LoneSurrogate,
    /// A string in single quotes.
    SingleQuotes,
    /// A string in typographic quotes.
    TypographicQuotes,
    /// A key without quotes.
    UnquotedKey,
    /// Unquoted text where a value is expected.
    UnquotedText,
    /// A comment, which JSON does not allow.
    Comment,
    /// An unclosed comment.
    UnclosedComment,
    /// A literal of another language (`True`, `None`, `NaN`).
    ForeignLiteral {
        /// The equivalent JSON literal.
        json: &'static str,
    },
    /// A number in a notation that JSON does not allow.
    BadNumber(NumberFault),
    /// A number outside the range of a 64-bit floating-point number.
    HugeNumber,
    /// An unclosed bracket, detected where the parent container continues.
    UnclosedBracket {
        /// The kind of the unclosed container: array or object.
        opened: Kind,
    },
    /// A closing bracket of the wrong kind.
    MismatchedBracket {
        /// The matching bracket.
        expected: char,
    },
    /// A closing bracket without an opening one.
    StrayBracket,
    /// Characters that have no meaning in JSON.
    Unexpected,
    /// Text after the end of the outermost value.
    TextAfterEnd,
    /// The text ends before its outermost value does.
    EndsEarly {
        /// The unclosed opening brackets, outermost first.
        open: Vec<Span>,
        /// Whether the text ends inside a string.
        in_string: bool,
    },
    /// Values nested deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// Lines wrapped at a fixed width. The span refers to the text without these line breaks.
    WrappedLines {
        /// The width, in characters or bytes.
        width: usize,
        /// The number of keys and scalars that contain such a line break.
        count: u32,
    },
    /// Space characters between tokens that are not JSON white space.
    ForeignSpace {
        /// The first such character.
        first: char,
        /// The number of such characters.
        count: u32,
    },
    /// An unresolved merge conflict. The span covers the first marker.
    MergeConflict {
        /// The `|||||||` marker of the diff3 style.
        base: Option<Span>,
        /// The `=======` marker.
        middle: Option<Span>,
        /// The `>>>>>>>` marker.
        closing: Option<Span>,
    },
}

impl SyntaxErrorKind {
    /// Returns whether nearby strings may begin or end elsewhere than they were read.
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
            | Self::Comment
            | Self::UnclosedComment
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

/// The ways in which a number violates the JSON grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// A leading zero: `007`.
    LeadingZero,
    /// A plus sign: `+7`.
    PlusSign,
    /// Missing digits: `.5`, `5.`, `1e`.
    MissingDigits,
    /// Hexadecimal digits: `0x1F`.
    Hexadecimal,
    /// Any other text that begins like a number.
    Other,
}
