//! Validates responses against the JSON Schema, directly on the tree.
//!
//! `schemas/osimages.schema.json` lists the keywords of the GET /osImages reference for all its users.
//! The check leaves these lists out: other rules report unknown keywords, and a value of a newer server
//! is not an error.

mod representation;
mod words;

use std::sync::LazyLock;

use jsonschema::Validator;

use crate::diagnostic::{Location, RuleContext};
use crate::json::{Kind, Value};
use crate::model::Response;
use crate::spec::{Constraints, PARSED_SCHEMA, Shape, lists_words};

pub use representation::TreeJson;
use representation::up_to;

/// The validators of a whole response and of its parts, which report errors. Each is compiled on first use.
static WHOLE: LazyLock<Option<Validator<TreeJson>>> = LazyLock::new(|| build(None));
static IMAGE: LazyLock<Option<Validator<TreeJson>>> = LazyLock::new(|| build(Some("image")));
static PROFILE: LazyLock<Option<Validator<TreeJson>>> = LazyLock::new(|| build(Some("profile")));

/// Compiles the constraints of whole responses ahead of the first check.
pub fn prepare() {
    Constraints::of_shape(Shape::Whole);
}

/// Reports every value of `response` that does not match the schema.
pub fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if response.fit().is_valid {
        return;
    }
    match response.shape {
        Shape::Whole | Shape::Image | Shape::Profile => {
            report(response.shape, response.value, ctx);
        }
        Shape::Images | Shape::Profiles => {
            let constraints = Constraints::of_shape(response.shape);
            let is_valid = |element: &Value<'_>| {
                constraints.is_some_and(|constraints| constraints.fit(*element).is_valid)
            };
            for element in response.value.elements().filter(|element| !is_valid(element)) {
                report(response.shape, element, ctx);
            }
        }
    }
}

/// Reports every value within `value`, a response of a shape or one of its elements, that does not match the schema.
fn report<'a>(shape: Shape, value: Value<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let validator = match shape {
        Shape::Whole => &WHOLE,
        Shape::Image | Shape::Images => &IMAGE,
        Shape::Profile | Shape::Profiles => &PROFILE,
    };
    let Some(validator) = validator.as_ref() else { return };
    // The validator collects all errors of a list, each of which takes hundreds of bytes, and not all of them may have
    // room.
    let most = ctx.quota().findings;
    let misfits = Constraints::of_shape(shape).map(|constraints| constraints.misfits(value, most));
    match misfits.filter(|found| found.count > most) {
        None => check_value(validator, value, ctx),
        Some(found) => {
            if most > 0 {
                up_to(found.end, || check_value(validator, value, ctx));
            }
            ctx.leave_out(found.count - most);
        }
    }
}

/// Returns the schema, or one of its definitions as a separate schema, without the lists of keywords.
fn schema(definition: Option<&str>) -> serde_json::Value {
    let mut schema = PARSED_SCHEMA.clone();
    leave_out_word_lists(&mut schema);
    let Some(name) = definition else { return schema };
    let definitions = schema["$defs"].take();
    serde_json::json!({
        "$schema": schema["$schema"],
        "$defs": definitions,
        "$ref": format!("#/$defs/{name}"),
    })
}

fn build(definition: Option<&str>) -> Option<Validator<TreeJson>> {
    jsonschema::options_for::<TreeJson>().build(&schema(definition)).ok()
}

/// Removes every `enum` of keywords.
fn leave_out_word_lists(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(members) => {
            if members.get("enum").is_some_and(lists_words) {
                members.remove("enum");
            }
            members.values_mut().for_each(leave_out_word_lists);
        }
        serde_json::Value::Array(elements) => elements.iter_mut().for_each(leave_out_word_lists),
        _ => {}
    }
}

fn check_value<'a>(
    validator: &Validator<TreeJson>,
    value: Value<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    if validator.is_valid(value) {
        return;
    }
    let mut path = Path::new(value);
    let mut last = None;
    for error in validator.iter_errors(value) {
        let Some(location) = path.resolve(error.instance_path().as_str()) else { continue };
        let Some(words) = words::of(&error, location) else { continue };
        // Several schema keywords can reject the same value: report it once.
        if last.replace((location.id(), words.about_key)) == Some((location.id(), words.about_key))
        {
            continue;
        }
        ctx.report(words.message, Location::Value(location), words.label).help(words.help);
    }
}

/// Resolves JSON Pointers from the last position. Errors come in the order of the text, so that each
/// array is traversed only once.
struct Path<'a> {
    steps: Vec<(Value<'a>, usize)>,
    root: Value<'a>,
}

impl<'a> Path<'a> {
    fn new(root: Value<'a>) -> Self {
        Self { steps: Vec::new(), root }
    }

    /// Returns the value at `pointer`.
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
    use proptest::prelude::*;

    use super::*;
    use crate::json::read;
    use crate::spec::each_member;
    use crate::spec::names::interner;

    const DEFINITIONS: [Option<&str>; 3] = [None, Some("image"), Some("profile")];

    #[test]
    fn every_validator_and_table_builds() {
        for definition in DEFINITIONS {
            assert!(build(definition).is_some(), "{definition:?}");
            assert!(Constraints::of(&PARSED_SCHEMA, definition).is_some(), "{definition:?}");
        }
    }

    /// Generates values of every type under the names of the schema, nested like the schema.
    fn like_a_response() -> impl Strategy<Value = serde_json::Value> {
        let scalar = prop_oneof![
            Just(serde_json::json!(null)),
            any::<bool>().prop_map(Into::into),
            (0_i64..7).prop_map(Into::into),
            Just(serde_json::json!("")),
            Just(serde_json::json!("true")),
            Just(serde_json::json!({"12.3": ["IMM2"]})),
        ];
        let name = prop::sample::select(interner().names());
        scalar.prop_recursive(6, 120, 6, move |inner| {
            prop_oneof![
                3 => prop::collection::vec((name.clone(), inner.clone()), 0..6)
                    .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()),
                1 => prop::collection::vec(inner, 0..3).prop_map(Into::into),
            ]
        })
    }

    /// Generates a value that matches the schema except for one strange value.
    fn nearly_a_response() -> impl Strategy<Value = serde_json::Value> {
        let fitting = serde_json::json!({
            "bootFiles": [{"id": "a", "size": 3}],
            "diskUsage": {"totalDiskUsage": 0},
            "items": [{
                "id": "win2016|", "isCustomizedISO": false, "readyCheck": [{"incompatibleWithThinksystem": true}],
                "profiles": [{
                    "id": "p", "attributes": [], "readyCheck": {"noWinpe": false},
                    "customizationOptions": {
                        "bootOptions": {"bootFileIds": ["a"]}, "customType": 5, "driverOptions": "",
                        "unattendOptions": [{"unattendFileIds": []}],
                    },
                }],
            }],
            "messages": [{"id": "x", "recovery": [{"text": "", "URL": ""}]}],
            "supportedImages": [{"name": "win", "allowCustomPath": true, "releases": [{"2016": ["IMM2"]}]}],
        });
        let locations = pointers(&fitting, "");
        (prop::sample::select(locations), like_a_response()).prop_map(move |(location, strange)| {
            let mut value = fitting.clone();
            if let Some(at) = value.pointer_mut(&location) {
                *at = strange;
            }
            value
        })
    }

    fn pointers(value: &serde_json::Value, at: &str) -> Vec<String> {
        let mut all = vec![at.to_owned()];
        match value {
            serde_json::Value::Object(members) => {
                all.extend(
                    members.iter().flat_map(|(key, value)| pointers(value, &format!("{at}/{key}"))),
                );
            }
            serde_json::Value::Array(elements) => {
                all.extend(
                    elements
                        .iter()
                        .enumerate()
                        .flat_map(|(at_index, value)| pointers(value, &format!("{at}/{at_index}"))),
                );
            }
            _ => {}
        }
        all
    }

    fn assert_same_verdict(value: &serde_json::Value) {
        let text = value.to_string();
        let tree = read(&text, interner()).expect("short");
        let root = tree.root().expect("a value");
        for definition in DEFINITIONS {
            let constraints = Constraints::of(&PARSED_SCHEMA, definition).expect("a table");
            let validator = build(definition).expect("a validator");
            let fit = constraints.fit(root);
            assert_eq!(fit.is_valid, validator.is_valid(root), "{definition:?} of {text}");
            if fit.is_documented {
                let shape = match definition {
                    None => Shape::Whole,
                    Some("image") => Shape::Image,
                    Some(_) => Shape::Profile,
                };
                each_member(shape, root, |object, member, attribute| {
                    let is_listed = attribute.map_or(object.is_open(), |attribute| {
                        let has_words = !attribute.words().is_empty();
                        !has_words || member.kind() != Kind::String || attribute.lists(member)
                    });
                    assert!(is_listed, "{member:?} of {text}");
                });
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn table_agrees_with_jsonschema(value in like_a_response()) {
            assert_same_verdict(&value);
        }

        #[test]
        fn table_agrees_with_jsonschema_on_one_strange_value(value in nearly_a_response()) {
            assert_same_verdict(&value);
        }
    }
}
