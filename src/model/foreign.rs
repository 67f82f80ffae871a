//! Detects data of XClarity or of a server that is not a response of GET /osImages.

use crate::json::{KeyId, Kind, Value};

use super::{Text, names};

/// A known kind of data that is not a response of GET /osImages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// The response of GET /hostPlatforms, or one of its hosts.
    HostPlatforms,
    /// The body of PUT /hostPlatforms, or its entry for one host.
    DeploymentRequest,
    /// The response of another endpoint, with the name of the endpoint.
    Answer(&'static str),
    /// The `metadata.json` of an import into XClarity One.
    ImportMetadata,
    /// The response of a Redfish service.
    Redfish,
    /// The response to a request that started a job.
    Job,
    /// Only the result of a request.
    ResultAlone,
    /// Only the result of a failed request, without a reason.
    FailureAlone,
}

const HOST_SETTINGS: Foreign = Foreign::Answer("GET /osdeployment/hostSettings");
const GLOBAL_SETTINGS: Foreign = Foreign::Answer("GET /osdeployment/globalSettings");
const FILE_SERVERS: Foreign = Foreign::Answer("GET /osImages/remoteFileServers");
const DEPLOYED: Foreign = Foreign::Answer("GET /osdeployment/osInfo");

/// The keys that identify a host, the most specific first.
const HOST_KEYS: &[(&str, Foreign)] = &[
    ("selectedImage", Foreign::DeploymentRequest),
    ("installedOS", DEPLOYED),
    ("availableImages", Foreign::HostPlatforms),
    ("immIpAddress", Foreign::HostPlatforms),
    ("deployStatusID", Foreign::HostPlatforms),
    ("activeDeployTaskID", Foreign::HostPlatforms),
];

/// The attributes of GET /hostPlatforms for the images that it left out.
const LEFT_OUT_KEYS: &[(&str, Foreign)] = &[
    ("availableImages", Foreign::HostPlatforms),
    ("imagesWithoutWinPERemoved", Foreign::HostPlatforms),
    ("incompatibleImagesRemoved", Foreign::HostPlatforms),
];

/// The attributes that identify responses of other endpoints.
const ENDPOINT_KEYS: &[(&str, Foreign)] = &[
    ("nodeList", Foreign::Answer("GET /nodes")),
    ("chassisList", Foreign::Answer("GET /chassis")),
    ("switchList", Foreign::Answer("GET /switches")),
    ("cabinetList", Foreign::Answer("GET /cabinet")),
    ("cmmList", Foreign::Answer("GET /cmms")),
    ("canisterList", Foreign::Answer("GET /canisters")),
    ("storageList", Foreign::Answer("GET /storage")),
    ("hostPlatforms", Foreign::HostPlatforms),
    ("hostSettings", HOST_SETTINGS),
    ("globalSettings", GLOBAL_SETTINGS),
    ("globalSetting", GLOBAL_SETTINGS),
    ("deploySettings", GLOBAL_SETTINGS),
    ("isVLANMode", GLOBAL_SETTINGS),
    ("ipAssignment", GLOBAL_SETTINGS),
    ("remoteFileServers", FILE_SERVERS),
    ("serverList", FILE_SERVERS),
    ("serverPublicKey", FILE_SERVERS),
    ("taskList", Foreign::Answer("GET /tasks")),
    ("compositeResults", Foreign::Answer("GET /updatePolicies or /compliancePolicies")),
    ("policies", Foreign::Answer("GET /compliancePolicies")),
    ("userList", Foreign::Answer("GET /userAccounts")),
    ("jobs", Foreign::Answer("GET /tasks")),
    ("jobId", Foreign::Job),
    ("jobID", Foreign::Job),
];

/// The keys of hosts and file servers that identify them only in combination.
const COMBINED_KEYS: &[&str] = &[
    "uuid",
    "networkSettings",
    "storageSettings",
    "host",
    "hosts",
    "address",
    "protocol",
    "serverId",
    "port",
];

/// The maximum number of elements that are examined to classify a list.
const MAX_SAMPLED: usize = 8;

impl Foreign {
    /// Classifies `value` even though it has attributes of a response: `items` that are hosts, or the
    /// `deployStatus` of a host. `None` if it may be a response.
    pub(super) fn despite_evidence(value: Value<'_>) -> Option<Self> {
        if value.kind() != Kind::Object || !value.tree().has_other_names(value) {
            return None;
        }
        let has_files =
            || value.members().any(|member| super::find::OF_FILES.contains(&member.name()));
        let left_out = first_of(value, LEFT_OUT_KEYS).filter(|_| !has_files());
        left_out.or_else(|| of_host(value)).or_else(|| {
            let items = value.get(names::ITEMS)?;
            let list = items.counted_list().unwrap_or(items);
            let lone = (list.kind() == Kind::Object).then_some(list);
            list.elements().chain(lone).find_map(of_host)
        })
    }

    /// Classifies `value`, which has no attribute of a response. `None` if its kind is unknown.
    pub(super) fn of(value: Value<'_>) -> Option<Self> {
        if value.kind() != Kind::Object {
            return None;
        }
        first_of(value, ENDPOINT_KEYS)
            .or_else(|| keys(value).any(|key| is_odata(&key)).then_some(Self::Redfish))
            .or_else(|| of_settings(value))
            .or_else(|| is_import_metadata(value).then_some(Self::ImportMetadata))
            .or_else(|| of_result(value))
    }
}

/// Returns `true` if `key` identifies a response of another endpoint.
pub(crate) fn is_mark(key: &str) -> bool {
    let marks = [HOST_KEYS, LEFT_OUT_KEYS, ENDPOINT_KEYS].into_iter().flatten();
    is_odata(key) || COMBINED_KEYS.contains(&key) || marks.into_iter().any(|(mark, _)| *mark == key)
}

/// Returns `true` if `key` is an annotation of a Redfish or other `OData` service.
fn is_odata(key: &str) -> bool {
    ["@odata.id", "@odata.type", "@odata.context", "@odata.etag"].contains(&key)
}

/// Returns the keys of an object that are not attributes of a response.
fn keys(object: Value<'_>) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
    object.members().filter(|member| member.name() == KeyId::OTHER).filter_map(Value::key)
}

/// Returns the kind of the first of `marks` that is a key of `object`.
fn first_of(object: Value<'_>, marks: &[(&str, Foreign)]) -> Option<Foreign> {
    let mark = |key: &str| marks.iter().position(|(mark, _)| *mark == key);
    let first = keys(object).filter_map(|key| mark(&key)).min()?;
    Some(marks[first].1)
}

fn has_key(object: Value<'_>, wanted: &str) -> bool {
    keys(object).any(|key| key == wanted)
}

/// Classifies an object about one host. An image or a customized profile is never such an object,
/// whatever a newer server adds to it.
fn of_host(object: Value<'_>) -> Option<Foreign> {
    if object.kind() != Kind::Object || !object.tree().has_other_names(object) {
        return None;
    }
    let is_of_images = object.get(names::PROFILES).is_some()
        || object.get(names::CUSTOMIZATION_OPTIONS).is_some()
        || Text::member(object, names::ID).is_some_and(|id| id.ends_with('|'));
    if is_of_images {
        return None;
    }
    first_of(object, HOST_KEYS).or_else(|| {
        let has = |key| has_key(object, key);
        let (has_uuid, has_network) = (has("uuid"), has("networkSettings"));
        let has_status = object.get(names::DEPLOY_STATUS).is_some();
        if has_status && (has_uuid || has_network || has("storageSettings")) {
            Some(Foreign::HostPlatforms)
        } else {
            (has_network && (has_uuid || has("storageSettings"))).then_some(HOST_SETTINGS)
        }
    })
}

/// Classifies `hosts`, or one `host`, with network settings, and a single file server.
fn of_settings(object: Value<'_>) -> Option<Foreign> {
    let is_host = |host: Value<'_>| {
        ["networkSettings", "storageSettings"].iter().any(|key| has_key(host, key))
    };
    let hosts = object
        .members()
        .filter(|member| member.key().is_some_and(|key| matches!(&*key, "host" | "hosts")));
    if hosts.flat_map(|hosts| hosts.elements().take(MAX_SAMPLED).chain([hosts])).any(is_host) {
        return Some(HOST_SETTINGS);
    }
    let is_server = ["address", "protocol"].iter().all(|key| has_key(object, key))
        && ["serverId", "port"].iter().any(|key| has_key(object, key));
    is_server.then_some(FILE_SERVERS)
}

/// Returns `true` if `object` names operating-system files with their checksums or signatures.
fn is_import_metadata(object: Value<'_>) -> bool {
    let names_files = |object: Value<'_>| {
        let (mut is_proven, mut is_named) = (false, false);
        for key in object.members().filter_map(Value::key) {
            let key = key.to_ascii_lowercase();
            is_proven |= key.contains("sha256") || key.contains("signature");
            is_named |= key.starts_with("os") || key.contains("image");
        }
        is_proven && is_named
    };
    let inner =
        object.members().flat_map(|member| member.elements().take(MAX_SAMPLED).chain([member]));
    std::iter::once(object).chain(inner).any(names_files)
}

/// Classifies an object that has a result but no payload.
fn of_result(object: Value<'_>) -> Option<Foreign> {
    let result = Text::member(object, names::RESULT)?;
    let beside = [
        names::RESULT,
        names::MESSAGES,
        names::IS_AUTHORIZED,
        names::NUMBER,
        names::LAST_REFRESHED,
    ];
    if object.members().any(|member| !beside.contains(&member.name())) {
        return None;
    }
    Some(match result.eq_ignore_ascii_case("failed") {
        true => Foreign::FailureAlone,
        false => Foreign::ResultAlone,
    })
}
