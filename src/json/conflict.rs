//! Merge conflicts: the markers that a version control system leaves around two sides of a text.

use super::{Defect, DefectKind, Kind, Span, Tree, Value};

/// How many characters a marker has at least.
const MARKER: usize = 7;

/// How many conflicts of one text are looked for.
const MAX_CONFLICTS: usize = 1000;

/// A merge conflict that nobody resolved. Both sides of it are read, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// `<<<<<<<`, with the name after it.
    opening: Span,
    /// `|||||||`, in the style of diff3.
    base: Option<Span>,
    /// `=======`.
    middle: Option<Span>,
    /// `>>>>>>>`, with the name after it.
    closing: Option<Span>,
    /// Where it ends: past its last marker, or with the text.
    end: u32,
}

impl Conflict {
    /// All of it, markers included.
    pub(super) fn span(&self) -> Span {
        Span::new(self.opening.start, self.end)
    }

    /// Its markers, in the order of the text.
    pub(super) fn markers(&self) -> impl Iterator<Item = Span> {
        [Some(self.opening), self.base, self.middle, self.closing].into_iter().flatten()
    }

    /// What stands between the first marker and the next one.
    pub(super) fn ours_side(&self) -> Span {
        let next = self.base.or(self.middle).or(self.closing);
        Span::new(self.opening.end, next.map_or(self.end, |next| next.start))
    }

    /// What both sides were made from.
    pub(super) fn base_side(&self) -> Option<Span> {
        let base = self.base?;
        let next = self.middle.or(self.closing);
        Some(Span::new(base.end, next.map_or(self.end, |next| next.start)))
    }

    /// What stands between the last two markers.
    pub(super) fn theirs_side(&self) -> Option<Span> {
        let middle = self.middle?;
        Some(Span::new(middle.end, self.closing.map_or(self.end, |closing| closing.start)))
    }

    pub(super) fn defect(&self) -> Defect {
        let Self { opening, base, middle, closing, .. } = *self;
        let kind = DefectKind::MergeConflict { base, middle, closing };
        Defect { kind, span: opening, related: None, repair: Vec::new() }
    }

    /// The side that a place stands in: `None` outside of the conflict.
    fn side_of(&self, at: u32) -> Option<bool> {
        let is_within = self.opening.start <= at && at < self.end;
        is_within.then(|| self.middle.is_some_and(|middle| middle.start <= at))
    }
}

impl Tree<'_> {
    /// The merge conflicts of the text.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Whether `value` stands in a merge conflict.
    #[must_use]
    pub fn is_in_conflict(&self, value: Value<'_>) -> bool {
        let at = value.span().start;
        self.conflicts.iter().any(|conflict| conflict.side_of(at).is_some())
    }

    /// Whether a merge conflict makes one value stand beside the other: not both of them will be
    /// there once it is resolved, or not both for sure.
    #[must_use]
    pub fn are_alternatives(&self, one: Value<'_>, other: Value<'_>) -> bool {
        let (one, other) = (one.span().start, other.span().start);
        self.conflicts.iter().any(|conflict| conflict.side_of(one) != conflict.side_of(other))
    }
}

/// Whether `span` touches one of `conflicts`.
pub(super) fn touches(conflicts: &[Conflict], span: Span) -> bool {
    let meets = |whole: Span| whole.start <= span.end && span.start <= whole.end;
    conflicts.iter().any(|conflict| meets(conflict.span()))
}

/// The merge conflicts of a text, in the order in which they begin. A marker within a string that
/// goes on past line ends is a part of that string.
pub(super) fn find(tree: &Tree<'_>) -> Vec<Conflict> {
    let text = tree.text;
    let mut conflicts: Vec<Conflict> = Vec::new();
    // The conflicts that are open, with the length of their markers, innermost last.
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

/// Where the next line begins, at or after `at`, whose first characters may be a marker.
fn next_line_with_marker(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // Most texts have no first marker at all.
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

/// The character of the marker that a line is, and how many there are of it.
fn marker(line: &str) -> Option<(u8, usize)> {
    let first = *line.as_bytes().first()?;
    let len = line.bytes().take_while(|byte| *byte == first).count();
    let is_alone = line[len..].is_empty() || line[len..].starts_with(' ');
    (len >= MARKER && is_alone).then_some((first, len))
}

fn is_in_string(tree: &Tree<'_>, span: Span) -> bool {
    let around = tree.value_around(span).filter(|value| value.kind() == Kind::String);
    around.is_some_and(|value| {
        let content = value.span();
        content.start < span.start && span.end < content.end
    })
}
