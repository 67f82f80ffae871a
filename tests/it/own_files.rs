//! The files that a run writes: none is written through a link.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::binary::{BLOCKED, osready};

fn run(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = osready(folder, arguments);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// A baseline of one finding.
fn baseline() -> String {
    let files = folder(&[("blocked.json", BLOCKED)]);
    let (_, err, code) = run(files.path(), &["baseline", "create"]);
    assert_eq!(code, Some(0), "{err}");
    fs::read_to_string(files.path().join("osready-baseline.json")).expect("a baseline")
}

/// The paths by which a folder of the machine spells `working`, the working folder, and what is in it.
#[cfg(unix)]
fn spellings(working: &Path, above: &Path) -> Vec<PathBuf> {
    let name = working.file_name().expect("a name");
    let mut spellings = vec![
        PathBuf::new(),
        PathBuf::from("."),
        PathBuf::from("..").join(name),
        working.to_owned(),
        PathBuf::from("plain/.."),
        above.join("to-working"),
        above.join("to-plain").join(".."),
    ];
    if cfg!(target_os = "linux") {
        spellings.push("/proc/self/cwd".into());
        spellings.push(
            PathBuf::from("/proc/self/root").join(working.strip_prefix("/").expect("a root")),
        );
    }
    spellings
}

/// A command that writes, and its arguments where it is to write to a path.
#[cfg(unix)]
type Write<'c> = (&'c str, &'c dyn Fn(&str) -> Vec<String>);

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_however_the_path_spells_the_working_folder() {
    use std::os::unix::fs::symlink;
    let baseline = baseline();
    let broken = BLOCKED.replacen('{', "{,", 1);
    let prepare = || {
        let above = tempfile::tempdir().expect("a folder");
        let root = above.path().canonicalize().expect("a folder");
        let (working, outside) = (root.join("working"), root.join("outside"));
        fs::create_dir_all(working.join("plain")).expect("a folder");
        fs::create_dir(&outside).expect("a folder");
        fs::write(working.join("blocked.json"), BLOCKED).expect("a file");
        fs::write(outside.join("broken.json"), &broken).expect("a file");
        fs::write(outside.join("known.json"), &baseline).expect("a file");
        symlink(&outside, working.join("link")).expect("a link");
        symlink(outside.join("new"), working.join("file-link")).expect("a link");
        symlink(&working, root.join("to-working")).expect("a link");
        symlink(working.join("plain"), root.join("to-plain")).expect("a link");
        symlink(working.join("link"), root.join("to-link")).expect("a link");
        (above, root, working, outside)
    };
    let (_above, root, working, _) = prepare();
    let count = spellings(&working, &root).len();
    for (index, by) in (0..count).flat_map(|index| [(index, "link/x"), (index, "file-link")]) {
        let commands: [Write; 6] = [
            ("report", &|to| {
                vec!["check".into(), format!("--format=json={to}"), "blocked.json".into()]
            }),
            ("redact", &|to| {
                vec!["redact".into(), format!("--output={to}"), "blocked.json".into()]
            }),
            ("baseline", &|to| {
                vec![
                    "baseline".into(),
                    "create".into(),
                    format!("--output={to}"),
                    "blocked.json".into(),
                ]
            }),
            ("init", &|to| vec!["init".into(), format!("--output={to}"), "blocked.json".into()]),
            ("man", &|to| vec!["man".into(), format!("--output={to}")]),
            ("fix", &|to| vec!["fix".into(), to.replace("link/x", "link/broken.json")]),
        ];
        for (what, arguments) in commands {
            if what == "fix" && by == "file-link" {
                continue;
            }
            let (_above, root, working, outside) = prepare();
            let to = spellings(&working, &root)[index].join(by);
            let to = to.to_str().expect("a text");
            let arguments = arguments(to);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let (_, err, code) = run(&working, &arguments);
            assert_eq!(code, Some(2), "{arguments:?}: {err}");
            assert!(err.contains("link"), "{arguments:?}: {err}");
            let left: Vec<_> = fs::read_dir(&outside).expect("a folder").flatten().collect();
            assert_eq!(left.len(), 2, "{arguments:?}: {left:?}");
            let after = fs::read_to_string(outside.join("broken.json")).expect("a file");
            assert_eq!(after, broken, "{arguments:?}");
        }
    }
    // A link above the working folder is the machine's own, unless it leads through one below it.
    let (_above, root, working, outside) = prepare();
    let format = |to: &Path| format!("--format=json={}", to.display());
    let own = format(&root.join("to-plain/a.out"));
    assert_eq!(run(&working, &["check", &own, "blocked.json"]).2, Some(1));
    assert!(working.join("plain/a.out").is_file());
    let through = format(&root.join("to-link/a.out"));
    assert_eq!(run(&working, &["check", &through, "blocked.json"]).2, Some(2));
    assert!(!outside.join("a.out").exists());
    // So is one that the working folder itself was reached by.
    let output = Command::new("sh")
        .args(["-c", "cd \"$1\" && exec \"$2\" check --format json=link/b.out blocked.json", "sh"])
        .args([root.join("to-working").as_os_str(), env!("CARGO_BIN_EXE_osready").as_ref()])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(!outside.join("b.out").exists());
}

#[cfg(windows)]
#[test]
fn nothing_is_written_through_a_junction_however_the_path_spells_the_working_folder() {
    let above = tempfile::tempdir().expect("a folder");
    let (working, outside) = (above.path().join("Working"), above.path().join("outside"));
    fs::create_dir(&working).expect("a folder");
    fs::create_dir(&outside).expect("a folder");
    fs::write(working.join("blocked.json"), BLOCKED).expect("a file");
    // Anybody may make one, unlike a symbolic link.
    let made = Command::new("cmd")
        .args(["/c", "mklink", "/J"])
        .args([working.join("link"), outside.clone()])
        .stdout(std::process::Stdio::null())
        .status()
        .expect("it runs");
    assert!(made.success());
    let verbatim = working.canonicalize().expect("a folder");
    let lower = PathBuf::from(working.to_str().expect("a text").to_lowercase());
    for spelling in [
        PathBuf::new(),
        "..\\working".into(),
        "..\\WORKING".into(),
        working.clone(),
        verbatim,
        lower,
    ] {
        let to = format!("--format=json={}", spelling.join("link").join("a.out").display());
        let (_, err, code) = run(&working, &["check", &to, "blocked.json"]);
        assert_eq!(code, Some(2), "{to}: {err}");
        assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0, "{to}");
    }
}
