//! Reformats the JSON around values: the innermost object that contains them all, with everything else
//! elided.

use std::ops::Range;

use crate::json::{Kind, ListForm, Tree, Value};
use crate::source::Span;

use super::{MAX_WIDTH, Masks, Shown, Snippet};

/// The number of members of the innermost object that are shown on each side of a label.
const MAX_NEIGHBOURS: u32 = 1;

/// The maximum number of members of an object that is searched for neighbours.
const MAX_SEARCHED_MEMBERS: usize = 64;

/// Creates a snippet that shows all of `locations`, each of which is a value or a key.
pub(super) fn part<'a>(tree: &'a Tree<'a>, masks: &Masks<'a>, locations: &[Shown<'a>]) -> Snippet {
    let mut layout = Layout { part: Snippet::default(), masks, locations };
    let main = locations.iter().find(|shown| shown.is_primary).unwrap_or(&locations[0]);
    layout.part.position = (main.region.line, main.region.column);
    if let Some(around) = common_container(locations).or_else(|| tree.root()) {
        layout.container(as_written(around), 0);
        layout.part.text.trim_end();
    }
    layout.part
}

/// Returns the innermost object or array that contains all locations.
fn common_container<'a>(locations: &[Shown<'a>]) -> Option<Value<'a>> {
    let mut values = locations.iter().filter_map(|shown| shown.location.value());
    let first = values.next()?;
    let mut around = first.parent().unwrap_or(first);
    for value in values {
        // A label on the container itself marks its key or bracket, which its parent shows.
        while !around.span().contains(value.span()) || around == value {
            around = around.parent()?;
        }
    }
    Some(around)
}

struct Layout<'a, 'p> {
    part: Snippet,
    masks: &'p Masks<'a>,
    locations: &'p [Shown<'a>],
}

impl<'a> Layout<'a, '_> {
    /// Adds an object or array: the children with a location, their neighbours, and dots for the rest.
    fn container(&mut self, value: Value<'a>, depth: usize) {
        let is_object = value.kind() == Kind::Object;
        let start = self.part.text.len();
        self.part.text.push_fixed(if is_object { "{" } else { "[" });
        self.label_bracket(value, start);
        self.part.text.push_fixed("\n");
        let mut next = 0;
        for child in self.children_to_show(value) {
            if child.position() > next {
                self.line(depth + 1, "…");
            }
            next = child.position() + 1;
            self.indent(depth + 1);
            self.child(child, depth + 1);
            self.part.text.push_fixed(if (next as usize) < value.len() { ",\n" } else { "\n" });
        }
        if (next as usize) < value.len() {
            self.line(depth + 1, "…");
        }
        self.indent(depth);
        self.part.text.push_fixed(if is_object { "}" } else { "]" });
    }

    /// Returns the children with a location and, unless the object is large, the scalars next to them.
    fn children_to_show(&self, container: Value<'a>) -> Vec<Value<'a>> {
        let locations = self.locations.iter().filter_map(|shown| shown.location.value());
        let mut children: Vec<Value<'a>> =
            locations.filter_map(|value| child_towards(container, value)).collect();
        if container.kind() == Kind::Object && container.len() <= MAX_SEARCHED_MEMBERS {
            let labelled: Vec<u32> = children
                .iter()
                .filter(|child| self.labels(**child))
                .map(|child| child.position())
                .collect();
            let is_near = |child: &Value<'_>| {
                labelled.iter().any(|at| at.abs_diff(child.position()) <= MAX_NEIGHBOURS)
            };
            children
                .extend(container.members().filter(|child| is_scalar(*child) && is_near(child)));
        }
        children.sort_by_key(|child| child.id());
        children.dedup();
        children
    }

    fn child(&mut self, child: Value<'a>, depth: usize) {
        let text = child.tree().text();
        if let Some(key) = child.key_span() {
            let start = self.part.text.len();
            self.push_cropped(text, key);
            self.label_span(key, start);
            self.part.text.push_fixed(": ");
        }
        let child = as_written(child);
        let span = child.span();
        let start = self.part.text.len();
        if is_scalar(child) {
            self.push_cropped(text, span);
            self.label_span(span, start);
        } else if self.holds_place_within(child) {
            self.container(child, depth);
        } else {
            let (open, close) = if child.kind() == Kind::Object { ("{", "}") } else { ("[", "]") };
            self.part.text.push_fixed(open);
            self.label_bracket(child, start);
            self.part.text.push_fixed(if child.is_empty() { "" } else { " … " });
            self.part.text.push_fixed(close);
        }
    }

    /// Labels the text written since `start`, if a location marks exactly `span`.
    fn label_span(&mut self, span: Span, start: usize) {
        let written = Span::new(start as u32, self.part.text.len() as u32);
        for shown in self.locations.iter().filter(|shown| shown.span == span) {
            self.part.labels.push(shown.mark(written));
        }
    }

    fn label_bracket(&mut self, value: Value<'_>, start: usize) {
        let bracket = Span::new(value.span().start, value.span().start + 1);
        let written = Span::new(start as u32, start as u32 + 1);
        for shown in self.locations.iter().filter(|shown| shown.span == bracket) {
            self.part.labels.push(shown.mark(written));
        }
    }

    /// Returns `true` if a location marks exactly this value or its key.
    fn labels(&self, value: Value<'_>) -> bool {
        self.locations.iter().any(|shown| shown.location.value() == Some(value))
    }

    fn holds_place_within(&self, value: Value<'_>) -> bool {
        let within = |inner: Value<'_>| inner != value && value.span().contains(inner.span());
        self.locations.iter().filter_map(|shown| shown.location.value()).any(within)
    }

    fn line(&mut self, depth: usize, text: &'static str) {
        self.indent(depth);
        self.part.text.push_fixed(text);
        self.part.text.push_fixed("\n");
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.part.text.push_fixed("  ");
        }
    }

    /// Adds a key or scalar. The middle of a long one is elided.
    fn push_cropped(&mut self, text: &str, span: Span) {
        let most = MAX_WIDTH * 2 / 3;
        let Range { start, end } = span.range();
        let written = &text[start..end];
        let shows = self.masks.in_text(&(start..end), &[]);
        // Hidden text is short already.
        let is_short = written.len() <= most || written.chars().count() <= most;
        if is_short || !shows.all(&(start..end)) {
            shows.push(&mut self.part.text, text, start..end);
            return;
        }
        let head = written.char_indices().nth(most - 10).map_or(end, |(at, _)| start + at);
        let tail = written.char_indices().rev().nth(8).map_or(start, |(at, _)| start + at);
        shows.push(&mut self.part.text, text, start..head);
        self.part.text.push_fixed("…");
        shows.push(&mut self.part.text, text, tail..end);
    }
}

/// Returns the child of `container` that is or contains `value`.
fn child_towards<'a>(container: Value<'a>, value: Value<'a>) -> Option<Value<'a>> {
    let mut at = value;
    loop {
        let parent = at.parent()?;
        if parent == container {
            return Some(at);
        }
        at = parent;
    }
}

/// Returns `value`, or its only element if the text has that element in place of the array.
fn as_written(value: Value<'_>) -> Value<'_> {
    let is_element = value.list_form() == Some(ListForm::Element);
    value.elements().next().filter(|_| is_element).unwrap_or(value)
}

fn is_scalar(value: Value<'_>) -> bool {
    !matches!(value.kind(), Kind::Object | Kind::Array)
}
