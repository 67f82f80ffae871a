//! The summary line.

use std::fmt::Write as _;

use crate::lint::Report;
use crate::model::Verdict;

/// Returns the summary line: the number of findings, responses and files.
pub(in crate::report) fn summary(report: &Report) -> String {
    let count = |number: usize, one: &str, many: &str| {
        format!("{number} {}", if number == 1 { one } else { many })
    };
    let summary = report.summary;
    let mut parts = Vec::new();
    for (number, one, many) in [
        (summary.errors, "error", "errors"),
        (summary.warnings, "warning", "warnings"),
        (summary.notes, "note", "notes"),
    ] {
        if number > 0 {
            parts.push(count(number, one, many));
        }
    }
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let files = count(summary.files, "file", "files");
    let responses = count(summary.responses, "response", "responses");
    let (found, responses) = match hosts(report) {
        None => (found, responses),
        Some(hosts) => (format!("{hosts}: {found}"), String::new()),
    };
    let responses = if responses.is_empty() { files } else { format!("{responses} of {files}") };
    let mut set_aside = String::new();
    for (number, word) in [
        (summary.suppressed, "suppressed"),
        (summary.unchanged, "in the baseline"),
        (summary.absent, "in the baseline but no longer found"),
        (summary.left_out, "not shown here (--max-findings)"),
        (summary.ignored, "ignored by git (--no-ignore)"),
    ] {
        if number > 0 {
            let _ = write!(set_aside, "; {number} {word}");
        }
    }
    let failed = match report.failures.len() {
        0 => String::new(),
        number => format!("; {} could not be read", count(number, "file", "files")),
    };
    let incomplete = match incomplete_files(report) {
        0 => String::new(),
        number => format!("; {} not checked, or not in full", count(number, "file", "files")),
    };
    format!("{found} in {responses}{set_aside}{failed}{incomplete}")
}

/// What a plan does not check, since no snapshot contains it.
pub(crate) const NOT_IN_A_SNAPSHOT: &str = "not in a snapshot, so not checked: whether a license key is needed, static \
     addresses or DHCP, VLAN mode, and the MAC address, disks and boot order of each host";

/// Returns the number of hosts per verdict: "12 hosts, 11 ready, 1 blocked". `None` if there is no host.
fn hosts(report: &Report) -> Option<String> {
    let all = report.summary.hosts;
    if all == 0 {
        return None;
    }
    let mut text = format!("{all} {}", if all == 1 { "host" } else { "hosts" });
    for verdict in Verdict::ALL {
        let kept =
            report.readiness.iter().filter(|row| row.host.is_some() && row.verdict == verdict);
        let count = kept.count() + report.rows[verdict as usize][1];
        if count > 0 {
            let _ = write!(text, ", {count} {}", verdict.as_str());
        }
    }
    Some(text)
}

/// Returns the number of files that were not checked, or not in full.
fn incomplete_files(report: &Report) -> usize {
    report.incomplete.chunk_by(|one, next| one.file == next.file).count()
}
