//! Checks calls of functions and comprehensions.

use std::ops::Range;

use crate::suggest::nearest;

use super::super::parse::{Node, Syntax};
use super::super::regex::Regex;
use super::super::{ExpressionError, MAX_COMPREHENSIONS, ReleaseNumber, Type};
use super::{Checked, Checker, Macro, Op, Search, Typed, short, wrong};

/// The functions, each with an example.
const FUNCTIONS: [(&str, &str); 16] = [
    ("all", "profile.files.boot.all(f, has(f.version))"),
    ("contains", "profile.name.contains('Core')"),
    ("endsWith", "profile.name.endsWith('Core')"),
    ("exists", "profile.files.drivers.exists(f, f.custom)"),
    ("exists_one", "profile.files.boot.exists_one(f, f.custom)"),
    ("filter", "profile.files.drivers.filter(f, f.custom)"),
    ("has", "has(profile.release)"),
    ("hasValue", "profile.?release.hasValue()"),
    ("lowerAscii", "profile.name.lowerAscii()"),
    ("map", "profile.files.drivers.map(f, f.id)"),
    ("matches", "profile.name.matches('^win')"),
    ("orValue", "profile.?release.orValue('')"),
    ("size", "profile.files.drivers.size()"),
    ("startsWith", "profile.name.startsWith('win')"),
    ("string", "string(image.size)"),
    ("version", "version(profile.release)"),
];

impl Checker {
    pub(super) fn call(
        &mut self,
        node: &Node,
        target: Option<&Node>,
        (name, name_span): (&str, &Range<usize>),
        arguments: &[Node],
    ) -> Checked {
        let kind = match name {
            "all" => Some(Macro::All),
            "exists" => Some(Macro::Exists),
            "exists_one" => Some(Macro::ExistsOne),
            "filter" => Some(Macro::Filter),
            "map" => Some(Macro::Map),
            _ => None,
        };
        match (target, arguments) {
            (Some(list), [variable, body]) if kind.is_some() => {
                let kind = kind.unwrap_or(Macro::All);
                self.comprehension(node, kind, (list, variable, body), name_span)
            }
            (None, [argument]) if name == "has" => self.has(node, argument),
            (None, [argument]) | (Some(argument), []) if name == "size" => {
                let argument = self.check(argument)?;
                if !argument.of.is_text() && !matches!(argument.of, Type::List(_)) {
                    return Err(wrong(&argument, "a list or a string", "only these have a size"));
                }
                Ok(typed(node, Type::Int, Op::Size(Box::new(argument))))
            }
            (None, [argument]) if name == "version" => self.version(node, argument),
            (None, [argument]) if name == "string" => {
                let argument =
                    self.check_as(argument, &Type::Int, "only integers are converted")?;
                Ok(typed(node, Type::String, Op::String(Box::new(argument))))
            }
            (Some(target), _) => self.method(node, target, (name, name_span), arguments),
            _ => Err(unknown(name, name_span)),
        }
    }

    fn method(
        &mut self,
        node: &Node,
        target: &Node,
        (name, name_span): (&str, &Range<usize>),
        arguments: &[Node],
    ) -> Checked {
        let search = match name {
            "contains" => Some(Search::Contains),
            "startsWith" => Some(Search::Start),
            "endsWith" => Some(Search::End),
            _ => None,
        };
        match arguments {
            [argument] if search.is_some() => {
                let target = self.text(target)?;
                let argument = self.text(argument)?;
                let search = search.unwrap_or(Search::Contains);
                Ok(typed(
                    node,
                    Type::Bool,
                    Op::Search(search, Box::new(target), Box::new(argument)),
                ))
            }
            [argument] if name == "matches" => {
                let target = self.text(target)?;
                let Syntax::Text(pattern) = &argument.syntax else {
                    return Err(ExpressionError::new(
                        argument.span.clone(),
                        "the regular expression is not a string",
                        "only known when the rule runs",
                        "write it as a string: .matches('^win')",
                    ));
                };
                let regex = Regex::new(pattern).map_err(|why| {
                    ExpressionError::new(
                        argument.span.clone(),
                        "the regular expression is not valid",
                        short(&why),
                        "fix it; backreferences and look-around are not supported",
                    )
                })?;
                self.regex_bytes += regex.memory();
                Ok(typed(node, Type::Bool, Op::Matches(Box::new(target), Box::new(regex))))
            }
            [] if name == "lowerAscii" => {
                let target = self.text(target)?;
                Ok(typed(node, Type::String, Op::Lower(Box::new(target))))
            }
            [argument] if name == "orValue" => {
                let target = self.check(target)?;
                let Type::Optional(of) = target.of.clone() else {
                    return Err(wrong(
                        &target,
                        "an optional value",
                        "write .? before the attribute",
                    ));
                };
                let argument = self.check_as(argument, &of, "the value if it is absent")?;
                Ok(typed(node, *of, Op::OrValue(Box::new(target), Box::new(argument))))
            }
            [] if name == "hasValue" => {
                let target = self.check(target)?;
                if !matches!(target.of, Type::Optional(_)) {
                    return Err(wrong(
                        &target,
                        "an optional value",
                        "write .? before the attribute",
                    ));
                }
                Ok(typed(node, Type::Bool, Op::HasValue(Box::new(target))))
            }
            _ => Err(unknown(name, name_span)),
        }
    }

    fn text(&mut self, node: &Node) -> Checked {
        self.check_as(node, &Type::String, "only strings have this function")
    }

    fn has(&mut self, node: &Node, argument: &Node) -> Checked {
        let checked = self.check(argument)?;
        match checked.op {
            Op::Field(operand, kind, index) => {
                Ok(typed(node, Type::Bool, Op::Has(operand, kind, index)))
            }
            Op::OptionalField(..) => Ok(typed(node, Type::Bool, Op::HasValue(Box::new(checked)))),
            _ => Err(ExpressionError::new(
                argument.span.clone(),
                "has() asks for an attribute",
                "not an attribute",
                "write has(profile.release)",
            )),
        }
    }

    fn version(&mut self, node: &Node, argument: &Node) -> Checked {
        let argument =
            self.check_as(argument, &Type::String, "write it in quotes: version('15.3')")?;
        if let Op::Text(text) = &argument.op
            && ReleaseNumber::parse(text).is_none()
        {
            return Err(ExpressionError::new(
                argument.span.clone(),
                format!("\"{}\" is not a version", short(text)),
                "does not begin with a number",
                "write numbers with dots between them, such as '15.3'",
            ));
        }
        Ok(typed(node, Type::Version, Op::Version(Box::new(argument))))
    }

    fn comprehension(
        &mut self,
        node: &Node,
        kind: Macro,
        (list, variable, body): (&Node, &Node, &Node),
        name_span: &Range<usize>,
    ) -> Checked {
        let list = self.check(list)?;
        let of = match &list.of {
            Type::List(Some(of)) => (**of).clone(),
            Type::List(None) => Type::String,
            _ => return Err(wrong(&list, "a list", "only lists have elements")),
        };
        let Syntax::Name(name) = &variable.syntax else {
            return Err(ExpressionError::new(
                variable.span.clone(),
                "the name of the element is not a name",
                "expected a name",
                "write a name that stands for each element: .all(f, f.custom)",
            ));
        };
        if self.scope.iter().any(|(known, _)| known == name) {
            return Err(ExpressionError::new(
                variable.span.clone(),
                format!("\"{}\" is already a variable", short(name)),
                "names the element",
                "use another name for the element",
            ));
        }
        if self.nested == MAX_COMPREHENSIONS {
            return Err(ExpressionError::new(
                name_span.clone(),
                format!("more than {MAX_COMPREHENSIONS} comprehensions are nested"),
                "nested too deep",
                "look at less at a time, or use `each` to go through the outer list",
            ));
        }
        self.nested += 1;
        self.scope.push((name.clone(), of.clone()));
        let checked = match kind {
            Macro::Map => self.check(body),
            _ => self.condition(body),
        };
        self.scope.pop();
        self.nested -= 1;
        let body = checked?;
        let of = match kind {
            Macro::All | Macro::Exists | Macro::ExistsOne => Type::Bool,
            Macro::Filter => Type::List(Some(Box::new(of))),
            Macro::Map => Type::List(Some(Box::new(body.of.clone()))),
        };
        Ok(typed(node, of, Op::Macro(kind, Box::new(list), Box::new(body))))
    }
}

fn typed(node: &Node, of: Type, op: Op) -> Typed {
    Typed { span: node.span.clone(), of, op }
}

fn unknown(name: &str, span: &Range<usize>) -> ExpressionError {
    if let Some((_, example)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
        return ExpressionError::new(
            span.clone(),
            format!("{name} does not have these arguments"),
            "wrong arguments",
            format!("write it as in {example}"),
        );
    }
    let names = FUNCTIONS.iter().map(|(name, _)| *name);
    let help = match nearest(name, names.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("use one of: {}", names.collect::<Vec<_>>().join(", ")),
    };
    let message = format!("there is no function \"{}\"", short(name));
    ExpressionError::new(span.clone(), message, "unknown function", help)
}
