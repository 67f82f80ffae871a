//! The whole of `lint`, with every rule: it does not panic, every place lies in the text, verdicts
//! lead to their findings, and a second run says the same. What is fixed stays fixed.

use std::borrow::Cow;
use std::sync::LazyLock;

use osready::finding::Finding;
use osready::fix::{FixError, FixOptions, apply_fixes, difference};
use osready::input::{Discovery, File};
use osready::json::{Kind, Value};
use osready::lint::{FileReport, Linter};
use osready::model::{Verdict, value_texts};
use osready::policy::{Policy, Require, Requirement};
use osready::redact::redact;
use osready::source::LineIndex;

use super::{samples, text, variant};

static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new().with_excerpts(true));

/// One that is asked for more than a default run is.
static STRICT: LazyLock<Linter> = LazyLock::new(|| {
    let pattern = osready::pattern::Pattern::of_ids("win*|*").expect("a glob");
    let mut require = Require::default();
    require.requirements.push(Requirement { pattern, source_span: None });
    Linter::new()
        .with_excerpts(true)
        .every_excerpt()
        .with_policy(Policy { require, ..Policy::default() })
});

/// A text as it stands, or made of a sample.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    let content = if variant % 2 == 0 { text(rest) } else { samples::changed(rest) };
    let file = file("response.json", content);
    match variant / 2 % 8 {
        0 => assert_fixed(&file),
        1 => assert_redacted(&file, rest),
        2 => drop(assert_checked(&STRICT, &file)),
        3 => assert_sound(variant / 16, &text(rest)),
        4 => assert_same_again(&file),
        _ => drop(assert_checked(&LINTER, &file)),
    }
}

/// A file that a person named.
pub fn file(name: &str, text: String) -> File {
    File::new(name, Discovery::Explicit, text)
}

/// What osready finds, with excerpts, which is all in order.
pub fn file_report(file: &File) -> FileReport {
    assert_checked(&LINTER, file)
}

fn assert_checked(linter: &Linter, file: &File) -> FileReport {
    let file_report = linter.lint(file).expect("shorter than 4 GiB");
    let lines = LineIndex::new(&file.text);
    for finding in &file_report.findings {
        assert_placed(finding, &file.text, &lines);
    }
    // Of each text first what its reader says, then what its responses say: each list in order.
    let pairs = file_report.findings.windows(2);
    let steps_back = pairs.filter(|pair| pair[0].span.start > pair[1].span.start).count();
    let others = file_report.findings.iter().filter(|finding| finding.rule == "not-a-response");
    let texts = file_report.responses + others.count();
    assert!(steps_back <= 2 * texts + 1, "{:#?}", file_report.findings);
    for row in &file_report.readiness {
        for reason in &row.reasons {
            let discovery = reason.finding.map(|index| &file_report.findings[index].rule);
            assert!(discovery.is_none_or(|rule| *rule == reason.rule), "{row:?}");
        }
    }
    file_report
}

/// Whatever stands in the place of a status or flag of a ready profile, the profile is called ready or
/// warning only where the word that allows it is there.
// The id is compared, and not shown.
#[allow(clippy::disallowed_methods)]
fn assert_sound(place: u8, written: &str) {
    let (status, flag, word) = match place % 2 {
        0 => (written, "false", "ready"),
        _ => ("\"ready\"", written, "false"),
    };
    let id = "win2022|win2022-x86_64-install-Standard";
    let text = format!(
        r#"{{"deployStatus": {status}, "id": "{id}", "readyCheck": {{"isPlaceholder": false, "noWinpe": {flag}}}}}"#
    );
    let lower = written.to_lowercase();
    let allows = lower.contains(word) || lower.contains("warning") || lower.contains('\\');
    for row in assert_checked(&LINTER, &file("response.json", text)).readiness {
        let is_profile = row.profile.is_some_and(|profile| profile.raw() == id);
        let lets_deploy = matches!(row.verdict, Verdict::Ready | Verdict::Warning);
        assert!(!is_profile || !lets_deploy || allows, "{:?} of {written:?}", row.verdict);
    }
}

/// A word that is put anywhere into the text is gone, JSON stays JSON, and there is nothing more to redact.
fn assert_redacted(file: &File, data: &[u8]) {
    const SECRET: &str = "q9Zv7Kx4Wm2L";
    let redacted = |text: String| {
        let file = File { text, ..file.clone() };
        redact(&file).expect("shorter than 4 GiB").text
    };
    let at = data.iter().fold(0, |at: usize, byte| at.wrapping_mul(31) + usize::from(*byte));
    let at = file.text.floor_char_boundary(at % (file.text.len() + 1));
    let (before, behind) = file.text.split_at(at);
    let escaped: String = SECRET
        .chars()
        .flat_map(|letter| ["\\u00".to_owned(), format!("{:02x}", letter as u32)])
        .collect();
    for written in [SECRET, &escaped] {
        let after = redacted(format!("{before}{written}{behind}")).to_lowercase();
        let is_left =
            [SECRET.to_lowercase(), escaped.to_lowercase()].iter().any(|form| after.contains(form));
        assert!(!is_left, "{after:?} of {written} at {at} in {:?}", file.text);
    }
    let once = redacted(file.text.clone());
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    if is_json(&file.text) {
        assert!(is_json(&once), "{once:?} of {:?}", file.text);
        // A password between quotes that its line leaves open ends elsewhere once it is another one.
        if !file.text.contains("content") {
            assert_eq!(redacted(once.clone()), once, "of {:?}", file.text);
        }
    }
}

/// A second run says the same.
fn assert_same_again(file: &File) {
    let lint = || LINTER.lint(file).expect("shorter than 4 GiB");
    let reported =
        |file_report: FileReport| format!("{:?} {:?}", file_report.findings, file_report.readiness);
    assert_eq!(reported(lint()), reported(lint()), "a second run says something else");
}

fn assert_placed(finding: &Finding, text: &str, lines: &LineIndex<'_>) {
    let of_fix = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
    let of_labels = finding.labels.iter().map(|label| label.span);
    for span in of_labels.chain(of_fix).chain([finding.span]) {
        assert!(text.get(span.start..span.end).is_some(), "{finding:?}");
        assert_eq!((span.line, span.column), lines.position(span.start), "{finding:?}");
        assert_eq!((span.end_line, span.end_column), lines.position(span.end), "{finding:?}");
    }
    assert!(!finding.message.is_empty() && !finding.help.is_empty(), "{finding:?}");
    let parts = finding.excerpt.iter().flat_map(|excerpt| &excerpt.parts);
    for part in parts {
        for label in &part.labels {
            assert!(part.text.get(label.span.range()).is_some(), "{finding:?}");
        }
    }
}

/// A fixed text has nothing left to fix, and its difference holds nothing that steers a terminal.
fn assert_fixed(file: &File) {
    let choice = FixOptions { with_unsafe: true, rules: Vec::new() };
    let once = match apply_fixes(&LINTER, file, &choice) {
        Ok(once) => once,
        Err(FixError::LimitExceeded) => return,
        Err(error) => panic!("{error}"),
    };
    let shown = difference(file, &once.text, false).expect("shorter than 4 GiB");
    assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{shown:?}");
    let fixed = File { text: once.text, ..file.clone() };
    let twice = apply_fixes(&LINTER, &fixed, &choice).expect("shorter than 4 GiB");
    assert_eq!(twice.text, fixed.text, "of {:?}", file.text);
    assert_safely_fixed(file);
}

/// Safe fixes of the text itself leave the values that are read of it.
fn assert_safely_fixed(file: &File) {
    let choice = FixOptions { with_unsafe: false, rules: vec!["syntax".to_owned()] };
    let after = match apply_fixes(&LINTER, file, &choice) {
        Ok(fixed) => fixed.text,
        Err(FixError::Unproven | FixError::LimitExceeded) => return,
        Err(error) => panic!("{error}"),
    };
    // Each value of a text is read on its own if other text stands between them.
    let values = |text: &str| {
        let file = File { text: text.to_owned(), ..file.clone() };
        let texts =
            value_texts(&file).map(|text| text.expect("shorter than 4 GiB").content.into_owned());
        texts.map(|text| values_of(&text)).collect::<Vec<_>>()
    };
    let texts = [&file.text, &after];
    // A body within a string has values of its own.
    if !texts.iter().any(|text| text.contains("\\\"")) {
        assert_eq!(values(&file.text), values(&after), "{:?} became {after:?}", file.text);
    }
}

/// A value of a text: its key, kind, length and content, and whether it is damaged or incomplete.
type ReadValue = (Option<String>, Kind, usize, Option<String>, (bool, bool));

/// The values of a text, in its order.
fn values_of(text: &str) -> Vec<ReadValue> {
    let tree = super::reader::tree(text);
    let values = (0..tree.len() as u32).map(|id| tree.value_by_id(id));
    let read = |value: Value<'_>| {
        let content = value.as_str().or_else(|| value.number_text().map(Into::into));
        let key = value.key().map(Cow::into_owned);
        let flags = (value.is_damaged(), value.is_incomplete());
        (key, value.kind(), value.len(), content.map(Cow::into_owned), flags)
    };
    values.map(read).collect()
}
