//! The schema compiled to a table, to validate a tree in one pass over its nodes.
//!
//! Nearly every response is valid, and the table accepts it several times faster than a general
//! validator. If the table rejects a value, `jsonschema` decides and reports the errors; a property test
//! compares the two. The table supports only the keywords of the embedded schema. A schema with any
//! other keyword that could reject a value has no table.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value as Schema};

use crate::json::{Interner, Kind, Value};

use super::PARSED_SCHEMA;
use super::names::interner;
use super::object_types::{Shape, listed};

/// Keywords that reject no value.
const ANNOTATIONS: [&str; 6] = ["$schema", "$id", "$defs", "$comment", "title", "description"];

/// The index of the constraint that accepts every value.
const ANYTHING: u16 = 0;

/// Stands for the same in the place of a member that the reference does not list.
const UNDOCUMENTED: u16 = u16::MAX;

/// What one pass over a value finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Whether the value matches the schema, without its lists of keywords.
    pub is_valid: bool,
    /// Whether the value is valid and certainly contains only attributes and keywords that the reference lists.
    pub is_documented: bool,
}

/// Checks a response, or a part of one, against the constraints of its shape.
#[must_use]
pub fn fit(shape: Shape, value: Value<'_>) -> Fit {
    let Some(constraints) = Constraints::of_shape(shape) else {
        return Fit { is_valid: false, is_documented: false };
    };
    match shape {
        Shape::Whole | Shape::Image | Shape::Profile => constraints.fit(value),
        Shape::Images | Shape::Profiles => {
            let fits = value.elements().map(|element| constraints.fit(element));
            fits.fold(Fit { is_valid: true, is_documented: true }, |all, one| Fit {
                is_valid: all.is_valid && one.is_valid,
                is_documented: all.is_documented && one.is_documented,
            })
        }
    }
}

/// The constraints of a schema.
#[derive(Debug)]
pub(crate) struct Constraints {
    constraints: Vec<Constraint>,
    root: u16,
}

/// The number of values that do not match the schema.
#[derive(Debug)]
pub(crate) struct Misfits {
    most: usize,
    /// Their number.
    pub(crate) count: usize,
    /// The id of the value that exceeds `most`, or the maximum.
    pub(crate) end: u32,
}

impl Misfits {
    fn add(&mut self, value: Value<'_>) {
        self.count += 1;
        if self.count == self.most {
            self.end = value.id() + 1;
        }
    }
}

/// The constraints on a value.
#[derive(Debug)]
struct Constraint {
    /// A bit mask of the allowed [`Kind`]s, with [`WHOLE`] if a number must be an integer.
    kinds: u16,
    /// A bit mask of the allowed kinds whose values match whatever they are.
    certain: u16,
    /// The index of the constraint of the member with each interned name.
    members: Box<[u16; Interner::CAPACITY]>,
    /// The index of the constraint of all other members.
    others: u16,
    elements: u16,
    /// The names of required members.
    required: Vec<usize>,
    /// The minimum and maximum number of members.
    member_range: (usize, usize),
    /// The minimum and maximum number of elements.
    element_range: (usize, usize),
    /// Whether a string must be empty.
    empty_text: bool,
    /// The allowed numbers, if they are listed.
    numbers: Option<Vec<i64>>,
    /// For each interned keyword, whether the reference lists it for a string, or it is empty; empty if the reference
    /// lists none.
    words: Vec<bool>,
}

const WHOLE: u16 = 1 << 15;
const ANY_KIND: u16 = 0x7F;
const SCALARS: [Kind; 5] = [Kind::Null, Kind::False, Kind::True, Kind::Number, Kind::String];

impl Constraint {
    fn anything() -> Self {
        Self {
            kinds: ANY_KIND,
            certain: 0,
            members: Box::new([ANYTHING; Interner::CAPACITY]),
            others: ANYTHING,
            elements: ANYTHING,
            required: Vec::new(),
            member_range: (0, usize::MAX),
            element_range: (0, usize::MAX),
            empty_text: false,
            numbers: None,
            words: Vec::new(),
        }
    }
}

impl Constraint {
    /// Returns `true` if the members of an object match; `fits` says whether one matches the constraint at an index.
    fn fits_members<'a>(
        &self,
        object: Value<'a>,
        mut fits: impl FnMut(Value<'a>, u16) -> bool,
    ) -> bool {
        let mut count = 0;
        let mut required = 0;
        for member in object.members() {
            count += 1;
            let inner = match member.name().position() {
                Some(position) => {
                    required += usize::from(self.required.contains(&position));
                    self.members[position]
                }
                None => self.others,
            };
            if !fits(member, inner) {
                return false;
            }
        }
        let (least, most) = self.member_range;
        required == self.required.len() && (least..=most).contains(&count)
    }

    /// Returns `true` if the elements of an array match, as [`Self::fits_members`] does.
    fn fits_elements<'a>(
        &self,
        array: Value<'a>,
        mut fits: impl FnMut(Value<'a>, u16) -> bool,
    ) -> bool {
        let (least, most) = self.element_range;
        (self.elements == ANYTHING || array.elements().all(|element| fits(element, self.elements)))
            && (least..=most).contains(&array.len())
    }

    /// Returns the bit mask of the allowed kinds whose values match whatever they are.
    fn certain_kinds(&self) -> u16 {
        let is_certain = |kind: &Kind| match kind {
            Kind::Null | Kind::False | Kind::True => true,
            Kind::Number => self.kinds & WHOLE == 0 && self.numbers.is_none(),
            Kind::String => !self.empty_text && self.words.is_empty(),
            Kind::Array | Kind::Object => false,
        };
        let kinds = SCALARS.iter().filter(|kind| is_certain(kind));
        self.kinds & kinds.fold(0, |mask, kind| mask | 1 << *kind as u16)
    }

    /// Allows only the listed values: numbers, the empty string and null.
    fn restrict_to(&mut self, listed: &[Schema]) -> Option<()> {
        let mut numbers = Vec::new();
        let mut kinds = 0;
        for one in listed {
            match one {
                Schema::Number(_) => numbers.push(one.as_i64()?),
                Schema::String(text) if text.is_empty() => kinds |= 1 << Kind::String as u16,
                Schema::Null => kinds |= 1 << Kind::Null as u16,
                _ => return None,
            }
        }
        self.kinds &= kinds | (1 << Kind::Number as u16) | WHOLE;
        self.empty_text = true;
        self.numbers = Some(numbers);
        Some(())
    }
}

impl Constraints {
    /// Compiles `schema`, or one of its definitions, without the lists of keywords. `None` if it has an
    /// unsupported keyword.
    pub(crate) fn of(schema: &Schema, definition: Option<&str>) -> Option<Self> {
        let mut compiler = Compiler {
            root: schema,
            constraints: vec![Constraint::anything()],
            known: HashMap::new(),
        };
        let root = compiler.constraint(match definition {
            Some(name) => schema.get("$defs")?.get(name)?,
            None => schema,
        })?;
        for constraint in &mut compiler.constraints {
            constraint.certain = constraint.certain_kinds();
        }
        Some(Self { constraints: compiler.constraints, root })
    }

    /// Returns the constraints of a response of this shape, or of one of the elements of a list.
    pub(crate) fn of_shape(shape: Shape) -> Option<&'static Self> {
        static WHOLE: LazyLock<Option<Constraints>> =
            LazyLock::new(|| Constraints::of(&PARSED_SCHEMA, None));
        static IMAGE: LazyLock<Option<Constraints>> =
            LazyLock::new(|| Constraints::of(&PARSED_SCHEMA, Some("image")));
        static PROFILE: LazyLock<Option<Constraints>> =
            LazyLock::new(|| Constraints::of(&PARSED_SCHEMA, Some("profile")));
        let constraints = match shape {
            Shape::Whole => &WHOLE,
            Shape::Image | Shape::Images => &IMAGE,
            Shape::Profile | Shape::Profiles => &PROFILE,
        };
        constraints.as_ref()
    }

    /// Checks `value` in one pass, up to the first value that does not match the schema.
    #[must_use]
    pub(crate) fn fit(&self, value: Value<'_>) -> Fit {
        let mut is_documented = true;
        let is_valid = self.fits_at(value, self.root, &mut is_documented);
        Fit { is_valid, is_documented: is_valid && is_documented }
    }

    /// Returns `true` if `value` matches the constraint at `index`, and clears `is_documented` at what the reference does
    /// not list. The reader bounds the depth of recursion.
    #[inline]
    fn fits_at(&self, value: Value<'_>, index: u16, is_documented: &mut bool) -> bool {
        match index {
            ANYTHING => return true,
            UNDOCUMENTED => {
                *is_documented = false;
                return true;
            }
            _ => {}
        }
        let constraint = &self.constraints[usize::from(index)];
        let kind = 1 << value.kind() as u16;
        constraint.certain & kind != 0
            || constraint.kinds & kind != 0 && self.fits_within(value, constraint, is_documented)
    }

    /// Returns `true` if `value`, which is of an allowed kind, matches `constraint`.
    #[inline(never)]
    fn fits_within(
        &self,
        value: Value<'_>,
        constraint: &Constraint,
        is_documented: &mut bool,
    ) -> bool {
        let fits = |inner: Value<'_>, index| self.fits_at(inner, index, is_documented);
        match value.kind() {
            Kind::Object => constraint.fits_members(value, fits),
            Kind::Array => constraint.fits_elements(value, fits),
            Kind::String => {
                let is_listed = |word| constraint.words.get(word) == Some(&true);
                *is_documented &= constraint.words.is_empty()
                    || value.keyword().position().is_some_and(is_listed);
                !constraint.empty_text || value.span().len() <= 2
            }
            Kind::Number => number_fits(value, constraint),
            Kind::Null | Kind::False | Kind::True => true,
        }
    }

    /// Counts the values within `value` that do not match the schema.
    pub(crate) fn misfits(&self, value: Value<'_>, most: usize) -> Misfits {
        let mut misfits = Misfits { most, count: 0, end: u32::MAX };
        self.count_misfits(value, self.root, &mut misfits);
        misfits
    }

    fn count_misfits(&self, value: Value<'_>, index: u16, misfits: &mut Misfits) {
        if index == ANYTHING || index == UNDOCUMENTED {
            return;
        }
        let constraint = &self.constraints[usize::from(index)];
        if !matches!(value.kind(), Kind::Object | Kind::Array)
            || constraint.kinds & (1 << value.kind() as u16) == 0
        {
            if !self.fits_at(value, index, &mut true) {
                misfits.add(value);
            }
            return;
        }
        // A misfit within a container is counted by itself.
        let count = |inner: Value<'_>, index| {
            self.count_misfits(inner, index, misfits);
            true
        };
        let fits = match value.kind() {
            Kind::Object => constraint.fits_members(value, count),
            _ => constraint.fits_elements(value, count),
        };
        if !fits {
            misfits.add(value);
        }
    }
}

/// Returns `true` if an `enum` lists keywords.
pub(crate) fn lists_words(list: &Schema) -> bool {
    list.as_array().is_some_and(|words| !words.iter().any(Schema::is_number))
}

fn number_fits(value: Value<'_>, constraint: &Constraint) -> bool {
    let whole = value.as_i64();
    if constraint.kinds & WHOLE != 0 && whole.is_none() {
        // `1.0`, `1e3` and very large numbers are integers too, but rare: leave them to `jsonschema`.
        return false;
    }
    constraint
        .numbers
        .as_ref()
        .is_none_or(|numbers| whole.is_some_and(|whole| numbers.contains(&whole)))
}

struct Compiler<'s> {
    root: &'s Schema,
    constraints: Vec<Constraint>,
    /// The constraints of compiled schemas by address, because definitions are recursive.
    known: HashMap<*const Schema, u16>,
}

impl<'s> Compiler<'s> {
    fn constraint(&mut self, schema: &'s Schema) -> Option<u16> {
        if let Some(index) = self.known.get(&std::ptr::from_ref(schema)) {
            return Some(*index);
        }
        let keywords = schema.as_object()?;
        let Some(reference) = keywords.get("$ref").and_then(Schema::as_str) else {
            let index = self.new_index(schema)?;
            return self.fill(index, keywords);
        };
        let definition = self.root.pointer(reference.strip_prefix('#')?)?;
        // A reference may only be combined with annotations and a `type`, which narrows the definition's type.
        let narrows = keywords.get("type");
        let is_known =
            |key: &String| key == "$ref" || key == "type" || ANNOTATIONS.contains(&key.as_str());
        if !keywords.keys().all(is_known) {
            return None;
        }
        let Some(narrows) = narrows else { return self.constraint(definition) };
        let index = self.new_index(schema)?;
        self.fill(
            index,
            definition.as_object().filter(|keywords| !keywords.contains_key("$ref"))?,
        )?;
        self.constraints[usize::from(index)].kinds &= kinds(narrows)?;
        Some(index)
    }

    fn new_index(&mut self, schema: &'s Schema) -> Option<u16> {
        let index = u16::try_from(self.constraints.len()).ok()?;
        self.constraints.push(Constraint::anything());
        self.known.insert(schema, index);
        Some(index)
    }

    fn fill(&mut self, index: u16, keywords: &'s Map<String, Schema>) -> Option<u16> {
        let mut constraint = Constraint::anything();
        // It applies to the members that this schema object does not name.
        if let Some(others) = keywords.get("additionalProperties") {
            constraint.others = self.constraint(others)?;
            constraint.members.fill(constraint.others);
        } else if keywords.contains_key("properties") {
            constraint.others = UNDOCUMENTED;
            constraint.members.fill(UNDOCUMENTED);
        }
        for (keyword, argument) in keywords {
            match keyword.as_str() {
                "type" => {
                    let kinds = kinds(argument)?;
                    constraint.kinds = (constraint.kinds & kinds) | (kinds & WHOLE);
                }
                "properties" => {
                    for (name, schema) in argument.as_object()? {
                        let position = interner().find(name.as_bytes()).position()?;
                        constraint.members[position] = self.constraint(schema)?;
                    }
                }
                "additionalProperties" => {}
                "items" => {
                    constraint.elements = self.constraint(argument)?;
                    // Only an attribute has keywords, not the elements of one, as in `each_member`.
                    self.constraints[usize::from(constraint.elements)].words.clear();
                }
                "required" => {
                    for name in argument.as_array()? {
                        constraint
                            .required
                            .push(interner().find(name.as_str()?.as_bytes()).position()?);
                    }
                }
                "minItems" => constraint.element_range.0 = size(argument)?,
                "maxItems" => constraint.element_range.1 = size(argument)?,
                "minProperties" => constraint.member_range.0 = size(argument)?,
                "maxProperties" => constraint.member_range.1 = size(argument)?,
                "maxLength" if argument.as_u64() == Some(0) => constraint.empty_text = true,
                "enum" if lists_words(argument) => constraint.words = listed(argument),
                "enum" => constraint.restrict_to(argument.as_array()?)?,
                other if ANNOTATIONS.contains(&other) => {}
                _ => return None,
            }
        }
        self.constraints[usize::from(index)] = constraint;
        Some(index)
    }
}

fn size(argument: &Schema) -> Option<usize> {
    argument.as_u64().and_then(|size| usize::try_from(size).ok())
}

fn kinds(argument: &Schema) -> Option<u16> {
    let bit = |kind: Kind| 1 << kind as u16;
    let one = |name: &Schema| {
        Some(match name.as_str()? {
            "null" => bit(Kind::Null),
            "boolean" => bit(Kind::False) | bit(Kind::True),
            "integer" => bit(Kind::Number) | WHOLE,
            "number" => bit(Kind::Number),
            "string" => bit(Kind::String),
            "array" => bit(Kind::Array),
            "object" => bit(Kind::Object),
            _ => return None,
        })
    };
    match argument {
        Schema::Array(names) => names.iter().try_fold(0, |all, name| Some(all | one(name)?)),
        name => one(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;

    #[test]
    fn what_the_reference_does_not_list_is_valid_but_not_documented() {
        let is_documented = |list: &str, entry: &str| {
            let text = format!("{{\"{list}\": [{entry}]}}");
            let tree = read(&text, interner()).unwrap();
            let Fit { is_valid, is_documented } = fit(Shape::Whole, tree.root().unwrap());
            assert!(is_valid, "{text}");
            is_documented
        };
        assert!(is_documented("bootFiles", r#"{"id": "a", "os": "win", "description": "any"}"#));
        assert!(is_documented("bootFiles", r#"{"id": "a", "os": ""}"#));
        assert!(is_documented("supportedImages", r#"{"releases": [{"2016": ["IMM2"]}]}"#));
        assert!(is_documented("supportedImages", r#"{"allowedDriverFileExtension": ["odd"]}"#));
        for undocumented in
            [r#""os": "sles""#, r#""os": "w\u0069n""#, r#""odd": 1"#, r#""profiles": []"#]
        {
            assert!(!is_documented("bootFiles", &format!("{{\"id\": \"a\", {undocumented}}}")));
        }
    }
}
