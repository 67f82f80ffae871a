//! The human-readable report: each finding with an excerpt, then the readiness table.

mod diagnostic;
mod elsewhere;
mod fit;
mod layout;
mod overview;
mod reporter;
mod summary;
mod table;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};

use crate::diagnostic::Level;
use crate::sanitize::{Sanitized, Untrusted};

use crate::finding::Finding;
use crate::lint::{MAX_SHOWN_IN_FULL, Report};
use crate::rules;
use crate::source::Region;

use diagnostic::Shown;
pub use layout::within_width;
pub(super) use reporter::HumanReporter;
pub use reporter::Style;
pub(crate) use summary::NOT_IN_A_SNAPSHOT;
pub(super) use summary::summary;
pub(crate) use table::{PLAIN, color};

/// The number of similar findings to show in full if there are more.
const MAX_SHOWN_FIRST: usize = 3;
/// The maximum number of locations to list for the remaining similar findings.
const MAX_PLACES: usize = 10;
/// The maximum length of a sentence, in characters.
const MAX_SENTENCE_CHARS: usize = 600;

/// The columns before the sentences below an excerpt.
const FOOTER_COLUMNS: usize = "  help: ".len();

/// The style of a report: colors and line-drawing characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Use colors, as terminal escape sequences.
    pub color: bool,
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
        let mut styles = if self.theme.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
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
        let head = match self.theme.color {
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

/// Returns the line that says whether the subject of a finding is required; `None` if nothing is.
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

/// Returns a sanitized sentence, truncated in case it contains a huge id.
fn shortened(sentence: &Untrusted) -> Sanitized {
    sentence.cropped(MAX_SENTENCE_CHARS + 1).sanitized()
}
