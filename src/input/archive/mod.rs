//! Archives of saved responses, read as a stream: entry by entry, in memory, never onto the disk.
//!
//! What `tar`, `unzip` or `zstd` would extract is read, or reported as a failure: programs disagree about
//! archives that break the rules of their format, and one of them could see a response that is not checked
//! here. So an archive is read no further where two programs could disagree.

mod frames;
mod kind;
mod tar;
mod zip;

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;

use super::expand::Tell;
use super::read::{HARMLESS, MAX_GROWTH, MAX_UNPACKED, explain};
use super::source::Place;
use super::{Failure, Filter, Named, Source};

use frames::Frames;
use kind::Kind;
pub(super) use kind::{is_archive, packed_as, unsupported};

/// The most times that an archive may grow in all: many nights of the same are packed as one. Less
/// than so many bytes harm nobody, since no more than an entry is in memory.
pub(super) const MAX_GROWTH_IN_ALL: u64 = 200;
pub(super) const HARMLESS_IN_ALL: u64 = 64 << 20;

/// How many entries of an archive are reported as not read before the rest of it is left.
const MAX_FAILED_ENTRIES: usize = 100;

/// Hands on the entries of an archive, no further than one ahead.
pub(super) fn hand_on(archive: &Source, filter: &Filter, tell: &Tell) {
    // Where nobody listens any more there is nobody to tell.
    read(archive, filter, &mut |source| tell.send(source).is_ok());
}

/// Returns the entries of the archive that `bytes` are, by its name: those that `filter` takes, and a failure
/// for each that was not read though another program may extract it.
#[must_use]
pub fn entries_in_memory(
    name: &str,
    bytes: Vec<u8>,
    filter: &Filter,
) -> Vec<Result<Source, Failure>> {
    let archive = Source::held(name.to_owned(), Named::ByHand, Arc::new(bytes));
    let mut entries = Vec::new();
    read(&archive, filter, &mut |source| {
        entries.push(source);
        true
    });
    entries
}

/// Reads an archive for as long as `emit` wants more.
fn read(archive: &Source, filter: &Filter, emit: &mut Emit<'_>) {
    let mut reader =
        Reader { archive, filter, emit, seen: HashSet::new(), links: HashSet::new(), failed: 0 };
    if let Err(Stop::Broken(message)) = reader.read() {
        (reader.emit)(Err(archive.failure(message)));
    }
}

/// Takes an entry, or why it is not read, and returns whether more is wanted.
type Emit<'r> = dyn FnMut(Result<Source, Failure>) -> bool + 'r;

/// Why an archive is read no further.
enum Stop {
    /// Nobody wants the rest.
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

/// What is told where something packed cannot be unpacked.
pub(super) fn why_not_unpacked(error: impl fmt::Display) -> String {
    format!("it cannot be unpacked: {error}")
}

/// How many bytes may be unpacked.
#[derive(Clone, Copy)]
struct Most {
    entry: u64,
    all: u64,
}

/// What an entry is, as far as it matters here.
enum Content<'e> {
    /// A file, whose reader says whether all its bytes fitted.
    File(&'e mut dyn FnMut(&mut Vec<u8>) -> io::Result<bool>),
    /// Something that a program extracts and that is not read, and why not.
    NotRead(&'e str),
}

struct Reader<'r> {
    archive: &'r Source,
    filter: &'r Filter,
    emit: &'r mut Emit<'r>,
    /// The names of the entries, in one spelling.
    seen: HashSet<String>,
    /// Those that are no files, and may be links.
    links: HashSet<String>,
    /// How many entries were reported as not read.
    failed: usize,
}

trait ReadSeek: Read + Seek {}
impl<R: Read + Seek> ReadSeek for R {}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Stop> {
        let Some(kind) = Kind::of(&self.archive.name) else { return Ok(()) };
        let (reader, size): (Box<dyn ReadSeek>, u64) = match &self.archive.place {
            Place::At(path) => {
                let about = std::fs::metadata(path)?;
                if !about.is_file() {
                    return Err(Stop::Broken("an archive must be a plain file".to_owned()));
                }
                (Box::new(File::open(path)?), about.len())
            }
            Place::Held(bytes) => {
                (Box::new(Cursor::new(bytes.as_ref().clone())), bytes.len() as u64)
            }
            Place::StandardInput => return Ok(()),
        };
        let most = Most {
            entry: size.saturating_mul(MAX_GROWTH).clamp(HARMLESS, MAX_UNPACKED),
            all: size.saturating_mul(MAX_GROWTH_IN_ALL).max(HARMLESS_IN_ALL),
        };
        let reader = BufReader::new(reader);
        match kind {
            Kind::Tar => self.tar(reader, most),
            Kind::TarGzip => self.tar(MultiGzDecoder::new(reader), most),
            Kind::TarZstd => self.tar(Frames::new(reader), most),
            Kind::Zip => self.zip(reader, size, most),
        }
    }

    /// Hands on an entry, if it is wanted.
    fn entry(&mut self, name: &str, content: Content<'_>) -> Result<(), Stop> {
        if let Some(why) = ambiguous(name) {
            return self.fail(name, why);
        }
        let place = spelling(name);
        if place.match_indices('/').any(|(at, _)| self.links.contains(&place[..at])) {
            return self.fail(name, "its folder is a link of the archive; it was not read");
        }
        if let Content::NotRead(_) = content {
            self.links.insert(place.clone());
        }
        if !self.seen.insert(place) {
            return self.fail(name, "another entry has the same name; it was not read");
        }
        // So `tar` itself names what is in the working folder.
        let name = name.trim_start_matches("./");
        let whole = self.name_of(name);
        let path = Path::new(&whole);
        if let Some(kind) = kind::nested(name)
            && !self.filter.excludes(path)
        {
            return self.fail(name, &format!("{kind} within an archive was not read"));
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
            Ok(true) => self.emit(Ok(Source::held(whole, Named::ByWalk, Arc::new(bytes)))),
            Ok(false) => self.fail(name, "it unpacks to more than any response; it was not read"),
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
        Err(Stop::Broken("so many entries cannot be read that the rest was not read".to_owned()))
    }

    /// The name of an entry in reports.
    fn name_of(&self, entry: &str) -> String {
        format!("{}!{entry}", self.archive.name)
    }

    fn emit(&mut self, source: Result<Source, Failure>) -> Result<(), Stop> {
        if (self.emit)(source) { Ok(()) } else { Err(Stop::Unwanted) }
    }
}

/// A reader that ends with an error where more comes than may.
pub(super) struct Limited<R> {
    pub(super) reader: R,
    pub(super) left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(to)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other(format!("it unpacks to more than {MAX_GROWTH_IN_ALL} times its size"))
        })?;
        Ok(count)
    }
}

/// Why programs disagree about where an entry of this name goes. `None` if they agree.
fn ambiguous(name: &str) -> Option<&'static str> {
    // On whatever system: it is absolute, or goes up.
    let is_absolute = name.starts_with(['/', '\\']) || name.get(1..2) == Some(":");
    if is_absolute || name.split(['/', '\\']).any(|step| step == "..") {
        Some("its name leads out of the archive; it was not read")
    } else if name.contains('\0') {
        Some("its name holds a NUL, where some programs end it; it was not read")
    } else if name.is_empty() {
        Some("it has no name; it was not read")
    } else {
        None
    }
}

/// A name in one spelling, by which an entry takes the place of another.
fn spelling(name: &str) -> String {
    let steps = name.split(['/', '\\']).filter(|step| !matches!(*step, "" | "."));
    steps.collect::<Vec<_>>().join("/")
}

/// The name that Windows gives a file: it drops dots and spaces at the end, and what a stream is called.
fn windows_name(name: &str) -> &str {
    let begin = name.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let end = name[begin..].find(':').map_or(name.len(), |at| begin + at);
    name[..end].trim_end_matches(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_programs_place_differently_are_ambiguous() {
        for name in ["../a", "a/..", "a\\..\\b", "/a", "\\a", "C:\\a", "C:a", "a\0b", ""] {
            assert!(ambiguous(name).is_some(), "{name:?}");
        }
        for name in ["a", "a/b", "a..b/c", "..a", "é/日.json", "a-09:30.json"] {
            assert_eq!(ambiguous(name), None, "{name:?}");
        }
    }

    #[test]
    fn spellings_of_one_place_are_equal() {
        for name in ["a/b", "./a/b", "a//b", "a/./b/", "a\\b"] {
            assert_eq!(spelling(name), "a/b");
        }
        assert_ne!(spelling("a/b"), spelling("A/b"));
    }

    #[test]
    fn windows_drops_the_end_of_some_names() {
        for name in ["d.d/a.json", "d.d/a.json. .", "d.d/a.json:s", "d.d/a.json::$DATA"] {
            assert_eq!(windows_name(name), "d.d/a.json");
        }
        assert_eq!(windows_name(". "), "");
    }
}
