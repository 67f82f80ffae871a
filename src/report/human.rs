//! The human-readable report: each finding with an excerpt, then the readiness table.

mod elsewhere;
mod fit;
mod layout;
mod overview;
mod reporter;
mod table;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents, ThemeCharacters,
    ThemeStyles,
};

use crate::diagnostic::Level;
use crate::sanitize::{Sanitized, Untrusted};

use crate::finding::{Excerpt, Finding, Mark, Snippet};
use crate::lint::{MAX_SHOWN_IN_FULL, Report};
use crate::model::Verdict;
use crate::rules;
use crate::source::Region;

pub use layout::within_width;
pub(super) use reporter::HumanReporter;
pub use reporter::Style;
pub(crate) use table::{PLAIN, colour};

/// The number of similar findings to show in full if there are more.
const MAX_SHOWN_FIRST: usize = 3;
/// The maximum number of locations to list for the remaining similar findings.
const MAX_PLACES: usize = 10;
/// The distance between the line numbers of parts of a reformatted excerpt: far enough for miette
/// to show each part separately. The numbers are not shown.
const LINE_GAP: usize = 10;
/// The maximum length of a sentence, in characters.
const MAX_SENTENCE_CHARS: usize = 600;

/// The columns next to an excerpt: its line numbers, and the line to a label.
const LABEL_COLUMNS: usize = 11;
/// The columns before the lines of an excerpt: line numbers and a border.
const GUTTER_COLUMNS: usize = 8;
/// The columns before the sentences below an excerpt.
const FOOTER_COLUMNS: usize = "  help: ".len();
/// The minimum width of a wrapped label, in columns.
const MIN_LABEL_COLUMNS: usize = 20;

/// The style of a report: colors and line-drawing characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Use colors, as terminal escape sequences.
    pub colour: bool,
    /// Use characters beyond ASCII for lines and arrows.
    pub unicode: bool,
}

/// Writes the human-readable report.
#[derive(Debug)]
pub struct Human {
    theme: Theme,
    width: usize,
    /// Whether each finding ends with its JSON Pointer.
    pointers: bool,
}

impl Human {
    /// Creates a writer for a terminal of `width` columns.
    #[must_use]
    pub fn new(theme: Theme, width: usize) -> Self {
        let width = width.clamp(60, 120);
        Self { theme, width, pointers: false }
    }

    /// Ends each finding with its JSON Pointer if `pointers`.
    #[must_use]
    pub fn with_pointers(self, pointers: bool) -> Self {
        Self { pointers, ..self }
    }

    /// Returns the findings of one file. Of many similar findings, shows the first in full and
    /// lists the locations of the others.
    ///
    /// # Errors
    /// Returns an error only if formatting fails.
    pub fn findings(&self, findings: &[Finding]) -> Result<Sanitized, fmt::Error> {
        self.findings_of(&findings.iter().collect::<Vec<_>>())
    }

    /// Returns these findings of one file, the most severe first, and a consequence after its causes.
    /// Of many similar findings, shows the first in full and lists the locations of the others.
    ///
    /// # Errors
    /// Returns an error only if formatting fails.
    pub fn findings_of(&self, findings: &[&Finding]) -> Result<Sanitized, fmt::Error> {
        let mut findings = findings.to_vec();
        findings.sort_by_key(|finding| rank(finding));
        let mut alike: HashMap<Alike<'_>, Vec<&Finding>> = HashMap::new();
        for finding in &findings {
            alike.entry(key(finding)).or_default().push(finding);
        }
        let mut text = String::new();
        let mut shown: HashMap<Alike<'_>, usize> = HashMap::new();
        let mut explained: HashSet<&Untrusted> = HashSet::new();
        for finding in &findings {
            let group = &alike[&key(finding)];
            let seen = shown.entry(key(finding)).or_default();
            *seen += 1;
            if group.len() <= MAX_SHOWN_IN_FULL || *seen <= MAX_SHOWN_FIRST {
                text.push_str(&self.rendered(finding, explained.insert(&finding.rule))?);
            }
            if group.len() > MAX_SHOWN_IN_FULL && *seen == MAX_SHOWN_FIRST {
                push_others(&mut text, &group[MAX_SHOWN_FIRST..], self.width)?;
            }
        }
        Ok(Sanitized::rendered(&text))
    }

    /// Returns one finding, followed by an empty line.
    ///
    /// # Errors
    /// Returns an error only if formatting fails.
    pub fn finding(&self, finding: &Finding) -> Result<Sanitized, fmt::Error> {
        Ok(Sanitized::rendered(&self.rendered(finding, true)?))
    }

    /// Returns the renderer of a finding: the main location has the color of the level.
    fn handler(&self, shown: &Shown<'_>) -> GraphicalReportHandler {
        let mut characters =
            if self.theme.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        if self.theme.unicode {
            "ℹ".clone_into(&mut characters.advice);
        }
        let mut styles = if self.theme.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let level = match shown.finding.level {
            Level::Error => styles.error,
            Level::Warning => styles.warning,
            Level::Note => styles.advice,
        };
        // In the order in which miette draws them.
        let mut labels: Vec<&LabeledSpan> = shown.labels.iter().collect();
        labels.sort_by_key(|label| label.offset());
        let style = |label: &&LabeledSpan| if label.primary() { level } else { styles.help };
        styles.highlights = labels.iter().map(style).collect();
        GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
            .with_width(self.width)
            .with_context_lines(1)
            .with_links(false)
            .without_cause_chain()
    }

    /// Returns one finding, with the reason why it matters if `explained`.
    fn rendered(&self, finding: &Finding, explained: bool) -> Result<String, fmt::Error> {
        let mut text = String::new();
        let shown = Shown::of(finding, self.width);
        self.handler(&shown).render_report(&mut text, &shown)?;
        let text = text.trim_start_matches('\n');
        let mut text = if shown.is_laid_out { without_line_numbers(text) } else { text.to_owned() };
        text.push_str(&elsewhere::elsewhere(finding, self.theme));
        if explained && let Some(why) = super::why(&finding.rule) {
            self.push_footer(&mut text, "why", &why)?;
        }
        self.push_footer(&mut text, "help", &finding.help)?;
        if self.pointers {
            self.push_footer(&mut text, "at", &finding.pointer)?;
            let inner = finding.inner_pointer.as_ref();
            inner.map_or(Ok(()), |inner| self.push_footer(&mut text, "in it", inner))?;
        }
        if let Some(line) = requirement(finding) {
            writeln!(text, "  {line}")?;
        }
        if let Some(suppressed) = &finding.suppressed {
            let day = suppressed.expires.as_ref().map(Untrusted::sanitized);
            let until = day.map(|day| format!(" until {day}"));
            let (until, reason) = (until.unwrap_or_default(), shortened(&suppressed.reason));
            let line = format!("  suppressed{until}: {reason}");
            writeln!(text, "{}", layout::wrapped_at(&line, "    ", self.width))?;
        }
        text.push('\n');
        Ok(text)
    }

    /// Adds a sentence after its title. Nothing if there is no sentence.
    fn push_footer(&self, text: &mut String, title: &str, sentence: &Untrusted) -> fmt::Result {
        if sentence.is_empty() {
            return Ok(());
        }
        let indent = " ".repeat(FOOTER_COLUMNS);
        let sentence =
            layout::wrapped_at(&format!("{indent}{}", shortened(sentence)), &indent, self.width);
        let head = format!("{:>1$}", format!("{title}: "), FOOTER_COLUMNS);
        let head = match self.theme.colour {
            true => format!("\u{1b}[36m{head}\u{1b}[0m"),
            false => head,
        };
        writeln!(text, "{head}{}", sentence.trim_start())
    }

    /// Returns the readiness table; empty if nothing that can be deployed was checked.
    #[must_use]
    pub fn table(&self, report: &Report) -> Sanitized {
        Sanitized::rendered(&table::table(report, self.theme, self.width))
    }

    /// Returns the readiness table and the summary.
    #[must_use]
    pub fn end(&self, report: &Report) -> Sanitized {
        let mut text = table::table(report, self.theme, self.width);
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", layout::wrapped_at(&summary(report), "", self.width));
        if report.summary.hosts > 0 {
            let _ = writeln!(text, "{}", textwrap::fill(NOT_IN_A_SNAPSHOT, self.width));
        }
        Sanitized::rendered(&text)
    }
}

/// Returns whether what a finding is about is required, as a line; `None` if nothing is.
fn requirement(finding: &Finding) -> Option<String> {
    // The message of a requirement says so itself.
    let required = finding.required.filter(|_| finding.rule != rules::REQUIRED_PROFILE.id)?;
    Some(match (required, finding.lowered_from) {
        (true, _) => "required by the policy".to_owned(),
        (false, None) => "not required by the policy".to_owned(),
        (false, Some(level)) => {
            format!("not required by the policy: lowered from {} to note", level.as_str())
        }
    })
}

/// Ranks findings: the most severe first, and a consequence after its causes.
fn rank(finding: &Finding) -> impl Ord + use<> {
    (Reverse(finding.level), finding.rule == rules::NO_DEPLOYABLE_PROFILE.id)
}

/// Returns the summary line: the number of findings, responses and files.
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
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let files = count(summary.files, "file", "files");
    let responses = count(summary.responses, "response", "responses");
    let (found, responses) = match hosts(report) {
        None => (found, responses),
        Some(hosts) => (format!("{hosts}: {found}"), String::new()),
    };
    let responses = if responses.is_empty() { files } else { format!("{responses} of {files}") };
    let mut set_aside = String::new();
    for (number, word) in [
        (summary.suppressed, "suppressed"),
        (summary.unchanged, "in the baseline"),
        (summary.absent, "in the baseline but no longer found"),
        (summary.left_out, "not shown here (--max-findings)"),
        (summary.ignored, "ignored by git (--no-ignore)"),
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
    format!("{found} in {responses}{set_aside}{failed}{incomplete}")
}

/// What a plan does not check, since no snapshot contains it.
pub(crate) const NOT_IN_A_SNAPSHOT: &str = "not in a snapshot, so not checked: whether a license key is needed, static \
     addresses or DHCP, VLAN mode, and the MAC address, disks and boot order of each host";

/// Returns the number of hosts per verdict: "12 hosts, 11 ready, 1 blocked". `None` if there is no host.
fn hosts(report: &Report) -> Option<String> {
    let all = report.summary.hosts;
    if all == 0 {
        return None;
    }
    let mut text = format!("{all} {}", if all == 1 { "host" } else { "hosts" });
    for verdict in Verdict::ALL {
        let kept =
            report.readiness.iter().filter(|row| row.host.is_some() && row.verdict == verdict);
        let count = kept.count() + report.rows[verdict as usize][1];
        if count > 0 {
            let _ = write!(text, ", {count} {}", verdict.as_str());
        }
    }
    Some(text)
}

/// Returns the number of files that were not checked, or not in full.
fn incomplete_files(report: &Report) -> usize {
    report.incomplete.chunk_by(|one, next| one.file == next.file).count()
}

/// What similar findings share: rule, level and label.
pub(crate) type Alike<'f> = (&'f Untrusted, Level, &'f Untrusted);

fn key(finding: &Finding) -> Alike<'_> {
    (&finding.rule, finding.level, &finding.label)
}

/// Adds the locations of findings that are similar to the previous one.
fn push_others(text: &mut String, others: &[&Finding], width: usize) -> fmt::Result {
    let Some(first) = others.first() else { return Ok(()) };
    let rule = first.rule.sanitized();
    writeln!(text, "{}[{rule}]: {} more like this, at", first.level.as_str(), others.len())?;
    for finding in others.iter().take(MAX_PLACES) {
        let Region { line, column, .. } = finding.span;
        let location = format!("{}:{line}:{column}", finding.file.sanitized());
        let about = finding.profile.as_ref().or(finding.image.as_ref());
        let about = about.map_or_else(String::new, |id| {
            format!("  {}", id.cropped(MAX_SENTENCE_CHARS).sanitized())
        });
        let about = about.trim_start();
        writeln!(text, "{}", layout::fitted(&[&location, about], "    ", "      ", width))?;
    }
    if others.len() > MAX_PLACES {
        writeln!(text, "    … (--format json lists every location)")?;
    }
    text.push('\n');
    Ok(())
}

/// Removes the line numbers from a reformatted excerpt, since they are not those of the file.
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

/// Returns the position of the line number at the beginning of a line: the digits after a space and
/// an optional color.
fn gutter(line: &str) -> Option<(usize, usize)> {
    let mut at = line.len() - line.trim_start_matches(' ').len();
    if line[at..].starts_with('\u{1b}') {
        at += line[at..].find('m')? + 1;
    }
    // A one-digit number is right-aligned within the color.
    at += line[at..].len() - line[at..].trim_start_matches(' ').len();
    let digits = line[at..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[at + digits..];
    let rest = rest.strip_prefix("\u{1b}[0m").unwrap_or(rest).trim_start_matches(' ');
    (digits > 0 && at > 0 && rest.starts_with(['│', '|'])).then_some((at, at + digits))
}

/// A finding as a miette diagnostic.
struct Shown<'r> {
    finding: &'r Finding,
    message: Sanitized,
    source: Source,
    labels: Vec<LabeledSpan>,
    /// Whether the lines of the excerpt are not those of the file.
    is_laid_out: bool,
    width: usize,
}

impl<'r> Shown<'r> {
    fn of(finding: &'r Finding, width: usize) -> Self {
        let mut excerpt = finding.excerpt.clone().unwrap_or_default();
        excerpt.parts.retain(|part| !elsewhere::is_elsewhere(part));
        let room = width.saturating_sub(GUTTER_COLUMNS);
        excerpt.parts = excerpt.parts.into_iter().flat_map(|part| fit::fit(part, room)).collect();
        let source = Source::of(excerpt, finding);
        let labels = source.labels(width);
        let is_laid_out = source.excerpt.parts.iter().any(|part| part.first_line.is_none());
        let message = shortened(&finding.message);
        Self { finding, message, source, labels, is_laid_out, width }
    }
}

/// Returns a sanitized sentence, truncated in case it contains a huge id.
fn shortened(sentence: &Untrusted) -> Sanitized {
    sentence.cropped(MAX_SENTENCE_CHARS + 1).sanitized()
}

impl Shown<'_> {
    /// Returns the image or profile that the finding is about, if it fits beside the rule.
    fn subject(&self) -> Option<Sanitized> {
        let subject = self.finding.profile.as_ref().or(self.finding.image.as_ref());
        let subject = subject.filter(|id| !id.is_empty())?.sanitized();
        let head = self.finding.rule.len() + "warning[] in ".len();
        (head + layout::columns(subject.as_str()) <= self.width).then_some(subject)
    }
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
        let head = format!("{}[{}]", self.finding.level.as_str(), self.finding.rule.sanitized());
        // In a reformatted excerpt, line and column alone do not lead to the location.
        Some(Box::new(match self.subject() {
            Some(subject) if self.is_laid_out => format!("{head} in {subject}"),
            _ => head,
        }))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// An excerpt as a miette source: its parts in sequence, each with a range of offsets.
struct Source {
    excerpt: Excerpt,
    /// The offset of each part, in bytes.
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
        let file = finding.file.sanitized().to_string();
        let name = |part: &Snippet| {
            part.file.as_ref().map_or(file.clone(), |file| file.sanitized().to_string())
        };
        let names = excerpt.parts.iter().map(name).collect();
        Self { excerpt, starts, names }
    }

    fn labels(&self, width: usize) -> Vec<LabeledSpan> {
        let parts = self.excerpt.parts.iter().zip(&self.starts);
        let labels = parts.flat_map(|(part, start)| {
            part.labels.iter().map(move |mark| {
                let location = (start + mark.span.start as usize, mark.span.len() as usize);
                let message = wrapped(mark, part.text.as_str(), width);
                let message = Some(message).filter(|message| !message.is_empty());
                if mark.is_primary {
                    LabeledSpan::new_primary_with_span(message, location)
                } else {
                    LabeledSpan::new_with_span(message, location)
                }
            })
        });
        labels.collect()
    }
}

/// Returns the label of a mark, wrapped if there is not enough room to its right.
fn wrapped(mark: &Mark, text: &str, width: usize) -> String {
    let before = text.get(..mark.span.start as usize).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let marked = text.get(mark.span.range()).unwrap_or_default().chars().count();
    // The line to the label begins below the middle of the marked text.
    let begin = LABEL_COLUMNS + before + marked / 2;
    let room = width.saturating_sub(begin).max(MIN_LABEL_COLUMNS);
    layout::wrapped_at(mark.message.as_str(), "", room)
}

impl SourceCode for Source {
    /// Returns the whole part that contains `span`, whatever context miette requests: parts already
    /// have the right size. Without context miette requests the location of the head.
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
        let first_line = if context_before == 0 {
            line
        } else {
            part.first_line.unwrap_or(LINE_GAP * index + 1)
        };
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
