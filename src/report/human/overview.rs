//! The human-readable report on several files: what is blocked or unknown now, then each kind of
//! finding once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::{self, Write as _};

use super::layout::{fitted, wrapped_at};
use super::table::{PLAIN, color};
use super::{Human, summary};
use crate::date::{Date, date_in_name, server_name};
use crate::diagnostic::Level;
use crate::finding::Finding;
use crate::lint::{CurrentVerdict, Report, ServerNow, Since};
use crate::model::Verdict;
use crate::policy::CAUSES;
use crate::rules;
use crate::sanitize::{Sanitized, Untrusted};

/// The maximum number of kinds of findings to keep; further ones are counted.
const MAX_KINDS: usize = 1_000;
/// The maximum number of places to keep per kind, and to list.
const MAX_PLACES: usize = 100;
const MAX_PLACES_SHOWN: usize = 10;
/// The maximum number of images and profiles to list per server, and of servers.
const MAX_VERDICTS: usize = 10;
const MAX_SERVERS: usize = 20;
/// The maximum number of rules to list per image or profile.
const MAX_RULES: usize = 3;

/// What findings of a kind share: the rule, the level, the label, and whether they are suppressed.
type Key = (Untrusted, Level, Untrusted, bool);

/// The age of a file: the date in its name, and its name.
type Age = (Option<(Date, String)>, String);

/// Collects the kinds of findings of all files.
#[derive(Debug, Default)]
pub(super) struct Overview {
    kinds: HashMap<Key, Kind>,
    /// The number of findings of further kinds, by level and rule.
    others: BTreeMap<(Level, String), usize>,
}

#[derive(Debug)]
struct Kind {
    /// The newest finding.
    example: Finding,
    age: Age,
    count: usize,
    files: usize,
    last_file: Untrusted,
    /// The places by server and subject.
    locations: BTreeMap<(String, String), Place>,
    /// The number of findings at further places.
    elsewhere: usize,
}

/// The findings of a kind about one subject of one server.
#[derive(Debug)]
struct Place {
    newest: Age,
    line: usize,
    column: usize,
    oldest: Age,
    count: usize,
}

impl Overview {
    /// Adds findings of one file.
    #[allow(clippy::disallowed_methods, reason = "it is a key, and shown as untrusted text")]
    pub(super) fn add(&mut self, findings: &[&Finding]) {
        for finding in findings {
            let is_suppressed = finding.suppressed.is_some();
            let key = (finding.rule.clone(), finding.level, finding.label.clone(), is_suppressed);
            let file = finding.file.raw();
            let age: Age = (date_in_name(file), file.to_owned());
            if !self.kinds.contains_key(&key) && self.kinds.len() >= MAX_KINDS {
                let rule = finding.rule.sanitized().to_string();
                *self.others.entry((finding.level, rule)).or_default() += 1;
                continue;
            }
            let kind = self.kinds.entry(key).or_insert_with(|| Kind {
                example: (*finding).clone(),
                age: age.clone(),
                count: 0,
                files: 0,
                last_file: Untrusted::default(),
                locations: BTreeMap::new(),
                elsewhere: 0,
            });
            kind.add(finding, age);
        }
    }
}

impl Kind {
    #[allow(clippy::disallowed_methods, reason = "it is a key, and shown as untrusted text")]
    fn add(&mut self, finding: &Finding, age: Age) {
        self.count += 1;
        if self.count == 1 || self.last_file != finding.file {
            self.files += 1;
            self.last_file = finding.file.clone();
        }
        if self.age < age {
            self.example = finding.clone();
            self.age = age.clone();
        }
        let about = finding.profile.as_ref().or(finding.image.as_ref());
        let about = about.map_or_else(String::new, |id| {
            id.cropped(super::MAX_SENTENCE_CHARS).sanitized().to_string()
        });
        let location = (server_name(finding.file.raw()), about);
        if !self.locations.contains_key(&location) && self.locations.len() >= MAX_PLACES {
            self.elsewhere += 1;
            return;
        }
        let (line, column) = (finding.span.line, finding.span.column);
        let known = self.locations.entry(location).or_insert_with(|| Place {
            newest: age.clone(),
            line,
            column,
            oldest: age.clone(),
            count: 0,
        });
        known.count += 1;
        if known.newest < age {
            (known.newest, known.line, known.column) = (age.clone(), line, column);
        }
        if age < known.oldest {
            known.oldest = age;
        }
    }
}

impl Human {
    /// Returns the report on several files: totals, what is blocked or unknown now, each kind of
    /// finding once, and notes in a line each. `is_quiet` leaves out everything but the findings.
    ///
    /// # Errors
    /// Returns an error only if formatting fails.
    pub(super) fn overview(
        &self,
        report: &Report,
        overview: &Overview,
        is_quiet: bool,
    ) -> Result<Sanitized, fmt::Error> {
        let mut text = String::new();
        if is_quiet {
            self.push_kinds(&mut text, overview)?;
            return Ok(Sanitized::rendered(&text));
        }
        let servers = report.now();
        writeln!(text, "{}", wrapped_at(&summary(report), "", self.width))?;
        self.push_now(&mut text, servers.as_deref())?;
        self.push_kinds(&mut text, overview)?;
        self.push_pointer(&mut text, servers.as_deref().unwrap_or_default())?;
        Ok(Sanitized::rendered(&text))
    }

    fn push_now(&self, text: &mut String, servers: Option<&[ServerNow]>) -> fmt::Result {
        let Some(servers) = servers else {
            return writeln!(text, "too many images and profiles to list what is blocked now\n");
        };
        let is_bad = |server: &&ServerNow| !server.verdicts.is_empty() || server.lack.is_some();
        let (bad, good): (Vec<&ServerNow>, Vec<&ServerNow>) = servers.iter().partition(is_bad);
        let first = servers.iter().filter_map(|server| server.first).min();
        let last = servers.iter().filter_map(|server| server.date).max();
        if let (Some(first), Some(last)) = (first, last) {
            let count = counted(servers.len(), "server", "servers");
            writeln!(text, "{count}, snapshots from {first} to {last}")?;
        }
        if servers.is_empty() {
            return text.write_char('\n');
        }
        writeln!(text, "\nBLOCKED OR UNKNOWN NOW")?;
        if bad.is_empty() {
            writeln!(text, "nothing")?;
        }
        for server in bad.iter().take(MAX_SERVERS) {
            self.push_server(text, server)?;
        }
        if bad.len() > MAX_SERVERS {
            let more = counted(bad.len() - MAX_SERVERS, "more server", "more servers");
            writeln!(text, "and {more} (--format json lists every image and profile)")?;
        }
        if !good.is_empty() {
            let counts = good.iter().fold([0; Verdict::ALL.len()], |mut sum, server| {
                sum.iter_mut().zip(server.counts).for_each(|(sum, count)| *sum += count);
                sum
            });
            let others = counted(good.len(), "server", "servers");
            let line = format!("{others} with nothing blocked or unknown: {}", verdicts(counts));
            writeln!(text, "{}", wrapped_at(&line, "  ", self.width))?;
        }
        text.write_char('\n')
    }

    fn push_server(&self, text: &mut String, server: &ServerNow) -> fmt::Result {
        let head = format!("{}: {}", server.file.sanitized(), verdicts(server.counts));
        writeln!(text, "{}", wrapped_at(head.trim_end_matches(": "), "  ", self.width))?;
        if let Some(lack) = &server.lack {
            let lack = lack.cropped(super::MAX_SENTENCE_CHARS).sanitized();
            writeln!(text, "{}", wrapped_at(&format!("  {lack}"), "    ", self.width))?;
        }
        for current in server.verdicts.iter().take(MAX_VERDICTS) {
            self.push_verdict(text, current)?;
        }
        if server.verdicts.len() > MAX_VERDICTS {
            writeln!(text, "  and {} more", server.verdicts.len() - MAX_VERDICTS)?;
        }
        Ok(())
    }

    fn push_verdict(&self, text: &mut String, current: &CurrentVerdict) -> fmt::Result {
        let since = match current.since {
            Since::Unknown => String::new(),
            Since::Always => " in all snapshots".to_owned(),
            Since::Day(day) => format!(" since {day}"),
        };
        let verdict = current.verdict.as_str();
        let (begin, end) =
            if self.theme.color { (color(current.verdict), PLAIN) } else { ("", "") };
        let id = current.profile.as_ref().or(current.image.as_ref());
        let id = id.filter(|id| !id.is_empty());
        let id = id.map_or_else(
            || "(no id)".to_owned(),
            |id| id.cropped(super::MAX_SENTENCE_CHARS).sanitized().to_string(),
        );
        let mut rules: Vec<String> =
            current.rules.iter().take(MAX_RULES).map(|rule| rule.sanitized().to_string()).collect();
        if current.rules.len() > MAX_RULES {
            rules.push(format!("{} more", current.rules.len() - MAX_RULES));
        }
        let rules = rules.join(", ");
        let lines = fitted(&[&format!("{verdict}{since}"), &id, &rules], "  ", "    ", self.width);
        writeln!(text, "{}", lines.replacen(verdict, &format!("{begin}{verdict}{end}"), 1))
    }

    fn push_kinds(&self, text: &mut String, overview: &Overview) -> fmt::Result {
        let mut kinds: Vec<&Kind> = overview.kinds.values().collect();
        // The newest come first; a consequence follows its causes.
        kinds.sort_by(|left, right| {
            let rank = |kind: &Kind| super::rank(&kind.example);
            let age = |kind: &Kind| kind.age.0.clone();
            (rank(left), age(right)).cmp(&(rank(right), age(left))).then_with(|| {
                let location = |kind: &Kind| {
                    let Finding { file, span, rule, .. } = &kind.example;
                    (file.sanitized(), span.line, span.column, rule.sanitized())
                };
                location(left).cmp(&location(right))
            })
        });
        let mut has_lines = false;
        let mut explained = HashSet::new();
        for kind in kinds {
            if is_short(kind) {
                let line = line_of(kind);
                writeln!(text, "{}", wrapped_at(&line, "  ", self.width))?;
                has_lines = true;
                continue;
            }
            text.push_str(if std::mem::take(&mut has_lines) { "\n" } else { "" });
            text.push_str(&self.rendered(&kind.example, explained.insert(&kind.example.rule))?);
            if kind.count > 1 {
                // Without the empty line after the finding.
                text.pop();
                self.push_places(text, kind)?;
                text.push('\n');
            }
        }
        for ((level, rule), count) in &overview.others {
            writeln!(text, "{}[{rule}]: {count} more, of other kinds", level.as_str())?;
        }
        if has_lines || !overview.others.is_empty() {
            let note = "--verbose shows each finding in full";
            writeln!(text, "{note}\n")?;
        }
        Ok(())
    }

    /// Appends how often a kind occurs, since when, and where else.
    #[allow(clippy::disallowed_methods, reason = "it is compared, not shown")]
    fn push_places(&self, text: &mut String, kind: &Kind) -> fmt::Result {
        let oldest = kind.locations.values().map(|location| &location.oldest).min();
        let since = oldest.and_then(|oldest| Some(oldest.0.as_ref()?.0));
        let since = since.filter(|day| kind.age.0.as_ref().is_none_or(|(newest, _)| newest != day));
        let since_day = since.map(|day| format!(" since {day}")).unwrap_or_default();
        let files = counted(kind.files, "file", "files");
        let own = (kind.example.file.raw(), kind.example.span.line, kind.example.span.column);
        let is_other = |location: &&(&(String, String), &Place)| {
            (location.1.newest.1.as_str(), location.1.line, location.1.column) != own
        };
        let mut locations: Vec<(&(String, String), &Place)> =
            kind.locations.iter().filter(|location| is_other(&location)).collect();
        locations.sort_by(|left, right| right.1.newest.cmp(&left.1.newest));
        let also = if locations.is_empty() { "" } else { ", also at" };
        writeln!(text, "  {} times in {files}{since_day}{also}", kind.count)?;
        for ((_, about), location) in locations.iter().take(MAX_PLACES_SHOWN) {
            let (line, column) = (location.line, location.column);
            let file = Untrusted::from(location.newest.1.as_str()).sanitized();
            let first = format!("{file}:{line}:{column}");
            let day = location.oldest.0.as_ref().map(|(day, _)| *day);
            let more = match day.filter(|day| Some(*day) != since && location.count > 1) {
                Some(day) => format!("since {day}"),
                None => String::new(),
            };
            writeln!(text, "{}", fitted(&[&first, about, &more], "    ", "      ", self.width))?;
        }
        if locations.len() > MAX_PLACES_SHOWN || kind.elsewhere > 0 {
            writeln!(text, "    and more places (--format json lists every location)")?;
        }
        Ok(())
    }

    /// Appends how to see when verdicts changed, if there are several dated snapshots of a server.
    fn push_pointer(&self, text: &mut String, servers: &[ServerNow]) -> fmt::Result {
        let is_dated = |server: &&ServerNow| server.snapshots > 1 && server.date.is_some();
        if servers.iter().find(is_dated).is_none() {
            return Ok(());
        }
        let folders = servers.iter().map(|server| server.name.as_str());
        let folder = common_folder(folders);
        let folder = Untrusted::from(folder.as_str()).sanitized();
        let line = format!("osready history {folder} shows when each verdict changed, and why");
        writeln!(text, "{}", wrapped_at(&line, "  ", self.width))
    }
}

/// Returns whether a line is enough for a kind: a note, or a consequence whose causes are shown.
fn is_short(kind: &Kind) -> bool {
    let Finding { rule, label, level, .. } = &kind.example;
    *level == Level::Note || *rule == rules::NO_DEPLOYABLE_PROFILE.id && label.contains(CAUSES)
}

/// Returns a kind as a line.
fn line_of(kind: &Kind) -> String {
    let Finding { rule, message, label, level, .. } = &kind.example;
    let (message, label) = (super::shortened(message), super::shortened(label));
    let causes = label.as_str().split_once(CAUSES).map(|(_, causes)| causes);
    let causes = causes.filter(|_| *level > Level::Note);
    let causes = causes.map(|causes| format!(", see {causes}")).unwrap_or_default();
    let files = counted(kind.files, "file", "files");
    let times = match kind.count {
        1 => String::new(),
        count => format!(" ({count} times in {files})"),
    };
    format!("{}[{}]: {message}{causes}{times}", level.as_str(), rule.sanitized())
}

/// Returns the folder that contains all paths: their common steps before a date.
fn common_folder<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut common: Option<Vec<&str>> = None;
    for name in names {
        let steps: Vec<&str> = name.split('/').collect();
        let folders = &steps[..steps.len() - 1];
        let folders: Vec<&str> =
            folders.iter().copied().take_while(|step| !step.contains('*')).collect();
        common = Some(match common {
            None => folders,
            Some(known) => {
                let same = known.iter().zip(&folders).take_while(|(left, right)| left == right);
                known[..same.count()].to_vec()
            }
        });
    }
    let folder = common.unwrap_or_default().join("/");
    if folder.is_empty() { ".".to_owned() } else { folder }
}

/// Returns the number of images and profiles by verdict, the worst first.
fn verdicts(counts: [usize; Verdict::ALL.len()]) -> String {
    let shown = Verdict::ALL.iter().rev().filter(|verdict| counts[**verdict as usize] > 0);
    let shown: Vec<String> = shown
        .map(|verdict| format!("{} {}", counts[*verdict as usize], verdict.as_str()))
        .collect();
    shown.join(", ")
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
