//! Which repairs of a text may be made without a look at them.

use crate::finding::Safety;
use crate::json::{DefectKind, NumberFault};

/// Whether the repair of a defect of this kind, which stands at `text`, is safe: it leaves nothing
/// out, and guesses neither where something ends nor what it means.
pub(super) fn of(kind: &DefectKind, text: &str) -> Safety {
    match kind {
        DefectKind::MissingComma
        | DefectKind::TrailingComma
        | DefectKind::ExtraComma
        | DefectKind::MissingColon
        | DefectKind::LineEndInString { .. }
        | DefectKind::ControlInString { .. }
        | DefectKind::BadEscape
        | DefectKind::SingleQuotes
        | DefectKind::TypographicQuotes
        | DefectKind::UnquotedKey
        | DefectKind::BadNumber(NumberFault::PlusSign | NumberFault::MissingDigits) => Safety::Safe,
        // A number that is none becomes null: what it was is lost.
        DefectKind::ForeignLiteral { .. } if matches!(text, "True" | "False" | "None") => {
            Safety::Safe
        }
        _ => Safety::Unsafe,
    }
}
