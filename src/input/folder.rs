//! A folder that globs and baselines are told from, and files as seen from it.

/// A folder. All paths here are texts with `/`, and nothing is asked of the file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its absolute path; empty where files are seen as they were given.
    path: String,
    /// The absolute path of the folder that given paths are relative to.
    working: String,
}

impl Folder {
    /// The folder at `path`, for files that are given relative to the folder `working`. Both are
    /// absolute.
    #[must_use]
    pub fn new(path: &str, working: &str) -> Self {
        Self { path: plain("", path), working: plain("", working) }
    }

    /// The file `name` as seen from the folder: with `/`, and as it was given where it lies outside.
    #[must_use]
    pub fn relative(&self, name: &str) -> String {
        let whole = plain(&self.working, name);
        match whole.strip_prefix(&self.path) {
            Some(rest) if self.path.is_empty() || self.path.ends_with('/') => rest.to_owned(),
            Some(rest) if rest.starts_with('/') => rest[1..].to_owned(),
            _ => name.to_owned(),
        }
    }

    /// The way to the file `name` from the folder, wherever it lies: `../a.json`. It is the same from
    /// whatever folder one works in.
    #[must_use]
    pub fn way_to(&self, name: &str) -> String {
        let whole = plain(&self.working, name);
        let steps = |path| str::split(path, '/').filter(|step| !step.is_empty());
        // A drive of Windows has no way to another.
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

    /// The absolute path of the file `name` as seen from the folder: the way back.
    #[must_use]
    pub fn absolute(&self, name: &str) -> String {
        plain(&self.path, name)
    }

    /// Its absolute path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// `name` within `folder` (unless it is absolute), with `/` and without `.` and `..`.
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
    fn a_file_is_named_as_seen_from_the_folder_wherever_one_works() {
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
    fn the_way_to_a_file_is_the_same_wherever_one_works() {
        for (working, name) in
            [("/repo", "racks/a.json"), ("/repo/racks", "./a.json"), ("/", "/repo/racks/a.json")]
        {
            assert_eq!(Folder::new("/repo/ci", working).way_to(name), "../racks/a.json");
            assert_eq!(Folder::new("/repo/racks", working).way_to(name), "a.json");
            assert_eq!(Folder::new("/", working).way_to(name), "repo/racks/a.json");
        }
        assert_eq!(
            Folder::new("/repo/ci", "/repo").absolute("../racks/a.json"),
            "/repo/racks/a.json"
        );
    }

    #[test]
    fn a_folder_that_is_none_leaves_names_as_they_are() {
        assert_eq!(Folder::default().relative("a/b.json"), "a/b.json");
    }
}
