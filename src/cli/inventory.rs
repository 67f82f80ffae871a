//! `osready inventory`: the facts about saved responses, for other programs.

use clap::{Args, ValueEnum};
use osready::date::server_name;
use osready::facts::{FactOptions, Facts, Inventory as Writer, inventory_schema};
use osready::input::{Failure, expanded, read, sources_and_archives};
use osready::json::{Kind, Tree};
use osready::lint::{Linter, Locator, Outcome, Report, Retention};
use osready::model::{Response, Target};
use osready::policy::FailOn;
use osready::sanitize::{Sanitized, json, sanitize};
use osready::source::Span;
use serde_json::{Map, Value as Json};

use super::console::Console;
use super::destination::Destination;
use super::exit_code::{EMPTY, FAILED, nothing_found};
use super::input_args::InputArgs;
use super::interrupt;
use super::settings::{inputs, without_baseline};
use super::setup_error::print_setup_error;

/// The maximum size of a response that `--with-response` prints, in bytes.
const MAX_RESPONSE_BYTES: usize = 64 << 20;

const EXAMPLES: &str = "\
Exit codes:
  0  done
  1  a response cannot be read in full; its inventory holds what can be read
  2  bad usage, an error in the configuration, or a file that could not be read
  3  no response was found

Examples:
  osready inventory osimages.json
  osready inventory --format ndjson snapshots | jq 'select(.kind == \"profile\" and .verdict != \"ready\")'
  osready inventory --format csv snapshots > inventory.csv
  osready inventory --with-response osimages.json | conftest test --policy policy -
  osready inventory --schema > inventory.schema.json";

/// Print the facts about saved responses: images, profiles, files and verdicts.
///
/// These are the facts that rules of a site see: references are resolved, releases have one
/// spelling, and each has a verdict. Each has its file, line and JSON Pointer. An attribute that is
/// absent is left out; one that cannot be read is listed under unreadable.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Inventory {
    #[command(flatten)]
    destination: Destination,

    /// The output format.
    #[arg(long, value_enum, default_value_t = InventoryFormat::Json)]
    format: InventoryFormat,

    /// Print the response itself, with its inventory under the key osready; one response only.
    #[arg(long, conflicts_with = "format")]
    with_response: bool,

    /// Print the JSON Schema of an inventory instead.
    #[arg(long)]
    schema: bool,

    #[command(flatten)]
    input_args: InputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InventoryFormat {
    /// A JSON array with an object for each response.
    Json,
    /// A JSON object per line for each image, profile and file, with its kind.
    Ndjson,
    /// A row for each image, profile and file.
    Csv,
}

/// Prints the inventory. Returns the exit code.
pub(super) fn inventory(arguments: &Inventory, output: &Console) -> u8 {
    let inputs = || inputs(&arguments.input_args.paths, &arguments.input_args.policy);
    let run = |output: &Console| run_inventory(arguments, output);
    arguments.destination.run::<()>(None, inputs, output, run)
}

fn run_inventory(arguments: &Inventory, output: &Console) -> u8 {
    if arguments.schema {
        output.out(&Sanitized::lines(&format!("{:#}\n", inventory_schema())));
        return 0;
    }
    let settings = match without_baseline(&arguments.input_args) {
        Ok(settings) => settings,
        Err(why) => return print_setup_error(why, output),
    };
    let target = settings.policy.rules.options.target;
    let linter = Linter::new().with_rules(&[]);
    let mut printer = Printer { arguments, target, printed: 0, output, error: None };
    printer.begin();
    let mut report = Report::new();
    let found = sources_and_archives(&arguments.input_args.paths, &settings.filter);
    let found = expanded(found, &settings.filter, interrupt::is_interrupted);
    for source in found.flatten() {
        let checked = source.and_then(|source| {
            if source.skip_reason.is_some() {
                return Ok(None);
            }
            let file = read(&source)?;
            let mut see = |response: &Response<'_>, locator: Locator<'_, '_>| {
                let line = &|span: Span| locator.line(span);
                printer.response(&file.name, response, line);
            };
            let checked = linter.lint_located(&file, None, &mut see);
            checked
                .map(Some)
                .map_err(|error| Failure { file: file.name.clone(), message: error.to_string() })
        });
        match checked {
            Ok(Some(file_report)) => {
                for check in &file_report.incomplete {
                    output.print_error(&check.line_for_people());
                }
                report.add(file_report, Retention::All);
            }
            Ok(None) => {}
            Err(failure) => {
                output.print_error(&failure.to_string());
                report.failures.push(failure.into());
            }
        }
    }
    printer.end();
    if let Some(error) = printer.error {
        output.print_error(&error);
        return FAILED;
    }
    let code = Outcome::new(&report).code(FailOn::Error, arguments.input_args.allow_empty);
    if code == EMPTY {
        output.print_error(&nothing_found(&arguments.input_args.paths));
    }
    if output.has_failed() { FAILED } else { code }
}

struct Printer<'p> {
    arguments: &'p Inventory,
    target: Target,
    /// The number of responses so far.
    printed: usize,
    output: &'p Console,
    error: Option<String>,
}

/// The columns of CSV, which all kinds share.
const COLUMNS: [&str; 17] = [
    "kind",
    "file",
    "line",
    "pointer",
    "id",
    "name",
    "image",
    "system",
    "release",
    "releases",
    "type",
    "version",
    "status",
    "verdict",
    "reasons",
    "size",
    "unreadable",
];

impl Printer<'_> {
    fn begin(&self) {
        match self.arguments.format {
            _ if self.arguments.with_response => {}
            InventoryFormat::Json => self.output.out(&Sanitized::fixed("[")),
            InventoryFormat::Csv => self.line(&format!("{}\r", COLUMNS.join(","))),
            InventoryFormat::Ndjson => {}
        }
    }

    fn end(&self) {
        if !self.arguments.with_response && self.arguments.format == InventoryFormat::Json {
            self.output.out(&Sanitized::fixed("\n]\n"));
        }
    }

    fn line(&self, line: &str) {
        self.output.out_bytes(line.as_bytes());
        self.output.out_bytes(b"\n");
    }

    fn response(&mut self, file: &str, response: &Response<'_>, line: &dyn Fn(Span) -> usize) {
        let server = server_name(file);
        let options =
            FactOptions { target: self.target, server: Some(&server), ..FactOptions::default() };
        let facts = Facts::new(response, options);
        let writer = Writer::new(&facts, file, line);
        self.printed += 1;
        if self.arguments.with_response {
            self.with_response(response, &writer);
            return;
        }
        if self.arguments.format == InventoryFormat::Json {
            let mut bytes = if self.printed > 1 { b",\n".to_vec() } else { b"\n".to_vec() };
            // Writing to memory never fails.
            drop(json::pretty(&writer.whole(), &mut bytes));
            self.output.out_bytes(bytes.trim_ascii_end());
            return;
        }
        let print = |kind: &str, mut object: Json| {
            if let Json::Object(map) = &mut object {
                map.entry("kind").or_insert_with(|| kind.into());
            }
            match self.arguments.format {
                InventoryFormat::Csv => self.line(&format!("{}\r", row(&object))),
                // Writing to standard output never fails: the console records errors.
                _ => drop(json::compact(&object, &mut self.output.stdout())),
            }
        };
        print("response", writer.object(osready::facts::Object::Response));
        for (_, objects) in writer.subjects() {
            for object in objects {
                print(object.kind().as_str(), writer.object(object));
            }
        }
    }

    fn with_response(&mut self, response: &Response<'_>, writer: &Writer<'_, '_, '_>) {
        let error = match response.value.kind() {
            _ if self.printed > 1 => "there are several responses; --with-response prints one",
            _ if response.value.span().len() as usize > MAX_RESPONSE_BYTES => {
                "the response is larger than 64 MiB, the limit of --with-response"
            }
            Kind::Object if !is_faithful(response.value.tree()) => {
                "the response has syntax errors or repeated keys; run osready fix first"
            }
            Kind::Object => {
                let span = response.value.span();
                let text = response.value.tree().text();
                let text = text.get(span.range()).unwrap_or_default();
                match serde_json::from_str::<Map<String, Json>>(text) {
                    Ok(mut map) => {
                        map.insert("osready".into(), writer.whole());
                        drop(json::pretty(&map, &mut self.output.stdout()));
                        return;
                    }
                    Err(_) => "the response is not valid JSON; run osready fix first",
                }
            }
            _ => "the response is not an object",
        };
        self.error.get_or_insert_with(|| error.to_owned());
    }
}

/// Returns whether a JSON parser reads the text as it is.
fn is_faithful(tree: &Tree<'_>) -> bool {
    tree.syntax_errors().is_empty() && tree.repeated().is_empty()
}

/// Returns a row of CSV. A field that a spreadsheet could take for a formula begins with a quote.
fn row(object: &Json) -> String {
    let fields = COLUMNS.iter().map(|column| {
        let text = match &object[*column] {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            Json::Array(list) => list
                .iter()
                .map(|one| one.as_str().unwrap_or_default())
                .collect::<Vec<_>>()
                .join(" "),
            other => other.to_string(),
        };
        // Line breaks are escaped too, so that a row is a line.
        let text = sanitize(&text);
        let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']);
        let text = if is_formula { format!("'{text}") } else { text };
        match text.contains([',', '"']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text,
        }
    });
    fields.collect::<Vec<_>>().join(",")
}
