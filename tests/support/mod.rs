//! What several tests need.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

use osready::input::{File, Named};
use osready::lint::Linter;
use osready::report::{Human, Judged, Theme};

/// What osready finds in `text`, saved under the name `response.json` and named by hand.
pub fn judge(text: &str) -> Judged {
    let file =
        File { name: "response.json".to_owned(), named: Named::ByHand, text: text.to_owned() };
    Linter::new(true).judge(&file).expect("shorter than 4 GiB")
}

/// The findings in `text` as people see them in 80 columns, without colours.
pub fn human(text: &str) -> String {
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    human.findings(&judge(text).findings).expect("it is written")
}
