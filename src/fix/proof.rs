//! Verification that safe fixes preserve the values: the texts of the file before and after the
//! fixes are parsed, and their trees compared value by value.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem::{Discriminant, discriminant};
use std::ops::Range;

use crate::input::{File, Origin, string_text, texts};
use crate::json::{Kind, SyntaxErrorKind, TooLong, Tree, Value, read};

use crate::finding::Edit;
use crate::model::{Found, find, misspelled};
use crate::spec::names::interner;

/// The maximum depth of texts within texts that are compared.
const TEXT_DEPTH: usize = 1;

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
    let (mut old, mut new) = (texts(before), texts(after));
    loop {
        match (old.next(), new.next()) {
            (Some(old), Some(new)) => {
                let old = Side { text: old.content, origin: &old.origin };
                let new = Side { text: new.content, origin: &new.origin };
                if !proof.text(old, new, TEXT_DEPTH)? {
                    return Ok(false);
                }
            }
            (None, None) => return Ok(proof.errors_are_fixed()),
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
                Found::Body { text, is_base64: false } => Some(text.id()),
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
            if bodies.contains(&id)
                && let Some((old_body, old_origin)) = string_text(before, old.origin)
                && let Some((new_body, new_origin)) = string_text(after, new.origin)
            {
                let old = Side { text: &old_body, origin: &old_origin };
                let new = Side { text: &new_body, origin: &new_origin };
                if !self.text(old, new, depth - 1)? {
                    return Ok(false);
                }
            } else if !self.is_same_scalar(before, after, old.origin, new.origin) {
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
                self.is_respelled(from.place(old_span), to.place(new_span))
                    .unwrap_or_else(|| old.key() == new.key())
            }
            _ => false,
        }
    }

    fn is_same_scalar(&self, old: Value<'_>, new: Value<'_>, from: &Origin, to: &Origin) -> bool {
        match old.kind() {
            Kind::String => self
                .is_respelled(from.place(old.span()), to.place(new.span()))
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
