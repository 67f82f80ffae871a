//! The response of GET /hostPlatforms: the hosts and the profiles that the server offers for each.

use std::collections::{HashMap, HashSet};

use crate::json::{Kind, Value};
use crate::model::{Flag, Text};
use crate::spec::requests::HOST_ATTRIBUTES;

use super::request::Doubts;
use super::search::items;

/// A host in a response of GET /hostPlatforms.
#[derive(Clone, Debug)]
pub struct HostPlatform<'a> {
    /// The JSON object.
    pub value: Value<'a>,
    /// The ids of the profiles that the server offers for the host. `None` if they cannot be read.
    pub images: Option<HashSet<String>>,
    /// Whether all of it was read, and nothing contradicts it: no repeated or similar key, and no other host with
    /// its id.
    pub is_certain: bool,
}

impl<'a> HostPlatform<'a> {
    /// Returns the list of the profiles that the server offers for the host.
    #[must_use]
    pub fn list(&self) -> Option<Value<'a>> {
        self.value.get_key("availableImages")
    }

    /// Returns whether the host is ready, by its status, with the value. `None` if the response does
    /// not say.
    #[must_use]
    pub fn readiness(&self) -> Option<(bool, Value<'a>)> {
        let id = self.value.get_key("deployStatusID").filter(|id| !id.is_damaged());
        let number = id.and_then(|id| {
            let text = id.as_str().map(std::borrow::Cow::into_owned);
            text.or_else(|| id.number_text().map(str::to_owned))?.trim().parse::<i64>().ok()
        });
        let status = self.value.get_key("deployStatus").and_then(Text::of);
        let status = status.filter(|status| !status.value.is_damaged());
        let is_ready = |text: &Text<'_>| text.trim().eq_ignore_ascii_case("ready");
        match (number.zip(id), status) {
            // The worse of two contradictory statements counts.
            (Some((0, _)), Some(status)) if !is_ready(&status) => Some((false, status.value)),
            (Some((number, id)), _) => Some((number == 0, id)),
            (None, Some(status)) => Some((is_ready(&status), status.value)),
            (None, None) => None,
        }
    }
}

/// The hosts in saved responses of GET /hostPlatforms.
#[derive(Debug, Default)]
pub struct HostPlatforms<'a> {
    /// The hosts by id: in upper case, without dashes.
    hosts: HashMap<String, HostPlatform<'a>>,
    /// The lists of the hosts.
    pub lists: Vec<Value<'a>>,
    /// The ids of the profiles that the server offers, and their list. `None` if it has none, or it cannot be read.
    pub images: Option<(HashSet<String>, Value<'a>)>,
    /// The flag that says that Windows images without a matching `WinPE` were left out.
    pub without_winpe: Option<Flag<'a>>,
    /// The flag that says that images were left out that the current security mode does not allow.
    pub incompatible: Option<Flag<'a>>,
    /// Whether a syntax error may have removed hosts or profiles.
    pub is_incomplete: bool,
}

/// Returns the id of a host as GET /hostPlatforms writes it: in upper case, without dashes.
#[must_use]
pub fn normal_uuid(uuid: &str) -> String {
    let digits = uuid.chars().filter(|character| *character != '-' && !character.is_whitespace());
    digits.map(|character| character.to_ascii_uppercase()).collect()
}

impl<'a> HostPlatforms<'a> {
    /// Adds the hosts of a response.
    pub fn add(&mut self, value: Value<'a>) {
        self.is_incomplete |= !value.tree().syntax_errors().is_empty();
        let doubts = Doubts::of(value);
        let hosts = value.get_key("items");
        if hosts.is_none() && value.get_key("uuid").is_some() {
            // One host alone.
            self.add_host(value, &doubts);
            return;
        }
        self.is_incomplete |= has_similar_key(value) || doubts.touch(value);
        match hosts.map(|hosts| hosts.counted_list().unwrap_or(hosts)) {
            Some(list) if matches!(list.kind(), Kind::Array | Kind::Object) => {
                self.lists.push(list);
            }
            _ => self.is_incomplete = true,
        }
        items(value).for_each(|host| self.add_host(host, &doubts));
        if let Some(list) = value.get_key("availableImages") {
            match (ids(list), &mut self.images) {
                (Some(ids), Some((all, _))) => all.extend(ids),
                (Some(ids), none @ None) => *none = Some((ids, list)),
                (None, _) => self.is_incomplete = true,
            }
        }
        let flag = |name| value.get_key(name).and_then(Flag::of_boolean);
        self.without_winpe = self.without_winpe.or_else(|| flag("imagesWithoutWinPERemoved"));
        self.incompatible = self.incompatible.or_else(|| flag("incompatibleImagesRemoved"));
    }

    fn add_host(&mut self, value: Value<'a>, doubts: &Doubts) {
        let images = value.get_key("availableImages").and_then(ids);
        let is_certain = !doubts.touch(value) && !has_similar_key(value);
        self.is_incomplete |= !is_certain;
        let uuid = value.get_key("uuid").and_then(Text::of);
        let Some(uuid) = uuid.filter(|uuid| !uuid.value.is_damaged()) else {
            self.is_incomplete = true;
            return;
        };
        let other =
            self.hosts.insert(normal_uuid(&uuid), HostPlatform { value, images, is_certain });
        if other.is_some_and(|other| !other.value.is_same_as(value)) {
            self.is_incomplete = true;
            if let Some(host) = self.hosts.get_mut(&normal_uuid(&uuid)) {
                host.is_certain = false;
            }
        }
    }

    /// Returns the host with this id, in any writing.
    #[must_use]
    pub fn host(&self, uuid: &str) -> Option<&HostPlatform<'a>> {
        self.hosts.get(&normal_uuid(uuid))
    }
}

/// Returns whether a key differs from an attribute that is read only in the case of its letters.
fn has_similar_key(value: Value<'_>) -> bool {
    value.members().filter_map(Value::key).any(|key| {
        HOST_ATTRIBUTES.iter().any(|name| key.eq_ignore_ascii_case(name) && key != *name)
    })
}

/// Returns the ids in a list of profiles: strings, or objects with a `value`. `None` if one of them
/// cannot be read.
fn ids(list: Value<'_>) -> Option<HashSet<String>> {
    let list = list.counted_list().unwrap_or(list);
    if list.kind() != Kind::Array || list.is_incomplete() {
        return None;
    }
    let id = |element: Value<'_>| {
        let value =
            if element.kind() == Kind::Object { element.get_key("value")? } else { element };
        value.as_str().filter(|_| !value.is_damaged()).map(std::borrow::Cow::into_owned)
    };
    list.elements().map(id).collect()
}
