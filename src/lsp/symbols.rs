//! Document symbols: images with their profiles, and files by kind.

use gen_lsp_types::{DocumentSymbol, InlayHint, Position, SymbolKind};

use crate::finding::ReadinessRow;
use crate::model::FileKind;
use crate::sanitize::{Terminal, Untrusted};

use super::checked::Checked;
use super::document::Document;
use super::outline::{Subject, SubjectKind};

/// Returns the symbols of a document.
pub(super) fn symbols(document: &Document, checked: &Checked) -> Vec<DocumentSymbol> {
    let mut symbols: Vec<DocumentSymbol> = Vec::new();
    // Where the symbol of an image is, by the position of its subject.
    let mut image = None;
    for (position, subject) in checked.outline.subjects.iter().enumerate() {
        let symbol = symbol(document, subject, checked.row(position));
        match (subject.kind, image) {
            (SubjectKind::File(_), _) => continue,
            (SubjectKind::Image, _) => image = Some((position, symbols.len())),
            (SubjectKind::Profile, Some((of, at))) if subject.image == Some(of) => {
                let parent: &mut DocumentSymbol = &mut symbols[at];
                parent.children.get_or_insert_default().push(symbol);
                continue;
            }
            (SubjectKind::Profile, _) => {}
        }
        symbols.push(symbol);
    }
    symbols.extend(FileKind::ALL.into_iter().filter_map(|kind| files(document, checked, kind)));
    symbols
}

/// Returns the symbol of all files of a kind. `None` if there are none.
fn files(document: &Document, checked: &Checked, kind: FileKind) -> Option<DocumentSymbol> {
    let subjects = checked.outline.subjects.iter();
    let subjects: Vec<&Subject> =
        subjects.filter(|subject| subject.kind == SubjectKind::File(kind)).collect();
    let (first, last) = (subjects.first()?, subjects.last()?);
    // The files of two responses have others in between.
    let range = first.range.start..last.range.end.max(first.range.end);
    let children = subjects.iter().map(|subject| symbol(document, subject, None));
    Some(DocumentSymbol::new(
        kind.plural().to_owned(),
        Some(subjects.len().to_string()),
        SymbolKind::Namespace,
        None,
        None,
        document.range(&range),
        document.range(&first.id_range),
        Some(children.collect()),
    ))
}

fn symbol(document: &Document, subject: &Subject, row: Option<&ReadinessRow>) -> DocumentSymbol {
    let name = subject.id.as_deref().filter(|id| !id.is_empty()).map(Untrusted::from);
    let name = name.map_or_else(
        || format!("({} without id)", subject.kind.as_str()),
        |id| id.through::<Terminal>(),
    );
    let detail = row.map_or_else(|| subject.kind.as_str().to_owned(), verdict);
    let kind = match subject.kind {
        SubjectKind::Image => SymbolKind::Package,
        SubjectKind::Profile => SymbolKind::Object,
        SubjectKind::File(_) => SymbolKind::File,
    };
    let (range, id_range) = (document.range(&subject.range), document.range(&subject.id_range));
    DocumentSymbol::new(name, Some(detail), kind, None, None, range, id_range, None)
}

/// Returns the verdicts beside the ids of images and profiles in a range of bytes.
pub(super) fn hints(
    document: &Document,
    checked: &Checked,
    bytes: &std::ops::Range<usize>,
) -> Vec<InlayHint> {
    let subjects = checked.outline.subjects.iter().enumerate();
    let here = subjects.filter(|(_, subject)| {
        subject.id_range.start <= bytes.end && bytes.start <= subject.id_range.end
    });
    let hints = here.filter_map(|(position, subject)| {
        let end = subject.id_range.end;
        Some(hint(document.range(&(end..end)).start, verdict(checked.row(position)?)))
    });
    hints.collect()
}

/// Returns a hint behind a position.
pub(super) fn hint(position: Position, label: String) -> InlayHint {
    InlayHint::new(position, label.into(), None, None, None, Some(true), None, None)
}

/// Returns a verdict with the rules that explain it.
pub(super) fn verdict(row: &ReadinessRow) -> String {
    let rules = row.rules().into_iter().map(Untrusted::through::<Terminal>).collect::<Vec<_>>();
    match rules.is_empty() {
        true => row.verdict.as_str().to_owned(),
        false => format!("{}: {}", row.verdict.as_str(), rules.join(", ")),
    }
}
