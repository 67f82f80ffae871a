//! When snapshots were saved, and which is the newest.

use jiff::tz::{Offset, offset};
use jiff::{SignedDuration, Timestamp};

use crate::date::{Date, date_in_name};

use super::Source;

/// Where on Earth a day begins first: names hold local days.
const FIRST_ZONE: Offset = offset(14);

/// By how much the clock of a file server may be ahead.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// The day on which a file was saved: as its name says, or else as the file system does.
#[must_use]
pub fn saved_on(source: &Source) -> Option<Date> {
    let named = |name| date_in_name(name).map(|(date, _)| date);
    // What the file system knows of an archive says nothing of its entries.
    let by_path = || if source.path().is_none() { named(&source.name) } else { None };
    named(file_name(source)).or_else(by_path).or_else(|| Some(written(source)?.0))
}

/// Whether a snapshot is dated later than `now`, by the last day in `path` or else by the file system. `path`
/// is what names it: its file name, or its path within the folder of all snapshots.
#[must_use]
pub fn is_in_future(source: &Source, path: &str, now: Timestamp) -> bool {
    match date_in_name(path) {
        Some((date, _)) => date > FIRST_ZONE.to_datetime(now).date(),
        None => {
            let written = source.modified().and_then(|time| Timestamp::try_from(time).ok());
            written.is_some_and(|written| written.duration_since(now) > CLOCK_TOLERANCE)
        }
    }
}

/// Files from the newest to the oldest, as their names say or else the file system; and those that are dated
/// later than `now`, none of which is the newest. Of several that are the same age, the last by name comes
/// first.
#[must_use]
pub fn newest_first(sources: Vec<Source>, now: Timestamp) -> (Vec<Source>, Vec<Source>) {
    let in_future = |source: &Source| is_in_future(source, file_name(source), now);
    let (future, past): (Vec<_>, Vec<_>) = sources.into_iter().partition(in_future);
    let age = |source: &Source| date_in_name(file_name(source)).or_else(|| written(source));
    let mut dated: Vec<_> =
        past.into_iter().map(|source| (age(&source), source.name.clone(), source)).collect();
    dated.sort_by(|left, right| (&right.0, &right.1).cmp(&(&left.0, &left.1)));
    (dated.into_iter().map(|(_, _, source)| source).collect(), future)
}

fn file_name(source: &Source) -> &str {
    source.name.rsplit('/').next().unwrap_or(&source.name)
}

/// Day and time, in digits, at which the file system says that a file was written.
fn written(source: &Source) -> Option<(Date, String)> {
    let written = Timestamp::try_from(source.modified()?).ok()?;
    let written = Offset::UTC.to_datetime(written);
    let digits = format!("{:02}{:02}{:02}", written.hour(), written.minute(), written.second());
    Some((written.date(), digits))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::input::Named;

    #[test]
    fn a_day_is_in_the_future_once_it_has_begun_nowhere() {
        let now: Timestamp = "2026-01-31T11:00:00Z".parse().unwrap();
        let is_future =
            |name: &str| is_in_future(&Source::file(Path::new(name), Named::ByWalk), name, now);
        for name in ["2026-01-30.json", "2026-01-31.json", "2026-02-01.json", "absent.json"] {
            assert!(!is_future(name), "{name}");
        }
        for name in ["2026-02-02.json", "20260202T0000.json", "r-2099-12-31.json"] {
            assert!(is_future(name), "{name}");
        }
    }
}
