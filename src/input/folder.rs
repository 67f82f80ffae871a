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
        match self.within(&whole) {
            None | Some("") => name.to_owned(),
            Some(path) => path.to_owned(),
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

    /// Returns the path of the file `name` for readers that know the folder, but not the working folder:
    /// relative to the folder, or absolute if the file is outside of it. `-` stays as it is.
    #[must_use]
    pub fn address(&self, name: &str) -> String {
        if name == "-" || self.path.is_empty() {
            return name.to_owned();
        }
        let whole = plain(&self.working, name);
        match self.within(&whole) {
            Some("") => ".".to_owned(),
            Some(path) => path.to_owned(),
            None => whole,
        }
    }

    /// Returns a path within the folder; `None` for a path outside of it.
    fn within<'p>(&self, whole: &'p str) -> Option<&'p str> {
        match whole.strip_prefix(&self.path)? {
            rest if self.path.is_empty() || self.path.ends_with('/') => Some(rest),
            "" => Some(""),
            rest => rest.strip_prefix('/'),
        }
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
    if cfg!(windows) { plain_on_windows(folder, name) } else { plain_with(folder, name) }
}

/// Returns a path as it is usually written: with `/`, a drive in capitals, and without the `\\?\` of canonical
/// paths.
fn plain_on_windows(folder: &str, name: &str) -> String {
    let name = name.replace('\\', "/");
    let name = match name.strip_prefix("//?/") {
        Some(share) if share.starts_with("UNC/") => format!("/{}", &share[3..]),
        Some(path) => path.to_owned(),
        None => name,
    };
    if let Some(share) = name.strip_prefix("//") {
        return format!("/{}", plain_with("", &format!("/{share}")));
    }
    let drive = |path: &str| match path.as_bytes() {
        [letter, b':', b'/', ..] => Some(char::from(letter.to_ascii_uppercase())),
        _ => None,
    };
    let on_drive = |letter: char, path: &str| format!("{letter}:{}", plain_with("", path));
    if let Some(letter) = drive(&name) {
        return on_drive(letter, &name[2..]);
    }
    match (drive(folder), folder.strip_prefix("//")) {
        // `/a` is on the drive of the folder.
        (Some(letter), _) if name.starts_with('/') => on_drive(letter, &name),
        (Some(letter), _) => on_drive(letter, &format!("{}/{name}", &folder[2..])),
        (None, Some(share)) => format!("/{}", plain_with(&format!("/{share}"), &name)),
        (None, None) => plain_with(folder, &name),
    }
}

fn plain_with(folder: &str, name: &str) -> String {
    let is_absolute = name.starts_with('/') || folder.is_empty();
    let whole = if is_absolute { name.to_owned() } else { format!("{folder}/{name}") };
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
    use super::{Folder, plain_on_windows};

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
    fn addresses_are_within_the_folder_or_absolute() {
        for (working, name, address) in [
            ("/repo", "racks/a.json", "racks/a.json"),
            ("/repo/racks", "./a.json", "racks/a.json"),
            ("/repo/racks/7", "../8//a.json", "racks/8/a.json"),
            ("/repo/racks", "..", "."),
            ("/", "repo/a.json", "a.json"),
            ("/repo", "/repo/./a.json", "a.json"),
            ("/repo/racks", "../../a.json", "/a.json"),
            ("/repo", "../repository/a.json", "/repository/a.json"),
            ("/elsewhere", "a.json", "/elsewhere/a.json"),
            ("/repo/racks", "-", "-"),
        ] {
            assert_eq!(Folder::new("/repo", working).address(name), address, "{working} {name}");
        }
        assert_eq!(Folder::default().address("../a.json"), "../a.json");
    }

    #[test]
    fn windows_paths_have_one_spelling() {
        for (folder, name, whole) in [
            ("C:/repo", r"racks\a.json", "C:/repo/racks/a.json"),
            ("C:/repo", r"..\a.json", "C:/a.json"),
            ("C:/repo", r"..\..\..\a.json", "C:/a.json"),
            ("C:/repo", r"c:\repo\a.json", "C:/repo/a.json"),
            ("C:/repo", r"\\?\C:\repo\a.json", "C:/repo/a.json"),
            ("C:/repo", r"D:\a.json", "D:/a.json"),
            ("C:/repo", r"\a.json", "C:/a.json"),
            ("C:/repo", r"\\server\share\.\a.json", "//server/share/a.json"),
            ("C:/repo", r"\\?\UNC\server\share\a.json", "//server/share/a.json"),
            ("//server/share", r"b\..\a.json", "//server/share/a.json"),
            ("", r"a\.\b.json", "a/b.json"),
        ] {
            assert_eq!(plain_on_windows(folder, name), whole, "{folder} {name}");
        }
    }

    #[test]
    fn empty_folder_keeps_names() {
        assert_eq!(Folder::default().relative("a/b.json"), "a/b.json");
    }
}
