//! One defect in a text is one finding, at its line, and hides nothing else: measured on hundreds of
//! texts, each with one defect of the kinds that people and programs put into JSON.

mod defects;
mod kinds;

use std::collections::BTreeMap;

use fastrand::Rng;
use osready::finding::Finding;
use osready::input::{Discovery, File};
use osready::json::KeyId;
use osready::lint::Linter;
use osready::sanitize::Untrusted;
use osready::spec::names::interner;

use crate::support::cases;
use defects::{Base, Injected, bases};
use kinds::KINDS;

/// The share of texts in which all must hold.
const GOAL: f64 = 0.99;

fn lint(linter: &Linter, text: &str) -> Vec<Finding> {
    let file = File::new("r.json", Discovery::Explicit, text);
    linter.lint(&file).expect("shorter than 4 GiB").findings
}

/// What the rules find, other than that of syntax: each finding by its rule and pointer.
fn of_rules(findings: &[Finding], hidden: Option<&str>) -> Vec<(Untrusted, Untrusted)> {
    let is_hidden = |finding: &&Finding| {
        let pointers = finding.labels.iter().map(|label| &label.pointer).chain([&finding.pointer]);
        let hides = |pointer: &Untrusted| hidden.is_some_and(|hidden| pointer.starts_with(hidden));
        pointers.into_iter().any(hides)
    };
    let reported =
        findings.iter().filter(|finding| finding.rule != "syntax" && !is_hidden(finding));
    let mut reported: Vec<_> =
        reported.map(|finding| (finding.rule.clone(), shown(&finding.pointer))).collect();
    reported.sort();
    reported
}

/// A pointer whose undocumented keys are hidden, as they are near a syntax error.
fn shown(pointer: &Untrusted) -> Untrusted {
    let pointer = pointer.sanitized();
    let steps = pointer.split('/').map(|key| {
        let is_index = key.bytes().all(|byte| byte.is_ascii_digit());
        let is_documented = interner().find(key.as_bytes()) != KeyId::OTHER;
        if is_index || is_documented { key } else { "•••" }
    });
    steps.collect::<Vec<_>>().join("/").into()
}

/// Why the reader falls short on a text; none where all holds.
fn shortfall(linter: &Linter, injected: &Injected, base: &Base) -> Option<String> {
    let findings = lint(linter, &injected.text);
    let syntax: Vec<&Finding> =
        findings.iter().filter(|finding| finding.rule == "syntax").collect();
    let [one] = syntax[..] else { return Some(format!("{} syntax findings", syntax.len())) };
    if !injected.lines.contains(&one.span.line) {
        return Some(format!("line {} and not {:?}", one.span.line, injected.lines));
    }
    let hidden = injected.hidden.as_deref();
    let found = of_rules(&findings, hidden);
    if injected.is_cut {
        // What is cut off cannot be checked; nothing may be made up.
        let made_up = found.iter().find(|one| !base.findings.contains(one));
        return made_up.map(|one| format!("made up {one:?}"));
    }
    let expected = match &injected.meant {
        Some(meant) => of_rules(&lint(linter, meant), hidden),
        None if hidden.is_some() => of_rules(&lint(linter, &base.text), hidden),
        None => base.findings.clone(),
    };
    let hangs_on_it = injected.as_if.as_ref().map(|text| of_rules(&lint(linter, text), hidden));
    let is_missing = |one: &&(Untrusted, Untrusted)| {
        !found.contains(one) && hangs_on_it.as_ref().is_none_or(|left| left.contains(one))
    };
    let missing = expected.iter().find(is_missing);
    let made_up = found.iter().find(|one| !expected.contains(one));
    (missing.is_some() || made_up.is_some())
        .then(|| format!("missing {missing:?}, made up {made_up:?}"))
}

#[test]
fn one_defect_is_one_finding_at_its_line_and_hides_nothing_else() {
    assert!(KINDS.len() >= 20);
    let linter = Linter::new().showing_contents(true);
    let bases = bases(|text| of_rules(&lint(&linter, text), None));
    let mut rates: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut reported = Vec::new();
    let texts = cases(500);
    for number in 0..texts {
        let (kind, inject) = KINDS[number % KINDS.len()];
        let mut rng = Rng::with_seed(number as u64);
        let first = rng.usize(..bases.len());
        // Not every text has a place for every kind.
        let (base, injected) = (first..first + bases.len())
            .map(|index| &bases[index % bases.len()])
            .find_map(|base| Some((base, inject(base, &mut rng)?)))
            .expect("one of the texts has a place for it");
        let (good, all) = rates.entry(kind).or_default();
        *all += 1;
        match shortfall(&linter, &injected, base) {
            None => *good += 1,
            Some(why) => reported.push((kind, why, injected)),
        }
    }
    let rate = |good: usize, all: usize| good as f64 / all as f64;
    for (kind, (good, all)) in &rates {
        println!("{:6.2} % of {all:4}  {kind}", 100.0 * rate(*good, *all));
    }
    let good = texts - reported.len();
    println!("{:6.2} % of {texts}", 100.0 * rate(good, texts));
    for (kind, why, injected) in &reported {
        println!("{kind}: {why}\n  {}", injected.around());
    }
    assert!(rate(good, texts) >= GOAL, "{good} of {texts}");
}
