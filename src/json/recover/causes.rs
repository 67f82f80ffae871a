//! Causes that damage a text in many places at once: spaces that are none in JSON, and the markers
//! of merge conflicts. Each is one defect; what it covers is read as if it were blank.

use std::cmp::Reverse;
use std::ops::Range;

use crate::json::conflict::{self, Conflict};
use crate::json::defect::MAX_EDITS;
use crate::json::read::Reader;
use crate::json::tree::flag;
use crate::json::{Defect, DefectKind, Edit, Kind, Span, Tree, scan};
use crate::unicode::is_blank;

use super::mended::{Parts, with_brackets_mended};
use super::span;

/// What `reader` read, with the defects that come from one cause told as one.
pub(in crate::json) fn recovered(reader: Reader<'_>) -> Tree<'_> {
    let conflicts = conflict::find(&reader.tree);
    let text = reader.tree.text;
    if conflicts.is_empty() {
        let spaces = foreign_spaces(text);
        return if spaces.is_empty() {
            with_brackets_mended(reader)
        } else {
            without_spaces(reader, &spaces)
        };
    }
    let sides: Vec<LeftOut> =
        conflicts.iter().map(|conflict| LeftOut::of(conflict, text)).collect();
    // Line by line the same offsets: only what is no part of a reading is blank in it.
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
    parts.defects = of_either(ours.defects, theirs.defects, &conflicts);
    parts.defects.extend(conflicts.iter().map(Conflict::defect));
    let mut tree = parts.into_tree(reader.tree);
    note_spaces(&mut tree, &spaces);
    tree.defects.sort_by_key(|defect| defect.span);
    mark_incomplete(&mut tree, &conflicts);
    tree.conflicts = conflicts;
    tree
}

/// What is read with blanks in the place of `spaces`, if more can be read so.
fn without_spaces<'t>(reader: Reader<'t>, spaces: &[Range<usize>]) -> Tree<'t> {
    let tree = &reader.tree;
    let parts = Parts::recovered(&blanked(tree.text, &mut spaces.to_vec()), tree);
    if parts.defects.len() >= tree.defects.len() && parts.nodes.len() <= tree.nodes.len() {
        return with_brackets_mended(reader);
    }
    let mut tree = parts.into_tree(reader.tree);
    note_spaces(&mut tree, spaces);
    tree.defects.sort_by_key(|defect| defect.span);
    tree
}

/// `text` with spaces in the place of each byte of `ranges`; line ends stay.
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

/// The runs of foreign spaces outside of strings that part nothing but words from anything else:
/// within a word they are damage of the word.
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
            // No string goes on past the end of its line.
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

/// Notes the foreign spaces that stand in no value or key.
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
    let kind = DefectKind::ForeignSpace { first, count };
    tree.defects.push(Defect { kind, span, related: None, repair });
}

/// What a reading of both sides of a conflict leaves out, and what readings of either side do.
struct LeftOut {
    both: Vec<Span>,
    ours: Vec<Span>,
    theirs: Vec<Span>,
}

impl LeftOut {
    fn of(conflict: &Conflict, text: &str) -> Self {
        let mut markers: Vec<Span> = conflict.markers().collect();
        // What both sides came from is no alternative.
        markers.extend(conflict.base_side());
        let (ours, theirs) = (conflict.ours_side(), conflict.theirs_side());
        let mut both = markers.clone();
        if let Some(theirs) = theirs {
            let same = same_closers(&text[ours.range()], &text[theirs.range()]);
            let (in_ours, in_theirs) = (ours.start + same.0, theirs.start + same.1);
            let is_balanced = [Span::new(in_ours, ours.end), Span::new(in_theirs, theirs.end)]
                .iter()
                .all(|side| is_balanced(&text.as_bytes()[side.range()]));
            // Where a side opens or closes what the other does not, one of them is read.
            let left_out = if is_balanced { in_theirs } else { theirs.end };
            both.push(Span::new(theirs.start, left_out));
        }
        let with = |side: Option<Span>| markers.iter().copied().chain(side).collect();
        Self { both, ours: with(theirs), theirs: with(Some(ours)) }
    }
}

/// How long the same closing brackets and commas are that both sides begin with, in bytes of each.
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

/// Whether each bracket that a side opens is closed in it, and no other.
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

/// The defects that either side has. Only what both have, and what touches no conflict, can be
/// repaired whatever side is kept.
fn of_either(ours: Vec<Defect>, theirs: Vec<Defect>, conflicts: &[Conflict]) -> Vec<Defect> {
    let mut defects = ours;
    defects.extend(theirs);
    defects.sort_by_key(|defect| defect.span);
    let mut merged: Vec<(Defect, bool)> = Vec::with_capacity(defects.len());
    for defect in defects {
        match merged.last_mut() {
            Some((last, is_of_both)) if last.span == defect.span && last.kind == defect.kind => {
                *is_of_both = last.repair == defect.repair;
            }
            _ => merged.push((defect, false)),
        }
    }
    let mut merged: Vec<Defect> = merged
        .into_iter()
        .map(|(mut defect, is_of_both)| {
            let touches = |edit: &Edit| conflict::touches(conflicts, edit.span);
            if !is_of_both || defect.repair.iter().any(touches) {
                defect.repair.clear();
            }
            defect
        })
        .collect();
    // The text ends once, wherever each side sees it.
    let ends = |defect: &Defect| matches!(defect.kind, DefectKind::EndsEarly { .. });
    if let Some(last) = merged.iter().rposition(ends) {
        let mut index = 0;
        merged.retain(|defect| {
            index += 1;
            index > last || !ends(defect)
        });
    }
    merged
}

/// Marks each container in which a marker stands, those that hold a marker of a conflict and not
/// all of it, and those that begin within one.
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
    // One may stand within another: each place is looked at once.
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
