//! Deployment requests: the hosts in the body of PUT /hostPlatforms.

use crate::json::{Kind, Value};
use crate::model::Text;
use crate::model::find::{WRAPPING_DEPTH, wrapped};
use crate::spec::requests::{CREDENTIALS, NETWORK, STORAGE, attributes_of};

/// A host of a deployment request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Host<'a> {
    /// The JSON object.
    pub value: Value<'a>,
    /// The position among the hosts of a plan, 0-based.
    pub position: usize,
}

impl<'a> Host<'a> {
    /// Returns the member `name`, whatever its type.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Value<'a>> {
        self.value.get_key(name)
    }

    /// Returns the string member `name`. `None` if it is empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Text<'a>> {
        self.member(name).and_then(Text::of).filter(|text| !text.trim().is_empty())
    }

    /// Returns the id of the host.
    #[must_use]
    pub fn uuid(&self) -> Option<Text<'a>> {
        self.text("uuid")
    }

    /// Returns the id of the profile to deploy.
    #[must_use]
    pub fn selected_image(&self) -> Option<Text<'a>> {
        self.text("selectedImage")
    }

    /// Returns the member `name` of the network settings, whatever its type.
    #[must_use]
    pub fn network(&self, name: &str) -> Option<Value<'a>> {
        self.member(NETWORK)?.get_key(name)
    }

    /// Returns the string member `name` of the network settings. `None` if it is empty.
    #[must_use]
    pub fn network_text(&self, name: &str) -> Option<Text<'a>> {
        self.network(name).and_then(Text::of).filter(|text| !text.trim().is_empty())
    }

    /// Returns the member `name` of the storage settings.
    #[must_use]
    pub fn storage_text(&self, name: &str) -> Option<Text<'a>> {
        self.member(STORAGE)?.get_key(name).and_then(Text::of)
    }

    /// Returns the member `name` of the credentials.
    #[must_use]
    pub fn credentials_text(&self, name: &str) -> Option<Text<'a>> {
        self.member(CREDENTIALS)?.get_key(name).and_then(Text::of)
    }

    /// Returns the objects of a host that the reference describes, each with its name: the host itself
    /// has none.
    pub fn objects(&self) -> impl Iterator<Item = (&'static str, Value<'a>)> + use<'a> {
        let host = self.value;
        let inner = [STORAGE, NETWORK, CREDENTIALS].into_iter();
        let inner = inner.filter_map(move |name| Some((name, host.get_key(name)?)));
        let objects = std::iter::once(("", host)).chain(inner);
        objects.filter(|(_, object)| object.kind() == Kind::Object)
    }

    /// Returns `host` with its name, or otherwise its id, for use in messages.
    #[must_use]
    pub fn title(&self) -> String {
        let named = self.network_text("hostname").or_else(|| self.uuid());
        named.map_or_else(
            || format!("host {}", self.position + 1),
            |named| format!("host {}", named.quotable()),
        )
    }
}

/// What a syntax error or a repeated key makes doubtful in a text.
#[derive(Debug, Default)]
pub struct Doubts {
    /// The numbers of the doubtful values, ascending.
    values: Vec<u32>,
}

impl Doubts {
    /// Finds the values of a text that were not read for certain: damaged values, containers of which a
    /// syntax error may have removed part, and members whose key is repeated with another value.
    #[must_use]
    pub fn of(root: Value<'_>) -> Self {
        let tree = root.tree();
        let mut values = Vec::new();
        if !tree.syntax_errors().is_empty() {
            let defective = |value: &Value<'_>| value.is_damaged() || value.is_incomplete();
            values.extend(root.descendants().filter(defective).map(Value::id));
        }
        for repeated in tree.repeated() {
            let (first, last) = tree.repeated_members(*repeated);
            if repeated.times > 2 || !first.is_same_as(last) {
                values.push(last.id());
            }
        }
        values.sort_unstable();
        Self { values }
    }

    /// Returns whether `value` or anything in it is doubtful.
    #[must_use]
    pub fn touch(&self, value: Value<'_>) -> bool {
        let first = self.values.partition_point(|id| *id < value.id());
        self.values.get(first).is_some_and(|id| *id < value.id() + value.count() as u32)
    }
}

/// What a text contains.
#[derive(Debug, Default)]
pub struct RequestIn<'a> {
    /// The objects of the hosts.
    pub hosts: Vec<Value<'a>>,
    /// The values in a list of hosts that are no objects.
    pub others: Vec<Value<'a>>,
    /// Lists and wrappings of hosts of which a syntax error may have removed some.
    pub is_incomplete: bool,
    /// Whether it is the response of GET /hostPlatforms instead.
    pub is_response: bool,
}

/// Returns the hosts in a text: an array, one object, or either of them under `osimages_dict` or another
/// wrapping of Ansible and pylxca.
#[must_use]
pub fn find_hosts(root: Value<'_>) -> RequestIn<'_> {
    let mut found = RequestIn::default();
    find_within(root, WRAPPING_DEPTH, &mut found);
    found
}

fn find_within<'a>(value: Value<'a>, depth: usize, found: &mut RequestIn<'a>) {
    if is_response(value) {
        found.is_response = true;
        return;
    }
    if is_host(value) {
        found.hosts.push(value);
        return;
    }
    let list = value.counted_list().unwrap_or(value);
    if list.kind() == Kind::Array && list.elements().any(is_host) {
        let count = value.get_key("Count").filter(|_| list != value).and_then(Value::as_i64);
        found.is_incomplete |= list.is_incomplete() || value.is_incomplete();
        found.is_incomplete |= count.is_some_and(|count| usize::try_from(count) != Ok(list.len()));
        for element in list.elements() {
            match element.kind() {
                _ if is_response(element) => found.is_response = true,
                Kind::Object => found.hosts.push(element),
                _ => found.others.push(element),
            }
        }
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    let before = found.hosts.len();
    for inner in wrapped(value).chain(request_wrappings(value)) {
        find_within(inner, depth, found);
    }
    found.is_incomplete |= found.hosts.len() > before && value.is_incomplete();
}

/// Returns the values in `value` that may contain a request: the arguments of Ansible and pylxca, whose
/// tasks are at any key of a playbook in JSON.
fn request_wrappings(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    const KEYS: [&str; 8] = [
        "osimages_dict",
        "hostPlatforms",
        "pylxca_module",
        "body",
        "tasks",
        "invocation",
        "module_args",
        "vars",
    ];
    KEYS.into_iter().filter_map(move |key| value.get_key(key))
}

/// Returns `true` if an object has an attribute that only hosts of a request have together.
fn is_host(value: Value<'_>) -> bool {
    if value.kind() != Kind::Object || is_response(value) {
        return false;
    }
    let has = |name: &str| value.get_key(name).is_some();
    let required = attributes_of("").filter(|attribute| attribute.is_required);
    has("selectedImage")
        || required.filter(|attribute| has(attribute.name)).count() >= 2
        || has("uuid") && value.members().filter_map(Value::key).any(|key| is_near(&key))
}

/// Returns `true` if `key` is another spelling of `selectedImage`.
fn is_near(key: &str) -> bool {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().eq_ignore_ascii_case("selectedImage")
}

/// Returns `true` for a response of GET /hostPlatforms, or for a host in it.
fn is_response(value: Value<'_>) -> bool {
    let marks = ["availableImages", "imagesWithoutWinPERemoved", "incompatibleImagesRemoved"];
    let has_mark = |value: Value<'_>| marks.iter().any(|mark| value.get_key(mark).is_some());
    let items = value.get_key("items");
    let items = items.map(|items| items.counted_list().unwrap_or(items));
    value.kind() == Kind::Object
        && (has_mark(value) || items.is_some_and(|items| items.elements().any(has_mark)))
}
