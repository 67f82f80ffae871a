//! Merge conflicts: the markers that a version control system writes around the two sides.

use super::{Kind, Span, SyntaxError, SyntaxErrorKind, Tree, Value};

/// The minimum length of a conflict marker, in characters.
const MARKER_LEN: usize = 7;

/// The maximum number of conflicts that are detected in one text.
const MAX_CONFLICTS: usize = 1000;

/// An unresolved merge conflict. Both sides are read, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The `<<<<<<<` marker, with the name that follows it.
    opening: Span,
    /// The `|||||||` marker of the diff3 style.
    base: Option<Span>,
    /// The `=======` marker.
    middle: Option<Span>,
    /// The `>>>>>>>` marker, with the name that follows it.
    closing: Option<Span>,
    /// The end offset, in bytes: after the last marker, or at the end of the text.
    end: u32,
}

impl Conflict {
    /// Returns the span of the whole conflict, markers included.
    pub(super) fn span(&self) -> Span {
        Span::new(self.opening.start, self.end)
    }

    /// Returns the markers in text order.
    pub(super) fn markers(&self) -> impl Iterator<Item = Span> {
        [Some(self.opening), self.base, self.middle, self.closing].into_iter().flatten()
    }

    /// Returns the span between the first marker and the next one.
    pub(super) fn ours_side(&self) -> Span {
        let next = self.base.or(self.middle).or(self.closing);
        Span::new(self.opening.end, next.map_or(self.end, |next| next.start))
    }

    /// Returns the span of the common base, in the diff3 style.
    pub(super) fn base_side(&self) -> Option<Span> {
        let base = self.base?;
        let next = self.middle.or(self.closing);
        Some(Span::new(base.end, next.map_or(self.end, |next| next.start)))
    }

    /// Returns the span between the last two markers.
    pub(super) fn theirs_side(&self) -> Option<Span> {
        let middle = self.middle?;
        Some(Span::new(middle.end, self.closing.map_or(self.end, |closing| closing.start)))
    }

    pub(super) fn syntax_error(&self) -> SyntaxError {
        let Self { opening, base, middle, closing, .. } = *self;
        let kind = SyntaxErrorKind::MergeConflict { base, middle, closing };
        SyntaxError { kind, span: opening, related: None, repair: Vec::new() }
    }

    /// Returns the side that contains the offset `at`; `None` outside of the conflict.
    fn side_of(&self, at: u32) -> Option<bool> {
        let is_within = self.opening.start <= at && at < self.end;
        is_within.then(|| self.middle.is_some_and(|middle| middle.start <= at))
    }
}

impl Tree<'_> {
    /// Returns the merge conflicts of the text.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Returns whether `value` lies in a merge conflict.
    #[must_use]
    pub fn is_in_conflict(&self, value: Value<'_>) -> bool {
        let at = value.span().start;
        self.conflicts.iter().any(|conflict| conflict.side_of(at).is_some())
    }

    /// Returns whether the two values are alternatives in a merge conflict: resolving it may keep
    /// only one of them.
    #[must_use]
    pub fn are_alternatives(&self, one: Value<'_>, other: Value<'_>) -> bool {
        let (one, other) = (one.span().start, other.span().start);
        self.conflicts.iter().any(|conflict| conflict.side_of(one) != conflict.side_of(other))
    }
}

/// Returns whether `span` overlaps one of `conflicts`.
pub(super) fn touches(conflicts: &[Conflict], span: Span) -> bool {
    let meets = |whole: Span| whole.start <= span.end && span.start <= whole.end;
    conflicts.iter().any(|conflict| meets(conflict.span()))
}

/// Finds the merge conflicts of a text, in the order in which they begin. A marker inside a
/// multi-line string is part of that string.
pub(super) fn find(tree: &Tree<'_>) -> Vec<Conflict> {
    let text = tree.text;
    let mut conflicts: Vec<Conflict> = Vec::new();
    // The open conflicts, with the length of their markers; the innermost is last.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(start) = next_line_with_marker(text, at) {
        let rest = &text[start..];
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        at = start + line.len().max(1);
        let Some((marker, len)) = marker(line) else { continue };
        let span = Span::new(start as u32, at as u32);
        if marker == b'<' {
            if conflicts.len() < MAX_CONFLICTS && !is_in_string(tree, span) {
                open.push((conflicts.len(), len));
                conflicts.push(Conflict {
                    opening: span,
                    base: None,
                    middle: None,
                    closing: None,
                    end: text.len() as u32,
                });
            }
            continue;
        }
        let Some(depth) = open.iter().rposition(|(_, other)| *other == len) else { continue };
        let conflict = &mut conflicts[open[depth].0];
        match marker {
            b'|' if conflict.base.is_none() && conflict.middle.is_none() => {
                conflict.base = Some(span);
            }
            b'=' if conflict.middle.is_none() => conflict.middle = Some(span),
            b'>' => {
                (conflict.closing, conflict.end) = (Some(span), span.end);
                open.truncate(depth);
            }
            _ => {}
        }
    }
    conflicts
}

/// Returns the start of the first line, at or after `at`, that may begin with a marker.
fn next_line_with_marker(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // Most texts contain no opening marker at all.
    if at == 0 {
        at = memchr::memmem::find(bytes, b"<<<<<<<")?;
    }
    loop {
        let is_line = at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
        if is_line && matches!(bytes.get(at)?, b'<' | b'|' | b'=' | b'>') {
            return Some(at);
        }
        at += memchr::memchr2(b'\n', b'\r', bytes.get(at..)?)? + 1;
    }
}

/// Returns the character of the marker on `line` and its length in characters.
fn marker(line: &str) -> Option<(u8, usize)> {
    let first = *line.as_bytes().first()?;
    let len = line.bytes().take_while(|byte| *byte == first).count();
    let is_alone = line[len..].is_empty() || line[len..].starts_with(' ');
    (len >= MARKER_LEN && is_alone).then_some((first, len))
}

fn is_in_string(tree: &Tree<'_>, span: Span) -> bool {
    let around = tree.value_around(span).filter(|value| value.kind() == Kind::String);
    around.is_some_and(|value| {
        let content = value.span();
        content.start < span.start && span.end < content.end
    })
}
