//! The base folder of globs and baselines, and paths relative to it.

/// A base folder. All paths are strings with `/`, and no function accesses the file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The absolute path; empty if file names are kept as given.
    path: String,
    /// The absolute path of the working folder, which given paths are relative to.
    working: String,
}

impl Folder {
    /// Creates the folder at `path` for files that are given relative to the folder `working`. Both
    /// paths are absolute.
    #[must_use]
    pub fn new(path: &str, working: &str) -> Self {
        Self { path: plain("", path), working: plain("", working) }
    }

    /// Returns the file `name` relative to the folder, with `/`. A file outside of the folder keeps
    /// its name.
    #[must_use]
    pub fn relative(&self, name: &str) -> String {
        let whole = plain(&self.working, name);
        match whole.strip_prefix(&self.path) {
            Some(rest) if self.path.is_empty() || self.path.ends_with('/') => rest.to_owned(),
            Some(rest) if rest.starts_with('/') => rest[1..].to_owned(),
            _ => name.to_owned(),
        }
    }

    /// Returns the path of the file `name` relative to the working folder, or as it was given if it is
    /// outside of it.
    pub(super) fn relative_to_working(&self, name: &str) -> String {
        Self { path: self.working.clone(), working: self.working.clone() }.relative(name)
    }

    /// Returns the path of the file `name` relative to the folder, even if the file is outside of
    /// it: `../a.json`. The result does not depend on the working folder.
    #[must_use]
    pub fn relative_path(&self, name: &str) -> String {
        let whole = plain(&self.working, name);
        let steps = |path| str::split(path, '/').filter(|step| !step.is_empty());
        // There is no relative path between two Windows drives.
        let root = |path| str::split(path, '/').next();
        if self.path.is_empty() || root(&*self.path) != root(&*whole) {
            return self.relative(name);
        }
        let (mut from, mut to) = (steps(&*self.path).peekable(), steps(&*whole).peekable());
        while from.peek().is_some() && from.peek() == to.peek() {
            from.next();
            to.next();
        }
        from.map(|_| "..").chain(to).collect::<Vec<_>>().join("/")
    }

    /// Returns the absolute path of the file `name`, which is relative to the folder.
    #[must_use]
    pub fn absolute(&self, name: &str) -> String {
        plain(&self.path, name)
    }

    /// Returns the absolute path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// Returns `name` within `folder` (unless it is absolute), with `/` and without `.` and `..`.
fn plain(folder: &str, name: &str) -> String {
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let is_absolute = name.starts_with('/') || (cfg!(windows) && name.get(1..3) == Some(":/"));
    let whole = if is_absolute || folder.is_empty() { name } else { format!("{folder}/{name}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            ".." if whole.starts_with('/') => {}
            step => steps.push(step),
        }
    }
    let root = if whole.starts_with('/') { "/" } else { "" };
    format!("{root}{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::Folder;

    #[test]
    fn relative_names_do_not_depend_on_working_folder() {
        let folder = Folder::new("/repo", "/repo/racks/7");
        assert_eq!(folder.relative("a.json"), "racks/7/a.json");
        assert_eq!(folder.relative("./a.json"), "racks/7/a.json");
        assert_eq!(folder.relative("../8/a.json"), "racks/8/a.json");
        assert_eq!(folder.relative("/repo/a.json"), "a.json");
        assert_eq!(folder.relative("/repository/a.json"), "/repository/a.json");
        assert_eq!(folder.relative("../../../a.json"), "../../../a.json");
        assert_eq!(folder.relative("-"), "racks/7/-");
        assert_eq!(folder.absolute("racks/a.json"), "/repo/racks/a.json");
        assert_eq!(Folder::new("/", "/x").relative("a.json"), "x/a.json");
    }

    #[test]
    fn relative_paths_do_not_depend_on_working_folder() {
        for (working, name) in
            [("/repo", "racks/a.json"), ("/repo/racks", "./a.json"), ("/", "/repo/racks/a.json")]
        {
            assert_eq!(Folder::new("/repo/ci", working).relative_path(name), "../racks/a.json");
            assert_eq!(Folder::new("/repo/racks", working).relative_path(name), "a.json");
            assert_eq!(Folder::new("/", working).relative_path(name), "repo/racks/a.json");
        }
        assert_eq!(
            Folder::new("/repo/ci", "/repo").absolute("../racks/a.json"),
            "/repo/racks/a.json"
        );
    }

    #[test]
    fn empty_folder_keeps_names() {
        assert_eq!(Folder::default().relative("a/b.json"), "a/b.json");
    }
}
