//! Another implementation of CEL, the crate `cel`, agrees on every expression and subject of generated
//! responses. It parses and evaluates; the facts are handed to it as nested maps.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{Context, Program, Value};
use osready::facts::{Fact, FactOptions, Facts, Kind, Object};
use osready::input::{Discovery, File};
use osready::lint::Linter;
use osready::model::{Response, Target};
use osready::user_rules::{Each, UserRule, explain};
use serde::Serialize;

use crate::generator::{Layout, Options, Size, generate};
use crate::support::{cases, policy};

use super::RULES;

/// More expressions, to cover what the ten rules do not use.
const MORE: &[(&str, &str)] = &[
    ("profile", "profile.files.boot.exists(f, version(f.version) >= version('2'))"),
    ("profile", "has(profile.release) ? version(profile.release) > version('2012') : false"),
    ("profile", "profile.files.drivers.filter(f, f.custom).map(f, f.id).size() % 2 == 0"),
    ("profile", "profile.files.unattend.exists_one(f, f.id.contains('_')) || profile.custom"),
    ("profile", "profile.status == 'ready' && !(profile.verdict in ['blocked', 'unknown'])"),
    ("profile", "profile.name.lowerAscii() == profile.name && size(profile.id) > 10"),
    ("image", "image.profiles.all(p, p.image.id == image.id && p.id.startsWith(image.name))"),
    (
        "image",
        "image.profiles.exists(p, p.custom) == (image.profiles.filter(p, p.custom).size() > 0)",
    ),
    ("image", "image.size / 1024 > 1000 && image.size - 1 < 10000000"),
    ("driver", "file.releases.all(r, version(r) >= version('11'))"),
    ("driver", "file.deviceType in ['nic', 'hba'] || file.version != ''"),
    ("unattend-file", "has(file.associated) && file.associated.custom"),
    ("response", "response.images.map(i, i.profiles.size()).filter(n, n > 1).size() > 0"),
    ("response", "response.images.all(i, i.profiles.exists(p, p.image.id == i.id))"),
    ("response", "response.server.startsWith('racks/') && response.age > 100"),
    ("image", "response.target == 'any' || image.id.contains(response.server)"),
    ("supported-image", "supported.releases.size() > 0 && supported.name.endsWith('s')"),
];

/// A fact as the other implementation takes it; its integers have a sign.
#[derive(Serialize)]
#[serde(untagged)]
enum Node {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    Map(BTreeMap<String, Node>),
}

/// An object as a nested map. Images and profiles refer to each other, so nesting ends at `depth`.
fn nested<'r, 'a: 'r>(facts: &Facts<'r, 'a>, object: Object<'r, 'a>, depth: usize) -> Node {
    let mut map = BTreeMap::new();
    for (index, field) in object.kind().fields().iter().enumerate() {
        let fact = match (object.kind(), field.of) {
            // Files of the repository are looked at as subjects.
            (Kind::Response, osready::facts::FieldType::Objects(Kind::File)) => continue,
            _ => facts.read(object, index),
        };
        let value = match fact {
            Fact::Absent | Fact::Unreadable(_) => continue,
            Fact::Bool(flag) => Node::Bool(flag),
            Fact::Int(number) => Node::Int(number),
            Fact::Text(text) => Node::Text(text.into_owned()),
            Fact::Strings(list) => {
                Node::List(list.iter().map(|text| Node::Text(text.to_string())).collect())
            }
            Fact::Object(_) | Fact::Objects(_) if depth == 0 => continue,
            Fact::Object(object) => nested(facts, object, depth - 1),
            Fact::Objects(list) => {
                Node::List(list.iter().map(|object| nested(facts, *object, depth - 1)).collect())
            }
        };
        map.insert(field.name.to_owned(), value);
    }
    Node::Map(map)
}

/// A version as text that compares as the version does.
#[allow(clippy::needless_pass_by_value, reason = "as the other implementation calls it")]
fn version(text: Arc<String>) -> Result<Value, cel::ExecutionError> {
    let lower = text.trim().to_lowercase().replace("sp", ".");
    let lower = lower.strip_prefix('v').unwrap_or(&lower).to_owned();
    if !lower.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(cel::ExecutionError::function_error("version", "not a version"));
    }
    let mut numbers: Vec<String> = Vec::new();
    for part in lower.split(['.', '-']) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        numbers.push(format!("~{digits:0>20}"));
        if digits.len() < part.len() {
            numbers.push(format!("!{}", &part[digits.len()..]));
        }
    }
    while numbers.len() > 1
        && numbers.last().is_some_and(|last| last.trim_matches(['~', '0']).is_empty())
    {
        numbers.pop();
    }
    Ok(Value::String(Arc::new(numbers.join(""))))
}

fn lower(cel::extractors::This(text): cel::extractors::This<Arc<String>>) -> String {
    text.to_ascii_lowercase()
}

fn subjects<'r, 'a>(each: Each, response: &'r Response<'a>) -> Vec<Object<'r, 'a>> {
    match each {
        Each::Response => vec![Object::Response],
        Each::Image => response.images().map(Object::Image).collect(),
        Each::Profile => response.profiles().map(Object::Profile).collect(),
        Each::SupportedImage => response.supported_images().iter().map(Object::Supported).collect(),
        _ => {
            let kind = each.file_kind().expect("a kind of file");
            response.repository.files(kind).map(|file| Object::File(kind, Ok(file))).collect()
        }
    }
}

/// What the other implementation says: true, false or an error.
fn said(program: &Program, context: &Context<'_, '_>) -> &'static str {
    match program.execute(context) {
        Ok(Value::Bool(true)) => "true",
        Ok(Value::Bool(false)) => "false",
        Ok(other) => panic!("{other:?}"),
        Err(_) => "unknown",
    }
}

struct Compared {
    rule: Arc<UserRule>,
    when: Option<Program>,
    require: Program,
}

/// A policy with every key, for the rules that it stands for.
pub(super) const SITE_POLICY: &str = r#"
[rules.preloaded-winpe]
reading = "name"

[site-policy]
allowed-images = ["win20*", "sles1[25]*", "*rhel*", "esxi7.0|"]
denied-images = ["win2012*", "*-{test,old}*"]
allowed-releases = ["windows 20*", "15.*", "sles 12SP?", "8.6"]
denied-releases = ["sles 15.1"]
minimum-release = { sles = "12.4", windows = "2016", rhel = "7.9" }
minimum-boot-file-version = "2.1"
deploy-path = { windows = 'c:\lxca', linux = "/home/lxca" }
required-drivers = ["nic", "storage"]
required-unattend-file = ["windows", "sles"]
denied-preloaded-winpe = ["thinksystem"]
custom-profiles-only = true
max-age-days = 700
disk-budget = "20 GB"

[[site-policy.minimum-driver-version]]
drivers = "*-nic*"
version = "2"

[[site-policy.minimum-driver-version]]
type = "storage"
system = "windows"
version = "1.5"
"#;

/// What facts depend on besides the response.
const OPTIONS: FactOptions<'_> = FactOptions {
    target: Target::ThinkSystem,
    today: Some(jiff::civil::date(2026, 1, 31)),
    saved: Some(jiff::civil::date(2025, 6, 1)),
    server: Some("racks/rack7-*.json"),
};

#[test]
#[allow(clippy::print_stdout, reason = "its figures")]
fn another_implementation_agrees() {
    let responses = cases(25);
    // It takes long: both processors work.
    let halves = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || compare(half, responses)));
        halves.map(|half| half.join().expect("they agree"))
    });
    let [decided, unknown, skipped] = [0, 1, 2].map(|at| halves[0][at] + halves[1][at]);
    println!("{decided} decided, {unknown} unknown, {skipped} unreadable");
    assert!(
        decided > 500 * responses && unknown > responses && skipped * 10 < decided,
        "{decided} {unknown} {skipped}"
    );
}

/// Compares the implementations on each second response. Returns how many results are decided, unknown and of what
/// cannot be read.
fn compare(half: u64, responses: usize) -> [usize; 3] {
    let mut text = format!("{SITE_POLICY}\n{RULES}");
    for (at, (each, require)) in MORE.iter().enumerate() {
        text += &super::rule(each, require).replace("site/x", &format!("site/more{at}"));
    }
    let (policy, errors) = policy(&text);
    assert!(errors.is_empty(), "{errors:#?}");
    let rules: Vec<Compared> = policy
        .user_rules
        .iter()
        .map(|rule| Compared {
            rule: Arc::clone(rule),
            when: rule
                .when
                .as_ref()
                .map(|when| Program::compile(when.source.text()).expect("valid CEL")),
            require: Program::compile(rule.require.source.text()).expect("valid CEL"),
        })
        .collect();
    let (decided, unknown, skipped) = (Cell::new(0), Cell::new(0), Cell::new(0));
    for seed in (0..responses as u64).filter(|seed| seed % 2 == half) {
        let share = if seed % 4 == 0 { 0.0 } else { 0.3 };
        let (size, layout) = (Size::Images(1), Layout::OneLine);
        let generated = generate(&Options { seed, size, defect_share: share, layout });
        let file = File::new("a.json", Discovery::Explicit, generated.text);
        let mut see = |response: &Response<'_>| {
            let facts = Facts::new(response, OPTIONS);
            let whole = cel::to_value(nested(&facts, Object::Response, 3)).expect("a value");
            let mut context = Context::default();
            context.add_function("version", version).expect("a function");
            context.add_function("lowerAscii", lower).expect("a function");
            context.add_variable_from_value("response", whole);
            for each in Each::ALL {
                let rules = || rules.iter().filter(|compared| compared.rule.each == each);
                let explained: Vec<_> =
                    rules().map(|compared| explain(&compared.rule, response, OPTIONS)).collect();
                for (at, subject) in subjects(each, response).into_iter().enumerate() {
                    let mut context = context.new_inner_scope();
                    let name = each.variables()[0].name;
                    if name != "response" {
                        let own = cel::to_value(nested(&facts, subject, 2)).expect("a value");
                        context.add_variable_from_value(name, own);
                    }
                    for (compared, explained) in rules().zip(&explained) {
                        let explained = &explained[at];
                        let pairs = [
                            (compared.when.as_ref(), explained.when.as_ref()),
                            (Some(&compared.require), Some(&explained.require)),
                        ];
                        for (program, ours) in pairs {
                            let (Some(program), Some(ours)) = (program, ours) else { continue };
                            // The other implementation has no facts that cannot be read.
                            if ours.ends_with("cannot be read") {
                                skipped.set(skipped.get() + 1);
                                continue;
                            }
                            let known = ours.split(':').next().unwrap_or_default();
                            let theirs = said(program, &context);
                            let id = compared.rule.rule.id;
                            assert_eq!(theirs, known, "{seed} {id} {explained:?}");
                            let count = if known == "unknown" { &unknown } else { &decided };
                            count.set(count.get() + 1);
                        }
                    }
                }
            }
        };
        Linter::new().with_rules(&[]).lint_each(&file, None, &mut see).expect("shorter than 4 GiB");
    }
    [decided.get(), unknown.get(), skipped.get()]
}

/// What one parser refuses as syntax, the other refuses too.
#[test]
fn another_parser_refuses_the_same() {
    for text in [
        "a.", "(a", "a b", "1 +", "[1, 2", "'a", "a ? b", "a && ", "!", "a..b", "a.b(", "&&", "=",
        "a = b",
    ] {
        assert!(Program::compile(text).is_err(), "{text}");
        assert_eq!(policy(&super::rule("profile", text)).1.len(), 1, "{text}");
    }
    for (_, text) in MORE {
        assert!(Program::compile(text).is_ok(), "{text}");
    }
}
