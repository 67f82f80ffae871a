//! The dates and ages of snapshots.

use jiff::tz::{Offset, offset};
use jiff::{SignedDuration, Timestamp};

use crate::date::{Date, date_in_name};

use super::Source;

/// The earliest time zone: file names contain local dates.
const FIRST_ZONE: Offset = offset(14);

/// The tolerated clock skew of a file server.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// Returns the day on which a file was saved: from its name, or else from the file system.
#[must_use]
pub fn saved_on(source: &Source) -> Option<Date> {
    let discovery = |name| date_in_name(name).map(|(date, _)| date);
    // The modification time of an archive says nothing about its entries.
    let by_path = || if source.path().is_none() { discovery(&source.name) } else { None };
    discovery(file_name(source)).or_else(by_path).or_else(|| Some(written(source)?.0))
}

/// Returns whether a snapshot is dated later than `now`, by the last date in `path` or else by the
/// file system. `path` is its file name, or its path within the snapshot folder.
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

/// Returns the age of a snapshot for comparisons: the last date in `path` with the digits after it, or
/// else the time of the file system.
#[must_use]
pub fn age(source: &Source, path: &str) -> Option<(Date, String)> {
    date_in_name(path).or_else(|| written(source))
}

fn file_name(source: &Source) -> &str {
    source.name.rsplit('/').next().unwrap_or(&source.name)
}

/// Returns the day of the modification time, and the time in digits.
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
    use crate::input::Discovery;

    #[test]
    fn day_is_in_future_until_it_begins_anywhere() {
        let now: Timestamp = "2026-01-31T11:00:00Z".parse().unwrap();
        let is_future = |name: &str| {
            is_in_future(&Source::file(Path::new(name), Discovery::Discovered), name, now)
        };
        for name in ["2026-01-30.json", "2026-01-31.json", "2026-02-01.json", "absent.json"] {
            assert!(!is_future(name), "{name}");
        }
        for name in ["2026-02-02.json", "20260202T0000.json", "r-2099-12-31.json"] {
            assert!(is_future(name), "{name}");
        }
    }
}
