//! The layers of docs/architecture.md: imports lead downward only, and no modules import each other in a
//! circle.
#![allow(clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the bottom. A module imports from those before its own.
const LAYERS: [&[&str]; 19] = [
    &["date"],
    &["source"],
    &["sanitize"],
    &["pattern", "suggest"],
    &["json"],
    &["spec"],
    &["input"],
    &["model"],
    &["facts"],
    &["expression"],
    &["config"],
    &["diagnostic", "finding", "schema"],
    &["rules"],
    &["user_rules"],
    &["policy"],
    &["lint"],
    &["report", "redact", "fix", "diff", "history"],
    &["lsp"],
    &["cli"],
];

/// Modules of one layer of which the later ones import the earlier ones.
const WITHIN_LAYERS: [&str; 8] =
    ["diagnostic", "finding", "schema", "report", "redact", "fix", "diff", "history"];

type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn imports_lead_downward() {
    let rank = |module: &str| {
        let top = module.split("::").next().unwrap_or_default();
        let layer = LAYERS.iter().position(|layer| layer.contains(&top));
        let within = WITHIN_LAYERS.iter().position(|name| *name == top);
        layer.map(|layer| (layer, within))
    };
    for (module, imported) in imports() {
        let from = rank(&module).unwrap_or_else(|| panic!("{module} is in no layer"));
        for target in imported {
            let to = rank(&target).unwrap_or_else(|| panic!("{target} is in no layer"));
            assert!(to <= from, "{module} imports {target}, which is in a higher layer");
        }
    }
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let mut left = imports();
    // A module may use its own children; they may use what it exports.
    for (module, imported) in &mut left {
        imported.retain(|target| !target.starts_with(&format!("{module}::")));
    }
    // Modules that import none of those left, or that none of those left imports, are taken away.
    loop {
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let imported: BTreeSet<String> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|module, targets| imported.contains(module) && !targets.is_disjoint(&names));
        for targets in left.values_mut() {
            targets.retain(|target| names.contains(target));
        }
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "these import each other in a circle: {left:#?}");
}

/// What each module of the library and the binary imports.
fn imports() -> Imports {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    collect(&root.join("src"), &root.join("src"), &mut files);
    collect(&root.join("rules"), root, &mut files);
    let names: BTreeSet<String> = files.keys().cloned().collect();
    let mut imports = Imports::new();
    for (module, path) in &files {
        if module.is_empty() || module == "main" || module.ends_with("::tests") {
            continue;
        }
        let text = fs::read_to_string(path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
        let found = paths(code).into_iter().filter_map(|path| resolve(&path, module, &names));
        imports.insert(module.clone(), found.filter(|target| target != module).collect());
    }
    assert!(imports.len() > 200, "only {} modules were found", imports.len());
    imports
}

/// The Rust files below `folder`, by their modules as seen from `root`.
fn collect(folder: &Path, root: &Path, files: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, root, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(root).expect("a path below it").with_extension("");
            let mut steps: Vec<_> =
                relative.iter().map(|step| step.to_string_lossy().into_owned()).collect();
            steps.pop_if(|last| last == "mod" || last == "lib");
            files.insert(steps.join("::"), path);
        }
    }
}

/// The paths that begin with `crate`, `super` or `osready` in `code`, groups in braces written out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let code: String = code.lines().map(|line| line.split("//").next().unwrap_or_default()).fold(
        String::new(),
        |mut all, line| {
            all.push_str(line.trim());
            all.push(' ');
            all
        },
    );
    let mut found = Vec::new();
    for root in ["crate::", "super::", "osready::"] {
        for (at, _) in code.match_indices(root) {
            let is_whole =
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if is_whole {
                write_out(&mut Vec::new(), &code[at..], &mut found);
            }
        }
    }
    found
}

/// Adds the paths at the beginning of `text` behind `prefix`, and returns what follows them.
fn write_out<'t>(prefix: &mut Vec<String>, text: &'t str, found: &mut Vec<Vec<String>>) -> &'t str {
    let depth = prefix.len();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group;
            while !rest.trim_start().starts_with('}') && !rest.is_empty() {
                rest = write_out(prefix, rest, found).trim_start();
                rest = rest.trim_start_matches(|c| c != ',' && c != '}').trim_start_matches(',');
            }
            rest = rest.trim_start().strip_prefix('}').unwrap_or_default();
            break;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        prefix.push(rest[..end].to_owned());
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(next) => rest = next,
            None => {
                found.push(prefix.clone());
                break;
            }
        }
    }
    prefix.truncate(depth);
    rest
}

/// The module that `path`, as written in `module`, leads to; `None` if that is the crate's root.
fn resolve(path: &[String], module: &str, names: &BTreeSet<String>) -> Option<String> {
    let supers = path.iter().take_while(|step| *step == "super").count();
    let mut steps: Vec<&str> = Vec::new();
    if supers > 0 {
        let own: Vec<&str> = module.split("::").collect();
        steps.extend(own.get(..own.len().checked_sub(supers)?)?);
    }
    steps.extend(path[supers.max(1)..].iter().map(String::as_str));
    loop {
        let name = steps.join("::");
        if name.is_empty() {
            return None;
        }
        if names.contains(&name) {
            return Some(name);
        }
        steps.pop();
    }
}
