//! Restores arrays that a serializer wrote in another form.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::tree::{Container, ListForm, NO_KEY, Node, RestoredList, flag};
use super::{KeyId, KeywordId, Kind, Span, Tree, Value};

/// The flags that describe a member's key rather than its value.
const OF_KEY: u8 = flag::KEY_ESCAPED | flag::SHADOWED | flag::KEY_ODD | flag::RENAMED;

impl<'a> Value<'a> {
    /// Returns the array of a counted list: an object that contains only the array as its `value`
    /// and a number as its `Count`. If the object is damaged, `Count` may be missing.
    #[must_use]
    pub fn counted_list(self) -> Option<Value<'a>> {
        if self.kind() != Kind::Object || self.len() > 2 {
            return None;
        }
        let list = self.get_key("value").filter(|list| list.kind() == Kind::Array)?;
        let count = self.get_key("Count").filter(|count| count.kind() == Kind::Number);
        let is_counted = match self.len() {
            2 => count.is_some(),
            _ => self.is_incomplete() || list.is_incomplete(),
        };
        is_counted.then_some(list)
    }

    /// Returns the form in which the text writes this array; `None` if the text contains it as an
    /// array.
    #[must_use]
    pub fn list_form(self) -> Option<ListForm> {
        self.tree.restored(self.index).map(|list| list.form)
    }

    /// Returns the `Count` of this array if it differs from the number of elements.
    #[must_use]
    pub fn wrong_count(self) -> Option<i64> {
        self.tree.restored(self.index)?.wrong_count
    }
}

impl Tree<'_> {
    /// Returns whether there may be lists to restore: a known list key has a string or an object,
    /// or a number is a `Count`.
    #[must_use]
    pub fn may_lack_arrays(&self) -> bool {
        self.may_lack_arrays
    }

    /// Returns the restored arrays in text order.
    pub fn restored_lists(&self) -> impl Iterator<Item = Value<'_>> {
        self.restored.iter().map(|list| self.value(list.node))
    }

    /// Returns the spans of keys and numbers that restoring has removed from the tree.
    pub fn left_out(&self) -> impl Iterator<Item = Span> {
        self.restored.iter().flat_map(|list| list.left_out.iter().copied())
    }

    fn restored(&self, index: u32) -> Option<&RestoredList> {
        if self.restored.is_empty() {
            return None;
        }
        let found = self.restored.binary_search_by_key(&index, |list| list.node).ok()?;
        Some(&self.restored[found])
    }

    /// Restores the given arrays. Each is identified by the [`Value::id`] of the value in its
    /// place, in ascending order. Spans and pointers still refer to the text as written.
    pub fn restore_lists(&mut self, lists: &[(u32, ListForm)]) {
        if lists.is_empty() {
            return;
        }
        let plan = Plan::new(self, lists);
        let Copied { nodes, new_index, containers, restored } = plan.copy(self);
        let moved = |index: &mut u32| *index = new_index[*index as usize];
        self.nodes = nodes;
        for container in &mut self.containers {
            moved(&mut container.next);
        }
        self.containers.extend(containers);
        self.others.retain(|index| !plan.keys_left_out.contains(index));
        self.odd_keys.retain(|(index, _)| !plan.keys_left_out.contains(index));
        self.others.iter_mut().for_each(moved);
        self.odd_keys.iter_mut().for_each(|(index, _)| moved(index));
        self.renamed.iter_mut().for_each(moved);
        for (known, misspelled) in &mut self.doubled {
            moved(known);
            moved(misspelled);
        }
        for repeated in &mut self.repeated {
            moved(&mut repeated.first);
            moved(&mut repeated.last);
        }
        self.restored.iter_mut().for_each(|list| moved(&mut list.node));
        self.restored.extend(restored);
        self.restored.sort_by_key(|list| list.node);
        self.parents = OnceLock::new();
    }
}

/// The changes to the nodes of a tree.
#[derive(Default)]
struct Plan {
    /// The new arrays in ascending order, each with its source node: the element, or the array
    /// inside the counted object.
    arrays: Vec<(u32, NewArray)>,
    /// The removed nodes, in ascending order.
    left_out: Vec<Range<u32>>,
    /// The nodes whose keys are removed.
    keys_left_out: HashSet<u32>,
}

struct NewArray {
    /// The node whose key the array takes over.
    location: u32,
    is_incomplete: bool,
    /// The restored list, which still refers to the source node.
    restored: RestoredList,
}

/// The nodes of a tree with restored lists.
struct Copied {
    nodes: Vec<Node>,
    /// Maps each old node to the new one, or to the one that follows it.
    new_index: Vec<u32>,
    /// The containers of the new arrays, in order.
    containers: Vec<Container>,
    restored: Vec<RestoredList>,
}

impl Plan {
    fn new(tree: &Tree<'_>, lists: &[(u32, ListForm)]) -> Self {
        let mut plan = Self::default();
        for (location, form) in lists {
            let value = tree.value(*location);
            match form {
                ListForm::Element => plan.element(value),
                ListForm::Counted => plan.counted(value),
            }
        }
        plan.left_out.sort_by_key(|range| range.start);
        plan
    }

    fn element(&mut self, element: Value<'_>) {
        let restored = RestoredList {
            node: element.index,
            form: ListForm::Element,
            wrong_count: None,
            left_out: Vec::new(),
        };
        let is_incomplete = element.is_incomplete() || element.is_damaged();
        self.arrays
            .push((element.index, NewArray { location: element.index, is_incomplete, restored }));
    }

    fn counted(&mut self, object: Value<'_>) {
        let Some(list) = object.counted_list() else { return };
        let tree = object.tree;
        let count = object.members().find(|member| *member != list);
        let number = count.filter(|count| !count.is_damaged()).and_then(Value::as_i64);
        let is_right = number == i64::try_from(list.len()).ok();
        let spans = [list.key_span(), count.and_then(Value::key_span), count.map(Value::span)];
        let restored = RestoredList {
            node: list.index,
            form: ListForm::Counted,
            wrong_count: number.filter(|_| !is_right),
            left_out: spans.into_iter().flatten().collect(),
        };
        let is_incomplete = !is_right || object.is_incomplete() || list.is_incomplete();
        self.arrays
            .push((list.index, NewArray { location: object.index, is_incomplete, restored }));
        self.left_out.push(object.index..list.index);
        self.left_out.push(tree.after(list.index)..tree.after(object.index));
        self.keys_left_out.extend(object.members().map(|member| member.index));
    }

    fn copy(&self, tree: &Tree<'_>) -> Copied {
        let mut nodes = Vec::with_capacity(tree.nodes.len() + self.arrays.len());
        let mut new_index = Vec::with_capacity(tree.nodes.len() + 1);
        let mut containers = Vec::new();
        let mut restored = Vec::new();
        let mut left_out = self.left_out.iter().peekable();
        let mut arrays = self.arrays.iter().peekable();
        for (index, node) in tree.nodes.iter().enumerate() {
            let index = index as u32;
            new_index.push(nodes.len() as u32);
            while left_out.next_if(|range| range.end <= index).is_some() {}
            if left_out.peek().is_some_and(|range| range.contains(&index)) {
                continue;
            }
            let Some((_, array)) = arrays.next_if(|(made_of, _)| *made_of == index) else {
                nodes.push(*node);
                continue;
            };
            let list = RestoredList { node: nodes.len() as u32, ..array.restored.clone() };
            let location = tree.node(array.location);
            let incomplete = if array.is_incomplete { flag::INCOMPLETE } else { 0 };
            let flags = location.flags & OF_KEY | incomplete;
            let Node { key, name, .. } = location;
            if list.form == ListForm::Element {
                let extent = (tree.containers.len() + containers.len()) as u32;
                let (kind, word) = (Kind::Array, KeywordId::OTHER);
                nodes.push(Node { start: node.start, extent, key, name, word, kind, flags });
                let flags = node.flags & !OF_KEY;
                nodes.push(Node { key: NO_KEY, name: KeyId::OTHER, flags, ..*node });
                let end = tree.span_of(*node).end;
                // The end index in the new nodes is only known after all nodes are copied.
                containers.push(Container { end, next: tree.after(index), len: 1 });
            } else {
                let flags = node.flags & !OF_KEY | flags;
                nodes.push(Node { key, name, flags, ..*node });
            }
            restored.push(list);
        }
        new_index.push(nodes.len() as u32);
        for container in &mut containers {
            container.next = new_index[container.next as usize];
        }
        Copied { nodes, new_index, containers, restored }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Interner, read};

    static INTERNER: std::sync::LazyLock<Interner> =
        std::sync::LazyLock::new(|| Interner::new(&["list"], &[]));

    /// Returns the tree of `text` with the lists at the given pointers restored.
    fn restored<'t>(text: &'t str, lists: &[(&str, ListForm)]) -> Tree<'t> {
        let mut tree = read(text, &INTERNER).expect("short");
        let ids: Vec<(u32, ListForm)> = lists
            .iter()
            .map(|(pointer, form)| (tree.resolve(pointer).expect("a value").id(), *form))
            .collect();
        tree.restore_lists(&ids);
        tree
    }

    /// Converts a value to `serde_json`'s form.
    fn content(value: Value<'_>) -> serde_json::Value {
        match value.kind() {
            Kind::Object => value
                .members()
                .map(|member| (member.key().unwrap_or_default().into_owned(), content(member)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Kind::Array => value.elements().map(content).collect::<Vec<_>>().into(),
            _ => serde_json::from_str(&value.tree().text()[value.span().range()]).expect("JSON"),
        }
    }

    #[test]
    fn restores_nested_lists_and_keeps_pointers() {
        let text = r#"{"a": [0], "list": {"Count": 2, "value": [{"list": {"b": {"list": "x"}}, "c": 1},
            {"list": {"value": [], "Count": 0}}]}, "z": {"list": {"value": [[1]], "Count": 1}, "list": 5}}"#;
        let lists = [
            ("/list", ListForm::Counted),
            ("/list/value/0/list", ListForm::Element),
            ("/list/value/0/list/b/list", ListForm::Element),
            ("/list/value/1/list", ListForm::Counted),
        ];
        let tree = restored(text, &lists);
        let root = tree.root().expect("a value");
        let expected = serde_json::json!({
            "a": [0],
            "list": [{"list": [{"b": {"list": ["x"]}}], "c": 1}, {"list": []}],
            "z": {"list": 5},
        });
        assert_eq!(content(root), expected);
        let mut pointers = Vec::new();
        let mut open = vec![root];
        while let Some(value) = open.pop() {
            let pointer = value.pointer().to_string();
            let found = tree.resolve(&pointer).expect("a value at the pointer");
            // A restored array and its only element share a pointer.
            let is_element = value.parent().and_then(Value::list_form) == Some(ListForm::Element);
            assert!(found == value || is_element && Some(found) == value.parent(), "{pointer}");
            assert_eq!(tree.value_around(value.span()).expect("it").span(), value.span());
            open.extend(value.members().chain(value.elements()));
            pointers.push(pointer);
        }
        assert!(pointers.contains(&"/list/value/0/list/b/list".to_owned()), "{pointers:?}");
        assert!(pointers.contains(&"/list/value/1/list/value".to_owned()), "{pointers:?}");
        let repeated = tree.repeated()[0];
        assert_eq!(tree.repeated_members(repeated).1.number_text(), Some("5"));
    }

    #[test]
    fn restores_a_list_at_the_root() {
        let tree = restored(r#"{"value": [7, 8], "Count": 2}"#, &[("", ListForm::Counted)]);
        let root = tree.root().expect("a value");
        assert_eq!(root.pointer().to_string(), "/value");
        let last = root.elements().last().expect("an element");
        assert_eq!(last.pointer().to_string(), "/value/1");
        assert_eq!(tree.resolve("/value/1"), Some(last));
    }

    #[test]
    fn restored_list_inherits_incompleteness() {
        let is_incomplete = |text: &str, form| {
            let tree = restored(text, &[("/list", form)]);
            let list = tree.resolve("/list").or_else(|| tree.resolve("/list/value"));
            list.expect("the list").is_incomplete()
        };
        assert!(!is_incomplete(r#"{"list": {"value": [1, 2], "Count": 2}}"#, ListForm::Counted));
        assert!(is_incomplete(r#"{"list": {"value": [1, 2], "Count": 3}}"#, ListForm::Counted));
        assert!(is_incomplete(r#"{"list": {"value": [1, 2], "Count": 2.5}}"#, ListForm::Counted));
        assert!(is_incomplete(r#"{"list": {"value": [1, 2], "Count": 2"#, ListForm::Counted));
        assert!(is_incomplete(r#"{"list": {"value": [1, 2], "#, ListForm::Counted));
        assert!(!is_incomplete(r#"{"list": {"a": 1}}"#, ListForm::Element));
        assert!(is_incomplete(r#"{"list": {"a": 1"#, ListForm::Element));
    }

    #[test]
    fn counted_list_has_only_value_and_count() {
        for text in [
            r#"{"value": [1]}"#,
            r#"{"value": [1], "Count": "1"}"#,
            r#"{"value": [1], "Count": 1, "a": 2}"#,
            r#"{"value": {"a": 1}, "Count": 1}"#,
            r#"{"value": [1], "value": [1]}"#,
            "[1]",
        ] {
            let tree = read(text, &INTERNER).expect("short");
            assert_eq!(tree.root().and_then(Value::counted_list), None, "{text}");
        }
    }
}
