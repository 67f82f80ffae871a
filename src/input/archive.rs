//! Archives of saved responses, read as a stream: entry by entry, in memory, never onto the disk.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use zip::ZipArchive;

use super::expand::Tell;
use super::read::{HARMLESS, MAX_GROWTH, MAX_UNPACKED, explain};
use super::{Failure, Filter, Named, Source};

/// The kinds of archives, by the endings of their names.
const ENDINGS: &[(&str, Kind)] = &[
    (".tar", Kind::Tar),
    (".tar.gz", Kind::TarGzip),
    (".tgz", Kind::TarGzip),
    (".tar.zst", Kind::TarZstd),
    (".zip", Kind::Zip),
];

/// The most times that an archive may grow in all: a thousand nights of the same are packed as one. Less
/// than so many bytes harm nobody, since no more than an entry is in memory.
pub(super) const MAX_GROWTH_IN_ALL: u64 = 2_000;
pub(super) const HARMLESS_IN_ALL: u64 = 1 << 30;

/// How an archive is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tar,
    TarGzip,
    TarZstd,
    Zip,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| *kind)
    }
}

/// Whether a file is an archive, by its name.
pub(super) fn is_archive(name: &str) -> bool {
    Kind::of(name).is_some()
}

/// Hands on the entries of an archive, no further than one ahead.
pub(super) fn hand_on(archive: &Source, filter: &Filter, tell: &Tell) {
    let reader = Reader { archive, filter, tell };
    if let Err(Stop::Broken(message)) = reader.read() {
        // Where nobody listens any more there is nobody to tell.
        let _ = tell.send(Err(archive.failure(message)));
    }
}

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

struct Reader<'r> {
    archive: &'r Source,
    filter: &'r Filter,
    tell: &'r Tell,
}

impl Reader<'_> {
    fn read(&self) -> Result<(), Stop> {
        let Some(path) = self.archive.path() else { return Ok(()) };
        let file = File::open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(Stop::Broken("an archive must be a plain file".to_owned()));
        }
        let size = about.len();
        let most = Most {
            entry: size.saturating_mul(MAX_GROWTH).clamp(HARMLESS, MAX_UNPACKED),
            all: size.saturating_mul(MAX_GROWTH_IN_ALL).max(HARMLESS_IN_ALL),
        };
        let file = BufReader::new(file);
        match Kind::of(&self.archive.name) {
            Some(Kind::Tar) => self.tar(file, most),
            Some(Kind::TarGzip) => self.tar(MultiGzDecoder::new(file), most),
            Some(Kind::TarZstd) => self.tar(StreamingDecoder::new(file).map_err(broken)?, most),
            Some(Kind::Zip) => self.zip(file, most),
            None => Ok(()),
        }
    }

    fn tar(&self, reader: impl Read, most: Most) -> Result<(), Stop> {
        let mut left = Limited { reader, left: most.all };
        let mut archive = tar::Archive::new(&mut left);
        for entry in archive.entries().map_err(broken)? {
            let mut entry = entry.map_err(broken)?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = super::name::shown(&entry.path().map_err(broken)?);
            let size = entry.size();
            self.entry(&name, |bytes| {
                if size > most.entry {
                    return Ok(false);
                }
                entry.read_to_end(bytes).map(|_| true)
            })?;
        }
        Ok(())
    }

    fn zip(&self, file: BufReader<File>, most: Most) -> Result<(), Stop> {
        let mut archive = ZipArchive::new(file).map_err(broken)?;
        let mut left = most.all;
        for index in 0..archive.len() {
            let about = archive.by_index_raw(index).map_err(broken)?;
            let name = about.name().map_err(broken)?.into_owned();
            let is_file = about.is_file();
            drop(about);
            if !is_file {
                continue;
            }
            self.entry(&name, |bytes| {
                let entry = archive.by_index(index).map_err(io::Error::other)?;
                let most = most.entry.min(left);
                entry.take(most + 1).read_to_end(bytes)?;
                left = left.saturating_sub(bytes.len() as u64);
                Ok(bytes.len() as u64 <= most)
            })?;
        }
        Ok(())
    }

    /// Hands on an entry, if it is wanted. `read` reads its bytes, and says whether these are all.
    fn entry(
        &self,
        name: &str,
        read: impl FnOnce(&mut Vec<u8>) -> io::Result<bool>,
    ) -> Result<(), Stop> {
        let whole = format!("{}!{name}", self.archive.name);
        if leads_out(name) {
            let message = "its name leads out of the archive; it was not read".to_owned();
            return self.send(Err(Failure { file: whole, message }));
        }
        if !self.filter.takes(Path::new(&whole)) || is_archive(name) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let message = match read(&mut bytes) {
            Ok(true) => return self.send(Ok(Source::held(whole, Named::ByWalk, Arc::new(bytes)))),
            Ok(false) => "it unpacks to more than any response; it was not read".to_owned(),
            Err(error) => why_not_unpacked(error),
        };
        self.send(Err(Failure { file: whole, message }))
    }

    fn send(&self, source: Result<Source, Failure>) -> Result<(), Stop> {
        self.tell.send(source).map_err(|_| Stop::Unwanted)
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

/// Whether the name of an entry leads out of the archive, on whatever system: it is absolute, or goes up.
fn leads_out(name: &str) -> bool {
    let is_absolute = name.starts_with(['/', '\\']) || name.get(1..2) == Some(":");
    is_absolute || name.split(['/', '\\']).any(|step| step == "..")
}
