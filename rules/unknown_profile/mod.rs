#![doc = include_str!("README.md")]

use crate::diagnostic::{
    Check, Deployment, Group, Inexact, Level, Offer, Offered, Rule, RuleContext,
};
use crate::model::{Host, Text, Verdict};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "unknown-profile",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The maximum number of ids in a message.
const MAX_IDS: usize = 3;

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(id) = host.selected_image() else { return };
    let offer = deployment.offer;
    if offer.profile(&id).is_some() {
        return;
    }
    if let Some((inexact, meant)) = offer.inexact(&id) {
        return report_inexact(&id, inexact, &meant, ctx);
    }
    let near = offer.nearest(&id);
    if offer.is_partial {
        return report_not_found(&id, near, ctx);
    }
    let label = label("no profile has this id", near);
    let finding =
        ctx.report(format!("{} is not a profile of the snapshot", id.quotable()), &id, label);
    mark(offer, near, finding);
    let select = match near.and_then(|near| near.profile.id()) {
        Some(id) => format!("write {} if you mean that profile", id.quotable()),
        None => "select a profile of the snapshot".to_owned(),
    };
    finding.help(format!(
        "{select}; if the id is right, look in XClarity (Provisioning > Manage OS Images > OS Images) whether the image has this \
         profile: if not, create or import it, then save the snapshot again"
    ));
}

fn mark<'a>(
    offer: &Offer<'a>,
    near: Option<&Offered<'a>>,
    finding: &mut crate::diagnostic::Diagnostic<'a>,
) {
    match (near, offer.response.value.get(names::ITEMS)) {
        (Some(near), _) => finding.secondary_label(&near.profile, "the most similar profile"),
        (None, Some(items)) => finding.secondary_label(items, "the list that lacks it"),
        (None, None) => finding,
    };
}

fn label(what: &str, near: Option<&Offered<'_>>) -> String {
    let id = near.and_then(|near| near.profile.id());
    match id {
        Some(id) => format!("{what}; the most similar one is {}", id.quotable()),
        None => what.to_owned(),
    }
}

/// Reports an id that is not in a snapshot with only some of the profiles.
fn report_not_found<'a>(id: &Text<'a>, near: Option<&Offered<'a>>, ctx: &mut RuleContext<'_, 'a>) {
    let finding = ctx.report(
        format!("it is unknown whether XClarity has the profile {}", id.quotable()),
        id,
        label("not in this part of the response", near),
    );
    if let Some(near) = near {
        finding.secondary_label(&near.profile, "the most similar profile");
    }
    finding.verdict(Verdict::Unknown).help(
        "the snapshot is cut, or contains only some images: save the whole response of GET /osImages",
    );
}

/// Reports an id that is not that of a profile, but probably means one.
fn report_inexact<'a>(
    id: &Text<'a>,
    inexact: Inexact,
    meant: &[&Offered<'a>],
    ctx: &mut RuleContext<'_, 'a>,
) {
    let label = match inexact {
        Inexact::Spelling => "differs in case or blanks",
        Inexact::ProfileName => "the name of a profile without its image",
        Inexact::Image => "the id of an image, not of a profile",
    };
    let ids = meant.iter().filter_map(|offered| offered.profile.id());
    let mut shown: Vec<String> = ids.take(MAX_IDS).map(|id| id.quotable().into_owned()).collect();
    if meant.len() > MAX_IDS {
        shown.push(format!("or {} more", meant.len() - MAX_IDS));
    }
    let finding = ctx.report(format!("{} is not the id of a profile", id.quotable()), id, label);
    for offered in meant.iter().take(MAX_IDS) {
        finding.secondary_label(&offered.profile, "the id of a profile");
    }
    finding.help(format!("write {}", shown.join(", ")));
}
