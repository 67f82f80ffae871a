//! Restores changed lists and misspelled names in a tree, so that the model can read it.

use crate::json::Tree;

use super::lists::lost_lists;
use super::{Found, Misspelled, aliases, find};

/// Restores lists that PowerShell changed to arrays, and gives misspelled attributes their intended
/// names.
pub fn restore_response(mut tree: Tree<'_>) -> Tree<'_> {
    if tree.may_lack_arrays() {
        restore_lists(&mut tree);
    }
    let Misspelled { renamed, doubled } = misspelled(&tree);
    tree.add_doubled(&doubled);
    if !renamed.is_empty() {
        tree.rename(&renamed);
        // A misspelled attribute can itself be a changed list.
        restore_lists(&mut tree);
    }
    tree
}

fn restore_lists(tree: &mut Tree<'_>) {
    let lists = tree.root().map(lost_lists).unwrap_or_default();
    tree.restore_lists(&lists);
}

/// Returns the misspelled attributes of the responses in a text.
pub(crate) fn misspelled(tree: &Tree<'_>) -> Misspelled {
    let mut all = Misspelled::default();
    let Some(root) = tree.root().filter(|root| tree.has_other_names(*root)) else {
        return all;
    };
    let responses = find(root).into_iter().filter_map(|found| match found {
        Found::Response(response) => Some(response),
        _ => None,
    });
    for Misspelled { renamed, doubled } in responses.map(|response| aliases(&response)) {
        all.renamed.extend(renamed);
        all.doubled.extend(doubled);
    }
    all
}
