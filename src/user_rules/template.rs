//! Messages with values of the subject: `profile {profile.id} uses no unattend file`.

use std::ops::Range;

use crate::expression::{Compiled, Evaluator, ExpressionError, MAX_BYTES, Type, Variable, compile};

/// The maximum length of a value in a message, in characters.
const MAX_VALUE: usize = 120;

/// A message with expressions in braces; `{{` is a brace.
#[derive(Clone, Debug)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Value(Compiled),
}

impl Template {
    pub(super) fn depends_on_file(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Value(compiled) if compiled.depends_on_file))
    }

    pub(super) fn regex_bytes(&self) -> usize {
        let compiled = |part: &Part| match part {
            Part::Text(_) => 0,
            Part::Value(compiled) => compiled.regex_bytes,
        };
        self.0.iter().map(compiled).sum()
    }

    /// Parses a message.
    ///
    /// # Errors
    /// Returns the first error.
    pub fn parse(text: &str, variables: &[Variable]) -> Result<Self, ExpressionError> {
        let error = |span: Range<usize>, message: &str, help: &str| ExpressionError {
            span,
            message: message.to_owned(),
            label: "in the message".to_owned(),
            help: help.to_owned(),
        };
        if text.len() > MAX_BYTES {
            let message = format!("the message exceeds {MAX_BYTES} bytes");
            return Err(error(MAX_BYTES..text.len(), &message, "shorten the message"));
        }
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                plain.push(first);
                at += 2;
            } else if first == '{' {
                let Some(end) = rest.find('}') else {
                    let help = "close it with }, or write {{ for a brace";
                    return Err(error(at..text.len(), "a brace is not closed", help));
                };
                let compiled = compile(&rest[1..end], variables).map_err(|error| {
                    let span = at + 1 + error.span.start..at + 1 + error.span.end;
                    ExpressionError { span, ..error }
                })?;
                if matches!(compiled.of, Type::Object(_) | Type::Version | Type::Optional(_)) {
                    let help = "write one of its attributes, such as {profile.id}";
                    return Err(error(at + 1..at + end, "the value has no text", help));
                }
                parts.push(Part::Text(std::mem::take(&mut plain)));
                parts.push(Part::Value(compiled));
                at += end + 1;
            } else if first == '}' {
                let help = "write }} for a brace";
                return Err(error(at..at + 1, "a brace is not opened", help));
            } else {
                plain.push(first);
                at += first.len_utf8();
            }
        }
        parts.push(Part::Text(plain));
        Ok(Self(parts))
    }

    /// Returns the message. A value that is unknown reads `(unknown)`.
    pub(super) fn fill<'r, 'a: 'r>(&'r self, evaluator: &mut Evaluator<'_, 'r, 'a>) -> String {
        let mut message = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => message.push_str(text),
                Part::Value(compiled) => match evaluator.value(compiled) {
                    Ok(value) => message.extend(value.display().chars().take(MAX_VALUE)),
                    Err(_) => message.push_str("(unknown)"),
                },
            }
        }
        message
    }
}
