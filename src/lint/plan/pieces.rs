//! The texts of the files of a plan that are searched for hosts: wherever they are, as the texts of responses.

use std::borrow::Cow;
use std::ops::Range;

use crate::input::{
    File, Origin, Segments, Text, embedded_text, is_base64, max_texts, segments, texts,
    texts_within,
};
use crate::json::{self, TooLong, Tree};
use crate::lint::IncompleteCause;
use crate::model::{
    Ambiguous, RequestIn, TEXT_DEPTH, find_hosts, is_separable, may_contain_request, read_value,
};
use crate::source::Span;
use crate::spec::names::interner;

/// A part of a file that may contain hosts, and was not read.
#[derive(Debug)]
pub(super) struct Unread {
    /// The index of the file.
    pub(super) file: usize,
    /// The offset in the file.
    pub(super) start: usize,
    pub(super) cause: IncompleteCause,
    pub(super) message: &'static str,
}

/// A text of a file.
#[derive(Debug)]
pub(super) struct Piece<'f> {
    /// The index of its file.
    pub(super) file: usize,
    pub(super) text: Text<'f>,
    /// Whether it contains other texts with hosts, so that it need not contain any itself.
    pub(super) is_wrapping: bool,
}

/// The texts of the files that are searched for hosts.
#[derive(Debug, Default)]
pub(super) struct Pieces<'f> {
    pub(super) all: Vec<Piece<'f>>,
    pub(super) unread: Vec<Unread>,
}

impl<'f> Pieces<'f> {
    /// Finds the texts of the files: those with one value each, without what surrounds them, and those in
    /// their strings.
    pub(super) fn of(files: &[&'f File]) -> Result<Self, TooLong> {
        let mut pieces = Self::default();
        for (index, file) in files.iter().enumerate() {
            if let Some(start) = file.decoding.first_lost {
                let message = "characters were lost when the file was written";
                pieces.leave(index, start, IncompleteCause::ResponseCut, message);
            }
            let most = max_texts(file.text.len());
            for (number, text) in texts(file).enumerate() {
                if number == most {
                    let start = text.location().start;
                    let message = "there are more texts, which were not read";
                    pieces.leave(index, start, IncompleteCause::LimitExceeded, message);
                    break;
                }
                pieces.add(index, text, TEXT_DEPTH)?;
            }
        }
        Ok(pieces)
    }

    fn leave(&mut self, file: usize, start: usize, cause: IncompleteCause, message: &'static str) {
        self.unread.push(Unread { file, start, cause, message });
    }

    /// Adds a text, or the texts in it; up to `depth` more texts may be nested in each.
    fn add(&mut self, file: usize, text: Text<'f>, depth: usize) -> Result<(), TooLong> {
        if let Some(found) = separated(&text, depth)? {
            for gap in &found.gaps {
                if may_contain_request(&text.content[gap.clone()]) {
                    let message =
                        "text between JSON values that names \"selectedImage\" was not read";
                    let start = location(&text.origin, gap);
                    self.leave(file, start, IncompleteCause::NotAResponse, message);
                }
            }
            if let Some(rest) = found.gaps.last().filter(|_| found.is_cut) {
                let message = "there are more values, which were not read";
                let start = location(&text.origin, rest);
                self.leave(file, start, IncompleteCause::LimitExceeded, message);
            }
            for value in found.into_owned_texts() {
                if has_hosts(&value, depth)? || may_contain_request(&value.content) {
                    self.add_value(file, value, depth)?;
                }
            }
            return Ok(());
        }
        self.add_value(file, text, depth)
    }

    /// Adds a text with one value, and the texts in its strings.
    fn add_value(&mut self, file: usize, text: Text<'f>, depth: usize) -> Result<(), TooLong> {
        if !may_contain_texts(&text.content) {
            self.all.push(Piece { file, text, is_wrapping: false });
            return Ok(());
        }
        let tree = json::read(&text.content, interner())?;
        let (inner, unread) = read_value(tree, &text.origin, |tree, origin| {
            let found = hosts_in(&tree);
            let ambiguous = Ambiguous::of(&tree);
            let mut inner: Vec<Text<'f>> = Vec::new();
            let mut unread: Vec<usize> = Vec::new();
            for value in &found.texts {
                let Some(text) = embedded_text(*value, origin) else { continue };
                let texts: Vec<Text<'_>> = within(&text).collect();
                let mut has_any = false;
                if let Some(depth) = depth.checked_sub(1) {
                    for text in &texts {
                        has_any |= has_hosts(text, depth)?;
                    }
                }
                if has_any {
                    inner.extend(texts.into_iter().map(owned));
                    if value.is_damaged() || value.is_incomplete() || ambiguous.contains(*value) {
                        unread.push(origin.location(value.span()).start);
                    }
                } else if names_host(&text.content) {
                    unread.push(origin.location(value.span()).start);
                }
            }
            Ok::<_, TooLong>((inner, unread))
        })??;
        for start in unread {
            let message = "a string with hosts cannot be read in full";
            self.leave(file, start, IncompleteCause::NotAResponse, message);
        }
        self.all.push(Piece { file, text, is_wrapping: !inner.is_empty() });
        for text in inner {
            self.add(file, text, depth - 1)?;
        }
        Ok(())
    }
}

/// Returns whether a string of a text may contain a text with hosts: JSON, which has brackets or escapes, or base64 of
/// it. Most requests have no such string, and are read once.
fn may_contain_texts(text: &str) -> bool {
    // An escape or other quotes: where strings end is not certain.
    if memchr::memchr2(b'\\', b'\'', text.as_bytes()).is_some() {
        return true;
    }
    let is_structure =
        |byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',') || is_plain(byte);
    let mut quotes = memchr::memchr_iter(b'"', text.as_bytes());
    let mut at = 0;
    while let Some(start) = quotes.next() {
        let Some(end) = quotes.next() else { return true };
        let string = &text[start + 1..end];
        if !text.as_bytes()[at..start].iter().copied().all(is_structure)
            || memchr::memchr2(b'{', b'[', string.as_bytes()).is_some()
            || is_base64(string)
        {
            return true;
        }
        at = end + 1;
    }
    !text.as_bytes()[at..].iter().copied().all(is_structure)
}

/// Returns whether a byte is white space, or part of a number or a literal.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_digit() || b"+-.Eaeflnrstu".contains(&byte)
}

/// Returns the texts within the text of a string.
fn within<'t>(text: &'t Text<'_>) -> impl Iterator<Item = Text<'t>> {
    texts_within("", &text.content, &text.origin).take(max_texts(text.content.len()))
}

fn owned<'o>(text: Text<'_>) -> Text<'o> {
    Text { content: Cow::Owned(text.content.into_owned()), origin: text.origin }
}

/// Returns where a range of a text from `origin` begins in the file.
fn location(origin: &Origin, range: &Range<usize>) -> usize {
    origin.location(Span::new(range.start as u32, range.end as u32)).start
}

/// Returns what a tree contains; nothing if it exceeds a limit.
pub(super) fn hosts_in<'t>(tree: &'t Tree<'_>) -> RequestIn<'t> {
    tree.root().filter(|_| tree.exceeded().is_none()).map(find_hosts).unwrap_or_default()
}

/// Returns whether a text has the key of a host, so that it is more than a text about hosts.
fn names_host(text: &str) -> bool {
    ["\"selectedImage", "'selectedImage"].iter().any(|key| text.contains(key))
}

/// Returns the values of a text that is not a single one. `None` if none of them contains hosts.
fn separated<'t>(text: &'t Text<'_>, depth: usize) -> Result<Option<Segments<'t>>, TooLong> {
    let Some(found) = segments(text) else { return Ok(None) };
    if !is_separable(&json::read(&text.content, interner())?) {
        return Ok(None);
    }
    for value in &found.texts {
        if has_hosts(value, depth)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Returns whether a text contains hosts; up to `depth` more texts may be nested in it.
fn has_hosts(text: &Text<'_>, depth: usize) -> Result<bool, TooLong> {
    if separated(text, depth)?.is_some() {
        return Ok(true);
    }
    let tree = json::read(&text.content, interner())?;
    read_value(tree, &text.origin, |tree, origin| {
        let found = hosts_in(&tree);
        if !found.is_empty() {
            return Ok(true);
        }
        let Some(depth) = depth.checked_sub(1) else { return Ok(false) };
        for text in found.texts.iter().filter_map(|value| embedded_text(*value, origin)) {
            for text in within(&text) {
                if has_hosts(&text, depth)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    })?
}

/// Returns whether a file contains a host of a deployment request.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts has 4 GiB or more.
pub fn has_request(file: &File) -> Result<bool, TooLong> {
    let pieces = Pieces::of(&[file])?;
    for piece in &pieces.all {
        let tree = json::read(&piece.text.content, interner())?;
        let has_host =
            read_value(tree, &piece.text.origin, |tree, _| !hosts_in(&tree).hosts.is_empty())?;
        if has_host {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::may_contain_texts;

    #[test]
    fn string_with_a_request_is_not_overlooked() {
        let host = r#"{"selectedImage":"a"}"#;
        for string in [
            host.replace('"', "\\\""),
            STANDARD.encode(host),
            format!("data:application/json;base64,{}", STANDARD.encode(host)),
            "{'selectedImage': 'a'}".to_owned(),
            "[selectedImage]".to_owned(),
            "- 'selectedImage': a".to_owned(),
        ] {
            assert!(may_contain_texts(&format!(r#"{{"data": "{string}"}}"#)), "{string}");
        }
        // A quote is missing, or two.
        assert!(may_contain_texts(r#"{"data: 1}"#));
        assert!(may_contain_texts(&format!(r#"{{data": "{host}}}"#)));
        let plain = r#"[{"uuid": "0000000000000000000000000000000A", "selectedImage": "win2022|a", "mtu": 1.5e3, "x": null}]"#;
        assert!(!may_contain_texts(plain));
    }
}
