//! `osready lsp`: the language server on standard input and output.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use osready::date::Date;
use osready::input::{Discovery, Filter, Source};
use osready::lint::Linter;
use osready::lsp::{Configured, Connection, PolicyFile, Workspace, serve};
use osready::policy::files::{CONFIG, SUPPRESSIONS};
use osready::sanitize::{Sanitized, Untrusted};

use super::console::Console;
use super::discover;
use super::input_args::{InputArgs, PolicyArgs};
use super::settings::{rule_texts, settings, today};
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
    let served = serve(&connection, &mut Folder { arguments, root: None });
    // The thread that writes ends with the connection.
    drop(connection);
    let joined = threads.join();
    if let Err(error) = served {
        output.print_error(&error.to_string());
        return DISCONNECTED;
    }
    if joined.is_err() { DISCONNECTED } else { 0 }
}

/// The folder that the client opened, and the configuration that applies in it.
struct Folder {
    arguments: InputArgs,
    /// The folder as the client names it, which may be a link to the working folder.
    root: Option<PathBuf>,
}

impl Folder {
    /// Returns the path of a file as the client names it.
    fn as_opened(&self, path: PathBuf) -> PathBuf {
        match (&self.root, path.strip_prefix(discover::working())) {
            (Some(root), Ok(relative)) => root.join(relative),
            _ => path,
        }
    }
}

impl Workspace for Folder {
    fn open(&mut self, root: &Path) {
        // If the folder does not exist, names are relative to the folder of the server.
        if env::set_current_dir(root).is_ok() {
            self.root = Some(root.to_owned());
        }
    }

    fn configure(&self) -> Configured {
        let config = self.arguments.policy.config.as_deref();
        let (rule_files, user_rules) = rule_texts(&self.arguments.policy);
        let configured = Configured {
            linter: Linter::new(),
            filter: Filter::default(),
            docs_url: None,
            rule_files,
            config: config.map(|config| self.name(&discover::working().join(config))),
            user_rules,
            error: None,
        };
        match settings(&self.arguments) {
            Ok(settings) => Configured {
                docs_url: settings.docs_url().and_then(|url| url.parse().ok()),
                linter: Linter::new().with_policy(settings.policy),
                filter: settings.filter,
                ..configured
            },
            Err(why) => Configured { error: Some(first_error(&why)), ..configured },
        }
    }

    fn name(&self, path: &Path) -> String {
        let within = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok());
        let shown = within.map_or_else(|| discover::shown(path), Path::to_owned);
        Source::file(&shown, Discovery::Explicit).name
    }

    fn path(&self, name: &str) -> PathBuf {
        self.as_opened(discover::working().join(name))
    }

    fn policy_file(&self, file: PolicyFile) -> Option<(PathBuf, Option<String>)> {
        let PolicyArgs { config, no_config, policy_from, .. } = &self.arguments.policy;
        let PolicyArgs { suppressions_from, no_suppressions, .. } = &self.arguments.policy;
        let is_elsewhere = match file {
            PolicyFile::Configuration => policy_from.is_some(),
            PolicyFile::Suppressions => *no_suppressions || !suppressions_from.is_empty(),
        };
        if *no_config || is_elsewhere {
            return None;
        }
        let named = config.as_deref().map(discover::folder_of);
        let folder = named.or_else(discover::nearest).unwrap_or_else(discover::working);
        let path = match (file, config) {
            (PolicyFile::Configuration, Some(config)) => discover::working().join(config),
            (PolicyFile::Configuration, None) => folder.join(CONFIG),
            (PolicyFile::Suppressions, _) => folder.join(SUPPRESSIONS),
        };
        let text = discover::text(&path).ok().map(|(_, text)| text);
        Some((self.as_opened(path), text))
    }

    fn today(&self) -> Option<Date> {
        Some(today())
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
