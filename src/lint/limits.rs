//! How much of one file is checked and kept: what is beyond is counted, and the check is incomplete.

use crate::finding::{LeftOut, Room};
use crate::json::Value;
use crate::model::{Response, Verdict};
use crate::report::{IncompleteCause, IncompleteCheck, Reason, Row};
use crate::rules::{self, Excess, Lookalike};

use super::{Job, Read};

/// How many findings of one file are kept, or one for so many bytes of it where that is more.
const MAX_FINDINGS: usize = 20_000;
const BYTES_PER_FINDING: usize = 500;

/// How many bytes the words of the findings of one file have, or so many times those of the file.
const MAX_FINDING_BYTES: usize = 32 << 20;

/// How many bytes the rows of the readiness table of one response have, or three times those of the file.
const MAX_ROW_BYTES: usize = 64 << 20;

/// About how many bytes a row has besides its ids.
const ROW_BYTES: usize = 400;

/// The room for the findings of a file of `len` bytes.
pub(super) fn room(len: usize) -> Room {
    Room { findings: MAX_FINDINGS.max(len / BYTES_PER_FINDING), bytes: MAX_FINDING_BYTES.max(len) }
}

impl Job<'_> {
    /// Reports a text that has more in it than is checked. Nothing in it can be deployed for sure.
    pub(super) fn exceeds(&mut self, read: &Read<'_, '_>, excess: &Lookalike, has_trace: bool) {
        let findings = self.not_a_response(read.tree, excess, has_trace);
        self.not_checked(read, findings, IncompleteCause::LimitExceeded, has_trace);
    }

    /// Whether a response has more images and profiles than are checked, which is reported.
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
        let mut bytes = 0;
        let exceeds = of_images.chain(of_profiles).any(|ids| {
            bytes += row + ids;
            bytes > most
        });
        if exceeds {
            self.exceeds(read, &Lookalike::Excess(Excess::Rows), true);
        }
        exceeds
    }

    /// Counts findings of rules for which there was no room, at the levels that the configuration sets
    /// for their rules.
    pub(super) fn leave_out(&mut self, left_out: LeftOut) {
        for (rule, level, count) in left_out {
            if let Some(level) = self.linter.policy.levels.at(rule, level) {
                self.judged.left_out[level as usize] += count;
            }
        }
    }

    /// Notes that findings were left out, if any were.
    pub(super) fn check_room(&mut self) {
        let left_out: usize = self.judged.left_out.iter().sum();
        if left_out > 0 {
            let message =
                format!("{left_out} findings more than are kept of one file were counted");
            self.judged.add_incomplete(IncompleteCheck {
                file: self.file.name.as_str().into(),
                cause: IncompleteCause::LimitExceeded,
                message: message.into(),
                line: 1,
                count: 1,
            });
        }
    }
}

/// Makes the verdicts of rows unknown at best, since findings that could change them were left out.
pub(super) fn make_unknown(rows: &mut [Row]) {
    for row in rows.iter_mut().filter(|row| row.verdict < Verdict::Unknown) {
        row.verdict = Verdict::Unknown;
        row.reasons = vec![Reason { rule: rules::READINESS_UNKNOWN.id.into(), finding: None }];
    }
}
