//! No image or profile is called better than its evidence is.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::print_stdout)]

mod damage;
mod generate;
mod keys;
mod lists;
mod oracle;

use oracle::{Row, Verdict};
use osready::input::{Discovery, File};
use osready::lint::Linter;
use rayon::prelude::*;

use crate::support::cases;

/// The verdicts of osready, each with the rules that explain it, in its order.
fn verdicts_of_osready(linter: &Linter, text: &str) -> Vec<(Row, Vec<String>)> {
    let file = File::new("response.json", Discovery::Explicit, text);
    let rows = linter.lint(&file).expect("shorter than 4 GiB").readiness.into_iter();
    let with_rules = rows.map(|row| {
        let verdict = match row.verdict {
            osready::model::Verdict::Ready => Verdict::Ready,
            osready::model::Verdict::Warning => Verdict::Warning,
            osready::model::Verdict::Unknown => Verdict::Unknown,
            osready::model::Verdict::Blocked => Verdict::Blocked,
        };
        let rules = row.reasons.into_iter().map(|reason| reason.rule.raw().to_owned()).collect();
        (Row { is_profile: row.profile.is_some(), verdict }, rules)
    });
    with_rules.collect()
}

#[test]
fn verdicts_equal_those_of_the_oracle() {
    let count = cases(1_250) as u64;
    let linter = Linter::new().with_excerpts(true);
    let disagreements = (0..count).into_par_iter().filter(|seed| {
        let response = generate::response(*seed);
        let text = response.to_string();
        let (actual, expected) = (verdicts_of_osready(&linter, &text), oracle::verdicts(&response));
        let disagrees = !actual.iter().map(|(row, _)| row).eq(&expected);
        if disagrees {
            println!("seed {seed}: {response:#}\nosready: {actual:?}\noracle: {expected:?}");
        }
        disagrees
    });
    assert_eq!(disagreements.count(), 0, "of {count} responses");
}
