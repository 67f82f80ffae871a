//! What a text looks like that is no response.

use crate::json::{Exceeded, Kind, MAX_SYNTAX_ERRORS, Tree, Value};
use crate::model::{Foreign, is_made_by_power_shell};

/// What people save by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookalike {
    /// Nothing at all.
    Empty,
    /// What Python prints for a dictionary or list.
    PythonLiteral,
    /// `ConvertTo-Json` without `-Depth`.
    CutByPowerShell,
    /// What PowerShell prints for an object.
    PowerShellTable,
    /// A login page.
    LoginPage,
    /// Any other HTML page.
    Html,
    /// The error body of an expired session or of a proxy.
    ErrorBody,
    /// Something else that is known.
    Foreign(Foreign),
    /// A HAR file without an entry for this request, or without its body.
    HarWithoutBody,
    /// What osready itself has written.
    OwnFile(&'static str),
    /// JSON of another kind; its first keys.
    OtherJson(Vec<String>),
    /// Text that is no JSON.
    OtherText,
    /// More of something than one text may have.
    Excess(Excess),
}

/// What a text has more of than is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Syntax errors.
    SyntaxErrors,
    /// Values: more than so many.
    Values(usize),
    /// Images and profiles.
    Rows,
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
                format!("the text has more than {most} values, as no response of its length has"),
                "it is not checked".to_owned(),
                "save the response again, as the server sends it",
            ),
            Self::Rows => (
                "the response has more images and profiles than are checked".to_owned(),
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

/// The sentences of the finding.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
}

impl Lookalike {
    /// What `text` looks like before it is read as JSON; none where it may be JSON.
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

    /// What a tree looks like in which no response was found.
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
            _ if tree.defects().is_empty() => Self::OtherJson(Vec::new()),
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
        let said = ["message", "error_description", "error", "detail", "title", "reason"]
            .iter()
            .find_map(|key| text(key));
        if said.is_some() && (code || object.len() <= 4) {
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

    /// Whether a response has been cut by `ConvertTo-Json`: strings that PowerShell made of the
    /// objects below its depth.
    pub(crate) fn is_cut_by_power_shell(response: Value<'_>) -> bool {
        let made_by_power_shell =
            |value: Value<'_>| value.as_str().is_some_and(|text| is_made_by_power_shell(&text));
        response.members().any(|member| {
            made_by_power_shell(member)
                || member.elements().take(8).chain(member.members().take(8)).any(|inner| {
                    made_by_power_shell(inner)
                        || inner.members().any(|value| {
                            // The members of a list with its count, too.
                            let mut within =
                                value.elements().take(8).chain(value.members().take(2));
                            made_by_power_shell(value) || within.any(made_by_power_shell)
                        })
                })
        })
    }

    pub(super) fn words(&self) -> Words {
        let (message, label, help): (String, String, String) = match self {
            Self::Empty => ("the file is empty".into(), "nothing here".into(), "save the response again; curl -f fails where the server answers with an error, and writes no empty file".into()),
            Self::PythonLiteral => ("this is what Python prints, not JSON".into(), "a Python literal".into(), "save it with json.dumps(response), not with print or str".into()),
            Self::CutByPowerShell => ("PowerShell cut this response: objects became text such as @{id=…}".into(), "cut by ConvertTo-Json".into(), "save it again with ConvertTo-Json -Depth 10".into()),
            Self::PowerShellTable => ("this is how PowerShell prints an object, not JSON".into(), "printed by PowerShell".into(), "pipe the response through ConvertTo-Json -Depth 10".into()),
            Self::LoginPage => ("this is a login page, not a response".into(), "HTML".into(), "log in first: the session had expired or was never opened".into()),
            Self::Html => ("this is an HTML page, not a response".into(), "HTML".into(), "check the address: GET https://SERVER/osImages answers with JSON; a proxy may have answered instead".into()),
            Self::ErrorBody => ("this is an error's answer".into(), "an error's answer".into(), "open a new session (it may have expired) and check that no proxy answers instead, then save the response again".into()),
            Self::Foreign(kind) => return words_of(*kind),
            Self::HarWithoutBody => ("this HAR file has no saved body of GET /osImages".into(), "a HAR file".into(), "reload the page with the network tab open, and export with content (\"Save all as HAR with content\")".into()),
            Self::OwnFile(what) => (format!("this is {what}, not a response"), "written by osready".into(), "keep reports beside the folder of responses, or exclude this file with --exclude".into()),
            Self::OtherJson(keys) if keys.is_empty() => ("this is JSON, but no response of GET /osImages".into(), "no attribute of a response".into(), "save the answer of GET /osImages".into()),
            Self::OtherJson(keys) => (format!("this is JSON, but no response of GET /osImages: it has {}", keys.join(", ")), "no attribute of a response".into(), "save the answer of GET /osImages, or exclude this file with --exclude".into()),
            Self::Excess(excess) => return excess.words(),
            Self::OtherText => ("this is no JSON".into(), "not JSON".into(), "save the answer of GET /osImages, or exclude this file with --exclude".into()),
        };
        Words { message, label, help }
    }
}

fn words_of(kind: Foreign) -> Words {
    const SAVE: &str = "save the answer of GET https://SERVER/osImages";
    let (message, label, help): (String, &str, String) = match kind {
        Foreign::HostPlatforms => (
            "this is the answer of GET /hostPlatforms, which lists hosts and no OS images".into(),
            "hosts, not OS images",
            format!("{SAVE}: whether a host is ready says nothing about an image"),
        ),
        Foreign::DeploymentRequest => (
            "this is a deployment request, the body of PUT /hostPlatforms".into(),
            "a deployment request",
            format!("{SAVE}, which has the profiles that a request can select"),
        ),
        Foreign::Answer(endpoint) => (
            format!("this looks like the answer of {endpoint}"),
            "another endpoint's answer",
            SAVE.into(),
        ),
        Foreign::ImportMetadata => (
            "this looks like the metadata.json of an import into XClarity One".into(),
            "files to import",
            format!(
                "{SAVE} of XClarity Administrator; what stands in an import's metadata is not imported yet"
            ),
        ),
        Foreign::Redfish => (
            "this is the answer of a Redfish service, such as a server's management controller"
                .into(),
            "Redfish",
            format!("{SAVE} of XClarity Administrator, not of the managed server"),
        ),
        Foreign::Job => (
            "this answer names a job: it belongs to a request that started something".into(),
            "a job, not OS images",
            format!("wait until GET /tasks/JOB says that the job is complete, then {SAVE}"),
        ),
        Foreign::ResultAlone => (
            "this answer has a result and nothing else".into(),
            "no OS images, no files",
            format!("{SAVE}: it has \"items\", also where they are empty"),
        ),
        Foreign::FailureAlone => (
            "this answer says that a request failed, and not why".into(),
            "no OS images, no files",
            format!("look for the error on the server, then {SAVE}"),
        ),
    };
    Words { message, label: label.into(), help }
}

/// What `object` is, where osready itself has written it.
fn own_file(object: Value<'_>) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().all(|key| object.get_key(key).is_some());
    if has(&["version", "findings", "readiness", "summary"]) {
        return Some("a report of osready");
    }
    if has(&["fingerprint", "rule", "file"]) {
        return Some("a report of osready, a finding a line");
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
