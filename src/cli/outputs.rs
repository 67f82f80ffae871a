//! The reports of a run: each format, where it goes, and when.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use osready::finding::Level;
use osready::harmless::Harmless;
use osready::policy::FailOn;
use osready::report::{BaselineState, EXCERPTS_KEPT, Finding, Human, Kept, Report, Theme, formats};

use super::formats::{Format, Formats, Target};
use super::output::Output;
use super::sink::Sink;

/// How many columns a report for people has in a file.
const WIDTH_OF_FILES: usize = 100;

/// What reports for people leave out; programs are told everything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// With `-q`, findings that are no errors and below this level, and the table.
    pub(super) quiet: Option<FailOn>,
    /// Whether findings that a suppression covers are shown.
    pub(super) suppressed: bool,
    /// So many findings are shown at most, in every format.
    pub(super) most: Option<usize>,
}

impl Shown {
    fn shows(self, finding: &Finding) -> bool {
        // What is known is a note, and fails nothing even where notes do.
        let is_known = finding.baseline == Some(BaselineState::Known);
        let is_loud = self.quiet.is_none_or(|quiet| {
            finding.level == Level::Error || (quiet.fails(finding.level) && !is_known)
        });
        is_loud && (self.suppressed || finding.suppressed.is_none())
    }
}

/// All reports of one run. Some grow with the findings, the others are written at the end.
pub(super) struct Outputs<'o> {
    open: Vec<Open<'o>>,
    shown: Shown,
    output: &'o Output,
    /// How many excerpts are kept, by level.
    kept: [usize; 3],
    /// Of the findings so far, how many people and how many programs were told: those reports that
    /// grow with the findings.
    told: [Told; 2],
}

/// How many findings were told, and how many were not.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    shown: usize,
    left_out: usize,
}

impl Told {
    /// How many of `count` more are shown, where there may be `most` in all.
    fn take(&mut self, count: usize, most: Option<usize>) -> usize {
        let taken = most.map_or(count, |most| count.min(most.saturating_sub(self.shown)));
        self.shown += taken;
        self.left_out += count - taken;
        taken
    }
}

struct Open<'o> {
    target: Target,
    sink: Sink<'o>,
    /// Why the rest of it is not written.
    failed: bool,
}

impl<'o> Outputs<'o> {
    /// Opens every report that is asked for, so that a file that cannot be written is known before
    /// anything is judged. None may take the place of one of `inputs`, which the run reads.
    ///
    /// # Errors
    /// What is wrong, for people.
    pub(super) fn open(
        formats: &Formats,
        inputs: &[PathBuf],
        shown: Shown,
        output: &'o Output,
    ) -> Result<Self, String> {
        let mut open = Vec::new();
        for target in formats.targets()? {
            if let Some(input) = inputs.iter().find(|input| target.replaces(input)) {
                return Err(format!(
                    "the report would take the place of {}, which is to be read: name another file",
                    input.display()
                ));
            }
            if let Some(file) = target.file.as_ref().filter(|file| !is_job_summary(file))
                && let Some(what) = target.replaced()
            {
                return Err(format!(
                    "the report would take the place of {}, which {what}: name another file",
                    file.display()
                ));
            }
            let sink = match &target.file {
                None => Sink::stdout(output),
                Some(file) => Sink::file(file, is_job_summary(file))
                    .map_err(|error| cannot_write(file.display(), &error))?,
            };
            open.push(Open { target, sink, failed: false });
        }
        Ok(Self { open, shown, output, kept: [0; 3], told: Default::default() })
    }

    /// Whether what stands on standard output is for people.
    pub(super) fn is_for_people(&self) -> bool {
        let on_screen = self.open.iter().filter(|open| open.target.file.is_none());
        let mut formats = on_screen.map(|open| open.target.format);
        formats.all(|format| matches!(format, Format::Human | Format::Concise))
    }

    /// Whether some report shows excerpts.
    pub(super) fn want_excerpts(&self) -> bool {
        self.open.iter().any(|open| open.target.format == Format::Human) || self.keep_excerpts()
    }

    /// Whether some report at the end shows them, or can be rendered with them.
    pub(super) fn keep_excerpts(&self) -> bool {
        self.open.iter().any(|open| matches!(open.target.format, Format::Json | Format::Html))
    }

    /// What has to be kept until the end.
    pub(super) fn kept(&self) -> Kept {
        let grows = |open: &Open<'_>| {
            matches!(open.target.format, Format::Human | Format::Concise | Format::Ndjson)
        };
        if self.open.iter().all(grows) { Kept::Shown } else { Kept::All }
    }

    /// Takes the findings of one file, once it is settled what they weigh. What is not needed at the
    /// end is taken out of them.
    pub(super) fn findings(&mut self, findings: &mut [Finding]) {
        let shown = self.shown;
        let mut seen: Vec<&Finding> =
            findings.iter().filter(|finding| shown.shows(finding)).collect();
        let [people, programs] = &mut self.told;
        seen.truncate(people.take(seen.len(), shown.most));
        let lines = programs.take(findings.len(), shown.most);
        for open in &mut self.open {
            let written = match open.target.format {
                Format::Human => open.human(self.output).findings_of(&seen).map_or_else(
                    |error| Err(io::Error::other(error)),
                    |text| open.text(&text, self.output),
                ),
                Format::Concise => formats::concise::findings(&seen, &mut open.sink),
                Format::Ndjson => formats::json::lines(&findings[..lines], &mut open.sink),
                _ => continue,
            };
            // People see each file's findings as soon as it is judged.
            let written = written.and_then(|()| open.sink.flush());
            open.check(written, self.output);
        }
        let keeps = self.keep_excerpts();
        for finding in findings {
            let kept = &mut self.kept[finding.level as usize];
            if finding.excerpt.is_some() && keeps && *kept < EXCERPTS_KEPT {
                *kept += 1;
            } else {
                finding.excerpt = None;
            }
        }
    }

    /// Ends every report.
    pub(super) fn finish(mut self, report: &Report) {
        let is_quiet = self.shown.quiet.is_some();
        let capped = self.shown.most.map(|most| report.capped(most));
        // Reports that grow leave out others than those that are written at the end.
        let [people, programs] = self.told.map(|told| {
            let mut grown = capped.clone()?;
            grown.summary.left_out = report.summary.left_out + told.left_out;
            Some(grown)
        });
        let for_people = people.as_ref().unwrap_or(report);
        let for_programs = programs.as_ref().unwrap_or(report);
        let report = capped.as_ref().unwrap_or(report);
        for mut open in self.open.drain(..) {
            let sink = &mut open.sink;
            let written = match open.target.format {
                Format::Human | Format::Concise if is_quiet => Ok(()),
                Format::Human => {
                    let end = open.human(self.output).end(for_people);
                    open.text(&end, self.output)
                }
                Format::Concise => formats::concise::end(for_people, sink),
                Format::Json => formats::json::document(report, sink),
                Format::Ndjson => formats::json::last_lines(for_programs, sink),
                Format::Sarif => formats::sarif::write(report, sink),
                Format::Github => formats::github::write(report, sink),
                Format::Gitlab => formats::gitlab::write(report, sink),
                Format::Junit => formats::junit::write(report, sink),
                Format::Rdjson => formats::rdjson::write(report, sink),
                Format::Markdown => formats::markdown::write(report, sink),
                Format::Html => formats::html::write(report, sink),
            };
            open.check(written, self.output);
            if !open.failed {
                let name = open.name();
                if let Err(error) = open.sink.close() {
                    self.output.fail(&cannot_write(name, &error));
                }
            }
        }
    }
}

impl Open<'_> {
    fn human(&self, output: &Output) -> Human {
        match self.target.file {
            None => Human::new(output.theme(), Output::width()),
            Some(_) => Human::new(Theme { colour: false, unicode: true }, WIDTH_OF_FILES),
        }
    }

    /// Writes the text for people, which may have colours on standard output.
    fn text(&mut self, text: &Harmless, output: &Output) -> io::Result<()> {
        match self.target.file {
            None => {
                output.out(text);
                Ok(())
            }
            Some(_) => self.sink.write_all(text.as_str().as_bytes()),
        }
    }

    /// Says once that a report could not be written.
    fn check(&mut self, written: io::Result<()>, output: &Output) {
        if let Err(error) = written
            && !self.failed
        {
            self.failed = true;
            output.fail(&cannot_write(self.name(), &error));
        }
    }

    fn name(&self) -> String {
        let file = self.target.file.as_ref();
        file.map_or_else(|| "standard output".to_owned(), |file| file.display().to_string())
    }
}

fn cannot_write(what: impl Display, error: &io::Error) -> String {
    format!("the report cannot be written to {what}: {error}")
}

/// Whether GitHub collects a job's summary in this file, which earlier commands may have written to.
fn is_job_summary(file: &Path) -> bool {
    std::env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| Path::new(&summary) == file)
}
