//! Runs git in a repository that is not trusted.
//!
//! Only commands that read objects and references are run: none of them looks at the index, at the
//! files of the working tree or at their attributes, so none runs a filter, a hook or a monitor.
//! What else the configuration of the checkout may ask for is forbidden here.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use osready::harmless::harmless;

use super::discover;

/// The longest that one command of git may take: a pipe among its files may keep it for ever.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// The most bytes of a list of files, or of one line, that are read.
pub(super) const MAX_LIST_BYTES: u64 = 1 << 30;

/// The most bytes of messages that are read.
const MAX_MESSAGE_BYTES: u64 = 1 << 16;

/// How often one looks whether git has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// A file in which nothing stands.
const NULL_DEVICE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Settings that overrule those of the repository, for git and for whatever git starts.
const SETTINGS: [&str; 4] = [
    "core.fsmonitor=",
    if cfg!(windows) { "core.hooksPath=NUL" } else { "core.hooksPath=/dev/null" },
    "core.alternateRefsCommand=",
    "protocol.allow=never",
];

/// Variables that hold for git and for whatever git starts. Versions of git know different ones of
/// them: no protocol is allowed (`GIT_ALLOW_PROTOCOL`) where nothing else keeps a missing object from
/// being fetched, by a program that the repository names.
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

/// Git, in one repository.
#[derive(Debug)]
pub(super) struct Git {
    /// The folder that holds `.git`.
    folder: PathBuf,
    time_limit: Duration,
}

impl Git {
    /// Git in the nearest repository that holds `folder`, `folder` itself included.
    ///
    /// The repository is named to git, so that neither its settings nor a variable leads elsewhere, and
    /// so that its owner does not matter: it runs nothing.
    pub(super) fn around(folder: &Path) -> Option<Self> {
        let folder = discover::repository(folder)?.to_owned();
        Some(Self { folder, time_limit: TIME_LIMIT })
    }

    /// The folder that holds `.git`.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns what git prints, which may be at most `max_bytes` long.
    ///
    /// # Errors
    /// The first line of git's message, or why git could not be run to its end.
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
        Err(harmless(messages.lines().next().unwrap_or("git failed")))
    }

    /// Returns the one line that git prints.
    pub(super) fn line(&self, arguments: &[&str]) -> Result<String, String> {
        let line = self.run(arguments, MAX_LIST_BYTES)?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        // What is set for another git must not lead this one.
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

    /// Waits for git to end. Returns whether it succeeded, its output and its messages.
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

/// Reads at most `max_bytes` in a thread of its own, which no end of git's may keep waiting.
fn drain(stream: Option<impl Read + Send + 'static>, max_bytes: u64) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let is_read =
            stream.is_none_or(|stream| stream.take(max_bytes).read_to_end(&mut bytes).is_ok());
        // Nobody waits any more where git took too long.
        let _ = if is_read { sender.send(bytes) } else { Ok(()) };
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository, of which `setting` is the configuration.
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
        let why = git.run(&arguments, 5).expect_err("it is longer");
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
