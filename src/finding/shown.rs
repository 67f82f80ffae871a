//! Which parts of a whole file a report may show.

use crate::input::{File, Origin};
use crate::json::{TooLong, Tree, read};
use crate::model::{find, read_value, restore_response, value_texts};
use crate::source::Span;
use crate::spec::names;

use super::Masks;
use super::shows::Shows;

/// Returns the parts of `file` that may be shown: in responses as [`Masks`] decides, and nothing else
/// unless `shows_contents` is set.
///
/// # Errors
/// [`TooLong`] if a text in the file has 4 GiB or more.
pub(crate) fn shown_of(file: &File, shows_contents: bool) -> Result<Shows, TooLong> {
    let mut shows = Shows::default();
    let mut at = 0;
    for text in value_texts(file) {
        let text = text?;
        let tree = read(&text.content, names::interner())?;
        let home = text.location();
        if shows_contents {
            shows.append(Shows::all_of(at..home.start));
        }
        at = home.end;
        shows.append(read_value(tree, &text.origin, |tree, origin| {
            of_tree(tree, origin, file, shows_contents)
        })?);
    }
    if shows_contents {
        shows.append(Shows::all_of(at..file.text.len()));
    }
    Ok(shows)
}

fn of_tree(tree: Tree<'_>, origin: &Origin, file: &File, shows_contents: bool) -> Shows {
    let tree = restore_response(tree);
    let found = tree.root().map(find).unwrap_or_default();
    let home = origin.location(Span::new(0, tree.text().len() as u32));
    Masks::new(&tree, &found, origin, shows_contents).in_file(&file.text, &home, &[])
}
