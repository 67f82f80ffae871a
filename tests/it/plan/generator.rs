//! Makes pairs of a snapshot and a deployment request, the same ones for the same seed, with known
//! defects in the requests, and a list of the findings that they must give.
#![allow(unreachable_pub, clippy::too_many_lines)]

use fastrand::Rng;
use serde_json::{Value, json};

/// The profile that is ready and has no files.
pub const PLAIN: &str = "win2022|win2022-x86_64-install-Standard";
/// The ready profile of Linux.
pub const LINUX: &str = "rhels8.6|rhels8.6-x86_64-install-Minimal";
/// The profile with a settings and an unattend file that are associated.
pub const CUSTOM: &str = "win2022|win2022-x86_64-install-Custom";
/// The profile with two settings files.
const TWO: &str = "win2022|win2022-x86_64-install-Two";
/// The profile whose unattend file uses values of the request.
const MACROS: &str = "win2022|win2022-x86_64-install-Macros";
/// The profile whose unattend file is for another release.
const OLD: &str = "rhels8.6|rhels8.6-x86_64-install-Old";
const BLOCKED: &str = "win2019|win2019-x86_64-install-Core";
const WARNING: &str = "win2019|win2019-x86_64-install-Warning";
const UNKNOWN: &str = "win2019|win2019-x86_64-install-Unknown";
/// The profile whose settings file is for another release.
const OLD_SETTINGS: &str = "rhels8.6|rhels8.6-x86_64-install-OldSettings";
/// The ready profile that no host selects.
const SPARE: &str = "rhels8.6|rhels8.6-x86_64-install-Spare";
/// The pointer to its id in the snapshot.
const SPARE_ID: &str = "/items/1/profiles/1/id";

/// How the request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Pretty,
    OneLine,
    Lines,
    Dictionary,
    Counted,
}

impl Layout {
    pub const ALL: [Self; 5] =
        [Self::Pretty, Self::OneLine, Self::Lines, Self::Dictionary, Self::Counted];
}

/// A finding that must be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub rule: &'static str,
    pub file: &'static str,
    pub pointer: String,
}

/// A snapshot and a request.
pub struct Pair {
    pub snapshot: String,
    pub request: String,
    pub hosts: Option<String>,
    pub expected: Vec<Expected>,
    /// The verdict of each host.
    pub verdicts: Vec<&'static str>,
    /// The kinds of defects, one a host.
    pub kinds: Vec<&'static str>,
    /// The kind of a defect that no host has, but the snapshot and what the server offers.
    pub kind_of_all: Option<&'static str>,
}

/// The kinds of defects between the snapshot and what the server offers, and the flags that explain each.
pub const KINDS_OF_ALL: &[(&str, &[&str])] = &[
    ("not offered", &[]),
    ("not offered since the security mode does not allow it", &["incompatibleImagesRemoved"]),
];

/// The kinds of defects, and the verdict on a host that has one.
pub const KINDS: &[(&str, &str)] = &[
    ("none", "ready"),
    ("no uuid", "blocked"),
    ("no selectedImage", "blocked"),
    ("no storageSettings", "blocked"),
    ("no networkSettings", "blocked"),
    ("empty selectedImage", "blocked"),
    ("number for uuid", "blocked"),
    ("string for mtu", "blocked"),
    ("fraction for vlanId", "blocked"),
    ("null for configFileId", "warning"),
    ("misspelled mtu", "warning"),
    ("misspelled required", "blocked"),
    ("imageType", "warning"),
    ("mac", "warning"),
    ("lower-case uuid", "blocked"),
    ("dashed uuid", "blocked"),
    ("hostname with underscore", "blocked"),
    ("hostname too long", "blocked"),
    ("hostname of digits", "blocked"),
    ("bad address", "blocked"),
    ("bad mask", "blocked"),
    ("bad prefix", "blocked"),
    ("foreign gateway", "blocked"),
    ("address alone", "warning"),
    ("other target", "ready"),
    ("user alone", "blocked"),
    ("password alone", "blocked"),
    ("no domain", "blocked"),
    ("domain for Linux", "warning"),
    ("clear password", "warning"),
    ("clear credentials", "warning"),
    ("absent profile", "blocked"),
    ("image id", "blocked"),
    ("profile name", "blocked"),
    ("other case", "blocked"),
    ("blank", "blocked"),
    ("blocked profile", "blocked"),
    ("warning profile", "warning"),
    ("unknown profile", "unknown"),
    ("no configFileId", "blocked"),
    ("ignored configFileId", "ready"),
    ("absent config file", "blocked"),
    ("absent unattend file", "blocked"),
    ("config file of another profile", "blocked"),
    ("unattend file of another system", "blocked"),
    ("unattend file of another release", "warning"),
    ("files not associated", "warning"),
    ("license key for Linux", "ready"),
    ("no license key for a macro", "warning"),
    ("no setting for a macro", "warning"),
    ("same uuid", "blocked"),
    ("same hostname", "blocked"),
    ("same address", "blocked"),
    ("host unknown", "blocked"),
    ("host not ready", "blocked"),
    ("host does not list it", "blocked"),
    ("host does not list it, since WinPE is missing", "blocked"),
    ("string for storageSettings", "blocked"),
    ("number for networkSettings", "blocked"),
    ("number for licenseKey", "blocked"),
    ("string for osCredentials", "blocked"),
    ("number for hostname", "blocked"),
    ("misspelled uuid", "blocked"),
    ("setting at the wrong place", "warning"),
    ("hostname with dash at an end", "blocked"),
    ("hostname of one letter", "blocked"),
    ("hostname with a long second label", "blocked"),
    ("hostname too long in all", "blocked"),
    ("bad ipAddress", "blocked"),
    ("bad gateway", "blocked"),
    ("bad dns1", "blocked"),
    ("address without gateway", "warning"),
    ("address without mask", "warning"),
    ("foreign gateway in IPv6", "blocked"),
    ("other user than root", "warning"),
    ("domain blob for Linux", "warning"),
    ("config file of another system", "blocked"),
    ("config file of another release", "warning"),
    ("unattend file of another profile", "blocked"),
    ("host not ready by its status only", "blocked"),
];

/// Returns whether a kind needs the files of the repository, which a part of a response lacks.
fn needs_files(kind: &str) -> bool {
    kind.starts_with("files")
        || ["File", " file", "macro", "host "].iter().any(|word| kind.contains(word))
}

fn profile(id: &str) -> Value {
    let name = id.split('|').nth(1).unwrap_or_default();
    let check = if id.starts_with("win") {
        json!({"noWinpe": false})
    } else {
        json!({"missingPackages": false})
    };
    json!({"deployStatus": "ready", "id": id, "name": name, "readyCheck": check})
}

fn custom(id: &str, config: &[&str], unattend: &[&str], custom_type: u8) -> Value {
    let mut value = profile(id);
    value["type"] = json!("custom");
    value["customizationOptions"] = json!({
        "customConfigOptions": {"customConfigFileIds": config},
        "unattendOptions": [{"unattendFileIds": unattend}],
        "customType": custom_type,
    });
    value
}

fn image(name: &str, profiles: &[Value]) -> Value {
    json!({"deployStatus": "ready", "id": format!("{name}|"), "name": name, "profiles": profiles, "readyCheck": {}})
}

fn file(id: &str, os: &str, releases: &str, partner: &str) -> Value {
    json!({"id": id, "os": os, "osrelease": releases, "type": "custom", "associatedFileId": partner})
}

/// The snapshot: ready profiles, some with files, and three that are not ready.
pub fn snapshot(rng: &mut Rng) -> Value {
    let mut blocked = profile(BLOCKED);
    blocked["deployStatus"] = json!("notReady");
    blocked["readyCheck"]["noWinpe"] = json!(true);
    let mut warning = profile(WARNING);
    warning["deployStatus"] = json!("warning");
    let mut unknown = profile(UNKNOWN);
    unknown["deployStatus"] = json!("maybe");
    let mut old = custom(OLD, &[], &["6_u.cfg"], 2);
    old["osrelease"] = json!("8.6");
    let mut macros = file("5_u.xml", "win", "2022", "");
    macros["content"] = json!(
        "<unattend><Key>#predefined.hostPlatforms.licenseKey#</Key><Dns>#predefined.hostPlatforms.networkSettings.dns1#</Dns></unattend>"
    );
    let mut old_settings = custom(OLD_SETTINGS, &["8_c.json"], &[], 4);
    old_settings["osrelease"] = json!("8.6");
    let mut more = vec![profile(LINUX), profile(SPARE), old, old_settings];
    for number in 0..rng.usize(0..6) {
        more.push(profile(&format!("rhels8.6|rhels8.6-x86_64-install-Site{number}")));
    }
    json!({
        "result": "success",
        "items": [
            image("win2022", &[
                profile(PLAIN),
                custom(CUSTOM, &["1_c.json"], &["2_u.xml"], 1),
                custom(TWO, &["3_c.json", "7_c.json"], &["4_u.xml"], 1),
                custom(MACROS, &[], &["5_u.xml"], 2),
            ]),
            image("rhels8.6", &more),
            image("win2019", &[blocked, warning, unknown]),
        ],
        "customConfigFiles": [
            file("1_c.json", "win", "2022", "2_u.xml"),
            file("3_c.json", "win", "2022", "4_u.xml"),
            file("7_c.json", "win", "2022", ""),
            file("8_c.json", "rhel", "7.9", ""),
        ],
        "unattendFiles": [
            file("2_u.xml", "win", "2022", "1_c.json"),
            file("4_u.xml", "win", "2022", "3_c.json"),
            macros,
            file("6_u.cfg", "rhel", "7.9", ""),
        ],
    })
}

/// A host without a defect.
pub fn clean_host(number: usize, rng: &mut Rng) -> Value {
    let mut host = json!({
        "uuid": format!("{:032X}", number + 0xA0),
        "selectedImage": PLAIN,
        "storageSettings": {"targetDevice": if rng.bool() { "localdisk" } else { "usbdisk" }},
        "networkSettings": {
            "hostname": format!("web{number:02}.example.com"),
            "dns1": "", "mtu": 1500, "vlanId": rng.u16(0..4000),
        },
    });
    let mac = if rng.bool() { "selectedMAC" } else { "selectedMac" };
    host["networkSettings"][mac] = json!("AUTO");
    match rng.u8(0..6) {
        0 => {
            host["networkSettings"]["ipAddress"] = json!(format!("192.0.2.{}", number + 10));
            host["networkSettings"]["subnetMask"] = json!("255.255.255.0");
            host["networkSettings"]["gateway"] = json!("192.0.2.1");
        }
        1 => {
            host["networkSettings"]["ipAddress"] = json!(format!("2001:db8::{:x}", number + 10));
            host["networkSettings"]["prefixLength"] =
                if rng.bool() { json!(64) } else { json!("64") };
            host["networkSettings"]["gateway"] = json!("fe80::1");
        }
        2 => host["licenseKey"] = json!(null),
        3 => {
            host["selectedImage"] = json!(CUSTOM);
            host["configFileId"] = json!("1_c.json");
            host["unattendFileId"] = json!("2_u.xml");
        }
        4 => {
            host["adusername"] = json!("join");
            host["adpassword"] = json!("{{ ad_password }}");
            host["windowsDomain"] = json!("example.com");
        }
        _ => {
            host["selectedImage"] = json!(LINUX);
            host["osCredentials"] = json!({"name": "root", "password": "${ROOT_PASSWORD}"});
        }
    }
    host
}

/// The response of GET /hostPlatforms in which all hosts are ready and offer every profile of the snapshot.
fn platforms(hosts: &[Value], snapshot: &Value) -> Value {
    let profiles = snapshot["items"].as_array().into_iter().flatten();
    let profiles = profiles.flat_map(|image| image["profiles"].as_array().into_iter().flatten());
    let ids: Vec<Value> = profiles.map(|profile| profile["id"].clone()).collect();
    let offered: Vec<Value> =
        ids.iter().map(|id| json!({"label": id, "selected": false, "value": id})).collect();
    let host = |host: &Value| {
        json!({
            "uuid": host["uuid"], "deployStatus": "Ready", "deployStatusID": 0,
            "immIpAddress": "192.0.2.31", "availableImages": offered,
            "readyCheck": {"accessState": "Online"},
        })
    };
    json!({
        "availableImages": ids, "imagesWithoutWinPERemoved": false,
        "incompatibleImagesRemoved": false, "isAuthorized": true,
        "items": hosts.iter().map(host).collect::<Vec<_>>(),
    })
}

/// Makes a pair. `kinds` gives the kind of each host.
pub fn pair(seed: u64, layout: Layout) -> Pair {
    let mut rng = Rng::with_seed(seed);
    let snapshot = snapshot(&mut rng);
    let count = rng.usize(1..=6);
    // A saved part of a response: its images, without the lists of files.
    let is_part = rng.u8(0..8) == 0;
    let mut hosts: Vec<Value> = (0..count).map(|number| clean_host(number, &mut rng)).collect();
    for host in hosts.iter_mut().filter(|host| is_part && host["configFileId"].is_string()) {
        host["selectedImage"] = json!(PLAIN);
        for name in ["configFileId", "unattendFileId"] {
            host.as_object_mut().and_then(|host| host.remove(name));
        }
    }
    let mut platforms = platforms(&hosts, &snapshot);
    let mut pair = Pair {
        snapshot: String::new(),
        request: String::new(),
        hosts: None,
        expected: Vec::new(),
        verdicts: vec!["ready"; count],
        kinds: vec!["none"; count],
        kind_of_all: None,
    };
    let mut has_platforms = rng.u8(0..3) == 0 && !is_part;
    for at in 0..count {
        // Two hosts share a defect of two, so the next one is left as it is.
        if pair.kinds[at] != "none" || rng.u8(0..4) == 0 {
            continue;
        }
        let (kind, mut verdict) = KINDS[rng.usize(0..KINDS.len())];
        if is_part && needs_files(kind) {
            continue;
        }
        // A part of a response may lack what the server has.
        if is_part && kind == "absent profile" {
            verdict = "unknown";
        }
        if kind.starts_with("same ")
            && (at + 1 == count || layout == Layout::Lines && has_platforms)
        {
            continue;
        }
        // A defect of the uuid is also one of what the server lists.
        let is_of_uuid = kind.contains("uuid");
        if kind.starts_with("host ") {
            if pair.kinds.iter().any(|other| other.contains("uuid")) {
                continue;
            }
            has_platforms = true;
        } else if is_of_uuid && has_platforms {
            continue;
        }
        pair.kinds[at] = kind;
        pair.verdicts[at] = verdict;
        let prefix = prefix(layout, at);
        let expected = inject(kind, at, &mut hosts, &mut platforms, &mut rng);
        let expect = |(rule, path): (&'static str, String)| Expected {
            rule,
            file: "request.json",
            pointer: format!("{prefix}{path}"),
        };
        pair.expected.extend(expected.into_iter().map(expect));
        if kind.starts_with("same ") {
            (pair.kinds[at + 1], pair.verdicts[at + 1]) = (kind, verdict);
            let pointer = |one: &Expected| one.pointer[prefix.len()..].to_owned();
            let twin = pair.expected.last().map(|last| Expected {
                pointer: format!("{}{}", self::prefix(layout, at + 1), pointer(last)),
                ..last.clone()
            });
            pair.expected.extend(twin);
        }
    }
    if has_platforms && !is_part && rng.bool() {
        let (kind, flags) = KINDS_OF_ALL[rng.usize(0..KINDS_OF_ALL.len())];
        pair.kind_of_all = Some(kind);
        platforms["availableImages"]
            .as_array_mut()
            .into_iter()
            .for_each(|ids| ids.retain(|id| *id != json!(SPARE)));
        for flag in flags {
            platforms[*flag] = json!(true);
        }
        pair.expected.push(Expected {
            rule: "profile-not-offered",
            file: "snapshot.json",
            pointer: SPARE_ID.to_owned(),
        });
    }
    let saved = if is_part { &snapshot["items"] } else { &snapshot };
    pair.snapshot = match rng.bool() {
        true => saved.to_string(),
        false => serde_json::to_string_pretty(saved).unwrap_or_default(),
    };
    pair.request = written(layout, &hosts);
    pair.hosts = has_platforms.then(|| platforms.to_string());
    pair.expected.sort();
    pair
}

/// The pointer to the host at `at`.
fn prefix(layout: Layout, at: usize) -> String {
    match layout {
        Layout::Lines => String::new(),
        Layout::Dictionary => format!("/osimages_dict/hostPlatforms/{at}"),
        Layout::Counted => format!("/value/{at}"),
        Layout::Pretty | Layout::OneLine => format!("/{at}"),
    }
}

fn written(layout: Layout, hosts: &[Value]) -> String {
    match layout {
        Layout::Pretty => serde_json::to_string_pretty(hosts).unwrap_or_default(),
        Layout::OneLine => json!(hosts).to_string(),
        Layout::Lines => hosts.iter().map(|host| host.to_string() + "\n").collect(),
        Layout::Dictionary => {
            json!({"command_options": "osimages", "osimages_dict": {"hostPlatforms": hosts}})
                .to_string()
        }
        Layout::Counted => json!({"value": hosts, "Count": hosts.len()}).to_string(),
    }
}

/// Plants a defect in the host at `at`. Returns the rules that must find it, each with its pointer within
/// the host.
fn inject(
    kind: &str,
    at: usize,
    hosts: &mut [Value],
    platforms: &mut Value,
    rng: &mut Rng,
) -> Vec<(&'static str, String)> {
    // Settings that would have defects of their own with this one.
    let number = at;
    let mut host = json!({
        "uuid": hosts[at]["uuid"],
        "selectedImage": if rng.bool() { PLAIN } else { LINUX },
        "storageSettings": {"targetDevice": "localdisk"},
        "networkSettings": {"hostname": format!("app{number:02}")},
    });
    let one = |rule, path: &str| vec![(rule, path.to_owned())];
    let remove = |host: &mut Value, name: &str| {
        host.as_object_mut().and_then(|host| host.remove(name));
    };
    let select = |host: &mut Value, id: &str| host["selectedImage"] = json!(id);
    let expected = match kind {
        "no uuid" | "no selectedImage" | "no storageSettings" | "no networkSettings" => {
            remove(&mut host, &kind[3..]);
            one("request-attribute", "")
        }
        "empty selectedImage" => {
            select(&mut host, "");
            one("request-attribute", "/selectedImage")
        }
        "number for uuid" => {
            host["uuid"] = json!(17);
            one("request-attribute", "/uuid")
        }
        "string for mtu" => {
            host["networkSettings"]["mtu"] = json!("1500");
            one("request-attribute", "/networkSettings/mtu")
        }
        "fraction for vlanId" => {
            host["networkSettings"]["vlanId"] = json!(1.5);
            one("request-attribute", "/networkSettings/vlanId")
        }
        "null for configFileId" => {
            host["configFileId"] = json!(null);
            one("request-attribute", "/configFileId")
        }
        "misspelled mtu" => {
            host["networkSettings"]["mt"] = json!(1500);
            one("request-unknown-attribute", "/networkSettings/mt")
        }
        "misspelled required" => {
            let right = host["storageSettings"].take();
            remove(&mut host, "storageSettings");
            host["storageSetings"] = right;
            one("request-unknown-attribute", "/storageSetings")
        }
        "imageType" | "mac" => {
            host[kind] = json!("AUTO");
            one("request-unknown-attribute", &format!("/{kind}"))
        }
        "lower-case uuid" => {
            host["uuid"] = json!(format!("{:031x}f", number + 0xA0));
            one("invalid-host-uuid", "/uuid")
        }
        "dashed uuid" => {
            host["uuid"] = json!(format!("00000000-0000-0000-0000-{:011X}F", number + 0xA0));
            one("invalid-host-uuid", "/uuid")
        }
        "hostname with underscore" | "hostname too long" | "hostname of digits" => {
            host["networkSettings"]["hostname"] = json!(match kind {
                "hostname with underscore" => format!("app_{number}"),
                "hostname too long" => format!("application-number-{number}"),
                _ => format!("{}", 10 + number),
            });
            one("invalid-hostname", "/networkSettings/hostname")
        }
        "bad address" => {
            host["networkSettings"]["dns2"] = json!("192.0.2");
            one("host-address", "/networkSettings/dns2")
        }
        "bad mask" => {
            host["networkSettings"]["subnetMask"] = json!("255.0.255.0");
            one("host-address", "/networkSettings/subnetMask")
        }
        "bad prefix" => {
            host["networkSettings"]["prefixLength"] = json!(129);
            one("host-address", "/networkSettings/prefixLength")
        }
        "foreign gateway" => {
            host["networkSettings"]["ipAddress"] = json!(format!("198.51.100.{}", number + 10));
            host["networkSettings"]["prefixLength"] = json!("24");
            host["networkSettings"]["gateway"] = json!("203.0.113.1");
            one("host-address", "/networkSettings/gateway")
        }
        "address alone" => {
            host["networkSettings"]["ipAddress"] = json!(format!("198.51.100.{}", number + 10));
            one("host-address", "/networkSettings/ipAddress")
        }
        "other target" => {
            host["storageSettings"]["targetDevice"] = json!("floppy");
            one("storage-target", "/storageSettings/targetDevice")
        }
        "user alone" => {
            select(&mut host, PLAIN);
            host["adusername"] = json!("join");
            one("domain-settings", "/adusername")
        }
        "password alone" => {
            select(&mut host, PLAIN);
            host["adpassword"] = json!("{{ ad_password }}");
            one("domain-settings", "/adpassword")
        }
        "no domain" => {
            select(&mut host, PLAIN);
            host["adusername"] = json!("join");
            host["adpassword"] = json!("{{ ad_password }}");
            one("domain-settings", "/adusername")
        }
        "domain for Linux" => {
            select(&mut host, LINUX);
            host["windowsDomain"] = json!("example.com");
            one("domain-settings", "/windowsDomain")
        }
        "clear password" => {
            select(&mut host, PLAIN);
            host["adusername"] = json!("join");
            host["windowsDomain"] = json!("example.com");
            host["adpassword"] = json!("Passw0rd");
            one("request-password", "/adpassword")
        }
        "clear credentials" => {
            host["osCredentials"] = json!({"name": "root", "password": "Passw0rd"});
            one("request-password", "/osCredentials/password")
        }
        "absent profile" | "image id" | "profile name" | "other case" | "blank" => {
            let id = match kind {
                "absent profile" => "sles15.4|sles15.4-x86_64-install-Basic".to_owned(),
                "image id" => "win2022|".to_owned(),
                "profile name" => "rhels8.6-x86_64-install-Minimal".to_owned(),
                "other case" => PLAIN.to_uppercase(),
                _ => format!("{PLAIN} "),
            };
            select(&mut host, &id);
            one("unknown-profile", "/selectedImage")
        }
        "blocked profile" | "warning profile" | "unknown profile" => {
            select(
                &mut host,
                match kind {
                    "blocked profile" => BLOCKED,
                    "warning profile" => WARNING,
                    _ => UNKNOWN,
                },
            );
            one("profile-not-ready", "/selectedImage")
        }
        "no configFileId" => {
            select(&mut host, CUSTOM);
            one("config-file-required", "/selectedImage")
        }
        "ignored configFileId" => {
            host["configFileId"] = json!("1_c.json");
            one("config-file-required", "/configFileId")
        }
        "absent config file" => {
            select(&mut host, CUSTOM);
            host["configFileId"] = json!("9_c.json");
            one("request-file", "/configFileId")
        }
        "absent unattend file" => {
            host["unattendFileId"] = json!("9_u.xml");
            one("request-file", "/unattendFileId")
        }
        "config file of another profile" => {
            select(&mut host, CUSTOM);
            host["configFileId"] = json!("7_c.json");
            one("request-file", "/configFileId")
        }
        "unattend file of another system" => {
            select(&mut host, PLAIN);
            host["unattendFileId"] = json!("6_u.cfg");
            one("request-file", "/unattendFileId")
        }
        "unattend file of another release" => {
            select(&mut host, OLD);
            host["unattendFileId"] = json!("6_u.cfg");
            vec![
                ("request-file", "/unattendFileId".to_owned()),
                ("profile-not-ready", "/selectedImage".to_owned()),
            ]
        }
        "files not associated" => {
            select(&mut host, TWO);
            host["configFileId"] = json!("7_c.json");
            host["unattendFileId"] = json!("4_u.xml");
            one("request-files-not-associated", "/unattendFileId")
        }
        "license key for Linux" => {
            select(&mut host, LINUX);
            host["licenseKey"] = json!("AAAAA-BBBBB");
            one("license-key-ignored", "/licenseKey")
        }
        "no license key for a macro" => {
            select(&mut host, MACROS);
            host["networkSettings"]["dns1"] = json!("192.0.2.53");
            one("macro-without-value", "/selectedImage")
        }
        "no setting for a macro" => {
            select(&mut host, MACROS);
            host["unattendFileId"] = json!("5_u.xml");
            host["licenseKey"] = json!("AAAAA-BBBBB");
            host["networkSettings"]["dns1"] = json!("");
            one("macro-without-value", "/selectedImage")
        }
        "same uuid" => {
            hosts[at + 1] = json!({
                "uuid": host["uuid"], "selectedImage": PLAIN, "storageSettings": {},
                "networkSettings": {"hostname": format!("db{number:02}")},
            });
            one("duplicate-host", "/uuid")
        }
        "same hostname" => {
            hosts[at + 1]["networkSettings"]["hostname"] =
                json!(host["networkSettings"]["hostname"].as_str().map(str::to_uppercase));
            one("duplicate-host", "/networkSettings/hostname")
        }
        "same address" => {
            for host in [&mut host, &mut hosts[at + 1]] {
                remove(&mut host["networkSettings"], "prefixLength");
                host["networkSettings"]["ipAddress"] = json!("198.51.100.200");
                host["networkSettings"]["subnetMask"] = json!("255.255.255.0");
                host["networkSettings"]["gateway"] = json!("198.51.100.1");
            }
            one("duplicate-host", "/networkSettings/ipAddress")
        }
        "host unknown" => {
            platforms["items"][at]["uuid"] = json!(format!("{:031X}F", number + 0xA0));
            one("unknown-host", "/uuid")
        }
        "host not ready" => {
            platforms["items"][at]["deployStatus"] = json!("Not Ready");
            platforms["items"][at]["deployStatusID"] = json!(1 + rng.u8(0..3));
            one("host-not-ready", "/uuid")
        }
        "host does not list it" | "host does not list it, since WinPE is missing" => {
            platforms["items"][at]["availableImages"] = json!([]);
            if kind.contains("WinPE") {
                select(&mut host, PLAIN);
                platforms["imagesWithoutWinPERemoved"] = json!(true);
            }
            one("profile-not-offered", "/selectedImage")
        }
        "string for storageSettings" => {
            host["storageSettings"] = json!("localdisk");
            one("request-attribute", "/storageSettings")
        }
        "number for networkSettings" => {
            host["networkSettings"] = json!(1);
            one("request-attribute", "/networkSettings")
        }
        "number for licenseKey" => {
            select(&mut host, PLAIN);
            host["licenseKey"] = json!(12345);
            one("request-attribute", "/licenseKey")
        }
        "string for osCredentials" => {
            host["osCredentials"] = json!("root");
            one("request-attribute", "/osCredentials")
        }
        "number for hostname" => {
            host["networkSettings"]["hostname"] = json!(7);
            one("request-attribute", "/networkSettings/hostname")
        }
        "misspelled uuid" => {
            host["UUID"] = host["uuid"].take();
            remove(&mut host, "uuid");
            one("request-unknown-attribute", "/UUID")
        }
        "setting at the wrong place" => {
            host["hostname"] = json!(format!("app{number:02}"));
            remove(&mut host["networkSettings"], "hostname");
            one("request-unknown-attribute", "/hostname")
        }
        "hostname with dash at an end"
        | "hostname of one letter"
        | "hostname with a long second label"
        | "hostname too long in all" => {
            host["networkSettings"]["hostname"] = json!(match kind {
                "hostname with dash at an end" => format!("app{number}-"),
                "hostname of one letter" => "a".to_owned(),
                "hostname with a long second label" => format!("app{number}.{}", "b".repeat(64)),
                _ => format!("app{number}{}", ".example".repeat(40)),
            });
            one("invalid-hostname", "/networkSettings/hostname")
        }
        "bad ipAddress" => {
            host["networkSettings"]["ipAddress"] = json!("198.51.100.300");
            host["networkSettings"]["subnetMask"] = json!("255.255.255.0");
            host["networkSettings"]["gateway"] = json!("198.51.100.1");
            one("host-address", "/networkSettings/ipAddress")
        }
        "bad gateway" => {
            host["networkSettings"]["gateway"] = json!("198.51.100");
            one("host-address", "/networkSettings/gateway")
        }
        "bad dns1" => {
            host["networkSettings"]["dns1"] = json!("ns1.example.com");
            one("host-address", "/networkSettings/dns1")
        }
        "address without gateway" => {
            host["networkSettings"]["ipAddress"] = json!(format!("198.51.100.{}", number + 10));
            host["networkSettings"]["subnetMask"] = json!("255.255.255.0");
            one("host-address", "/networkSettings/ipAddress")
        }
        "address without mask" => {
            host["networkSettings"]["ipAddress"] = json!(format!("198.51.100.{}", number + 10));
            host["networkSettings"]["gateway"] = json!("198.51.100.1");
            one("host-address", "/networkSettings/ipAddress")
        }
        "foreign gateway in IPv6" => {
            host["networkSettings"]["ipAddress"] = json!(format!("2001:db8:1::{:x}", number + 10));
            host["networkSettings"]["prefixLength"] = json!(64);
            host["networkSettings"]["gateway"] = json!("2001:db8:2::1");
            one("host-address", "/networkSettings/gateway")
        }
        "other user than root" => {
            select(&mut host, LINUX);
            host["osCredentials"] = json!({"name": "admin", "password": "{{ password }}"});
            one("os-credentials", "/osCredentials/name")
        }
        "domain blob for Linux" => {
            select(&mut host, LINUX);
            host["windowsDomainBlob"] = json!("QUJD");
            one("domain-settings", "/windowsDomainBlob")
        }
        "config file of another system" => {
            select(&mut host, CUSTOM);
            host["configFileId"] = json!("8_c.json");
            one("request-file", "/configFileId")
        }
        "config file of another release" => {
            select(&mut host, OLD_SETTINGS);
            host["configFileId"] = json!("8_c.json");
            vec![
                ("request-file", "/configFileId".to_owned()),
                ("profile-not-ready", "/selectedImage".to_owned()),
            ]
        }
        "unattend file of another profile" => {
            select(&mut host, PLAIN);
            host["unattendFileId"] = json!("4_u.xml");
            one("request-file", "/unattendFileId")
        }
        "host not ready by its status only" => {
            platforms["items"][at]["deployStatus"] = json!("Busy");
            one("host-not-ready", "/uuid")
        }
        _ => {
            return Vec::new();
        }
    };
    // A profile with a settings file needs it in every host.
    hosts[at] = host;
    expected
}
