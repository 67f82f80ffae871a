//! Each row of the tables about deployment requests, and the injected defects that show its rules.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};

use osready::diagnostic::Group;
use osready::rules;

use super::PAIRS;
use super::generator::{KINDS, KINDS_OF_ALL, Layout, pair};

/// The attributes of PUT /hostPlatforms, each with the kinds of defects that it can have.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("uuid", &["no uuid", "number for uuid", "misspelled uuid", "lower-case uuid", "dashed uuid"]),
    ("selectedImage", &["no selectedImage", "empty selectedImage", "absent profile"]),
    (
        "storageSettings",
        &[
            "no storageSettings",
            "string for storageSettings",
            "misspelled required",
            "other target",
        ],
    ),
    ("networkSettings", &["no networkSettings", "number for networkSettings"]),
    ("configFileId", &["no configFileId", "ignored configFileId", "null for configFileId"]),
    ("unattendFileId", &["absent unattend file"]),
    (
        "licenseKey",
        &["number for licenseKey", "license key for Linux", "no license key for a macro"],
    ),
    (
        "adusername, adpassword, windowsDomain, windowsDomainBlob",
        &["user alone", "password alone", "no domain", "domain for Linux", "domain blob for Linux"],
    ),
    ("osCredentials", &["string for osCredentials", "clear credentials", "other user than root"]),
    (
        "hostname",
        &[
            "number for hostname",
            "hostname with underscore",
            "hostname with dash at an end",
            "hostname of digits",
            "hostname of one letter",
            "hostname too long",
            "hostname with a long second label",
            "hostname too long in all",
            "same hostname",
        ],
    ),
    (
        "ipAddress, gateway",
        &[
            "bad ipAddress",
            "bad gateway",
            "address alone",
            "address without gateway",
            "foreign gateway",
            "foreign gateway in IPv6",
            "same address",
        ],
    ),
    ("subnetMask, prefixLength", &["bad mask", "bad prefix", "address without mask"]),
    ("dns1, dns2", &["bad dns1", "bad address"]),
    ("mtu, vlanId", &["string for mtu", "fraction for vlanId", "misspelled mtu"]),
    ("attributes that are none", &["imageType", "mac", "setting at the wrong place"]),
];

/// What a snapshot and GET /hostPlatforms say about a request, each with the kinds of defects.
const CHECKS: &[(&str, &[&str])] = &[
    ("selectedImage is not the id of a profile", &["absent profile"]),
    (
        "it is an image's id, a name, or differs in case or blanks",
        &["image id", "profile name", "other case", "blank"],
    ),
    ("the profile's verdict", &["blocked profile", "unknown profile", "warning profile"]),
    ("settings files and no configFileId", &["no configFileId"]),
    ("configFileId and no settings files", &["ignored configFileId"]),
    (
        "files that do not fit the profile",
        &[
            "absent config file",
            "absent unattend file",
            "config file of another profile",
            "unattend file of another profile",
            "config file of another system",
            "unattend file of another system",
            "config file of another release",
            "unattend file of another release",
        ],
    ),
    ("files that do not name each other", &["files not associated"]),
    (
        "domain attributes",
        &["domain for Linux", "user alone", "password alone", "no domain", "domain blob for Linux"],
    ),
    ("licenseKey for Linux", &["license key for Linux"]),
    ("macros of the request", &["no license key for a macro", "no setting for a macro"]),
    ("passwords in clear text", &["clear password", "clear credentials"]),
    (
        "the request alone",
        &[
            "no uuid",
            "number for uuid",
            "misspelled mtu",
            "same uuid",
            "same address",
            "same hostname",
            "hostname with underscore",
            "bad ipAddress",
            "foreign gateway",
            "address alone",
        ],
    ),
    ("a uuid that is unknown", &["host unknown"]),
    ("a host that is not ready", &["host not ready", "host not ready by its status only"]),
    (
        "a profile that its host does not list",
        &["host does not list it", "host does not list it, since WinPE is missing"],
    ),
    (
        "a ready profile that is not offered",
        &["not offered", "not offered since the security mode does not allow it"],
    ),
];

/// Every row has a injected defect, each defect is one of a row, and the rules that find it have a page with
/// an example that fails and one that passes.
#[test]
fn every_row_has_a_rule_a_page_and_a_planted_defect() {
    let mut rules_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for seed in 0..PAIRS {
        let pair = pair(seed, Layout::OneLine);
        for (at, kind) in pair.kinds.iter().enumerate().filter(|(_, kind)| **kind != "none") {
            let is_of_host = |pointer: &str| {
                let rest = pointer.strip_prefix(&format!("/{at}"));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let expected = pair.expected.iter().filter(|one| one.file == "request.json");
            let of_host = expected.filter(|one| is_of_host(&one.pointer));
            rules_of.entry(kind).or_default().extend(of_host.map(|one| one.rule));
        }
        if let Some(kind) = pair.kind_of_all {
            let of_snapshot = pair.expected.iter().filter(|one| one.file == "snapshot.json");
            rules_of.entry(kind).or_default().extend(of_snapshot.map(|one| one.rule));
        }
    }
    let listed: BTreeSet<&str> =
        ATTRIBUTES.iter().chain(CHECKS).flat_map(|(_, kinds)| kinds.iter().copied()).collect();
    let of_hosts = KINDS.iter().map(|(kind, _)| *kind).filter(|kind| *kind != "none");
    let injected: BTreeSet<&str> =
        of_hosts.chain(KINDS_OF_ALL.iter().map(|(kind, _)| *kind)).collect();
    assert_eq!(listed, injected);
    let mut shown = BTreeSet::new();
    for (row, kinds) in ATTRIBUTES.iter().chain(CHECKS) {
        for kind in *kinds {
            let rules = rules_of.get(kind).unwrap_or_else(|| panic!("{kind} is never injected"));
            assert!(!rules.is_empty(), "no rule finds {kind} of {row}");
            for id in rules {
                let rule = rules::by_id(id).expect("a rule");
                let fails = rule.page.find("\n## Fails\n").expect("an example that fails");
                let passes = rule.page.find("\n## Passes\n").expect("an example that passes");
                let name = format!("[{id}]");
                assert!(rule.page[fails..passes].contains(&name), "{id} is in no example");
                assert!(!rule.page[passes..].contains(&name), "{id} is in an example that passes");
                shown.insert(*id);
            }
        }
    }
    let all = rules::ALL.iter().filter(|rule| rule.group == Group::Deployment);
    assert_eq!(shown, all.map(|rule| rule.id).collect());
    println!(
        "{} rows, {} kinds of defects, {} rules",
        ATTRIBUTES.len() + CHECKS.len(),
        injected.len(),
        shown.len()
    );
}
