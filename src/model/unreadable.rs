//! Unreadable lists of images and profiles, whose content is unknown.

use std::collections::HashSet;

use crate::json::{KeyId, Kind, Repeated, Tree, Value};

use super::{Found, Response, Shape, names};

/// A list of images or profiles that cannot be read completely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnreadableList<'a> {
    /// The attribute: `items` or `profiles`.
    pub attribute: &'static str,
    /// The value in place of the list, or the damaged object that may have contained it.
    pub value: Value<'a>,
}

impl<'a> Response<'a> {
    /// Returns `true` if the request failed and the response has no image.
    #[must_use]
    pub fn is_failed_request(&self) -> bool {
        let has_failed = self.result().is_some_and(|result| result.eq_ignore_ascii_case("failed"));
        has_failed && self.images().next().is_none()
    }

    /// Returns the unreadable lists of images and profiles: those that are not arrays, contain values
    /// other than objects, or are damaged or lost by a syntax error. Does not include absent lists.
    #[must_use]
    pub fn unreadable_lists(&self) -> Vec<UnreadableList<'a>> {
        let mut lists = Vec::new();
        match self.shape {
            Shape::Whole => check_member(self.value, names::ITEMS, &mut lists),
            Shape::Images => check(self.value, names::ITEMS, &mut lists),
            Shape::Profiles => check(self.value, names::PROFILES, &mut lists),
            Shape::Image | Shape::Profile => {}
        }
        for image in self.images() {
            check_member(image.value, names::PROFILES, &mut lists);
        }
        lists
    }
}

impl<'a> Found<'a> {
    /// Returns the response; `None` for anything else.
    #[must_use]
    pub fn response(&self) -> Option<&Response<'a>> {
        match self {
            Self::Response(response) => Some(response),
            _ => None,
        }
    }
}

/// Returns the duplicate lists of images and profiles in the responses of a text that differ.
#[must_use]
pub fn contradictory_lists<'a>(tree: &'a Tree<'a>, found: &[Found<'a>]) -> Vec<UnreadableList<'a>> {
    let differs = |repeated: Repeated| {
        let (first, last) = tree.repeated_members(repeated);
        let text = |value: Value<'_>| &tree.text()[value.span().range()];
        let is_list = matches!(last.name(), names::ITEMS | names::PROFILES);
        (is_list && (repeated.times > 2 || text(first) != text(last))).then_some(last)
    };
    let repeated: Vec<Value<'a>> = tree.repeated().iter().copied().filter_map(differs).collect();
    if repeated.is_empty() {
        return Vec::new();
    }
    // The objects that have these lists.
    let mut owners = HashSet::new();
    for response in found.iter().filter_map(Found::response) {
        if response.shape == Shape::Whole {
            owners.insert((names::ITEMS, response.value.id()));
        }
        owners.extend(response.images().map(|image| (names::PROFILES, image.value.id())));
    }
    let is_owned = |list: &Value<'_>| {
        list.parent().is_some_and(|parent| owners.contains(&(list.name(), parent.id())))
    };
    let owned = repeated.into_iter().filter(is_owned);
    owned.map(|value| UnreadableList { attribute: names::spelling(value.name()), value }).collect()
}

/// Adds the member `name` of `object` if it is unreadable.
fn check_member<'a>(object: Value<'a>, name: KeyId, lists: &mut Vec<UnreadableList<'a>>) {
    match object.get(name) {
        Some(list) => check(list, name, lists),
        // The syntax error may hide the list.
        None if object.is_incomplete() => {
            lists.push(UnreadableList { attribute: names::spelling(name), value: object });
        }
        None => {}
    }
}

fn check<'a>(list: Value<'a>, name: KeyId, lists: &mut Vec<UnreadableList<'a>>) {
    let is_whole = list.kind() == Kind::Array
        && !list.is_incomplete()
        && list.elements().all(|element| element.kind() == Kind::Object);
    if !is_whole {
        lists.push(UnreadableList { attribute: names::spelling(name), value: list });
    }
}

#[cfg(test)]
mod tests {
    use super::contradictory_lists;
    use crate::json;
    use crate::model::{Found, Response, find};
    use crate::spec::names::interner;

    fn unreadable(text: &str) -> Vec<(&'static str, String)> {
        let tree = json::read(text, interner()).unwrap();
        let found = tree.root().map(find).unwrap_or_default();
        let responses = found.iter().filter_map(Found::response);
        let lists = responses.flat_map(Response::unreadable_lists);
        lists
            .chain(contradictory_lists(&tree, &found))
            .map(|list| (list.attribute, list.value.pointer().to_string()))
            .collect()
    }

    #[test]
    fn complete_and_absent_lists_are_readable() {
        for text in [
            r#"{"items": []}"#,
            r#"{"items": [{"id": "a|", "profiles": []}]}"#,
            r#"{"items": [{"id": "a|", "deployStatus": "ready"}]}"#,
            r#"{"bootFiles": []}"#,
            r#"[{"id": "a|", "profiles": [{"id": "p"}]}]"#,
            // Equal duplicates.
            r#"{"items": [], "items": []}"#,
            // A damaged flag does not damage the list.
            r#"{"items": [{"id": "a|", "profiles": [{"id": "p", "deployStatus": }]}]}"#,
            // A missing comma hides nothing.
            r#"{"items": [{"id": "a|", "profiles": []} {"id": "b|", "profiles": []}]}"#,
        ] {
            assert_eq!(unreadable(text), [], "{text}");
        }
    }

    #[test]
    fn damaged_and_contradictory_lists_are_unreadable() {
        for (text, attribute, pointer) in [
            (r#"{"items": {"a": 1}}"#, "items", "/items"),
            (r#"{"items": null}"#, "items", "/items"),
            (r#"{"items": "System.Object[]"}"#, "items", "/items"),
            (r#"{"items": [1]}"#, "items", "/items"),
            (r#"{"items": [{"id": "a|"}, ...]}"#, "items", "/items"),
            (r#"{"bootFiles": [], "items": }"#, "items", ""),
            (r#"{"items": [{"id": "a|", "profiles": []}"#, "items", "/items"),
            (r#"{"items": [{"id": "a|"}], "items": []}"#, "items", "/items"),
            (r#"{"items": [{"id": "a|", "profiles": {"b": 1}}]}"#, "profiles", "/items/0/profiles"),
            (r#"{"items": [{"id": "a|", "profiles": "p"}]}"#, "profiles", "/items/0/profiles"),
            (r#"{"items": [{"id": "a|", "profiles": null}]}"#, "profiles", "/items/0/profiles"),
            (r#"{"items": [{"id": "a|", "profiles": ["p"]}]}"#, "profiles", "/items/0/profiles"),
            (r#"{"id": "a|", "profiles": 1}"#, "profiles", "/profiles"),
            (r#"{"id": "a|", "profiles": [{"id": "p"}], "profiles": []}"#, "profiles", "/profiles"),
        ] {
            let found = unreadable(text);
            assert!(found.contains(&(attribute, pointer.to_owned())), "{text}: {found:?}");
        }
    }
}
