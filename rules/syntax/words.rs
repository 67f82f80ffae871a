//! The words for each defect of a text.

use crate::json::{Defect, DefectKind, Kind, NumberFault, Tree};

/// How many of the brackets that a cut text leaves open are shown.
pub(super) const BRACKETS_SHOWN: usize = 3;

/// How many characters of a text are quoted in a sentence.
const QUOTED: usize = 40;

/// The sentences of one finding.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) label: String,
    /// What to see at the defect's other place.
    pub(super) related: &'static str,
    pub(super) help: String,
    /// What the repair does.
    pub(super) repair: String,
}

fn words(message: impl Into<String>, label: impl Into<String>, help: impl Into<String>) -> Words {
    Words {
        message: message.into(),
        label: label.into(),
        related: "",
        help: help.into(),
        repair: String::new(),
    }
}

impl Words {
    fn related(mut self, related: &'static str) -> Self {
        self.related = related;
        self
    }

    fn repair(mut self, repair: impl Into<String>) -> Self {
        self.repair = repair.into();
        self
    }
}

/// The words for `defect` of `text`.
#[allow(clippy::too_many_lines)] // one arm a defect: a table, not a procedure
pub(super) fn of(defect: &Defect, tree: &Tree<'_>) -> Words {
    // Only what can be no password is quoted: keys, escapes, brackets, literals. The excerpt shows
    // the rest, and hides what it must.
    let there = quoted(&tree.text()[defect.span.range()]);
    // A part of a password can be read as a key where quotes are out of step: only known ones are named.
    let key = || match tree.is_known_key(defect.span) {
        true => format!(" {there}"),
        false => String::new(),
    };
    match &defect.kind {
        DefectKind::Empty => words("the text is empty", "nothing here", "save the response again"),
        DefectKind::MissingComma if !defect.span.is_empty() => words(
            format!("{there} stands where a comma belongs"),
            "a comma belongs here",
            "put a comma in its place",
        )
        .repair("put a comma in its place"),
        DefectKind::MissingComma => words(
            "a comma is missing",
            "a comma belongs here",
            "put a comma between this value and the next",
        )
        .repair("insert a comma"),
        DefectKind::TrailingComma => words(
            "a comma stands before a closing bracket",
            "nothing follows this comma",
            "remove the comma: JSON has none after the last value",
        )
        .repair("remove the comma"),
        DefectKind::ExtraComma { .. } => words(
            "a comma stands where a value is expected",
            "nothing stands before this comma",
            "remove the comma, or add the value that is missing",
        )
        .repair("remove the comma"),
        DefectKind::MissingColon => words(
            "the colon between a key and its value is missing",
            "a colon belongs here",
            "put a colon between the key and its value",
        )
        .repair("insert a colon"),
        DefectKind::MissingValue => words(
            match key() {
                name if name.is_empty() => "a key has no value".to_owned(),
                name => format!("the key{name} has no value"),
            },
            "this key has no value",
            "add the value, or remove the key",
        ),
        DefectKind::MissingKey => words(
            "a value in an object has no key",
            "no key stands before this",
            "write it as \"key\": value, or remove it",
        ),
        DefectKind::Elision => words(
            format!("{there} stands for something that was left out"),
            "left out here",
            "save the whole response, or remove the dots; what was left out cannot be judged",
        )
        .repair("remove the dots"),
        DefectKind::UnterminatedString => words(
            "a string is never closed",
            "no closing quote on this line",
            "put a quote at the end of the string",
        )
        .repair("insert the closing quote"),
        DefectKind::InnerQuote => words(
            "a quote within a string has no backslash before it",
            "this quote ends the string too early",
            "write \\\" for a quote within a string",
        )
        .related("the string was meant to be all of this")
        .repair("put a backslash before each inner quote"),
        DefectKind::LineEndInString { count } => words(
            match count {
                1 => "a line ends within a string".to_owned(),
                many => format!("{many} lines end within a string"),
            },
            "the line ends here, the string does not",
            "write \\n for a line end within a string",
        )
        .related("the string begins here")
        .repair("write the line ends as \\n"),
        DefectKind::ControlInString { first, count } => words(
            match count {
                1 => format!("a string holds the control character U+{:04X}", *first as u32),
                many => format!(
                    "a string holds {many} control characters, U+{:04X} first",
                    *first as u32
                ),
            },
            "control character",
            "write it as an escape, such as \\t for a tab",
        )
        .repair("write the control characters as escapes"),
        DefectKind::BadEscape => words(
            format!("{there} is no escape that JSON has"),
            "this backslash escapes nothing",
            "write \\\\ for a backslash",
        )
        .repair("double the backslash"),
        DefectKind::BadUnicodeEscape => words(
            "\\u is not followed by four hexadecimal digits",
            "four hexadecimal digits belong here",
            "write the character's code as four hexadecimal digits, such as \\u00e9",
        ),
        DefectKind::LoneSurrogate => words(
            format!("{there} is half a character"),
            "its other half is missing",
            "write both halves of the surrogate pair, or the character itself",
        ),
        DefectKind::SingleQuotes => words(
            "a text is in single quotes",
            "single quotes",
            "put it in double quotes; from Python, save with json.dumps",
        )
        .repair("put it in double quotes"),
        DefectKind::TypographicQuotes => words(
            "a text is in typographic quotes",
            "quotes of a word processor",
            "put it in plain double quotes; edit such files with a text editor",
        )
        .repair("put it in plain double quotes"),
        DefectKind::UnquotedKey => words(
            match key() {
                name if name.is_empty() => "a key is not in quotes".to_owned(),
                name => format!("the key{name} is not in quotes"),
            },
            "a key without quotes",
            "put the key in double quotes",
        )
        .repair("put the key in double quotes"),
        DefectKind::UnquotedText => words(
            "a text is not in quotes",
            "text without quotes",
            "put it in double quotes if it is text",
        )
        .repair("put it in double quotes"),
        DefectKind::Remark => words("JSON has no remarks", "a remark", "remove the remark")
            .repair("remove the remark"),
        DefectKind::UnclosedRemark => words(
            "a remark is never closed, and JSON has no remarks",
            "this remark hides the rest of the text",
            "remove the remark",
        ),
        DefectKind::ForeignLiteral { json } => words(
            format!("{there} is not how JSON writes it"),
            format!("JSON writes {json}"),
            format!("write {json}; from Python, save with json.dumps"),
        )
        .repair(format!("write {json}")),
        DefectKind::BadNumber(fault) => number(*fault),
        DefectKind::HugeNumber => words(
            "a number is too large",
            "beyond what programs read",
            "a number must be below 1.8e308, the most that 64-bit floating-point numbers hold",
        ),
        DefectKind::UnclosedBracket { opened } => {
            let (what, bracket) = bracket_of(*opened);
            words(
                format!("{what} is never closed"),
                format!("a {bracket} belongs here"),
                format!("close it with {bracket}"),
            )
            .related("this is not closed")
            .repair(format!("insert {bracket}"))
        }
        DefectKind::MismatchedBracket { expected } => words(
            format!("{there} closes what was opened with another bracket"),
            format!("{expected} belongs here"),
            format!("write {expected}"),
        )
        .related("opened here")
        .repair(format!("write {expected}")),
        DefectKind::StrayBracket => words(
            "a closing bracket closes nothing",
            "one too many",
            "remove the bracket, or add the one that it should close",
        )
        .related("this is still open")
        .repair("remove the bracket"),
        DefectKind::Unexpected => words(
            "some characters have no meaning in JSON",
            "not JSON",
            "remove it, or put it in double quotes if it is text",
        )
        .repair("remove it"),
        DefectKind::TextAfterEnd => words(
            "text follows after the end of the response",
            "the response ends before this",
            "save each response to a file of its own, or one a line as NDJSON",
        ),
        DefectKind::EndsEarly { open, in_string } => ends_early(open.len(), *in_string),
        DefectKind::WrappedLines { width, count } => words(
            format!(
                "lines are broken after {width} characters, {} within keys and values",
                if *count == 1 { "1 of them".to_owned() } else { format!("{count} of them") }
            ),
            "this line continues the one before",
            "save the response to a file instead of copying it from a terminal, or join its lines",
        )
        .repair("join the lines"),
        DefectKind::ForeignSpace { first, count } => foreign_space(*first, *count),
        DefectKind::MergeConflict { closing, .. } => words(
            match closing {
                Some(_) => "a merge conflict is not resolved: both sides are checked",
                None => "a merge conflict is not resolved, and its last marker is missing",
            },
            "one side begins here",
            "keep one of the two sides and remove the markers, or save the response again",
        ),
        DefectKind::TooDeep => words(
            "values are nested deeper than 127 levels",
            "skipped from here to its closing bracket",
            "no response is nested so deep: look at what wrote this file",
        ),
    }
}

fn foreign_space(first: char, count: u32) -> Words {
    let name = match first {
        '\u{a0}' => "no-break space",
        '\u{200b}'..='\u{200d}' | '\u{2060}' => "zero-width space",
        '\u{feff}' => "byte order mark",
        _ if first.is_whitespace() => "Unicode space",
        _ => "invisible character",
    };
    let code = format!("U+{:04X}", first as u32);
    words(
        match count {
            1 => format!("a {name} ({code}) stands between values"),
            many => format!(
                "{many} spaces that JSON does not allow stand between values: {name}s ({code}) first"
            ),
        },
        format!("{name}, not a plain one"),
        "replace them with plain spaces; copy JSON from its source, not from a web page or chat",
    )
    .repair("replace them with plain spaces")
}

fn number(fault: NumberFault) -> Words {
    let (label, help) = match fault {
        NumberFault::LeadingZero => (
            "a number has no leading zeros",
            "remove the leading zeros, or put it in quotes if it is text",
        ),
        NumberFault::PlusSign => ("a number has no plus sign", "remove the plus sign"),
        NumberFault::MissingDigits => {
            ("digits are missing", "write digits before and after the point, and after the e")
        }
        NumberFault::Hexadecimal => (
            "JSON has decimal numbers only",
            "write it as a decimal number, or put it in quotes if it is text",
        ),
        NumberFault::Other => ("not a number", "put it in double quotes if it is text"),
    };
    words("a number is not written as JSON writes it", label, help)
        .repair("write the number as JSON does")
}

fn ends_early(open: usize, in_string: bool) -> Words {
    let where_to = if in_string { "within a string" } else { "too early" };
    let brackets = match open {
        0 => String::new(),
        1 => ": 1 bracket is still open".to_owned(),
        many => format!(": {many} brackets are still open"),
    };
    words(
        format!("the text ends {where_to}{brackets}"),
        if in_string { "this string is cut" } else { "the text ends after this" },
        "the file was cut off: save the response again, or copy all of it",
    )
}

fn bracket_of(opened: Kind) -> (&'static str, char) {
    if opened == Kind::Object { ("an object", '}') } else { ("an array", ']') }
}

/// `text` as a sentence quotes it: one line, not long.
fn quoted(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > QUOTED {
        let begin: String = line.chars().take(QUOTED).collect();
        return format!("{begin}…");
    }
    line.to_owned()
}
