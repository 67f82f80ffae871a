//! Where in a file the passwords stand.

use std::ops::Range;

use crate::input::{File, Named, Origin, base64_text, string_text, texts};
use crate::json::read;
use crate::lint::misspelt;
use crate::model::names::vocabulary;
use crate::model::{Found, find};
use crate::report::{Masks, merged};

/// How deep bodies are looked through: a HAR file's body that is a HAR file is not.
const BODY_DEPTH: usize = 1;

/// What stands for each character of a password.
const MASK: char = '•';

/// `text`, the text of a file called `name`, with `•` for every character of the passwords in the
/// contents of its files.
#[must_use]
pub fn without_secrets(name: &str, text: &str) -> String {
    let file = File { name: name.to_owned(), named: Named::ByHand, text: text.to_owned() };
    let mut places = Vec::new();
    for part in texts(&file) {
        add_of(part.content, &part.origin, BODY_DEPTH, &mut places);
    }
    let mut to = String::with_capacity(text.len());
    let mut at = 0;
    for place in merged(places) {
        to.push_str(&text[at..place.start]);
        to.extend(text[place.clone()].chars().map(|_| MASK));
        at = place.end;
    }
    to.push_str(&text[at..]);
    to
}

/// Adds the places of the passwords of one text, and of the bodies of a HAR file in it.
fn add_of(content: &str, origin: &Origin, depth: usize, to: &mut Vec<Range<usize>>) {
    let Ok(mut tree) = read(content, vocabulary()) else { return };
    let renamed = misspelt(&tree);
    tree.rename(&renamed);
    to.extend(Masks::of(&tree, origin).in_file);
    for found in tree.root().map(find).unwrap_or_default() {
        let Found::Body { text, is_base64 } = found else { continue };
        let inner = if is_base64 {
            base64_text(text, origin)
        } else {
            string_text(text, origin).map(|(text, origin)| (text.into_owned(), origin))
        };
        if let Some((inner, origin)) = inner.filter(|_| depth > 0) {
            add_of(&inner, &origin, depth - 1, to);
        }
    }
}
