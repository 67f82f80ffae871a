//! The report for people: each finding on the text that it is about, then what can be deployed.

mod elsewhere;
mod table;

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents, ThemeCharacters,
    ThemeStyles,
};

use crate::finding::Level;
use crate::harmless::{Harmless, Untrusted};

use super::{Excerpt, Finding, Mark, Region, Report};

pub(crate) use table::{PLAIN, colour};

/// Up to so many findings that are alike are all shown whole.
pub(crate) const SHOWN_WHOLE: usize = 8;
/// Of more than those, so many are.
const SHOWN_FIRST: usize = 3;
/// And of the others so many places are told.
const PLACES: usize = 10;
/// How far apart the numbers of parts are whose lines are not those of the file: far enough for
/// miette to show each by itself. The numbers themselves are not shown.
const FAR: usize = 10;
/// How many characters of a sentence are shown.
const SENTENCE: usize = 600;
/// How many characters of an id stand beside a place.
const ABOUT: usize = 60;

/// How many columns stand beside the characters of an excerpt: its line numbers, and the line to the words.
const BESIDE: usize = 11;
/// Words at a mark are not broken into lines of fewer columns.
const NARROWEST: usize = 24;

/// Whether the report may use colours and line-drawing characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Colours, as terminal escape sequences.
    pub colour: bool,
    /// Characters beyond ASCII for lines and arrows.
    pub unicode: bool,
}

/// Writes the report for people.
#[derive(Debug)]
pub struct Human {
    handler: GraphicalReportHandler,
    theme: Theme,
    width: usize,
}

impl Human {
    /// A writer for a terminal of `width` columns.
    #[must_use]
    pub fn new(theme: Theme, width: usize) -> Self {
        let characters =
            if theme.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        let styles = if theme.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let width = width.clamp(60, 120);
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
            .with_width(width)
            .with_context_lines(1)
            .with_links(false)
            .without_cause_chain();
        Self { handler, theme, width }
    }

    /// The findings of one file. Where many are alike, the first are shown whole and the others by
    /// their places.
    ///
    /// # Errors
    /// None but those of formatting.
    pub fn findings(&self, findings: &[Finding]) -> Result<Harmless, fmt::Error> {
        self.findings_of(&findings.iter().collect::<Vec<_>>())
    }

    /// As [`Self::findings`], of those that are to be shown.
    ///
    /// # Errors
    /// None but those of formatting.
    pub fn findings_of(&self, findings: &[&Finding]) -> Result<Harmless, fmt::Error> {
        let mut alike: HashMap<Alike<'_>, Vec<&Finding>> = HashMap::new();
        for finding in findings {
            alike.entry(key(finding)).or_default().push(finding);
        }
        let mut text = String::new();
        let mut shown: HashMap<Alike<'_>, usize> = HashMap::new();
        for finding in findings {
            let group = &alike[&key(finding)];
            let seen = shown.entry(key(finding)).or_default();
            *seen += 1;
            if group.len() <= SHOWN_WHOLE || *seen <= SHOWN_FIRST {
                text.push_str(&self.rendered(finding)?);
            }
            if group.len() > SHOWN_WHOLE && *seen == SHOWN_FIRST {
                push_others(&mut text, &group[SHOWN_FIRST..])?;
            }
        }
        Ok(Harmless::rendered(&text))
    }

    /// One finding, with an empty line after it.
    ///
    /// # Errors
    /// None but those of formatting.
    pub fn finding(&self, finding: &Finding) -> Result<Harmless, fmt::Error> {
        Ok(Harmless::rendered(&self.rendered(finding)?))
    }

    fn rendered(&self, finding: &Finding) -> Result<String, fmt::Error> {
        let mut text = String::new();
        let shown = Shown::of(finding, self.width);
        self.handler.render_report(&mut text, &shown)?;
        let text = text.trim_start_matches('\n');
        let mut text = if shown.is_laid_out { without_line_numbers(text) } else { text.to_owned() };
        text.push_str(&elsewhere::elsewhere(finding, self.theme));
        if let Some(suppressed) = &finding.suppressed {
            let day = suppressed.expires.as_ref().map(Untrusted::harmless);
            let until = day.map(|day| format!(" until {day}"));
            let (until, reason) = (until.unwrap_or_default(), shortened(&suppressed.reason));
            writeln!(text, "  suppressed{until}: {reason}")?;
        }
        text.push('\n');
        Ok(text)
    }

    /// What can be deployed, as a table; empty where nothing was judged that could be.
    #[must_use]
    pub fn table(&self, report: &Report) -> Harmless {
        Harmless::rendered(&table::table(report, self.theme, self.width))
    }

    /// What can be deployed, and how much was found.
    #[must_use]
    pub fn end(&self, report: &Report) -> Harmless {
        let mut text = table::table(report, self.theme, self.width);
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", summary(report));
        Harmless::rendered(&text)
    }
}

/// One line: how many files, responses and findings.
pub(super) fn summary(report: &Report) -> String {
    let count = |number: usize, one: &str, many: &str| {
        format!("{number} {}", if number == 1 { one } else { many })
    };
    let summary = report.summary;
    let mut parts = Vec::new();
    for (number, one, many) in [
        (summary.errors, "error", "errors"),
        (summary.warnings, "warning", "warnings"),
        (summary.notes, "note", "notes"),
    ] {
        if number > 0 {
            parts.push(count(number, one, many));
        }
    }
    let found = if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") };
    let files = count(summary.files, "file", "files");
    let responses = count(summary.responses, "response", "responses");
    let mut set_aside = String::new();
    for (number, word) in [
        (summary.suppressed, "suppressed"),
        (summary.known, "known to the baseline"),
        (summary.gone, "of the baseline gone"),
        (summary.left_out, "not shown here (--max-findings)"),
    ] {
        if number > 0 {
            let _ = write!(set_aside, "; {number} {word}");
        }
    }
    let failed = match report.failures.len() {
        0 => String::new(),
        number => format!("; {} could not be read", count(number, "file", "files")),
    };
    let incomplete = match incomplete_files(report) {
        0 => String::new(),
        number => format!("; {} not checked, or not in full", count(number, "file", "files")),
    };
    format!("{found} in {responses} of {files}{set_aside}{failed}{incomplete}")
}

/// How many files were not checked, or not in full.
fn incomplete_files(report: &Report) -> usize {
    report.incomplete.chunk_by(|one, next| one.file == next.file).count()
}

/// What findings share that are alike: rule, level, and what is to be seen there.
pub(crate) type Alike<'f> = (&'f Untrusted, Level, &'f Untrusted);

fn key(finding: &Finding) -> Alike<'_> {
    (&finding.rule, finding.level, &finding.label)
}

/// The places of findings that are like the one before.
fn push_others(text: &mut String, others: &[&Finding]) -> fmt::Result {
    let Some(first) = others.first() else { return Ok(()) };
    let rule = first.rule.harmless();
    writeln!(text, "{}[{rule}]: {} more like this, at", first.level.word(), others.len())?;
    for finding in others.iter().take(PLACES) {
        let Region { line, column, .. } = finding.span;
        let place = format!("{}:{line}:{column}", finding.file.harmless());
        let about = finding.profile.as_ref().or(finding.image.as_ref());
        let about = about.map_or_else(String::new, |id| format!("  {}", id.harmless()));
        let about: String = about.chars().take(ABOUT).collect();
        writeln!(text, "    {place}{about}")?;
    }
    if others.len() > PLACES {
        writeln!(text, "    … (--format json tells every place)")?;
    }
    text.push('\n');
    Ok(())
}

/// Takes the line numbers off a report whose lines are not those of the file.
fn without_line_numbers(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match gutter(line) {
            Some((start, end)) => {
                plain.push_str(&line[..start]);
                plain.extend(std::iter::repeat_n(' ', end - start));
                plain.push_str(&line[end..]);
            }
            None => plain.push_str(line),
        }
    }
    plain
}

/// Where the line number stands in a line that begins with one: the digits after a space and,
/// perhaps, a colour.
fn gutter(line: &str) -> Option<(usize, usize)> {
    let mut at = line.len() - line.trim_start_matches(' ').len();
    if line[at..].starts_with('\u{1b}') {
        at += line[at..].find('m')? + 1;
    }
    // A number of one digit is set to the right, within the colour.
    at += line[at..].len() - line[at..].trim_start_matches(' ').len();
    let digits = line[at..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[at + digits..];
    let rest = rest.strip_prefix("\u{1b}[0m").unwrap_or(rest).trim_start_matches(' ');
    (digits > 0 && at > 0 && rest.starts_with(['│', '|'])).then_some((at, at + digits))
}

/// A finding as miette takes it.
struct Shown<'r> {
    finding: &'r Finding,
    help: Harmless,
    message: Harmless,
    source: Source,
    labels: Vec<LabeledSpan>,
    /// Whether the excerpt's lines are not those of the file.
    is_laid_out: bool,
}

impl<'r> Shown<'r> {
    fn of(finding: &'r Finding, width: usize) -> Self {
        let mut excerpt = finding.excerpt.clone().unwrap_or_default();
        excerpt.parts.retain(|part| part.file.is_none());
        let source = Source::of(excerpt, finding);
        let labels = source.labels(width);
        let is_laid_out = source.excerpt.parts.iter().any(|part| part.first_line.is_none());
        let help = shortened(&finding.help);
        Self { finding, help, message: shortened(&finding.message), source, labels, is_laid_out }
    }
}

/// A sentence made harmless, and cut where an id of a megabyte stands in it.
fn shortened(sentence: &Untrusted) -> Harmless {
    sentence.cropped(SENTENCE + 1).harmless()
}

/// The finding's JSON Pointer; of a text within a string both, the outer one first.
fn shown_pointer(finding: &Finding) -> Harmless {
    let mut pointer = Untrusted::from(if finding.pointer.is_empty() { "/" } else { "" });
    pointer.extend(&finding.pointer);
    if let Some(inner) = &finding.inner_pointer {
        pointer.push_str(" → ");
        pointer.extend(inner);
    }
    pointer.cropped(120).harmless()
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_str())
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_str())
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let head = format!("{}[{}]", self.finding.level.word(), self.finding.rule.harmless());
        // Where lines are laid out anew, the line and column alone would lead nowhere.
        Some(Box::new(match self.is_laid_out {
            true => format!("{head} at {}", shown_pointer(self.finding)),
            false => head,
        }))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// An excerpt as miette reads it: the parts one after another, each a stretch of offsets.
struct Source {
    excerpt: Excerpt,
    /// Offset of each part.
    starts: Vec<usize>,
    names: Vec<String>,
}

impl Source {
    fn of(excerpt: Excerpt, finding: &Finding) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        for part in &excerpt.parts {
            starts.push(at);
            at += part.text.len() + 1;
        }
        let file = finding.file.harmless().to_string();
        let names = excerpt.parts.iter().map(|_| file.clone()).collect();
        Self { excerpt, starts, names }
    }

    fn labels(&self, width: usize) -> Vec<LabeledSpan> {
        let parts = self.excerpt.parts.iter().zip(&self.starts);
        let labels = parts.flat_map(|(part, start)| {
            part.labels.iter().map(move |mark| {
                let place = (start + mark.span.start as usize, mark.span.len() as usize);
                let message = wrapped(mark, part.text.as_str(), width);
                let message = Some(message).filter(|message| !message.is_empty());
                if mark.is_primary {
                    LabeledSpan::new_primary_with_span(message, place)
                } else {
                    LabeledSpan::new_with_span(message, place)
                }
            })
        });
        labels.collect()
    }
}

/// What is to be seen at a mark, on several lines where the room at its right is too little for one.
fn wrapped(mark: &Mark, text: &str, width: usize) -> String {
    let before = text.get(..mark.span.start as usize).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let marked = text.get(mark.span.range()).unwrap_or_default().chars().count();
    // The line to the words begins below the middle of what is marked.
    let begin = BESIDE + before + marked / 2;
    let room = width.saturating_sub(begin).max(NARROWEST);
    textwrap::fill(mark.message.as_str(), room)
}

impl SourceCode for Source {
    /// The whole part that holds `span`, whatever context is asked for: parts are cut to size
    /// already. Without context it is the head's place that is asked for.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let index = self.starts.partition_point(|start| *start <= span.offset()).saturating_sub(1);
        let part = self.excerpt.parts.get(index).ok_or(MietteError::OutOfBounds)?;
        let start = self.starts[index];
        if span.offset() + span.len() > start + part.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let (line, column) = part.position;
        let first_line =
            if context_before == 0 { line } else { part.first_line.unwrap_or(FAR * index + 1) };
        Ok(Box::new(MietteSpanContents::new_named(
            self.names[index].clone(),
            part.text.as_str().as_bytes(),
            (start, part.text.len()).into(),
            first_line - 1,
            column - 1,
            part.text.as_str().lines().count(),
        )))
    }
}
