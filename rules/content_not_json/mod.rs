#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::SyntaxErrorKind;
use crate::model::{FileKind, Response};

pub(super) static RULE: Rule = Rule {
    id: "content-not-json",
    group: Group::Content,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["C2"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let contents = response.repository.contents(FileKind::Config).iter();
    for content in contents.filter(|content| !content.is_damaged()) {
        let Some(first) = content.first_defect() else { continue };
        let file = content.file;
        let message = format!("the content of {} is not JSON", file.title());
        let location = Location::InString(content.text.value, first.span);
        let line = content.line_of(first.span);
        let label = format!("{} in line {line} of the settings file itself", describe(&first.kind));
        let finding = ctx.report(message, location, label);
        finding.subject_file(file);
        if first.kind == SyntaxErrorKind::Elision {
            finding.help(
                "save the response from the server itself: a part of the settings was left out of this \
                 text",
            );
        } else {
            finding.help(
                "correct the settings file, import it again (Provisioning > Manage OS Images > \
                 Configuration Files), and select the new file in the profiles",
            );
        }
    }
}

/// Describes a syntax error without quoting the content, which may contain a password.
fn describe(kind: &SyntaxErrorKind) -> &'static str {
    match kind {
        SyntaxErrorKind::Empty => "only white space",
        SyntaxErrorKind::MissingComma => "missing comma",
        SyntaxErrorKind::TrailingComma | SyntaxErrorKind::ExtraComma { .. } => "extra comma",
        SyntaxErrorKind::MissingColon => "missing colon",
        SyntaxErrorKind::MissingValue => "key without a value",
        SyntaxErrorKind::MissingKey => "value without a key",
        SyntaxErrorKind::Elision => "a part is left out here",
        SyntaxErrorKind::UnterminatedString => "unterminated string",
        SyntaxErrorKind::InnerQuote => "unescaped quote in a string",
        SyntaxErrorKind::LineEndInString { .. } => "line break in a string",
        SyntaxErrorKind::ControlInString { .. } => "control character in a string",
        SyntaxErrorKind::BadEscape
        | SyntaxErrorKind::BadUnicodeEscape
        | SyntaxErrorKind::LoneSurrogate => "invalid escape sequence",
        SyntaxErrorKind::SingleQuotes => "single quotes instead of double quotes",
        SyntaxErrorKind::TypographicQuotes => "typographic quotes instead of double quotes",
        SyntaxErrorKind::UnquotedKey | SyntaxErrorKind::UnquotedText => "missing quotes",
        SyntaxErrorKind::Comment | SyntaxErrorKind::UnclosedComment => {
            "JSON does not allow comments"
        }
        SyntaxErrorKind::ForeignLiteral { .. } => "literal of another language",
        SyntaxErrorKind::BadNumber(_) | SyntaxErrorKind::HugeNumber => "invalid number",
        SyntaxErrorKind::UnclosedBracket { .. } => "unclosed bracket",
        SyntaxErrorKind::MismatchedBracket { .. } | SyntaxErrorKind::StrayBracket => {
            "unexpected closing bracket"
        }
        SyntaxErrorKind::Unexpected => "unexpected text",
        SyntaxErrorKind::TextAfterEnd => "text after the end of the JSON value",
        SyntaxErrorKind::EndsEarly { .. } => "the text ends early",
        SyntaxErrorKind::TooDeep => "nested too deeply",
        SyntaxErrorKind::WrappedLines { .. } => "keys and values are broken across lines",
        SyntaxErrorKind::ForeignSpace { .. } => "white space that JSON does not allow",
        SyntaxErrorKind::MergeConflict { .. } => "unresolved merge conflict",
    }
}
