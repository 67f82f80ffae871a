//! `osready lsp`: the language server on standard input and output.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use osready::input::{Discovery, Filter, Source};
use osready::lint::Linter;
use osready::lsp::{Configured, Connection, Workspace, serve};
use osready::sanitize::{Sanitized, Untrusted};

use super::console::Console;
use super::discover;
use super::input_args::{InputArgs, PolicyArgs};
use super::settings::{Settings, settings};
use super::setup_error::SetupError;

/// The exit code, by the protocol, if the client did not ask to shut down.
const DISCONNECTED: u8 = 1;

const EXAMPLES: &str = "\
Examples:
  osready lsp                                  what an editor starts
  osready lsp --config /etc/osready/osready.toml";

/// Serve an editor: findings, verdicts and fixes while a file is edited.
///
/// Speaks the language server protocol on standard input and output. Reads the documents that the editor
/// opens, and the configuration of its folder.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Lsp {
    /// Accepted for clients that pass it: the server always uses standard input and output.
    #[arg(long, hide = true)]
    stdio: bool,

    #[command(flatten)]
    policy: PolicyArgs,
}

/// Serves the client. Returns the exit code.
pub(super) fn lsp(arguments: Lsp, output: &Console) -> u8 {
    let Lsp { policy, stdio: _ } = arguments;
    // An excluded file is left out though the editor names it.
    let paths = vec![PathBuf::from(".")];
    let arguments = InputArgs { paths, policy, force_exclude: true, ..InputArgs::default() };
    let (connection, threads) = Connection::stdio();
    let served = serve(&connection, &mut Folder { arguments });
    // The thread that writes ends with the connection.
    drop(connection);
    let joined = threads.join();
    if let Err(error) = served {
        output.print_error(&error.to_string());
        return DISCONNECTED;
    }
    if joined.is_err() { DISCONNECTED } else { 0 }
}

/// The working folder and the configuration that applies in it.
struct Folder {
    arguments: InputArgs,
}

impl Workspace for Folder {
    fn open(&mut self, root: &Path) {
        // If the folder does not exist, names are relative to the folder of the server.
        let _ = env::set_current_dir(root);
    }

    fn configure(&self) -> Configured {
        match settings(&self.arguments) {
            Ok(settings) => configured(settings),
            Err(why) => Configured {
                linter: Linter::new(false),
                filter: Filter::default(),
                docs_url: None,
                rule_files: Vec::new(),
                error: Some(first_error(&why)),
            },
        }
    }

    fn name(&self, path: &Path) -> String {
        Source::file(&discover::shown(path), Discovery::Explicit).name
    }

    fn path(&self, name: &str) -> PathBuf {
        discover::working().join(name)
    }

    fn policy_file(&self, name: &str) -> (PathBuf, Option<String>) {
        let named = self.arguments.policy.config.as_deref().map(discover::folder_of);
        let folder = named.or_else(discover::nearest).unwrap_or_else(discover::working);
        let path = folder.join(name);
        let text = discover::text(&path).ok().map(|(_, text)| text);
        (path, text)
    }
}

fn configured(settings: Settings) -> Configured {
    let globs = settings.configuration.rule_files.iter().flat_map(|globs| &globs.value);
    let files = globs
        .flat_map(|glob| discover::matching(&settings.config_dir, &glob.value).unwrap_or_default());
    let rule_files = files.filter_map(|file| discover::text(&file).ok()).collect();
    Configured {
        docs_url: settings.configuration.docs_url.map(|url| url.value),
        linter: Linter::new(false).under(settings.policy),
        filter: settings.filter,
        rule_files,
        error: None,
    }
}

/// Returns the first error of a configuration, with its place.
fn first_error(why: &SetupError) -> Sanitized {
    let text = match why {
        SetupError::Usage(message) => message.clone(),
        SetupError::Failed(failure) => failure.to_string(),
        SetupError::Errors(errors) => errors.first().map_or_else(String::new, |error| {
            let (file, message) = (error.file.sanitized(), error.message.sanitized());
            format!("{}:{}: {}", file.as_str(), error.span.line, message.as_str())
        }),
    };
    Untrusted::from(text).sanitized()
}
