//! Splits an expression into tokens.

use std::ops::Range;

use super::ExpressionError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Int(i64),
    Text(String),
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

/// Longer signs come first.
const SIGNS: [&str; 27] = [
    "&&", "||", "==", "!=", "<=", ">=", ".?", "[?", "<", ">", "!", "-", "+", "*", "/", "%", "?",
    ":", "(", ")", "[", "]", ".", ",", "{", "}", "=",
];

pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, ExpressionError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some((quoted, length)) = string(rest, at)? {
            found.push((Token::Text(quoted), at..at + length));
            at += length;
        } else if first.is_ascii_digit() {
            let (number, length) = integer(rest, at)?;
            found.push((Token::Int(number), at..at + length));
            at += length;
        } else if first.is_ascii_alphabetic() || first == '_' {
            let is_end = |character: char| !(character.is_ascii_alphanumeric() || character == '_');
            let length = rest.find(is_end).unwrap_or(rest.len());
            found.push((Token::Name(rest[..length].to_owned()), at..at + length));
            at += length;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            if let Some(error) = misused(sign, at) {
                return Err(error);
            }
            found.push((Token::Sign(sign), at..at + sign.len()));
            at += sign.len();
        } else {
            let help = match first {
                '&' => "write && for \"and\"",
                '|' => "write || for \"or\"",
                '`' | '“' | '”' | '‘' | '’' => "write strings in ' or \"",
                _ => "remove it; strings stand in ' or \"",
            };
            return Err(ExpressionError::new(
                at..at + first.len_utf8(),
                "the expression contains a character that has no meaning",
                "unexpected character",
                help,
            ));
        }
    }
    found.push((Token::End, text.len()..text.len()));
    Ok(found)
}

fn misused(sign: &str, at: usize) -> Option<ExpressionError> {
    let (message, help) = match sign {
        "=" => ("\"=\" is not an operator", "write == to compare"),
        "{" | "}" => ("maps and messages are not supported", "use a list in [ ]"),
        "[?" => ("optional indices are not supported", "use .? for attributes"),
        _ => return None,
    };
    Some(ExpressionError::new(at..at + sign.len(), message, "unexpected", help))
}

/// Returns the string at the start of `rest` and its length in bytes; `None` if there is no quote.
fn string(rest: &str, at: usize) -> Result<Option<(String, usize)>, ExpressionError> {
    let (is_raw, quoted) = match rest.strip_prefix(['r', 'R']) {
        Some(quoted) if quoted.starts_with(['\'', '"']) => (true, quoted),
        _ => (false, rest),
    };
    let Some(quote) = quoted.chars().next().filter(|first| matches!(first, '\'' | '"')) else {
        return Ok(None);
    };
    let prefix = rest.len() - quoted.len();
    let unclosed = || {
        ExpressionError::new(
            at..at + rest.len(),
            "a string is not closed",
            "begins here",
            format!("close it with {quote}"),
        )
    };
    let mut text = String::new();
    let mut characters = quoted.char_indices().skip(1);
    while let Some((offset, character)) = characters.next() {
        if character == quote {
            return Ok(Some((text, prefix + offset + 1)));
        }
        if character == '\n' {
            return Err(unclosed());
        }
        if character != '\\' || is_raw {
            text.push(character);
            continue;
        }
        let Some((_, escaped)) = characters.next() else { return Err(unclosed()) };
        let start = at + prefix + offset;
        let mut digits = |count: usize, radix: u32| {
            let digits: String =
                characters.by_ref().take(count).map(|(_, character)| character).collect();
            let is_whole = digits.chars().count() == count;
            let number = u32::from_str_radix(&digits, radix).ok().filter(|_| is_whole);
            number.and_then(char::from_u32)
        };
        let character = match escaped {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '\\' | '\'' | '"' | '`' | '?' => Some(escaped),
            'x' | 'X' => digits(2, 16),
            'u' => digits(4, 16),
            'U' => digits(8, 16),
            _ => None,
        };
        let Some(character) = character else {
            return Err(ExpressionError::new(
                start..start + 1 + escaped.len_utf8(),
                "a string contains an unknown escape",
                "unknown escape",
                "write \\\\ for a backslash, or r'…' for a string without escapes",
            ));
        };
        text.push(character);
    }
    Err(unclosed())
}

fn integer(rest: &str, at: usize) -> Result<(i64, usize), ExpressionError> {
    let is_end = |character: char| !(character.is_ascii_alphanumeric() || character == '_');
    let length = rest.find(is_end).unwrap_or(rest.len());
    let digits = &rest[..length];
    let number = match digits.strip_prefix("0x") {
        Some(hexadecimal) => i64::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    let after = &rest[length..];
    let is_fraction =
        after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_digit());
    match number {
        Ok(number) if !is_fraction => Ok((number, length)),
        _ => {
            let more = after.find(|c: char| c != '.' && !c.is_ascii_alphanumeric());
            let end = if is_fraction { length + more.unwrap_or(after.len()) } else { length };
            Err(ExpressionError::new(
                at..at + end,
                "only integers are supported",
                "not an integer",
                "write a whole number, or compare versions: version(file.version) >= version('2.1')",
            ))
        }
    }
}
