//! Archives of saved responses, read as a stream: entry by entry, in memory, never onto the disk.
//!
//! Everything that `tar`, `unzip` or `zstd` would extract is read, or reported as a failure.
//! Programs disagree about archives that violate their format, so one of them could see a response
//! that is not checked here. Reading therefore stops wherever two programs could disagree.

mod frames;
mod tar;
mod zip;

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;

use super::explain::explain;
use super::kind::{self, Kind};
use super::source::{Backing, SourceSender};
use super::unpack::{Contents, max_unpacked, max_unpacked_in_all, why_not_unpacked};
use super::{Discovery, Failure, Filter, Source};

use frames::Frames;

/// The maximum number of unread entries that are reported before reading stops.
const MAX_FAILED_ENTRIES: usize = 100;

/// Sends the entries of an archive, at most one ahead.
pub(super) fn stream(archive: &Source, filter: &Filter, sender: &SourceSender) {
    // A closed channel means that nobody needs more entries.
    read(archive, filter, &mut |source| sender.send(source).is_ok());
}

/// Returns the entries of an archive in memory, whose kind is known from its name: the entries that
/// `filter` accepts, and a failure for each entry that was not read but that another program may
/// extract.
#[must_use]
pub fn entries_in_memory(
    name: &str,
    bytes: Vec<u8>,
    filter: &Filter,
) -> Vec<Result<Source, Failure>> {
    let archive = Source::held(name.to_owned(), Discovery::Explicit, Arc::new(bytes));
    let mut entries = Vec::new();
    read(&archive, filter, &mut |source| {
        entries.push(source);
        true
    });
    entries
}

/// Reads an archive until `emit` returns false.
fn read(archive: &Source, filter: &Filter, emit: &mut Emit<'_>) {
    let (seen, links) = (HashSet::new(), HashSet::new());
    let mut reader = Reader { archive, filter, emit, seen, links, failed: 0, contents: None };
    if let Err(Stop::Broken(message)) = reader.read() {
        (reader.emit)(Err(archive.failure(message)));
    }
}

/// Receives an entry or the reason why it is not read, and returns whether to continue.
type Emit<'r> = dyn FnMut(Result<Source, Failure>) -> bool + 'r;

/// The reason why reading an archive stops.
enum Stop {
    /// The receiver needs no more entries.
    Unwanted,
    /// The rest cannot be read.
    Broken(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Broken(explain(&error))
    }
}

fn broken(error: impl fmt::Display) -> Stop {
    Stop::Broken(why_not_unpacked(error))
}

/// The unpack limits, in bytes.
#[derive(Clone, Copy)]
struct Limits {
    entry: u64,
    all: u64,
}

/// The content of an entry.
enum Content<'e> {
    /// A file. The function reads its bytes, and returns whether they are within the limit.
    File(&'e mut dyn FnMut(&mut Vec<u8>) -> io::Result<bool>),
    /// Something that a program extracts but that is not read, with the reason.
    NotRead(&'e str),
}

struct Reader<'r> {
    archive: &'r Source,
    filter: &'r Filter,
    emit: &'r mut Emit<'r>,
    /// The normalized names of the entries.
    seen: HashSet<String>,
    /// The normalized names of entries that are not files and may be links.
    links: HashSet<String>,
    /// The number of entries that were reported as not read.
    failed: usize,
    /// What the next entries may contain; `None` if nothing is packed.
    contents: Option<Contents>,
}

trait ReadSeek: Read + Seek {}
impl<R: Read + Seek> ReadSeek for R {}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Stop> {
        let Some(kind) = Kind::of(&self.archive.name) else { return Ok(()) };
        let (reader, size): (Box<dyn ReadSeek>, u64) = match &self.archive.location {
            Backing::At(path) => {
                let about = std::fs::metadata(path)?;
                if !about.is_file() {
                    return Err(Stop::Broken("an archive must be a regular file".to_owned()));
                }
                (Box::new(File::open(path)?), about.len())
            }
            Backing::Held(bytes) => {
                (Box::new(Cursor::new(bytes.as_ref().clone())), bytes.len() as u64)
            }
            Backing::StandardInput => return Ok(()),
        };
        if kind != Kind::Tar {
            self.contents = Some(Contents::of(size, false));
        }
        let most = Limits { entry: max_unpacked(size), all: max_unpacked_in_all(size) };
        let reader = BufReader::new(reader);
        match kind {
            Kind::Tar => self.tar(reader, most),
            Kind::TarGzip => self.tar(MultiGzDecoder::new(reader), most),
            Kind::TarZstd => self.tar(Frames::new(reader), most),
            Kind::Zip => self.zip(reader, size, most),
        }
    }

    /// Emits an entry, if the filter accepts it.
    fn entry(&mut self, name: &str, content: Content<'_>) -> Result<(), Stop> {
        if let Some(why) = ambiguous(name) {
            return self.fail(name, why);
        }
        let location = spelling(name);
        if location.match_indices('/').any(|(at, _)| self.links.contains(&location[..at])) {
            return self.fail(name, "skipped, since its folder is a link within the archive");
        }
        if let Content::NotRead(_) = content {
            self.links.insert(location.clone());
        }
        if !self.seen.insert(location) {
            return self.fail(name, "skipped, since another entry has the same name");
        }
        // `tar` adds this prefix to entries of the working folder.
        let name = name.trim_start_matches("./");
        let whole = self.name_of(name);
        let path = Path::new(&whole);
        if let Some(kind) = kind::nested(name)
            && !self.filter.excludes(path)
        {
            return self
                .fail(name, &format!("skipped, since {kind} within an archive is not supported"));
        }
        let on_windows = self.name_of(windows_name(name));
        if !self.filter.takes(path) && !self.filter.takes(Path::new(&on_windows)) {
            return Ok(());
        }
        let read = match content {
            Content::File(read) => read,
            Content::NotRead(why) => return self.fail(name, why),
        };
        let mut bytes = Vec::new();
        match read(&mut bytes) {
            Ok(true) => {
                if let Some(contents) = &mut self.contents {
                    contents.take(&bytes).map_err(broken)?;
                }
                self.emit(Ok(Source::held(whole, Discovery::Discovered, Arc::new(bytes))))
            }
            Ok(false) => self.fail(name, "skipped, since it exceeds the unpack limit"),
            Err(error) => self.fail(name, &why_not_unpacked(error)),
        }
    }

    /// Reports an entry that is not read.
    fn fail(&mut self, name: &str, message: &str) -> Result<(), Stop> {
        let message = message.to_owned();
        self.emit(Err(Failure { file: self.name_of(name), message }))?;
        self.failed += 1;
        if self.failed < MAX_FAILED_ENTRIES {
            return Ok(());
        }
        Err(Stop::Broken("too many entries cannot be read; the rest was not read".to_owned()))
    }

    /// Returns the name of an entry in reports.
    fn name_of(&self, entry: &str) -> String {
        format!("{}!{entry}", self.archive.name)
    }

    fn emit(&mut self, source: Result<Source, Failure>) -> Result<(), Stop> {
        if (self.emit)(source) { Ok(()) } else { Err(Stop::Unwanted) }
    }
}

/// Returns why programs disagree about the target of an entry. `None` if they agree.
fn ambiguous(name: &str) -> Option<&'static str> {
    // The checks cover all operating systems: absolute paths and parent folders.
    let is_absolute = name.starts_with(['/', '\\']) || name.get(1..2) == Some(":");
    if is_absolute || name.split(['/', '\\']).any(|step| step == "..") {
        Some("skipped, since its name leads out of the archive")
    } else if name.contains('\0') {
        Some("skipped, since its name contains a NUL character")
    } else if name.is_empty() {
        Some("skipped, since it has no name")
    } else {
        None
    }
}

/// Normalizes a name, so that entries that overwrite each other have the same one.
fn spelling(name: &str) -> String {
    let steps = name.split(['/', '\\']).filter(|step| !matches!(*step, "" | "."));
    steps.collect::<Vec<_>>().join("/")
}

/// Returns the name that Windows gives to a file: it drops trailing dots and spaces, and the name
/// of a stream.
fn windows_name(name: &str) -> &str {
    let begin = name.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let end = name[begin..].find(':').map_or(name.len(), |at| begin + at);
    name[..end].trim_end_matches(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_ambiguous_names() {
        for name in ["../a", "a/..", "a\\..\\b", "/a", "\\a", "C:\\a", "C:a", "a\0b", ""] {
            assert!(ambiguous(name).is_some(), "{name:?}");
        }
        for name in ["a", "a/b", "a..b/c", "..a", "é/日.json", "a-09:30.json"] {
            assert_eq!(ambiguous(name), None, "{name:?}");
        }
    }

    #[test]
    fn normalizes_spellings() {
        for name in ["a/b", "./a/b", "a//b", "a/./b/", "a\\b"] {
            assert_eq!(spelling(name), "a/b");
        }
        assert_ne!(spelling("a/b"), spelling("A/b"));
    }

    #[test]
    fn windows_name_drops_dots_and_spaces() {
        for name in ["d.d/a.json", "d.d/a.json. .", "d.d/a.json:s", "d.d/a.json::$DATA"] {
            assert_eq!(windows_name(name), "d.d/a.json");
        }
        assert_eq!(windows_name(". "), "");
    }
}
