//! A long file of one response a line, cut at its lines, so that no more of it is in memory than a few
//! pieces.

use std::fs::{self, Metadata};
use std::io::{self, Cursor, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::archive::{HARMLESS_IN_ALL, Limited, MAX_GROWTH_IN_ALL, why_not_unpacked};
use super::expand::Tell;
use super::read::{MAX_UNPACKED, Opened, all_of, cannot_be_read, is_packed, open, unchanged};
use super::split::{after_http_heads, is_named_ndjson, is_ndjson};
use super::{Failure, Named, Source, decode};

/// About how many bytes a piece has; a shorter file is read as a whole.
const PIECE: usize = 1 << 20;

/// How many lines a piece has at most: what is found in each of them is in memory at once.
const LINES: usize = 1_000;

/// How many bytes packed may unpack to more than a piece.
const PACKED: u64 = 16 << 10;

/// How many lines that are no UTF-8 are told of a file before the rest of it is left.
const BAD_LINES: usize = 100;

/// Where in its file a piece begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How many bytes of the decoded text, a byte order mark not counted, stand before it.
    pub start: usize,
    /// How many lines stand before it.
    pub lines: usize,
}

impl Part {
    /// Whether it is the beginning of its file.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.start == 0
    }
}

/// Some lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where they begin.
    pub part: Part,
    pub(super) bytes: Arc<Vec<u8>>,
}

/// Whether it is worth a look if a source is one of one response a line: it is long, or may be.
pub(super) fn may_be_cut(source: &Source) -> bool {
    if source.passed_by.is_some() || source.piece.is_some() {
        return false;
    }
    match source.length() {
        Some(length) => length >= PIECE as u64 || length >= PACKED && is_named_ndjson(&source.name),
        None => source.may_wait() && source.named == Named::ByHand,
    }
}

/// Hands on the pieces of a source, or all of it where it is not one of one response a line.
pub(super) fn hand_on(source: &Source, tell: &Tell) {
    let told = match opened(source, PIECE) {
        Ok(Opening::Lines(lines)) => return lines.hand_on(tell),
        Ok(Opening::Whole(source)) => Ok(source),
        Err(error) => Err(cannot_be_read(source, &error)),
    };
    // Where nobody listens any more there is nobody to tell.
    let _ = tell.send(told);
}

/// What a look at the beginning of a source says.
enum Opening<'s> {
    Lines(Box<Lines<'s>>),
    Whole(Source),
}

/// Opens a source of which pieces of about `size` bytes are wanted.
fn opened(source: &Source, size: usize) -> io::Result<Opening<'_>> {
    let Opened { mut reader, file } = open(source)?;
    let mut held = Vec::new();
    let mut is_all = fill(&mut held, &mut reader, size)?;
    let packed = file.as_ref().filter(|_| is_packed(&held)).map(|(_, about)| about.len());
    if let Some(length) = packed {
        let left = length.saturating_mul(MAX_GROWTH_IN_ALL).max(HARMLESS_IN_ALL);
        let unpacked = MultiGzDecoder::new(Cursor::new(held).chain(reader));
        reader = Box::new(Limited { reader: unpacked, left });
        held = Vec::new();
        is_all = fill(&mut held, &mut reader, size)?;
    }
    let mark = decode::utf8_mark(&held).filter(|mark| is_by_line(&source.name, &held[*mark..]));
    if let Some(mark) = mark.filter(|_| !is_all) {
        return Ok(Opening::Lines(Box::new(Lines {
            source,
            reader,
            file,
            packed,
            size,
            held,
            at: 0,
            is_at_end: false,
            mark,
            part: Part::default(),
            bad: 0,
            is_blank: true,
        })));
    }
    if file.is_some() {
        return Ok(Opening::Whole(source.clone()));
    }
    // What comes through a pipe comes once.
    let bytes = all_of(Cursor::new(held).chain(reader))?;
    Ok(Opening::Whole(Source::held(source.name.clone(), source.named, Arc::new(bytes))))
}

/// Whether each line is a text of its own, as far as the beginning of a file says.
fn is_by_line(name: &str, head: &[u8]) -> bool {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    is_ndjson(name, &text[after_http_heads(text)..])
}

/// Reads up to `most` more bytes. Says whether these are the last.
fn fill(held: &mut Vec<u8>, reader: &mut impl Read, most: usize) -> io::Result<bool> {
    let count = reader.take(most as u64).read_to_end(held)?;
    Ok(count < most)
}

/// Why a source is read no further.
enum Stop {
    /// Nobody wants the rest.
    Unwanted,
    /// The rest cannot be read.
    Broken(Failure),
}

/// A source of one response a line, while it is cut.
struct Lines<'s> {
    source: &'s Source,
    reader: Box<dyn Read + Send>,
    /// The plain file that it is, and what was known of it at first.
    file: Option<(fs::File, Metadata)>,
    /// How many bytes it has packed; none where it is not packed.
    packed: Option<u64>,
    /// About how many bytes a piece is to have.
    size: usize,
    /// What has been read.
    held: Vec<u8>,
    /// Up to where that has been handed on.
    at: usize,
    is_at_end: bool,
    /// The length of its byte order mark.
    mark: usize,
    /// Where the next piece begins.
    part: Part,
    /// How many lines were no UTF-8.
    bad: usize,
    /// Whether there was nothing but white space.
    is_blank: bool,
}

impl Lines<'_> {
    fn hand_on(mut self, tell: &Tell) {
        if let Err(Stop::Broken(failure)) = self.cut(tell) {
            let _ = tell.send(Err(failure));
        }
    }

    fn cut(&mut self, tell: &Tell) -> Result<(), Stop> {
        while let Some((length, lines)) = self.next()? {
            let bytes = self.held[self.at..self.at + length].to_vec();
            self.at += length;
            self.send(bytes, lines, tell)?;
        }
        let read = (self.part.start + self.mark) as u64;
        unchanged(self.file.as_ref(), self.packed.unwrap_or(read))
            .map_err(|error| self.broken(&error))?;
        if self.is_blank {
            // That there is no response is told at the end.
            self.send(Vec::new(), 0, tell)?;
        }
        Ok(())
    }

    /// How many bytes the next piece has, and how many line ends; none at the end.
    fn next(&mut self) -> Result<Option<(usize, usize)>, Stop> {
        self.read(self.size)?;
        let next = &self.held[self.at..];
        let begin = &next[..next.len().min(self.size)];
        let ends = memchr::memchr_iter(b'\n', begin).take(LINES).zip(1..);
        if let Some((end, lines)) = ends.last() {
            return Ok(Some((end + 1, lines)));
        }
        // A line that is longer than a piece.
        let mut searched = begin.len();
        loop {
            let next = &self.held[self.at..];
            if let Some(end) = memchr::memchr(b'\n', &next[searched..]) {
                return Ok(Some((searched + end + 1, 1)));
            }
            searched = next.len();
            if self.is_at_end {
                return Ok((searched > 0).then_some((searched, 0)));
            }
            if searched as u64 > MAX_UNPACKED {
                let line = self.part.lines + 1;
                let message = format!("line {line} has more than 4 GiB; no more was read");
                return Err(Stop::Broken(self.source.failure(message)));
            }
            self.read(2 * searched)?;
        }
    }

    /// Reads until `wanted` bytes are there that have not been handed on, or all.
    fn read(&mut self, wanted: usize) -> Result<(), Stop> {
        let there = self.held.len() - self.at;
        if self.is_at_end || there >= wanted {
            return Ok(());
        }
        self.held.drain(..self.at);
        self.at = 0;
        // Read in steps of a piece, each is seldom copied.
        let filled = fill(&mut self.held, &mut self.reader, (wanted - there).max(self.size));
        self.is_at_end = filled.map_err(|error| self.broken(&error))?;
        Ok(())
    }

    /// Hands on a piece in which so many lines end.
    fn send(&mut self, mut bytes: Vec<u8>, lines: usize, tell: &Tell) -> Result<(), Stop> {
        self.leave_bad_lines(&mut bytes, tell)?;
        let part = self.part;
        let mark = if part.is_first() { self.mark } else { 0 };
        self.is_blank &= bytes[mark.min(bytes.len())..].trim_ascii().is_empty();
        self.part.start += bytes.len() - mark.min(bytes.len());
        self.part.lines += lines;
        let piece = Piece { part, bytes: Arc::new(bytes) };
        tell.send(Ok(self.source.cut(piece))).map_err(|_| Stop::Unwanted)
    }

    /// Puts spaces in the place of lines that are no UTF-8, and tells them.
    fn leave_bad_lines(&mut self, bytes: &mut [u8], tell: &Tell) -> Result<(), Stop> {
        let mut from = 0;
        while let Err(error) = str::from_utf8(&bytes[from..]) {
            let at = from + error.valid_up_to();
            let begin = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            let line = self.part.lines + memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
            let mark = if self.part.is_first() { 0 } else { self.mark };
            let offset = self.part.start + mark + at;
            let mut message = format!(
                "line {line} is not UTF-8 (the first wrong byte is at offset {offset}) and was not judged; save it as UTF-8"
            );
            self.bad += 1;
            if self.bad == BAD_LINES {
                message.push_str(". So many lines are not that the rest of the file was not read");
                return Err(Stop::Broken(self.source.failure(message)));
            }
            tell.send(Err(self.source.failure(message))).map_err(|_| Stop::Unwanted)?;
            bytes[begin..end].fill(b' ');
            from = end;
        }
        Ok(())
    }

    fn broken(&self, error: &io::Error) -> Stop {
        Stop::Broken(match self.packed {
            Some(_) => self.source.failure(why_not_unpacked(error)),
            None => cannot_be_read(self.source, error),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::sync_channel;

    use proptest::prelude::*;

    use super::*;

    /// The pieces of a file, of about `size` bytes, and what could not be read; none where it is not cut.
    fn pieces(bytes: &[u8], size: usize) -> Option<(Vec<Piece>, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.ndjson");
        fs::write(&path, bytes).unwrap();
        let source = Source::file(&path, Named::ByHand);
        let Opening::Lines(lines) = opened(&source, size).unwrap() else { return None };
        let (tell, told) = sync_channel(10_000);
        lines.hand_on(&tell);
        drop(tell);
        let (mut pieces, mut failures) = (Vec::new(), Vec::new());
        for source in told {
            match source {
                Ok(source) => pieces.extend(source.piece),
                Err(failure) => failures.push(failure.message),
            }
        }
        Some((pieces, failures))
    }

    proptest! {
        #[test]
        fn pieces_are_whole_lines_and_together_the_file(
            text in "([a-z\u{e9}]{0,12}\r?\n?){0,40}",
            has_mark in any::<bool>(),
            size in 4_usize..40,
        ) {
            let mark = if has_mark { "\u{feff}" } else { "" };
            let file = format!("{mark}{text}");
            let Some((pieces, failures)) = pieces(file.as_bytes(), size) else {
                // All of it was read at the first look.
                prop_assert!(file.len() < size);
                return Ok(());
            };
            prop_assert_eq!(failures, Vec::<String>::new());
            let (mut start, mut lines) = (0, 0);
            for (number, piece) in pieces.iter().enumerate() {
                let bytes = str::from_utf8(&piece.bytes).unwrap();
                let decoded = if number == 0 { bytes.trim_start_matches('\u{feff}') } else { bytes };
                prop_assert_eq!(piece.part, Part { start, lines });
                prop_assert_eq!(decoded, &text[start..start + decoded.len()]);
                start += decoded.len();
                lines += decoded.matches('\n').count();
                prop_assert!(decoded.ends_with('\n') || start == text.len());
                let longest = bytes.split_inclusive('\n').map(str::len).max().unwrap_or(0);
                prop_assert!(bytes.len() <= size.max(longest), "{}", bytes);
            }
            prop_assert_eq!(start, text.len());
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_cut_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.ndjson");
        fs::write(&path, "[1]\n[2]\n[3]\n").unwrap();
        let source = Source::file(&path, Named::ByHand);
        let Opening::Lines(lines) = opened(&source, 4).unwrap() else { panic!("it is cut") };
        fs::write(&path, "[1]\n[2]\n[3]\n[4]\n").unwrap();
        let (tell, told) = sync_channel(100);
        lines.hand_on(&tell);
        let failure = told.try_iter().last().unwrap().unwrap_err();
        assert!(failure.message.contains("changed while it was read"), "{failure}");
    }

    #[test]
    fn a_packed_file_that_is_cut_off_is_told_with_its_lines_before() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let text: Vec<u8> =
            (0..20_000_u32).flat_map(|n| format!("[{}]\n", n ^ 0x5555).into_bytes()).collect();
        io::Write::write_all(&mut encoder, &text).unwrap();
        let packed = encoder.finish().unwrap();
        let (pieces, failures) = pieces(&packed[..packed.len() - 20], 100).unwrap();
        assert!(pieces.len() > 10);
        assert_eq!(failures.len(), 1);
        assert!(failures[0].starts_with("it cannot be unpacked: "), "{failures:?}");
    }
}
