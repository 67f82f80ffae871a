//! How much one file may hold, what is said of one that holds more, and that work grows no faster than
//! files and configurations do. The sizes are small here; `tests/external/resources/bounds.py` takes 1 MB
//! of each kind through every command and format.
#![allow(clippy::expect_used, clippy::cast_precision_loss)]

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use cpu_time::ThreadTime;
use osready::fix::{FixError, FixOptions, apply_fixes};
use osready::input::{Discovery, File, texts};
use osready::json::MAX_SYNTAX_ERRORS;
use osready::lint::{IncompleteCause, IncompleteCheck, Linter, Report, Retention};
use osready::model::Verdict;
use osready::policy::{FindingFilter, Policy, config};
use osready::redact::{RedactError, redact};

use crate::binary::{BLOCKED, READY, osready};
use crate::support::{cases, lint};

fn file(text: String) -> File {
    File::new("a.json", Discovery::Explicit, text)
}

/// A response with a profile that is ready, and `more` among its members.
fn with_profile(more: &str) -> String {
    READY.replacen('{', &format!("{{{more}"), 1)
}

/// What is written where a list is to have so many elements.
fn listed(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

#[test]
fn a_text_with_too_many_syntax_errors_is_not_json() {
    let mut exceeding = 0;
    for unit in ["1 ", "a,", "'b',", "\"\\q\",", "[1}", "{id:a,", "\"a\"b\"c\",", "#\n", "\u{a0}x"]
    {
        let errors = unit.repeat(MAX_SYNTAX_ERRORS + 10);
        for text in [
            with_profile(&format!("\"x\": [{errors}], ")),
            format!("{READY}{errors}"),
            format!("[{READY}, {errors}]"),
        ] {
            let file_report = lint(&text);
            let has_limit = |check: &IncompleteCheck| check.cause == IncompleteCause::LimitExceeded;
            if !file_report.incomplete.iter().any(has_limit) {
                // Many of these are read as one error.
                continue;
            }
            exceeding += 1;
            let worst: Vec<_> = file_report.readiness.iter().map(|row| row.verdict).collect();
            assert!(worst.iter().all(|verdict| *verdict >= Verdict::Unknown), "{unit}: {worst:?}");
            assert!(file_report.findings.len() <= MAX_SYNTAX_ERRORS, "{unit}");
            assert!(
                file_report.has_error() && !file_report.incomplete.is_empty(),
                "{unit}: {file_report:?}"
            );
        }
    }
    assert!(exceeding > 10, "{exceeding}");
    let reported =
        lint(&with_profile(&format!("\"x\": [{}], ", "True,".repeat(MAX_SYNTAX_ERRORS + 1))));
    let [finding] = &reported.findings[..] else { panic!("{:?}", reported.findings.len()) };
    assert_eq!(finding.rule, *"not-a-response");
    assert_eq!(finding.message, *"the text is not JSON: it has more than 5000 syntax errors");
    assert_eq!(reported.incomplete[0].cause, IncompleteCause::LimitExceeded);
    assert!(reported.readiness.is_empty());
    // One less is reported error by error.
    let errors = "True,".repeat(MAX_SYNTAX_ERRORS - 1) + "True";
    let reported = lint(&with_profile(&format!("\"x\": [{errors}], ")));
    let syntax = reported.findings.iter().filter(|finding| finding.rule == *"syntax").count();
    assert_eq!(syntax, MAX_SYNTAX_ERRORS);
    assert!(reported.incomplete.is_empty());
}

#[test]
fn errors_of_one_cause_are_one_error_however_many() {
    let spaces = with_profile(&format!("\"x\": [{}1], ", "1,\u{a0}".repeat(2 * MAX_SYNTAX_ERRORS)));
    let reported = lint(&spaces);
    assert!(reported.incomplete.is_empty(), "{:?}", reported.incomplete);
    assert_eq!(reported.findings.iter().filter(|finding| finding.rule == *"syntax").count(), 1);
}

#[test]
fn nothing_lifts_that_a_file_has_too_much_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let errors = "'a',".repeat(MAX_SYNTAX_ERRORS + 1);
    fs::write(folder.path().join("a.json"), with_profile(&format!("\"x\": [{errors}], ")))
        .expect("a file");
    fs::write(
        folder.path().join("osready.toml"),
        "[levels]\nnot-a-response = 'off'\n[[suppress]]\nrule = 'not-a-response'\nreason = 'r'\n",
    )
    .expect("a file");
    for arguments in [
        &["check", "a.json"][..],
        &["check", "."],
        &["status", "."],
        &["diff", "a.json", "a.json"],
        &["history", "."],
        &["baseline", "create", "."],
    ] {
        let output = osready(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
    }
    let before = fs::read(folder.path().join("a.json")).expect("a file");
    let output = osready(folder.path(), &["fix", "--unsafe", "a.json"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(fs::read(folder.path().join("a.json")).expect("a file"), before);
    let error = apply_fixes(
        &crate::support::linter(false),
        &file(with_profile(&format!("\"x\": [{errors}], "))),
        &FixOptions::default(),
    );
    assert!(matches!(error, Err(FixError::LimitExceeded)));
}

#[test]
fn findings_beyond_the_limit_are_counted_and_make_nothing_ready() {
    let count = 25_000;
    let keys = listed(count, |number| format!("\"k{number}\": 1"));
    let text = with_profile(&format!("\"readyCheck2\": {{}}, {keys}, "));
    let file_report = lint(&text);
    let (kept, left_out) = (file_report.findings.len(), file_report.left_out.iter().sum::<usize>());
    assert!(kept <= 20_000 && kept + left_out >= count, "{kept} {left_out}");
    assert!(
        file_report.incomplete.iter().any(|check| check.cause == IncompleteCause::LimitExceeded)
    );
    assert!(file_report.readiness.iter().all(|row| row.verdict >= Verdict::Unknown));
    assert!(!file_report.readiness.is_empty());
    let mut report = Report::new();
    report.add(file_report, Retention::All);
    let summary = report.summary;
    let all = summary.errors + summary.warnings + summary.notes;
    assert_eq!((report.findings.len(), summary.left_out, all), (kept, left_out, kept + left_out));
    // With fewer, the same profile is ready.
    let few = lint(&with_profile("\"k\": 1, "));
    assert!(few.readiness.iter().any(|row| row.verdict == Verdict::Ready), "{:?}", few.readiness);
}

#[test]
fn a_report_holds_the_findings_of_the_most_weight_and_counts_the_others() {
    let note = lint(&with_profile("\"k\": 1, ")).findings[0].clone();
    let mut error = note.clone();
    error.level = osready::diagnostic::Level::Error;
    let mut report = Report::new();
    for _ in 0..5 {
        let mut findings = vec![note.clone(); 9_999];
        findings.push(error.clone());
        report.add(osready::lint::FileReport { findings, ..Default::default() }, Retention::All);
    }
    report.prune();
    assert_eq!((report.findings.len(), report.summary.left_out), (20_000, 30_000));
    assert_eq!(report.summary.errors, 5);
    let errors = report.findings.iter().filter(|finding| finding.level == error.level).count();
    assert_eq!(errors, 5);
}

#[test]
fn a_long_id_or_key_is_not_held_once_for_every_finding() {
    let long = "x".repeat(200_000);
    let keys = listed(2_000, |number| format!("\"k{number}\": 1"));
    let within = format!("{{\"items\": [], \"{long}\": {{{keys}}}}}");
    let profiles = listed(1_000, |number| BLOCKED.replace("Core", &format!("Core-{number}")));
    let image = format!("{{\"items\": [{{\"id\": \"{long}|\", \"profiles\": [{profiles}]}}]}}");
    for text in [within, image] {
        let file_report = lint(&text);
        let bytes: usize =
            file_report.findings.iter().map(|finding| format!("{finding:?}").len()).sum();
        assert!(bytes < 120 << 20, "{bytes} bytes of {} findings", file_report.findings.len());
    }
}

/// How long `work` takes on this thread: the least of several times, since others run too.
fn least(rounds: usize, mut work: impl FnMut()) -> Duration {
    let mut time = || {
        let start = ThreadTime::now();
        work();
        start.elapsed()
    };
    (0..rounds).map(|_| time()).min().expect("a round")
}

/// Asserts that eight times the input takes less than 24 times as long: four times as long for each
/// doubling would be 64 times.
fn assert_linear(what: &str, mut work: impl FnMut(usize) -> Box<dyn FnMut()>) {
    let (once, eight) = (least(3, work(1)), least(2, work(8)));
    let ratio = eight.as_secs_f64() / once.as_secs_f64().max(0.000_5);
    assert!(ratio < 24.0, "{what}: {once:?}, {eight:?}, x {ratio:.1}");
}

#[test]
fn heads_fixes_and_redaction_take_time_in_proportion() {
    assert_linear("HTTP heads", |times| {
        let heads = "HTTP/1.1 200 OK\n\n".repeat(4_000 * times) + "{}";
        let file = file(heads);
        Box::new(move || assert!(texts(&file).count() > 0))
    });
    assert_linear("fixes", |times| {
        let profiles = listed(150 * times, |number| {
            BLOCKED
                .replace("Core", &format!("C{number}"))
                .replace("\"deployStatus\":", "'deployStatus':")
        });
        let file = file(format!("{{\"items\": [{{\"id\": \"a|\", \"profiles\": [{profiles}]}}]}}"));
        let (linter, choice) = (crate::support::linter(false), FixOptions::default());
        Box::new(move || assert!(apply_fixes(&linter, &file, &choice).is_ok()))
    });
    assert_linear("redaction", |times| {
        let profiles = listed(150 * times, |number| BLOCKED.replace("Core", &format!("C{number}")));
        let file = file(format!("{{\"items\": [{{\"id\": \"a|\", \"profiles\": [{profiles}]}}]}}"));
        Box::new(move || assert!(redact(&file).is_ok()))
    });
}

/// The policy that a configuration asks for.
fn policy(text: &str) -> Policy {
    let parsed = config::read("osready.toml", text);
    assert!(parsed.errors.is_empty(), "{:#?}", parsed.errors.first());
    parsed.configuration.policy()
}

/// Each key that holds a list, with so many elements.
fn configurations(count: usize) -> Vec<(&'static str, String)> {
    let plain = |what: &str| listed(count, |number| format!("'{what}{number}'"));
    let globs = listed(count / 4, |number| format!("'*a?b?{number}'"));
    let tables = |one: &dyn Fn(usize) -> String| (0..count / 2).map(one).collect::<String>();
    vec![
        ("require", format!("[require]\nprofiles = [{}]", plain("win2016|"))),
        ("require globs", format!("[require]\nprofiles = [{globs}]")),
        ("allowed images", format!("[site-policy]\nallowed-images = [{}]", plain("win"))),
        ("denied images", format!("[site-policy]\ndenied-images = [{globs}]")),
        ("denied releases", format!("[site-policy]\ndenied-releases = [{}]", plain("12."))),
        (
            "suppress",
            tables(&|number| {
                format!(
                    "[[suppress]]\nrule = 'missing-winpe'\nreason = 'r'\nprofiles = ['win2016|{number}']\n"
                )
            }),
        ),
        (
            "override",
            tables(&|number| {
                format!(
                    "[[override]]\nprofiles = ['w{number}']\nlevels = {{ missing-winpe = 'note' }}\n"
                )
            }),
        ),
    ]
}

#[test]
fn a_configuration_takes_time_in_proportion_to_its_entries() {
    let profiles = listed(300, |number| BLOCKED.replace("Core", &format!("C{number}")));
    let text = format!("{{\"items\": [{{\"id\": \"win2016|\", \"profiles\": [{profiles}]}}]}}");
    for key in 0..configurations(8).len() {
        let name = configurations(8)[key].0;
        assert_linear(name, |times| {
            let linter = Linter::new().with_policy(policy(&configurations(100 * times)[key].1));
            let file = file(text.clone());
            Box::new(move || {
                let mut file_report = linter.lint(&file).expect("it is short");
                let mut gate = FindingFilter::new(linter.policy());
                gate.file("a.json", &mut file_report.findings);
                assert!(!file_report.findings.is_empty());
            })
        });
    }
}

#[test]
fn a_configuration_that_asks_for_too_much_is_reported_where() {
    let plain = |count: usize| listed(count, |number| format!("'a{number}'"));
    let glob = |count: usize| listed(count, |number| format!("'a{number}*'"));
    let tables = |table: &str, count: usize| table.repeat(count);
    let suppress = "[[suppress]]\nrule = 'missing-winpe'\nreason = 'r'\n";
    let over = "[[override]]\nfiles = ['a']\nlevels = { missing-winpe = 'note' }\n";
    for (text, line, message) in [
        (format!("exclude = [\n{}]", plain(1_001)), 2, "exceed 1000 elements"),
        (
            format!("include = [{}]\nexclude = [\n{}]", plain(999), "'x', 'y'"),
            3,
            "exceed 1000 elements",
        ),
        (format!("[require]\nprofiles = [{}]", plain(1_001)), 2, "exceed 1000 elements"),
        (format!("[site-policy]\ndenied-releases = [{}]", plain(1_001)), 2, "exceed 1000 elements"),
        (format!("exclude = [{}]", glob(201)), 1, "exceeds 200 globs with wildcards"),
        (tables(suppress, 501), 1501, "exceeds 500 tables [[suppress]]"),
        (tables(over, 501), 1501, "exceeds 500 tables [[override]]"),
        (format!("exclude = ['{}']", "*a".repeat(300)), 1, "is not valid"),
        (
            format!("exclude = ['{}{}']", "{a,".repeat(90_000), "}".repeat(90_000)),
            1,
            "is not valid",
        ),
        (format!("[require]\nprofiles = ['{}']", "[a-z]".repeat(50_000)), 2, "is not valid"),
    ] {
        let reported = config::read("osready.toml", &text).errors;
        let found = reported.iter().find(|error| error.message.contains(message));
        let found = found.unwrap_or_else(|| panic!("{message}: {:?}", reported.first()));
        assert_eq!(found.span.line, line, "{message}");
    }
    // As much as there may be is read.
    for text in [
        format!("exclude = [{},{}]", plain(800), glob(200)),
        tables(suppress, 500) + &tables(over, 500),
    ] {
        let reported = config::read("osready.toml", &text).errors;
        assert!(reported.is_empty(), "{:?}", reported.first());
    }
}

#[test]
fn a_glob_that_is_too_complex_is_reported_whatever_it_is_given_to() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.json"), BLOCKED).expect("a file");
    let deep = "{a,".repeat(20_000) + &"}".repeat(20_000);
    let long = "*a?".repeat(20_000);
    for glob in [&deep, &long] {
        for option in ["--require", "--include", "--exclude"] {
            for command in ["check", "status"] {
                let output = osready(folder.path(), &[command, option, glob, "a.json"]);
                let err = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(2), "{option}: {err:.300}");
                assert!(err.contains("too complex"), "{option}: {err:.300}");
            }
        }
        for key in ["include", "exclude", "[require]\nprofiles", "[site-policy]\nallowed-images"] {
            let mut text = String::new();
            let _ = writeln!(text, "{key} = ['{glob}']");
            fs::write(folder.path().join("osready.toml"), text).expect("a file");
            let output = osready(folder.path(), &["check", "--format", "json", "a.json"]);
            assert_eq!(output.status.code(), Some(2), "{key}");
            let report: serde_json::Value =
                serde_json::from_slice(&output.stdout).expect("a report, whatever it says");
            assert_eq!(report["findings"][0]["rule"], "configuration");
        }
        fs::remove_file(folder.path().join("osready.toml")).expect("it was written");
    }
}

/// Runs osready with so many bytes of address space.
#[cfg(target_os = "linux")]
fn limited(folder: &std::path::Path, mebibytes: usize, arguments: &[&str]) -> std::process::Output {
    std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {}; exec \"$0\" \"$@\"", mebibytes << 10))
        .arg(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .env("MALLOC_ARENA_MAX", "1")
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .expect("a shell")
}

/// 50 KB of one thing after another, or packed: what it is, the name of its file, and its bytes.
#[cfg(target_os = "linux")]
fn small_inputs() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let size = 50_000;
    let fill = |before: &str, unit: &str, after: &str| {
        before.to_owned() + &unit.repeat(size / unit.len()) + after
    };
    let items = |unit: &str| fill("{\"items\": [", unit, "]}");
    let numbered = |one: &dyn Fn(usize) -> String| listed(size / (one(10_000).len() + 1), one);
    let pack = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    };
    let long = "x".repeat(size / 2);
    let mut inputs: Vec<(&str, &str, Vec<u8>)> = vec![
        ("bomb", "a.json.gz", pack(&"{id:a,".repeat(1_000_000))),
        ("white bomb", "a.json.gz", pack(&" ".repeat(16_000_000))),
        (
            "keys",
            "a.json",
            format!("{{\"items\": [], {}}}", numbered(&|n| format!("\"k{n}\":1"))).into(),
        ),
        (
            "pairs",
            "a.json",
            format!("{{\"items\": [], {}}}", numbered(&|n| format!("\"k{}\":1", n / 2))).into(),
        ),
        (
            "profiles",
            "a.json",
            format!(
                "{{\"items\": [{{\"id\": \"a|\", \"profiles\": [{}]}}]}}",
                numbered(&|n| BLOCKED.replace("Core", &n.to_string()))
            )
            .into(),
        ),
        (
            "a long id",
            "a.json",
            format!(
                "{{\"items\": [{{\"id\": \"{long}|\", \"profiles\": [{}{{}}]}}]}}",
                "{},".repeat(size / 6)
            )
            .into(),
        ),
        (
            "a long key",
            "a.json",
            format!("{{\"items\": [], \"{long}\": {{{}}}}}", numbered(&|n| format!("\"k{n}\":1")))
                .into(),
        ),
        ("nesting", "a.json", fill("{\"items\": [], \"x\": ", "[", "").into()),
        ("responses", "a.json", fill("", "{\"items\":[]}\n", "").into()),
        ("heads", "a.json", fill("", "HTTP/1.1 200 OK\n\n", "{}").into()),
        (
            "conflicts",
            "a.json",
            fill("", "<<<<<<< a\n{\"a\":1},\n=======\n{\"a\":2},\n>>>>>>> b\n", "").into(),
        ),
        ("nul", "a.json", fill("", "\0", "").into()),
    ];
    for unit in [
        "{id:a,",
        "a,",
        "'a',",
        "True,",
        "\"a\" ",
        ",",
        "[1,],",
        "{\"a\" 1},",
        "{1},",
        "...,",
        "\"a\"b\"c\",",
        "\"\\q\",",
        "/**/",
        "01,",
        "[1},",
        "1]},",
        "\"a\nb\",",
        "\"a\n",
        "\u{a0}",
        "“a”,",
        "\u{feff}",
        "{},",
        "1,",
        "{\"id\":\"a|\"},",
        "\"\u{1}\",",
    ] {
        inputs.push((unit, "a.json", items(unit).into_bytes()));
    }
    inputs
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_file_takes_little_memory_whatever_is_wrong_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for (index, (what, name, bytes)) in small_inputs().iter().enumerate() {
        fs::write(folder.path().join(name), bytes).expect("a file");
        let commands: &[&[&str]] = match *name {
            "a.json" => &[
                &["check", "--format", "sarif", name],
                &["check", name],
                &["fix", "--unsafe", "--dry-run", name],
                &["redact", name],
            ],
            _ => &[&["check", "--format", "html", name], &["status", name]],
        };
        // Each input with one or two commands; all of them in `tests/external/resources/bounds.py`.
        let commands = commands.iter().cycle().skip(index).take(cases(1).min(2));
        for arguments in commands {
            let output = limited(folder.path(), 128, arguments);
            let err = String::from_utf8_lossy(&output.stderr);
            let has_ended = output.status.code().is_some_and(|code| code <= 3);
            assert!(has_ended, "{what}: {arguments:?}: {:?} {err:.300}", output.status);
        }
    }
}

#[test]
fn texts_beyond_the_limit_are_not_checked_and_nothing_passes() {
    let many = format!("{READY}\n").repeat(2) + &"{}\n".repeat(100_000);
    let report = Linter::new().lint(&file(many.clone())).expect("it is short");
    let exceeds = |check: &IncompleteCheck| {
        check.cause == IncompleteCause::LimitExceeded && check.message.contains("100000 texts")
    };
    assert!(report.incomplete.iter().any(exceeds), "{:?}", report.incomplete);
    assert!(matches!(redact(&file(many)), Err(RedactError::TooManyTexts(100_000))));
    // The same in a folder, in which other files without a response are ignored.
    let found = |text: String| File { discovery: Discovery::Discovered, ..file(text) };
    for (last, is_incomplete) in [("{}", false), (READY, true)] {
        let text = "{}\n".repeat(100_000) + last + "\n";
        let report = Linter::new().lint(&found(text)).expect("it is short");
        assert_eq!(report.incomplete.iter().any(exceeds), is_incomplete, "{last}");
    }
}

#[test]
fn texts_beyond_the_limit_in_a_string_or_between_other_text_are_a_finding_with_its_place() {
    let lines = "{\"items\": []}\n".repeat(100_001);
    let in_string = serde_json::json!({ "stdout": lines }).to_string();
    let between = format!("> {{\"items\": []}}\n{}", "> {}\n".repeat(100_000));
    let open = format!("> {{\"items\": []}}\n{}> end\n", "> {\"a\":\n".repeat(100_000));
    for (text, message) in [
        (&in_string, "the text contains more than 100000 texts"),
        (&between, "the text contains too many values between other text"),
        (&open, "the text contains too many values between other text"),
    ] {
        let report = lint(text);
        let exceeds = |check: &IncompleteCheck| {
            check.cause == IncompleteCause::LimitExceeded && check.message.contains(message)
        };
        assert!(report.incomplete.iter().any(exceeds), "{message}: {:?}", report.incomplete);
        let found = report.findings.iter().find(|finding| finding.message.contains(message));
        let place = found.expect("a finding").span.start;
        assert!(place > 10 && place < text.len(), "{message}: {place}");
    }
    // The rest is masked, and the result is the same.
    let before = file(open);
    let after = file(redact(&before).expect("it is short").text);
    let preserved = osready::redact::Preserved::of(&Linter::new(), &before, &after);
    assert_eq!(preserved.expect("it is short").differences, Vec::<String>::new());
}

#[test]
fn errors_of_the_schema_beyond_the_limit_are_counted() {
    for count in [19_000, 20_000, 20_001, 60_000] {
        let text = format!("{{\"items\": [{}]}}", listed(count, |_| "1".to_owned()));
        let report = lint(&text);
        let kept = report.findings.iter().filter(|finding| finding.rule == *"schema").count();
        let left_out: usize = report.left_out.iter().sum();
        assert_eq!((kept, kept + left_out), (count.min(20_000), count));
        let is_cut = report.incomplete.iter().any(|c| c.cause == IncompleteCause::LimitExceeded);
        assert_eq!(is_cut, left_out > 0, "{count}");
    }
}

#[test]
fn what_is_packed_small_unpacks_to_little() {
    let folder = tempfile::tempdir().expect("a folder");
    let noise: String = (0_u64..500_000)
        .map(|number| {
            char::from(b'a' + (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as u8 % 26)
        })
        .collect();
    let write = |name: &str, lines: &str, times: usize| {
        let to = fs::File::create(folder.path().join(name)).expect("a file");
        let mut encoder = flate2::write::GzEncoder::new(to, flate2::Compression::fast());
        let text = format!("{{\"items\": [], \"x\": \"{noise}\"}}\n{}", lines.repeat(times));
        std::io::Write::write_all(&mut encoder, text.as_bytes()).expect("space");
        encoder.finish().expect("space");
    };
    let response = READY.replace('\n', " ") + &" ".repeat(20_000) + "\n";
    // Half a year of snapshots is checked, a year in the same space is not, nor are too many lines.
    for (name, lines, times, code, message) in [
        ("nights.ndjson.gz", response.as_str(), (30 << 20) / response.len(), 0, ""),
        (
            "years.ndjson.gz",
            response.as_str(),
            (40 << 20) / response.len(),
            2,
            "unpacks to more than",
        ),
        ("lines.ndjson.gz", "\n", 250_000, 2, "more objects, elements or lines"),
        ("whole.json.gz", " ", 17 << 20, 2, "unpacks to more than"),
    ] {
        write(name, lines, times);
        let packed = fs::metadata(folder.path().join(name)).expect("a file").len();
        assert!(packed < 1 << 20, "{name}: {packed}");
        let output = osready(folder.path(), &["check", "--format", "concise", name]);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{name}: {err}");
        assert!(err.contains(message), "{name}: {err}");
    }
}

#[test]
fn a_file_of_many_texts_that_are_no_responses_is_reported_within_the_limit() {
    let report =
        crate::support::linter(false).lint(&file("{}\n".repeat(30_000))).expect("it is short");
    assert!(report.findings.len() <= 20_000 && report.responses == 0);
    assert!(!report.incomplete.is_empty());
}
