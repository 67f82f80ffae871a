//! The shape of a response: the JSON Schema, checked on the tree as it stands.
//!
//! `schemas/osimages.schema.json` lists the values that the document lists, for everybody who uses
//! it. Here those lists are left out: a word outside a list is a rule's business, and what a newer
//! server sends is no error.

mod representation;
pub mod table;
mod words;

use std::sync::OnceLock;

use jsonschema::Validator;

use crate::finding::{Findings, Place};
use crate::json::{Kind, Value};
use crate::model::{Response, Shape};
use crate::rules;

pub use representation::TreeJson;

/// The schema as it is shipped: JSON Schema, Draft 2020-12.
pub const SCHEMA: &str = include_str!("../../schemas/osimages.schema.json");

/// The validators for a whole response and for the parts that people save alone, each made when it
/// is first asked for.
#[derive(Default)]
pub struct Schema {
    whole: OnceLock<Option<Validator<TreeJson>>>,
    image: OnceLock<Option<Validator<TreeJson>>>,
    profile: OnceLock<Option<Validator<TreeJson>>>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Schema")
    }
}

impl Schema {
    /// Makes the validator of whole responses, so that it is there when a first one comes.
    pub fn prepare(&self) {
        self.validator(Shape::Whole);
    }

    /// Adds a finding for every value of `response` whose shape the schema refuses.
    pub fn check<'a>(&self, response: &Response<'a>, findings: &mut Findings<'a>) {
        findings.speak_for(&rules::SCHEMA);
        let Some(validator) = self.validator(response.shape) else { return };
        match response.shape {
            Shape::Whole | Shape::Image | Shape::Profile => {
                check_value(validator, response.value, findings);
            }
            Shape::Images | Shape::Profiles => {
                for element in response.value.elements() {
                    check_value(validator, element, findings);
                }
            }
        }
    }

    fn validator(&self, shape: Shape) -> Option<&Validator<TreeJson>> {
        let (cell, definition) = match shape {
            Shape::Whole => (&self.whole, None),
            Shape::Image | Shape::Images => (&self.image, Some("image")),
            Shape::Profile | Shape::Profiles => (&self.profile, Some("profile")),
        };
        cell.get_or_init(|| build(definition)).as_ref()
    }
}

/// A validator of the whole schema or of one of its definitions. The schema is our own and a test
/// builds each of these, so there is always one.
fn build(definition: Option<&str>) -> Option<Validator<TreeJson>> {
    let mut schema: serde_json::Value = serde_json::from_str(SCHEMA).ok()?;
    leave_out_word_lists(&mut schema);
    if let Some(name) = definition {
        let definitions = schema["$defs"].take();
        schema = serde_json::json!({
            "$schema": schema["$schema"],
            "$defs": definitions,
            "$ref": format!("#/$defs/{name}"),
        });
    }
    jsonschema::options_for::<TreeJson>().build(&schema).ok()
}

/// Removes every `enum` that lists words.
fn leave_out_word_lists(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(members) => {
            let lists_words = |list: &serde_json::Value| {
                list.as_array().is_some_and(|words| !words.iter().any(serde_json::Value::is_number))
            };
            if members.get("enum").is_some_and(lists_words) {
                members.remove("enum");
            }
            members.values_mut().for_each(leave_out_word_lists);
        }
        serde_json::Value::Array(elements) => elements.iter_mut().for_each(leave_out_word_lists),
        _ => {}
    }
}

fn check_value<'a>(validator: &Validator<TreeJson>, value: Value<'a>, findings: &mut Findings<'a>) {
    if validator.is_valid(value) {
        return;
    }
    let mut path = Path::new(value);
    let mut last = None;
    for error in validator.iter_errors(value) {
        let Some(place) = path.resolve(error.instance_path().as_str()) else { continue };
        let Some(words) = words::of(&error, place) else { continue };
        // Several keywords can refuse one value: it is wrong once.
        if last.replace((place.id(), words.about_key)) == Some((place.id(), words.about_key)) {
            continue;
        }
        findings.add(words.message, Place::Value(place), words.label).help(words.help);
    }
}

/// A way down the tree that remembers where it was: errors come in the order of the text, so that
/// an array is walked once and not once for each of them.
struct Path<'a> {
    steps: Vec<(Value<'a>, usize)>,
    root: Value<'a>,
}

impl<'a> Path<'a> {
    fn new(root: Value<'a>) -> Self {
        Self { steps: Vec::new(), root }
    }

    /// The value that `pointer` names.
    fn resolve(&mut self, pointer: &str) -> Option<Value<'a>> {
        let mut at = self.root;
        for (depth, step) in pointer.split('/').skip(1).enumerate() {
            at = match at.kind() {
                Kind::Array => self.element(depth, at, step.parse().ok()?)?,
                Kind::Object => at.get_key(&step.replace("~1", "/").replace("~0", "~"))?,
                _ => return None,
            };
        }
        Some(at)
    }

    fn element(&mut self, depth: usize, array: Value<'a>, position: usize) -> Option<Value<'a>> {
        let known = self
            .steps
            .get(depth)
            .filter(|(value, at)| value.parent() == Some(array) && *at <= position);
        let found = match known {
            Some((value, at)) => value.following(position - at)?,
            None => array.elements().nth(position)?,
        };
        self.steps.resize(self.steps.len().max(depth + 1), (self.root, usize::MAX));
        self.steps[depth] = (found, position);
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_validator_can_be_built() {
        for definition in [None, Some("image"), Some("profile")] {
            assert!(build(definition).is_some(), "{definition:?}");
        }
    }
}
