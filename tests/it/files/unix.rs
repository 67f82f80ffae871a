//! Links, pipes, sockets and devices, as Unix has them.

use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::thread;

use super::*;

fn pipe(folder: &TempDir, name: &str) {
    let made = Command::new("mkfifo").arg(folder.path().join(name)).status();
    assert!(made.expect("mkfifo runs").success());
}

#[test]
fn a_walk_reads_no_link_no_pipe_and_no_socket_and_says_so() {
    let (files, outside) = (folder(), folder());
    put(&outside, "outside.json", BLOCKED);
    put(&files, "ready.json", READY);
    symlink(outside.path().join("outside.json"), files.path().join("link.json")).expect("a link");
    symlink(outside.path(), files.path().join("folder.json")).expect("a link");
    pipe(&files, "pipe.json");
    let _socket = UnixListener::bind(files.path().join("socket.json")).expect("a socket");
    for command in [&["check"][..], &["status"], &["fix"], &["init", "--output", "-"]] {
        let output = osready(files.path(), &[command, &["."]].concat());
        assert_eq!(output.status.code(), Some(0), "{command:?}: {}", err(&output));
        if command[0] == "init" {
            assert!(out(&output).contains("from 1 responses in 1 files"), "{}", out(&output));
        } else {
            assert!(!out(&output).contains("missing-winpe"), "{command:?}");
            for (name, why) in [
                ("link.json", "link"),
                ("folder.json", "link"),
                ("pipe.json", "pipe"),
                ("socket.json", "socket"),
            ] {
                let said = err(&output);
                let line = said.lines().find(|line| line.contains(name)).unwrap_or_default();
                assert!(line.contains(why), "{command:?}: {said}");
            }
        }
    }
}

#[test]
fn of_many_links_the_first_are_reported_and_the_others_counted() {
    let files = folder();
    put(&files, "ready.json", READY);
    for number in 10..32 {
        let link = files.path().join(format!("link-{number}.json"));
        symlink("ready.json", link).expect("a link");
    }
    let output = osready(files.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(err(&output).lines().count(), 11, "{}", err(&output));
    assert!(err(&output).contains("skipped 12 more"), "{}", err(&output));
}

#[test]
fn a_link_or_a_pipe_that_is_named_is_read() {
    let files = folder();
    put(&files, "blocked.json", BLOCKED);
    symlink("blocked.json", files.path().join("link.json")).expect("a link");
    let output = osready(files.path(), &["check", "--format", "concise", "link.json"]);
    assert!(out(&output).starts_with("link.json:1:140: error[missing-winpe] "));
    for packed in [false, true] {
        pipe(&files, "pipe");
        let place = files.path().join("pipe");
        let writer = thread::spawn(move || {
            let mut pipe = fs::OpenOptions::new().write(true).open(&place).expect("a pipe");
            if packed {
                let mut pipe = flate2::write::GzEncoder::new(pipe, flate2::Compression::default());
                pipe.write_all(BLOCKED.as_bytes()).expect("somebody reads");
                pipe.finish().expect("somebody reads");
            } else {
                pipe.write_all(BLOCKED.as_bytes()).expect("somebody reads");
            }
            fs::remove_file(place).expect("it is there");
        });
        let output = osready(files.path(), &["check", "--format", "concise", "pipe"]);
        assert!(out(&output).starts_with("pipe:1:140: error[missing-winpe] "), "{packed}");
        writer.join().expect("it is written");
    }
}

#[test]
fn what_a_shell_passes_by_its_number_is_read() {
    let files = folder();
    put(&files, "blocked.json", BLOCKED);
    for (script, name) in [
        ("cat blocked.json | { \"$0\" check --format concise /dev/stdin; }", "/dev/stdin"),
        ("cat blocked.json | { \"$0\" check --format concise /dev/fd/3 3<&0; }", "/dev/fd/3"),
        ("\"$0\" check --format concise /dev/stdin < blocked.json", "/dev/stdin"),
        ("cat blocked.json | \"$0\" redact /dev/stdin | \"$0\" check --format concise -", "-"),
    ] {
        let output = Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_osready")])
            .current_dir(files.path())
            .output()
            .expect("sh runs");
        let shown = out(&output);
        assert!(shown.starts_with(&format!("{name}:1:")), "{script}: {shown} {}", err(&output));
    }
}

#[test]
fn a_device_is_never_read_and_a_pipe_is_not_fixed() {
    let files = folder();
    put(&files, "ready.json", READY);
    let output = osready(files.path(), &["check", "/dev/zero", "ready.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("/dev/zero: cannot be read: not a regular file"));
    assert!(out(&output).contains("1 response"), "{}", out(&output));
    pipe(&files, "pipe");
    let output = osready(files.path(), &["fix", "pipe"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("not a regular file: pass - and redirect"), "{}", err(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_kernel_makes_up_is_not_walked() {
    let files = folder();
    symlink("/proc", files.path().join("to-proc")).expect("a link");
    for walked in ["/proc", "/sys", "/proc/self", "to-proc/"] {
        let arguments = ["check", "--include", "*", "--allow-empty", walked];
        let output = osready(files.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{walked}: {}", err(&output));
        assert!(err(&output).contains("kernel file system skipped"), "{}", err(&output));
    }
}

#[test]
fn nothing_is_written_through_a_link() {
    let (files, outside) = (folder(), folder());
    put(&files, "blocked.json", BLOCKED);
    put(&outside, "mine", "mine");
    put(&outside, "damaged.json", &READY.replace(',', ",,"));
    symlink(outside.path(), files.path().join("out")).expect("a link");
    symlink(outside.path().join("mine"), files.path().join("link")).expect("a link");
    for arguments in [
        &["check", "--format", "json=out/a", "blocked.json"][..],
        &["check", "--format", "json=link", "blocked.json"],
        &["redact", "blocked.json", "--output", "out/a"],
        &["redact", "blocked.json", "--output", "link"],
        &["baseline", "create", "--output", "out/a", "blocked.json"],
        &["baseline", "create", "--output", "link", "blocked.json"],
        &["init", "--output", "out/a", "blocked.json"],
        &["man", "--output", "out"],
        &["fix", "out/damaged.json"],
    ] {
        let output = osready(files.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
    }
    assert_eq!(fs::read_to_string(outside.path().join("mine")).expect("it is there"), "mine");
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 2);
}

#[test]
fn what_a_configuration_names_is_not_read_or_written_outside_its_repository() {
    let (files, outside) = (folder(), folder());
    put(&files, "blocked.json", BLOCKED);
    put(&outside, "secret.json", "{\"password\": \"Sommer2024\"}");
    fs::create_dir(files.path().join(".git")).expect("a folder");
    symlink(outside.path().join("secret.json"), files.path().join("known.json")).expect("a link");
    let elsewhere = outside.path().join("secret.json").display().to_string();
    for baseline in ["known.json", &elsewhere, "../known.json", "a/../../known.json"] {
        put(&files, "osready.toml", &format!("baseline = {baseline:?}\n"));
        for arguments in [&["check", "blocked.json"][..], &["baseline", "create", "blocked.json"]] {
            let output = osready(files.path(), arguments);
            assert_eq!(output.status.code(), Some(2), "{baseline} {arguments:?}");
            assert!(!(out(&output) + &err(&output)).contains("Sommer2024"));
        }
    }
    for config in ["osready.toml", "osready-suppress.toml"] {
        fs::remove_file(files.path().join("osready.toml")).unwrap_or_default();
        symlink(outside.path().join("secret.json"), files.path().join(config)).expect("a link");
        let output = osready(files.path(), &["check", "blocked.json"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(!(out(&output) + &err(&output)).contains("Sommer2024"), "{config}");
    }
    let text = fs::read_to_string(outside.path().join("secret.json")).expect("it is there");
    assert_eq!(text, "{\"password\": \"Sommer2024\"}");
}
