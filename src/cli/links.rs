//! Refuses to write through a symbolic link below the working folder: a pull request may contain
//! one.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf, absolute};
use std::{fs, io};

/// The maximum number of links to follow above the working folder, as on Linux.
const MAX_LINKS: usize = 40;

/// Returns an error if a path is a symbolic link, or leads through one within the working folder,
/// however the path spells that folder. Links above it belong to the machine, as `/tmp` on macOS.
///
/// # Errors
/// Returns an error that names the link, or says why the path cannot be followed.
pub(super) fn refuse_links(path: &Path) -> io::Result<()> {
    let working = std::env::current_dir()?.canonicalize()?;
    let is_below =
        |folder: &Path| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&working));
    // Resolve each step as the system does, so that `at` never contains a link.
    let mut at = PathBuf::new();
    // On Unix this keeps each `..`; Windows removes them before it resolves links.
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
                        "{} is a symbolic link; osready does not write through links",
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

/// A component of a path.
enum Step {
    Root(PathBuf),
    Up,
    Down(OsString),
}

/// Returns the components of a path, the last one first.
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
