//! Text that a terminal, a shell or an editor broke into lines of one width, so that line ends stand
//! in its keys, strings, literals and numbers.

use super::defect::MAX_EDITS;
use super::{Defect, DefectKind, Edit, Span, TooLong, Tree, Vocabulary, Way, read, scan};

/// Nobody wraps at fewer characters.
const MIN_WIDTH: usize = 20;

/// Widths at which terminals, mail and editors wrap, so that a single broken line is enough to tell.
const USUAL_WIDTHS: &[usize] = &[72, 76, 78, 79, 80, 100, 120, 132, 160, 200];

/// How many spaces at the end of a line a copy of it may lack.
const MAX_TRIMMED: usize = 2;

/// A text whose lines were broken at a fixed width, joined again.
#[derive(Clone, Debug)]
pub struct Unwrapped {
    /// The text without the line ends that do not belong to it.
    pub text: String,
    /// The way from this text back to the wrapped one.
    pub way: Way,
    /// Where lines were joined, in bytes of this text.
    joins: Vec<u32>,
    width: usize,
}

impl Unwrapped {
    /// Joins the lines of the text that `tree` was read from: `None` if it is JSON as it stands, or
    /// if joining does not explain what is wrong with it.
    ///
    /// # Errors
    /// [`TooLong`] if the text has 4 GiB or more.
    pub fn of(tree: &Tree<'_>) -> Result<Option<Self>, TooLong> {
        let text = tree.text();
        if tree.defects().is_empty() || memchr::memchr(b'\n', text.as_bytes()).is_none() {
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

    /// The tree of the joined text, with one defect for all broken lines.
    ///
    /// # Errors
    /// [`TooLong`] if the text has 4 GiB or more.
    pub fn read(&self, vocabulary: &'static Vocabulary) -> Result<Tree<'_>, TooLong> {
        let mut tree = read(&self.text, vocabulary)?;
        let broken = broken_tokens(&tree, &self.joins);
        let first = broken.first().copied().unwrap_or_default();
        // The character before a line end, put in place of both, takes the line end away.
        let join = |at: &u32| {
            let span = self.before(*at);
            Edit { span, replacement: self.text[span.range()].to_owned() }
        };
        let defect = Defect {
            kind: DefectKind::WrappedLines { width: self.width, count: broken.len() as u32 },
            span: Span::at(first),
            related: None,
            repair: match self.joins.len() {
                0..=MAX_EDITS => self.joins.iter().map(join).collect(),
                _ => Vec::new(),
            },
        };
        let index = tree.defects.partition_point(|other| other.span <= defect.span);
        tree.defects.insert(index, defect);
        Ok(tree)
    }

    /// The line ends that do not belong to it, as places of the wrapped text.
    pub fn line_ends(&self) -> impl Iterator<Item = Span> {
        self.joins.iter().map(|at| {
            let character = self.before(*at);
            let start = self.way.outer(Span::at(character.start)).start + character.len();
            Span::new(start, self.way.outer(Span::at(*at)).start)
        })
    }

    /// The character before `at`.
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
        // Where each line but the last is as wide, a narrower one lost its spaces at the end.
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
        (!joins.is_empty()).then(|| Self { text: joined, way: Way::of(steps), joins, width })
    }

    /// Whether the lines were broken at this width, and nothing else broke them: the joined text
    /// has fewer defects, no broken line is left, and chance does not explain the widths.
    fn explains(&self, wrapped: &Tree<'_>) -> Result<bool, TooLong> {
        let tree = read(&self.text, wrapped.vocabulary)?;
        let is_left = |defect: &Defect| matches!(defect.kind, DefectKind::LineEndInString { .. });
        if tree.defects().len() >= wrapped.defects().len() || tree.defects().iter().any(is_left) {
            return Ok(false);
        }
        let broken = broken_tokens(&tree, &self.joins);
        // What was cut off the end of a line within a string is lost.
        let start = |at: u32| self.way.outer(Span::at(at)).start as usize;
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

/// The places of `joins` that lie within a key or scalar.
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
