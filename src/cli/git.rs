//! Runs git in an untrusted repository.
//!
//! Runs only commands that read objects and references. None of them reads the index, the working
//! tree or its attributes, so none runs a filter, a hook or a file system monitor. Settings and
//! variables disable everything else that a configuration could start.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use osready::policy::files::repository;
use osready::sanitize::sanitize;

/// The maximum duration of one git command: a pipe among the files of git may block it forever.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// The maximum size of a file list or a line of output, in bytes.
pub(super) const MAX_LIST_BYTES: u64 = 1 << 30;

/// The maximum size of error output, in bytes.
const MAX_MESSAGE_BYTES: u64 = 1 << 16;

/// The interval between checks whether git has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// An empty file.
const NULL_DEVICE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Settings that override those of the repository, for git and its child processes.
const SETTINGS: [&str; 4] = [
    "core.fsmonitor=",
    if cfg!(windows) { "core.hooksPath=NUL" } else { "core.hooksPath=/dev/null" },
    "core.alternateRefsCommand=",
    "protocol.allow=never",
];

/// Variables for git and its child processes. Support depends on the version of git: where no other
/// setting prevents a lazy fetch by a program that the repository names, `GIT_ALLOW_PROTOCOL` does,
/// since it allows no protocol.
const VARIABLES: [(&str, &str); 11] = [
    ("GIT_ALLOW_PROTOCOL", ":"),
    ("GIT_CONFIG_GLOBAL", NULL_DEVICE),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_SYSTEM", NULL_DEVICE),
    ("GIT_GRAFT_FILE", NULL_DEVICE),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// Git in one repository.
#[derive(Debug)]
pub(super) struct Git {
    /// The folder that contains `.git`.
    folder: PathBuf,
    time_limit: Duration,
}

impl Git {
    /// Returns git for the nearest repository that contains `folder`.
    ///
    /// The repository is passed to git explicitly, so that neither its settings nor a variable
    /// redirects git, and its owner does not matter.
    pub(super) fn around(folder: &Path) -> Option<Self> {
        let folder = repository(folder)?.to_owned();
        Some(Self { folder, time_limit: TIME_LIMIT })
    }

    /// Returns the folder that contains `.git`.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the output of git, at most `max_bytes` long.
    ///
    /// # Errors
    /// Returns the first line of git's error output, or why git did not finish.
    pub(super) fn run(&self, arguments: &[&str], max_bytes: u64) -> Result<Vec<u8>, String> {
        let mut child =
            self.command(arguments).spawn().map_err(|error| format!("cannot run git: {error}"))?;
        let output = drain(child.stdout.take(), max_bytes + 1);
        let messages = drain(child.stderr.take(), MAX_MESSAGE_BYTES);
        let finished = self.finish(&mut child, &output, &messages, max_bytes);
        if finished.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let (is_success, output, messages) = finished?;
        if is_success {
            return Ok(output);
        }
        let messages = String::from_utf8_lossy(&messages);
        Err(sanitize(messages.lines().next().unwrap_or("git failed")))
    }

    /// Returns the single line that git prints.
    ///
    /// # Errors
    /// Returns the first line of git's error output, or why git did not finish.
    pub(super) fn line(&self, arguments: &[&str]) -> Result<String, String> {
        let line = self.run(arguments, MAX_LIST_BYTES)?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        // Variables that are set for another git must not affect this one.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().to_ascii_uppercase().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command
            .envs(VARIABLES)
            .args(["--no-pager", "--git-dir=.git", "--work-tree=."])
            .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]))
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Waits for git to end. Returns whether it succeeded, its output and its error output.
    fn finish(
        &self,
        child: &mut Child,
        output: &Receiver<Vec<u8>>,
        messages: &Receiver<Vec<u8>>,
        max_bytes: u64,
    ) -> Result<(bool, Vec<u8>, Vec<u8>), String> {
        let seconds = self.time_limit.as_secs();
        let too_slow = || format!("git did not end within {seconds} seconds and was stopped");
        let end = Instant::now() + self.time_limit;
        let left = || end.saturating_duration_since(Instant::now());
        let output = output.recv_timeout(left()).map_err(|_| too_slow())?;
        if output.len() as u64 > max_bytes {
            return Err(format!("git printed more than {max_bytes} bytes and was stopped"));
        }
        let messages = messages.recv_timeout(left()).map_err(|_| too_slow())?;
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok((status.success(), output, messages)),
                Ok(None) if left().is_zero() => return Err(too_slow()),
                Ok(None) => thread::sleep(POLL_INTERVAL),
                Err(error) => return Err(format!("cannot wait for git: {error}")),
            }
        }
    }
}

/// Reads at most `max_bytes` in a separate thread, so that a stream without an end blocks no one.
fn drain(stream: Option<impl Read + Send + 'static>, max_bytes: u64) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let is_read =
            stream.is_none_or(|stream| stream.take(max_bytes).read_to_end(&mut bytes).is_ok());
        // After a timeout nobody receives.
        let _ = if is_read { sender.send(bytes) } else { Ok(()) };
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a repository with this configuration.
    fn repository(configuration: &str) -> (tempfile::TempDir, Git) {
        let folder = tempfile::tempdir().expect("a folder");
        let init = Command::new("git").args(["init", "-q"]).current_dir(&folder).status();
        assert!(init.expect("git runs").success());
        if !configuration.is_empty() {
            std::fs::write(folder.path().join(".git/config"), configuration).expect("a file");
        }
        let git = Git { folder: folder.path().to_owned(), time_limit: Duration::from_secs(2) };
        (folder, git)
    }

    #[test]
    fn output_is_bounded() {
        let (_folder, git) = repository("");
        let arguments = ["config", "--list", "-z"];
        let whole = git.run(&arguments, MAX_LIST_BYTES).expect("settings");
        assert_eq!(git.run(&arguments, whole.len() as u64), Ok(whole));
        let why = git.run(&arguments, 5).expect_err("longer output");
        assert!(why.contains("more than 5 bytes"), "{why}");
    }

    #[cfg(unix)]
    #[test]
    fn a_git_that_waits_for_a_pipe_is_stopped() {
        for (file, configuration) in [
            (".git/config", ""),
            (".git/pipe", "[include]\n\tpath = pipe\n"),
            (".git/packed-refs", ""),
            (".git/HEAD", ""),
        ] {
            let (folder, git) = repository(configuration);
            let pipe = folder.path().join(file);
            let _ = std::fs::remove_file(&pipe);
            assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
            let began = Instant::now();
            let why = git.line(&["rev-parse", "--verify", "main"]).expect_err("it waits");
            assert!(why.contains("did not end within 2 seconds"), "{file}: {why}");
            assert!(began.elapsed() < Duration::from_secs(20), "{file}");
        }
    }

    #[test]
    fn names_that_are_not_settings_of_this_repository_are_not_read() {
        let (_folder, git) = repository("[a]\n\tb = 1\n");
        let listed = git.line(&["config", "--list", "--show-scope"]).expect("settings");
        let is_known = |line: &str| line.starts_with("local\t") || line.starts_with("command\t");
        assert!(listed.lines().all(is_known), "{listed}");
    }
}
