//! The applicability of repairs of syntax errors.

use crate::diagnostic::Applicability;
use crate::json::SyntaxErrorKind;

/// Returns the applicability of the repair of a syntax error in `text`.
///
/// A repair is safe if it removes no content and guesses neither where a value ends nor what it means.
/// If the parser marks a value as damaged or incomplete because of the error, its repair is a guess.
pub(super) fn of_repair(kind: &SyntaxErrorKind, text: &str) -> Applicability {
    let is_safe = match kind {
        SyntaxErrorKind::MissingComma
        | SyntaxErrorKind::TrailingComma
        | SyntaxErrorKind::ExtraComma { in_list: false }
        | SyntaxErrorKind::MissingColon
        | SyntaxErrorKind::ForeignSpace { .. }
        | SyntaxErrorKind::SingleQuotes => true,
        // A plain quote at the end may be part of the value.
        SyntaxErrorKind::TypographicQuotes => !text.ends_with('"'),
        SyntaxErrorKind::UnquotedKey => is_identifier(text),
        SyntaxErrorKind::ForeignLiteral { .. } => matches!(text, "True" | "False" | "None"),
        // No wildcard: each new kind needs its own decision.
        SyntaxErrorKind::Empty
        | SyntaxErrorKind::ExtraComma { in_list: true }
        | SyntaxErrorKind::MissingValue
        | SyntaxErrorKind::MissingKey
        | SyntaxErrorKind::Elision
        | SyntaxErrorKind::UnterminatedString
        | SyntaxErrorKind::InnerQuote
        | SyntaxErrorKind::LineEndInString { .. }
        | SyntaxErrorKind::ControlInString { .. }
        | SyntaxErrorKind::BadEscape
        | SyntaxErrorKind::BadUnicodeEscape
        | SyntaxErrorKind::LoneSurrogate
        | SyntaxErrorKind::UnquotedText
        | SyntaxErrorKind::Comment
        | SyntaxErrorKind::UnclosedComment
        | SyntaxErrorKind::BadNumber(_)
        | SyntaxErrorKind::HugeNumber
        | SyntaxErrorKind::UnclosedBracket { .. }
        | SyntaxErrorKind::MismatchedBracket { .. }
        | SyntaxErrorKind::StrayBracket
        | SyntaxErrorKind::Unexpected
        | SyntaxErrorKind::TextAfterEnd
        | SyntaxErrorKind::EndsEarly { .. }
        | SyntaxErrorKind::TooDeep
        | SyntaxErrorKind::WrappedLines { .. }
        | SyntaxErrorKind::MergeConflict { .. } => false,
    };
    if is_safe { Applicability::Safe } else { Applicability::Unsafe }
}

/// Returns whether a key without quotes is a JavaScript identifier. Other keys may have further errors.
fn is_identifier(key: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    key.bytes().all(is_part) && !key.starts_with(|first: char| first.is_ascii_digit())
}
