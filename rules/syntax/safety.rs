//! Which repairs of a text may be made without a look at them.

use crate::finding::Safety;
use crate::json::DefectKind;

/// Whether the repair of a defect of this kind, which stands at `text`, is safe: it leaves nothing
/// out, and guesses neither where something ends nor what it means. What the reader calls damaged
/// or incomplete for a defect is a guess, so its repair is none.
pub(super) fn of(kind: &DefectKind, text: &str) -> Safety {
    let is_safe = match kind {
        DefectKind::MissingComma
        | DefectKind::TrailingComma
        | DefectKind::ExtraComma { in_list: false }
        | DefectKind::MissingColon
        | DefectKind::ForeignSpace { .. }
        | DefectKind::SingleQuotes => true,
        // A plain quote at the end of it may stand within what was meant.
        DefectKind::TypographicQuotes => !text.ends_with('"'),
        DefectKind::UnquotedKey => is_identifier(text),
        DefectKind::ForeignLiteral { .. } => matches!(text, "True" | "False" | "None"),
        // Named one by one: whether the repair of a new kind is safe is a decision.
        DefectKind::Empty
        | DefectKind::ExtraComma { in_list: true }
        | DefectKind::MissingValue
        | DefectKind::MissingKey
        | DefectKind::Elision
        | DefectKind::UnterminatedString
        | DefectKind::InnerQuote
        | DefectKind::LineEndInString { .. }
        | DefectKind::ControlInString { .. }
        | DefectKind::BadEscape
        | DefectKind::BadUnicodeEscape
        | DefectKind::LoneSurrogate
        | DefectKind::UnquotedText
        | DefectKind::Remark
        | DefectKind::UnclosedRemark
        | DefectKind::BadNumber(_)
        | DefectKind::HugeNumber
        | DefectKind::UnclosedBracket { .. }
        | DefectKind::MismatchedBracket { .. }
        | DefectKind::StrayBracket
        | DefectKind::Unexpected
        | DefectKind::TextAfterEnd
        | DefectKind::EndsEarly { .. }
        | DefectKind::TooDeep
        | DefectKind::WrappedLines { .. }
        | DefectKind::MergeConflict { .. } => false,
    };
    if is_safe { Safety::Safe } else { Safety::Unsafe }
}

/// Whether a key without quotes is one that JavaScript allows: another one may lack more than its
/// quotes.
fn is_identifier(key: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    key.bytes().all(is_part) && !key.starts_with(|first: char| first.is_ascii_digit())
}
