//! Checks operators.

use std::ops::Range;

use crate::suggest::nearest;

use super::super::parse::Node;
use super::super::{ExpressionError, Type};
use super::{Arithmetic, Checked, Checker, Op, Typed, short, wider, wrong};

impl Checker {
    pub(super) fn binary(
        &mut self,
        node: &Node,
        (sign, at): (&str, &Range<usize>),
        left: &Node,
        right: &Node,
    ) -> Checked {
        let (left, right) = (self.check(left)?, self.check(right)?);
        let typed = |of: Type, op: Op| Ok(Typed { span: node.span.clone(), of, op });
        match sign {
            "==" | "!=" => {
                equality(&left, &right)?;
                typed(Type::Bool, Op::Equal(Box::new(left), Box::new(right), sign == "=="))
            }
            "in" => {
                membership(&left, &right)?;
                typed(Type::Bool, Op::In(Box::new(left), Box::new(right)))
            }
            "<" | "<=" | ">" | ">=" => {
                ordered(&left, &right, at)?;
                let or_equal = sign.len() == 2;
                let (less, more) =
                    if sign.starts_with('<') { (left, right) } else { (right, left) };
                typed(Type::Bool, Op::Less(Box::new(less), Box::new(more), or_equal))
            }
            "+" if left.of.is_text() || matches!(left.of, Type::List(_)) => {
                if !left.of.matches(&right.of) {
                    let wanted = left.of.a_word();
                    return Err(wrong(&right, &wanted, "+ joins two strings or two lists"));
                }
                let of = if left.of == Type::List(None) { &right.of } else { &left.of };
                typed(wider(of), Op::Join(Box::new(left), Box::new(right)))
            }
            _ => {
                for side in [&left, &right] {
                    if side.of != Type::Int {
                        return Err(wrong(side, "an integer", "only integers are calculated with"));
                    }
                }
                let operation = match sign {
                    "+" => Arithmetic::Add,
                    "-" => Arithmetic::Subtract,
                    "*" => Arithmetic::Multiply,
                    "/" => Arithmetic::Divide,
                    _ => Arithmetic::Remainder,
                };
                typed(Type::Int, Op::Arithmetic(operation, Box::new(left), Box::new(right)))
            }
        }
    }
}

fn equality(left: &Typed, right: &Typed) -> Result<(), ExpressionError> {
    if is_object(&left.of) || is_object(&right.of) {
        let object = if is_object(&left.of) { left } else { right };
        return Err(wrong(object, "a value", "compare an attribute of it, such as its id"));
    }
    if !left.of.matches(&right.of) {
        let help = match (&left.of, &right.of) {
            (Type::Version, _) | (_, Type::Version) => "write version(…) on both sides",
            (Type::Bool, _) => "write it without ==, or with ! before it",
            (of, Type::List(_)) if of.is_text() => "write in instead of ==",
            _ => "both sides have one type",
        };
        return Err(wrong(right, &left.of.a_word(), help));
    }
    for (words, text) in [(left, right), (right, left)] {
        known_word(words, text)?;
    }
    Ok(())
}

fn is_object(of: &Type) -> bool {
    match of {
        Type::Object(_) => true,
        Type::List(Some(of)) | Type::Optional(of) => is_object(of),
        _ => false,
    }
}

fn membership(left: &Typed, right: &Typed) -> Result<(), ExpressionError> {
    let Type::List(of) = &right.of else {
        return Err(wrong(right, "a list", "write the list in [ ]"));
    };
    if is_object(&left.of) {
        return Err(wrong(left, "a value", "compare an attribute of it, such as its id"));
    }
    if let Some(of) = of
        && !of.matches(&left.of)
    {
        return Err(wrong(left, &of.a_word(), "the list has values of another type"));
    }
    if let Op::List(elements) = &right.op {
        for element in elements {
            known_word(left, element)?;
        }
    }
    Ok(())
}

/// Checks that a string is one of the words that the other side can be.
fn known_word(words: &Typed, text: &Typed) -> Result<(), ExpressionError> {
    let (Type::Word(words), Op::Text(text), span) = (&words.of, &text.op, &text.span) else {
        return Ok(());
    };
    if words.contains(&text.as_str()) {
        return Ok(());
    }
    let help = match nearest(text, words.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("use one of: {}", words.join(", ")),
    };
    Err(ExpressionError::new(
        span.clone(),
        format!("\"{}\" is never equal to this attribute", short(text)),
        "unknown value",
        help,
    ))
}

fn ordered(left: &Typed, right: &Typed, at: &Range<usize>) -> Result<(), ExpressionError> {
    if left.of.is_text() && right.of.is_text() {
        return Err(ExpressionError::new(
            at.clone(),
            "strings have no order",
            "compares strings",
            "compare versions: version(profile.release) >= version('15.3')",
        ));
    }
    if !matches!(left.of, Type::Int | Type::Version) {
        return Err(wrong(left, "an integer or a version", "write version(…) on both sides"));
    }
    if left.of != right.of {
        return Err(wrong(right, &left.of.a_word(), "write version(…) on both sides"));
    }
    Ok(())
}
