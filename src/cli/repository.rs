//! The repository of the working folder: the names of its files in git, and their content in a
//! commit.
//!
//! A file is unchanged only if its bytes equal those of the commit. This module compares them
//! itself: the answer of git depends on the index, attributes, settings and filters, all of which a
//! checkout may manipulate.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::git::{Git, MAX_LIST_BYTES};
use super::{discover, revision};

/// The repository of the working folder.
#[derive(Debug)]
pub(super) struct Repository {
    pub(super) git: Git,
    working: PathBuf,
    /// Its canonical folder.
    top: PathBuf,
    /// Whether it is a shallow clone.
    pub(super) is_shallow: bool,
}

/// All files of a commit, by their paths from the root, with `/`.
#[derive(Debug)]
pub(super) struct Tree(HashMap<Vec<u8>, Entry>);

/// An entry of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A file, with the object id of its content.
    File(String),
    /// A symbolic link, with the object id of its target path.
    Link(String),
    /// Another repository.
    Submodule,
}

impl Repository {
    /// Opens the repository of the working folder.
    ///
    /// # Errors
    /// Returns an error message if there is none, or if `rev` cannot be trusted in it.
    pub(super) fn open(rev: &str) -> Result<Self, String> {
        let working = discover::working();
        let git = Git::around(&working).ok_or("this folder is not in a git repository")?;
        let top = fs::canonicalize(git.folder())
            .map_err(|error| format!("{}: {error}", git.folder().display()))?;
        let is_shallow = git.line(&["rev-parse", "--is-shallow-repository"])? != "false";
        let repository = Self { git, working, top, is_shallow };
        repository.refuse_submodule(rev)?;
        Ok(repository)
    }

    /// Returns an error in a submodule, unless `rev` is a full id: whoever changes the files of the
    /// outer repository also chooses the commits and branches of the submodule.
    fn refuse_submodule(&self, rev: &str) -> Result<(), String> {
        let outer = self.git.folder().parent().and_then(Git::around);
        let Some(outer) = outer.filter(|_| !revision::is_id(rev)) else { return Ok(()) };
        // If the outer repository has no commit, this is not its submodule.
        let Ok(tree) = Tree::read(&outer, "HEAD") else { return Ok(()) };
        let name = self.git.folder().strip_prefix(outer.folder()).ok().map(joined);
        if name.and_then(|name| tree.entry(&name).cloned()) == Some(Entry::Submodule) {
            return Err(format!(
                "this folder is a submodule, and whoever changes the outer repository may choose its branches \
                 and tags; run osready in the outer repository, or use the full id of a commit instead of {rev}"
            ));
        }
        Ok(())
    }

    /// Resolves `rev` to the id of a commit.
    pub(super) fn commit(&self, rev: &str) -> Result<String, String> {
        revision::commit(&self.git, rev)
    }

    /// Returns the files of a commit.
    pub(super) fn tree(&self, commit: &str) -> Result<Tree, String> {
        Tree::read(&self.git, commit).map_err(|why| {
            format!("the files of commit {commit} are missing; fetch them first: {why}")
        })
    }

    /// Returns the path from the root of a file that need not exist, as spelled; `None` outside of
    /// the repository.
    pub(super) fn name(&self, path: &Path) -> Option<Vec<u8>> {
        let mut steps = PathBuf::new();
        for step in self.working.join(path).components() {
            match step {
                Component::ParentDir => _ = steps.pop(),
                step => steps.push(step),
            }
        }
        let name = steps.strip_prefix(self.git.folder()).ok()?;
        (!name.as_os_str().is_empty()).then(|| joined(name))
    }

    /// Returns the path from the root of an existing file or folder; `None` outside of the
    /// repository, if the path leads through a link, or if its spelling differs from the names on
    /// disk.
    fn real_name(&self, path: &Path) -> Option<Vec<u8>> {
        let real = fs::canonicalize(path).ok()?;
        let name = real.strip_prefix(&self.top).ok()?;
        let given = self.working.join(path);
        let mut rest = given.components();
        let is_as_given = name.components().rev().all(|step| rest.next_back() == Some(step));
        (is_as_given && fs::canonicalize(rest.as_path()).ok()? == self.top).then(|| joined(name))
    }

    /// Returns whether the file at `path` equals that of `tree`; `false` for a link, whose target
    /// may have changed.
    pub(super) fn file_is_in(&self, tree: &Tree, path: &Path) -> bool {
        self.is_same_file(tree, path).unwrap_or(false)
    }

    /// Returns whether the symbolic link at `path` equals that of `tree`, whatever its target
    /// contains.
    pub(super) fn link_is_in(&self, tree: &Tree, path: &Path) -> bool {
        self.is_same_link(tree, path).unwrap_or(false)
    }

    fn is_same_file(&self, tree: &Tree, path: &Path) -> Option<bool> {
        let Entry::File(id) = tree.entry(&self.real_name(path)?)? else { return None };
        let is_file = fs::symlink_metadata(path).is_ok_and(|about| about.is_file());
        is_file.then(|| has_id(path, id).unwrap_or(false))
    }

    fn is_same_link(&self, tree: &Tree, path: &Path) -> Option<bool> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut name = self.real_name(folder.unwrap_or(Path::new(".")))?;
        if !name.is_empty() {
            name.push(b'/');
        }
        name.extend_from_slice(path.file_name()?.as_encoded_bytes());
        let Entry::Link(id) = tree.entry(&name)? else { return None };
        let mut target = fs::read_link(path).ok()?.into_os_string().into_encoded_bytes();
        if cfg!(windows) {
            target.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        let length = target.len() as u64;
        Some(hash(&target[..], length, id.len()).is_ok_and(|target| target == *id))
    }

    /// Returns whether `path` is the same as in `tree`; a file that is missing from both is.
    pub(super) fn is_as_in(&self, tree: &Tree, path: &Path) -> bool {
        let Some(name) = self.name(path) else { return false };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                tree.entry(&name).is_none() && tree.not_a_folder_above(&name).is_none()
            }
            Err(_) => false,
            Ok(about) => about.is_file() && self.file_is_in(tree, path),
        }
    }

    /// Returns whether a file, or the target of a link, is in the repository.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let folder =
            self.working.join(path).parent().and_then(|folder| fs::canonicalize(folder).ok());
        let is_below = |path: &Path| path.starts_with(&self.top);
        folder.is_none_or(|folder| is_below(&folder))
            || fs::canonicalize(path).is_ok_and(|path| is_below(&path))
    }
}

impl Tree {
    fn read(git: &Git, commit: &str) -> Result<Self, String> {
        let listed = git.run(&["ls-tree", "-r", "-z", "--full-tree", commit], MAX_LIST_BYTES)?;
        let mut entries = HashMap::new();
        for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
            let (name, entry) = entry(line).ok_or("unexpected output of git ls-tree")?;
            entries.insert(name, entry);
        }
        Ok(Self(entries))
    }

    /// Returns the names of all files, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.0.keys().map(Vec::as_slice)
    }

    pub(super) fn entry(&self, name: &[u8]) -> Option<&Entry> {
        self.0.get(name)
    }

    /// Returns the link or submodule that `name` has as a parent folder.
    pub(super) fn not_a_folder_above<'n>(&self, name: &'n [u8]) -> Option<&'n [u8]> {
        let ends = name.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| end);
        let mut folders = ends.map(|end| &name[..end]);
        folders.find(|folder| matches!(self.entry(folder), Some(Entry::Link(_) | Entry::Submodule)))
    }
}

/// Parses `<mode> <type> <id>\t<name>`.
fn entry(line: &[u8]) -> Option<(Vec<u8>, Entry)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let about = str::from_utf8(&line[..tab]).ok()?;
    let mut fields = about.split(' ');
    let (mode, _, id) = (fields.next()?, fields.next()?, fields.next()?);
    let entry = match mode {
        "120000" => Entry::Link(id.to_owned()),
        "160000" => Entry::Submodule,
        _ if mode.starts_with("100") => Entry::File(id.to_owned()),
        _ => return None,
    };
    Some((line[tab + 1..].to_vec(), entry))
}

/// Returns a relative path in git's notation: the bytes of the name on Unix, UTF-8 on Windows.
fn joined(path: &Path) -> Vec<u8> {
    let steps: Vec<&[u8]> = path.iter().map(OsStr::as_encoded_bytes).collect();
    steps.join(&b'/')
}

/// Returns whether the content of a file has this object id.
fn has_id(path: &Path, id: &str) -> io::Result<bool> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    Ok(about.is_file() && hash(file, about.len(), id.len())? == id)
}

/// Returns the git object id, `digits` hexadecimal digits long, of a file of `length` bytes.
fn hash(bytes: impl io::Read, length: u64, digits: usize) -> io::Result<String> {
    match digits {
        40 => digest::<Sha1>(bytes, length),
        64 => digest::<Sha256>(bytes, length),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn digest<D: Digest>(bytes: impl io::Read, length: u64) -> io::Result<String> {
    let mut digest = D::new_with_prefix(format!("blob {length}\0"));
    // A file that grows meanwhile may never end.
    let mut bytes = bytes.take(length + 1);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match bytes.read(&mut buffer)? {
            0 => break,
            count => digest.update(&buffer[..count]),
        }
    }
    Ok(digest.finalize().iter().fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    }))
}
