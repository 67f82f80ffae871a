//! Texts that are nearly responses, and changes of them that bytes drive.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

#[allow(clippy::duplicate_mod, reason = "tests/it has it too")]
#[path = "../../tests/it/generator/mod.rs"]
pub mod generator;

use generator::{Layout, Options, Size, generate_damaged};

/// The longest text that changes make, in bytes.
const LONGEST: usize = 60_000;

/// Every attribute of the document, a line each: its path is the second column.
const ATTRIBUTES: &str = include_str!("../../tests/spec/attributes.tsv");

/// What is put in where bytes ask for it, besides the names of attributes.
const TOKENS: [&str; 68] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\n",
    "\r\n",
    " ",
    "\\",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    "...",
    "…",
    "null",
    "true",
    "false",
    "True",
    "None",
    "NaN",
    "-Infinity",
    "0",
    "-1",
    "007",
    "1e999",
    "0.5",
    "123456789012345678901",
    "\"\"",
    "{}",
    "[]",
    "\\u0000",
    "\\ud800",
    "\\u202e",
    "\u{1b}[31m",
    "\u{9b}",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "\u{feff}",
    "\u{0}",
    "é",
    "日本",
    "😀",
    "##[error]",
    "::error::",
    "</script>",
    "]]>",
    "<!--",
    "|",
    "`",
    "%0A",
    "\t",
    "\u{7f}",
    "\"win2016|\"",
    "\"notReady\"",
    "\"sles15.4\"",
    "<unattend>",
    "\"content\": \"\"",
    "@{",
    "\n<<<<<<< a\n",
    "\n=======\n",
    "\n>>>>>>> b\n",
    "\u{a0}",
];

/// The samples: the package's own, the examples on the pages of the rules, and responses that are
/// generated.
pub static SAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut samples = pages("json");
    for folder in ["tests/fixtures", "tests/samples"] {
        samples.extend(files(&root().join(folder)).iter().map(|file| read(file)));
    }
    for layout in [Layout::OneLine, Layout::Pretty] {
        let options = Options { seed: 7, size: Size::Bytes(1), defect_share: 0.02, layout };
        samples.push(generate_damaged(&options).text);
    }
    samples.push("{\"id\": \"\u{1b}é😀\", \"items\": [1, 2, {\"a\": null, \"b\": -0.5e3}]}".into());
    samples
});

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let paths = ATTRIBUTES.lines().skip(1).filter_map(|line| line.split('\t').nth(1));
    let names = paths.filter_map(|path| path.rsplit('.').next());
    let mut names: Vec<String> =
        names.map(|name| format!("\"{}\"", name.trim_end_matches("[]"))).collect();
    names.sort();
    names.dedup();
    names
});

/// Every word that changes put in, for libFuzzer's dictionary.
pub fn words() -> impl Iterator<Item = &'static str> {
    TOKENS.into_iter().chain(NAMES.iter().map(String::as_str))
}

fn word(number: u8) -> &'static str {
    let number = usize::from(number);
    TOKENS.get(number).copied().unwrap_or_else(|| &NAMES[number % NAMES.len()])
}

/// A sample as `data` changes it: the first two bytes pick the sample, every four bytes after them make
/// one change.
pub fn changed(data: &[u8]) -> String {
    let ([high, low], rest) = data.split_first_chunk().unwrap_or((&[0, 0], &[]));
    let number = usize::from(*high) * 256 + usize::from(*low);
    let mut text = SAMPLES[number % SAMPLES.len()].clone();
    for change in rest.as_chunks::<4>().0.iter().take(24) {
        apply(&mut text, *change);
        text.truncate(text.floor_char_boundary(LONGEST));
    }
    text
}

/// Makes one change: where (two bytes), what, and with which word or how much.
fn apply(text: &mut String, [high, low, what, argument]: [u8; 4]) {
    let share = usize::from(high) * 256 + usize::from(low);
    let mut at = text.floor_char_boundary(text.len() * share / 65_536);
    if what & 8 != 0 {
        // Where a value, a key or a bracket stands.
        at = next(text, at, &['"', '{', '}', '[', ']', ',', ':']);
    }
    let len = usize::from(argument) + 1;
    let end = |len: usize| text.ceil_char_boundary((at + len).min(text.len()));
    match what % 8 {
        0 => text.insert_str(at, word(argument)),
        1 => text.replace_range(at..end(1), word(argument)),
        2 => text.replace_range(at..end(len), ""),
        3 => {
            let again = text[at..end(len * 4)].to_owned();
            text.insert_str(at, &again);
        }
        4 => {
            let moved = text[at..end(len)].to_owned();
            text.replace_range(at..end(len), "");
            let to = text.floor_char_boundary(share * 7 % (text.len() + 1));
            text.insert_str(to, &moved);
        }
        5 => {
            let to = next(text, at + usize::from(at < text.len()), &[',', '}', ']']);
            text.replace_range(at..to.max(at), word(argument));
        }
        6 => {
            let other = &SAMPLES[usize::from(argument) % SAMPLES.len()];
            let from = other.floor_char_boundary(other.len() * share / 65_536);
            let to = other.ceil_char_boundary((from + 200).min(other.len()));
            text.insert_str(at, &other[from..to]);
        }
        _ if argument < 32 => text.truncate(at),
        _ => text.replace_range(at..end(1), &char::from(argument).to_string()),
    }
}

/// Where one of `characters` stands next, at or after `at`; the end where none does.
fn next(text: &str, at: usize, characters: &[char]) -> usize {
    let at = text.ceil_char_boundary(at);
    text[at..].find(characters).map_or(text.len(), |len| at + len)
}

/// The blocks of one language on the pages of the rules and in the documentation.
pub fn pages(language: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut folders = vec![root().join("rules")];
    while let Some(folder) = folders.pop() {
        for file in files(&folder) {
            match file.extension() {
                _ if file.is_dir() => folders.push(file),
                Some(ending) if ending == "md" => pages.push(file),
                _ => {}
            }
        }
    }
    pages.extend(files(&root().join("docs")));
    let mut blocks = Vec::new();
    let fence = format!("\n```{language}\n");
    for page in pages.iter().filter(|page| page.is_file()) {
        let text = read(page);
        let pieces = text.split(&fence).skip(1);
        blocks.extend(pieces.filter_map(|piece| Some(piece.split_once("```")?.0.to_owned())));
    }
    blocks.sort();
    blocks.dedup();
    blocks
}

/// The package's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let above = here.parent().filter(|_| here.ends_with("fuzz") && !here.join("rules").is_dir());
    above.unwrap_or(here).to_owned()
}

/// What a folder holds, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the package");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("a file of the package").replace("\r\n", "\n")
}
