#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::json::DefectKind;
use crate::model::{FileKind, Response};

pub(super) static RULE: Rule = Rule {
    id: "content-not-json",
    group: Group::Content,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["C2"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let contents = response.repository.contents(FileKind::Config).iter();
    for content in contents.filter(|content| !content.is_damaged()) {
        let Some(first) = content.first_defect() else { continue };
        let file = content.file;
        let message = format!("the content of {} is not JSON", file.title());
        let place = Place::Within(content.text.value, first.span);
        let finding = findings.add(message, place, words(&first.kind));
        finding.about_file(file);
        if first.kind == DefectKind::Elision {
            finding.help(
                "save the response from the server itself: whoever made this text left out a part of \
                 the settings",
            );
        } else {
            finding.help(
                "correct the settings file, import it again (Provisioning > Manage OS Images > \
                 Configuration Files), and let the profiles use the new one",
            );
        }
    }
}

/// What is wrong, without a word of the content: a password may stand there.
fn words(kind: &DefectKind) -> &'static str {
    match kind {
        DefectKind::Empty => "nothing but white space",
        DefectKind::MissingComma => "a comma is missing here",
        DefectKind::TrailingComma | DefectKind::ExtraComma { .. } => "this comma is one too many",
        DefectKind::MissingColon => "a colon is missing here",
        DefectKind::MissingValue => "this key has no value",
        DefectKind::MissingKey => "this has no key",
        DefectKind::Elision => "something is left out here",
        DefectKind::UnterminatedString => "this string is never closed",
        DefectKind::InnerQuote => "a backslash is missing before this quote",
        DefectKind::LineEndInString { .. } => "a line ends within this string",
        DefectKind::ControlInString { .. } => "a control character within a string",
        DefectKind::BadEscape | DefectKind::BadUnicodeEscape | DefectKind::LoneSurrogate => {
            "no escape that JSON has"
        }
        DefectKind::SingleQuotes => "single quotes in place of double ones",
        DefectKind::TypographicQuotes => "typographic quotes in place of plain ones",
        DefectKind::UnquotedKey | DefectKind::UnquotedText => "quotes are missing",
        DefectKind::Remark | DefectKind::UnclosedRemark => "JSON has no remarks",
        DefectKind::ForeignLiteral { .. } => "a word of another language",
        DefectKind::BadNumber(_) | DefectKind::HugeNumber => "no number that JSON has",
        DefectKind::UnclosedBracket { .. } => "a closing bracket is missing here",
        DefectKind::MismatchedBracket { .. } | DefectKind::StrayBracket => {
            "this bracket closes nothing that is open"
        }
        DefectKind::Unexpected => "this has no meaning in JSON",
        DefectKind::TextAfterEnd => "more text after the end",
        DefectKind::EndsEarly { .. } => "it ends before all is closed",
        DefectKind::TooDeep => "nested too deep",
        DefectKind::WrappedLines { .. } => "lines are broken within keys and values",
        DefectKind::ForeignSpace { .. } => "a space that JSON does not allow",
        DefectKind::MergeConflict { .. } => "a merge conflict is not resolved",
    }
}
