//! What a report may show of a whole file.

use crate::input::{File, Origin, texts};
use crate::json::{Span, TooLong, Tree, Unwrapped, read};
use crate::model::{find, names, restore_response};

use super::Masks;
use super::shows::Shows;

/// What may be shown of `file`: of its responses what [`Masks`] says, and of the rest nothing, unless it
/// `shows_contents`.
///
/// # Errors
/// [`TooLong`] if one of its texts has 4 GiB or more.
pub(crate) fn shown_of(file: &File, shows_contents: bool) -> Result<Shows, TooLong> {
    let mut shows = Shows::default();
    let mut at = 0;
    for text in texts(file) {
        let tree = read(text.content, names::vocabulary())?;
        let home = text.origin.place(Span::new(0, text.content.len() as u32));
        if shows_contents {
            shows.append(Shows::all_of(at..home.start));
        }
        at = home.end;
        shows.append(match Unwrapped::of(&tree)? {
            None => of_tree(tree, &text.origin, file, shows_contents),
            Some(unwrapped) => {
                let outer = Box::new(text.origin.clone());
                let origin = Origin::Unwrapped { outer, way: unwrapped.way.clone() };
                of_tree(unwrapped.read(names::vocabulary())?, &origin, file, shows_contents)
            }
        });
    }
    if shows_contents {
        shows.append(Shows::all_of(at..file.text.len()));
    }
    Ok(shows)
}

fn of_tree(tree: Tree<'_>, origin: &Origin, file: &File, shows_contents: bool) -> Shows {
    let tree = restore_response(tree);
    let found = tree.root().map(find).unwrap_or_default();
    let home = origin.place(Span::new(0, tree.text().len() as u32));
    Masks::new(&tree, &found, origin, shows_contents).in_file(&file.text, &home, &[])
}
