//! The files of the team's own and the files that a run writes: none is mistaken for another, written
//! through a link, or waited for.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::binary::{BLOCKED, READY, osready};

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

#[test]
fn a_baseline_is_known_by_its_content_and_not_by_its_name() {
    let files = folder(&[("osready-baseline.json", BLOCKED)]);
    let (out, err, code) = run(files.path(), &["check", "."]);
    assert!(out.contains("osready-baseline.json") && out.contains("missing-winpe"), "{out}");
    assert_eq!((err.as_str(), code), ("", Some(1)));
    // What the configuration calls a baseline is checked too, if it is a response.
    let files = folder(&[("osready.toml", "baseline = \"rack7.json\""), ("rack7.json", BLOCKED)]);
    for arguments in [&["check", "--no-baseline", "."][..], &["fix", "--dry-run", "."]] {
        let (out, err, code) = run(files.path(), arguments);
        let expected = if arguments[0] == "check" { Some(1) } else { Some(0) };
        assert_eq!(code, expected, "{arguments:?}: {out}{err}");
    }
    assert_eq!(run(files.path(), &["check", "."]).2, Some(2));
    let baseline = baseline();
    for name in ["osready-baseline.json", "known.json", "d/2026-01-31.json"] {
        let files = folder(&[("2026-01-30.json", READY), (name, &baseline)]);
        for arguments in [
            &["check", "--format", "json", "."][..],
            &["check", "-q", "--format", "json", "--newest", "."],
            &["history", "--format", "json", "."],
        ] {
            let (out, err, code) = run(files.path(), arguments);
            assert_eq!((err.as_str(), code), ("", Some(0)), "{name} {arguments:?}: {out}");
            assert!(!out.contains(name), "{name} {arguments:?}: {out}");
        }
    }
}

#[test]
fn nothing_is_a_baseline_that_may_hold_a_response() {
    let baseline = baseline();
    let with = |more: &str| baseline.replacen('{', &format!("{{{more}"), 1);
    let items = BLOCKED.trim_start().strip_prefix('{').expect("an object").rsplit_once('}');
    let items = items.expect("an object").0;
    for text in [
        with(&format!("{items},")),
        with("\"other\": 1,"),
        format!("{{\"version\": 1, \"findings\": [{BLOCKED}]}}"),
        format!("{{\"version\": 1, \"findings\": []}}\n{BLOCKED}"),
        format!("{{\"version\": 1, \"findings\": [], \"findings\": {BLOCKED}}}"),
    ] {
        let files = folder(&[("osready-baseline.json", &text)]);
        let (out, err, code) = run(files.path(), &["check", "--allow-empty", "."]);
        assert!(out.contains("osready-baseline.json") || code == Some(2), "{text}: {out}{err}");
    }
}

#[test]
fn no_report_replaces_a_file_that_the_run_reads() {
    let baseline = baseline();
    let config = "fail-on = \"note\"";
    let files = [
        ("s/rack7.json", READY),
        ("osready.toml", config),
        ("osready-suppress.toml", ""),
        ("other.toml", config),
        ("known.json", &baseline),
        ("s/a.zip", "PK\u{5}\u{6}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    ];
    let spellings = |name: &str| {
        [
            name.to_owned(),
            format!("./{name}"),
            format!("s/../{name}"),
            format!("hard-{}", name.replace('/', "-")),
        ]
    };
    let base = ["check", "--policy-from", "other.toml", "--baseline", "known.json"];
    for (name, content) in files {
        for spelling in spellings(name) {
            let folder = folder(&files);
            let hard = format!("hard-{}", name.replace('/', "-"));
            fs::hard_link(folder.path().join(name), folder.path().join(hard)).expect("a link");
            let format = format!("sarif={spelling}");
            let arguments = [&base[..], &["--format", &format, "s"]].concat();
            let (out, err, code) = run(folder.path(), &arguments);
            assert_eq!((out.as_str(), code), ("", Some(2)), "{spelling}: {err}");
            assert!(err.contains("would overwrite"), "{spelling}: {err}");
            let after = fs::read_to_string(folder.path().join(name)).expect("a file");
            assert_eq!(after, content, "{spelling}");
        }
    }
    // Errors in the configuration change nothing about that, nor does a report that is rendered.
    let files = folder(&[("osready.toml", "nonsense"), ("a.json", READY)]);
    let (_, err, code) = run(files.path(), &["check", "--format", "json=osready.toml", "a.json"]);
    assert!(err.contains("would overwrite") && code == Some(2), "{err}");
    run(files.path(), &["check", "--no-config", "--format", "json=r.out", "a.json"]);
    let before = fs::read(files.path().join("r.out")).expect("a report");
    let (_, err, code) = run(files.path(), &["render", "r.out", "--format", "html=./r.out"]);
    assert!(err.contains("would overwrite") && code == Some(2), "{err}");
    assert_eq!(fs::read(files.path().join("r.out")).expect("a report"), before);
    // An earlier report is replaced.
    let (_, err, code) =
        run(files.path(), &["check", "--no-config", "--format", "json=r.out", "a.json"]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
}

/// Files of a policy, with errors or without, and files that they or git read.
fn policy_files(config: &str) -> TempDir {
    let rule = "[[rule]]\nid = \"site/x\"\neach = \"profile\"\nrequire = \"true\"\n";
    let with_example = format!("{rule}[[rule.example]]\npasses = \"example.txt\"\n");
    let files = folder(&[
        ("ok.json", READY),
        ("osready.toml", config),
        ("osready-suppress.toml", "# none"),
        ("rules/a.toml", &with_example),
        ("rules/example.txt", "not a response"),
        ("known.txt", "not a baseline"),
        ("other/osready.toml", "rule-files = [\"b.toml\"]"),
        ("other/b.toml", rule),
        ("other/suppress.toml", ""),
        (".gitignore", "*.log"),
        (".git/info/exclude", "*.log"),
    ]);
    let hard = files.path().join("hard.out");
    fs::hard_link(files.path().join("rules/a.toml"), hard).expect("a link");
    files
}

#[test]
fn no_output_replaces_a_file_of_the_policy() {
    let config = "rule-files = [\"rules/*.toml\"]\nbaseline = \"known.txt\"\n";
    let mistaken = format!("{config}no-such-key = 1\n");
    let own = [
        "osready.toml",
        "osready-suppress.toml",
        "rules/a.toml",
        "./rules/../rules/a.toml",
        "hard.out",
        "rules/example.txt",
        "known.txt",
        ".gitignore",
        ".git/info/exclude",
    ];
    let elsewhere = ["other/osready.toml", "other/b.toml"];
    let of_own: &[&[&str]] = &[
        &["check", "ok.json"],
        &["inventory", "ok.json"],
        &["status", "ok.json"],
        &["config", "ok.json"],
        &["history", "."],
        &["diff", "ok.json", "ok.json"],
        &["rules"],
        &["explain", "site/x"],
    ];
    let of_other: &[&[&str]] = &[
        &["check", "--config", "other/osready.toml", "ok.json"],
        &["inventory", "--policy-from", "other/osready.toml", "ok.json"],
        &["config", "--policy-from", "other/osready.toml", "ok.json"],
    ];
    for config in [config, &mistaken] {
        let files = policy_files(config);
        for (names, commands) in [(&own[..], of_own), (&elsewhere, of_other)] {
            for (name, command) in
                names.iter().flat_map(|name| commands.iter().map(move |c| (name, c)))
            {
                let before = fs::read(files.path().join(name)).expect("a file");
                let arguments = [&command[..1], &["-o", name], &command[1..]].concat();
                let (_, err, code) = run(files.path(), &arguments);
                let after = fs::read(files.path().join(name)).expect("a file");
                assert_eq!(after, before, "{arguments:?}");
                assert!(err.contains("would overwrite"), "{arguments:?}: {err}");
                assert_eq!(code, Some(2), "{arguments:?}: {err}");
            }
        }
        // A baseline may replace an empty file, but not one of the policy.
        let suppress = ["--suppressions-from", "other/suppress.toml"];
        let create = ["baseline", "create", "--output", "other/suppress.toml", "--config"];
        let arguments = [&create[..], &["other/osready.toml"], &suppress, &["ok.json"]].concat();
        let (_, err, code) = run(files.path(), &arguments);
        assert_eq!(code, Some(2), "{err}");
        assert_eq!(fs::read(files.path().join("other/suppress.toml")).expect("a file"), b"");
        // Any other file may be replaced.
        let (_, err, code) = run(files.path(), &["rules", "-o", "new.toml"]);
        assert_eq!(code, Some(0), "{err}");
    }
}

#[test]
fn a_baseline_is_written_over_nothing_but_a_baseline() {
    for (name, text) in [("rack7.json", BLOCKED), ("osready.toml", ""), ("notes.txt", "mine")] {
        let files = folder(&[("blocked.json", BLOCKED), (name, text)]);
        let (_, err, code) = run(files.path(), &["baseline", "create", "--output", name]);
        assert_eq!(code, Some(2), "{name}: {err}");
        assert!(err.contains("the baseline was not written"), "{name}: {err}");
        assert_eq!(fs::read_to_string(files.path().join(name)).expect("a file"), text);
    }
    for text in ["{\"version\": 2, \"findings\": []}", ""] {
        let files = folder(&[("blocked.json", BLOCKED), ("known.json", text)]);
        let (_, err, code) =
            run(files.path(), &["baseline", "create", "--output", "known.json", "blocked.json"]);
        assert_eq!((err.as_str(), code), ("", Some(0)), "{text}");
    }
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
        .stdout(Stdio::null())
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

/// Runs osready and ends it where it waits.
#[cfg(unix)]
fn without_waiting(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    use std::time::{Duration, Instant};
    let mut run = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    let begun = Instant::now();
    while run.try_wait().expect("it runs").is_none() {
        if begun.elapsed() > Duration::from_secs(20) {
            run.kill().expect("it ends");
            panic!("{arguments:?} waits");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = run.wait_with_output().expect("it ended");
    (String::from_utf8(output.stderr).expect("UTF-8"), output.status.code())
}

#[cfg(unix)]
#[test]
fn a_pipe_socket_or_device_is_no_configuration_and_nobody_waits_for_it() {
    use std::os::unix::net::UnixListener;
    let make = |path: &Path, kind: &str| match kind {
        "pipe" => {
            let made = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
            assert!(made.success());
        }
        "socket" => drop(UnixListener::bind(path).expect("a socket")),
        "device" => std::os::unix::fs::symlink("/dev/zero", path).expect("a link"),
        "link to nothing" => std::os::unix::fs::symlink("absent", path).expect("a link"),
        _ => fs::create_dir(path).expect("a folder"),
    };
    for kind in ["pipe", "socket", "device", "link to nothing", "folder"] {
        for (name, arguments) in [
            ("osready.toml", &["check", "a.json"][..]),
            ("osready-suppress.toml", &["check", "a.json"]),
            ("osready.toml", &["status", "a.json"]),
            ("osready.toml", &["config"]),
            ("osready.toml", &["fix", "a.json"]),
            ("osready.toml", &["history", "."]),
            ("osready.toml", &["diff", "a.json", "a.json"]),
            ("osready.toml", &["baseline", "create", "a.json"]),
            ("other", &["check", "--config", "other", "a.json"]),
            ("other", &["check", "--policy-from", "other", "a.json"]),
            ("other", &["check", "--suppressions-from", "other", "a.json"]),
            ("other", &["check", "--baseline", "other", "a.json"]),
            ("other", &["baseline", "prune", "--baseline", "other", "a.json"]),
            ("other", &["baseline", "create", "--output", "other", "a.json"]),
            ("osready-baseline.json", &["baseline", "create", "a.json"]),
            ("osready-baseline.json", &["baseline", "prune", "a.json"]),
            ("known", &["check", "--config", "with-baseline.toml", "a.json"]),
        ] {
            let files =
                folder(&[("a.json", READY), ("with-baseline.toml", "baseline = \"known\"")]);
            fs::create_dir(files.path().join(".git")).expect("a folder");
            make(&files.path().join(name), kind);
            let (err, code) = without_waiting(files.path(), arguments);
            assert_eq!(code, Some(2), "{kind} {arguments:?}: {err}");
            assert!(err.contains(name), "{kind} {arguments:?}: {err}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_report_over_a_pipe_is_refused_and_nobody_waits_for_it() {
    let files = folder(&[("a.json", READY)]);
    let made = Command::new("mkfifo").arg(files.path().join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    for arguments in [
        &["check", "--format", "json=pipe", "a.json"][..],
        &["redact", "--output", "pipe", "a.json"],
        &["init", "--output", "pipe", "a.json"],
    ] {
        let (err, code) = without_waiting(files.path(), arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {err}");
    }
}
