//! Where fuzzing begins: what the repository has, in the form that each target takes.

use std::fs;
use std::path::PathBuf;

use super::samples::{SAMPLES, pages, words};
use super::{archives, input, suite};

/// The seeds of a target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let numbers = || (0..SAMPLES.len()).map(|number| (number as u16).to_be_bytes());
    let samples = || SAMPLES.iter().map(String::as_bytes);
    let with = |variant: u8| move |rest: &[u8]| [&[variant], rest].concat();
    let changed = |variant: u8| numbers().map(move |number| with(variant)(&number));
    match target {
        "reader" => {
            let suite = suite::cases();
            let cases = || suite.iter().map(|(_, bytes)| bytes.as_slice());
            cases().chain(samples()).map(with(0)).chain(cases().map(with(1))).collect()
        }
        "lint" => samples().map(with(6)).chain(samples().map(with(0))).chain(changed(7)).collect(),
        "input" => {
            let wrapped = (0..8).flat_map(|wrapping: u8| changed(wrapping * 4 + 3).step_by(8));
            let encoded = (0..6).map(|encoding: u8| with(encoding * 4 + 2)(SAMPLES[0].as_bytes()));
            let packed = with(0)(&input::packed(SAMPLES[0].as_bytes()));
            wrapped.chain(encoded).chain([packed]).collect()
        }
        "archives" => archives::seeds(),
        "formats" => {
            let found = (0..11).flat_map(|format: u8| changed(format * 4).step_by(8));
            let texts = samples().zip((0..11).cycle());
            found.chain(texts.map(|(text, format)| with(format * 4 + 1)(text))).collect()
        }
        "rules" => {
            let rules = include_str!("../../tests/it/user_rules/rules.toml");
            let written =
                rules.lines().filter_map(|line| line.split_once(" = \"")).map(|(_, text)| text);
            let written = written.map(|text| text.trim_end_matches('"'));
            let more = [
                "profile.files.drivers.all(f, !f.missing || f.version == 'v2')",
                "response.images.exists(i, i.profiles.all(p, p.image.id == i.id))",
                "version(file.version) >= version('2.1') ? true : file.releases[0] == '2016'",
                "[1, 2].map(n, n * -3 % 2).filter(n, n > 9223372036854775807) == []",
                "r'\\d' + \"\\u00e9\" != profile.?release.orValue('') && size(profile.id) > 0x1f",
            ];
            written
                .chain(more)
                .zip((0..16).cycle())
                .map(|(text, variant)| with(variant)(text.as_bytes()))
                .collect()
        }
        _ => {
            let tables = pages("toml");
            let baseline = br#"{"version": 1, "findings": [{"file": "a.json", "rule": "missing-winpe", "about": "win2016|", "fingerprint": "0123"}]}"#;
            let globs = ["*.json\na.json", "win20{16,19}|*\nwin2016|a", "[a-z]?/**\nb/c"];
            let tables = || tables.iter().map(String::as_bytes);
            let globs = globs.iter().map(|glob| with(3)(glob.as_bytes()));
            let written = tables().map(with(0)).chain(tables().map(with(1)));
            written.chain([with(2)(baseline)]).chain(globs).collect()
        }
    }
}

/// Writes the seeds of a target, and a dictionary, into the folder that `OSREADY_SEEDS` names; nothing
/// where it names none.
pub fn write_if_asked(target: &str) {
    let Some(folder) = std::env::var_os("OSREADY_SEEDS").map(PathBuf::from) else { return };
    let seeds = folder.join(target);
    fs::create_dir_all(&seeds).expect("a folder");
    for (number, seed) in of(target).iter().enumerate() {
        fs::write(seeds.join(format!("seed-{number:04}")), seed).expect("a file");
    }
    let word = |word: &str| {
        let escape = |text, byte| format!("{text}\\x{byte:02X}");
        format!("\"{}\"\n", word.bytes().fold(String::new(), escape))
    };
    let words: String = words().filter(|word| !word.is_empty()).map(word).collect();
    fs::write(folder.join("dictionary"), words).expect("a file");
}
