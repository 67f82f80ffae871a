//! The targets of `fuzz/` as plain tests: over their seeds, and over some hundred changes of them
//! that are the same in every run.
#![allow(clippy::expect_used)]

use std::panic::catch_unwind;

use fastrand::Rng;

use crate::support::cases;

/// How many changed seeds each target gets, at an effort of 1.
const CHANGES: usize = 400;

/// How long a changed seed is at most, in bytes: the suite is to be quick.
const LONGEST: usize = 4_000;

/// Changes some bytes, as a fuzzer does: sets, removes, repeats, or takes some of another seed.
fn change(data: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    for _ in 0..rng.usize(1..6) {
        let at = rng.usize(..=data.len());
        let end = (at + rng.usize(1..16)).min(data.len());
        match rng.u8(..5) {
            0 if at < data.len() => data[at] = rng.u8(..),
            1 => drop(data.drain(at..end)),
            2 => {
                let again = data[at..end].to_vec();
                data.splice(at..at, again);
            }
            3 => {
                let from = rng.usize(..=other.len());
                let to = (from + rng.usize(1..64)).min(other.len());
                data.splice(at..at, other[from..to].iter().copied());
            }
            _ => data.insert(at, *rng.choice(b"{}[]:,\"'\\/#\n\r\x1b 0e-.").expect("one of them")),
        }
    }
}

fn assert_holds(target: &str) {
    let (_, run) =
        crate::targets::TARGETS.iter().find(|(name, _)| *name == target).expect("a target");
    let seeds = crate::targets::seeds::of(target);
    assert!(seeds.len() > 10, "{target} has {} seeds", seeds.len());
    let mut rng = Rng::with_seed(6);
    let short: Vec<_> = seeds.iter().filter(|seed| seed.len() <= LONGEST).collect();
    let changed = (0..cases(CHANGES)).map(|_| {
        let mut data = (*rng.choice(&short).expect("a seed")).clone();
        let other = rng.choice(&short).expect("a seed");
        change(&mut data, other, &mut rng);
        data
    });
    for data in seeds.iter().cloned().chain(changed) {
        let outcome = catch_unwind(|| run(&data));
        assert!(outcome.is_ok(), "{target} fails on {:?}", data.escape_ascii().to_string());
    }
}

#[test]
fn the_reader_holds() {
    assert_holds("reader");
}

#[test]
fn lint_holds() {
    assert_holds("lint");
}

#[test]
fn every_input_holds() {
    assert_holds("input");
}

#[test]
fn every_archive_holds() {
    assert_holds("archives");
}

#[test]
fn every_format_holds() {
    assert_holds("formats");
}

#[test]
fn the_configuration_holds() {
    assert_holds("configuration");
}

#[test]
fn every_rule_holds() {
    assert_holds("rules");
}
