//! The whole way of a clean response (read, decode, parse, schema, rules, verdicts) beside reading
//! the same file into a `serde_json::Value`, in one run and on one core.
//!
//! `cargo bench --bench full_path [-- SIZE…]`, sizes in bytes; 20 kB, 1 MB and 100 MB by default.
//! Each side runs in turn: osready with the first five rules, osready with all rules, `serde_json`. The
//! medians of the processor's time and the ratios to `serde_json` are printed, and the peak memory of
//! each side in a process of its own. The files are made in a process of their own too: the millions of
//! small pieces that this leaves on the heap slow down whatever allocates after it.
#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs
)]

#[path = "../tests/it/generator/mod.rs"]
mod generator;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cpu_time::ProcessTime;
use generator::{Layout, Options, Size, generate};
use osready::diagnostic::Rule;
use osready::input::{Discovery, Source, read};
use osready::lint::Linter;
use osready::rules;

const SIZES: [usize; 3] = [20_000, 1_000_000, 100_000_000];
/// The share of profiles and files with a known defect, beside none.
const DEFECT_SHARE: f64 = 0.02;
/// How much text each side reads in all, so that small files are read often enough.
const READ_IN_ALL: usize = 500_000_000;
/// The argument by which this program calls itself to measure the memory of one side.
const PEAK: &str = "--peak-of";
/// The argument by which this program calls itself to make a file.
const GENERATE: &str = "--generate";
/// The argument that makes a folder of so many different files.
const GENERATE_FOLDER: &str = "--generate-folder";
/// The argument that only parses each file of a folder into a `serde_json::Value`.
const PARSE_FOLDER: &str = "--parse-folder";

/// The sides that run in turn; the last is what the others are held against.
const SIDES: [&str; 3] = ["five rules", "all rules", "Value"];

/// The rules that a response was first checked by.
const FIVE: [&str; 5] = [
    "missing-winpe",
    "kiso-required",
    "placeholder-profile",
    "disallowed-extension",
    "rhels-config-flags",
];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [flag, side, path] = arguments.as_slice()
        && flag == PEAK
    {
        run(side, Path::new(path), &Linters::new());
        println!("{}", peak_memory());
        return;
    }
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [GENERATE, size, share, path] => {
            let (size, share) = (size.parse().expect("a size"), share.parse().expect("a share"));
            println!("{}", make(7, size, share, Path::new(path)));
            return;
        }
        [GENERATE_FOLDER, count, size, folder] => {
            std::fs::create_dir(folder).expect("the folder is new");
            for seed in 0..count.parse().expect("a count") {
                let path = Path::new(folder).join(format!("r{seed:04}.json"));
                make(seed, size.parse().expect("a size"), 0.0, &path);
            }
            return;
        }
        [PARSE_FOLDER, folder] => {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                parse(&entry.expect("an entry").path());
            }
            return;
        }
        _ => {}
    }
    let asked: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!(
        "{:>11} {:>7}  {:10} {:>11} {:>6} {:>20}",
        "bytes", "defects", "side", "median", "ratio", "peak bytes per byte"
    );
    for size in sizes {
        for share in [0.0, DEFECT_SHARE] {
            compare(size, share);
        }
    }
}

/// The linters, ready before the clock runs.
struct Linters {
    five: Linter,
    all: Linter,
}

impl Linters {
    fn new() -> Self {
        let five: Vec<&'static Rule> = FIVE.iter().filter_map(|id| rules::by_id(id)).collect();
        let linters = Self { five: Linter::new().with_rules(five.leak()), all: Linter::new() };
        osready::schema::prepare();
        linters
    }
}

/// Makes a file of about `size` bytes. Gives the number of its defects.
fn make(seed: u64, size: usize, defect_share: f64, path: &Path) -> usize {
    let generated =
        generate(&Options { seed, size: Size::Bytes(size), defect_share, layout: Layout::OneLine });
    std::fs::write(path, &generated.text).expect("the file is written");
    generated.injected.len()
}

fn compare(size: usize, defect_share: f64) {
    let path = std::env::temp_dir().join(format!("osready-bench-{size}-{defect_share}.json"));
    let syntax_errors =
        ask_myself(&[GENERATE, &size.to_string(), &defect_share.to_string()], &path);
    let bytes = std::fs::metadata(&path).expect("the file is there").len() as usize;
    let linters = Linters::new();
    let rounds = (READ_IN_ALL / bytes).clamp(11, 2000);
    let mut times = SIDES.map(|_| Vec::new());
    for _ in 0..rounds {
        for (side, times) in SIDES.into_iter().zip(&mut times) {
            let start = ProcessTime::now();
            run(side, &path, &linters);
            times.push(start.elapsed());
        }
    }
    let medians = times.map(median);
    let [.., value] = medians;
    for (side, time) in SIDES.into_iter().zip(medians) {
        let ratio = time.as_secs_f64() / value.as_secs_f64();
        let peak = ask_myself(&[PEAK, side], &path) as f64 / bytes as f64;
        println!(
            "{bytes:>11} {syntax_errors:>7}  {side:10} {time:>11.2?} {ratio:>6.3} {peak:>20.2}"
        );
    }
    let _ = std::fs::remove_file(&path);
}

fn run(side: &str, path: &Path, linters: &Linters) {
    let linter = match side {
        "five rules" => &linters.five,
        "all rules" => &linters.all,
        _ => return parse(path),
    };
    let file = read(&Source::file(path, Discovery::Explicit)).expect("the file is there");
    std::hint::black_box(linter.lint(&file).expect("it is shorter than 4 GiB"));
}

fn parse(path: &Path) {
    let bytes = std::fs::read(path).expect("the file is there");
    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
    std::hint::black_box(value);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The number that this program prints with these arguments, in a process of its own.
fn ask_myself(arguments: &[&str], path: &Path) -> u64 {
    let program: PathBuf = std::env::current_exe().expect("this program");
    let output = Command::new(program).args(arguments).arg(path).output().expect("it runs");
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
