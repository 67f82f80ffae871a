//! The attributes of a deployment request (PUT /hostPlatforms), and those of GET /hostPlatforms that are
//! compared with it.

use crate::json::Kind;

/// The JSON Schema of a deployment request, Draft 2020-12.
pub const REQUEST_SCHEMA: &str = include_str!("../../schemas/hostplatforms.schema.json");

/// An attribute of a deployment request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestAttribute {
    /// The object that contains it; empty for the host itself.
    pub parent: &'static str,
    /// The name.
    pub name: &'static str,
    /// The types that the server accepts.
    pub kinds: &'static [Kind],
    /// A value, as JSON, for those that each host must have.
    pub example: &'static str,
    /// Whether each host must have it.
    pub is_required: bool,
    /// Whether its value is a secret.
    pub is_secret: bool,
}

const STRING: &[Kind] = &[Kind::String];
const OBJECT: &[Kind] = &[Kind::Object];
const NUMBER: &[Kind] = &[Kind::Number];

const fn attribute(
    parent: &'static str,
    name: &'static str,
    kinds: &'static [Kind],
) -> RequestAttribute {
    RequestAttribute { parent, name, kinds, example: "", is_required: false, is_secret: false }
}

const fn required(
    name: &'static str,
    kinds: &'static [Kind],
    example: &'static str,
) -> RequestAttribute {
    RequestAttribute { is_required: true, example, ..attribute("", name, kinds) }
}

const fn secret(
    parent: &'static str,
    name: &'static str,
    kinds: &'static [Kind],
) -> RequestAttribute {
    RequestAttribute { is_secret: true, ..attribute(parent, name, kinds) }
}

/// The network settings of a host.
pub const NETWORK: &str = "networkSettings";
/// The storage settings of a host.
pub const STORAGE: &str = "storageSettings";
/// The credentials of the administrator of the deployed system.
pub const CREDENTIALS: &str = "osCredentials";

/// The attributes of a host in a deployment request.
pub const REQUEST_ATTRIBUTES: &[RequestAttribute] = &[
    required("uuid", STRING, r#""12345678-1234-1234-1234-123456789ABC""#),
    required("selectedImage", STRING, r#""win2022|win2022-x86_64-install-Standard""#),
    required(STORAGE, OBJECT, r#"{ "targetDevice": "localdisk" }"#),
    required(NETWORK, OBJECT, r#"{ "hostname": "web01" }"#),
    attribute("", "configFileId", STRING),
    attribute("", "unattendFileId", STRING),
    secret("", "licenseKey", &[Kind::String, Kind::Null]),
    attribute("", "adusername", STRING),
    secret("", "adpassword", STRING),
    attribute("", "windowsDomain", STRING),
    secret("", "windowsDomainBlob", STRING),
    attribute("", CREDENTIALS, OBJECT),
    attribute(CREDENTIALS, "name", STRING),
    secret(CREDENTIALS, "password", STRING),
    attribute(STORAGE, "targetDevice", STRING),
    attribute(NETWORK, "hostname", STRING),
    attribute(NETWORK, "ipAddress", STRING),
    attribute(NETWORK, "gateway", STRING),
    attribute(NETWORK, "subnetMask", STRING),
    attribute(NETWORK, "prefixLength", &[Kind::String, Kind::Number]),
    attribute(NETWORK, "dns1", STRING),
    attribute(NETWORK, "dns2", STRING),
    attribute(NETWORK, "mtu", NUMBER),
    attribute(NETWORK, "vlanId", NUMBER),
    attribute(NETWORK, "selectedMAC", STRING),
    attribute(NETWORK, "selectedMac", STRING),
];

/// The attributes of GET /hostPlatforms that are compared with a request, and those on the way to them.
pub const HOST_ATTRIBUTES: &[&str] = &[
    "items",
    "uuid",
    "deployStatus",
    "deployStatusID",
    "immIpAddress",
    "availableImages",
    "imagesWithoutWinPERemoved",
    "incompatibleImagesRemoved",
    "value",
    "label",
    "selected",
    "readyCheck",
    "accessState",
];

/// Returns the attributes of the object `parent` of a host; of the host itself for an empty name.
pub fn attributes_of(parent: &str) -> impl Iterator<Item = &'static RequestAttribute> {
    REQUEST_ATTRIBUTES.iter().filter(move |attribute| attribute.parent == parent)
}

/// Returns whether the attribute `key` of a request or of GET /hostPlatforms is a secret. `None` if it is
/// undocumented.
#[must_use]
pub fn is_secret(key: &str) -> Option<bool> {
    let known = REQUEST_ATTRIBUTES.iter().find(|attribute| attribute.name == key);
    known
        .map(|attribute| attribute.is_secret)
        .or_else(|| HOST_ATTRIBUTES.contains(&key).then_some(false))
}

/// Returns whether a report may show a value of this kind of the attribute `key`: what has another type than
/// documented may be anything.
#[must_use]
pub fn is_shown(key: &str, kind: Kind) -> bool {
    let mut known = REQUEST_ATTRIBUTES.iter().filter(|attribute| attribute.name == key).peekable();
    if known.peek().is_none() {
        return HOST_ATTRIBUTES.contains(&key)
            && (matches!(kind, Kind::Array | Kind::Object) || !HOST_LISTS.contains(&key));
    }
    known.all(|attribute| !attribute.is_secret && attribute.kinds.contains(&kind))
}

/// The attributes of GET /hostPlatforms that are lists or objects.
const HOST_LISTS: [&str; 3] = ["items", "availableImages", "readyCheck"];
