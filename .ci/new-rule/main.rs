//! `cargo run --example new-rule -- ID GROUP` creates a rule: its folder with the check and the page, and its place in
//! `rules/mod.rs`. What is left to write is marked `TODO:`, and `cargo test --test it pages` lists it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use osready::diagnostic::Group;
use osready::rules;

const USAGE: &str = "usage: cargo run --example new-rule -- ID GROUP";

/// The groups whose rules check a response alone.
const GROUPS: [Group; 7] = [
    Group::Input,
    Group::Readiness,
    Group::Consistency,
    Group::References,
    Group::Customization,
    Group::Content,
    Group::Drift,
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let created = match arguments.as_slice() {
        [id, group] => create(id, group),
        _ => Err(USAGE.into()),
    };
    match created {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Creates the rule `id` in `group`.
///
/// # Errors
///
/// If the arguments are invalid, the rule exists, or a file cannot be read or written.
fn create(id: &str, group: &str) -> Result<(), Box<dyn Error>> {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit())
    };
    if !id.split('-').all(is_word) || id.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(format!(
            "{id}: an id is words in lower case with hyphens, such as missing-winpe"
        )
        .into());
    }
    let known = GROUPS.into_iter().find(|known| known.as_str() == group);
    let group = known.ok_or_else(|| {
        let lines =
            GROUPS.iter().map(|group| format!("\n  {:14} {}", group.as_str(), group.meaning()));
        format!("{group} is no group; the groups are:{}", lines.collect::<String>())
    })?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let module = id.replace('-', "_");
    let folder = root.join("rules").join(&module);
    if folder.exists() {
        return Err(format!("{}: there is such a rule", folder.display()).into());
    }
    let list = root.join("rules/mod.rs");
    let registered = registered(&fs::read_to_string(&list)?, &module, group)
        .ok_or("rules/mod.rs: the other rules of the group are not where they were")?;
    let group_name = format!("{group:?}");
    let filled = |template: &str| template.replace("ID", id).replace("GROUP", &group_name);
    fs::create_dir(&folder)?;
    fs::write(folder.join("mod.rs"), filled(include_str!("check.txt")))?;
    fs::write(folder.join("README.md"), filled(include_str!("page.txt")))?;
    fs::write(&list, registered)?;
    println!("created rules/{module}/mod.rs, the check, and rules/{module}/README.md, its page");
    println!("added the rule to rules/mod.rs");
    println!("next: cargo test --test it pages says what is left to write (docs/first-rule.md)");
    Ok(())
}

/// Returns `rules/mod.rs` with the module, in the order of the alphabet among those of its group, and the rule, after the
/// others of its group.
fn registered(list: &str, module: &str, group: Group) -> Option<String> {
    let of_group = || {
        rules::ALL.iter().filter(|rule| rule.group == group).map(|rule| rule.id.replace('-', "_"))
    };
    let mut lines: Vec<String> = list.lines().map(str::to_owned).collect();
    let entry = format!("    &{}::RULE,", of_group().next_back()?);
    let entry = lines.iter().position(|line| *line == entry)?;
    lines.insert(entry + 1, format!("    &{module}::RULE,"));
    let declared: Vec<String> = of_group().map(|name| format!("mod {name};")).collect();
    let within = lines.iter().position(|line| declared.contains(line))?;
    let first = lines[..within].iter().rposition(String::is_empty)? + 1;
    let own = format!("mod {module};");
    let before = lines[first..].iter().take_while(|line| line.starts_with("mod ") && **line < own);
    let place = first + before.count();
    lines.insert(place, own);
    Some(lines.join("\n") + "\n")
}
