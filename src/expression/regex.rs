//! Regular expressions, bounded in size, with a cost for each search.
//!
//! CEL has the syntax of RE2: `\d`, `\s`, `\w` and `\b` know ASCII only.

use regex::{Regex as Compiled, RegexBuilder};
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSetItem, Span, Visitor, visit,
};

/// The maximum size of a compiled regular expression, in bytes.
const MAX_BYTES: usize = 32 << 10;

/// The minimum size that is assumed, in bytes: what a search holds besides the expression.
const MIN_BYTES: usize = 16 << 10;

/// The maximum size of the states that a search keeps for the next one, in bytes. A search that needs more takes
/// longer.
const MAX_CACHE_BYTES: usize = 128 << 10;

/// The smallest size that is measured, in bytes.
const MIN_MEASURED_BYTES: usize = 512;

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) struct Regex {
    compiled: Compiled,
    /// Its size in bytes, rounded up to a power of two.
    size: usize,
}

impl Regex {
    /// Parses a regular expression.
    ///
    /// # Errors
    /// Returns what is wrong with it.
    pub(super) fn new(pattern: &str) -> Result<Self, String> {
        let pattern = with_ascii_classes(pattern)?;
        let mut size = MIN_MEASURED_BYTES;
        loop {
            let regex = RegexBuilder::new(&pattern)
                .size_limit(size)
                .dfa_size_limit(MAX_CACHE_BYTES)
                .build();
            match regex {
                Ok(compiled) => return Ok(Self { compiled, size }),
                Err(regex::Error::CompiledTooBig(_)) if size < MAX_BYTES => size *= 2,
                Err(regex::Error::CompiledTooBig(_)) => {
                    return Err("it is too large when its repetitions are written out".to_owned());
                }
                Err(error) => return Err(last_line(&error.to_string())),
            }
        }
    }

    /// Returns whether the expression matches a part of a text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.compiled.is_match(text)
    }

    /// Returns the number of steps that a search in a text of `len` bytes takes at most.
    pub(super) fn steps(&self, len: usize) -> usize {
        len.saturating_mul(self.size / MIN_MEASURED_BYTES)
    }

    /// Returns how much memory the expression takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.size.max(MIN_BYTES)
    }
}

/// Returns the expression with the classes of RE2 instead of those of Unicode.
fn with_ascii_classes(pattern: &str) -> Result<String, String> {
    let ast = Parser::new().parse(pattern).map_err(|error| error.kind().to_string())?;
    let mut changes = visit(&ast, Classes::default()).unwrap_or_default();
    changes.sort_by_key(|(span, _)| span.start.offset);
    let (mut text, mut at) = (String::new(), 0);
    for (span, class) in changes {
        text.push_str(&pattern[at..span.start.offset]);
        text.push_str(&class);
        at = span.end.offset;
    }
    text.push_str(&pattern[at..]);
    Ok(text)
}

/// Collects the classes to replace.
#[derive(Default)]
struct Classes(Vec<(Span, String)>);

impl Visitor for Classes {
    type Output = Vec<(Span, String)>;
    type Err = ();

    fn finish(self) -> Result<Self::Output, ()> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
        match ast {
            Ast::ClassPerl(class) => self.0.push((class.span, format!("[{}]", posix(class)))),
            Ast::Assertion(assertion) if assertion.kind == AssertionKind::WordBoundary => {
                self.0.push((assertion.span, r"(?-u:\b)".to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), ()> {
        if let ClassSetItem::Perl(class) = item {
            self.0.push((class.span, posix(class)));
        }
        Ok(())
    }
}

/// Returns the class as written within brackets.
fn posix(class: &ClassPerl) -> String {
    let name = match class.kind {
        ClassPerlKind::Digit => "digit",
        ClassPerlKind::Space => "space",
        ClassPerlKind::Word => "word",
    };
    format!("[:{}{name}:]", if class.negated { "^" } else { "" })
}

fn last_line(error: &str) -> String {
    error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(pattern: &str, text: &str) -> bool {
        Regex::new(pattern).expect("a regular expression").is_match(text)
    }

    #[test]
    fn classes_know_ascii_only() {
        for (pattern, yes, no) in [
            (r"^\d$", "7", "٧"),
            (r"^\w+$", "win_2019", "größe"),
            (r"^[\w-]+$", "win-2019", "é"),
            (r"^[^\d]$", "٧", "7"),
            (r"^\D$", "٧", "7"),
            (r"^[\D]$", "٧", "7"),
            (r"^a\sb$", "a b", "a\u{a0}b"),
            (r"\bwin\b", "é win", "awin"),
            (r"\bé", "aé", "é"),
            (r"^.$", "é", "éé"),
            (r"^\\d$", r"\d", "7"),
        ] {
            assert!(is_match(pattern, yes) && !is_match(pattern, no), "{pattern}");
        }
    }

    #[test]
    fn usual_expressions_are_small() {
        for pattern in [r"^win\d{4}(r2)?-[\w.-]+$", r"^\w+\|\w+-\w+$", r"(?i)^site-[a-z]{2}\d+_.*$"]
        {
            let regex = Regex::new(pattern).expect("a regular expression");
            assert!(regex.steps(1) <= 8, "{pattern}: {}", regex.size);
        }
    }

    #[test]
    fn large_expressions_are_refused() {
        for pattern in [r".{200}", r"(\w{50}){50}", r"\pL{60}", r"(((a{9}){9}){9}){9}"] {
            assert!(Regex::new(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn the_steps_grow_with_the_expression() {
        let small = Regex::new("^win").expect("a regular expression");
        let large = Regex::new("(?:[ab]*a){10}[ab]{60}c").expect("a regular expression");
        assert!(large.steps(1000) >= 8 * small.steps(1000));
    }
}
