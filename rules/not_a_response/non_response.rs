//! Detection of common files that are not responses.

use crate::json::{Exceeded, Kind, MAX_SYNTAX_ERRORS, Tree, Value};
use crate::model::{Foreign, is_made_by_power_shell, own_file};
use crate::spec::names;

use super::text_kind::TextKind;

/// What a text is that is not a response.
#[derive(Clone, Debug)]
pub(crate) enum NonResponse {
    /// An empty text.
    Empty,
    /// Text that is not JSON, of a known kind.
    Text(&'static TextKind),
    /// A response that `ConvertTo-Json` cut because `-Depth` was missing.
    CutByPowerShell,
    /// The error body of an expired session or of a proxy.
    ErrorBody,
    /// Another known document, such as the response of another endpoint.
    Foreign(Foreign),
    /// A HAR file without an entry for this request, or without its body.
    HarWithoutBody,
    /// A file written by osready, with its description.
    OwnFile(&'static str),
    /// Other JSON, with its first keys.
    OtherJson(Vec<String>),
    /// Text that is not JSON.
    OtherText,
    /// A text that exceeds a limit.
    ExceededLimit(ExceededLimit),
}

/// The limit that a text exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExceededLimit {
    /// The number of syntax errors.
    SyntaxErrors,
    /// The number of values, with its maximum.
    Values(usize),
    /// The number of images and profiles.
    Rows,
    /// The number of responses.
    Responses,
    /// The number of texts of a file or string, with its maximum.
    Texts(usize),
    /// The number of values between other text, or the work to separate them.
    Segments,
}

/// The help for a file with too much in it.
const ONE_PER_LINE: &str = "save one response per file or per line, as the server sends it";

impl ExceededLimit {
    fn words(self) -> Words {
        let (message, label, help) = match self {
            Self::SyntaxErrors => (
                format!("the text is not JSON: it has more than {MAX_SYNTAX_ERRORS} syntax errors"),
                "it is not checked".to_owned(),
                "save the response again, as the server sends it",
            ),
            Self::Values(most) => (
                format!(
                    "the text contains more than {most} values, too many for a response of its length"
                ),
                "it is not checked".to_owned(),
                "save the response again, as the server sends it",
            ),
            Self::Responses => (
                "the text contains too many responses for its length".to_owned(),
                "it is not checked".to_owned(),
                ONE_PER_LINE,
            ),
            Self::Texts(most) => (
                format!(
                    "the text contains more than {most} texts, one per line, too many for its length"
                ),
                "nothing is checked from here on".to_owned(),
                ONE_PER_LINE,
            ),
            Self::Segments => (
                "the text contains too many values between other text for its length".to_owned(),
                "nothing is checked from here on".to_owned(),
                ONE_PER_LINE,
            ),
            Self::Rows => (
                "the file contains too many images and profiles for its length".to_owned(),
                "it is not checked".to_owned(),
                "save the response again, as the server sends it",
            ),
        };
        Words { message, label, help: help.to_owned() }
    }
}

impl From<Exceeded> for NonResponse {
    fn from(exceeded: Exceeded) -> Self {
        Self::ExceededLimit(match exceeded {
            Exceeded::SyntaxErrors => ExceededLimit::SyntaxErrors,
            Exceeded::Values(most) => ExceededLimit::Values(most),
        })
    }
}

/// The texts of a finding.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
}

impl NonResponse {
    /// Detects what `text` is before it is parsed. `None` if it may be JSON.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        if text.trim_start_matches('\u{feff}').trim_start().is_empty() {
            return Some(Self::Empty);
        }
        TextKind::of(text).map(Self::Text)
    }

    /// Detects what a tree without a response is.
    pub(crate) fn of_tree(tree: &Tree<'_>) -> Self {
        let Some(root) = tree.root() else { return Self::OtherText };
        match root.kind() {
            Kind::Object => Self::of_object(root),
            Kind::Array => match root.elements().next() {
                Some(first) if first.kind() == Kind::Object => Self::of_object(first),
                _ => Self::other(root, Vec::new()),
            },
            Kind::String if root.as_str().is_some_and(|text| text.starts_with("@{")) => {
                Self::CutByPowerShell
            }
            _ => Self::other(root, Vec::new()),
        }
    }

    /// Returns other JSON, or other text if it has syntax errors.
    fn other(value: Value<'_>, keys: Vec<String>) -> Self {
        match value.tree().syntax_errors().is_empty() {
            true => Self::OtherJson(keys),
            false => Self::OtherText,
        }
    }

    fn of_object(object: Value<'_>) -> Self {
        if object.get_key("log").is_some_and(|log| log.get_key("entries").is_some()) {
            return Self::HarWithoutBody;
        }
        if let Some(file) = own_file(object) {
            return Self::OwnFile(file);
        }
        let text =
            |key: &str| object.get_key(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let code = ["status", "statusCode", "code", "error_code"]
            .iter()
            .any(|key| object.get_key(key).is_some());
        let error_text = ["message", "error_description", "error", "detail", "title", "reason"]
            .iter()
            .find_map(|key| text(key));
        if error_text.is_some() && (code || object.len() <= 4) {
            return Self::ErrorBody;
        }
        let keys = object.members().filter_map(Value::quotable_key).take(4);
        Self::other(object, keys.map(|key| key.chars().take(30).collect()).collect())
    }

    /// Returns whether `ConvertTo-Json` cut a response, that is, wrote objects below its depth as
    /// strings.
    pub(crate) fn is_cut_by_power_shell(response: Value<'_>) -> bool {
        let text = &response.tree().text().as_bytes()[response.span().range()];
        // Few responses contain an at sign, and a search for one byte is cheaper than for three.
        let mut signs = memchr::memchr_iter(b'@', text);
        let shows_object =
            signs.any(|at| text[..at].ends_with(b"\"") && text[at + 1..].starts_with(b"{"));
        let shows_type = || memchr::memmem::find(text, b"\"System.").is_some();
        (shows_object || shows_type()) && contains_cut_value(response)
    }

    /// Returns whether the text is what PowerShell shows of an object, which cuts the values in it.
    pub(crate) fn is_shown_by_power_shell(&self) -> bool {
        matches!(self, Self::Text(kind) if kind.is_shown_by_power_shell())
    }

    /// Returns whether a program reports with it that a request failed, or lost its response.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::ErrorBody | Self::CutByPowerShell)
    }

    pub(super) fn words(&self) -> Words {
        let (message, label, help): (String, String, String) = match self {
            Self::Empty => (
                "the file is empty".into(),
                "no content".into(),
                "save the response again; with curl, use -f to fail on server errors \
                 instead of writing an empty file"
                    .into(),
            ),
            Self::CutByPowerShell => (
                "PowerShell truncated this response: it wrote objects as text such as \
                 @{id=…}"
                    .into(),
                "truncated by ConvertTo-Json".into(),
                "save the response again with ConvertTo-Json -Depth 10".into(),
            ),
            Self::ErrorBody => (
                "this is an error response".into(),
                "an error response".into(),
                "open a new session (it may have expired), check that the error is not \
                 from a proxy, then save the response again"
                    .into(),
            ),
            Self::Text(kind) => (kind.message.into(), kind.label.into(), kind.help.into()),
            Self::Foreign(kind) => return words_of(*kind),
            Self::HarWithoutBody => (
                "this HAR file has no saved body of GET /osImages".into(),
                "a HAR file".into(),
                "reload the page with the network tab open, then export with content \
                 (\"Save all as HAR with content\")"
                    .into(),
            ),
            Self::OwnFile(what) => (
                format!("this is {what}, not a response"),
                "written by osready".into(),
                "move reports out of the folder of responses, or exclude this file with \
                 --exclude"
                    .into(),
            ),
            Self::OtherJson(keys) if keys.is_empty() => (
                "this is JSON, but not a response of GET /osImages".into(),
                "no attribute of a response".into(),
                "save the response of GET /osImages".into(),
            ),
            Self::OtherJson(keys) => (
                format!(
                    "this is JSON, but not a response of GET /osImages: it has {}",
                    keys.join(", ")
                ),
                "no attribute of a response".into(),
                "save the response of GET /osImages, or exclude this file with --exclude".into(),
            ),
            Self::ExceededLimit(exceeded) => return exceeded.words(),
            Self::OtherText => (
                "this is not JSON".into(),
                "not JSON".into(),
                "save the response of GET /osImages, or exclude this file with --exclude".into(),
            ),
        };
        Words { message, label, help }
    }
}

fn words_of(kind: Foreign) -> Words {
    const SAVE: &str = "save the response of GET https://SERVER/osImages";
    let (message, label, help): (String, &str, String) = match kind {
        Foreign::HostPlatforms => (
            "this is a response of GET /hostPlatforms, which lists hosts, not OS images".into(),
            "hosts, not OS images",
            format!("{SAVE}; osready plan takes this file with --hosts"),
        ),
        Foreign::DeploymentRequest => (
            "this is a deployment request, the body of PUT /hostPlatforms".into(),
            "a deployment request",
            format!("{SAVE}, which lists the profiles that a request can select"),
        ),
        Foreign::Answer(endpoint) => (
            format!("this looks like a response of {endpoint}"),
            "a response of another endpoint",
            SAVE.into(),
        ),
        Foreign::ImportMetadata => (
            "this looks like the metadata.json of an import into XClarity One".into(),
            "files to import",
            format!(
                "{SAVE} of XClarity Administrator; the files in import metadata are not imported yet"
            ),
        ),
        Foreign::Redfish => (
            "this is a response of a Redfish service, such as the management controller of a server"
                .into(),
            "Redfish",
            format!("{SAVE} of XClarity Administrator, not of the managed server"),
        ),
        Foreign::Job => (
            "this response names a job that a request started".into(),
            "a job, not OS images",
            format!("wait until GET /tasks/JOB reports that the job is complete, then {SAVE}"),
        ),
        Foreign::ResultAlone => (
            "this response contains only a result".into(),
            "no OS images, no files",
            format!("{SAVE}: it contains \"items\", even if the list is empty"),
        ),
        Foreign::FailureAlone => (
            "this response reports a failed request without a reason".into(),
            "no OS images, no files",
            format!("find the error in the logs of the server, then {SAVE}"),
        ),
    };
    Words { message, label: label.into(), help }
}

/// Returns whether `value` is or contains an object or array that PowerShell wrote as a string.
fn contains_cut_value(value: Value<'_>) -> bool {
    if let Some(text) = value.as_str() {
        let is_free = [names::CONTENT, names::DESCRIPTION].contains(&value.name());
        return !is_free && is_made_by_power_shell(&text);
    }
    value.elements().chain(value.members()).any(contains_cut_value)
}
