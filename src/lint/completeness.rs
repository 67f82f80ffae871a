//! Detects what of a file could not be checked, independent of its findings.

use crate::json::SyntaxErrorKind;
use crate::model::{Response, UnreadableList, contradictory_lists};
use crate::source::{LineIndex, Span};

use crate::input::holds_evidence;

use super::file_linter::{FileLinter, Read};
use super::{IncompleteCause, IncompleteCheck};

impl FileLinter<'_> {
    /// Records an incomplete check if a text ends before all of it was read.
    pub(super) fn check_end(&mut self, read: &Read<'_, '_>) {
        for defect in read.tree.syntax_errors() {
            let after = || {
                let text = &read.tree.text()[defect.span.range()];
                holds_evidence(text) || text.contains("result")
            };
            let message = match defect.kind {
                SyntaxErrorKind::TextAfterEnd if after() => {
                    Some("the text continues with another response, which was not read")
                }
                ref kind => cut(kind),
            };
            if let Some(message) = message {
                self.incomplete(read, IncompleteCause::ResponseCut, defect.span, message);
            }
        }
    }

    /// Records that the value at `span` was not checked, whatever the levels.
    pub(super) fn incomplete(
        &mut self,
        read: &Read<'_, '_>,
        cause: IncompleteCause,
        span: Span,
        message: &str,
    ) {
        let check = self.incomplete_check(read, cause, span, message);
        self.file_report.add_incomplete(check);
    }

    pub(super) fn incomplete_check(
        &mut self,
        read: &Read<'_, '_>,
        cause: IncompleteCause,
        span: Span,
        message: &str,
    ) -> IncompleteCheck {
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&file.text));
        let (line, _) = lines.position(read.origin.location(span).start);
        let (file, message) = (file.name.as_str().into(), message.into());
        IncompleteCheck { file, cause, message, line, count: 1 }
    }

    /// Records lists of a text that occur twice with different values.
    pub(super) fn check_repeated_lists(&mut self, read: &Read<'_, '_>) {
        for list in contradictory_lists(read.tree, read.found) {
            self.unreadable_list(read, list);
        }
    }

    fn unreadable_list(&mut self, read: &Read<'_, '_>, list: UnreadableList<'_>) {
        let message = format!("the list {} could not be read", list.attribute);
        let span = list.value.key_span().unwrap_or_else(|| list.value.span());
        self.incomplete(read, IncompleteCause::ListUnreadable, span, &message);
    }

    /// Records lists of a response that could not be read, and a failed request.
    pub(super) fn check_lists(&mut self, read: &Read<'_, '_>, response: &Response<'_>) {
        // A truncated text is reported once, for the text.
        let end = read.tree.text().len();
        let is_cut = *read.is_cut.get_or_init(|| {
            read.tree.syntax_errors().iter().any(|defect| cut(&defect.kind).is_some())
        });
        for list in response.unreadable_lists() {
            if !is_cut || list.value.span().end as usize != end {
                self.unreadable_list(read, list);
            }
        }
        if !is_cut && response.value.is_incomplete() {
            let message =
                "text next to its members was not read, which may say that the request failed";
            let span = response.value.span();
            self.incomplete(read, IncompleteCause::ResponseCut, span, message);
        }
        if response.is_failed_request() {
            let span = response.value.span();
            let message = "the request failed, and the response has no images";
            self.incomplete(read, IncompleteCause::RequestFailed, span, message);
        }
    }
}

/// Returns the message for a syntax error after which the rest of the response is not read; `None`
/// for any other.
fn cut(kind: &SyntaxErrorKind) -> Option<&'static str> {
    match kind {
        SyntaxErrorKind::EndsEarly { .. } => Some("the text ends before the response does"),
        SyntaxErrorKind::UnclosedComment => Some("an unclosed comment hides the rest"),
        SyntaxErrorKind::TooDeep => Some("values are nested too deeply"),
        _ => None,
    }
}
