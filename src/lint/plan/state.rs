//! The results of a plan so far.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, LeftOut, Level};
use crate::finding::{Finding, FingerprintNumbers, Resolvers};
use crate::input::{Failure, File};
use crate::lint::{
    FileReport, IncompleteCause, IncompleteCheck, Linter, MAX_SHOWN_IN_FULL, limits,
};
use crate::model::HostPlatforms;
use crate::source::LineIndex;

use super::rows;
use super::texts::{InText, Part};
use super::{Plan, PlanInput};

/// The state of a plan: its results so far.
pub(super) struct State<'p> {
    linter: &'p Linter,
    input: &'p PlanInput<'p>,
    files: &'p [&'p File],
    pub(super) plan: Plan,
    /// The number of similar findings so far, by rule and label.
    shown: HashMap<(&'static str, String), usize>,
}

impl<'p> State<'p> {
    pub(super) fn new(linter: &'p Linter, input: &'p PlanInput<'p>, files: &'p [&'p File]) -> Self {
        let plan =
            Plan { files: vec![FileReport::default(); files.len() + 1], failures: Vec::new() };
        Self { linter, input, files, plan, shown: HashMap::new() }
    }

    /// Returns the index in [`Plan::files`] of a file that was read: the snapshot is after the requests.
    fn index(&self, file: usize) -> usize {
        if file < self.input.requests.len() { file } else { file + 1 }
    }

    pub(super) fn incomplete(
        &mut self,
        file: usize,
        line: usize,
        cause: IncompleteCause,
        message: &str,
    ) {
        let index = self.index(file);
        let name = self.files[file].name.as_str().into();
        let check = IncompleteCheck { file: name, cause, message: message.into(), line, count: 1 };
        self.plan.files[index].add_incomplete(check);
    }

    fn fail(&mut self, file: usize, message: &str) {
        let file = self.files[file].name.clone();
        self.plan.failures.push(Failure { file, message: message.to_owned() });
    }

    /// Reads the response of GET /hostPlatforms, if there is one.
    pub(super) fn platforms<'a>(
        &mut self,
        parts: &'a [Part<'a>],
        found: &[InText<'a>],
        lines: &[LineIndex<'_>],
    ) -> Option<HostPlatforms<'a>> {
        self.input.platforms?;
        let file = self.input.requests.len();
        let mut platforms = HostPlatforms::default();
        let mut is_found = false;
        for (part, found) in parts.iter().zip(found).filter(|(part, _)| part.file == file) {
            is_found |= !found.request.responses.is_empty();
            found.request.responses.iter().for_each(|response| platforms.add(*response));
            for (line, message) in part.cuts(&lines[file]) {
                self.incomplete(file, line, IncompleteCause::ResponseCut, message);
            }
        }
        if !is_found {
            self.fail(file, "it contains no response of GET /hostPlatforms");
        } else if platforms.is_incomplete {
            let message = "hosts or profiles of the response could not be read";
            self.incomplete(file, 1, IncompleteCause::ListUnreadable, message);
        }
        Some(platforms)
    }

    /// Counts the hosts, and records files and texts without any.
    pub(super) fn check_hosts<'a>(
        &mut self,
        parts: &'a [Part<'a>],
        found: &[InText<'a>],
        lines: &[LineIndex<'_>],
    ) {
        for (file, lines) in lines.iter().enumerate().take(self.input.requests.len()) {
            let of_file = || parts.iter().zip(found).filter(|(part, _)| part.file == file);
            let count: usize = of_file().map(|(_, found)| found.request.hosts.len()).sum();
            self.plan.files[file].hosts = count;
            for (part, found) in of_file() {
                for (line, message) in part.cuts(lines) {
                    self.incomplete(file, line, IncompleteCause::ResponseCut, message);
                }
                if count > 0 {
                    for (cause, message) in found.problems(part) {
                        let line = part.line(lines);
                        self.incomplete(file, line, cause, message);
                    }
                }
            }
            if count == 0 {
                let is_response = of_file().any(|(_, found)| !found.request.responses.is_empty());
                let is_too_long = of_file().any(|(part, _)| part.tree().exceeded().is_some());
                self.fail(
                    file,
                    match () {
                        () if is_too_long => "it exceeds a limit of values or syntax errors",
                        () if is_response => {
                            "this is a response of GET /hostPlatforms, not a deployment request: pass it with --hosts"
                        }
                        () => "it contains no host of a deployment request (PUT /hostPlatforms)",
                    },
                );
            }
        }
    }

    /// Adds the findings at their effective levels, file by file in the order of the texts, and the
    /// reasons of the rows.
    pub(super) fn add<'a>(
        &mut self,
        diagnostics: Vec<Diagnostic<'a>>,
        resolvers: &Resolvers<'a>,
        file_of: &HashMap<usize, usize>,
        rows: &mut rows::Rows<'_, 'a>,
    ) {
        let snapshot = self.input.requests.len();
        let mut placed: Vec<(usize, Diagnostic<'a>)> = diagnostics
            .into_iter()
            .map(|finding| {
                let tree = finding.primary.location.tree();
                let address = tree.map(|tree| std::ptr::from_ref(tree).addr());
                let file = address.and_then(|address| file_of.get(&address));
                (file.map_or(snapshot, |file| self.index(*file)), finding)
            })
            .collect();
        placed.sort_by_cached_key(|(file, finding)| {
            let host = finding.host.map(|host| host.position);
            let text = resolvers
                .of(&finding.primary.location)
                .map(|resolver| resolver.origin.location(finding.primary.location.span()).start);
            (*file, text, host, Reverse(finding.level))
        });
        for (file, mut finding) in placed {
            let config_relative = self.linter.policy.config_dir.relative(self.name(file));
            let level = self.linter.policy.levels.of(&finding, &config_relative);
            let is_raised = level == Some(Level::Error) && finding.level < Level::Error;
            let index = level.map(|_| self.plan.files[file].findings.len());
            rows.add(&finding, is_raised, index);
            let Some(level) = level else { continue };
            finding.level = level;
            let key = (finding.rule.id, finding.primary.message.clone());
            let alike = self.shown.entry(key).or_default();
            *alike += 1;
            let is_wanted = *alike <= MAX_SHOWN_IN_FULL || self.linter.every_excerpt;
            let with_excerpt = self.linter.has_excerpt(finding.level) && is_wanted;
            let resolved: Option<Finding> = resolvers.resolve(&finding, with_excerpt);
            self.plan.files[file].findings.extend(resolved);
        }
        for file in &mut self.plan.files {
            FingerprintNumbers::default().number(&mut file.findings);
        }
    }

    /// Returns the name of the file at `index` of [`Plan::files`].
    fn name(&self, index: usize) -> &str {
        match index.cmp(&self.input.requests.len()) {
            std::cmp::Ordering::Less => &self.files[index].name,
            std::cmp::Ordering::Equal => &self.input.snapshot.name,
            std::cmp::Ordering::Greater => &self.files[index - 1].name,
        }
    }

    /// Counts findings beyond the limit.
    pub(super) fn leave_out(&mut self, left_out: LeftOut) {
        let mut count = 0;
        for (rule, level, number) in left_out {
            if let Some(level) = self.linter.policy.levels.at(rule, level) {
                self.plan.files[0].left_out[level as usize] += number;
            }
            count += number;
        }
        if count > 0 {
            let message = format!("{count} findings beyond the limit per plan were counted");
            self.incomplete(0, 1, IncompleteCause::LimitExceeded, &message);
        }
    }

    /// Adds the rows of the hosts to their files.
    pub(super) fn rows(&mut self, rows: rows::Rows<'_, '_>, file_of: &HashMap<usize, usize>) {
        for (address, row) in rows.into_rows() {
            let Some(file) = file_of.get(&address) else { continue };
            let file_report = &mut self.plan.files[*file];
            let mut row = row;
            row.file = self.files[*file].name.as_str().into();
            if !file_report.incomplete.is_empty() {
                limits::downgrade_to_unknown(std::slice::from_mut(&mut row));
            }
            file_report.readiness.push(row);
        }
    }
}
