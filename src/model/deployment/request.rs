//! Deployment requests: the hosts in the body of PUT /hostPlatforms.

use crate::json::{Kind, Value};
use crate::model::Text;
use crate::spec::requests::{CREDENTIALS, NETWORK, STORAGE};

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
    /// syntax error may have removed part, numbers that may have lost digits, and members whose key is repeated
    /// with another value.
    #[must_use]
    pub fn of(root: Value<'_>) -> Self {
        let tree = root.tree();
        let mut values = Vec::new();
        if !tree.syntax_errors().is_empty() {
            let defective = |value: &Value<'_>| {
                value.is_damaged() || value.is_incomplete() || is_cut_number(*value)
            };
            values.extend(root.descendants().filter(defective).map(Value::id));
        }
        values.extend(tree.contradictions().map(|(_, last)| last.id()));
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

/// Returns whether a number may lack digits: what follows it neither separates nor ends values.
fn is_cut_number(value: Value<'_>) -> bool {
    let rest = &value.tree().text()[value.span().range().end..];
    value.kind() == Kind::Number
        && !rest.starts_with(|next: char| next.is_whitespace() || ",]}/#".contains(next))
}
