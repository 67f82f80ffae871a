#![doc = include_str!("README.md")]

use crate::date::date_of;
use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::model::Response;

use super::{SitePolicy, When};

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/snapshot-age",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

/// So many days ahead of UTC a date may be: somewhere it is tomorrow.
const AHEAD: i64 = 1;

pub(super) fn check<'a>(
    asked: &SitePolicy,
    when: When,
    response: &Response<'a>,
    findings: &mut Findings<'a>,
) {
    let Some((most, today)) = asked.max_age_days.as_ref().zip(when.today) else { return };
    findings.speak_for(&RULE);
    let refreshed = response.last_refreshed().filter(|text| !text.value.is_damaged());
    let refreshed = refreshed.and_then(|text| Some((date_of(&text)?, text)));
    let (date, place, label) = match &refreshed {
        Some((date, text)) => (Some(*date), Place::from(text), "last refreshed then".to_owned()),
        None => {
            let label = when.saved.map_or_else(
                || "neither lastRefreshed nor the file's name says when".to_owned(),
                |saved| format!("saved on {saved}"),
            );
            (when.saved, Place::Value(response.value), label)
        }
    };
    let Some(date) = date else {
        findings
            .add("nobody can say how old this response is", place, label)
            .because(&most.spot, "asked for here")
            .level(Level::Warning)
            .help("save responses under a name with a date, such as osimages-2026-01-31.json");
        return;
    };
    let age = i64::from(today.since(date).map_or(0, |span| span.get_days()));
    if age < -AHEAD {
        findings
            .add(format!("this response is dated {} days ahead", -age), place, label)
            .because(&most.spot, "asked for here")
            .help(
                "look at the server's clock, refresh the repository (Provisioning > Manage OS Images), and save \
                 the response again",
            );
    } else if age > i64::from(most.value) {
        findings
            .add(
                format!("this response is {age} days old, and this site allows {}", most.value),
                place,
                label,
            )
            .because(&most.spot, "the most days that are allowed")
            .help("refresh the repository (Provisioning > Manage OS Images), and save the response again");
    }
}
