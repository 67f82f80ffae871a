//! The parts of the way, each by itself: decoding, parsing, the schema, reading the model, each rule,
//! weighing, each format.
//!
//! `cargo bench --bench parts [-- NAME…]`: a clean response of 20 KB and one of 1 MB; the formats write
//! what is found in one of 1 MB with defects.
#![allow(clippy::expect_used, missing_docs)]

#[path = "../tests/it/generator/mod.rs"]
mod generator;

use std::io;
use std::path::Path;
use std::sync::LazyLock;

use divan::{Bencher, black_box, black_box_drop, counter::BytesCount};
use generator::{Layout, Options, Size, generate};
use osready::config::RuleConfig;
use osready::diagnostic::{Check, RuleContext};
use osready::input::{Discovery, Source, decoded};
use osready::json::{self, Tree};
use osready::lint::{Linter, Report, Retention};
use osready::model::{Found, Response, find};
use osready::report::{Format, Style};
use osready::spec::names::interner;
use osready::{rules, schema};

const SIZES: [usize; 2] = [20_000, 1_000_000];
/// The share of places with a defect, where findings are written.
const DEFECT_SHARE: f64 = 0.02;
/// How wide a report for people is.
const WIDTH: usize = 100;

fn main() {
    divan::main();
}

fn text(size: usize, defect_share: f64) -> String {
    let layout = Layout::OneLine;
    generate(&Options { seed: 7, size: Size::Bytes(size), defect_share, layout }).text
}

fn parsed(text: &str) -> Tree<'_> {
    json::read(text, interner()).expect("it is shorter than 4 GiB")
}

fn response<'a>(tree: &'a Tree<'a>) -> Response<'a> {
    let found = tree.root().map(find).unwrap_or_default();
    let response = found.into_iter().find_map(|found| match found {
        Found::Response(response) => Some(response),
        _ => None,
    });
    *response.expect("a response")
}

fn source() -> Source {
    Source::file(Path::new("response.json"), Discovery::Explicit)
}

#[divan::bench(args = SIZES)]
fn decode(bencher: Bencher<'_, '_>, size: usize) {
    let (text, source) = (text(size, 0.0), source());
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| text.clone().into_bytes())
        .bench_values(|bytes| decoded(&source, bytes));
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(size, 0.0);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| black_box_drop(parsed(&text)));
}

#[divan::bench(args = SIZES)]
fn schema(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(size, 0.0);
    let tree = parsed(&text);
    let (response, config) = (response(&tree), RuleConfig::default());
    schema::prepare();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut findings = RuleContext::new(&rules::SCHEMA, &config);
        schema::check(&response, &mut findings);
        findings.into_diagnostics().len()
    });
}

/// What all rules ask for: images, profiles, files and who uses them.
#[divan::bench(args = SIZES)]
fn model(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(size, 0.0);
    let tree = parsed(&text);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let response = response(&tree);
        (response.profiles().count(), response.uses().count())
    });
}

fn runs_on_responses(rule: &osready::diagnostic::Rule) -> bool {
    rule.checks.iter().any(|check| matches!(check, Check::Response(_) | Check::Profile(_)))
}

/// Each rule on a response of 1 MB whose model has been read.
#[divan::bench(args = rules::ALL.iter().filter(|rule| runs_on_responses(rule)).map(|rule| rule.id))]
fn rule(bencher: Bencher<'_, '_>, id: &str) {
    let text = text(SIZES[1], 0.0);
    let tree = parsed(&text);
    let response = response(&tree);
    let rule = rules::by_id(id).expect("a rule");
    let config = RuleConfig::default();
    let ask = || {
        let mut findings = RuleContext::new(rule, &config);
        for check in rule.checks {
            match check {
                Check::Response(check) => check(&response, &mut findings),
                Check::Profile(check) => {
                    response
                        .profiles()
                        .for_each(|profile| check(&response, profile, &mut findings));
                }
                Check::Text(_)
                | Check::Input
                | Check::Deployment(_)
                | Check::Host(_)
                | Check::Policy
                | Check::Expression
                | Check::Configuration => {}
            }
        }
        findings.into_diagnostics().len()
    };
    black_box(ask());
    bencher.bench_local(ask);
}

/// All of it but reading the file.
#[divan::bench(args = SIZES, consts = [false, true])]
fn lint<const WITH_DEFECTS: bool>(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(size, if WITH_DEFECTS { DEFECT_SHARE } else { 0.0 });
    let linter = Linter::new();
    osready::schema::prepare();
    let bytes = BytesCount::of_str(&text);
    let file = decoded(&source(), text.into_bytes()).expect("it is UTF-8");
    bencher.counter(bytes).bench_local(|| black_box_drop(linter.lint(&file)));
}

static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let bytes = text(SIZES[1], DEFECT_SHARE).into_bytes();
    let file = decoded(&source(), bytes).expect("it is UTF-8");
    let mut report = Report::new();
    report.add(
        Linter::new().with_excerpts(true).lint(&file).expect("it is shorter than 4 GiB"),
        Retention::All,
    );
    report
});

#[divan::bench(args = Format::ALL.map(Format::as_str))]
fn format(bencher: Bencher<'_, '_>, name: &str) {
    let format: Format = name.parse().expect("a format");
    let report = &*REPORT;
    bencher.bench_local(|| format.write(report, Style::plain(WIDTH), &mut io::sink()));
}
