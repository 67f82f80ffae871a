//! Chunked reading: a long file with one response per line is split at line ends, so that only a
//! few chunks are in memory.

use std::fs::{self, Metadata};
use std::io::{self, Cursor, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::chunk::{Chunk, ChunkOffset};
use super::read::{Opened, all_of, cannot_be_read, is_packed, open, unchanged};
use super::source::SourceSender;
use super::split::{after_http_heads, is_named_ndjson, is_ndjson};
use super::unpack::{Limited, MAX_UNPACKED, why_not_unpacked};
use super::{Discovery, Failure, Source, decode};

/// The approximate size of a chunk, in bytes. A shorter file is read as a whole.
const CHUNK_BYTES: usize = 1 << 20;

/// The maximum number of lines in a chunk, which bounds the findings that are in memory at once.
const MAX_CHUNK_LINES: usize = 1_000;

/// The minimum size of a packed file that may unpack to more than one chunk, in bytes.
const MIN_PACKED_BYTES: u64 = 16 << 10;

/// The maximum number of lines with invalid UTF-8 that are reported before reading stops.
const MAX_INVALID_LINES: usize = 100;

/// Returns whether a source may be long enough to be read in chunks.
pub(super) fn may_be_cut(source: &Source) -> bool {
    if source.skip_reason.is_some() || source.chunk.is_some() {
        return false;
    }
    match source.length() {
        Some(length) => {
            length >= CHUNK_BYTES as u64
                || length >= MIN_PACKED_BYTES && is_named_ndjson(&source.name)
        }
        None => source.may_wait() && source.discovery == Discovery::Explicit,
    }
}

/// Sends the chunks of a source, or the whole source if it does not have one response per line.
pub(super) fn stream(source: &Source, sender: &SourceSender) {
    let result = match opened(source, CHUNK_BYTES) {
        Ok(Opening::Lines(lines)) => return lines.stream(sender),
        Ok(Opening::Whole(source)) => Ok(source),
        Err(error) => Err(cannot_be_read(source, &error)),
    };
    // A closed channel means that nobody needs the result.
    let _ = sender.send(result);
}

/// The form of a source, detected from its beginning.
enum Opening<'s> {
    Lines(Box<Lines<'s>>),
    Whole(Source),
}

/// Opens a source that is to be split into chunks of about `size` bytes.
fn opened(source: &Source, size: usize) -> io::Result<Opening<'_>> {
    let (mut reader, file): (Box<dyn Read + Send>, _) = match open(source)? {
        Opened::File(file, about) => (Box::new(file.try_clone()?), Some((file, about))),
        Opened::Stream(reader) => (reader, None),
    };
    let mut held = Vec::new();
    let mut is_all = fill(&mut held, &mut reader, size)?;
    let packed = file.as_ref().filter(|_| is_packed(&held)).map(|(_, about)| about.len());
    if let Some(length) = packed {
        let unpacked = MultiGzDecoder::new(Cursor::new(held).chain(reader));
        reader = Box::new(Limited::lines(unpacked, length));
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
            sent: 0,
            is_at_end: false,
            mark,
            part: ChunkOffset::default(),
            bad: 0,
            is_blank: true,
        })));
    }
    if file.is_some() {
        return Ok(Opening::Whole(source.clone()));
    }
    // A pipe can only be read once.
    let bytes = all_of(Cursor::new(held).chain(reader))?;
    Ok(Opening::Whole(Source::held(source.name.clone(), source.discovery, Arc::new(bytes))))
}

/// Returns whether each line appears to be a separate text.
fn is_by_line(name: &str, head: &[u8]) -> bool {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    is_ndjson(name, &text[after_http_heads(text)..])
}

/// Reads up to `most` more bytes. Returns whether the end was reached.
fn fill(held: &mut Vec<u8>, reader: &mut impl Read, most: usize) -> io::Result<bool> {
    let count = reader.take(most as u64).read_to_end(held)?;
    Ok(count < most)
}

/// The reason why reading a source stops.
enum Stop {
    /// The receiver is closed.
    Unwanted,
    /// The rest cannot be read.
    Broken(Failure),
}

/// A source with one response per line, while it is split.
struct Lines<'s> {
    source: &'s Source,
    reader: Box<dyn Read + Send>,
    /// The regular file, and its metadata when it was opened.
    file: Option<(fs::File, Metadata)>,
    /// The packed size in bytes; `None` if the source is not packed.
    packed: Option<u64>,
    /// The approximate size of a chunk, in bytes.
    size: usize,
    /// The buffered bytes.
    held: Vec<u8>,
    /// The offset in `held` up to which bytes were sent.
    at: usize,
    /// The number of bytes that were sent.
    sent: u64,
    is_at_end: bool,
    /// The length of the byte order mark, in bytes.
    mark: usize,
    /// The position of the next chunk.
    part: ChunkOffset,
    /// The number of lines with invalid UTF-8.
    bad: usize,
    /// Whether the source contains only white space so far.
    is_blank: bool,
}

impl Lines<'_> {
    fn stream(mut self, sender: &SourceSender) {
        if let Err(Stop::Broken(failure)) = self.cut(sender) {
            let _ = sender.send(Err(failure));
        }
    }

    fn cut(&mut self, sender: &SourceSender) -> Result<(), Stop> {
        while let Some((length, lines)) = self.next()? {
            let bytes = self.held[self.at..self.at + length].to_vec();
            self.at += length;
            self.sent += length as u64;
            self.send(bytes, lines, sender)?;
        }
        if let Some((file, before)) = &self.file {
            unchanged(file, before, self.packed.unwrap_or(self.sent))
                .map_err(|error| self.broken(&error))?;
        }
        if self.is_blank {
            // An empty chunk lets the end report that there is no response.
            self.send(Vec::new(), 0, sender)?;
        }
        Ok(())
    }

    /// Returns the number of bytes and of line ends in the next chunk; `None` at the end.
    fn next(&mut self) -> Result<Option<(usize, usize)>, Stop> {
        self.read(self.size)?;
        let next = &self.held[self.at..];
        let begin = &next[..next.len().min(self.size)];
        let ends = memchr::memchr_iter(b'\n', begin).take(MAX_CHUNK_LINES).zip(1..);
        if let Some((end, lines)) = ends.last() {
            return Ok(Some((end + 1, lines)));
        }
        // A line that is longer than a chunk.
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
                let message =
                    format!("line {line} is longer than 4 GiB; the rest of the file was not read");
                return Err(Stop::Broken(self.source.failure(message)));
            }
            self.read(2 * searched)?;
        }
    }

    /// Reads until `wanted` unsent bytes are buffered, or all.
    fn read(&mut self, wanted: usize) -> Result<(), Stop> {
        let there = self.held.len() - self.at;
        if self.is_at_end || there >= wanted {
            return Ok(());
        }
        self.held.drain(..self.at);
        self.at = 0;
        // Reading whole chunks keeps copying rare.
        let filled = fill(&mut self.held, &mut self.reader, (wanted - there).max(self.size));
        self.is_at_end = filled.map_err(|error| self.broken(&error))?;
        Ok(())
    }

    /// Sends a chunk that contains the given number of line ends.
    fn send(
        &mut self,
        mut bytes: Vec<u8>,
        lines: usize,
        sender: &SourceSender,
    ) -> Result<(), Stop> {
        let part = self.part;
        let mark = if part.is_first() { self.mark } else { 0 };
        let len = match str::from_utf8(&bytes).map_err(|_| decode::text(bytes.clone())) {
            Ok(_) => bytes.len() - mark.min(bytes.len()),
            Err(Ok(decoded)) => decoded.text.len(),
            Err(Err(_)) => {
                self.blank_invalid_lines(&mut bytes, sender)?;
                bytes.len() - mark.min(bytes.len())
            }
        };
        self.is_blank &= bytes[mark.min(bytes.len())..].trim_ascii().is_empty();
        self.part.start += len;
        self.part.lines += lines;
        let chunk = Chunk { part, bytes: Arc::new(bytes) };
        sender.send(Ok(self.source.cut(chunk))).map_err(|_| Stop::Unwanted)
    }

    /// Replaces lines with invalid UTF-8 by spaces, and reports them.
    fn blank_invalid_lines(&mut self, bytes: &mut [u8], sender: &SourceSender) -> Result<(), Stop> {
        let mut from = 0;
        while let Err(error) = str::from_utf8(&bytes[from..]) {
            let at = from + error.valid_up_to();
            let begin = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            let line = self.part.lines + memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
            let mark = if self.part.is_first() { 0 } else { self.mark };
            let offset = self.part.start + mark + at;
            let mut message = format!(
                "line {line} is not valid UTF-8 (first invalid byte at offset {offset}) and was not checked; save the file as UTF-8"
            );
            self.bad += 1;
            if self.bad == MAX_INVALID_LINES {
                message.push_str(". Too many lines are invalid; the rest of the file was not read");
                return Err(Stop::Broken(self.source.failure(message)));
            }
            sender.send(Err(self.source.failure(message))).map_err(|_| Stop::Unwanted)?;
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

    /// Returns the chunks of a file, of about `size` bytes, and the failures; `None` if the file is
    /// not split.
    fn chunks(bytes: &[u8], size: usize) -> Option<(Vec<Chunk>, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.ndjson");
        fs::write(&path, bytes).unwrap();
        let source = Source::file(&path, Discovery::Explicit);
        let Opening::Lines(lines) = opened(&source, size).unwrap() else { return None };
        let (sender, receiver) = sync_channel(10_000);
        lines.stream(&sender);
        drop(sender);
        let (mut chunks, mut failures) = (Vec::new(), Vec::new());
        for source in receiver {
            match source {
                Ok(source) => chunks.extend(source.chunk),
                Err(failure) => failures.push(failure.message),
            }
        }
        Some((chunks, failures))
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
            let Some((chunks, failures)) = chunks(file.as_bytes(), size) else {
                // A file below this size is read as a whole.
                prop_assert!(file.len() < size);
                return Ok(());
            };
            prop_assert_eq!(failures, Vec::<String>::new());
            let (mut start, mut lines) = (0, 0);
            for (number, chunk) in chunks.iter().enumerate() {
                let bytes = str::from_utf8(&chunk.bytes).unwrap();
                let decoded = if number == 0 { bytes.trim_start_matches('\u{feff}') } else { bytes };
                prop_assert_eq!(chunk.part, ChunkOffset { start, lines });
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
    fn reports_a_file_that_changes_while_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.ndjson");
        fs::write(&path, "[1]\n[2]\n[3]\n").unwrap();
        let source = Source::file(&path, Discovery::Explicit);
        let Opening::Lines(lines) = opened(&source, 4).unwrap() else {
            panic!("the source is not split")
        };
        fs::write(&path, "[1]\n[2]\n[3]\n[4]\n").unwrap();
        let (sender, receiver) = sync_channel(100);
        lines.stream(&sender);
        let failure = receiver.try_iter().last().unwrap().unwrap_err();
        assert!(failure.message.contains("changed while it was read"), "{failure}");
    }

    #[test]
    fn reads_lines_of_a_truncated_packed_file() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let text: Vec<u8> =
            (0..20_000_u32).flat_map(|n| format!("[{}]\n", n ^ 0x5555).into_bytes()).collect();
        io::Write::write_all(&mut encoder, &text).unwrap();
        let packed = encoder.finish().unwrap();
        let (chunks, failures) = chunks(&packed[..packed.len() - 20], 100).unwrap();
        assert!(chunks.len() > 10);
        assert_eq!(failures.len(), 1);
        assert!(failures[0].starts_with("cannot be unpacked: "), "{failures:?}");
    }
}
