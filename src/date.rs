//! Dates of runs, snapshots and suppressions, and how they are read from texts and file names.

use jiff::civil;

/// A calendar day.
pub type Date = civil::Date;

/// Parses the date at the start of a text: `2026-01-31`, with or without a time after it, `20260131`,
/// or milliseconds since 1970 (UTC). `None` if the text starts with no date.
#[must_use]
pub fn date_of(text: &str) -> Option<Date> {
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (12..=13).contains(&text.len()) {
        let since =
            text.parse().ok().and_then(|number| jiff::Timestamp::from_millisecond(number).ok());
        return since.map(|since| jiff::tz::Offset::UTC.to_datetime(since).date());
    }
    let ends =
        |length: usize| text[length..].bytes().next().is_none_or(|next| !next.is_ascii_digit());
    dashed(text).filter(|_| ends(10)).or_else(|| digits(text).filter(|_| ends(8)))
}

/// Returns the last date in a file name, as in `rack7-2026-01-31.json`, and up to six digits after it:
/// the time of day, if there is one.
#[must_use]
pub fn date_in_name(name: &str) -> Option<(Date, String)> {
    let bytes = name.as_bytes();
    let begins =
        |at: &usize| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_digit());
    (0..bytes.len()).rev().filter(begins).find_map(|at| {
        let rest = &name[at..];
        dashed(rest).map(|date| (date, 10)).or_else(|| digits(rest).map(|date| (date, 8))).map(
            |(date, length)| {
                let time = rest[length..].chars().filter(char::is_ascii_digit).take(6).collect();
                (date, time)
            },
        )
    })
}

/// Returns the name that all snapshots of a server share: the path of one of them without its dates, each
/// of which becomes `*`, and without the ending of a packed file.
#[must_use]
pub fn server_name(path: &str) -> String {
    without_dates(path.strip_suffix(".gz").unwrap_or(path))
}

/// Replaces each date in a path, with the time of day after it, by `*`.
#[must_use]
pub fn without_dates(path: &str) -> String {
    replace_dates(path, '*')
}

/// Replaces each date in a path, with the time of day after it, by `mark`.
#[must_use]
pub fn replace_dates(name: &str, mark: char) -> String {
    let mut to = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_begin = first.is_ascii_digit() && !to.ends_with(|last: char| last.is_ascii_digit());
        let date = dashed(rest).map(|_| 10).or_else(|| digits(rest).map(|_| 8));
        let length = match date.filter(|_| is_begin) {
            Some(date) => {
                to.push(mark);
                date + time_length(&rest[date..])
            }
            None => {
                to.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    to
}

/// Returns the length in bytes of the time of day at the start of `text`: `T0930`, `_09-30-00`,
/// `T09:30:00Z`. 0 if there is none.
fn time_length(text: &str) -> usize {
    let Some(time) = text.strip_prefix(['T', 't', '_', '-', '.']) else { return 0 };
    let end = time.find(|next: char| !next.is_ascii_digit() && !matches!(next, ':' | '-' | '_'));
    let time = &time[..end.unwrap_or(time.len())];
    let digits = time.bytes().filter(u8::is_ascii_digit).count();
    let is_time = matches!(digits, 4 | 6) && time.ends_with(|last: char| last.is_ascii_digit());
    let zone = usize::from(text[1 + time.len()..].starts_with(['Z', 'z']));
    if is_time { 1 + time.len() + zone } else { 0 }
}

/// Parses `2026-01-31`, `2026_01_31` or `2026.01.31` at the start of a text.
fn dashed(text: &str) -> Option<Date> {
    let bytes = text.as_bytes().get(..10)?;
    let separator = |at: usize| matches!(bytes[at], b'-' | b'_' | b'.');
    if !separator(4) || bytes[4] != bytes[7] {
        return None;
    }
    day(&text[..4], text.get(5..7)?, text.get(8..10)?)
}

/// Parses `20260131` at the start of a text.
fn digits(text: &str) -> Option<Date> {
    day(text.get(..4)?, text.get(4..6)?, text.get(6..8)?)
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok())?
    };
    let year = number(year).filter(|year| (1970..2200).contains(year))?;
    Date::new(year, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> Option<String> {
        date_of(text).map(|date| date.to_string())
    }

    #[test]
    fn date_is_parsed_in_every_supported_format() {
        for text in
            ["2026-01-31", "2026-01-31T10:00:00Z", " 2026-01-31 10:00", "20260131", "1769817600000"]
        {
            assert_eq!(on(text).as_deref(), Some("2026-01-31"), "{text}");
        }
        for text in
            ["", "2026-02-30", "yesterday", "2026-01-311", "12", "日本日本日本日本", "2026-1-31"]
        {
            assert_eq!(on(text), None, "{text}");
        }
    }

    #[test]
    fn last_date_in_file_name_is_used() {
        let of = |name: &str| date_in_name(name).map(|(date, time)| (date.to_string(), time));
        let day = |time: &str| Some(("2026-01-31".to_owned(), time.to_owned()));
        assert_eq!(of("rack7-2026-01-31.json"), day(""));
        assert_eq!(of("20250101/osimages_20260131T0930.json.gz"), day("0930"));
        assert_eq!(of("é2026-01-31é"), day(""));
        assert_eq!(of("rack7.json"), None);
        assert_eq!(of("1202601310.json"), None);
    }

    #[test]
    fn snapshots_share_name_without_dates() {
        for (name, expected) in [
            ("rack7-2026-01-31.json", "rack7-*.json"),
            ("rack7-2026-02-01T09:30:00Z.json", "rack7-*.json"),
            ("rack7_20260201-0930.json", "rack7_*.json"),
            ("20260131/rack7.json", "*/rack7.json"),
            ("2026-01-31/rack7_2026_01_31.json", "*/rack7_*.json"),
            ("rack7-2026-01-31-1.json", "rack7-*-1.json"),
            ("é1202601310.json", "é1202601310.json"),
            ("rack7.json", "rack7.json"),
        ] {
            assert_eq!(without_dates(name), expected);
            assert_eq!(server_name(&format!("{name}.gz")), expected);
        }
    }
}
