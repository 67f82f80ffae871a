#![doc = include_str!("README.md")]

use crate::date::date_of;
use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::Response;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/snapshot-age",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

/// The maximum number of days that a date may be ahead of UTC, because time zones differ.
const MAX_DAYS_AHEAD: i64 = 1;

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let Some((most, today)) = policy.max_age_days.as_ref().zip(ctx.today()) else { return };
    let refreshed = response.last_refreshed().filter(|text| !text.value.is_damaged());
    let refreshed = refreshed.and_then(|text| Some((date_of(&text)?, text)));
    let (date, place, label) = match &refreshed {
        Some((date, text)) => {
            (Some(*date), Location::from(text), "last refreshed on this date".to_owned())
        }
        None => {
            let label = ctx.saved().map_or_else(
                || "neither lastRefreshed nor the file name contains a date".to_owned(),
                |saved| format!("saved on {saved}"),
            );
            (ctx.saved(), Location::Value(response.value), label)
        }
    };
    let Some(date) = date else {
        ctx.report("the age of this response is unknown", place, label)
            .config_label(&most.source_span, "required here")
            .level(Level::Warning)
            .help("save responses under a name with a date, such as osimages-2026-01-31.json");
        return;
    };
    let age = i64::from(today.since(date).map_or(0, |span| span.get_days()));
    if age < -MAX_DAYS_AHEAD {
        ctx
            .report(format!("this response is dated {} days in the future", -age), place, label)
            .config_label(&most.source_span, "required here")
            .help(
                "check the clock of the server, refresh the repository (Provisioning > Manage OS Images), and save \
                 the response again",
            );
    } else if age > i64::from(most.value) {
        ctx.report(
            match &refreshed {
                Some(_) => format!(
                    "the images were last refreshed {age} days ago, but this site allows {}",
                    most.value
                ),
                None => {
                    format!("this response is {age} days old, but this site allows {}", most.value)
                }
            },
            place,
            label,
        )
        .config_label(&most.source_span, "the maximum age in days")
        .help(
            "refresh the repository (Provisioning > Manage OS Images), and save the response again",
        );
    }
}
