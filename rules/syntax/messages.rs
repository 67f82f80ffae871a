//! The messages of syntax errors.

use crate::json::{Kind, NumberFault, SyntaxError, SyntaxErrorKind, Tree};

/// The maximum number of open brackets that a finding labels.
pub(super) const MAX_BRACKETS_SHOWN: usize = 3;

/// The maximum number of characters that a message quotes.
const MAX_QUOTED_CHARS: usize = 40;

/// The texts of one finding.
pub(super) struct Messages {
    pub(super) message: String,
    pub(super) label: String,
    /// The label of the related location.
    pub(super) related: &'static str,
    pub(super) help: String,
    /// The title of the fix.
    pub(super) repair: String,
}

fn messages(
    message: impl Into<String>,
    label: impl Into<String>,
    help: impl Into<String>,
) -> Messages {
    Messages {
        message: message.into(),
        label: label.into(),
        related: "",
        help: help.into(),
        repair: String::new(),
    }
}

impl Messages {
    fn related(mut self, related: &'static str) -> Self {
        self.related = related;
        self
    }

    fn repair(mut self, repair: impl Into<String>) -> Self {
        self.repair = repair.into();
        self
    }
}

/// Returns the texts for a syntax error.
#[allow(clippy::too_many_lines)] // a table with one arm per kind of error
pub(super) fn describe(error: &SyntaxError, tree: &Tree<'_>) -> Messages {
    // Messages quote only text that cannot be a password: keys, escapes, brackets, literals. The
    // excerpt shows the rest, and hides secrets.
    let quote = quoted(&tree.text()[error.span.range()]);
    // With unbalanced quotes, a part of a password can look like a key, so only known keys are quoted.
    let key = || match tree.is_known_key(error.span) {
        true => format!(" {quote}"),
        false => String::new(),
    };
    match &error.kind {
        SyntaxErrorKind::Empty => {
            messages("the text is empty", "no text", "save the response again")
        }
        SyntaxErrorKind::MissingComma if !error.span.is_empty() => messages(
            format!("{quote} instead of a comma"),
            "expected a comma",
            "replace it with a comma",
        )
        .repair("replace it with a comma"),
        SyntaxErrorKind::MissingComma => messages(
            "missing comma",
            "expected a comma",
            "put a comma between this value and the next",
        )
        .repair("insert a comma"),
        SyntaxErrorKind::TrailingComma => messages(
            "trailing comma before a closing bracket",
            "no value follows this comma",
            "remove the comma: JSON does not allow one after the last value",
        )
        .repair("remove the comma"),
        SyntaxErrorKind::ExtraComma { .. } => messages(
            "extra comma where a value is expected",
            "no value before this comma",
            "remove the comma, or add the value that is missing",
        )
        .repair("remove the comma"),
        SyntaxErrorKind::MissingColon => messages(
            "missing colon between a key and its value",
            "expected a colon",
            "put a colon between the key and its value",
        )
        .repair("insert a colon"),
        SyntaxErrorKind::MissingValue => messages(
            match key() {
                name if name.is_empty() => "a key has no value".to_owned(),
                name => format!("the key{name} has no value"),
            },
            "this key has no value",
            "add the value, or remove the key",
        ),
        SyntaxErrorKind::MissingKey => messages(
            "a value in an object has no key",
            "no key before this value",
            "write it as \"key\": value, or remove it",
        ),
        SyntaxErrorKind::Elision => messages(
            format!("{quote} replaces a part that is left out"),
            "left out here",
            "save the complete response, or remove the dots; osready cannot check what is left out",
        )
        .repair("remove the dots"),
        SyntaxErrorKind::UnterminatedString => messages(
            "unterminated string",
            "no closing quote on this line",
            "add a quote at the end of the string",
        )
        .repair("insert the closing quote"),
        SyntaxErrorKind::InnerQuote => messages(
            "unescaped quote in a string",
            "this quote ends the string too early",
            "write \\\" for a quote in a string",
        )
        .related("the intended string")
        .repair("escape each inner quote with a backslash"),
        SyntaxErrorKind::LineEndInString { count } => messages(
            match count {
                1 => "line break in a string".to_owned(),
                many => format!("{many} line breaks in a string"),
            },
            "line break before the end of the string",
            "write \\n for a line break in a string",
        )
        .related("start of the string")
        .repair("write the line breaks as \\n"),
        SyntaxErrorKind::ControlInString { first, count } => messages(
            match count {
                1 => format!("control character U+{:04X} in a string", *first as u32),
                many => {
                    format!("{many} control characters in a string, U+{:04X} first", *first as u32)
                }
            },
            "control character",
            "write it as an escape, such as \\t for a tab",
        )
        .repair("write the control characters as escapes"),
        SyntaxErrorKind::BadEscape => messages(
            format!("{quote} is not a JSON escape sequence"),
            "invalid escape sequence",
            "write \\\\ for a backslash",
        )
        .repair("double the backslash"),
        SyntaxErrorKind::BadUnicodeEscape => messages(
            "\\u is not followed by four hexadecimal digits",
            "expected four hexadecimal digits",
            "write the character's code as four hexadecimal digits, such as \\u00e9",
        ),
        SyntaxErrorKind::LoneSurrogate => messages(
            format!("{quote} is half of a surrogate pair"),
            "the other half is missing",
            "write both halves of the surrogate pair, or the character itself",
        ),
        SyntaxErrorKind::SingleQuotes => messages(
            "string in single quotes",
            "single quotes",
            "use double quotes; in Python, save with json.dumps",
        )
        .repair("use double quotes"),
        SyntaxErrorKind::TypographicQuotes => messages(
            "string in typographic quotes",
            "typographic quotes",
            "use plain double quotes; edit JSON files with a text editor",
        )
        .repair("use plain double quotes"),
        SyntaxErrorKind::UnquotedKey => messages(
            match key() {
                name if name.is_empty() => "a key has no quotes".to_owned(),
                name => format!("the key{name} has no quotes"),
            },
            "a key without quotes",
            "put the key in double quotes",
        )
        .repair("put the key in double quotes"),
        SyntaxErrorKind::UnquotedText => messages(
            "a text has no quotes",
            "text without quotes",
            "put it in double quotes if it is text",
        )
        .repair("use double quotes"),
        SyntaxErrorKind::Comment => {
            messages("JSON does not allow comments", "a comment", "remove the comment")
                .repair("remove the comment")
        }
        SyntaxErrorKind::UnclosedComment => messages(
            "unclosed comment; JSON does not allow comments",
            "this comment hides the rest of the text",
            "remove the comment",
        ),
        SyntaxErrorKind::ForeignLiteral { json } => messages(
            format!("{quote} is not a JSON literal"),
            format!("expected {json}"),
            format!("write {json}; in Python, save with json.dumps"),
        )
        .repair(format!("write {json}")),
        SyntaxErrorKind::BadNumber(fault) => number(*fault),
        SyntaxErrorKind::HugeNumber => messages(
            "a number is too large",
            "out of range",
            "write a number below 1.8e308, the limit of 64-bit floating-point numbers",
        ),
        SyntaxErrorKind::UnclosedBracket { opened } => {
            let (what, bracket) = bracket_of(*opened);
            messages(
                format!("{what} is not closed"),
                format!("expected {bracket}"),
                format!("close it with {bracket}"),
            )
            .related("opened here")
            .repair(format!("insert {bracket}"))
        }
        SyntaxErrorKind::MismatchedBracket { expected } => messages(
            format!("{quote} does not match the opening bracket"),
            format!("expected {expected}"),
            format!("write {expected}"),
        )
        .related("opened here")
        .repair(format!("write {expected}")),
        SyntaxErrorKind::StrayBracket => messages(
            "unexpected closing bracket",
            "no matching opening bracket",
            "remove the bracket, or add the opening bracket",
        )
        .related("still open")
        .repair("remove the bracket"),
        SyntaxErrorKind::Unexpected => messages(
            "unexpected characters",
            "not JSON",
            "remove it, or put it in double quotes if it is text",
        )
        .repair("remove it"),
        SyntaxErrorKind::TextAfterEnd => messages(
            "text after the end of the response",
            "the response ends here",
            "save each response to a separate file, or as one line of NDJSON",
        ),
        SyntaxErrorKind::EndsEarly { open, in_string } => ends_early(open.len(), *in_string),
        SyntaxErrorKind::WrappedLines { width, count } => messages(
            format!(
                "lines are broken after {width} characters, {} in keys and values",
                if *count == 1 { "1 of them".to_owned() } else { format!("{count} of them") }
            ),
            "this line continues the previous one",
            "save the response to a file instead of copying it from a terminal, or join its lines",
        )
        .repair("join the lines"),
        SyntaxErrorKind::ForeignSpace { first, count } => foreign_space(*first, *count),
        SyntaxErrorKind::MergeConflict { closing, .. } => messages(
            match closing {
                Some(_) => "unresolved merge conflict: both sides are checked",
                None => "unresolved merge conflict without its last marker",
            },
            "start of one side",
            "keep one of the two sides and remove the markers, or save the response again",
        ),
        SyntaxErrorKind::TooDeep => messages(
            "values are nested deeper than 127 levels",
            "skipped from here to its closing bracket",
            "check the program that wrote this file: no response is nested so deeply",
        ),
    }
}

fn foreign_space(first: char, count: u32) -> Messages {
    let name = match first {
        '\u{a0}' => "no-break space",
        '\u{200b}'..='\u{200d}' | '\u{2060}' => "zero-width space",
        '\u{feff}' => "byte order mark",
        _ if first.is_whitespace() => "Unicode space",
        _ => "invisible character",
    };
    let code = format!("U+{:04X}", first as u32);
    messages(
        match count {
            1 => format!("{name} ({code}) between values"),
            many => format!(
                "{many} spaces between values that JSON does not allow: {name}s ({code}) first"
            ),
        },
        format!("{name} instead of a plain space"),
        "replace them with plain spaces; save JSON from its source instead of a web page or chat",
    )
    .repair("replace them with plain spaces")
}

fn number(fault: NumberFault) -> Messages {
    let (label, help) = match fault {
        NumberFault::LeadingZero => {
            ("leading zeros", "remove the leading zeros, or put it in quotes if it is text")
        }
        NumberFault::PlusSign => ("plus sign", "remove the plus sign"),
        NumberFault::MissingDigits => {
            ("missing digits", "write digits before and after the point, and after the e")
        }
        NumberFault::Hexadecimal => {
            ("hexadecimal number", "write a decimal number, or put it in quotes if it is text")
        }
        NumberFault::Other => ("not a number", "put it in double quotes if it is text"),
    };
    messages("invalid number", label, help).repair("write the number in JSON syntax")
}

fn ends_early(open: usize, in_string: bool) -> Messages {
    let where_to = if in_string { "in a string" } else { "early" };
    let brackets = match open {
        0 => String::new(),
        1 => ": 1 bracket is still open".to_owned(),
        many => format!(": {many} brackets are still open"),
    };
    messages(
        format!("the text ends {where_to}{brackets}"),
        if in_string { "this string is cut off" } else { "the text ends after this" },
        "save the response again, or copy all of it: the file was cut off",
    )
}

fn bracket_of(opened: Kind) -> (&'static str, char) {
    if opened == Kind::Object { ("an object", '}') } else { ("an array", ']') }
}

/// Returns the first line of a text, truncated to [`MAX_QUOTED_CHARS`].
fn quoted(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > MAX_QUOTED_CHARS {
        let begin: String = line.chars().take(MAX_QUOTED_CHARS).collect();
        return format!("{begin}…");
    }
    line.to_owned()
}
