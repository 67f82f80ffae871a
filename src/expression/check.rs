//! Checks the types of an expression and prepares it for evaluation.

mod calls;
mod operators;

use std::ops::Range;

use crate::facts::Kind;
use crate::suggest::nearest;

use super::parse::{Node, Syntax, parse};
use super::regex::Regex;
use super::{ExpressionError, MAX_BYTES, Type};

/// A variable of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name.
    pub name: &'static str,
    /// The type of its object.
    pub kind: Kind,
}

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The expression as written.
    pub text: String,
    /// The type of its value.
    pub of: Type,
    /// How much memory its regular expressions take, in bytes.
    pub regex_bytes: usize,
    /// Whether its value depends on the name or the date of the file.
    pub depends_on_file: bool,
    pub(super) root: Typed,
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) span: Range<usize>,
    pub(super) of: Type,
    pub(super) op: Op,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Contains,
    Start,
    End,
}

/// An operation of an expression.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Typed>),
    /// A variable, by its position.
    Variable(usize),
    /// An attribute, by its index in [`Kind::fields`].
    Field(Box<Typed>, Kind, usize),
    /// The same as an optional value.
    OptionalField(Box<Typed>, Kind, usize),
    Has(Box<Typed>, Kind, usize),
    Index(Box<Typed>, Box<Typed>),
    Not(Box<Typed>),
    Negative(Box<Typed>),
    And(Vec<Typed>),
    Or(Vec<Typed>),
    Choice(Box<[Typed; 3]>),
    /// Equality, or its opposite.
    Equal(Box<Typed>, Box<Typed>, bool),
    /// An order: less, or equal is enough.
    Less(Box<Typed>, Box<Typed>, bool),
    Arithmetic(Arithmetic, Box<Typed>, Box<Typed>),
    /// Joins two strings or lists.
    Join(Box<Typed>, Box<Typed>),
    In(Box<Typed>, Box<Typed>),
    Size(Box<Typed>),
    Search(Search, Box<Typed>, Box<Typed>),
    Matches(Box<Typed>, Box<Regex>),
    Lower(Box<Typed>),
    String(Box<Typed>),
    Version(Box<Typed>),
    OrValue(Box<Typed>, Box<Typed>),
    HasValue(Box<Typed>),
    Macro(Macro, Box<Typed>, Box<Typed>),
}

/// Parses an expression and checks its types.
///
/// # Errors
/// Returns the first error.
pub fn compile(text: &str, variables: &[Variable]) -> Result<Compiled, ExpressionError> {
    compile_within(text, variables, MAX_BYTES)
}

/// Does the same for an expression of at most `max_bytes`, which a bounded configuration stands for.
///
/// # Errors
/// Returns the first error.
pub(crate) fn compile_within(
    text: &str,
    variables: &[Variable],
    max_bytes: usize,
) -> Result<Compiled, ExpressionError> {
    let node = parse(text, max_bytes)?;
    let known = variables.iter();
    let scope = known.map(|known| (known.name.to_owned(), Type::Object(known.kind))).collect();
    let mut checker = Checker { scope, nested: 0, regex_bytes: 0, depends_on_file: false };
    let root = checker.check(&node)?;
    let Checker { regex_bytes, depends_on_file, .. } = checker;
    let of = root.of.clone();
    Ok(Compiled { text: text.to_owned(), of, regex_bytes, depends_on_file, root })
}

struct Checker {
    /// The variables with their types, outermost first.
    scope: Vec<(String, Type)>,
    /// The number of comprehensions around.
    nested: usize,
    /// How much memory the regular expressions take so far, in bytes.
    regex_bytes: usize,
    /// Whether an attribute that depends on the file occurred.
    depends_on_file: bool,
}

type Checked = Result<Typed, ExpressionError>;

impl Checker {
    fn check(&mut self, node: &Node) -> Checked {
        let span = node.span.clone();
        let typed = |of: Type, op: Op| Ok(Typed { span: span.clone(), of, op });
        match &node.syntax {
            Syntax::Bool(flag) => typed(Type::Bool, Op::Bool(*flag)),
            Syntax::Int(number) => typed(Type::Int, Op::Int(*number)),
            Syntax::Text(text) => typed(Type::String, Op::Text(text.clone())),
            Syntax::List(nodes) => self.list(node, nodes),
            Syntax::Name(name) => self.name(node, name),
            Syntax::Select { operand, name, name_span, is_optional } => {
                self.select(node, operand, (name, name_span), *is_optional)
            }
            Syntax::Call { target, name, name_span, arguments } => {
                self.call(node, target.as_deref(), (name, name_span), arguments)
            }
            Syntax::Index(list, index) => {
                let list = self.check(list)?;
                let index = self.check_as(index, &Type::Int, "an index is an integer")?;
                let Type::List(Some(of)) = list.of.clone() else {
                    return Err(wrong(&list, "a list", "only lists have elements by index"));
                };
                typed(*of, Op::Index(Box::new(list), Box::new(index)))
            }
            Syntax::Not(inner) => {
                let inner = self.condition(inner)?;
                typed(Type::Bool, Op::Not(Box::new(inner)))
            }
            Syntax::Negative(inner) => {
                let inner = self.check_as(inner, &Type::Int, "only integers have a sign")?;
                typed(Type::Int, Op::Negative(Box::new(inner)))
            }
            Syntax::Binary(sign, at, left, right) => self.binary(node, (sign, at), left, right),
            Syntax::And(nodes) => typed(Type::Bool, Op::And(self.conditions(nodes)?)),
            Syntax::Or(nodes) => typed(Type::Bool, Op::Or(self.conditions(nodes)?)),
            Syntax::Choice(nodes) => {
                let [condition, then, otherwise] = &**nodes;
                let condition = self.condition(condition)?;
                let (then, otherwise) = (self.check(then)?, self.check(otherwise)?);
                if !then.of.matches(&otherwise.of) {
                    let wanted = then.of.a_word();
                    return Err(wrong(&otherwise, &wanted, "both values of ? : have one type"));
                }
                let of = if then.of == otherwise.of { then.of.clone() } else { wider(&then.of) };
                typed(of, Op::Choice(Box::new([condition, then, otherwise])))
            }
        }
    }

    fn conditions(&mut self, nodes: &[Node]) -> Result<Vec<Typed>, ExpressionError> {
        nodes.iter().map(|node| self.condition(node)).collect()
    }

    fn condition(&mut self, node: &Node) -> Checked {
        self.check_as(node, &Type::Bool, "compare it: == \"…\", .size() > 0, or has(…)")
    }

    fn check_as(&mut self, node: &Node, wanted: &Type, help: &str) -> Checked {
        let checked = self.check(node)?;
        if checked.of.matches(wanted) {
            return Ok(checked);
        }
        Err(wrong(&checked, &wanted.a_word(), help))
    }

    fn list(&mut self, node: &Node, nodes: &[Node]) -> Checked {
        let nodes: Vec<Typed> =
            nodes.iter().map(|node| self.check(node)).collect::<Result<_, _>>()?;
        let of = nodes.first().map(|first| wider(&first.of));
        if let Some(of) = &of
            && let Some(other) = nodes.iter().find(|node| !node.of.matches(of))
        {
            return Err(wrong(other, &of.a_word(), "all elements of a list have one type"));
        }
        let of = Type::List(of.map(Box::new));
        Ok(Typed { span: node.span.clone(), of, op: Op::List(nodes) })
    }

    fn name(&self, node: &Node, name: &str) -> Checked {
        if let Some(position) = self.scope.iter().rposition(|(known, _)| known == name) {
            let of = self.scope[position].1.clone();
            return Ok(Typed { span: node.span.clone(), of, op: Op::Variable(position) });
        }
        let names: Vec<&str> = self.scope.iter().map(|(name, _)| name.as_str()).collect();
        let of_subject = self.scope.iter().filter_map(|(variable, of)| match of {
            Type::Object(kind) => kind.field(name).map(|_| format!("{variable}.{name}")),
            _ => None,
        });
        let help = match (nearest(name, names.iter().copied()), of_subject.into_iter().next()) {
            (_, Some(field)) => format!("did you mean {field}?"),
            (Some(near), None) => format!("did you mean {near}?"),
            (None, None) => format!("use one of: {}", names.join(", ")),
        };
        Err(ExpressionError::new(
            node.span.clone(),
            format!("there is no variable \"{}\"", short(name)),
            "unknown variable",
            help,
        ))
    }

    /// Returns an attribute of an object, or of an object that may be absent.
    fn select(
        &mut self,
        node: &Node,
        operand: &Node,
        (name, name_span): (&str, &Range<usize>),
        is_optional: bool,
    ) -> Checked {
        let operand = self.check(operand)?;
        let (kind, is_chained) = match &operand.of {
            Type::Object(kind) => (*kind, false),
            Type::Optional(of) if matches!(**of, Type::Object(_)) => match **of {
                Type::Object(kind) => (kind, true),
                _ => return Err(no_attributes(&operand, name_span)),
            },
            _ => return Err(no_attributes(&operand, name_span)),
        };
        let (index, field) =
            kind.field(name).ok_or_else(|| unknown_attribute(kind, name, name_span.clone()))?;
        self.depends_on_file |= field.depends_on_file();
        let of = Type::of(field);
        let span = node.span.clone();
        Ok(if is_optional || is_chained {
            let op = Op::OptionalField(Box::new(operand), kind, index);
            Typed { span, of: Type::Optional(Box::new(of)), op }
        } else {
            Typed { span, of, op: Op::Field(Box::new(operand), kind, index) }
        })
    }
}

/// Returns the type without its list of words, for values that need not be among them.
fn wider(of: &Type) -> Type {
    if of.is_text() { Type::String } else { of.clone() }
}

fn no_attributes(operand: &Typed, span: &Range<usize>) -> ExpressionError {
    let help = match &operand.of {
        Type::List(_) => "use .exists(f, …), .all(f, …) or [0] to look at its elements",
        Type::Optional(_) => "write .orValue(…) first",
        _ => "remove it",
    };
    let message = format!("{} has no attributes", operand.of.a_word());
    ExpressionError::new(span.clone(), message, "no such attribute", help)
}

fn unknown_attribute(kind: Kind, name: &str, span: Range<usize>) -> ExpressionError {
    let fields = kind.fields();
    let lower = name.to_lowercase();
    // The name in the response, such as deployStatus.
    let same = fields.iter().find(|field| field.json.to_lowercase() == lower);
    let names = fields.iter().map(|field| field.name);
    let near = same.map(|field| field.name).or_else(|| nearest(name, names.clone()));
    let help = match near {
        Some(near) => format!("did you mean {near}?"),
        None => format!("use one of: {}", names.collect::<Vec<_>>().join(", ")),
    };
    let message = format!("{} no attribute \"{}\"", has(kind), short(name));
    ExpressionError::new(span, message, "unknown attribute", help)
}

fn has(kind: Kind) -> String {
    match kind {
        Kind::Flags | Kind::ProfileFiles => format!("the {} have", kind.as_str()),
        _ => format!("the {} has", kind.as_str()),
    }
}

/// Returns the error that a value has another type than `wanted`.
fn wrong(found: &Typed, wanted: &str, help: &str) -> ExpressionError {
    let is = found.of.a_word();
    let help = match &found.of {
        Type::Optional(_) => "write .orValue(…) for the value if it is absent",
        _ => help,
    };
    ExpressionError::new(
        found.span.clone(),
        format!("expected {wanted}, found {is}"),
        format!("this is {is}"),
        help,
    )
}

/// Returns quoted input, truncated.
fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
