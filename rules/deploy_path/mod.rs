#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Profile, Response, SupportedImage, System, Text};

pub(super) static RULE: Rule = Rule {
    id: "deploy-path",
    group: Group::Policy,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P10", "F11"],
    checks: &[Check::Profile(check_profile)],
};

/// The default places (lines 194 to 198).
const WINDOWS_DEFAULT: &str = r"c:\lxca";
const LINUX_DEFAULT: &str = "/home/lxca";

fn check_profile<'a>(response: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let Some(path) = profile.options().and_then(|options| options.deploy_path()) else {
        return;
    };
    if path.is_empty() || path.value.is_damaged() {
        return;
    }
    let system = profile.system();
    let kind = PathKind::of(&path);
    let word = system.map_or("the host", System::word);
    let (message, label) = match (kind, system.map(|system| system == System::Windows)) {
        (PathKind::Windows, Some(false)) => (
            format!("the deploy path of {} is a Windows path", profile.title()),
            format!("no path on {word}"),
        ),
        (PathKind::Unix, Some(true)) => (
            format!("the deploy path of {} is no Windows path", profile.title()),
            "no path on Windows".to_owned(),
        ),
        (PathKind::Relative, _) => (
            format!("the deploy path of {} is not absolute", profile.title()),
            "relative to nobody knows what".to_owned(),
        ),
        _ => {
            check_default(response, profile, system, &path, findings);
            return;
        }
    };
    findings.add(message, &path, label).also(profile, format!("deploys {word}")).about(profile).help(format!(
        "set the path for data and software in the profile (Provisioning > Manage OS Images > OS Images > Edit) \
         to an absolute path on the host, such as {}",
        if system == Some(System::Windows) { WINDOWS_DEFAULT } else { LINUX_DEFAULT }
    ));
}

/// Another path than the default where the system takes no other.
fn check_default<'a>(
    response: &Response<'a>,
    profile: &Profile<'a>,
    system: Option<System>,
    path: &Text<'a>,
    findings: &mut Findings<'a>,
) {
    let Some(system) = system else { return };
    let default = match system {
        System::Windows => WINDOWS_DEFAULT,
        System::Rhel | System::Sles | System::Ubuntu | System::OtherLinux => LINUX_DEFAULT,
        // The document names no default for it.
        System::Esxi => return,
    };
    let flag = response.supported_image(system).and_then(SupportedImage::allows_path);
    let Some(flag) = flag.filter(|flag| !flag.is_true && !flag.value.is_damaged()) else { return };
    if is_same(path, default, system) {
        return;
    }
    findings
        .add(
            format!("the deploy path of {} is not the default, and {} takes no other", profile.title(), system.word()),
            path,
            format!("the default is {default}"),
        )
        .also(flag, "no custom path")
        .about(profile)
        .help(format!(
            "set the path for data and software in the profile (Provisioning > Manage OS Images > OS Images > Edit) \
             back to {default}"
        ));
}

/// Whether two paths are one; on Windows without case, and with either slash.
fn is_same(path: &str, default: &str, system: System) -> bool {
    if system != System::Windows {
        return path.trim_end_matches('/') == default;
    }
    let path = path.trim_end_matches(['\\', '/']);
    let same =
        |left: u8, right: u8| left.eq_ignore_ascii_case(&right) || (left == b'/' && right == b'\\');
    path.len() == default.len()
        && path.bytes().zip(default.bytes()).all(|(left, right)| same(left, right))
}

/// What kind of path a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PathKind {
    /// A drive and a path from its root, or a share.
    Windows,
    /// A path from the root.
    Unix,
    /// A path from somewhere.
    Relative,
}

impl PathKind {
    fn of(path: &str) -> Self {
        match path.as_bytes() {
            [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic() => Self::Windows,
            [b'\\', b'\\', ..] => Self::Windows,
            [b'/', ..] => Self::Unix,
            _ => Self::Relative,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_of_windows_that_begins_with_the_letter_of_a_drive_or_is_a_share() {
        for path in ["c:\\lxca", "D:/lxca", "\\\\server\\share"] {
            assert!(PathKind::of(path) == PathKind::Windows, "{path}");
        }
        for path in ["1:\\lxca", "c:lxca", "\\lxca", "lxca", ""] {
            assert!(PathKind::of(path) == PathKind::Relative, "{path}");
        }
        assert!(PathKind::of("/home/lxca") == PathKind::Unix);
    }
}
