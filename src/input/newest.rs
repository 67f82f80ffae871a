//! When snapshots were saved, and which is the newest.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::date::{Date, date_in_name};

use super::Source;

/// The day on which a file was saved: as its name says, or else as the file system does.
#[must_use]
pub fn saved_on(source: &Source) -> Option<Date> {
    let named = |name| date_in_name(name).map(|(date, _)| date);
    // What the file system knows of an archive says nothing of its entries.
    let by_path = || if source.path().is_none() { named(&source.name) } else { None };
    named(file_name(source)).or_else(by_path).or_else(|| Some(written(source)?.0))
}

/// Files from the newest to the oldest, as their names say or else the file system. Of several that are
/// the same age, the last by name comes first.
#[must_use]
pub fn newest_first(sources: Vec<Source>) -> Vec<Source> {
    let age = |source: &Source| date_in_name(file_name(source)).or_else(|| written(source));
    let mut dated: Vec<_> =
        sources.into_iter().map(|source| (age(&source), source.name.clone(), source)).collect();
    dated.sort_by(|left, right| (&right.0, &right.1).cmp(&(&left.0, &left.1)));
    dated.into_iter().map(|(_, _, source)| source).collect()
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
