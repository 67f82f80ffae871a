//! Causes that damage a text in many places at once: space characters that are not JSON white
//! space, and the markers of merge conflicts. Each cause is one syntax error; the characters that
//! it covers are read as blanks.

use std::cmp::Reverse;
use std::ops::Range;

use crate::json::conflict::{self, Conflict};
use crate::json::reader::Reader;
use crate::json::syntax_error::MAX_EDITS;
use crate::json::tree::flag;
use crate::json::{Edit, Kind, SyntaxError, SyntaxErrorKind, Tree, scan};
use crate::sanitize::unicode::is_blank;
use crate::source::Span;

use super::bracket_repair::{Parts, repair_brackets};
use super::span;

/// Returns the tree of `reader`, with all errors of a common cause combined into one.
pub(in crate::json) fn recovered(reader: Reader<'_>) -> Tree<'_> {
    let conflicts = conflict::find(&reader.tree);
    let text = reader.tree.text;
    if conflicts.is_empty() {
        let spaces = foreign_spaces(text);
        return if spaces.is_empty() {
            repair_brackets(reader)
        } else {
            without_spaces(reader, &spaces)
        };
    }
    let sides: Vec<LeftOut> =
        conflicts.iter().map(|conflict| LeftOut::of(conflict, text)).collect();
    // Blanking keeps all offsets: it only replaces what a pass must not see.
    let blank = |of: fn(&LeftOut) -> &[Span]| {
        let mut ranges: Vec<Range<usize>> =
            sides.iter().flat_map(|sides| of(sides).iter().map(|span| span.range())).collect();
        let unmarked = blanked(text, &mut ranges);
        let mut spaces = foreign_spaces(&unmarked);
        (blanked(&unmarked, &mut spaces), spaces)
    };
    let (both, spaces) = blank(|sides| &sides.both);
    let mut parts = Parts::recovered(&both, &reader.tree);
    let ours = Parts::recovered(&blank(|sides| &sides.ours).0, &reader.tree);
    let theirs = Parts::recovered(&blank(|sides| &sides.theirs).0, &reader.tree);
    parts.exceeded = parts.exceeded.or(ours.exceeded).or(theirs.exceeded);
    parts.syntax_errors = of_either(ours.syntax_errors, theirs.syntax_errors, &conflicts);
    parts.syntax_errors.extend(conflicts.iter().map(Conflict::syntax_error));
    let mut tree = parts.into_tree(reader.tree);
    align_errors(&mut tree);
    note_spaces(&mut tree, &spaces);
    tree.syntax_errors.sort_by_key(|error| error.span);
    mark_incomplete(&mut tree, &conflicts);
    tree.conflicts = conflicts;
    tree
}

/// Reads the text with `spaces` blanked, and returns that tree if it contains more values.
fn without_spaces<'t>(reader: Reader<'t>, spaces: &[Range<usize>]) -> Tree<'t> {
    let tree = &reader.tree;
    let parts = Parts::recovered(&blanked(tree.text, &mut spaces.to_vec()), tree);
    if parts.syntax_errors.len() >= tree.syntax_errors.len()
        && parts.nodes.len() <= tree.nodes.len()
    {
        return repair_brackets(reader);
    }
    let mut tree = parts.into_tree(reader.tree);
    align_errors(&mut tree);
    note_spaces(&mut tree, spaces);
    tree.syntax_errors.sort_by_key(|error| error.span);
    tree
}

/// Extends each syntax error to whole characters: one byte of a blanked character looked like a space.
fn align_errors(tree: &mut Tree<'_>) {
    let text = tree.text;
    for error in &mut tree.syntax_errors {
        let start = text.floor_char_boundary(error.span.start as usize);
        error.span = span(start, text.ceil_char_boundary(error.span.end as usize));
    }
}

/// Replaces each byte of `ranges` in `text` by a space; line ends are kept.
fn blanked(text: &str, ranges: &mut [Range<usize>]) -> String {
    ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut blanked = String::with_capacity(text.len());
    for range in ranges.iter() {
        let start = range.start.max(blanked.len());
        if start >= range.end {
            continue;
        }
        blanked.push_str(&text[blanked.len()..start]);
        for character in text[start..range.end].chars() {
            match character {
                '\n' | '\r' => blanked.push(character),
                _ => blanked.extend(std::iter::repeat_n(' ', character.len_utf8())),
            }
        }
    }
    blanked.push_str(&text[blanked.len()..]);
    blanked
}

/// Returns the runs of foreign space characters outside of strings that do not lie inside a word.
/// Inside a word they are damage of that word.
fn foreign_spaces(text: &str) -> Vec<Range<usize>> {
    let mut spaces = Vec::new();
    if text.is_ascii() {
        return spaces;
    }
    let bytes = text.as_bytes();
    let mut lines = scan::LineEnds::new(bytes);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            // A string ends at the end of its line at the latest.
            b'"' => {
                let line_end = lines.after(at);
                at = scan::string_end(&bytes[..line_end], at + 1).min(line_end);
            }
            0x80.. => {
                let rest = &text[at..];
                let len = rest.len() - rest.trim_start_matches(is_blank).len();
                let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| scan::is_word(*byte));
                let parts_words = is_word(at.checked_sub(1).and_then(|at| bytes.get(at)))
                    && is_word(bytes.get(at + len));
                if len > 0 && !parts_words {
                    spaces.push(at..at + len);
                }
                at += len.max(rest.chars().next().map_or(1, char::len_utf8));
            }
            _ => at += 1,
        }
    }
    spaces
}

/// Records the foreign space characters that lie in no value or key.
fn note_spaces(tree: &mut Tree<'_>, spaces: &[Range<usize>]) {
    let mut tokens = tree.tokens().into_iter().peekable();
    let mut repair = Vec::new();
    let mut first = None;
    let mut count = 0;
    for space in spaces {
        while tokens.next_if(|token| token.end as usize <= space.start).is_some() {}
        if tokens.peek().is_none_or(|token| token.start as usize >= space.end) {
            let replacement: String = tree.text[space.clone()].chars().map(|_| ' ').collect();
            count += replacement.len() as u32;
            let span = span(space.start, space.end);
            first.get_or_insert(span);
            if repair.len() <= MAX_EDITS {
                repair.push(Edit { span, replacement });
            }
        }
    }
    if repair.len() > MAX_EDITS {
        repair.clear();
    }
    let Some(span) = first else { return };
    let Some(first) = tree.text[span.range()].chars().next() else { return };
    let kind = SyntaxErrorKind::ForeignSpace { first, count };
    tree.syntax_errors.push(SyntaxError { kind, span, related: None, repair });
}

/// The ranges that each pass over the sides of a conflict leaves out.
struct LeftOut {
    both: Vec<Span>,
    ours: Vec<Span>,
    theirs: Vec<Span>,
}

impl LeftOut {
    fn of(conflict: &Conflict, text: &str) -> Self {
        let mut markers: Vec<Span> = conflict.markers().collect();
        // The common base is not an alternative.
        markers.extend(conflict.base_side());
        let (ours, theirs) = (conflict.ours_side(), conflict.theirs_side());
        let mut both = markers.clone();
        if let Some(theirs) = theirs {
            let same = same_closers(&text[ours.range()], &text[theirs.range()]);
            let (in_ours, in_theirs) = (ours.start + same.0, theirs.start + same.1);
            let is_balanced = [Span::new(in_ours, ours.end), Span::new(in_theirs, theirs.end)]
                .iter()
                .all(|side| is_balanced(&text.as_bytes()[side.range()]));
            // If the sides open or close different brackets, only one of them is read.
            let left_out = if is_balanced { in_theirs } else { theirs.end };
            both.push(Span::new(theirs.start, left_out));
        }
        let with = |side: Option<Span>| markers.iter().copied().chain(side).collect();
        Self { both, ours: with(theirs), theirs: with(Some(ours)) }
    }
}

/// Returns the lengths of the common closing brackets and commas at the start of both sides, in
/// bytes of each side.
fn same_closers(ours: &str, theirs: &str) -> (u32, u32) {
    let closers = |side: &str| {
        let tokens = side.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace());
        let closers = tokens.take_while(|(_, byte)| matches!(byte, b'}' | b']' | b','));
        closers.collect::<Vec<_>>()
    };
    let (ours, theirs) = (closers(ours), closers(theirs));
    let same = ours.iter().zip(&theirs).take_while(|(ours, theirs)| ours.1 == theirs.1).last();
    same.map_or((0, 0), |(ours, theirs)| (ours.0 as u32 + 1, theirs.0 as u32 + 1))
}

/// Returns whether a side closes exactly the brackets that it opens.
fn is_balanced(side: &[u8]) -> bool {
    let mut depth = 0_i64;
    let mut lines = scan::LineEnds::new(side);
    let mut at = 0;
    while let Some(byte) = side.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let line_end = lines.after(at);
                at = scan::string_end(&side[..line_end], at).min(line_end);
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Combines the syntax errors of both sides. Only an error that both sides have, and that touches
/// no conflict, can be repaired whichever side is kept.
fn of_either(
    ours: Vec<SyntaxError>,
    theirs: Vec<SyntaxError>,
    conflicts: &[Conflict],
) -> Vec<SyntaxError> {
    let mut syntax_errors = ours;
    syntax_errors.extend(theirs);
    syntax_errors.sort_by_key(|error| error.span);
    let mut merged: Vec<(SyntaxError, bool)> = Vec::with_capacity(syntax_errors.len());
    for error in syntax_errors {
        match merged.last_mut() {
            Some((last, is_of_both)) if last.span == error.span && last.kind == error.kind => {
                *is_of_both = last.repair == error.repair;
            }
            _ => merged.push((error, false)),
        }
    }
    let mut merged: Vec<SyntaxError> = merged
        .into_iter()
        .map(|(mut error, is_of_both)| {
            let touches = |edit: &Edit| conflict::touches(conflicts, edit.span);
            if !is_of_both || error.repair.iter().any(touches) {
                error.repair.clear();
            }
            error
        })
        .collect();
    // The text has one end, even if the sides place it differently.
    let ends = |error: &SyntaxError| matches!(error.kind, SyntaxErrorKind::EndsEarly { .. });
    if let Some(last) = merged.iter().rposition(ends) {
        let mut index = 0;
        merged.retain(|error| {
            index += 1;
            index > last || !ends(error)
        });
    }
    merged
}

/// Marks the containers that contain a marker, that contain part of a conflict, or that begin
/// inside one.
fn mark_incomplete(tree: &mut Tree<'_>, conflicts: &[Conflict]) {
    let mut marked: Vec<u32> = Vec::new();
    for conflict in conflicts {
        let whole = conflict.span();
        for marker in conflict.markers() {
            let mut at = tree.value_around(Span::at(marker.start));
            while let Some(value) = at {
                if matches!(value.kind(), Kind::Array | Kind::Object) {
                    marked.push(value.id());
                    if value.span().contains(whole) {
                        break;
                    }
                }
                at = value.parent();
            }
        }
    }
    // Conflicts may be nested: each location is visited once.
    let mut past = 0;
    for whole in conflicts.iter().map(Conflict::span) {
        let start = whole.start.max(past);
        past = past.max(whole.end);
        let first = tree.nodes.partition_point(|node| node.start < start);
        let within = tree.nodes[first..].iter().take_while(|node| node.start < past);
        let containers = within.enumerate().filter(|(_, node)| node.kind.is_container());
        marked.extend(containers.map(|(index, _)| (first + index) as u32));
    }
    for index in marked {
        tree.nodes[index as usize].flags |= flag::INCOMPLETE;
    }
}
