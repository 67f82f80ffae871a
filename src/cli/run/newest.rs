//! The newest snapshot of each server in a folder.

use std::path::Path;

use osready::input::{Source, sources};
use osready::lint::IncompleteCheck;

use super::Run;
use crate::cli::newest::{Choice, Servers, choose};
use crate::cli::reading::is_baseline;
use crate::cli::settings::Settings;
use crate::cli::visited::Visited;

impl Run<'_> {
    /// Checks the newest snapshot of each server in a folder.
    pub(super) fn newest(&mut self, folder: &Path, settings: &Settings, visited: &mut Visited) {
        let mut files = Vec::new();
        let folders = [folder.to_owned()];
        for source in sources(&folders, &settings.filter).filter(|found| !is_baseline(found)) {
            match source {
                Ok(source) if source.skip_reason.is_some() => self.pass_by(&source),
                Ok(source) => files.push(source),
                Err(failure) => self.fail(failure),
            }
        }
        self.met += files.len();
        let Servers { snapshots, future } = Servers::new(folder, files, settings.now);
        self.skip_newer(future, settings.allow_older);
        for (server, snapshots) in snapshots {
            let check = |source: &Source| self.file_checker.check_alone(source);
            let Some(choice) = choose(snapshots, settings.allow_older, check) else { return };
            self.take_newest(&server, choice, settings.allow_older, visited);
        }
    }

    /// Checks the chosen snapshot of a server, and reports the newer ones that were skipped. Files
    /// that never contain a response are no snapshots.
    fn take_newest(
        &mut self,
        server: &str,
        choice: Choice,
        allow_older: bool,
        visited: &mut Visited,
    ) {
        let Choice { chosen, skipped } = choice;
        let is_server = chosen.is_some();
        for skipped in skipped {
            if is_server && allow_older {
                self.output.print_error(&skipped.line());
                continue;
            }
            let check = skipped.check().filter(|_| is_server);
            self.skip_newer(check.into_iter().collect(), allow_older);
            match skipped.result {
                Ok(file_report) => self.take(&skipped.source, file_report),
                Err(failure) => self.fail(failure),
            }
        }
        if let Some((source, file_report)) = chosen {
            if !self.is_quiet {
                let line = format!("{}: the newest snapshot of {server}", source.name);
                self.output.print_error(&line);
            }
            if visited.is_next(&source) {
                self.take(&source, file_report);
            }
        }
    }

    /// Reports newer snapshots that were skipped; they fail the run unless older ones are allowed.
    fn skip_newer(&mut self, checks: Vec<IncompleteCheck>, allow_older: bool) {
        self.print_incomplete(&checks);
        if !allow_older {
            self.report.add_incomplete(checks);
        }
    }
}
