//! What of a file could not be checked, whatever its findings.

use crate::json::{DefectKind, Span};
use crate::model::{Response, UnreadableList, contradictory_lists};
use crate::report::{IncompleteCause, IncompleteCheck, Lines};

use super::{Job, Read};

impl Job<'_> {
    /// Notes where a text ends before all of it was read.
    pub(super) fn check_end(&mut self, read: &Read<'_, '_>) {
        for defect in read.tree.defects() {
            let after = || holds_evidence(&read.tree.text()[defect.span.range()]);
            let message = match defect.kind {
                DefectKind::TextAfterEnd if after() => {
                    Some("the text goes on with another response, which was not read")
                }
                ref kind => cut(kind),
            };
            if let Some(message) = message {
                self.incomplete(read, IncompleteCause::ResponseCut, defect.span, message);
            }
        }
    }

    /// Notes that something at `span` was not checked, whatever levels are in force.
    pub(super) fn incomplete(
        &mut self,
        read: &Read<'_, '_>,
        cause: IncompleteCause,
        span: Span,
        message: &str,
    ) {
        let check = self.incomplete_check(read, cause, span, message);
        self.judged.add_incomplete(check);
    }

    pub(super) fn incomplete_check(
        &mut self,
        read: &Read<'_, '_>,
        cause: IncompleteCause,
        span: Span,
        message: &str,
    ) -> IncompleteCheck {
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| Lines::of(&file.text));
        let (line, _) = lines.position(read.origin.place(span).start);
        let (file, message) = (file.name.as_str().into(), message.into());
        IncompleteCheck { file, cause, message, line, count: 1 }
    }

    /// Notes the lists of a text that stand there twice with two values.
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

    /// Notes the lists of a response that could not be read, and a request that failed.
    pub(super) fn check_lists(&mut self, read: &Read<'_, '_>, response: &Response<'_>) {
        // What the end of the text cuts is said once, of the text.
        let end = read.tree.text().len();
        let is_cut = *read
            .is_cut
            .get_or_init(|| read.tree.defects().iter().any(|defect| cut(&defect.kind).is_some()));
        for list in response.unreadable_lists() {
            if !is_cut || list.value.span().end as usize != end {
                self.unreadable_list(read, list);
            }
        }
        if response.is_failed_request() {
            let span = response.value.span();
            let message = "the request failed, and the response has no images";
            self.incomplete(read, IncompleteCause::RequestFailed, span, message);
        }
    }
}

/// What is said of a defect behind which nothing more of its response is read; none of any other.
fn cut(kind: &DefectKind) -> Option<&'static str> {
    match kind {
        DefectKind::EndsEarly { .. } => Some("the text ends before the response does"),
        DefectKind::UnclosedRemark => Some("a comment is never closed and hides the rest"),
        DefectKind::TooDeep => Some("values are nested too deep to be read"),
        _ => None,
    }
}

/// Whether a text holds the name of an attribute of readiness as a word of its own: it was meant to be a
/// response, or holds one.
pub(super) fn holds_evidence(text: &str) -> bool {
    ["deployStatus", "readyCheck"].iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let next = text.as_bytes().get(at + name.len());
            next.is_none_or(|next| !next.is_ascii_alphanumeric())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_a_whole_word() {
        for text in ["deployStatus", "{'readyCheck': {", "a deployStatus", "deployStatus=ready"] {
            assert!(holds_evidence(text), "{text}");
        }
        for text in ["", "deployStatusID", "readyChecks", "status"] {
            assert!(!holds_evidence(text), "{text}");
        }
    }
}
