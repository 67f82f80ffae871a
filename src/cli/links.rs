//! Nothing is written through a symbolic link below the working folder: a pull request may bring one along.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf, absolute};

/// How many links are followed above the working folder before the path is refused, as on Linux.
const MAX_LINKS: usize = 40;

/// Refuses a path that is a symbolic link, or that leads through one within the working folder, whatever the
/// path calls that folder. Links above it are the machine's own, as `/tmp` is on macOS.
///
/// # Errors
/// The link, or a path that cannot be followed.
pub(super) fn refuse_links(path: &Path) -> io::Result<()> {
    let working = std::env::current_dir()?.canonicalize()?;
    let is_below =
        |folder: &Path| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&working));
    // Each step is taken as the system takes it, so that `at` never holds a link.
    let mut at = PathBuf::new();
    // On Unix this keeps each `..`; Windows takes them out before it looks at any link.
    let mut steps = reversed(&absolute(path)?);
    let mut links = 0;
    while let Some(step) = steps.pop() {
        match step {
            Step::Up => drop(at.pop()),
            Step::Root(root) => at = root,
            Step::Down(name) => {
                let next = at.join(name);
                let is_link =
                    fs::symlink_metadata(&next).is_ok_and(|found| found.file_type().is_symlink());
                if !is_link {
                    at = next;
                    continue;
                }
                links += 1;
                if steps.is_empty() || links > MAX_LINKS || is_below(&at) {
                    return Err(io::Error::other(format!(
                        "{} is a symbolic link, and nothing is written through one",
                        next.display()
                    )));
                }
                let target = fs::read_link(&next)?;
                if target.has_root() {
                    at = PathBuf::new();
                }
                steps.extend(reversed(&target));
            }
        }
    }
    Ok(())
}

/// A step of a path.
enum Step {
    Root(PathBuf),
    Up,
    Down(OsString),
}

/// The steps of a path, the last one first.
fn reversed(path: &Path) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for component in path.components() {
        match (component, steps.last_mut()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, _) => steps.push(Step::Up),
            (Component::RootDir, Some(Step::Root(root))) => root.push(component),
            (Component::Prefix(_) | Component::RootDir, _) => {
                steps.push(Step::Root(component.as_os_str().into()));
            }
            (Component::Normal(name), _) => steps.push(Step::Down(name.to_owned())),
        }
    }
    steps.reverse();
    steps
}
