#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response, SupportedImage, Text};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "deploy-path",
    group: Group::Customization,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P10", "F11"],
    checks: &[Check::Profile(check_profile)],
};

/// The default path on Windows
/// (`items[].profiles[].customizationOptions.deployDataAndSoftwareLocation`).
const WINDOWS_DEFAULT: &str = r"c:\lxca";
/// The default path on Linux.
const LINUX_DEFAULT: &str = "/home/lxca";

fn check_profile<'a>(
    response: &Response<'a>,
    profile: &Profile<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(path) = profile.options().and_then(|options| options.deploy_path()) else {
        return;
    };
    if path.is_empty() || path.value.is_damaged() {
        return;
    }
    let system = profile.system();
    let kind = PathKind::new(&path);
    let word = system.map_or("the host", System::as_str);
    let (message, label) = match (kind, system.map(|system| system == System::Windows)) {
        (PathKind::Windows, Some(false)) => (
            format!("the deploy path of {} is a Windows path", profile.title()),
            format!("not a valid path on {word}"),
        ),
        (PathKind::Unix, Some(true)) => (
            format!("the deploy path of {} is not a Windows path", profile.title()),
            "not a valid path on Windows".to_owned(),
        ),
        (PathKind::Relative, _) => (
            format!("the deploy path of {} is not absolute", profile.title()),
            "a relative path".to_owned(),
        ),
        _ => {
            check_default(response, profile, system, &path, ctx);
            return;
        }
    };
    ctx.report(message, &path, label).secondary_label(profile, format!("deploys {word}")).subject(profile).help(format!(
        "set the path for data and software in the profile (Provisioning > Manage OS Images > OS Images > Edit) \
         to an absolute path on the host, such as {}",
        if system == Some(System::Windows) { WINDOWS_DEFAULT } else { LINUX_DEFAULT }
    ));
}

/// Reports a path other than the default if the system does not allow custom paths.
fn check_default<'a>(
    response: &Response<'a>,
    profile: &Profile<'a>,
    system: Option<System>,
    path: &Text<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let Some(system) = system else { return };
    let default = match system {
        System::Windows => WINDOWS_DEFAULT,
        System::Rhel | System::Sles | System::Ubuntu | System::OtherLinux => LINUX_DEFAULT,
        // The reference gives no default for ESXi.
        System::Esxi => return,
    };
    let flag = response.supported_image(system).and_then(SupportedImage::allows_path);
    let Some(flag) = flag.filter(|flag| !flag.is_true && !flag.value.is_damaged()) else { return };
    if is_same(path, default, system) {
        return;
    }
    ctx
        .report(
            format!("the deploy path of {} is not the default, and {} allows no other", profile.title(), system.as_str()),
            path,
            format!("the default is {default}"),
        )
        .secondary_label(flag, "custom paths are not allowed")
        .subject(profile)
        .help(format!(
            "set the path for data and software in the profile (Provisioning > Manage OS Images > OS Images > Edit) \
             back to {default}"
        ));
}

/// Returns whether two paths are equal. Windows paths ignore case and the kind of slash.
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

/// The kind of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PathKind {
    /// An absolute Windows path: a drive and a path from its root, or a share.
    Windows,
    /// An absolute Unix path.
    Unix,
    /// A relative path.
    Relative,
}

impl PathKind {
    fn new(path: &str) -> Self {
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
    fn windows_path_starts_with_drive_or_share() {
        for path in ["c:\\lxca", "D:/lxca", "\\\\server\\share"] {
            assert!(PathKind::new(path) == PathKind::Windows, "{path}");
        }
        for path in ["1:\\lxca", "c:lxca", "\\lxca", "lxca", ""] {
            assert!(PathKind::new(path) == PathKind::Relative, "{path}");
        }
        assert!(PathKind::new("/home/lxca") == PathKind::Unix);
    }
}
