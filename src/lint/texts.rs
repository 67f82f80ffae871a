//! From a text to the trees of its values.

use std::ops::Range;

use crate::input::{
    Decoding, Origin, Segments, Text, begins_value, embedded_text, holds_evidence,
    holds_evidence_in_base64, max_texts, texts_within,
};
use crate::json::{self, Tree, Value};
use crate::model::{has_response, read_value, separated};
use crate::rules::{self, ExceededLimit, NonResponse, Unread};
use crate::spec::names::interner;

use super::IncompleteCause;
use super::file_linter::{FileLinter, Read, first_line};

/// The words with which Ansible begins the result of a task that failed.
const FAILED_TASKS: [&str; 2] = ["FAILED! =>", "UNREACHABLE! =>"];

/// What PowerShell shows of the images of a response, before the brackets of a list.
const CUT_LIST: &str = "items=System.Object";

impl FileLinter<'_> {
    /// Checks at most `most` texts; up to `depth` more texts may be nested in each. Returns whether
    /// there is any.
    pub(super) fn check_texts<'t>(
        &mut self,
        texts: impl Iterator<Item = Text<'t>>,
        most: usize,
        depth: usize,
    ) -> Result<bool, json::TooLong> {
        let mut has_any = false;
        for (index, text) in texts.enumerate() {
            has_any = true;
            if index == most {
                self.stops_at(&text, ExceededLimit::Texts(most))?;
                break;
            }
            self.check_text(&text, depth)?;
        }
        Ok(has_any)
    }

    /// Checks one text; up to `depth` more texts may be nested in it.
    pub(super) fn check_text(
        &mut self,
        text: &Text<'_>,
        depth: usize,
    ) -> Result<(), json::TooLong> {
        let (content, origin) = (&*text.content, &text.origin);
        let tree = json::read(content, interner())?;
        let looks_like = NonResponse::of_text(content);
        let is_cut = looks_like.as_ref().is_some_and(NonResponse::is_shown_by_power_shell);
        if !is_cut && let Some(segments) = separated(text, &tree, depth)? {
            return self.check_segments(&tree, origin, &segments, depth);
        }
        if let Some(looks_like) = looks_like {
            // Not meant to be JSON: the beginning is enough for an excerpt.
            let beginning = json::read(first_line(content), interner())?;
            let read = Read::new(&beginning, origin, &[]);
            self.no_response(&read, &looks_like, holds_evidence(content));
            return Ok(());
        }
        read_value(tree, origin, |tree, origin| self.check_tree(tree, origin, depth))?
    }

    /// Checks the values of a text that also contains other text.
    fn check_segments(
        &mut self,
        tree: &Tree<'_>,
        origin: &Origin,
        segments: &Segments<'_>,
        depth: usize,
    ) -> Result<(), json::TooLong> {
        let around = Read::new(tree, origin, &[]);
        let mut ctx = self.context(&rules::SURROUNDING_TEXT);
        let (gaps, is_interleaved) = (&segments.gaps, segments.is_interleaved);
        rules::report_surrounding_text(tree, gaps, is_interleaved, &mut ctx);
        let findings = ctx.into_diagnostics();
        self.emit(&around, findings);
        for (at, gap) in gaps.iter().enumerate() {
            let is_last = at + 1 == gaps.len() && tree.text()[gap.end..].trim().is_empty();
            self.unread_text(&around, gap, is_last);
        }
        if let Some(rest) = gaps.last().filter(|_| segments.is_cut) {
            let content = tree.text()[rest.clone()].into();
            self.stops_at(
                &Text { content, origin: origin.part(rest.clone()) },
                ExceededLimit::Segments,
            )?;
        }
        for text in &segments.texts {
            let tree = json::read(&text.content, interner())?;
            if gaps.is_empty() || has_response([text], depth)? {
                read_value(tree, &text.origin, |tree, origin| {
                    self.check_tree(tree, origin, depth)
                })??;
                continue;
            }
            // A value of the program that wrote the text.
            let looks_like = NonResponse::of_tree(&tree);
            if looks_like.is_failure() || holds_evidence(&text.content) {
                let read = Read::new(&tree, &text.origin, &[]);
                self.no_response(&read, &looks_like, true);
            }
        }
        Ok(())
    }

    /// Reports text between responses, or behind them if it `is_last`, that may be one.
    fn unread_text(&mut self, around: &Read<'_, '_>, gap: &Range<usize>, is_last: bool) {
        let words = &around.tree.text()[gap.clone()];
        let names_attributes =
            || holds_evidence(words) || words.contains(CUT_LIST) || holds_evidence_in_base64(words);
        let unread = if FAILED_TASKS.iter().any(|failed| words.contains(failed)) {
            Some(Unread::FailedTask)
        } else if names_attributes() {
            Some(Unread::Attributes)
        } else {
            (is_last && begins_value(words)).then_some(Unread::Beginning)
        };
        if let Some(unread) = unread {
            let mut ctx = self.context(&rules::NOT_A_RESPONSE);
            rules::report_unread_text(around.tree, gap, unread, &mut ctx);
            let findings = ctx.into_diagnostics();
            self.not_checked(around, findings, IncompleteCause::NotAResponse, true);
        }
    }

    /// Reports an entry of a HAR file without a body.
    pub(super) fn no_body<'a>(&mut self, read: &Read<'_, 'a>, entry: Value<'a>) {
        let mut ctx = self.context(&rules::NOT_A_RESPONSE);
        rules::report_no_body(entry, &mut ctx);
        let findings = ctx.into_diagnostics();
        self.not_checked(read, findings, IncompleteCause::NotAResponse, true);
    }

    /// Checks the text in a string.
    pub(super) fn embedded<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        value: Value<'a>,
        is_expected: bool,
        depth: usize,
    ) -> Result<(), json::TooLong> {
        let Some(text) = embedded_text(value, read.origin) else { return Ok(()) };
        let texts = || texts_within("", &text.content, &text.origin);
        if let Some(depth) = depth.checked_sub(1)
            && (is_expected || has_response(texts(), depth)?)
        {
            self.check_texts(texts(), max_texts(text.content.len()), depth)?;
            return Ok(());
        }
        let mut ctx = self.context(&rules::NOT_A_RESPONSE);
        rules::report_unread_string(value, &mut ctx);
        let findings = ctx.into_diagnostics();
        self.not_checked(read, findings, IncompleteCause::NotAResponse, true);
        Ok(())
    }

    /// Reports how the file was decoded, unless it is all in the encoding of its beginning.
    pub(super) fn check_decoding(&mut self) -> Result<(), json::TooLong> {
        let file = self.file;
        let Decoding { windows_1252, is_mixed, first_lost } = &file.decoding;
        let lines = windows_1252.len();
        if let Some(start) = first_lost.or(windows_1252.first().map(|line| line.start)) {
            let line = first_line(&file.text[start..]);
            let (tree, origin) = (json::read(line, interner())?, Origin::Slice { start });
            let read = Read::new(&tree, &origin, &[]);
            let mut ctx = self.context(&rules::FILE_ENCODING);
            match first_lost {
                Some(_) => rules::report_lost_characters(&tree, &mut ctx),
                None => rules::report_windows_1252(&tree, lines, &mut ctx),
            }
            let findings = ctx.into_diagnostics();
            if first_lost.is_some() {
                let span = findings[0].primary.location.span();
                self.incomplete(&read, IncompleteCause::ResponseCut, span, &findings[0].message);
            }
            self.emit(&read, findings);
        } else if *is_mixed {
            let tree = json::read(first_line(&file.text), interner())?;
            let origin = Origin::Slice { start: 0 };
            let mut ctx = self.context(&rules::FILE_ENCODING);
            rules::report_mixed_encodings(&tree, &mut ctx);
            let findings = ctx.into_diagnostics();
            self.emit(&Read::new(&tree, &origin, &[]), findings);
        }
        Ok(())
    }
}
