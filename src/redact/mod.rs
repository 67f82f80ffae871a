//! Hiding what is nobody else's business, so that a snapshot can go onto a ticket and still says
//! what it said.
//!
//! Only characters within strings, keys and remarks are replaced: brackets, commas and lines stay
//! where they are. Passwords become clear-text stand-ins, so that they are still found; addresses
//! become others that stand for nobody, the same one each time; contents keep their markup, their
//! settings' names and their macros.

mod addresses;
mod children;
mod contents;
mod strings;
mod words;

use std::ops::Range;

use crate::harmless::Untrusted;
use crate::input::{File, Origin, Text, texts};
use crate::json::{Span, TooLong, Unwrapped, read};
use crate::lint::Linter;
use crate::model::names;
use crate::report::{Finding, Judged};

use addresses::Addresses;
use strings::Extent;

/// What comes in the place of a stretch of a text: plain characters that need no escape.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stand<At> {
    at: At,
    text: String,
}

/// In a text within the file.
type Inner = Stand<Span>;

/// In the file.
type Outer = Stand<Range<usize>>;

/// `file`'s text without passwords, addresses and the words of contents.
///
/// # Errors
/// [`TooLong`] where one of its texts has 4 GiB or more.
pub fn redact(file: &File) -> Result<String, TooLong> {
    redact_text(file, Extent::All, &mut Addresses::default(), strings::BODY_DEPTH)
}

/// `file`'s text without the words of contents and of what stands around responses, so that it can
/// be shown to people who work on it.
///
/// # Errors
/// [`TooLong`] where one of its texts has 4 GiB or more.
pub fn without_contents(file: &File) -> Result<String, TooLong> {
    redact_text(file, Extent::Contents, &mut Addresses::default(), strings::BODY_DEPTH)
}

fn redact_text(
    file: &File,
    extent: Extent,
    addresses: &mut Addresses,
    depth: usize,
) -> Result<String, TooLong> {
    let mut stands = Vec::new();
    let mut parts = texts(file).peekable();
    if let Some(Text { origin: Origin::Slice { start }, .. }) = parts.peek() {
        stands.extend(words::of_http_heads(&file.text[..*start]));
    }
    for part in parts {
        let mut job =
            strings::Job { file, origin: &part.origin, extent, addresses, stands: &mut stands };
        job.text(part.content, depth)?;
    }
    stands.sort_by_key(|stand| (stand.at.start, stand.at.end));
    let mut text = String::with_capacity(file.text.len());
    let mut at = 0;
    for stand in stands {
        // Where two would meet, the first one hides enough: the other begins within it.
        if stand.at.start < at {
            continue;
        }
        text.push_str(&file.text[at..stand.at.start]);
        text.push_str(&stand.text);
        at = stand.at.end;
    }
    text.push_str(&file.text[at..]);
    Ok(text)
}

/// What is judged otherwise in `after` than in `before`, a file and what [`redact`] made of it: a
/// sentence for each difference, none where the two say the same.
///
/// # Errors
/// [`TooLong`] where one of their texts has 4 GiB or more.
pub fn differences(linter: &Linter, before: &File, after: &File) -> Result<Vec<String>, TooLong> {
    let before = File { text: unwrapped(before)?, ..before.clone() };
    let (before, after) = (linter.judge(&before)?, linter.judge(after)?);
    let (old, new) = (told(&before), told(&after));
    let lost = old.difference(&new).map(|line| format!("lost: {line}"));
    let come = new.difference(&old).map(|line| format!("new: {line}"));
    Ok(lost.chain(come).collect())
}

/// `file`'s text with lines joined that were broken at a fixed width: [`redact`] joins them.
fn unwrapped(file: &File) -> Result<String, TooLong> {
    let mut text = String::with_capacity(file.text.len());
    let mut at = 0;
    for part in texts(file) {
        let Origin::Slice { start } = part.origin else { continue };
        text.push_str(&file.text[at..start]);
        at = start + part.content.len();
        let tree = read(part.content, names::vocabulary())?;
        match Unwrapped::of(&tree)? {
            Some(unwrapped) => text.push_str(&unwrapped.text),
            None => text.push_str(part.content),
        }
    }
    text.push_str(&file.text[at..]);
    Ok(text)
}

/// What must stay: each finding's rule, level and place, and each verdict with its reasons.
fn told(judged: &Judged) -> std::collections::BTreeSet<String> {
    let finding = |finding: &Finding| {
        let inner = finding.inner_pointer.as_ref().map_or("", Untrusted::raw);
        let (rule, pointer) = (finding.rule.raw(), finding.pointer.raw());
        format!("{} {rule} at {pointer}{inner}", finding.level.word())
    };
    let rows = judged.readiness.iter().enumerate().map(|(at, row)| {
        let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.rule.raw()).collect();
        format!("row {} is {} by {}", at + 1, row.verdict.word(), reasons.join(", "))
    });
    judged.findings.iter().map(finding).chain(rows).collect()
}
