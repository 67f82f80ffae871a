//! Text that a terminal, a shell or an editor wrapped at a fixed width, so that line breaks split
//! keys, strings, literals and numbers.

use super::syntax_error::MAX_EDITS;
use super::{
    Edit, Interner, OffsetMap, Span, SyntaxError, SyntaxErrorKind, TooLong, Tree, read, scan,
};

/// The minimum wrap width, in characters.
const MIN_WIDTH: usize = 20;

/// The usual wrap widths of terminals, mail programs and editors. At one of these, a single broken
/// line is sufficient evidence.
const USUAL_WIDTHS: &[usize] = &[72, 76, 78, 79, 80, 100, 120, 132, 160, 200];

/// The maximum number of trailing spaces that copying may remove from a line.
const MAX_TRIMMED: usize = 2;

/// A text whose lines were wrapped at a fixed width, joined again.
#[derive(Clone, Debug)]
pub struct Unwrapped {
    /// The text without the inserted line breaks.
    pub text: String,
    /// The offset mapping from this text to the wrapped one.
    pub offsets: OffsetMap,
    /// The offsets of the joins, in bytes of this text.
    joins: Vec<u32>,
    width: usize,
}

impl Unwrapped {
    /// Joins the lines of the text that `tree` was read from. Returns `None` if the text is valid
    /// JSON, or if joining does not explain its syntax errors.
    ///
    /// # Errors
    /// Returns [`TooLong`] if the text is 4 GiB or longer.
    pub fn of(tree: &Tree<'_>) -> Result<Option<Self>, TooLong> {
        let text = tree.text();
        if tree.syntax_errors().is_empty() || memchr::memchr(b'\n', text.as_bytes()).is_none() {
            return Ok(None);
        }
        let by_bytes = !text.is_ascii();
        for measure in
            [|line: &str| line.chars().count(), str::len].iter().take(1 + usize::from(by_bytes))
        {
            if let Some(unwrapped) = Self::joined(text, *measure)
                && unwrapped.explains(tree)?
            {
                return Ok(Some(unwrapped));
            }
        }
        Ok(None)
    }

    /// Parses the joined text into a tree with one syntax error for all broken lines.
    ///
    /// # Errors
    /// Returns [`TooLong`] if the text is 4 GiB or longer.
    pub fn read(&self, interner: &'static Interner) -> Result<Tree<'_>, TooLong> {
        let mut tree = read(&self.text, interner)?;
        let broken = broken_tokens(&tree, &self.joins);
        let first = broken.first().copied().unwrap_or_default();
        // Replacing the character before a line break together with the break removes the break.
        let join = |at: &u32| {
            let span = self.before(*at);
            Edit { span, replacement: self.text[span.range()].to_owned() }
        };
        let error = SyntaxError {
            kind: SyntaxErrorKind::WrappedLines { width: self.width, count: broken.len() as u32 },
            span: Span::at(first),
            related: None,
            repair: match self.joins.len() {
                0..=MAX_EDITS => self.joins.iter().map(join).collect(),
                _ => Vec::new(),
            },
        };
        let index = tree.syntax_errors.partition_point(|other| other.span <= error.span);
        tree.syntax_errors.insert(index, error);
        Ok(tree)
    }

    /// Returns the spans of the inserted line breaks in the wrapped text.
    pub fn line_ends(&self) -> impl Iterator<Item = Span> {
        self.joins.iter().map(|at| {
            let character = self.before(*at);
            let start = self.offsets.outer(Span::at(character.start)).start + character.len();
            Span::new(start, self.offsets.outer(Span::at(*at)).start)
        })
    }

    /// Returns the span of the character before `at`.
    fn before(&self, at: u32) -> Span {
        let len = self.text[..at as usize].chars().next_back().map_or(0, char::len_utf8);
        Span::new(at - len as u32, at)
    }

    fn joined(text: &str, measure: fn(&str) -> usize) -> Option<Self> {
        let lines: Vec<&str> = scan::trim_end(text).split('\n').collect();
        let content = |line: &'_ str| measure(line.strip_suffix('\r').unwrap_or(line));
        let width = lines.iter().map(|line| content(line)).max()?;
        let (_, broken) = lines.split_last()?;
        if width < MIN_WIDTH || broken.is_empty() {
            return None;
        }
        // If all lines but the last have this width, a shorter line lost its trailing spaces.
        let all = broken.iter().all(|line| content(line) + MAX_TRIMMED >= width);
        let is_wide = |line: &str| content(line) == width || all && content(line) < width;
        let mut joined = String::with_capacity(text.len());
        let (mut steps, mut joins) = (vec![(0, 0)], Vec::new());
        let mut at = 0;
        for (index, line) in lines.iter().enumerate() {
            let end = at + line.len();
            if index + 1 < lines.len() && is_wide(line) {
                joined.push_str(line.strip_suffix('\r').unwrap_or(line));
                joins.push(joined.len() as u32);
                steps.push((joined.len() as u32, end as u32 + 1));
            } else {
                joined.push_str(text.get(at..end + 1).unwrap_or(&text[at..]));
            }
            at = (end + 1).min(text.len());
        }
        joined.push_str(&text[at..]);
        (!joins.is_empty()).then(|| Self {
            text: joined,
            offsets: OffsetMap::new(steps),
            joins,
            width,
        })
    }

    /// Returns whether wrapping at this width explains the errors: the joined text has fewer syntax
    /// errors and no broken line left, and the line widths are not a coincidence.
    fn explains(&self, wrapped: &Tree<'_>) -> Result<bool, TooLong> {
        let tree = read(&self.text, wrapped.interner)?;
        let is_left =
            |error: &SyntaxError| matches!(error.kind, SyntaxErrorKind::LineEndInString { .. });
        if tree.syntax_errors().len() >= wrapped.syntax_errors().len()
            || tree.syntax_errors().iter().any(is_left)
        {
            return Ok(false);
        }
        let broken = broken_tokens(&tree, &self.joins);
        // Trailing spaces that were removed inside a string are lost.
        let start = |at: u32| self.offsets.outer(Span::at(at)).start as usize;
        let line_of = |at: u32| {
            let before = wrapped.text()[..start(at)].trim_end_matches(['\r', '\n']);
            before.rsplit('\n').next().unwrap_or(before)
        };
        let is_whole = |at: &u32| {
            let line = line_of(*at);
            line.chars().count() == self.width || line.len() == self.width
        };
        if broken.is_empty() || !broken.iter().all(is_whole) {
            return Ok(false);
        }
        let is_spaced = |at: &u32| {
            let (before, after) = self.text.split_at(*at as usize);
            before.ends_with(' ') || after.starts_with(' ')
        };
        let is_usual = USUAL_WIDTHS.contains(&self.width) && !broken.iter().any(is_spaced);
        let is_even = self.joins.len() > 1
            && self.joins.len() == scan::trim_end(wrapped.text()).matches('\n').count();
        Ok(broken.len() > 1 || is_even || is_usual)
    }
}

/// Returns the `joins` that lie inside a key or scalar.
fn broken_tokens(tree: &Tree<'_>, joins: &[u32]) -> Vec<u32> {
    let mut tokens = tree.tokens().into_iter().peekable();
    let mut broken = Vec::new();
    for at in joins {
        while tokens.next_if(|token| token.end <= *at).is_some() {}
        if tokens.peek().is_some_and(|token| token.start < *at) {
            broken.push(*at);
        }
    }
    broken
}
