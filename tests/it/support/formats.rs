//! A report in every format.

use osready::lint::Report;
use osready::report::{Format, Style, formats};

/// A format's name, and a report in it.
pub type Written = (&'static str, String);

/// The report in every format, and its verdicts alone.
pub fn all(report: &Report) -> Vec<Written> {
    let mut all: Vec<_> = Format::ALL
        .iter()
        .map(|format| {
            let mut bytes = Vec::new();
            format.write(report, Style::plain(80), &mut bytes).expect("it is written");
            (format.as_str(), String::from_utf8(bytes).expect("UTF-8"))
        })
        .collect();
    let mut status = Vec::new();
    formats::markdown::status(report, &mut status).expect("it is written");
    all.push(("status", String::from_utf8(status).expect("UTF-8")));
    all
}
