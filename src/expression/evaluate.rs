//! Evaluates expressions on the facts about a response.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use crate::facts::{Fact, Facts, Kind, Object};
use crate::json::Value;

use super::check::{Arithmetic, Compiled, Macro, Op, Search, Typed};
use super::stop::{Budget, ELEMENT_STEPS, PER_STEP, Reason, Stop, Unknown};
use super::{ReleaseNumber, Val};

/// Evaluates expressions about one subject.
#[derive(Debug)]
pub struct Evaluator<'f, 'r, 'a> {
    facts: &'f Facts<'r, 'a>,
    budget: &'f Budget,
    variables: Vec<Val<'r, 'a>>,
}

type Evaluated<'r, 'a> = Result<Val<'r, 'a>, Stop<'a>>;

impl<'f, 'r, 'a: 'r> Evaluator<'f, 'r, 'a> {
    /// Creates an evaluator. `variables` are those that the expression was compiled with.
    #[must_use]
    pub fn new(
        facts: &'f Facts<'r, 'a>,
        budget: &'f Budget,
        variables: impl IntoIterator<Item = Object<'r, 'a>>,
    ) -> Self {
        Self { facts, budget, variables: variables.into_iter().map(Val::Object).collect() }
    }

    /// Returns the value of an expression.
    ///
    /// # Errors
    /// Returns why it has none.
    pub fn value(&mut self, compiled: &'r Compiled) -> Evaluated<'r, 'a> {
        let variables = self.variables.len();
        let value = self.evaluate(&compiled.root);
        self.variables.truncate(variables);
        value
    }

    /// Returns whether a condition holds.
    ///
    /// # Errors
    /// Returns why this is not known.
    pub fn condition(&mut self, compiled: &'r Compiled) -> Result<bool, Stop<'a>> {
        Ok(matches!(self.value(compiled)?, Val::Bool(true)))
    }

    #[allow(clippy::too_many_lines, reason = "an arm for each operation")]
    fn evaluate(&mut self, expression: &'r Typed) -> Evaluated<'r, 'a> {
        self.budget.take(1)?;
        let unknown = |reason: Reason, value: Option<Value<'a>>| {
            Err(Stop::Unknown(Unknown { span: expression.span.clone(), reason, value }))
        };
        Ok(match &expression.op {
            Op::Bool(flag) => Val::Bool(*flag),
            Op::Int(number) => Val::Int(*number),
            Op::Text(text) => Val::Text(Cow::Borrowed(text)),
            Op::List(elements) => {
                self.budget.take(ELEMENT_STEPS * elements.len())?;
                let elements: Result<Vec<_>, _> =
                    elements.iter().map(|element| self.evaluate(element)).collect();
                Val::List(elements?.into())
            }
            Op::Variable(position) => match self.variables.get(*position) {
                Some(value) => value.clone(),
                None => return unknown(Reason::Unreadable, None),
            },
            Op::Field(operand, kind, index) => {
                let (fact, object) = self.fact(operand, *kind, *index)?;
                match fact {
                    Fact::Absent => {
                        let value = object.and_then(|object| self.facts.value_of(object));
                        return unknown(Reason::Absent, value);
                    }
                    Fact::Unreadable(value) => return unknown(Reason::Unreadable, value),
                    fact => match Val::of(fact) {
                        Some(value) => value,
                        None => return unknown(Reason::Absent, None),
                    },
                }
            }
            Op::OptionalField(operand, kind, index) => match self.fact(operand, *kind, *index)?.0 {
                Fact::Unreadable(value) => return unknown(Reason::Unreadable, value),
                fact => Val::Optional(Val::of(fact).map(Rc::new)),
            },
            Op::Has(operand, kind, index) => match self.fact(operand, *kind, *index)?.0 {
                Fact::Unreadable(value) => return unknown(Reason::Unreadable, value),
                fact => Val::Bool(!matches!(fact, Fact::Absent)),
            },
            Op::Index(list, index) => {
                let list = self.evaluate(list)?;
                let Val::Int(index) = self.evaluate(index)? else {
                    return unknown(Reason::NoElement, None);
                };
                let element = usize::try_from(index).ok().and_then(|index| list.element(index));
                match element {
                    Some(element) => element,
                    None => return unknown(Reason::NoElement, None),
                }
            }
            Op::Not(inner) => Val::Bool(!self.truth(inner)?),
            Op::Negative(inner) => match self.evaluate(inner)? {
                Val::Int(number) if number != i64::MIN => Val::Int(-number),
                _ => return unknown(Reason::Arithmetic, None),
            },
            Op::And(conditions) => Val::Bool(!self.any(conditions, false)?),
            Op::Or(conditions) => Val::Bool(self.any(conditions, true)?),
            Op::Choice(nodes) => {
                let [condition, then, otherwise] = &**nodes;
                let chosen = if self.truth(condition)? { then } else { otherwise };
                return self.evaluate(chosen);
            }
            Op::Equal(left, right, is_equal) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                Val::Bool(self.equal(&left, &right)? == *is_equal)
            }
            Op::Less(left, right, or_equal) => {
                // The error of the left operand as written comes first in either order.
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                let order = match (&left, &right) {
                    (Val::Int(left), Val::Int(right)) => left.cmp(right),
                    (Val::Version(left), Val::Version(right)) => left.cmp(right),
                    _ => return unknown(Reason::Unreadable, None),
                };
                Val::Bool(order == Ordering::Less || *or_equal && order == Ordering::Equal)
            }
            Op::Arithmetic(operation, left, right) => {
                let (Val::Int(left), Val::Int(right)) =
                    (self.evaluate(left)?, self.evaluate(right)?)
                else {
                    return unknown(Reason::Arithmetic, None);
                };
                let result = match operation {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Subtract => left.checked_sub(right),
                    Arithmetic::Multiply => left.checked_mul(right),
                    Arithmetic::Divide => left.checked_div(right),
                    Arithmetic::Remainder => left.checked_rem(right),
                };
                match result {
                    Some(result) => Val::Int(result),
                    None => return unknown(Reason::Arithmetic, None),
                }
            }
            Op::Join(left, right) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.join(&left, &right)?
            }
            Op::In(value, list) => {
                let (value, list) = (self.evaluate(value)?, self.evaluate(list)?);
                let mut is_in = false;
                for element in (0..list.len()).filter_map(|at| list.element(at)) {
                    self.budget.take(1)?;
                    if self.equal(&value, &element)? {
                        is_in = true;
                        break;
                    }
                }
                Val::Bool(is_in)
            }
            Op::Size(value) => {
                let value = self.evaluate(value)?;
                self.budget.take(value.as_text().len() / PER_STEP)?;
                Val::Int(i64::try_from(value.len()).unwrap_or(i64::MAX))
            }
            Op::Search(search, text, wanted) => {
                let (text, wanted) = (self.evaluate(text)?, self.evaluate(wanted)?);
                let (text, wanted) = (text.as_text(), wanted.as_text());
                self.budget.take((text.len() + wanted.len()) / PER_STEP)?;
                Val::Bool(match search {
                    Search::Contains => text.contains(wanted),
                    Search::Start => text.starts_with(wanted),
                    Search::End => text.ends_with(wanted),
                })
            }
            Op::Matches(text, regex) => {
                let text = self.evaluate(text)?;
                self.budget.take(regex.steps(text.as_text().len()))?;
                Val::Bool(regex.is_match(text.as_text()))
            }
            Op::Lower(text) => {
                let text = self.evaluate(text)?;
                self.budget.take(text.as_text().len() / PER_STEP)?;
                Val::Text(text.as_text().to_ascii_lowercase().into())
            }
            Op::String(number) => Val::Text(self.evaluate(number)?.display().into()),
            Op::Version(text) => {
                let version = self.evaluate(text)?;
                self.budget.take(version.as_text().len())?;
                match ReleaseNumber::parse(version.as_text()) {
                    Some(version) => Val::Version(Rc::new(version)),
                    None => {
                        let span = text.span.clone();
                        let reason = Reason::NotAVersion;
                        return Err(Stop::Unknown(Unknown { span, reason, value: None }));
                    }
                }
            }
            Op::OrValue(value, otherwise) => match self.evaluate(value)? {
                Val::Optional(Some(value)) => value.as_ref().clone(),
                _ => return self.evaluate(otherwise),
            },
            Op::HasValue(value) => {
                Val::Bool(matches!(self.evaluate(value)?, Val::Optional(Some(_))))
            }
            Op::Macro(kind, list, body) => {
                let list = self.evaluate(list)?;
                return self.comprehension(*kind, &list, body);
            }
        })
    }

    fn truth(&mut self, expression: &'r Typed) -> Result<bool, Stop<'a>> {
        Ok(matches!(self.evaluate(expression)?, Val::Bool(true)))
    }

    /// Returns the attribute of the object that `operand` is, and the object. An object that may be absent
    /// has no attributes.
    #[allow(clippy::type_complexity)]
    fn fact(
        &mut self,
        operand: &'r Typed,
        kind: Kind,
        index: usize,
    ) -> Result<(Fact<'r, 'a>, Option<Object<'r, 'a>>), Stop<'a>> {
        let object = match self.evaluate(operand)? {
            Val::Object(object) => object,
            Val::Optional(Some(value)) => match value.as_ref() {
                Val::Object(object) => *object,
                _ => return Ok((Fact::Absent, None)),
            },
            _ => return Ok((Fact::Absent, None)),
        };
        debug_assert_eq!(object.kind(), kind);
        self.budget.take(1)?;
        let fact = self.facts.read(object, index);
        let len = match &fact {
            Fact::Text(text) => text.len(),
            Fact::Objects(list) if object.kind() != Kind::Response => {
                PER_STEP * ELEMENT_STEPS * list.len()
            }
            Fact::Strings(list) => PER_STEP * ELEMENT_STEPS * list.len(),
            _ => 0,
        };
        self.budget.take(len / PER_STEP)?;
        Ok((fact, Some(object)))
    }

    /// Returns whether any of the conditions is `wanted`. An unknown one counts only if no other decides.
    fn any(&mut self, conditions: &'r [Typed], wanted: bool) -> Result<bool, Stop<'a>> {
        let mut unknown = None;
        for condition in conditions {
            match self.truth(condition) {
                Ok(truth) if truth == wanted => return Ok(true),
                Ok(_) => {}
                Err(stop @ Stop::Unknown(_)) => unknown = unknown.or(Some(stop)),
                Err(stop) => return Err(stop),
            }
        }
        unknown.map_or(Ok(false), Err)
    }

    fn comprehension(
        &mut self,
        kind: Macro,
        list: &Val<'r, 'a>,
        body: &'r Typed,
    ) -> Evaluated<'r, 'a> {
        let mut unknown = None;
        let mut kept = Vec::new();
        let mut holds = 0;
        for element in (0..list.len()).filter_map(|at| list.element(at)) {
            self.variables.push(element.clone());
            let value = self.evaluate(body);
            self.variables.pop();
            match (kind, value) {
                (Macro::All, Ok(Val::Bool(false))) => return Ok(Val::Bool(false)),
                (Macro::Exists, Ok(Val::Bool(true))) => return Ok(Val::Bool(true)),
                (Macro::All | Macro::Exists, Err(stop @ Stop::Unknown(_))) => {
                    unknown = unknown.or(Some(stop));
                }
                (Macro::ExistsOne, Ok(Val::Bool(true))) => holds += 1,
                (Macro::Filter, Ok(Val::Bool(true))) => self.keep(&mut kept, element)?,
                (Macro::All | Macro::Exists | Macro::ExistsOne | Macro::Filter, Ok(_)) => {}
                (Macro::Map, Ok(value)) => self.keep(&mut kept, value)?,
                (_, Err(stop)) => return Err(stop),
            }
        }
        if let Some(stop) = unknown {
            return Err(stop);
        }
        Ok(match kind {
            Macro::All => Val::Bool(true),
            Macro::Exists => Val::Bool(false),
            Macro::ExistsOne => Val::Bool(holds == 1),
            Macro::Filter | Macro::Map => Val::List(kept.into()),
        })
    }

    /// Adds an element to a list.
    fn keep(&self, list: &mut Vec<Val<'r, 'a>>, element: Val<'r, 'a>) -> Result<(), Stop<'a>> {
        self.budget.take(ELEMENT_STEPS)?;
        list.push(element);
        Ok(())
    }

    fn equal(&self, left: &Val<'r, 'a>, right: &Val<'r, 'a>) -> Result<bool, Stop<'a>> {
        self.budget.take(left.as_text().len().min(right.as_text().len()) / PER_STEP)?;
        Ok(match (left, right) {
            (Val::Bool(left), Val::Bool(right)) => left == right,
            (Val::Int(left), Val::Int(right)) => left == right,
            (Val::Text(left), Val::Text(right)) => left == right,
            (Val::Version(left), Val::Version(right)) => left == right,
            (Val::Optional(left), Val::Optional(right)) => match (left, right) {
                (Some(left), Some(right)) => self.equal(left, right)?,
                (left, right) => left.is_none() && right.is_none(),
            },
            _ => {
                if left.len() != right.len() {
                    return Ok(false);
                }
                for at in 0..left.len() {
                    self.budget.take(1)?;
                    let (Some(left), Some(right)) = (left.element(at), right.element(at)) else {
                        return Ok(false);
                    };
                    if !self.equal(&left, &right)? {
                        return Ok(false);
                    }
                }
                true
            }
        })
    }

    fn join(&self, left: &Val<'r, 'a>, right: &Val<'r, 'a>) -> Evaluated<'r, 'a> {
        if let (Val::Text(left), Val::Text(right)) = (left, right) {
            self.budget.take((left.len() + right.len()) / PER_STEP)?;
            return Ok(Val::Text(format!("{left}{right}").into()));
        }
        self.budget.take(ELEMENT_STEPS * (left.len() + right.len()))?;
        let elements = |list: &Val<'r, 'a>| -> Vec<Val<'r, 'a>> {
            (0..list.len()).filter_map(|at| list.element(at)).collect()
        };
        let mut all = elements(left);
        all.extend(elements(right));
        Ok(Val::List(all.into()))
    }
}
