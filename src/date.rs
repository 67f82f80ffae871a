//! Days: of the run, of a snapshot, and the last of a suppression.

use jiff::civil;

/// A day.
pub type Date = civil::Date;

/// The day that a text begins with, in one of the forms in which servers and people write it:
/// `2026-01-31`, with a time behind it or not, `20260131`, or milliseconds since 1970.
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

/// The last day that stands anywhere in a file's name, as in `rack7-2026-01-31.json`, and the
/// digits behind it: the time of day, where there is one.
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

/// `2026-01-31`, and `2026_01_31`.
fn dashed(text: &str) -> Option<Date> {
    let bytes = text.as_bytes().get(..10)?;
    let separator = |at: usize| matches!(bytes[at], b'-' | b'_' | b'.');
    if !separator(4) || bytes[4] != bytes[7] {
        return None;
    }
    day(&text[..4], text.get(5..7)?, text.get(8..10)?)
}

/// `20260131`.
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
    fn a_day_is_read_in_every_form_that_servers_write() {
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
    fn the_last_day_in_a_name_counts_and_no_longer_number_is_one() {
        let of = |name: &str| date_in_name(name).map(|(date, time)| (date.to_string(), time));
        let day = |time: &str| Some(("2026-01-31".to_owned(), time.to_owned()));
        assert_eq!(of("rack7-2026-01-31.json"), day(""));
        assert_eq!(of("20250101/osimages_20260131T0930.json.gz"), day("0930"));
        assert_eq!(of("é2026-01-31é"), day(""));
        assert_eq!(of("rack7.json"), None);
        assert_eq!(of("1202601310.json"), None);
    }
}
