//! The documentation: its commands run, its links resolve, its tables follow the schemas.
//!
//! `OSREADY_BLESS=1 cargo test --test it docs::` rewrites outputs and tables.
#![allow(clippy::expect_used)]

#[cfg(unix)]
mod commands;
mod links;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_blessing() -> bool {
    std::env::var_os("OSREADY_BLESS").is_some()
}

/// Reads a page by its path from the root of the repository.
fn read(name: &str) -> String {
    let text = fs::read_to_string(root().join(name));
    text.unwrap_or_else(|why| panic!("{name}: {why}")).replace("\r\n", "\n")
}

/// Writes the page if the run may, otherwise fails if the page is not current.
fn update(name: &str, page: &str, updated: &str) {
    if is_blessing() && page != updated {
        fs::write(root().join(name), updated).expect("the page is written");
    } else {
        assert_eq!(page, updated, "{name}: OSREADY_BLESS=1 cargo test --test it docs::");
    }
}

/// Returns the paths of the pages for users, from the root of the repository.
fn pages() -> Vec<String> {
    let mut names = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "bindings/python/README.md"]
        .map(str::to_owned)
        .to_vec();
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.file_type().expect("a type").is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                names.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    names.sort();
    names
}

/// Returns the anchor of a heading, as code hosts make it.
fn slug(title: &str) -> String {
    let kept = title.chars().filter(|&one| one.is_alphanumeric() || " -_".contains(one));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
