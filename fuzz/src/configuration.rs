//! What a team writes: the configuration, suppressions, a baseline, globs. Whatever stands in them is
//! read, or each error is reported at its place.

use osready::input::Folder;
use osready::pattern::Pattern;
use osready::policy::config::{Parsed, read, read_suppressions};
use osready::policy::{Baseline, FindingFilter};

use super::{lint, text, variant};

/// How long a stretch that is repeated is in all at most, in bytes.
const LONGEST: usize = 300_000;

/// A small response, for a policy to check.
const RESPONSE: &str = r#"{"items": [{"id": "win2016|", "name": "win2016", "osrelease": "2016", "profiles":
    [{"deployStatus": "notReady", "id": "win2016|a", "name": "a", "readyCheck": {"noWinpe": true}}]}]}"#;

/// One of the texts that a team writes.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    let text = if variant & 8 == 0 { text(rest) } else { text(&lengthened(rest)) };
    match variant % 4 {
        0 => assert_read(&text, read, variant & 4 == 0),
        1 => {
            let read = |file: &str, text: &str| read_suppressions(file, text, &[]);
            assert_read(&text, read, variant & 4 == 0);
        }
        2 => assert_baseline(&text),
        _ => assert_globs(&text),
    }
}

/// Bytes of which a stretch is repeated, as the first three say: where it begins, how long it is, and how
/// often it stands there, up to a configuration that is longer than any may be.
fn lengthened(data: &[u8]) -> Vec<u8> {
    let [begin, len, times, rest @ ..] = data else { return data.to_vec() };
    let begin = usize::from(*begin).min(rest.len());
    let end = (begin + usize::from(*len)).min(rest.len());
    let times = (usize::from(*times) * 64).min(LONGEST / (end - begin).max(1));
    [&rest[..begin], &rest[begin..end].repeat(times), &rest[end..]].concat()
}

fn assert_read(text: &str, read: fn(&str, &str) -> Parsed, is_checked_by: bool) {
    let Parsed { configuration, errors } = read("osready.toml", text);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for error in &errors {
        let span = error.span;
        assert!(text.get(span.start..span.end).is_some(), "{error:?}");
        assert!(
            error.message.cropped(1_000) == error.message
                && error.help.cropped(4_000) == error.help,
            "{error:?}"
        );
    }
    if toml::de::DeTable::parse(text).is_err() {
        assert!(!errors.is_empty(), "{text:?} is not valid TOML");
    }
    // What has no error is a policy that can be used. A linter takes a while to make.
    if !errors.is_empty() || !is_checked_by {
        return;
    }
    let mut policy = configuration.policy();
    policy.rules.today = osready::date::date_of("2026-06-15");
    let linter = osready::lint::Linter::new().with_excerpts(true).with_policy(policy);
    let mut file_report =
        linter.lint(&lint::file("lab/a.json", RESPONSE.to_owned())).expect("it is short");
    let mut gate = FindingFilter::new(linter.policy());
    gate.file("lab/a.json", &mut file_report.findings);
    drop(gate.end(|_| true));
}

fn assert_baseline(text: &str) {
    match Baseline::read(text, Folder::default()) {
        Ok(baseline) => {
            let written = baseline.text();
            let again = Baseline::read(&written, Folder::default()).expect("it was just written");
            assert_eq!(again.text(), written);
            assert!(baseline.entries().eq(again.entries()), "{text:?}");
        }
        Err(why) => {
            assert!(why.len() < 300, "{why}");
            assert!(!why.contains(char::is_control), "{why:?}");
        }
    }
}

fn assert_globs(text: &str) {
    let (glob, name) = text.split_once('\n').unwrap_or((text, "a/b"));
    for pattern in [Pattern::of_ids(glob), Pattern::of_files(glob)] {
        match pattern {
            // What it spells out matches, whatever characters stand in it.
            Ok(pattern) => {
                assert!(pattern.matches(pattern.as_str()));
                let _ = pattern.matches(name);
            }
            Err(why) => assert!(!why.is_empty() && why.len() < 1_000, "{why}"),
        }
    }
}
