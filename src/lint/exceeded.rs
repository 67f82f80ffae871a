//! What exceeds a limit is counted, and the check is incomplete.

use crate::diagnostic::LeftOut;
use crate::input::{self, holds_evidence};
use crate::json::{self, Value};
use crate::model::Response;
use crate::rules::{ExceededLimit, NonResponse};
use crate::spec::names::interner;

use super::file_linter::{FileLinter, Read, first_line};
use super::limits::{MAX_ROW_BYTES, ROW_BYTES};
use super::{IncompleteCause, IncompleteCheck};

impl FileLinter<'_> {
    /// Reports that nothing is checked from `rest` on, since it exceeds a limit.
    pub(super) fn stops_at(
        &mut self,
        rest: &input::Text<'_>,
        exceeded: ExceededLimit,
    ) -> Result<(), json::TooLong> {
        let follows = &self.file.text[rest.location().start..];
        let looks_like_response = exceeded == ExceededLimit::Segments
            || self.file_report.responses > 0
            || holds_evidence(follows)
            || follows.contains("\"items\"");
        let tree = json::read(first_line(&rest.content), interner())?;
        let read = Read::new(&tree, &rest.origin, &[]);
        self.exceeds(&read, &NonResponse::ExceededLimit(exceeded), looks_like_response);
        Ok(())
    }

    /// Reports a text that exceeds a limit. Nothing in it is certain to be deployable.
    pub(super) fn exceeds(
        &mut self,
        read: &Read<'_, '_>,
        exceeded: &NonResponse,
        looks_like_response: bool,
    ) {
        let findings = self.not_a_response(read.tree, exceeded, looks_like_response);
        self.not_checked(read, findings, IncompleteCause::LimitExceeded, looks_like_response);
    }

    /// Returns whether the images and profiles up to those of a response exceed the limit of the file,
    /// and reports it.
    pub(super) fn has_too_many_rows(
        &mut self,
        read: &Read<'_, '_>,
        response: &Response<'_>,
    ) -> bool {
        let most = MAX_ROW_BYTES.max(3 * self.file.text.len());
        let len = |value: Value<'_>| value.span().len() as usize;
        let row = ROW_BYTES + self.file.name.len();
        let of_images = response.images().map(|image| image.id().map_or(0, |id| len(id.value)));
        let of_profiles = response.profiles().map(|profile| {
            let image = profile.image.and_then(|image| image.id());
            [image, profile.id()].into_iter().flatten().map(|id| len(id.value)).sum::<usize>()
        });
        let bytes = &mut self.row_bytes;
        let exceeds = of_images.chain(of_profiles).any(|ids| {
            *bytes += row + ids;
            *bytes > most
        });
        if exceeds {
            self.exceeds(read, &NonResponse::ExceededLimit(ExceededLimit::Rows), true);
        }
        exceeds
    }

    /// Counts findings beyond the limit, at the configured levels of their rules.
    pub(super) fn leave_out(&mut self, left_out: LeftOut) {
        for (rule, level, count) in left_out {
            if let Some(level) = self.linter.policy.levels.at(rule, level) {
                self.file_report.left_out[level as usize] += count;
            }
        }
    }

    /// Records an incomplete check if findings were left out.
    pub(super) fn check_room(&mut self) {
        let left_out: usize = self.file_report.left_out.iter().sum();
        if left_out > 0 {
            let message = format!("{left_out} findings beyond the limit per file were counted");
            self.file_report.add_incomplete(IncompleteCheck {
                file: self.file.name.as_str().into(),
                cause: IncompleteCause::LimitExceeded,
                message: message.into(),
                line: 1,
                count: 1,
            });
        }
    }
}
