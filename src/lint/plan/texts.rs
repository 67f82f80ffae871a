//! The texts of the files of a plan, parsed: all of them live as long as the plan, because findings have
//! labels in several of them.

use crate::input::Origin;
use crate::json::{self, SyntaxErrorKind, TooLong, Tree, Unwrapped, Value};
use crate::lint::IncompleteCause;
use crate::model::{Host, RequestIn, unwrapped};
use crate::source::{LineIndex, Span};
use crate::spec::names::interner;

use super::pieces::{Piece, Pieces, hosts_in};

/// A parsed text as it is in the file.
pub(super) struct First<'f> {
    piece: &'f Piece<'f>,
    tree: Tree<'f>,
}

/// Parses the texts.
pub(super) fn first_trees<'f>(pieces: &'f Pieces<'_>) -> Result<Vec<First<'f>>, TooLong> {
    let first = |piece: &'f Piece<'_>| {
        Ok(First { piece, tree: json::read(&piece.text.content, interner())? })
    };
    pieces.all.iter().map(first).collect()
}

/// Joins the wrapped lines of the texts that have some.
pub(super) fn unwrapped_lines(firsts: &[First<'_>]) -> Result<Vec<Option<Unwrapped>>, TooLong> {
    firsts.iter().map(|first| unwrapped(&first.tree)).collect()
}

/// A parsed text, with its lines joined if a terminal wrapped them.
pub(super) struct Part<'a> {
    /// The index of its file.
    pub(super) file: usize,
    pub(super) origin: Origin,
    is_wrapping: bool,
    tree: TreeOf<'a>,
}

enum TreeOf<'a> {
    AsWritten(&'a Tree<'a>),
    Unwrapped(Box<Tree<'a>>),
}

/// Returns the parts: each text as it is written, or with its wrapped lines joined.
pub(super) fn parts<'a>(
    firsts: &'a [First<'a>],
    unwrapped: &'a [Option<Unwrapped>],
) -> Result<Vec<Part<'a>>, TooLong> {
    let part = |(first, unwrapped): (&'a First<'a>, &'a Option<Unwrapped>)| {
        let Piece { file, text, is_wrapping } = first.piece;
        let (origin, tree) = match unwrapped {
            None => (text.origin.clone(), TreeOf::AsWritten(&first.tree)),
            Some(unwrapped) => {
                let outer = Box::new(text.origin.clone());
                let origin = Origin::Unwrapped { outer, offsets: unwrapped.offsets.clone() };
                (origin, TreeOf::Unwrapped(Box::new(unwrapped.read(interner())?)))
            }
        };
        Ok(Part { file: *file, origin, is_wrapping: *is_wrapping, tree })
    };
    firsts.iter().zip(unwrapped).map(part).collect()
}

impl<'a> Part<'a> {
    pub(super) fn tree(&'a self) -> &'a Tree<'a> {
        match &self.tree {
            TreeOf::AsWritten(tree) => tree,
            TreeOf::Unwrapped(tree) => tree,
        }
    }

    /// Returns the address of the tree, which identifies it.
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(match &self.tree {
            TreeOf::AsWritten(tree) => *tree,
            TreeOf::Unwrapped(tree) => tree,
        })
        .addr()
    }

    /// Returns the hosts in the text; none if it exceeds a limit.
    pub(super) fn hosts(&'a self) -> InText<'a> {
        InText { request: hosts_in(self.tree()) }
    }

    /// Returns the line of the text in its file, 1-based.
    pub(super) fn line(&self, lines: &LineIndex<'_>) -> usize {
        lines.position(self.origin.location(Span::at(0)).start).0
    }

    /// Returns the syntax errors after which the rest of the text is not read: the line of each in the
    /// file, and the problem.
    pub(super) fn cuts(&'a self, lines: &LineIndex<'_>) -> Vec<(usize, &'static str)> {
        let errors = self.tree().syntax_errors().iter();
        let cuts = errors.filter_map(|error| {
            let message = match error.kind {
                SyntaxErrorKind::EndsEarly { .. } => "the text ends early",
                SyntaxErrorKind::TextAfterEnd => {
                    "the text continues after its end, which was not read"
                }
                SyntaxErrorKind::UnclosedComment => "an unclosed comment hides the rest",
                SyntaxErrorKind::TooDeep => "values are nested too deeply",
                _ => return None,
            };
            Some((lines.position(self.origin.location(error.span).start).0, message))
        });
        cuts.collect()
    }
}

/// What a text contains.
pub(super) struct InText<'a> {
    pub(super) request: RequestIn<'a>,
}

impl InText<'_> {
    /// Returns the spans whose documented attributes may be shown.
    pub(super) fn spans(&self, is_response: bool, tree: &Tree<'_>) -> Vec<Span> {
        match is_response {
            true => tree.root().into_iter().map(Value::span).collect(),
            false => self.request.hosts.iter().map(|host| host.span()).collect(),
        }
    }

    /// Returns what of the text was not checked, although its file has hosts.
    pub(super) fn problems(&self, part: &Part<'_>) -> Vec<(IncompleteCause, &'static str)> {
        let RequestIn { hosts, others, is_incomplete, responses, .. } = &self.request;
        let mut problems = Vec::new();
        if part.has_exceeded() {
            problems.push((IncompleteCause::LimitExceeded, "a text exceeds a limit"));
        } else if !responses.is_empty() {
            problems.push((
                IncompleteCause::NotAResponse,
                "a response of GET /hostPlatforms is no deployment request",
            ));
        } else if hosts.is_empty() && !part.is_wrapping {
            problems.push((IncompleteCause::NotAResponse, "a text contains no host"));
        }
        if !others.is_empty() {
            problems.push((IncompleteCause::ListUnreadable, "an element of the list is no host"));
        }
        if *is_incomplete {
            let message = "hosts may be missing from the list";
            problems.push((IncompleteCause::ListUnreadable, message));
        }
        problems
    }
}

impl Part<'_> {
    fn has_exceeded(&self) -> bool {
        match &self.tree {
            TreeOf::AsWritten(tree) => tree.exceeded().is_some(),
            TreeOf::Unwrapped(tree) => tree.exceeded().is_some(),
        }
    }
}

/// Returns the hosts of the requests with their positions in the plan.
pub(super) fn numbered<'a>(found: &[InText<'a>]) -> Vec<Host<'a>> {
    let hosts = found.iter().flat_map(|found| &found.request.hosts);
    hosts.enumerate().map(|(position, value)| Host { value: *value, position }).collect()
}
