//! The strips of a server, and their dates: a slot for each snapshot, and one for each gap.

use crate::date::{Date, date_of};
use crate::history::{Profile, Server};
use crate::model::Verdict;
use crate::sanitize::{Html, Text};

use super::class;

/// The slots of a server's snapshots.
pub(super) struct Axis {
    /// The slot of each snapshot. Between two snapshots with a gap, one slot is empty.
    slots: Vec<usize>,
}

impl Axis {
    /// A gap is longer than one and a half times the usual distance of snapshots, the median.
    pub(super) fn new(server: &Server) -> Self {
        let snapshots = server.snapshots.iter();
        let dates: Vec<Option<Date>> =
            snapshots.map(|snapshot| date_of(snapshot.date.as_deref()?)).collect();
        let distances: Vec<Option<i64>> = dates.windows(2).map(distance).collect();
        let mut known: Vec<i64> =
            distances.iter().flatten().copied().filter(|days| *days > 0).collect();
        known.sort_unstable();
        let usual = known.get(known.len() / 2).copied().unwrap_or(0);
        let mut slots = Vec::from_iter(server.snapshots.first().map(|_| 0));
        let mut slot = 0;
        for days in distances {
            slot += if days.is_some_and(|days| days * 2 > usual * 3) { 2 } else { 1 };
            slots.push(slot);
        }
        Self { slots }
    }

    /// Adds the dates of the first and the last snapshot, and of one in the middle.
    pub(super) fn push(&self, text: &mut Text<Html>, server: &Server) {
        let Some(last) = self.slots.last().copied() else { return };
        let middle = self.slots.partition_point(|slot| *slot <= last / 2).saturating_sub(1);
        let end = self.slots.len() - 1;
        text.markup("<div class=\"axis\">");
        for at in [0, middle, end].iter().take(if end > 0 { 3 } else { 1 }) {
            // Few snapshots have no middle of their own.
            if *at == middle && end > 0 && end < 4 && *at != 0 {
                continue;
            }
            text.markup("<span>").input(&server.when(*at)).markup("</span>");
        }
        text.markup("</div>");
    }

    /// Adds the strip of a profile.
    pub(super) fn push_strip(&self, text: &mut Text<Html>, server: &Server, profile: &Profile) {
        let width = self.slots.last().map_or(0, |last| last + 1);
        text.markup(
            "<svg class=\"strip\" role=\"img\" preserveAspectRatio=\"none\" viewBox=\"0 0 ",
        );
        text.number(width).markup(" 1\" aria-label=\"");
        let runs = profile.runs();
        for (index, run) in runs.iter().enumerate() {
            text.markup(if index > 0 { "; " } else { "" });
            push_run(text, server, *run);
        }
        text.markup("\">");
        for run @ (first, count, verdict) in runs {
            let (from, to) = (self.slots[first], self.slots[first + count - 1]);
            push_rect(text, from, to + 1 - from, class(verdict));
            push_run(text, server, run);
            text.markup("</title></rect>");
        }
        for (index, pair) in self.slots.windows(2).enumerate() {
            if pair[1] - pair[0] > 1 {
                push_rect(text, pair[0] + 1, 1, "gap");
                text.markup("no snapshot from ").input(&server.when(index)).markup(" to ");
                text.input(&server.when(index + 1)).markup("</title></rect>");
            }
        }
        text.markup("</svg>");
    }
}

fn distance(pair: &[Option<Date>]) -> Option<i64> {
    match pair {
        [Some(one), Some(next)] => Some(i64::from((*next - *one).get_days())),
        _ => None,
    }
}

fn push_rect(text: &mut Text<Html>, x: usize, width: usize, class: &'static str) {
    text.markup("<rect y=\"0\" height=\"1\" x=\"").number(x).markup("\" width=\"");
    text.number(width).markup("\" class=\"").markup(class).markup("\"><title>");
}

/// Adds a run of snapshots with the same verdict.
fn push_run(
    text: &mut Text<Html>,
    server: &Server,
    (first, count, verdict): (usize, usize, Option<Verdict>),
) {
    text.input(&server.when(first));
    if count > 1 {
        text.markup(" to ").input(&server.when(first + count - 1));
    }
    text.markup(": ").markup(verdict.map_or("absent", Verdict::as_str));
}
