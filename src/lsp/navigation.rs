//! Definitions and references: from ids to files and profiles, and back.

use std::collections::HashMap;

use gen_lsp_types::{Location, Position, Uri};

use super::checked::Checked;
use super::document::Document;
use super::outline::SubjectKind;

/// The open documents with what was found in them.
pub(super) type Open<'s> = HashMap<&'s Uri, (&'s Document, &'s Checked)>;

/// Returns where what the id at a position names is: in the same document, or else in another one.
pub(super) fn definitions(open: &Open<'_>, uri: &Uri, position: Position) -> Vec<Location> {
    let Some((kind, id)) = id_at(open, uri, position) else { return Vec::new() };
    let mut found = locations(open, |document| document == uri, kind, id, Part::Definitions);
    if found.is_empty() {
        found = locations(open, |document| document != uri, kind, id, Part::Definitions);
    }
    found
}

/// Returns where the id at a position is used, and with `with_definitions` where what it names is too.
pub(super) fn references(
    open: &Open<'_>,
    uri: &Uri,
    position: Position,
    with_definitions: bool,
) -> Vec<Location> {
    let Some((kind, id)) = id_at(open, uri, position) else { return Vec::new() };
    let mut found = locations(open, |_| true, kind, id, Part::References);
    if with_definitions {
        found.extend(locations(open, |_| true, kind, id, Part::Definitions));
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Definitions,
    References,
}

fn id_at<'s>(open: &Open<'s>, uri: &Uri, position: Position) -> Option<(SubjectKind, &'s str)> {
    let (document, checked) = open.get(uri)?;
    checked.outline.id_at(document.offset(position))
}

fn locations(
    open: &Open<'_>,
    is_searched: impl Fn(&Uri) -> bool,
    kind: SubjectKind,
    id: &str,
    part: Part,
) -> Vec<Location> {
    let mut found = Vec::new();
    for (uri, (document, checked)) in open.iter().filter(|(uri, _)| is_searched(uri)) {
        let mut add = |bytes| {
            found.push(Location { uri: (*uri).clone(), range: document.range(bytes) });
        };
        match part {
            Part::Definitions => {
                checked.outline.with_id(kind, id).for_each(|subject| add(&subject.id_range));
            }
            Part::References => {
                let all = checked.outline.references.iter();
                let same = all.filter(|of| of.kind == kind && of.id == id);
                same.for_each(|reference| add(&reference.range));
            }
        }
    }
    // Documents are in no order.
    found.sort_by(|one, next| (one.uri.as_ref(), one.range).cmp(&(next.uri.as_ref(), next.range)));
    found
}
