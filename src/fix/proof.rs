//! Verification that safe fixes preserve the values: the texts of the file before and after the
//! fixes are parsed, and their trees compared value by value.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem::{Discriminant, discriminant};
use std::ops::Range;

use crate::input::{File, Origin, Text, embedded_text};
use crate::json::{Kind, SyntaxErrorKind, TooLong, Tree, Value, read};

use crate::finding::Edit;
use crate::model::{Found, TEXT_DEPTH, find, misspelled, value_texts, values_within};
use crate::spec::names::interner;

/// The edits of one round.
#[derive(Default)]
pub(super) struct Edits<'f> {
    /// All edits by start offset, in bytes.
    pub(super) all: BTreeMap<usize, &'f Edit>,
    /// The start offsets of edits that correct the spelling of a key or keyword.
    pub(super) respelled: Vec<usize>,
    /// The number of syntax errors that the edits fix.
    pub(super) fixed_errors: usize,
}

/// Returns whether `after`, the result of applying `edits` to `before`, has the same values in the
/// same order, the same ones damaged or incomplete, and no syntax errors but those that remain.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
pub(super) fn is_same(before: &File, after: &File, edits: &Edits<'_>) -> Result<bool, TooLong> {
    let mut proof = Proof { before, after, edits, errors: HashMap::new() };
    let (mut old, mut new) = (value_texts(before), value_texts(after));
    loop {
        match (old.next().transpose()?, new.next().transpose()?) {
            (None, None) => return Ok(proof.errors_are_fixed()),
            (Some(old), Some(new)) if proof.text(Side::of(&old), Side::of(&new), TEXT_DEPTH)? => {}
            _ => return Ok(false),
        }
    }
}

/// A text before or after the edits, with its position in the file.
#[derive(Clone, Copy)]
struct Side<'s> {
    text: &'s str,
    origin: &'s Origin,
}

impl<'s> Side<'s> {
    fn of(text: &'s Text<'_>) -> Self {
        Self { text: &text.content, origin: &text.origin }
    }
}

struct Proof<'p> {
    before: &'p File,
    after: &'p File,
    edits: &'p Edits<'p>,
    /// The number of syntax errors of each kind before and after.
    errors: HashMap<Discriminant<SyntaxErrorKind>, [usize; 2]>,
}

impl Proof<'_> {
    fn text(&mut self, old: Side<'_>, new: Side<'_>, depth: usize) -> Result<bool, TooLong> {
        let (mut old_tree, new_tree) = (read(old.text, interner())?, read(new.text, interner())?);
        self.count_errors(&old_tree, 0);
        self.count_errors(&new_tree, 1);
        if old_tree.len() != new_tree.len() {
            return Ok(false);
        }
        let renamed = misspelled(&old_tree).renamed;
        old_tree.rename(&renamed);
        let found = old_tree.root().filter(|_| depth > 0).map(find).unwrap_or_default();
        let bodies: HashSet<u32> = found
            .iter()
            .filter_map(|found| match found {
                Found::Text { value, .. } => Some(value.id()),
                _ => None,
            })
            .collect();
        // Ids ascend in text order, so nodes that agree in kind and length form equal trees.
        for id in 0..old_tree.len() as u32 {
            let (before, after) = (old_tree.value_by_id(id), new_tree.value_by_id(id));
            let is_alike = before.kind() == after.kind()
                && before.len() == after.len()
                && before.is_damaged() == after.is_damaged()
                && before.is_incomplete() == after.is_incomplete()
                && self.is_same_key(before, after, old.origin, new.origin);
            if !is_alike {
                return Ok(false);
            }
            let is_same = self.is_same_scalar(before, after, old.origin, new.origin);
            let is_same = is_same
                || bodies.contains(&id) && self.is_same_body(before, after, (old, new), depth)?;
            if !is_same {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns whether the texts in two strings have the same values.
    fn is_same_body(
        &mut self,
        before: Value<'_>,
        after: Value<'_>,
        (old, new): (Side<'_>, Side<'_>),
        depth: usize,
    ) -> Result<bool, TooLong> {
        let (Some(old), Some(new)) =
            (embedded_text(before, old.origin), embedded_text(after, new.origin))
        else {
            return Ok(false);
        };
        if !old.origin.is_editable() {
            return Ok(false);
        }
        let old = values_within(&old, depth - 1)?;
        let new = values_within(&new, depth - 1)?;
        if old.len() != new.len() {
            return Ok(false);
        }
        for (old, new) in old.iter().zip(&new) {
            if !self.text(Side::of(old), Side::of(new), depth - 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn count_errors(&mut self, tree: &Tree<'_>, side: usize) {
        for error in tree.syntax_errors() {
            self.errors.entry(discriminant(&error.kind)).or_default()[side] += 1;
        }
    }

    fn errors_are_fixed(&self) -> bool {
        let total = |side: usize| self.errors.values().map(|count| count[side]).sum::<usize>();
        self.errors.values().all(|[before, after]| after <= before)
            && total(1) + self.edits.fixed_errors == total(0)
    }

    fn is_same_key(&self, old: Value<'_>, new: Value<'_>, from: &Origin, to: &Origin) -> bool {
        match (old.key_span(), new.key_span()) {
            (None, None) => true,
            (Some(old_span), Some(new_span)) => {
                // A misspelled key of the old tree was renamed; the text of the key is compared.
                self.is_respelled(from.location(old_span), to.location(new_span))
                    .unwrap_or_else(|| old.key() == new.key())
            }
            _ => false,
        }
    }

    fn is_same_scalar(&self, old: Value<'_>, new: Value<'_>, from: &Origin, to: &Origin) -> bool {
        match old.kind() {
            Kind::String => self
                .is_respelled(from.location(old.span()), to.location(new.span()))
                .unwrap_or_else(|| old.as_str() == new.as_str()),
            Kind::Number => old.number_text() == new.number_text(),
            _ => true,
        }
    }

    /// Returns whether a respelled key or string has exactly the new spelling; `None` if it was not
    /// respelled.
    fn is_respelled(&self, old: Range<usize>, new: Range<usize>) -> Option<bool> {
        let next = self.edits.respelled.partition_point(|start| *start < old.start);
        self.edits.respelled.get(next).filter(|start| **start < old.end)?;
        let mut expected = String::new();
        let mut at = old.start;
        for edit in self.edits.all.range(old.clone()).map(|(_, edit)| edit) {
            expected.push_str(self.before.text.get(at..edit.span.start)?);
            expected.push_str(edit.replacement.raw());
            at = edit.span.end;
        }
        expected.push_str(self.before.text.get(at..old.end)?);
        Some(self.after.text.get(new) == Some(expected.as_str()))
    }
}
