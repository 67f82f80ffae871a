//! The schema compiled to a table, to validate a tree in one pass over its nodes.
//!
//! Nearly every response is valid, and the table accepts it several times faster than a general
//! validator. If the table rejects a value, `jsonschema` decides and reports the errors; a property test
//! compares the two. The table supports only the keywords of the embedded schema. A schema with any
//! other keyword that could reject a value has no table.

use std::collections::HashMap;

use serde_json::{Map, Value as Schema};

use crate::json::{Interner, Kind, Value};
use crate::spec::names::interner;

use super::lists_words;

/// Keywords that reject no value.
const ANNOTATIONS: [&str; 6] = ["$schema", "$id", "$defs", "$comment", "title", "description"];

/// The index of the shape that accepts every value.
const ANYTHING: u16 = 0;

/// The shapes of a schema.
#[derive(Debug)]
pub(super) struct Shapes {
    shapes: Vec<Shape>,
    root: u16,
}

/// The number of values that do not match the schema.
#[derive(Debug)]
pub(super) struct Misfits {
    most: usize,
    pub(super) count: usize,
    /// The id of the value that exceeds `most`, or the maximum.
    pub(super) end: u32,
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
struct Shape {
    /// A bit mask of the allowed [`Kind`]s, with [`WHOLE`] if a number must be an integer.
    kinds: u16,
    /// A bit mask of the allowed kinds whose values match whatever they are.
    certain: u16,
    /// The index of the shape of the member with each interned name.
    members: Box<[u16; Interner::CAPACITY]>,
    /// The index of the shape of all other members.
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
}

const WHOLE: u16 = 1 << 15;
const ANY_KIND: u16 = 0x7F;
const SCALARS: [Kind; 5] = [Kind::Null, Kind::False, Kind::True, Kind::Number, Kind::String];

impl Shape {
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
        }
    }
}

impl Shape {
    /// Returns `true` if the members of an object match; `fits` says whether one matches the shape at an index.
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
            Kind::String => !self.empty_text,
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

impl Shapes {
    /// Compiles `schema`, or one of its definitions, without the lists of keywords. `None` if it has an
    /// unsupported keyword.
    pub(super) fn of(schema: &Schema, definition: Option<&str>) -> Option<Self> {
        let mut compiler =
            Compiler { root: schema, shapes: vec![Shape::anything()], known: HashMap::new() };
        let root = compiler.shape(match definition {
            Some(name) => schema.get("$defs")?.get(name)?,
            None => schema,
        })?;
        for shape in &mut compiler.shapes {
            shape.certain = shape.certain_kinds();
        }
        Some(Self { shapes: compiler.shapes, root })
    }

    /// Returns `true` if `value` matches the schema.
    pub(super) fn fits(&self, value: Value<'_>) -> bool {
        self.fits_shape(value, self.root)
    }

    /// Returns `true` if `value` matches the shape at `index`. The reader bounds the depth of recursion.
    #[inline]
    fn fits_shape(&self, value: Value<'_>, index: u16) -> bool {
        if index == ANYTHING {
            return true;
        }
        let shape = &self.shapes[usize::from(index)];
        let kind = 1 << value.kind() as u16;
        shape.certain & kind != 0 || shape.kinds & kind != 0 && self.fits_within(value, shape)
    }

    /// Returns `true` if `value`, which is of an allowed kind, matches `shape`.
    #[inline(never)]
    fn fits_within(&self, value: Value<'_>, shape: &Shape) -> bool {
        let fits = |inner: Value<'_>, index| self.fits_shape(inner, index);
        match value.kind() {
            Kind::Object => shape.fits_members(value, fits),
            Kind::Array => shape.fits_elements(value, fits),
            Kind::String => !shape.empty_text || value.span().len() <= 2,
            Kind::Number => number_fits(value, shape),
            Kind::Null | Kind::False | Kind::True => true,
        }
    }

    /// Counts the values within `value` that do not match the schema.
    pub(super) fn misfits(&self, value: Value<'_>, most: usize) -> Misfits {
        let mut misfits = Misfits { most, count: 0, end: u32::MAX };
        self.count_misfits(value, self.root, &mut misfits);
        misfits
    }

    fn count_misfits(&self, value: Value<'_>, index: u16, misfits: &mut Misfits) {
        if index == ANYTHING {
            return;
        }
        let shape = &self.shapes[usize::from(index)];
        if !matches!(value.kind(), Kind::Object | Kind::Array)
            || shape.kinds & (1 << value.kind() as u16) == 0
        {
            if !self.fits_shape(value, index) {
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
            Kind::Object => shape.fits_members(value, count),
            _ => shape.fits_elements(value, count),
        };
        if !fits {
            misfits.add(value);
        }
    }
}

fn number_fits(value: Value<'_>, shape: &Shape) -> bool {
    let whole = value.as_i64();
    if shape.kinds & WHOLE != 0 && whole.is_none() {
        // `1.0`, `1e3` and very large numbers are integers too, but rare: leave them to `jsonschema`.
        return false;
    }
    shape.numbers.as_ref().is_none_or(|numbers| whole.is_some_and(|whole| numbers.contains(&whole)))
}

struct Compiler<'s> {
    root: &'s Schema,
    shapes: Vec<Shape>,
    /// The shapes of compiled schemas by address, because definitions are recursive.
    known: HashMap<*const Schema, u16>,
}

impl<'s> Compiler<'s> {
    fn shape(&mut self, schema: &'s Schema) -> Option<u16> {
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
        let Some(narrows) = narrows else { return self.shape(definition) };
        let index = self.new_index(schema)?;
        self.fill(
            index,
            definition.as_object().filter(|keywords| !keywords.contains_key("$ref"))?,
        )?;
        self.shapes[usize::from(index)].kinds &= kinds(narrows)?;
        Some(index)
    }

    fn new_index(&mut self, schema: &'s Schema) -> Option<u16> {
        let index = u16::try_from(self.shapes.len()).ok()?;
        self.shapes.push(Shape::anything());
        self.known.insert(schema, index);
        Some(index)
    }

    fn fill(&mut self, index: u16, keywords: &'s Map<String, Schema>) -> Option<u16> {
        let mut shape = Shape::anything();
        // It applies to the members that this schema object does not name.
        if let Some(others) = keywords.get("additionalProperties") {
            shape.others = self.shape(others)?;
            shape.members.fill(shape.others);
        }
        for (keyword, argument) in keywords {
            match keyword.as_str() {
                "type" => {
                    let kinds = kinds(argument)?;
                    shape.kinds = (shape.kinds & kinds) | (kinds & WHOLE);
                }
                "properties" => {
                    for (name, schema) in argument.as_object()? {
                        let position = interner().find(name.as_bytes()).position()?;
                        shape.members[position] = self.shape(schema)?;
                    }
                }
                "additionalProperties" => {}
                "items" => shape.elements = self.shape(argument)?,
                "required" => {
                    for name in argument.as_array()? {
                        shape.required.push(interner().find(name.as_str()?.as_bytes()).position()?);
                    }
                }
                "minItems" => shape.element_range.0 = size(argument)?,
                "maxItems" => shape.element_range.1 = size(argument)?,
                "minProperties" => shape.member_range.0 = size(argument)?,
                "maxProperties" => shape.member_range.1 = size(argument)?,
                "maxLength" if argument.as_u64() == Some(0) => shape.empty_text = true,
                "enum" if lists_words(argument) => {}
                "enum" => shape.restrict_to(argument.as_array()?)?,
                other if ANNOTATIONS.contains(&other) => {}
                _ => return None,
            }
        }
        self.shapes[usize::from(index)] = shape;
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
