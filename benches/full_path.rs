//! The whole way of a clean response (read, decode, parse, schema, rules, verdicts) beside reading
//! the same file into a `serde_json::Value`, in one run and on one core.
//!
//! `cargo bench --bench full_path [-- SIZE…]`, sizes in bytes; 20 kB, 1 MB and 100 MB by default.
//! Each side runs in turn; the medians and their ratio are printed, then the peak memory of each
//! side in a process of its own.
#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs
)]

#[path = "../tests/generator/mod.rs"]
mod generator;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use generator::{Layout, Options, Size, generate};
use osready::input::{Named, Source, read};
use osready::lint::Linter;

const SIZES: [usize; 3] = [20_000, 1_000_000, 100_000_000];
/// The share of profiles and files with a known defect, beside none.
const DEFECT_SHARE: f64 = 0.02;
/// How much text each side reads in all, so that small files are read often enough.
const READ_IN_ALL: usize = 500_000_000;
/// The argument by which this program calls itself to measure the memory of one side.
const PEAK: &str = "--peak-of";

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [flag, side, path] = arguments.as_slice()
        && flag == PEAK
    {
        run(side, Path::new(path), &Linter::new(false));
        println!("{}", peak_memory());
        return;
    }
    let asked: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!(
        "{:>11} {:>7} {:>11} {:>11} {:>6} {:>17} {:>17}",
        "bytes", "defects", "osready", "Value", "ratio", "osready peak B/B", "Value peak B/B"
    );
    for size in sizes {
        for share in [0.0, DEFECT_SHARE] {
            compare(size, share);
        }
    }
}

fn compare(size: usize, defect_share: f64) {
    let generated = generate(&Options {
        seed: 7,
        size: Size::Bytes(size),
        defect_share,
        layout: Layout::OneLine,
    });
    let bytes = generated.text.len();
    let path = std::env::temp_dir().join(format!("osready-bench-{size}-{defect_share}.json"));
    std::fs::write(&path, &generated.text).expect("the file is written");
    let defects = generated.planted.len();
    drop(generated);
    let linter = Linter::new(false);
    linter.schema().prepare();
    let rounds = (READ_IN_ALL / bytes).clamp(5, 2000);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (side, times) in ["osready", "value"].into_iter().zip(&mut times) {
            let start = Instant::now();
            run(side, &path, &linter);
            times.push(start.elapsed());
        }
    }
    let [osready, value] = times.map(median);
    let ratio = osready.as_secs_f64() / value.as_secs_f64();
    let [osready_peak, value_peak] =
        ["osready", "value"].map(|side| peak_of(side, &path) as f64 / bytes as f64);
    println!(
        "{bytes:>11} {defects:>7} {osready:>11.2?} {value:>11.2?} {ratio:>6.3} {osready_peak:>17.2} {value_peak:>17.2}"
    );
    let _ = std::fs::remove_file(&path);
}

fn run(side: &str, path: &Path, linter: &Linter) {
    if side == "value" {
        let bytes = std::fs::read(path).expect("the file is there");
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
        std::hint::black_box(value);
    } else {
        let file = read(&Source::file(path, Named::ByHand)).expect("the file is there");
        std::hint::black_box(linter.judge(&file).expect("it is shorter than 4 GiB"));
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The peak memory in bytes of a process that runs one side once.
fn peak_of(side: &str, path: &Path) -> u64 {
    let program: PathBuf = std::env::current_exe().expect("this program");
    let output = Command::new(program).args([PEAK, side]).arg(path).output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0)
}

/// The most memory that this process has held, in bytes; 0 where the system does not tell it in
/// the way of Linux.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
