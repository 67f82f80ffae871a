//! Detection of common files that are not responses.

use crate::json::{Exceeded, Kind, MAX_SYNTAX_ERRORS, Tree, Value};
use crate::model::{Foreign, is_made_by_power_shell};

/// What a text is that is not a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookalike {
    /// An empty text.
    Empty,
    /// A dictionary or list as printed by Python.
    PythonLiteral,
    /// A response that `ConvertTo-Json` cut because `-Depth` was missing.
    CutByPowerShell,
    /// An object as printed by PowerShell.
    PowerShellTable,
    /// A login page.
    LoginPage,
    /// Any other HTML page.
    Html,
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
    Excess(Excess),
}

/// The limit that a text exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// The number of syntax errors.
    SyntaxErrors,
    /// The number of values, with its maximum.
    Values(usize),
    /// The number of images and profiles.
    Rows,
    /// The number of responses.
    Responses,
    /// The number of texts of a file, with its maximum.
    Texts(usize),
}

impl Excess {
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
                "save one response per file or per line, as the server sends it",
            ),
            Self::Texts(most) => (
                format!(
                    "the file contains more than {most} texts, one per line, too many for its length"
                ),
                "nothing is checked from here on".to_owned(),
                "save one response per file or per line, as the server sends it",
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

impl From<Exceeded> for Lookalike {
    fn from(exceeded: Exceeded) -> Self {
        Self::Excess(match exceeded {
            Exceeded::SyntaxErrors => Excess::SyntaxErrors,
            Exceeded::Values(most) => Excess::Values(most),
        })
    }
}

/// The texts of a finding.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
}

impl Lookalike {
    /// Detects what `text` is before it is parsed. `None` if it may be JSON.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let begin = text.trim_start();
        if begin.is_empty() {
            return Some(Self::Empty);
        }
        let head: String = begin.chars().take(2000).collect::<String>().to_ascii_lowercase();
        if head.starts_with('<') && !head.starts_with("<<<<<<<") {
            let login =
                ["login", "log in", "sign in", "password"].iter().any(|word| head.contains(word));
            return Some(if login { Self::LoginPage } else { Self::Html });
        }
        if begin.starts_with("@{") {
            return Some(Self::PowerShellTable);
        }
        let opened = begin.trim_start_matches(['{', '[', ' ', '\n', '\r', '\t']);
        let python = begin.starts_with(['{', '[']) && opened.starts_with('\'');
        python.then_some(Self::PythonLiteral)
    }

    /// Detects what a tree without a response is.
    pub(crate) fn of_tree(tree: &Tree<'_>) -> Self {
        let Some(root) = tree.root() else { return Self::OtherText };
        match root.kind() {
            Kind::Object => Self::of_object(root),
            Kind::Array => match root.elements().next() {
                Some(first) if first.kind() == Kind::Object => Self::of_object(first),
                _ => Self::OtherJson(Vec::new()),
            },
            Kind::String if root.as_str().is_some_and(|text| text.starts_with("@{")) => {
                Self::CutByPowerShell
            }
            _ if tree.syntax_errors().is_empty() => Self::OtherJson(Vec::new()),
            _ => Self::OtherText,
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
        Self::OtherJson(
            object
                .members()
                .filter_map(Value::quotable_key)
                .take(4)
                .map(|key| key.chars().take(30).collect())
                .collect(),
        )
    }

    /// Returns whether `ConvertTo-Json` cut a response, that is, wrote objects below its depth as
    /// strings.
    pub(crate) fn is_cut_by_power_shell(response: Value<'_>) -> bool {
        let made_by_power_shell =
            |value: Value<'_>| value.as_str().is_some_and(|text| is_made_by_power_shell(&text));
        response.members().any(|member| {
            made_by_power_shell(member)
                || member.elements().take(8).chain(member.members().take(8)).any(|inner| {
                    made_by_power_shell(inner)
                        || inner.members().any(|value| {
                            // Includes the members of a list that is written with its count.
                            let mut within =
                                value.elements().take(8).chain(value.members().take(2));
                            made_by_power_shell(value) || within.any(made_by_power_shell)
                        })
                })
        })
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
            Self::PythonLiteral => (
                "this is a Python literal, not JSON".into(),
                "printed by Python".into(),
                "save the response with json.dumps(response), not with print or str".into(),
            ),
            Self::CutByPowerShell => (
                "PowerShell truncated this response: it wrote objects as text such as \
                 @{id=…}"
                    .into(),
                "truncated by ConvertTo-Json".into(),
                "save the response again with ConvertTo-Json -Depth 10".into(),
            ),
            Self::PowerShellTable => (
                "this is an object printed by PowerShell, not JSON".into(),
                "printed by PowerShell".into(),
                "pipe the response through ConvertTo-Json -Depth 10".into(),
            ),
            Self::LoginPage => (
                "this is a login page, not a response".into(),
                "HTML".into(),
                "log in, then save the response again: there was no session, or it had \
                 expired"
                    .into(),
            ),
            Self::Html => (
                "this is an HTML page, not a response".into(),
                "HTML".into(),
                "check the URL: GET https://SERVER/osImages returns JSON; the page may \
                 come from a proxy"
                    .into(),
            ),
            Self::ErrorBody => (
                "this is an error response".into(),
                "an error response".into(),
                "open a new session (it may have expired), check that the error is not \
                 from a proxy, then save the response again"
                    .into(),
            ),
            Self::Foreign(kind) => return words_of(*kind),
            Self::HarWithoutBody => (
                "this HAR file has no response body of GET /osImages".into(),
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
            Self::Excess(excess) => return excess.words(),
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
            format!("{SAVE}: the status of a host does not apply to images"),
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

/// Describes an object that osready wrote. `None` if osready did not write it.
fn own_file(object: Value<'_>) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().all(|key| object.get_key(key).is_some());
    if has(&["version", "findings", "readiness", "summary"]) {
        return Some("a report of osready");
    }
    if has(&["fingerprint", "rule", "file"]) {
        return Some("a report of osready, one finding per line");
    }
    let driver = || {
        let run = object.get_key("runs")?.elements().next()?;
        run.get_key("tool")?.get_key("driver")?.get_key("name")?.as_str()
    };
    if driver().is_some_and(|name| name == "osready") {
        return Some("a SARIF report of osready");
    }
    let source = || object.get_key("source")?.get_key("name")?.as_str();
    if source().is_some_and(|name| name == "osready") && has(&["diagnostics"]) {
        return Some("a report of osready for reviewdog");
    }
    let entry = || object.get_key("findings")?.elements().next();
    let is_baseline = |entry: Value<'_>| {
        ["file", "rule", "fingerprint"].iter().all(|key| entry.get_key(key).is_some())
    };
    entry().is_some_and(is_baseline).then_some("a baseline of osready")
}
