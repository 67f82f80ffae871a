//! A report in every format.

use std::io::Result;

use osready::lint::Report;
use osready::report::{Human, Theme, formats};

/// A format's name, and a report in it.
pub type Written = (&'static str, String);

/// The report in every format.
pub fn all(report: &Report) -> Vec<Written> {
    fn written(write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("it is written");
        String::from_utf8(bytes).expect("UTF-8")
    }
    let shown: Vec<_> = report.findings.iter().collect();
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    let findings = human.findings(&report.findings).expect("it is written");
    vec![
        ("human", format!("{findings}{}", human.end(report))),
        (
            "concise",
            written(|to| formats::concise::findings(&shown, to))
                + &written(|to| formats::concise::end(report, to)),
        ),
        ("json", written(|to| formats::json::document(report, to))),
        ("ndjson", written(|to| formats::json::lines(&report.findings, to))),
        ("sarif", written(|to| formats::sarif::write(report, to))),
        ("github", written(|to| formats::github::write(report, to))),
        ("gitlab", written(|to| formats::gitlab::write(report, to))),
        ("junit", written(|to| formats::junit::write(report, to))),
        ("rdjson", written(|to| formats::rdjson::write(report, to))),
        ("markdown", written(|to| formats::markdown::write(report, to))),
        ("status", written(|to| formats::markdown::status(report, to))),
        ("html", written(|to| formats::html::write(report, to))),
    ]
}
