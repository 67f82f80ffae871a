//! The verdict on each host.
//!
//! A host is ready only if everything that its request names was read in full and is ready. Evidence
//! decides that, before and independent of the rules; findings explain it, and can only make it worse.

use std::collections::HashMap;

use crate::diagnostic::{Deployment, Diagnostic, Level};
use crate::finding::{ReadinessRow, Reason, RowHost};
use crate::lint::limits;
use crate::model::{Doubts, FileKind, Host, Profile, Text, Verdict};
use crate::sanitize::Untrusted;

/// The maximum number of reasons of a row.
const MAX_REASONS: usize = 8;

/// The attributes that name files, and the kind of each.
const FILES: [(&str, FileKind); 2] =
    [("configFileId", FileKind::Config), ("unattendFileId", FileKind::Unattend)];

/// The rows of the hosts, while their findings are collected.
pub(super) struct Rows<'p, 'a> {
    hosts: &'p [Host<'a>],
    collected: Vec<HostRow>,
    has_room: bool,
}

struct HostRow {
    /// The verdict of the evidence, and then of the findings too.
    verdict: Verdict,
    /// The findings that imply a verdict.
    reasons: Vec<(Verdict, Reason)>,
}

impl<'p, 'a> Rows<'p, 'a> {
    /// Creates the rows with the verdicts of the evidence. `doubts` are those of each text; `has_room` is
    /// `false` if findings were left out.
    pub(super) fn new(
        deployment: &Deployment<'p, 'a>,
        doubts: &HashMap<usize, Doubts>,
        has_room: bool,
    ) -> Self {
        let row = |host: &Host<'a>| {
            let address = std::ptr::from_ref(host.value.tree()).addr();
            let platform = deployment.platforms.zip(host.uuid());
            let platform = platform.and_then(|(platforms, uuid)| platforms.host(&uuid));
            let is_read = doubts.get(&address).is_some_and(|doubts| !doubts.touch(host.value))
                && platform.is_none_or(|platform| platform.is_certain);
            let read = if is_read { Verdict::Ready } else { Verdict::Unknown };
            HostRow { verdict: read.max(evidence(deployment, host)), reasons: Vec::new() }
        };
        Self {
            hosts: deployment.hosts,
            collected: deployment.hosts.iter().map(row).collect(),
            has_room,
        }
    }

    /// Adds a finding at its own level. `index` is its position among the findings of its file; `None` if
    /// it is off.
    pub(super) fn add(&mut self, finding: &Diagnostic<'a>, is_raised: bool, index: Option<usize>) {
        let Some(row) = finding.host.and_then(|host| self.collected.get_mut(host.position)) else {
            return;
        };
        let implied = finding.verdict.unwrap_or(match finding.level {
            Level::Error => Verdict::Blocked,
            Level::Warning => Verdict::Warning,
            Level::Note => Verdict::Ready,
        });
        let verdict = if is_raised { Verdict::Blocked } else { implied };
        row.verdict = row.verdict.max(verdict);
        if verdict > Verdict::Ready {
            row.reasons.push((verdict, Reason { rule: finding.rule.id.into(), finding: index }));
        }
    }

    /// Returns the rows, each with the address of the tree of its host.
    pub(super) fn into_rows(self) -> impl Iterator<Item = (usize, ReadinessRow)> {
        let Self { hosts, collected, has_room } = self;
        hosts.iter().zip(collected).map(move |(host, row)| {
            let HostRow { verdict, mut reasons } = row;
            reasons.retain(|(implied, _)| *implied == verdict);
            reasons.truncate(MAX_REASONS);
            let mut reasons: Vec<Reason> = reasons.into_iter().map(|(_, reason)| reason).collect();
            if reasons.is_empty() && verdict > Verdict::Ready {
                let rule = crate::rules::READINESS_UNKNOWN.id;
                reasons.push(Reason { rule: rule.into(), finding: None });
            }
            let id = |text: Option<Text<'_>>| -> Option<Untrusted> {
                text.map(|text| text.quotable().into_owned().into())
            };
            let of_host =
                RowHost { uuid: id(host.uuid()), hostname: id(host.network_text("hostname")) };
            let mut row = ReadinessRow {
                file: "".into(),
                image: None,
                profile: id(host.selected_image()),
                host: Some(of_host),
                verdict,
                required: None,
                reasons,
            };
            if !has_room {
                limits::downgrade_to_unknown(std::slice::from_mut(&mut row));
            }
            (std::ptr::from_ref(host.value.tree()).addr(), row)
        })
    }
}

/// Returns the verdict of what a host names: its profile, and its files.
fn evidence<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>) -> Verdict {
    let Some(id) = host.selected_image() else { return Verdict::Unknown };
    let offer = deployment.offer;
    let Some(offered) = offer.profile(&id) else {
        return if offer.is_partial { Verdict::Unknown } else { Verdict::Blocked };
    };
    let files = FILES
        .iter()
        .map(|(name, kind)| file_evidence(deployment, host, name, *kind, &offered.profile));
    files.fold(offered.verdict, Verdict::max)
}

/// Returns the verdict of a file that a host names.
fn file_evidence<'a>(
    deployment: &Deployment<'_, 'a>,
    host: &Host<'a>,
    name: &str,
    kind: FileKind,
    profile: &Profile<'a>,
) -> Verdict {
    let is_unreadable = profile.options().is_some_and(|options| options.is_unreadable(kind));
    let Some(id) = host.text(name) else {
        return if is_unreadable { Verdict::Unknown } else { Verdict::Ready };
    };
    let repository = &deployment.offer.response.repository;
    let has_none = profile.options().is_none_or(|options| options.ids(kind).next().is_none());
    if kind == FileKind::Config && has_none && !is_unreadable {
        // The server ignores it.
        return Verdict::Ready;
    }
    let defective = |value: crate::json::Value<'_>| value.is_damaged() || value.is_incomplete();
    let is_read = repository.complete_list(kind).is_some()
        && repository.position(kind, &id).and_then(|at| repository.known_at(kind, at)).is_some_and(
            |known| !known.is_unreadable && !known.file.value.descendants().any(defective),
        );
    if is_read && !is_unreadable { Verdict::Ready } else { Verdict::Unknown }
}
