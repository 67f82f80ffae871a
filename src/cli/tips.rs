//! Tips for command lines that other tools accept.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use osready::sanitize::sanitize;

/// Translates `help COMMAND` and `version`, which other tools accept, to the options.
pub(super) fn translated(mut arguments: Vec<OsString>) -> Vec<OsString> {
    match arguments.get(1).and_then(|first| first.to_str()) {
        Some("help") => {
            arguments.remove(1);
            arguments.push("--help".into());
        }
        Some("version") if arguments.len() == 2 => arguments[1] = "--version".into(),
        _ => {}
    }
    arguments
}

/// Returns the message for a URL among the paths; `None` if there is none.
pub(super) fn url<'p>(
    mut paths: impl Iterator<Item = &'p OsStr>,
    exists: impl Fn(&Path) -> bool,
) -> Option<String> {
    let url = paths.find(|path| is_url(path) && !exists(Path::new(path)))?;
    let url = sanitize(&url.to_string_lossy());
    Some(format!(
        "\"{url}\" is a URL, and osready reads saved files. Save the response, then check the file: \
         curl -fsS --cacert ca.pem -u USER https://SERVER/osImages -o osimages.json"
    ))
}

fn is_url(path: &OsStr) -> bool {
    let path = path.to_string_lossy().to_ascii_lowercase();
    path.starts_with("http://") || path.starts_with("https://")
}

/// Returns the message for a path in place of the command; `None` for any other error.
pub(super) fn path_as_command(
    error: &clap::Error,
    exists: impl Fn(&Path) -> bool,
) -> Option<String> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    if let Some(message) = url(std::iter::once(OsStr::new(given)), &exists) {
        return Some(message);
    }
    let is_path = exists(Path::new(given)) || given.contains('/') || given.contains('.');
    let given = sanitize(given);
    is_path
        .then(|| format!("\"{given}\" is not a command. To check it, run: osready check {given}"))
}

/// Adds a tip to the error about an option that other tools have.
pub(super) fn with_tip(mut error: clap::Error) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let tip = match given.split('=').next().unwrap_or_default() {
        "--json" => "for JSON, use '--format json'",
        "--sarif" => "for SARIF, use '--format sarif'",
        "--strict" | "--werror" => "to fail on warnings too, use '--fail-on warning'",
        "--no-color" | "--no-colour" => "use '--color never'",
        _ => return error,
    };
    error.remove(ContextKind::SuggestedArg);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}
