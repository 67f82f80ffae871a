//! From a text to a tree that the views can read, whatever its lists and names have become.

use crate::json::{Name, TooLong, Tree, read};

use super::lists::lost_lists;
use super::names::vocabulary;
use super::{Found, aliases, find};

/// Reads `text` with the names of the reference. Lists that PowerShell made something else of stand in
/// the tree as arrays, and misspelled attributes under the names that were meant.
///
/// # Errors
/// Returns [`TooLong`] for a text of 4 GiB or more.
pub fn read_response(text: &str) -> Result<Tree<'_>, TooLong> {
    let mut tree = read(text, vocabulary())?;
    if tree.may_lack_arrays() {
        restore_lists(&mut tree);
    }
    let renamed = misspelled(&tree);
    if !renamed.is_empty() {
        tree.rename(&renamed);
        // One of them may be a list.
        restore_lists(&mut tree);
    }
    Ok(tree)
}

fn restore_lists(tree: &mut Tree<'_>) {
    let lists = tree.root().map(lost_lists).unwrap_or_default();
    tree.restore_lists(&lists);
}

/// The misspelled attributes of the responses of a text.
fn misspelled(tree: &Tree<'_>) -> Vec<(u32, Name)> {
    let Some(root) = tree.root().filter(|root| tree.has_other_names(*root)) else {
        return Vec::new();
    };
    let responses = find(root).into_iter().filter_map(|found| match found {
        Found::Response(response) => Some(response),
        _ => None,
    });
    responses.flat_map(|response| aliases(&response)).collect()
}
