//! The profiles that a snapshot offers, with their verdicts under the policy.

use crate::diagnostic::{Label, Offer, Offered};
use crate::finding::ReadinessRow;
use crate::lint::Checked;
use crate::model::{Profile, Response};
use crate::policy::finding_at;

/// Returns the offer of a checked response. It lives shorter than the response, as long as the texts of
/// the requests.
pub(super) fn offer<'x, 'a: 'x>(checked: &Checked<'_, 'a>) -> Offer<'x> {
    let mut rows = checked.rows.iter();
    let mut profiles: Vec<Offered<'x>> = Vec::new();
    let mut add = |of_profiles: &[Profile<'a>], rows: &mut std::slice::Iter<'_, ReadinessRow>| {
        for profile in of_profiles {
            profiles.extend(rows.next().map(|row| offered(profile, row, checked)));
        }
    };
    for image in checked.response.images_with_profiles() {
        // Each image has a row of its own before those of its profiles.
        rows.next();
        add(image.profiles, &mut rows);
    }
    add(checked.response.standalone_profiles(), &mut rows);
    Offer::new(Response::new(checked.response.value, checked.response.shape), profiles)
}

fn offered<'x, 'a: 'x>(
    profile: &Profile<'a>,
    row: &ReadinessRow,
    checked: &Checked<'_, 'a>,
) -> Offered<'x> {
    let finding = |index| finding_at(index, checked.text_diagnostics, checked.findings);
    let rules = row.rules().into_iter().map(|rule| rule.sanitized().to_string()).collect();
    let findings = || row.reasons.iter().filter_map(|reason| finding(reason.finding?));
    let help = findings().next().map(|finding| finding.help.clone()).unwrap_or_default();
    let labels = findings().map(|finding| -> Label<'x> { finding.primary.clone() }).collect();
    Offered { profile: *profile, verdict: row.verdict, rules, help, labels }
}
