//! The commands of the pages run, and print what the pages show.
//!
//! - The blocks `sh` of a page run in order, in one folder with the files of [`fixtures`]. A command has exit code
//!   0, unless a comment behind it says another: `# exit code 1`.
//! - A block `text` is the standard output of the last command before it, or of the command in the comment
//!   `<!-- output: COMMAND -->` on the line before the block.
//! - A block after `<!-- file: NAME -->` is a file for the commands after it.
//! - Any other block `toml` is a valid configuration.
//! - [`NOT_RUN`] lists the other blocks, with reasons.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use regex::Regex;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{pages, read, update};
use crate::binary::osready;
use crate::git::{commit, git, write};

const SERVER: &str = "needs an XClarity Administrator";
const SPARK: &str = "needs Spark; tests/external/spark runs the package";
const PIP: &str = "needs pip and maturin; tests/external/python installs the package";
const MAINTAINERS: &str =
    "a check of the repository itself, which .ci/run runs or which takes long";

/// Blocks that do not run: the page, a part of the block, and the reason.
const NOT_RUN: &[(&str, &str, &str)] = &[
    ("README.md", "cargo run --quiet -- check tests/samples", "run by .ci/run"),
    ("README.md", "cargo test", "run by .ci/run"),
    ("README.md", "curl -fsS", SERVER),
    ("docs/architecture.md", "cli  ", "a drawing; tests/it/layers.rs checks it"),
    (
        "docs/editors.md",
        "",
        "settings of editors; tests/external/lsp packages the extension and starts Neovim",
    ),
    (
        "docs/first-rule.md",
        "",
        "adds a rule to the repository; tests/external/first-rule follows it",
    ),
    ("docs/performance.md", "", MAINTAINERS),
    ("docs/plan.md", "curl -sSf", SERVER),
    ("docs/policy.md", "/etc/osready", "a folder outside of the test"),
    ("docs/policy.md", "conftest test", "needs conftest; tests/external/rego evaluates the policy"),
    ("docs/python.md", "pip install", PIP),
    ("docs/reliability.md", "", MAINTAINERS),
    ("docs/spark.md", "cd tests/external/spark", "measures for minutes"),
    ("docs/spark.md", "coalesce(8)", SPARK),
    ("docs/spark.md", "pip install", PIP),
    ("docs/spark.md", "python -m osready.spark INPUT", SPARK),
    ("docs/spark.md", "select file, failure", SPARK),
    ("docs/tutorial.md", "cargo install", "compiles for minutes"),
    ("docs/tutorial.md", "curl -fsS", SERVER),
    ("docs/tutorial.md", "mkdir first-snapshot", "each page has a folder of its own here"),
];

/// Programs that the pages may run here.
const PROGRAMS: &[&str] = &["osready"];

/// Whether tests outside of this program run a block.
fn is_run_elsewhere(page: &str, block: &Block) -> bool {
    let marker = block.marker.as_deref().unwrap_or_default();
    match block.language.as_str() {
        "yaml" | "groovy" => ["run", "hostile"].iter().any(|name| {
            let script = read(&format!("tests/external/ci/{name}"));
            [format!("example {marker} "), format!("example(\"{marker}\"")]
                .iter()
                .any(|call| !marker.is_empty() && script.contains(call))
        }),
        // tests/external/rego, bindings/python/tests/test_docs.py, and tests/external/spark.
        "rego" => page == "docs/policy.md",
        "python" => marker == "example" || page == "bindings/python/README.md",
        _ => false,
    }
}

fn profile(name: &str, is_ready: bool) -> Value {
    json!({
        "deployStatus": if is_ready { "ready" } else { "notReady" },
        "id": format!("win2022|win2022-x86_64-install-{name}"),
        "name": format!("win2022-x86_64-install-{name}"),
        "readyCheck": {"noWinpe": !is_ready},
    })
}

/// A response with two profiles.
fn response(is_core_ready: bool) -> String {
    let image = json!({
        "deployStatus": "ready",
        "id": "win2022|",
        "name": "win2022",
        "osrelease": "2022",
        "profiles": [profile("Core", is_core_ready), profile("Standard", true)],
    });
    format!("{:#}\n", json!({"items": [image], "result": "success"}))
}

fn host(number: u8, profile: &str) -> Value {
    json!({
        "uuid": format!("{number:032X}"),
        "selectedImage": format!("win2022|win2022-x86_64-install-{profile}"),
        "storageSettings": {"targetDevice": "localdisk"},
        "networkSettings": {"hostname": format!("web{number:02}")},
    })
}

/// The response of GET /hostPlatforms about the host of `requests/web02.json`.
fn host_platforms() -> Value {
    let id = "win2022|win2022-x86_64-install-Standard";
    json!({
        "availableImages": [id],
        "imagesWithoutWinPERemoved": false,
        "incompatibleImagesRemoved": false,
        "isAuthorized": true,
        "items": [{
            "availableImages": [{"label": id, "selected": false, "value": id}],
            "deployStatus": "Ready",
            "deployStatusID": 0,
            "immIpAddress": "192.0.2.31",
            "readyCheck": {"accessState": "Online"},
            "uuid": format!("{:032X}", 2),
        }],
    })
}

/// A repository with the files that commands name. `origin/main` is its first commit.
fn fixtures(page: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    git(here, &["init", "-q"]);
    // A lesson has all of its files on its page.
    if page == "docs/tutorial.md" {
        return folder;
    }
    write(here, "osimages.json", &response(false));
    write(here, "request.json", &format!("{:#}\n", json!([host(1, "Core"), host(2, "Standard")])));
    write(here, "hostplatforms.json", &host_platforms().to_string());
    let nightly = read("tests/samples/nightly.ndjson");
    write(here, "response.json", nightly.lines().nth(1).expect("a blocked image"));
    write(here, "requests/web02.json", &format!("{:#}\n", json!([host(2, "Standard")])));
    write(here, "fixtures/broken.json", "{\n  \"items\": [],\n  \"number\": 007\n}\n");
    write(here, "fixtures/copied.json", "{\n  \"items\": [],\n  \"isAuthorized\": True,\n}\n");
    write(here, "yesterday.json", &crate::diff::response().to_string());
    write(here, "today.json", &crate::diff::newer().to_string());
    let nights = ["01-28", "01-29", "01-30", "01-31", "02-01", "02-02", "02-03"];
    for night in nights {
        let text = match night {
            "01-30" => response(false),
            "02-01" => "<html><title>Log in</title>\n".to_owned(),
            _ => response(true),
        };
        write(here, &format!("snapshots/2026-{night}/rack7.json"), &text);
    }
    osready(here, &["baseline", "create"]);
    commit(here, "first");
    git(here, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    folder
}

/// A fenced block of a page.
struct Block {
    language: String,
    text: String,
    /// The bytes of `text` in the page.
    range: Range<usize>,
    /// The comment on the line before the block, without its delimiters.
    marker: Option<String>,
    /// The line of the fence, from 1.
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (event, range) in Parser::new(page).into_offset_iter() {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) = event else { continue };
        let start = range.start + page[range.clone()].find('\n').expect("a line end") + 1;
        let end = range.start + page[range.clone()].rfind("```").expect("a closing fence");
        let before = page[..range.start].trim_end().lines().last().unwrap_or_default();
        let marker = before.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
        blocks.push(Block {
            language: language.to_string(),
            text: page[start..end].to_owned(),
            range: start..end,
            marker: marker.map(str::to_owned),
            line: page[..range.start].lines().count() + 1,
        });
    }
    blocks
}

/// Runs a command as a shell does.
fn run(folder: &Path, command: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_osready")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("PATH");
    Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("SOURCE_DATE_EPOCH", "1769832000")
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .output()
        .expect("a shell")
}

/// Returns the commands of a block: its lines, joined after a backslash.
fn commands(block: &str) -> Vec<String> {
    let joined = block.replace("\\\n", " ");
    let lines =
        joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// Returns an output as pages show it: without spaces at line ends and empty lines around it.
fn trimmed(printed: &str) -> String {
    let lines: Vec<&str> = printed.trim_matches('\n').lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// Runs the blocks of a page, and reports what does not hold.
struct Page<'a> {
    name: &'a str,
    folder: TempDir,
    /// The standard output of the last command.
    printed: Option<String>,
    wrong: Vec<String>,
}

impl Page<'_> {
    fn fail(&mut self, block: &Block, problem: &str) {
        self.wrong.push(format!("{}:{}: {problem}", self.name, block.line));
    }

    fn run(&mut self, block: &Block, command: &str) {
        let program = command.split_whitespace().next().unwrap_or_default();
        if !PROGRAMS.contains(&program) {
            return self
                .fail(block, &format!("`{program}` may not run here: list the block in NOT_RUN"));
        }
        let code = Regex::new(r"#.*exit code ([0-9]+)").expect("a regular expression");
        let expected =
            code.captures(command).map_or("0", |found| found.get(1).expect("a group").as_str());
        let output = run(self.folder.path(), command);
        let code = output.status.code().map(|code| code.to_string());
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if code.as_deref() != Some(expected) {
            let errors = String::from_utf8_lossy(&output.stderr);
            self.fail(block, &format!("{command}\nexit code {code:?}\n{printed}{errors}"));
        }
        self.printed = Some(printed);
    }

    /// Checks a block; returns the text that belongs there instead, if it is an output.
    fn check(&mut self, block: &Block) -> Option<String> {
        let marked = |kind| block.marker.as_deref().and_then(|marker| marker.strip_prefix(kind));
        if let Some(file) = marked("file: ") {
            write(self.folder.path(), file, &block.text);
            return None;
        }
        match block.language.as_str() {
            "sh" => commands(&block.text).iter().for_each(|command| self.run(block, command)),
            "text" | "json" => {
                if let Some(command) = marked("output: ") {
                    self.run(block, &format!("{command} # exit code 1"));
                }
                match self.printed.as_deref() {
                    Some(printed) => return Some(trimmed(printed)),
                    None => self.fail(block, "no command printed this"),
                }
            }
            "toml" => {
                fs::write(self.folder.path().join("example.toml"), &block.text).expect("a file");
                let command = "osready config --no-baseline --config example.toml";
                self.run(block, command);
            }
            _ if is_run_elsewhere(self.name, block) => {}
            language => self.fail(block, &format!("a block of `{language}`, which nothing checks")),
        }
        None
    }
}

#[test]
fn commands_print_what_the_pages_show() {
    let mut unused: BTreeSet<_> = NOT_RUN.iter().collect();
    let mut wrong = Vec::new();
    for name in pages() {
        let page = read(&name);
        let mut run =
            Page { name: &name, folder: fixtures(&name), printed: None, wrong: Vec::new() };
        let mut updated = page.clone();
        let mut outputs = Vec::new();
        for block in blocks(&page) {
            let listed =
                NOT_RUN.iter().find(|(page, part, _)| *page == name && block.text.contains(part));
            if let Some(listed) = listed {
                unused.remove(listed);
            } else if let Some(output) = run.check(&block) {
                outputs.push((block.range, output));
            }
        }
        wrong.append(&mut run.wrong);
        for (range, output) in outputs.into_iter().rev() {
            updated.replace_range(range, &output);
        }
        update(&name, &page, &updated);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unused.is_empty(), "no such block: {unused:?}");
}
