//! Parses an expression into a syntax tree with spans. The nesting is bounded while it parses, so the stack
//! is too.

use std::ops::Range;

use super::token::{Token, tokens};
use super::{ExpressionError, MAX_DEPTH};

#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    /// The height of the tree below, which is bounded.
    depth: usize,
    pub(super) syntax: Syntax,
}

#[derive(Debug)]
pub(super) enum Syntax {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    Name(String),
    Select {
        operand: Box<Node>,
        name: String,
        name_span: Range<usize>,
        is_optional: bool,
    },
    Call {
        target: Option<Box<Node>>,
        name: String,
        name_span: Range<usize>,
        arguments: Vec<Node>,
    },
    Index(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negative(Box<Node>),
    /// An operator with its span.
    Binary(&'static str, Range<usize>, Box<Node>, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Choice(Box<[Node; 3]>),
}

impl Node {
    fn children(syntax: &Syntax) -> Box<dyn Iterator<Item = &Node> + '_> {
        use std::iter::{empty, once};
        match syntax {
            Syntax::Bool(_) | Syntax::Int(_) | Syntax::Text(_) | Syntax::Name(_) => {
                Box::new(empty())
            }
            Syntax::List(nodes) | Syntax::And(nodes) | Syntax::Or(nodes) => Box::new(nodes.iter()),
            Syntax::Select { operand, .. } => Box::new(once(&**operand)),
            Syntax::Call { target, arguments, .. } => {
                Box::new(target.as_deref().into_iter().chain(arguments))
            }
            Syntax::Index(one, two) | Syntax::Binary(_, _, one, two) => {
                Box::new(once(&**one).chain(once(&**two)))
            }
            Syntax::Not(node) | Syntax::Negative(node) => Box::new(once(&**node)),
            Syntax::Choice(nodes) => Box::new(nodes.iter()),
        }
    }
}

/// Parses an expression of at most `max_bytes`.
pub(super) fn parse(text: &str, max_bytes: usize) -> Result<Node, ExpressionError> {
    if text.len() > max_bytes {
        return Err(ExpressionError::new(
            0..text.len(),
            format!("the expression exceeds {max_bytes} bytes"),
            "too long",
            "split it into several rules",
        ));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    if parser.next() == &Token::End {
        return Err(ExpressionError::new(
            0..text.len(),
            "the expression is empty",
            "empty",
            "write a condition, such as profile.custom",
        ));
    }
    let node = parser.choice()?;
    if parser.next() != &Token::End {
        return Err(parser.unexpected("an operator"));
    }
    Ok(node)
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Node, ExpressionError>;

impl Parser {
    fn next(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.at].1.clone()
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.next(), Token::Sign(next) if *next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn sign_of(&mut self, signs: &[&'static str]) -> Option<(&'static str, Range<usize>)> {
        let span = self.span();
        let sign = signs.iter().copied().find(|sign| self.take(sign))?;
        Some((sign, span))
    }

    fn unexpected(&self, wanted: &str) -> ExpressionError {
        let (message, help) = match self.next() {
            Token::End => ("the expression ends too early".to_owned(), format!("add {wanted}")),
            Token::Name(name) if name == "and" || name == "AND" => {
                (format!("unexpected {name}"), "write && for \"and\"".to_owned())
            }
            Token::Name(name) if name == "or" || name == "OR" => {
                (format!("unexpected {name}"), "write || for \"or\"".to_owned())
            }
            Token::Name(name) if name == "not" => {
                (format!("unexpected {name}"), "write ! for \"not\"".to_owned())
            }
            _ => ("the expression is not valid here".to_owned(), format!("expected {wanted}")),
        };
        ExpressionError::new(self.span(), message, format!("expected {wanted}"), help)
    }

    fn close(&mut self, sign: &str, opened: &Range<usize>) -> Result<(), ExpressionError> {
        if self.take(sign) {
            return Ok(());
        }
        if self.next() == &Token::End {
            return Err(ExpressionError::new(
                opened.clone(),
                "a bracket is not closed",
                "opened here",
                format!("close it with {sign}"),
            ));
        }
        Err(self.unexpected(sign))
    }

    fn node(span: Range<usize>, syntax: Syntax) -> Parsed {
        let depth = 1 + Node::children(&syntax).map(|node| node.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH { Err(too_deep(span)) } else { Ok(Node { span, depth, syntax }) }
    }

    /// Parses what can contain itself, one level deeper.
    fn deeper(&mut self, parse: impl Fn(&mut Self) -> Parsed) -> Parsed {
        self.depth += 1;
        let node = if self.depth > MAX_DEPTH { Err(too_deep(self.span())) } else { parse(self) };
        self.depth -= 1;
        node
    }

    fn choice(&mut self) -> Parsed {
        self.deeper(|parser| {
            let condition = parser.any()?;
            if !parser.take("?") {
                return Ok(condition);
            }
            let then = parser.choice()?;
            if !parser.take(":") {
                return Err(parser.unexpected(":"));
            }
            let otherwise = parser.choice()?;
            let span = condition.span.start..otherwise.span.end;
            Self::node(span, Syntax::Choice(Box::new([condition, then, otherwise])))
        })
    }

    fn any(&mut self) -> Parsed {
        self.chain("||", Self::all, Syntax::Or)
    }

    fn all(&mut self) -> Parsed {
        self.chain("&&", |parser| parser.binary(0), Syntax::And)
    }

    fn chain(
        &mut self,
        sign: &str,
        parse: impl Fn(&mut Self) -> Parsed,
        syntax: impl Fn(Vec<Node>) -> Syntax,
    ) -> Parsed {
        let first = parse(self)?;
        let mut nodes = vec![first];
        while self.take(sign) {
            nodes.push(parse(self)?);
        }
        let span = nodes[0].span.start..nodes[nodes.len() - 1].span.end;
        match nodes.pop() {
            Some(only) if nodes.is_empty() => Ok(only),
            last => {
                nodes.extend(last);
                Self::node(span, syntax(nodes))
            }
        }
    }

    /// Parses operators of a level of precedence, from the loosest.
    fn binary(&mut self, level: usize) -> Parsed {
        const LEVELS: [&[&str]; 3] =
            [&["==", "!=", "<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        loop {
            let found = self.sign_of(signs).or_else(|| {
                let is_in = level == 0 && matches!(self.next(), Token::Name(name) if name == "in");
                let span = self.span();
                self.at += usize::from(is_in);
                is_in.then_some(("in", span))
            });
            let Some((sign, at)) = found else { return Ok(left) };
            let right = self.binary(level + 1)?;
            let span = left.span.start..right.span.end;
            left = Self::node(span, Syntax::Binary(sign, at, Box::new(left), Box::new(right)))?;
        }
    }

    fn unary(&mut self) -> Parsed {
        let start = self.span().start;
        if self.take("!") {
            let node = self.deeper(Self::unary)?;
            return Self::node(start..node.span.end, Syntax::Not(Box::new(node)));
        }
        if self.take("-") {
            let node = self.deeper(Self::unary)?;
            return Self::node(start..node.span.end, Syntax::Negative(Box::new(node)));
        }
        self.member()
    }

    fn member(&mut self) -> Parsed {
        let mut node = self.primary()?;
        loop {
            let start = node.span.start;
            let at = self.span();
            if let Some((sign, _)) = self.sign_of(&[".?", "."]) {
                let name_span = self.span();
                let Token::Name(name) = self.next().clone() else {
                    return Err(self.unexpected("the name of an attribute or function"));
                };
                self.at += 1;
                let opened = self.span();
                let operand = Box::new(node);
                if sign == "." && self.take("(") {
                    let arguments = self.list(")", &opened)?;
                    let span = start..self.tokens[self.at - 1].1.end;
                    let target = Some(operand);
                    node = Self::node(span, Syntax::Call { target, name, name_span, arguments })?;
                } else {
                    let span = start..name_span.end;
                    let is_optional = sign == ".?";
                    node =
                        Self::node(span, Syntax::Select { operand, name, name_span, is_optional })?;
                }
            } else if self.take("[") {
                let index = self.choice()?;
                self.close("]", &at)?;
                let span = start..self.tokens[self.at - 1].1.end;
                node = Self::node(span, Syntax::Index(Box::new(node), Box::new(index)))?;
            } else {
                return Ok(node);
            }
        }
    }

    fn list(&mut self, close: &str, opened: &Range<usize>) -> Result<Vec<Node>, ExpressionError> {
        let mut nodes = Vec::new();
        if self.take(close) {
            return Ok(nodes);
        }
        loop {
            nodes.push(self.choice()?);
            if self.take(",") {
                // A list may end with a comma.
                if close == "]" && self.take(close) {
                    return Ok(nodes);
                }
                continue;
            }
            self.close(close, opened)?;
            return Ok(nodes);
        }
    }

    fn primary(&mut self) -> Parsed {
        let span = self.span();
        let token = self.next().clone();
        self.at += usize::from(token != Token::End);
        match token {
            Token::Int(number) => Self::node(span, Syntax::Int(number)),
            Token::Text(text) => Self::node(span, Syntax::Text(text)),
            Token::Name(name) if name == "true" || name == "false" => {
                Self::node(span, Syntax::Bool(name == "true"))
            }
            Token::Name(name) if name == "null" => Err(ExpressionError::new(
                span,
                "null is not supported",
                "no attribute is null",
                "write has(profile.release) to ask whether an attribute is there",
            )),
            Token::Name(name) if name != "in" => {
                let opened = self.span();
                if !self.take("(") {
                    return Self::node(span, Syntax::Name(name));
                }
                let arguments = self.list(")", &opened)?;
                let whole = span.start..self.tokens[self.at - 1].1.end;
                Self::node(whole, Syntax::Call { target: None, name, name_span: span, arguments })
            }
            Token::Sign("(") => {
                let mut node = self.choice()?;
                self.close(")", &span)?;
                node.span = span.start..self.tokens[self.at - 1].1.end;
                Ok(node)
            }
            Token::Sign("[") => {
                let nodes = self.list("]", &span)?;
                let whole = span.start..self.tokens[self.at - 1].1.end;
                Self::node(whole, Syntax::List(nodes))
            }
            _ => {
                self.at -= usize::from(token != Token::End);
                Err(self.unexpected("a value"))
            }
        }
    }
}

fn too_deep(span: Range<usize>) -> ExpressionError {
    ExpressionError::new(
        span,
        format!("the expression is nested more than {MAX_DEPTH} levels deep"),
        "nested too deep",
        "split it into several rules",
    )
}
