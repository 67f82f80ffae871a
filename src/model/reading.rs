//! From a tree as it was read to one that the views can read, whatever its lists and names have become.

use crate::json::{Name, Tree};

use super::lists::lost_lists;
use super::{Found, aliases, find};

/// Returns the tree in which lists that PowerShell made something else of are arrays, and misspelled
/// attributes have the names that were meant.
pub fn restore_response(mut tree: Tree<'_>) -> Tree<'_> {
    if tree.may_lack_arrays() {
        restore_lists(&mut tree);
    }
    let renamed = misspelled(&tree);
    if !renamed.is_empty() {
        tree.rename(&renamed);
        // One of them may be a list.
        restore_lists(&mut tree);
    }
    tree
}

fn restore_lists(tree: &mut Tree<'_>) {
    let lists = tree.root().map(lost_lists).unwrap_or_default();
    tree.restore_lists(&lists);
}

/// The misspelled attributes of the responses of a text.
pub(crate) fn misspelled(tree: &Tree<'_>) -> Vec<(u32, Name)> {
    let Some(root) = tree.root().filter(|root| tree.has_other_names(*root)) else {
        return Vec::new();
    };
    let responses = find(root).into_iter().filter_map(|found| match found {
        Found::Response(response) => Some(response),
        _ => None,
    });
    responses.flat_map(|response| aliases(&response)).collect()
}
