//! A report with every text that it can have, and a setter for each.

use osready::diagnostic::{Applicability, Level};
use osready::finding::{
    BaselineState, Edit, Excerpt, Finding, Fix, Label, Mark, RepositoryFile, Snippet, Suppressed,
};
use osready::lint::{FailedFile, IncompleteCause, IncompleteCheck, Report, Retention, RunInfo};
use osready::sanitize::Sanitized;

/// A finding of each level with everything that a finding can have; of three, one is suppressed.
pub(crate) fn report() -> Report {
    let text = r#"{"deployStatus": "notReady", "id": "win2016|a", "name": "a", "readyCheck": {"noWinpe": true}}"#;
    let mut file_report = crate::support::lint(text);
    let first = file_report.findings.swap_remove(0);
    file_report.findings.clear();
    for (at, level) in [Level::Error, Level::Warning, Level::Note].into_iter().enumerate() {
        let mut finding = first.clone();
        finding.level = level;
        fill(&mut finding);
        finding.suppressed = (at == 1)
            .then(|| Suppressed { reason: "known".into(), expires: Some("2030-01-31".into()) });
        file_report.findings.push(finding);
    }
    let mut report = Report::new();
    report.add(file_report, Retention::All);
    let mut image = report.readiness[0].clone();
    image.image = image.profile.take();
    report.readiness.push(image);
    report.failures.push(FailedFile { file: "absent.json".into(), message: "not there".into() });
    report.incomplete.push(IncompleteCheck {
        file: "cut.json".into(),
        cause: IncompleteCause::ResponseCut,
        message: "it is cut".into(),
        line: 1,
        count: 2,
    });
    report.run = Some(RunInfo {
        time: "2026-01-31T04:00:00Z".into(),
        version: "1.0.0".into(),
        policy: vec!["osready.toml".into()],
        required: vec!["win2016|*".into()],
        baseline: Some("known.txt".into()),
        docs_url: Some("https://docs.example.com".into()),
    });
    report.exit_code = 2;
    report
}

fn fill(finding: &mut Finding) {
    let span = finding.span;
    finding.inner_pointer = Some("/inner".into());
    finding.image = Some("win2016|".into());
    finding.profile = Some("win2016|a".into());
    finding.repository_file = Some(RepositoryFile { kind: "driver".into(), id: "a.zip".into() });
    finding.baseline = Some(BaselineState::New);
    finding.labels.push(Label {
        message: "asked for here".into(),
        file: Some("osready.toml".into()),
        pointer: "/require".into(),
        inner_pointer: Some("/inner".into()),
        span,
    });
    let edits = vec![Edit { span, replacement: "false".into() }];
    finding.fix = Some(Fix { message: "say no".into(), applicability: Applicability::Safe, edits });
    let mark = |is_primary| Mark {
        span: osready::json::Span::new(0, 1),
        message: Sanitized::fixed("here"),
        is_primary,
    };
    let part = |file: Option<&str>| Snippet {
        text: Sanitized::fixed("{\"a\": 1}"),
        file: file.map(Into::into),
        first_line: Some(1),
        position: (1, 1),
        labels: vec![mark(file.is_none())],
    };
    finding.excerpt = Some(Excerpt { parts: vec![part(None), part(Some("osready.toml"))] });
}

type Set = fn(&mut Report, &str);

/// Every text of a report.
pub(crate) const FIELDS: &[(&str, Set)] = &[
    ("rule", |report, text| each(report, |one| one.rule = text.into())),
    ("message", |report, text| each(report, |one| one.message = text.into())),
    ("help", |report, text| each(report, |one| one.help = text.into())),
    ("file", |report, text| each(report, |one| one.file = text.into())),
    ("pointer", |report, text| each(report, |one| one.pointer = text.into())),
    ("inner pointer", |report, text| each(report, |one| one.inner_pointer = Some(text.into()))),
    ("label", |report, text| each(report, |one| one.label = text.into())),
    ("image", |report, text| each(report, |one| one.image = Some(text.into()))),
    ("profile", |report, text| each(report, |one| one.profile = Some(text.into()))),
    ("fingerprint", |report, text| each(report, |one| one.fingerprint = text.into())),
    ("repository file", |report, text| {
        each(report, |one| {
            one.repository_file = Some(RepositoryFile { kind: text.into(), id: text.into() });
        });
    }),
    ("suppression", |report, text| {
        each(report, |one| {
            if let Some(suppressed) = &mut one.suppressed {
                *suppressed = Suppressed { reason: text.into(), expires: Some(text.into()) };
            }
        });
    }),
    ("message of a label", |report, text| labels(report, |one| one.message = text.into())),
    ("file of a label", |report, text| labels(report, |one| one.file = Some(text.into()))),
    ("pointers of a label", |report, text| {
        labels(report, |one| {
            one.pointer = text.into();
            one.inner_pointer = Some(text.into());
        });
    }),
    ("fix", |report, text| {
        each(report, |one| one.fix.as_mut().expect("a fix").message = text.into());
    }),
    ("replacement", |report, text| {
        each(report, |one| {
            one.fix.as_mut().expect("a fix").edits[0].replacement = text.into();
        });
    }),
    ("excerpt", |report, text| {
        parts(report, |part| {
            part.text = Sanitized::default();
            part.text.push(text);
        });
    }),
    ("file of an excerpt", |report, text| {
        parts(report, |part| {
            if let Some(file) = &mut part.file {
                *file = text.into();
            }
        });
    }),
    ("mark of an excerpt", |report, text| {
        parts(report, |part| {
            part.labels[0].message = Sanitized::default();
            part.labels[0].message.push(text);
        });
    }),
    ("file of a row", |report, text| {
        report.readiness.iter_mut().for_each(|row| row.file = text.into());
    }),
    ("image of a row", |report, text| {
        report.readiness.iter_mut().for_each(|row| row.image = Some(text.into()));
    }),
    ("profile of a row", |report, text| report.readiness[0].profile = Some(text.into())),
    ("rule of a row", |report, text| {
        let reasons = report.readiness.iter_mut().flat_map(|row| &mut row.reasons);
        reasons.for_each(|reason| reason.rule = text.into());
    }),
    ("failed file", |report, text| report.failures[0].file = text.into()),
    ("failure", |report, text| report.failures[0].message = text.into()),
    ("file that was not checked", |report, text| report.incomplete[0].file = text.into()),
    ("why it was not", |report, text| report.incomplete[0].message = text.into()),
    ("run", |report, text| {
        let RunInfo { time, version, policy, required, baseline, docs_url } =
            report.run.as_mut().expect("a run");
        for field in [time, version, &mut policy[0], &mut required[0]] {
            *field = text.into();
        }
        *baseline = Some(text.into());
        *docs_url = Some(text.into());
    }),
];

/// Sets every text to the same.
pub(crate) fn set_all(report: &mut Report, text: &str) {
    for (_, set) in FIELDS {
        set(report, text);
    }
}

fn each(report: &mut Report, set: impl Fn(&mut Finding)) {
    report.findings.iter_mut().for_each(set);
}

fn labels(report: &mut Report, set: impl Fn(&mut Label)) {
    report.findings.iter_mut().flat_map(|one| &mut one.labels).for_each(set);
}

fn parts(report: &mut Report, set: impl Fn(&mut Snippet)) {
    let excerpts = report.findings.iter_mut().filter_map(|one| one.excerpt.as_mut());
    excerpts.flat_map(|excerpt| &mut excerpt.parts).for_each(set);
}
