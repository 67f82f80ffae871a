//! From the texts of a file to the values that contain responses.

use std::borrow::Borrow;

use crate::input::{
    File, Origin, Segments, Text, embedded_text, holds_evidence, max_texts, segments, texts,
    texts_within,
};
use crate::json::{Exceeded, TooLong, Tree, Unwrapped, Value, read};
use crate::spec::names::interner;

use super::{Found, find, restore_response};

/// The maximum depth of texts within the strings of texts.
pub const TEXT_DEPTH: usize = 3;

/// The length of the shortest response, `{"items":[]}`, in bytes.
const MIN_RESPONSE: usize = 12;

/// Returns the texts of a file, each with one value, without what surrounds them.
pub fn value_texts(file: &File) -> impl Iterator<Item = Result<Text<'_>, TooLong>> {
    texts(file).flat_map(|text| match values_of(text, TEXT_DEPTH) {
        Ok(values) => values.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    })
}

/// Returns the texts with one value each within `body`, the text in a string, as [`value_texts`] does.
/// Up to `depth` more texts may be nested in each.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
pub fn values_within<'t>(body: &'t Text<'_>, depth: usize) -> Result<Vec<Text<'t>>, TooLong> {
    let mut values = Vec::new();
    for text in texts_within("", &body.content, &body.origin).take(max_texts(body.content.len())) {
        values.extend(values_of(text, depth)?);
    }
    Ok(values)
}

/// Returns the texts with one value each within `text`. Up to `depth` more texts may be nested in each.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
pub fn values_of(text: Text<'_>, depth: usize) -> Result<Vec<Text<'_>>, TooLong> {
    // Most texts are a single value, which their brackets show without parsing.
    let separated = match segments(&text) {
        Some(found) => {
            let tree = read(&text.content, interner())?;
            with_response(found, &tree, depth)?.map(Segments::into_owned_texts)
        }
        None => None,
    };
    Ok(separated.unwrap_or_else(|| vec![text]))
}

/// Returns the values of a text that is not a single one. `None` if none of them contains a response.
///
/// # Errors
/// Returns [`TooLong`] if the text is 4 GiB or longer.
pub fn separated<'t>(
    text: &'t Text<'_>,
    tree: &Tree<'_>,
    depth: usize,
) -> Result<Option<Segments<'t>>, TooLong> {
    if !is_separable(tree) {
        return Ok(None);
    }
    segments(text).map_or(Ok(None), |found| with_response(found, tree, depth))
}

/// Returns the segments of the text of `tree`. `None` if none of them contains a response.
fn with_response<'t>(
    found: Segments<'t>,
    tree: &Tree<'_>,
    depth: usize,
) -> Result<Option<Segments<'t>>, TooLong> {
    let is_one = is_separable(tree) && has_response(&found.texts, depth)?;
    Ok(is_one.then_some(found))
}

/// Returns whether a text may be more than one value. The markers of a conflict are no text around a value.
pub(crate) fn is_separable(tree: &Tree<'_>) -> bool {
    !tree.syntax_errors().is_empty() && tree.conflicts().is_empty()
}

/// Passes the tree of one value to `visit`, with wrapped lines joined.
///
/// # Errors
/// Returns [`TooLong`] if the text is 4 GiB or longer.
pub fn read_value<R>(
    tree: Tree<'_>,
    origin: &Origin,
    visit: impl FnOnce(Tree<'_>, &Origin) -> R,
) -> Result<R, TooLong> {
    match unwrapped(&tree)? {
        None => Ok(visit(tree, origin)),
        Some(unwrapped) => {
            let outer = Box::new(origin.clone());
            let origin = Origin::Unwrapped { outer, offsets: unwrapped.offsets.clone() };
            Ok(visit(unwrapped.read(interner())?, &origin))
        }
    }
}

/// Joins the wrapped lines of the text of `tree`. `None` if it has none.
///
/// # Errors
/// Returns [`TooLong`] if the text is 4 GiB or longer.
pub fn unwrapped(tree: &Tree<'_>) -> Result<Option<Unwrapped>, TooLong> {
    match tree.exceeded() {
        Some(Exceeded::Values(_)) => Ok(None),
        _ => Unwrapped::of(tree),
    }
}

/// Returns whether any of `texts` contains a response; up to `depth` more texts may be nested in each.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
pub fn has_response<'t>(
    texts: impl IntoIterator<Item = impl Borrow<Text<'t>>>,
    depth: usize,
) -> Result<bool, TooLong> {
    for text in texts {
        let text = text.borrow();
        if text.content.len() < MIN_RESPONSE {
            continue;
        }
        let tree = read(&text.content, interner())?;
        let has_one = separated(text, &tree, depth)?.is_some()
            || read_value(tree, &text.origin, |tree, origin| {
                tree_has_response(tree, origin, depth)
            })??;
        if has_one {
            return Ok(true);
        }
    }
    Ok(false)
}

fn tree_has_response(tree: Tree<'_>, origin: &Origin, depth: usize) -> Result<bool, TooLong> {
    let tree = restore_response(tree);
    let mut found = tree.root().map(find).unwrap_or_default();
    retain_useful(&mut found, origin, depth)?;
    let is_response = |found: &Found<'_>| {
        matches!(found, Found::Response(_) | Found::Text { .. } | Found::NoBody(_))
    };
    Ok(found.iter().any(is_response))
}

/// Removes strings that contain neither a response nor a trace of one.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
pub fn retain_useful(
    found: &mut Vec<Found<'_>>,
    origin: &Origin,
    depth: usize,
) -> Result<(), TooLong> {
    let mut useful = Vec::with_capacity(found.len());
    for one in found.drain(..) {
        let is_useful = match &one {
            Found::Text { value, is_expected } => {
                *is_expected || string_has_response(*value, origin, depth)?
            }
            _ => true,
        };
        if is_useful {
            useful.push(one);
        }
    }
    *found = useful;
    Ok(())
}

/// Returns whether a string contains a response, or a trace of one that cannot be read.
fn string_has_response(value: Value<'_>, origin: &Origin, depth: usize) -> Result<bool, TooLong> {
    let Some(text) = embedded_text(value, origin) else { return Ok(false) };
    if holds_evidence(&text.content) {
        return Ok(true);
    }
    let Some(depth) = depth.checked_sub(1) else { return Ok(false) };
    has_response(texts_within("", &text.content, &text.origin), depth)
}
